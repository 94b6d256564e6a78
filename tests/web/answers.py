"""What is asked of the fake web and what it answers, before anything is sent. Plain values and small builders.

An answer carries, beside status, headers and body, its *meaning*: how long the client is asked to stay away, whether
the body is what the address promises. The log keeps the meaning, so whoever judges a client need not read headers as
the client does, and cannot share its mistakes.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.utils import formatdate
from functools import lru_cache

import brotli
import zstandard

Headers = tuple[tuple[str, str], ...]

#: Unpacked bytes of a bomb: above every limit on a body.
BOMB = 16_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One GET: a host of the world, path with query, and request headers, names in lower case."""

    host: str
    path: str
    headers: Headers = ()

    def header(self, name: str) -> str | None:
        """First value of a header; ``name`` in lower case."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an answer travels.

    ``kind``: whole; stalled (head and half of the body, then nothing); drip (a byte every ``seconds``); reset (no
    answer, the connection is torn down); cut (torn down in the middle of the body); short (the connection ends before
    the announced length).
    """

    kind: str = "whole"
    #: Seconds before the head is sent; of a drip between two bytes.
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Asks:
    """What an answer asks of the client, whatever the form in which its headers say so."""

    #: Milliseconds for which this address is not to be asked again: by its headers (Cache-Control, Expires), and by
    #: its document (ttl), which only who can read it knows.
    rest: int = 0
    ttl: int = 0
    #: Milliseconds for which a limit asks the client to stay away (Retry-After).
    wait: int = 0
    #: Hours of the day (UTC) at which the address is not to be asked.
    skip_hours: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, as the world gives it."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    #: What the address is: robots, feed, page, other, or trap (nobody should ever ask for it).
    kind: str = "other"
    #: gzip, br, zstd or '' for none: how the body travels.
    encoding: str = ""
    #: The body is ``BOMB`` bytes of nothing, packed.
    is_bomb: bool = False
    delivery: Delivery = Delivery()
    asks: Asks = Asks()
    #: Whether a client can make use of the body; None where that is a matter of taste.
    is_readable: bool | None = True

    def header(self, name: str) -> str | None:
        """First value of a header, whatever the case of its name."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def with_headers(self, *more: tuple[str, str]) -> Answer:
        """The same with further headers."""
        return replace(self, headers=(*self.headers, *more))

    def packed(self) -> bytes:
        """The body as it travels."""
        return _bomb(self.encoding) if self.is_bomb else pack(self.body, self.encoding)


def pack(body: bytes, encoding: str) -> bytes:
    """A body in an encoding: gzip, br, zstd, or '' for none."""
    if encoding == "gzip":
        return gzip.compress(body, 6, mtime=0)
    if encoding == "br":
        return bytes(brotli.compress(body, quality=5))
    return zstandard.compress(body) if encoding == "zstd" else body


@lru_cache(maxsize=4)
def _bomb(encoding: str) -> bytes:
    return pack(bytes(BOMB), encoding)


def refuse(status: int, kind: str, text: str = "") -> Answer:
    """An answer without content. What 403 and the like say is no feed."""
    return Answer(status, (("Content-Type", "text/plain"),), (text or f"{status}\n").encode(), kind, is_readable=False)


def redirect(status: int, target: str, kind: str) -> Answer:
    """An answer that points elsewhere."""
    return Answer(status, (("Location", target),), b"", kind, is_readable=False)


def wait_header(milliseconds: int, now: int, *, as_date: bool) -> tuple[str, str]:
    """Retry-After (RFC 9110, 10.2.3) in one of its forms. ``now`` is the beginning of a step, so a date is told from
    the end of the next one: the client is asked for at least the time, also where the answer took a while."""
    if as_date:
        return "Retry-After", formatdate((now + 120_000 + milliseconds) / 1000, usegmt=True)
    return "Retry-After", str(milliseconds // 1000)


def cache_headers(caching: str, milliseconds: int, now: int) -> Headers:
    """Headers by which an answer stays fresh for a time: ``max-age``, ``expires`` (with Date), or none."""
    if caching == "max-age":
        return (("Cache-Control", f"public, max-age={milliseconds // 1000}"),)
    if caching == "expires":
        date, end = formatdate(now / 1000, usegmt=True), formatdate((now + milliseconds) / 1000, usegmt=True)
        return (("Date", date), ("Expires", end))
    return ()


def conditional(asked: Asked, answer: Answer, etag: str | None, modified: str | None) -> Answer:
    """The answer with its validators; 304 where the request's validators are these (RFC 9110, 13.2.2: an entity tag
    goes before a date). Dates are compared as text: a client is to send back what it was given."""
    validators = [("ETag", etag)] if etag else []
    validators += [("Last-Modified", modified)] if modified else []
    answer = answer.with_headers(*((name, value) for name, value in validators if value))
    match, since = asked.header("if-none-match"), asked.header("if-modified-since")
    if (match is not None and match == etag) or (match is None and since is not None and since == modified):
        kept = tuple((name, value) for name, value in answer.headers if name.lower() not in ("content-type",))
        return replace(answer, status=304, headers=kept, body=b"", encoding="")
    return answer
