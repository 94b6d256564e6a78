"""One archive record as a page, a drop or nothing.

Every response is an entry, and so is a revisit: a page where it is HTML that was answered with 200, else dropped under
a name (``status-404``, ``not-html``, ``revisit``). Requests, metadata and the archive's own notes are no entries.
"""

from __future__ import annotations

from fastwarc.warc import WarcRecord, WarcRecordType

from transforms import instants
from transforms.addresses import normalise
from transforms.failures import Dropped, StageError
from transforms.seeds.encodings import undo_content, undo_transfer
from transforms.seeds.files import BrokenStream, too_large
from transforms.seeds.items import Item, dropped, failed, make_page
from transforms.seeds.limits import SeedLimits

_HTML = frozenset({"text/html", "application/xhtml+xml"})
#: Headers by which a publisher limits the use of a page: robots, and TDMRep (W3C community group).
_SIGNALS = ("x-robots-tag", "tdm-reservation", "tdm-policy")
_MAX_SIGNALS = 20


def item_of(record: WarcRecord, source: str, limits: SeedLimits) -> Item | None:
    """What the record is: a page, a loss, or None where it is no entry. Raises BrokenStream for one without end."""
    if not (record.headers.get("Content-Length") or "").strip().isdecimal():
        raise BrokenStream("broken-record", "the record gives no length for itself: it is left out")
    if record.record_type not in (WarcRecordType.response, WarcRecordType.revisit):
        return None
    target = (record.headers.get("WARC-Target-URI") or "").strip("<> \t")
    url, fetched_at = normalise(target) or "", None
    try:
        fetched_at = _date(record)
        if not url:
            raise Dropped("not-http")
        if record.record_type == WarcRecordType.revisit:
            raise Dropped("revisit")
        return _page(record, url, fetched_at, source, limits)
    except Dropped as error:
        return dropped(error, url=url or target[:2048], fetched_at=fetched_at, source=source)
    except BrokenStream:
        raise
    except StageError as error:
        return failed(error, source=source, url=url)


def _page(record: WarcRecord, url: str, fetched_at: str | None, source: str, limits: SeedLimits) -> Item:
    headers = _http_headers(record, limits)
    media_type, charset = _content_type(headers, record)
    if media_type not in _HTML:
        raise Dropped("not-html")
    body = undo_transfer(_body(record, limits), headers.get("transfer-encoding", ""))
    content = undo_content(body, headers.get("content-encoding", ""), limits.page_bytes)
    return make_page(
        content,
        url=url,
        fetched_at=fetched_at,
        media_type="text/html",
        source=source,
        charset=charset,
        signals=_signals(record),
    )


def _http_headers(record: WarcRecord, limits: SeedLimits) -> dict[str, str]:
    """The response's headers by lower-case name, the last of each. Raises Dropped for an answer other than 200."""
    try:
        record.parse_http(auto_decode="none", max_header_len=limits.header_bytes)
    except OSError as error:
        raise _broken() from error
    status = None if record.http_headers is None else record.http_headers.status_code
    if status is None or not 100 <= status <= 999:
        raise _broken()
    if status != 200:
        raise Dropped(f"status-{status}")
    return {name.lower(): value for name, value in record.http_headers.items()}


def _body(record: WarcRecord, limits: SeedLimits) -> bytes:
    announced = record.content_length
    parts, length = [], 0
    while length <= limits.page_bytes and (part := record.reader.read(limits.page_bytes + 1 - length)):
        parts.append(part)
        length += len(part)
    if length > limits.page_bytes:
        raise too_large("a page", limits.page_bytes)
    if length < announced:
        raise BrokenStream("truncated", f"the record ends after {length:,} of {announced:,} bytes")
    return b"".join(parts)


def _content_type(headers: dict[str, str], record: WarcRecord) -> tuple[str, str | None]:
    """Media type and charset: what the server said, else what the crawler found."""
    named = headers.get("content-type") or record.headers.get("WARC-Identified-Payload-Type") or ""
    media_type, *parameters = named.split(";")
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            return media_type.strip().lower(), value.strip()
    return media_type.strip().lower(), None


def _signals(record: WarcRecord) -> tuple[str, ...]:
    found = [f"{name.lower()}: {value}" for name, value in record.http_headers.items() if name.lower() in _SIGNALS]
    return tuple(found[:_MAX_SIGNALS])


def _date(record: WarcRecord) -> str | None:
    text = record.headers.get("WARC-Date")
    if not text:
        return None
    instant = instants.parse(text)
    if instant is None:
        raise StageError("bad-time", f"WARC-Date {text[:40]!a} is no time: ISO 8601 is allowed")
    return instant


def _broken() -> StageError:
    return StageError("broken-record", "the record holds no HTTP response: it is left out")
