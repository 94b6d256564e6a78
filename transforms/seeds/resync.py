"""Going on behind damage in an archive: where the next record or gzip member starts.

A record found so was not announced by a whole one before it: a page inside a damaged record could hold text that looks
like the start of a record. That is the price of not giving up the rest of the archive, and it is paid only there.
"""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO

from transforms.seeds.limits import SeedLimits

_RECORD = b"\r\n\r\nWARC/1."
_BEFORE = _RECORD.index(b"W")
_MEMBER = b"\x1f\x8b\x08"
_OPENING = b"WARC/"
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_CHUNK = 1_000_000


def next_record(raw: BinaryIO, start: int) -> int | None:
    """Offset of the next record of a plain archive that starts at or behind ``start``; None where there is none."""
    found = _find(raw, _RECORD, max(0, start - _BEFORE))
    return None if found is None else found + _BEFORE


def next_member(raw: BinaryIO, start: int) -> int | None:
    """Offset of the next gzip member at or behind ``start`` that unpacks to the start of a record; None: none."""
    while (found := _find(raw, _MEMBER, start)) is not None:
        raw.seek(found)
        try:
            opening = zlib.decompressobj(31).decompress(raw.read(4_096), len(_OPENING))
        except zlib.error:
            opening = b""
        if opening == _OPENING:
            return found
        start = found + 1
    return None


def record_end(raw: BinaryIO, offset: int, limits: SeedLimits) -> int:
    """Offset behind the record of a plain archive that starts at ``offset``, by the length it gives for itself."""
    raw.seek(offset)
    headers, blank, _ = raw.read(limits.header_bytes).partition(b"\r\n\r\n")
    length = _LENGTH.search(headers)
    return offset + len(headers) + len(blank) + (int(length[1]) if length else 0) + len(b"\r\n\r\n")


def _find(raw: BinaryIO, wanted: bytes, start: int) -> int | None:
    """Offset of the first occurrence at or behind ``start``, read in parts that overlap."""
    raw.seek(start)
    window, base = b"", start
    while part := raw.read(_CHUNK):
        window += part
        found = window.find(wanted)
        if found >= 0:
            return base + found
        kept = min(len(window), len(wanted) - 1)
        base += len(window) - kept
        window = window[len(window) - kept :]
    return None
