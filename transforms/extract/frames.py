"""What goes over the pipes between a worker process and the pool: frames, requests, answers.

A frame is four bytes of length and the payload (the worker's side of it: ``transforms/workers.py``). A request is an
encoded Page. An answer is a kind (one byte), CPU microseconds and resident bytes of the worker, and what that kind
carries.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import orjson

from transforms.encoding import decode, encode
from transforms.failures import Dropped, StageError
from transforms.records import Article

LENGTH = struct.Struct(">I")
_HEAD = struct.Struct(">cQQ")

HELLO, ARTICLE, DROPPED, FAILED = b"H", b"A", b"D", b"F"

#: What becomes of a page.
Result = Article | StageError | Dropped


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a worker."""

    kind: bytes
    cpu_micros: int
    resident: int
    payload: bytes = b""

    def packed(self) -> bytes:
        """The answer as a payload of a frame."""
        return _HEAD.pack(self.kind, self.cpu_micros, self.resident) + self.payload

    @classmethod
    def unpacked(cls, data: bytes) -> Answer:
        """The answer that ``packed`` made these bytes of."""
        kind, cpu_micros, resident = _HEAD.unpack_from(data)
        return cls(kind, cpu_micros, resident, data[_HEAD.size :])

    def result(self) -> Result:
        """What became of the page. Raises ValueError for an answer that is none (a worker of another version)."""
        if self.kind == ARTICLE:
            return decode(Article, self.payload)
        if self.kind == DROPPED:
            return Dropped(self.payload.decode())
        if self.kind == FAILED:
            reason, message, retryable = orjson.loads(self.payload)
            return StageError(reason, message, retryable=retryable)
        raise ValueError(f"answer of kind {self.kind!r}")


def answer(result: Result, cpu_micros: int, resident: int) -> Answer:
    """The answer that carries a result."""
    if isinstance(result, Article):
        return Answer(ARTICLE, cpu_micros, resident, encode(result))
    if isinstance(result, Dropped):
        return Answer(DROPPED, cpu_micros, resident, result.reason.encode())
    carried = orjson.dumps((result.reason, result.message, result.retryable))
    return Answer(FAILED, cpu_micros, resident, carried)
