"""newsbeam's own recordings: the pages and outcomes that a crawl handed out, exactly as it handed them out.

An entry is what a metadata record says it is; the content of its page is that of the record right before, to which it
refers. Exchanges alone (feeds, robots.txt, redirects, an answer that brought no page) are no entries.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, replace
from typing import BinaryIO, Protocol

import orjson
from fastwarc.warc import WarcRecord, WarcRecordType

from transforms.encoding import from_parts
from transforms.failures import StageError, page_failure, settle_failure
from transforms.recording_format import FIRST_LINES, KIND, OPENING, PURPOSE
from transforms.records import Page, Settlement, Sighting
from transforms.seeds.files import GZIP_MAGIC, BrokenStream, too_large
from transforms.seeds.items import STAGE, Item, Lost, sighting_of
from transforms.seeds.limits import SeedLimits
from transforms.seeds.responses import item_of


class Records(Protocol):
    """What an archive's records become, one after the other."""

    #: Whether a last record that was cut off is the end of the archive, and no loss.
    ends_anywhere: bool

    def item_of(self, record: WarcRecord, source: str, limits: SeedLimits) -> Item | None:
        """What the record is: a page, a loss, or None where it is no entry. Raises BrokenStream for one without end."""
        ...

    def forget(self) -> None:
        """There is damage behind the record taken last, or in it."""
        ...


#: Bytes of a metadata record: what a feed says of an entry is cut to some kilobytes, a dead letter keeps 4 MB.
_METADATA_BYTES = 16_000_000
_HEAD_BYTES = 65_536
#: Fewer bytes begin any gzip file.
_TELLING = 4


def is_recording(raw: BinaryIO) -> bool:
    """Whether the archive is one of newsbeam's own, by its first bytes; also one that was cut off within them."""
    raw.seek(0)
    head = raw.read(4_096)
    if head.startswith(GZIP_MAGIC):
        if head.startswith(OPENING) or (len(head) >= _TELLING and OPENING.startswith(head)):
            return True
        try:
            head = zlib.decompressobj(31).decompress(head, len(FIRST_LINES))
        except zlib.error:
            return False
    return bool(head) and (head.startswith(FIRST_LINES) or FIRST_LINES.startswith(head))


def records_of(raw: BinaryIO) -> Records:
    """How this archive's records are to be taken."""
    return OwnRecords() if is_recording(raw) else ForeignRecords()


class ForeignRecords:
    """Takes the records of an archive that some other crawler wrote, each by itself."""

    ends_anywhere = False

    def item_of(self, record: WarcRecord, source: str, limits: SeedLimits) -> Item | None:
        return item_of(record, source, limits)

    def forget(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class _Content:
    """The content of the record just read, or why it has none that can be used."""

    record_id: str
    content: bytes = b""
    problem: StageError | None = None


class OwnRecords:
    """Takes the records of a recording in their order. Holds one page's content at a time."""

    ends_anywhere = True

    def __init__(self) -> None:
        self._before: _Content | None = None

    def forget(self) -> None:
        self._before = None

    def item_of(self, record: WarcRecord, source: str, limits: SeedLimits) -> Item | None:
        before, self._before = self._before, None
        if not (record.headers.get("Content-Length") or "").strip().isdecimal():
            raise BrokenStream("broken-record", "the record gives no length for itself: it is left out")
        if record.record_type == WarcRecordType.resource:
            self._before = _content(record, limits, headed=False)
        elif record.record_type == WarcRecordType.response and record.headers.get(PURPOSE) == "page":
            self._before = _content(record, limits, headed=True)
        elif record.record_type == WarcRecordType.metadata:
            kind = record.headers.get(KIND)
            if kind == "page":
                return _page(_read(record, _METADATA_BYTES), record.headers.get("WARC-Refers-To") or "", before, source)
            if kind == "outcome":
                return _outcome(_read(record, _METADATA_BYTES), source)
        return None


def _page(data: bytes, content_id: str, before: _Content | None, source: str) -> Item:
    """The page as it was handed out. Where its content is lost, its entry ends here, as a dead letter."""
    try:
        page = from_parts(Page, orjson.loads(data), [b""])
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise _unreadable(source) from error
    if before is None or before.record_id != content_id:
        problem = StageError("broken-record", f"{source}: the record with the page's content is damaged or missing")
    elif before.problem is not None:
        problem = before.problem
    else:
        return replace(page, content=before.content)
    return Lost(sighting_of(page), settle_failure(page_failure(STAGE, page, problem)))


def _outcome(data: bytes, source: str) -> Item:
    try:
        document = orjson.loads(data)
        blobs = [base64.b64decode(each, validate=True) for each in document["bytes"]]
        settlement = from_parts(Settlement, document["settlement"], blobs)
        (outcome,) = settlement.outcomes
        feed = str(document["feed_url"])
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise _unreadable(source) from error
    return Lost(Sighting(outcome.entry_id, outcome.url, outcome.fetched_at, feed, feed), settlement)


def _content(record: WarcRecord, limits: SeedLimits, *, headed: bool) -> _Content:
    """The content of a page's record; ``headed``: behind HTTP headers."""
    record_id = record.headers.get("WARC-Record-ID") or ""
    most = limits.page_bytes + (_HEAD_BYTES if headed else 0)
    if record.content_length > most:
        return _Content(record_id, problem=too_large("a page", limits.page_bytes))
    content = _read(record, most)
    if headed:
        content = content.partition(b"\r\n\r\n")[2]
    return _Content(record_id, content)


def _read(record: WarcRecord, most: int) -> bytes:
    """A record's block whole. Raises BrokenStream where the archive ends before it does."""
    announced = record.content_length
    if announced > most:
        raise BrokenStream("too-large", f"a record of {announced:,} bytes: {most:,} are allowed")
    parts, length = [], 0
    while length < announced and (part := record.reader.read(announced - length)):
        parts.append(part)
        length += len(part)
    if length < announced:
        raise BrokenStream("truncated", f"the record ends after {length:,} of {announced:,} bytes")
    return b"".join(parts)


def _unreadable(source: str) -> StageError:
    return BrokenStream("broken-record", f"{source}: the record says nothing that newsbeam understands")
