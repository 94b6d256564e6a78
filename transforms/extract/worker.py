"""A worker process: reads pages from its standard input, writes answers to its standard output, till the input ends.

``python -m transforms.extract.worker LIMITS`` with LIMITS a JSON object. Everything that a page could do to it ends
with this process: CPU time by a timer of the kernel, which works also while a C library keeps the interpreter busy;
memory by RLIMIT_AS; and it ends when its parent does, so that a killed run leaves nobody behind. Beam is never imported
here.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from dataclasses import asdict, dataclass

import orjson

from transforms.encoding import decode
from transforms.extract.article import extract
from transforms.extract.counts import ExtractLimits
from transforms.extract.frames import HELLO, Answer, Result, answer
from transforms.failures import Dropped, StageError
from transforms.records import Page
from transforms.workers import CpuBound, resident_bytes, serve_frames


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What a worker process may use."""

    extract: ExtractLimits
    #: CPU seconds for one page.
    cpu_seconds: float = 20.0
    #: Address space in bytes.
    memory_bytes: int = 2_000_000_000

    def to_argument(self) -> str:
        """The limits as the process's argument."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def from_argument(cls, text: str) -> WorkerLimits:
        """The limits that ``to_argument`` wrote."""
        values = orjson.loads(text)
        return cls(ExtractLimits(**values.pop("extract")), **values)


def main(argument: str) -> None:
    """Serves till the input ends."""
    limits = WorkerLimits.from_argument(argument)
    serve_frames(
        lambda: Answer(HELLO, 0, resident_bytes()).packed(),
        lambda payload: serve(payload, limits).packed(),
        limits.memory_bytes,
    )


def serve(payload: bytes, limits: WorkerLimits) -> Answer:
    """The answer to one request. The timer kills the process where the page takes too long."""
    started = time.process_time_ns()
    with CpuBound(limits.cpu_seconds):
        result = _extract(decode(Page, payload), limits)
    return answer(result, (time.process_time_ns() - started) // 1_000, resident_bytes())


def _extract(page: Page, limits: WorkerLimits) -> Result:
    try:
        return extract(page, limits.extract)
    except (StageError, Dropped) as error:
        return error
    except MemoryError:
        message = f"extraction needs more than {limits.memory_bytes:,} bytes: raise memory_bytes if it is an article"
        return StageError("memory", message, retryable=True)
    except Exception as error:
        # A fault of ours that this page brought to light. It must not stop the pages behind it, nor get lost: a dead
        # letter with the place, to be tried again when it is mended.
        place = traceback.extract_tb(error.__traceback__)[-1]
        message = f"{type(error).__name__} at {os.path.basename(place.filename)}:{place.lineno}: a fault in newsbeam"
        return StageError(
            "fault", f"{message}, please report it; try the page again with a later version", retryable=True
        )


if __name__ == "__main__":
    main(sys.argv[1])
