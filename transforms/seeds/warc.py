"""WARC archives (ISO 28500), plain or gzip, from any crawler: their records one after the other, and on behind damage.

Record framing and HTTP headers are fastwarc's work. What this file adds is knowing where each record starts, so that
reading can resume there, and going on where an archive is damaged: ``FILE@OFFSET`` names a record, ``FILE@OFFSET#N``
the n-th further record in one gzip member. What a record becomes is decided in ``responses.py``; in newsbeam's own
recordings, whose cut last record is their end, in ``recorded.py``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from transforms.seeds import resync
from transforms.seeds.files import GZIP_MAGIC, BrokenStream, GzipMember, open_regular
from transforms.seeds.items import END, START, Item, Position, failed
from transforms.seeds.limits import SeedLimits
from transforms.seeds.recorded import Records, records_of

_Run = Generator[tuple[Position, Item], None, int | None]


def read(path: str, name: str, limits: SeedLimits, start: Position = START) -> Iterator[tuple[Position, Item]]:
    """The pages and losses of an archive from a position on. Raises StageError where the file cannot be read."""
    with open_regular(path) as raw:
        run = _run_of_member if raw.read(2) == GZIP_MAGIC else _run_of_records
        records = records_of(raw)
        offset: int | None = start.offset
        skip = start.skip
        while offset is not None:
            offset = yield from run(raw, name, limits, Position(offset, skip), records)
            skip = 0


def _run_of_records(raw: BinaryIO, name: str, limits: SeedLimits, start: Position, records: Records) -> _Run:
    """The records of a plain archive up to its end or the first damage; where to go on."""
    raw.seek(start.offset)
    at, begun, inside = start.offset, 0, False
    try:
        for record in _records(raw, limits):
            at, begun, inside = record.stream_pos, begun + 1, True
            item = records.item_of(record, f"{name}@{at}", limits)
            inside = False
            if item is not None and begun > start.skip:
                yield Position(at), item
    except BrokenStream as error:
        records.forget()
        if begun and not inside:  # what lies behind the last record is none
            at = resync.record_end(raw, at, limits)
        onward = resync.next_record(raw, at + 1)
        if records.ends_anywhere and onward is None:  # the recording ends here
            return None
        yield _before(onward), failed(error, source=f"{name}@{at}")
        return onward
    return None


def _run_of_member(raw: BinaryIO, name: str, limits: SeedLimits, start: Position, records: Records) -> _Run:
    """The records of one gzip member, mostly a single one; where the next member starts."""
    raw.seek(start.offset)
    if not raw.read(1):
        return None
    member = GzipMember(raw, start.offset, limits)
    index, inside = -1, False
    try:
        for index, record in enumerate(_records(member, limits)):
            inside = True
            item = records.item_of(record, _named(name, start.offset, index), limits)
            inside = False
            if item is not None and index >= start.skip:
                yield Position(start.offset, index), item
        return member.drain()
    except BrokenStream as error:
        records.forget()
        onward = _behind(raw, member, start.offset)
        if records.ends_anywhere and onward is None and error.reason == "truncated":  # the recording ends here
            return None
        source = _named(name, start.offset, index if inside else index + 1)
        yield _before(onward), failed(error, source=source)
        return onward


def _before(onward: int | None) -> Position:
    """Where damage lies: before the place where reading goes on, so that who resumes does not meet it again."""
    return END if onward is None else Position(onward, -1)


def _behind(raw: BinaryIO, member: GzipMember, offset: int) -> int | None:
    """Where to go on behind a damaged member: right behind it where only its content is damaged."""
    try:
        return member.drain()
    except BrokenStream:
        return resync.next_member(raw, offset + 1)


def _records(stream: BinaryIO | GzipMember, limits: SeedLimits) -> Iterator[WarcRecord]:
    try:
        yield from ArchiveIterator(
            stream,
            record_types=WarcRecordType.any_type,
            parse_http=False,
            max_header_len=limits.header_bytes,
            stream_detect=False,
        )
    except OSError as error:
        if error.errno is not None:  # the disk's, not the archive's
            raise
        raise BrokenStream("broken-record", "what lies here is no WARC record: it is left out") from error


def _named(name: str, offset: int, index: int) -> str:
    return f"{name}@{offset}#{index}" if index else f"{name}@{offset}"
