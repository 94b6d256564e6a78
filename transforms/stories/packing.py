"""A sketch as bytes, for state and for the rows of the index.

The fixed part stands first and is what the index keeps of a text as it is. Ids of the usual shape (a letter, a digit,
32 hex digits) take 16 bytes; of any other id its hash stands there, and the id itself behind the rest.
"""

from __future__ import annotations

import struct
from array import array
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from sys import byteorder

from transforms.instants import from_datetime
from transforms.records import Sketch
from transforms.stories.minima import OPENING_RANGES, RANGES

_VERSION = b"\x02"

#: Ids of record, article and entry; time; distinct shingles; number of figures; minima of the whole and of the opening.
ROW = struct.Struct(f"<16s16s16sqHB{RANGES}s{OPENING_RANGES}s")

#: What stands for an unknown time: before every other.
NO_TIME = -(1 << 62)

_KINDS = ("r1", "a1", "e1")
_TAIL = struct.Struct("<HBB")  # bytes of the site, groups of bands, ids that stand in full
_ID_LENGTH = struct.Struct("<H")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLI = timedelta(milliseconds=1)


def millis(fetched_at: str | None) -> int:
    """An instant as milliseconds since 1970; ``NO_TIME`` for None."""
    return NO_TIME if fetched_at is None else (datetime.fromisoformat(fetched_at) - _EPOCH) // _MILLI


def instant(value: int) -> str | None:
    """The instant that ``millis`` made this number of."""
    return None if value == NO_TIME else from_datetime(_EPOCH + value * _MILLI)


def id_bytes(kind: int, id: str) -> bytes:
    """16 bytes that stand for an id. Kind: 0 a record's, 1 an article's, 2 an entry's."""
    return _usual(kind, id) or blake2b(id.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _usual(kind: int, id: str) -> bytes | None:
    if len(id) != 34 or not id.startswith(_KINDS[kind]):
        return None
    digits = id[2:]
    try:
        value = bytes.fromhex(digits)
    except ValueError:
        return None
    return value if value.hex() == digits else None


def usual_id(kind: int, data: bytes) -> str:
    """The id of the usual shape that ``id_bytes`` made these bytes of."""
    return _KINDS[kind] + data.hex()


def is_usual(kind: int, id: str) -> bool:
    """Whether the id has the usual shape of its kind."""
    return _usual(kind, id) is not None


def row_of(sketch: Sketch) -> bytes:
    """The fixed part of a sketch's bytes."""
    return ROW.pack(
        id_bytes(0, sketch.record_id),
        id_bytes(1, sketch.article_id),
        id_bytes(2, sketch.entry_id),
        millis(sketch.fetched_at),
        sketch.size,
        len(sketch.figures),
        sketch.minima,
        sketch.opening_minima,
    )


def row_in(data: bytes) -> bytes:
    """The fixed part of the bytes that ``pack`` made."""
    return data[1 : 1 + ROW.size]


def sites_of(sketch: Sketch) -> str:
    """The site of a sketch and, behind a newline, the one that it names as its source, where it does."""
    return f"{sketch.site}\n{sketch.source}" if sketch.source else sketch.site


def figures_bytes(sketch: Sketch) -> bytes:
    """The figures of a sketch, two bytes each."""
    return _little(array("H", sketch.figures))


def figures_from(data: bytes) -> tuple[int, ...]:
    """The figures that ``figures_bytes`` made these bytes of."""
    return tuple(_read("H", data))


def pack(sketch: Sketch) -> bytes:
    """The sketch as compact bytes (about 330)."""
    site = sites_of(sketch).encode("utf-8", "surrogatepass")
    ids = (sketch.record_id, sketch.article_id, sketch.entry_id)
    odd = [(kind, id.encode("utf-8", "surrogatepass")) for kind, id in enumerate(ids) if not is_usual(kind, id)]
    parts = [
        _VERSION,
        row_of(sketch),
        _TAIL.pack(len(site), len(sketch.bands), sum(1 << kind for kind, _ in odd)),
        bytes(len(group) for group in sketch.bands),
        site,
        _little(array("I", [band for group in sketch.bands for band in group])),
        figures_bytes(sketch),
    ]
    for _, id in odd:
        parts += (_ID_LENGTH.pack(len(id)), id)
    return b"".join(parts)


def unpack(data: bytes) -> Sketch:
    """The sketch that ``pack`` made these bytes of. Raises ValueError for another version."""
    if data[:1] != _VERSION:
        raise ValueError(f"cannot read sketch: version byte {data[:1]!r}, known is {_VERSION!r}")
    record, article, entry, at, size, figures, minima, opening = ROW.unpack_from(data, 1)
    start = 1 + ROW.size
    site, groups, odd = _TAIL.unpack_from(data, start)
    start += _TAIL.size
    counts = data[start : start + groups]
    ends = [start + groups]
    for length in (site, 4 * sum(counts), 2 * figures):
        ends.append(ends[-1] + length)
    ids = _ids((record, article, entry), odd, data, ends[3])
    bands = iter(_read("I", data[ends[1] : ends[2]]))
    site_name, _, source = data[ends[0] : ends[1]].decode("utf-8", "surrogatepass").partition("\n")
    return Sketch(
        ids[0],
        ids[1],
        site=site_name,
        fetched_at=instant(at),
        entry_id=ids[2],
        bands=tuple(tuple(next(bands) for _ in range(count)) for count in counts),
        size=size,
        figures=figures_from(data[ends[2] : ends[3]]),
        # A text too short for a sketch has none.
        minima=minima if any(counts) or minima.strip(b"\0") else b"",
        opening_minima=opening if any(counts) or opening.strip(b"\0") else b"",
        source=source,
    )


def _ids(found: tuple[bytes, ...], odd: int, data: bytes, at: int) -> list[str]:
    ids = []
    for kind, value in enumerate(found):
        if odd & 1 << kind:
            (length,) = _ID_LENGTH.unpack_from(data, at)
            at += 2
            ids.append(data[at : at + length].decode("utf-8", "surrogatepass"))
            at += length
        else:
            ids.append(usual_id(kind, value))
    return ids


def _little(values: array[int]) -> bytes:
    if byteorder == "big":
        values.byteswap()
    return values.tobytes()


def _read(kind: str, data: bytes) -> array[int]:
    values = array(kind)
    values.frombytes(data)
    if byteorder == "big":
        values.byteswap()
    return values
