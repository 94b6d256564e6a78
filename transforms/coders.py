"""Coders of the records: registered with Beam when this file is imported, which every ``transform.py`` does.

How a record becomes bytes stands in ``encoding.py``; this file only tells Beam about it.
"""

from __future__ import annotations

from typing import Any

import apache_beam as beam

from transforms import records
from transforms.encoding import decode, encode

__all__ = ["REGISTERED", "RecordCoder", "decode", "encode"]

REGISTERED: tuple[type, ...] = (
    records.Entry,
    records.Page,
    records.Removed,
    records.Change,
    records.Article,
    records.Record,
    records.Sighting,
    records.Outcome,
    records.Failure,
    records.Sketch,
    records.Match,
    records.Question,
    records.Fact,
    records.Settlement,
)


class RecordCoder(beam.coders.Coder):  # type: ignore[misc]
    """Beam's face of ``encode`` and ``decode`` for one class of record."""

    def __init__(self, cls: type) -> None:
        self._cls = cls

    def encode(self, value: Any) -> bytes:
        return encode(value)

    def decode(self, encoded: bytes) -> Any:
        return decode(self._cls, encoded)

    def is_deterministic(self) -> bool:
        return True

    def to_type_hint(self) -> type:
        return self._cls

    @classmethod
    def from_type_hint(cls, typehint: type, registry: object) -> RecordCoder:
        return cls(typehint)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._cls is getattr(other, "_cls", None)

    def __hash__(self) -> int:
        return hash((type(self), self._cls))


for _cls in REGISTERED:
    beam.coders.registry.register_coder(_cls, RecordCoder)
