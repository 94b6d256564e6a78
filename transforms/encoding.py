"""Records as bytes, without Beam: what ``coders.py`` gives to Beam and the store keeps of pages and sketches.

An encoded record is a version byte, the record as JSON with field names, and the bytes fields behind it. Compared with
Beam's RowCoder that costs the names, and buys three things: the same class comes back on every worker (a RowCoder built
from a schema in another process makes a NamedTuple of its own), a field added later decodes from older state with its
default, and it is deterministic, so it can be a key or state anywhere.
"""

from __future__ import annotations

import struct
import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

import orjson

_VERSION = b"\x01"
_LENGTH = struct.Struct(">I")

R = TypeVar("R")

_Decode = Callable[[Any, Sequence[bytes]], Any]


def encode(record: Any) -> bytes:
    """Any record of ``records.py`` as bytes. Equal records give equal bytes."""
    plain, blobs = to_parts(record)
    parts = [_VERSION, _LENGTH.pack(len(plain)), plain]
    for value in blobs:
        parts += (_LENGTH.pack(len(value)), value)
    return b"".join(parts)


def to_parts(record: Any) -> tuple[bytes, list[bytes]]:
    """A record as JSON in which a number stands for each of its bytes values, and those values."""
    blobs: list[bytes] = []

    def blob(value: object) -> int:
        if not isinstance(value, bytes):
            raise TypeError(f"cannot encode {type(value).__name__} in {type(record).__name__}: use plain types")
        blobs.append(value)
        return len(blobs) - 1

    return orjson.dumps(record, default=blob), blobs


def decode(cls: type[R], data: bytes) -> R:
    """The record of class ``cls`` that ``encode`` turned into these bytes. Raises ValueError for another version."""
    if data[:1] != _VERSION:
        raise ValueError(f"cannot decode {cls.__name__}: version byte {data[:1]!r}, known is {_VERSION!r}")
    (length,) = _LENGTH.unpack_from(data, 1)
    position = 5 + length
    value = orjson.loads(data[5:position])
    blobs = []
    while position < len(data):
        (length,) = _LENGTH.unpack_from(data, position)
        blobs.append(data[position + 4 : position + 4 + length])
        position += 4 + length
    return from_parts(cls, value, blobs)


def from_parts(cls: type[R], value: dict[str, Any], blobs: Sequence[bytes]) -> R:
    """The record of class ``cls`` from its JSON value and its bytes values (``to_parts``)."""
    return typing.cast(R, _record_decoder(typing.cast(type, cls))(value, blobs))


def from_plain(cls: type[R], value: dict[str, Any]) -> R:
    """The record of class ``cls`` (without bytes fields) from its JSON value: names the class does not know are left
    out, fields that are missing get their defaults."""
    return from_parts(cls, value, ())


@cache
def _record_decoder(cls: type) -> _Decode:
    hints = typing.get_type_hints(cls)
    special = {f.name: d for f in fields(cls) if (d := _value_decoder(hints[f.name])) is not None}
    names = frozenset(f.name for f in fields(cls))

    def build(value: dict[str, Any], blobs: Sequence[bytes]) -> Any:
        if not names.issuperset(value):  # written by a later version of the record: what we do not know we leave
            value = {name: value[name] for name in value if name in names}
        for name, special_decode in special.items():
            if value.get(name) is not None:
                value[name] = special_decode(value[name], blobs)
        return cls(**value)

    return build


def _value_decoder(hint: Any) -> _Decode | None:
    """How to turn the JSON value of a field into its value; None where it is that already."""
    if hint is bytes:
        return lambda value, blobs: blobs[value]
    if isinstance(hint, type) and hasattr(hint, "__dataclass_fields__"):
        return _record_decoder(hint)
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        (inner,) = (a for a in arguments if a is not type(None))
        return _value_decoder(inner)
    if typing.get_origin(hint) is Sequence and (item := _value_decoder(arguments[0])) is not None:
        return lambda value, blobs: tuple(item(v, blobs) for v in value)
    return None
