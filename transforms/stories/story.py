"""A story: all that one article's keyed state remembers, and its bytes.

It is a set of facts (sightings, matches) with what was last said about them, so that the next decision says only what
is new. Sightings and matches are capped by order (``decide.py``).
"""

from __future__ import annotations

import struct
import threading
import zlib
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import orjson
import zstandard

from transforms.encoding import decode as decode_record
from transforms.encoding import encode as encode_record
from transforms.instants import order
from transforms.records import Article, Match

_VERSION = b"\x01"
_LENGTH = struct.Struct(">I")
_NO_ARTICLE = b""
_ZLIB = b"\x78"  # the first byte of what zlib makes (RFC 1950, 2.2); zstd begins with 28 B5 2F FD


class Seen(NamedTuple):
    """A page with a text of this article was seen."""

    fetched_at: str | None
    entry_id: str
    record_id: str
    url: str

    @property
    def order(self) -> tuple[str, str]:
        return order(self.fetched_at, self.entry_id)


class Version(NamedTuple):
    """A text of this article: its earliest sighting and the article as it stood there, packed."""

    first: Seen
    article: bytes


class Pending(NamedTuple):
    """An entry of which not everything is known yet."""

    #: Bits of the partitions that have answered.
    groups: int = 0
    seen: Seen | None = None
    article: bytes = _NO_ARTICLE


class Said(NamedTuple):
    """What was last emitted of a record or an entry, in short, and its revision."""

    what: str
    revision: int


@dataclass(slots=True)
class Story:
    """What is known of one article. Changed only by ``decide``, on a copy."""

    article_id: str
    site: str = ""
    #: By record id.
    versions: dict[str, Version] = field(default_factory=dict)
    #: Sightings that are no version's earliest, smallest first.
    repeats: list[Seen] = field(default_factory=list)
    #: By entry id.
    pending: dict[str, Pending] = field(default_factory=dict)
    #: By record id, by the other's record id.
    matches: dict[str, dict[str, Match]] = field(default_factory=dict)
    #: By record id, and by entry id.
    records: dict[str, Said] = field(default_factory=dict)
    outcomes: dict[str, Said] = field(default_factory=dict)
    #: The highest revision among records that fell out of the chain.
    floor: int = 0

    def copy(self) -> Story:
        """A story of its own; the values in it are shared, and never change."""
        return Story(
            self.article_id,
            self.site,
            dict(self.versions),
            list(self.repeats),
            dict(self.pending),
            {record_id: dict(found) for record_id, found in self.matches.items()},
            dict(self.records),
            dict(self.outcomes),
            self.floor,
        )


def latest_time(story: Story) -> str | None:
    """The latest time of all that is known of an article: its pages, and what its texts were matched with; None where
    no time is known."""
    seen = [
        *(version.first for version in story.versions.values()),
        *story.repeats,
        *(waiting.seen for waiting in story.pending.values() if waiting.seen is not None),
    ]
    times = [each.fetched_at for each in seen]
    times += [match.other_fetched_at for found in story.matches.values() for match in found.values()]
    return max((at for at in times if at), default=None)


def pack_article(article: Article) -> bytes:
    """An article as compressed bytes: half its length, in a third of zlib's time."""
    return _zstd().compressor.compress(encode_record(article))


def unpack_article(data: bytes) -> Article:
    """The article that ``pack_article`` made these bytes of."""
    if data[:1] == _ZLIB:  # as it was first kept
        return decode_record(Article, zlib.decompress(data))
    return decode_record(Article, _zstd().decompressor.decompress(data))


class _Zstd(threading.local):
    """Making a compressor takes longer than an article does, and no two threads may use one."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=1)
        self.decompressor = zstandard.ZstdDecompressor()


@cache
def _zstd() -> _Zstd:
    return _Zstd()


def encode(story: Story, *, settled_only: bool = False) -> bytes:
    """The story as bytes; ``settled_only`` leaves out what is pending, which comes again after a restart."""
    blobs: list[bytes] = []

    def blob(data: bytes) -> int:
        blobs.append(data)
        return len(blobs) - 1

    head = orjson.dumps(
        [
            story.article_id,
            story.site,
            [[v.first, blob(v.article)] for v in story.versions.values()],
            story.repeats,
            [] if settled_only else [[e, p.groups, p.seen, blob(p.article)] for e, p in story.pending.items()],
            [[r, list(found.values())] for r, found in story.matches.items()],
            story.records,
            story.outcomes,
            story.floor,
        ],
        default=tuple,  # orjson takes no named tuples by itself
    )
    parts = [_VERSION, _LENGTH.pack(len(head)), head]
    for data in blobs:
        parts += (_LENGTH.pack(len(data)), data)
    return b"".join(parts)


def decode(data: bytes) -> Story:
    """The story that ``encode`` made these bytes of. Raises ValueError for another version."""
    if data[:1] != _VERSION:
        raise ValueError(f"cannot read story: version byte {data[:1]!r}, known is {_VERSION!r}")
    head, blobs = _parts(data)
    article_id, site, versions, repeats, pending, matches, records, outcomes, floor = orjson.loads(head)
    firsts = [(Seen(*first), blobs[place]) for first, place in versions]
    return Story(
        article_id,
        site,
        {first.record_id: Version(first, article) for first, article in firsts},
        [Seen(*seen) for seen in repeats],
        {e: Pending(groups, Seen(*seen) if seen else None, blobs[place]) for e, groups, seen, place in pending},
        {r: {m["other_id"]: Match(**m) for m in found} for r, found in matches},
        {record_id: Said(*said) for record_id, said in records.items()},
        {entry_id: Said(*said) for entry_id, said in outcomes.items()},
        floor,
    )


def _parts(data: bytes) -> tuple[bytes, list[bytes]]:
    found, at = [], 1
    while at < len(data):
        (length,) = _LENGTH.unpack_from(data, at)
        found.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return found[0], found[1:]
