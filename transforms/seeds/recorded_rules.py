"""Which learned rules a recording says its pages were cleaned by.

Asked before a graph is built, since snapshots are handed in with it. Only headers are unpacked: each gzip member of a
recording says its own length. Damage, or what is no recording, ends the search: the pages in front of it are read.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from transforms.failures import StageError
from transforms.recording_format import HEADER, KIND, is_whole, member_length
from transforms.seeds.files import GZIP_MAGIC, open_regular
from transforms.seeds.recorded import is_recording
from transforms.seeds.walk import SeedFile

#: Bytes of a member that are read and unpacked to see its kind: the headers of a metadata record take 300.
_LOOKED_AT = 1_024
_MARK = f"\r\n{KIND}: learned\r\n".encode()
#: A snapshot of 100 rules for each of 1,000 sites takes 25 MB.
_MOST_BYTES = 64_000_000


def learned_in(files: Iterable[SeedFile]) -> list[bytes]:
    """The documents (``learn/schedule.py``) in the recordings among the files, each once, in order."""
    found: dict[bytes, None] = {}
    for file in files:
        if file.kind == "warc":
            try:
                with open_regular(file.path) as raw:
                    found.update(dict.fromkeys(_documents(raw)))
            except StageError:  # named when it is read
                continue
    return list(found)


def _documents(raw: BinaryIO) -> Iterator[bytes]:
    if not is_recording(raw):
        return
    raw.seek(0)
    if raw.read(2) != GZIP_MAGIC:
        raw.seek(0)
        yield from _plain(raw)
        return
    offset = 0
    while True:
        raw.seek(offset)
        head = raw.read(_LOOKED_AT)
        length = member_length(head[:HEADER])
        if length is None:
            return
        if _MARK in _unpacked(head, 2 * _LOOKED_AT):
            raw.seek(offset)
            member = raw.read(length)
            if not is_whole(member):  # cut off in the middle of it
                return
            yield _unpacked(member, _MOST_BYTES).partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")
        offset += length


def _plain(raw: BinaryIO) -> Iterator[bytes]:
    """Of a recording that somebody has unpacked."""
    try:
        for record in ArchiveIterator(raw, record_types=WarcRecordType.metadata, parse_http=False):
            if record.headers.get(KIND) == "learned":
                yield record.reader.read(_MOST_BYTES)
    except OSError:  # cut off, or damaged
        return


def _unpacked(data: bytes, most: int) -> bytes:
    """What can be unpacked of a member's beginning."""
    try:
        return zlib.decompressobj(31).decompress(data, most)
    except zlib.error:
        return b""
