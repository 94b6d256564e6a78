"""The process that reads feeds: ``python -m transforms.fetch.feed_worker LIMITS``. Its parent is ``guarded.py``."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import orjson

from transforms.encoding import decode, encode
from transforms.extract.frames import FAILED, HELLO, Answer
from transforms.failures import StageError
from transforms.fetch.feed import parse_feed
from transforms.fetch.feed_document import FeedDocument, FeedLimits
from transforms.workers import CpuBound, resident_bytes, serve_frames

#: Kind of an answer that carries a document.
DOCUMENT = b"O"


@dataclass(frozen=True, slots=True)
class FeedRequest:
    """The arguments of ``parse_feed``."""

    content: bytes
    url: str
    content_type: str | None
    now: str


@dataclass(frozen=True, slots=True)
class FeedWorkerLimits:
    """What a feed may measure, and what the process may use for it."""

    feed: FeedLimits
    #: CPU seconds for one feed; of 184 sample feeds the slowest takes 1.
    cpu_seconds: float = 10.0
    #: Address space in bytes.
    memory_bytes: int = 1_000_000_000

    def to_argument(self) -> str:
        """The limits as the process's argument."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def from_argument(cls, text: str) -> FeedWorkerLimits:
        """The limits that ``to_argument`` wrote."""
        values = orjson.loads(text)
        return cls(FeedLimits(**values.pop("feed")), **values)


def main(arguments: Sequence[str]) -> None:
    """Serves till the input ends."""
    limits = FeedWorkerLimits.from_argument(arguments[0])
    serve_frames(
        lambda: Answer(HELLO, 0, resident_bytes()).packed(),
        lambda payload: serve(payload, limits).packed(),
        limits.memory_bytes,
    )


def serve(payload: bytes, limits: FeedWorkerLimits) -> Answer:
    """The answer to one request. The process is killed where the feed takes too long."""
    started = time.process_time_ns()
    with CpuBound(limits.cpu_seconds):
        kind, carried = _read(decode(FeedRequest, payload), limits)
    return Answer(kind, (time.process_time_ns() - started) // 1_000, resident_bytes(), carried)


def _read(request: FeedRequest, limits: FeedWorkerLimits) -> tuple[bytes, bytes]:
    try:
        document = parse_feed(request.content, request.url, request.content_type, request.now, limits.feed)
        return DOCUMENT, encode(document)
    except StageError as error:
        return FAILED, orjson.dumps((error.reason, error.message, error.retryable))
    except MemoryError:
        message = f"reading needs more than {limits.memory_bytes:,} bytes: raise memory_bytes if it is a feed"
        return FAILED, orjson.dumps(("memory", message, True))
    except Exception as error:
        # A fault of ours that this feed brought to light. It must not stop the other feeds, nor get lost: the feed is
        # in trouble, with the place, until it is mended.
        place = traceback.extract_tb(error.__traceback__)[-1]
        message = f"{type(error).__name__} at {os.path.basename(place.filename)}:{place.lineno}: a fault in newsbeam"
        return FAILED, orjson.dumps(("fault", f"{message}, please report it", True))


def result(answer: Answer) -> FeedDocument:
    """What an answer carries.

    Raises:
        StageError: the feed was refused.
        ValueError: an answer that is none.
    """
    if answer.kind == DOCUMENT:
        return decode(FeedDocument, answer.payload)
    if answer.kind == FAILED:
        reason, message, retryable = orjson.loads(answer.payload)
        raise StageError(reason, message, retryable=retryable)
    raise ValueError(f"answer of kind {answer.kind!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
