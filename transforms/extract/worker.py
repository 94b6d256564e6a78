"""A worker process: reads pages from its standard input, writes answers to its standard output, till the input ends.

``python -m transforms.extract.worker LIMITS`` with LIMITS a JSON object. Everything that a page could do to it ends
with this process: CPU time by a timer of the kernel, which works also while a C library keeps the interpreter busy;
memory by RLIMIT_AS; and it ends when its parent does, so that a killed run leaves nobody behind. Beam is never imported
here.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
import threading
import time
import traceback
from dataclasses import asdict, dataclass
from typing import BinaryIO

import orjson

from transforms.encoding import decode
from transforms.extract.article import extract
from transforms.extract.counts import ExtractLimits
from transforms.extract.frames import BROKEN, HELLO, Answer, Result, answer, frame, read_frame
from transforms.failures import Dropped, StageError
from transforms.records import Page

_PAGE_SIZE = resource.getpagesize()
_WATCH_SECONDS = 1.0


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
    source, sink = _take_streams()
    _end_with_parent(os.getppid())
    # A stop of the whole process group (Ctrl-C) is the parent's to handle: it closes our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF})
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    bound = limits.memory_bytes if hard == resource.RLIM_INFINITY else min(limits.memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What imports made lives as long as the process: not to be looked through by every collection.
    gc.collect()
    gc.freeze()
    _write(sink, Answer(HELLO, 0, _resident()))
    while (payload := read_frame(source)) is not None:
        _write(sink, serve(payload, limits))


def serve(payload: bytes, limits: WorkerLimits) -> Answer:
    """The answer to one request. The timer kills the process where the page takes too long."""
    started = time.process_time_ns()
    signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)
    try:
        result = _extract(decode(Page, payload), limits)
    except Exception:
        return Answer(BROKEN, 0, _resident(), traceback.format_exc()[-4_000:].encode("utf-8", "replace"))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return answer(result, (time.process_time_ns() - started) // 1_000, _resident())


def _extract(page: Page, limits: WorkerLimits) -> Result:
    try:
        return extract(page, limits.extract)
    except (StageError, Dropped) as error:
        return error
    except MemoryError:
        message = f"extraction needs more than {limits.memory_bytes:,} bytes: raise memory_bytes if it is an article"
        return StageError("memory", message, retryable=True)


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes for ourselves: what a library prints goes nowhere instead of into an answer."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)
    return source, sink


def _end_with_parent(parent: int) -> None:
    """Ends the process within a second of its parent's end, also in the middle of a page.

    Not PR_SET_PDEATHSIG: that signal comes when the *thread* that started us ends, and Beam's threads come and go.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _resident() -> int:
    with open("/proc/self/statm", "rb") as statm:
        return int(statm.read().split()[1]) * _PAGE_SIZE


def _write(sink: BinaryIO, message: Answer) -> None:
    sink.write(frame(message.packed()))
    sink.flush()


if __name__ == "__main__":
    main(sys.argv[1])
