"""Exchanges and handouts as WARC records (ISO 28500, 1.1). Pure.

An exchange is a request and its response; one without answer is a request and a metadata record that names the error.
A handout is a metadata record right behind the record that holds its page's content: the response where it came so, a
resource where no exchange of this crawl holds it (the feed's own text stands in, or the page lay in the spool).

The body of a response stands as the crawler saw it, with chunks and compression undone. The headers that spoke of its
way keep their values under other names, as in other public archives of news.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from http.client import responses
from urllib.parse import urlsplit

import orjson

from transforms.encoding import to_parts
from transforms.fetch.outbox import Handout
from transforms.fetch.transport import Exchange, Request, Response
from transforms.recording_format import FEED, FORMAT, KIND, MARK, PURPOSE

#: Headers that were true on the way only.
_OF_THE_WAY = frozenset(("content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"))
_JSON = "application/json"
#: A WARC record needs a date; this is the one of what holds for all pages.
_BEFORE_ALL = "0001-01-01T00:00:00.000Z"

_Fields = list[tuple[str, str]]


def begin(about: Sequence[tuple[str, str]], at: str, offset: int) -> bytes:
    """The record that a recording begins with, and each further run that adds to it: who wrote it, by which rules."""
    lines = "".join(f"{name}: {_flat(value)}\r\n" for name, value in (("format", "WARC File Format 1.1"), *about))
    fields = [(MARK, FORMAT), ("WARC-Date", at), ("Content-Type", "application/warc-fields")]
    return _record("warcinfo", _id(offset, 0, at), fields, lines.encode())


def exchange_records(exchange: Exchange, agent: str, offset: int) -> tuple[list[bytes], str]:
    """The records of one exchange, and the id of its response ('' where it got none). ``offset``: where in the file
    they begin, which makes their ids unlike all others."""
    request_id, second_id = _id(offset, 0, exchange.started_at), _id(offset, 1, exchange.started_at)
    purpose = [(PURPOSE, exchange.purpose), *([(FEED, exchange.feed_url)] if exchange.feed_url else [])]
    fields = [
        ("WARC-Target-URI", exchange.request.url),
        ("WARC-Date", exchange.started_at),
        ("WARC-Concurrent-To", second_id),
        *purpose,
        ("Content-Type", "application/http; msgtype=request"),
    ]
    request = _record("request", request_id, fields, _request(exchange.request, agent))
    if exchange.response is None:
        return [request, _error(exchange, second_id, request_id)], ""
    answer = exchange.response
    fields = [
        ("WARC-Target-URI", exchange.request.url),
        ("WARC-Date", exchange.ended_at),
        *([("WARC-IP-Address", answer.peer)] if answer.peer else []),
        ("WARC-Concurrent-To", request_id),
        *purpose,
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return [request, _record("response", second_id, fields, _response(answer))], second_id


def handout_records(handout: Handout, response_id: str, offset: int) -> list[bytes]:
    """The records of what an entry came to. ``response_id``: of the response that holds its page, which must stand
    right before; '' where none does."""
    page = handout.page
    if page is None:
        return [_outcome(handout, offset)]
    records: list[bytes] = []
    content_id, at = response_id, page.fetched_at or ""
    if not content_id:
        content_id = _id(offset, 2, page.entry_id)
        fields = [("WARC-Target-URI", page.url), ("WARC-Date", at), ("Content-Type", page.media_type)]
        records.append(_record("resource", content_id, fields, page.content))
    plain, blobs = to_parts(page)
    if blobs != [page.content]:
        raise TypeError("a page has one bytes field: the reader of recordings fills it from the record before")
    fields = [
        ("WARC-Target-URI", page.url),
        ("WARC-Date", at),
        ("WARC-Refers-To", content_id),
        (KIND, "page"),
        ("Content-Type", _JSON),
    ]
    records.append(_record("metadata", _id(offset, 3, page.entry_id), fields, plain))
    return records


def learned_record(document: bytes, offset: int) -> bytes:
    """The record of a snapshot of learned rules (``learn/schedule.py``), dated by when it comes into force."""
    since = str(orjson.loads(document)["since"]) or _BEFORE_ALL
    fields = [("WARC-Date", since), (KIND, "learned"), ("Content-Type", _JSON)]
    return _record("metadata", _id(offset, 4, since), fields, document)


def _outcome(handout: Handout, offset: int) -> bytes:
    """An entry that ended without a page: all that is written of it."""
    settlement, entry = handout.settlement, handout.entry
    if settlement is None or len(settlement.outcomes) != 1:
        raise ValueError(f"{entry.entry_id}: a handout without a page has the one outcome of its entry")
    plain, blobs = to_parts(settlement)
    document = {
        "feed_url": entry.feed_url,
        "settlement": orjson.Fragment(plain),
        "bytes": [base64.b64encode(each).decode() for each in blobs],
    }
    fields = [
        ("WARC-Target-URI", entry.url),
        ("WARC-Date", settlement.outcomes[0].fetched_at or ""),
        (KIND, "outcome"),
        ("Content-Type", _JSON),
    ]
    return _record("metadata", _id(offset, 3, entry.entry_id), fields, orjson.dumps(document))


def _error(exchange: Exchange, record_id: str, request_id: str) -> bytes:
    fields = [
        ("WARC-Target-URI", exchange.request.url),
        ("WARC-Date", exchange.ended_at),
        ("WARC-Refers-To", request_id),
        (KIND, "error"),
        ("Content-Type", _JSON),
    ]
    return _record("metadata", record_id, fields, orjson.dumps({"error": exchange.error}))


def _request(request: Request, agent: str) -> bytes:
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = parts.netloc.rpartition("@")[2]
    own = () if any(name == "User-Agent" for name, _ in request.headers) else (("User-Agent", agent),)
    return _head(f"GET {target} HTTP/1.1", (("Host", host), *own, *request.headers))


def _response(answer: Response) -> bytes:
    kept = [(f"x-crawler-{name}" if name in _OF_THE_WAY else name, value) for name, value in answer.headers]
    first = f"HTTP/1.1 {answer.status} {responses.get(answer.status, 'Unknown')}"
    return _head(first, (*kept, ("content-length", str(len(answer.content))))) + answer.content


def _head(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = [_flat(first), *(f"{_flat(name)}: {_flat(value)}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def _record(kind: str, record_id: str, fields: _Fields, block: bytes) -> bytes:
    """A record whole. Fields without a value are left out: an address that an entry does not have."""
    # The mark of a recording stands where its readers look for it: behind the type, before all else.
    marked, rest = fields[:1], fields[1:]
    if kind != "warcinfo":
        marked, rest = [], fields
    named = [("WARC-Type", kind), *marked, ("WARC-Record-ID", record_id), *rest, ("Content-Length", str(len(block)))]
    lines = "".join(f"{name}: {_flat(value)}\r\n" for name, value in named if value)
    return b"".join((b"WARC/1.1\r\n", lines.encode("utf-8", "replace"), b"\r\n", block, b"\r\n\r\n"))


def _id(offset: int, number: int, of: str) -> str:
    """An id that is the same for the same record of the same file, and no other."""
    digest = blake2b(f"{offset}:{number}:{of}".encode(), digest_size=16, person=b"warc1").digest()
    return f"<urn:uuid:{uuid.UUID(bytes=digest, version=5)}>"


def _flat(value: str) -> str:
    """On one line: what a server sent must not begin a field of its own."""
    return " ".join(value.splitlines()) if not value.isprintable() else value
