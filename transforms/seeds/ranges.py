"""Which part of a list of files is read: the restriction of ReadSeeds, its arithmetic and its bytes.

A list of files is read from a place to a place. Reading stops right behind the last item claimed and goes on there, and
what is not begun can be given away at the border of a file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import NamedTuple

from transforms.seeds.items import START, Position

_CODE = struct.Struct(">B8q")
_VERSION = 1


class Place(NamedTuple):
    """A position in one of the files. Places sort as they are read."""

    file: int
    position: Position = START

    @property
    def behind(self) -> Place:
        """The place right behind the item that lies here."""
        return Place(self.file, self.position.behind)


@dataclass(frozen=True, slots=True)
class SeedRange:
    """The items from ``start`` to before ``stop``."""

    start: Place
    stop: Place

    def encode(self) -> bytes:
        """The range as bytes, equal for equal ranges: a version byte and eight numbers."""
        return _CODE.pack(_VERSION, self.start.file, *self.start.position, self.stop.file, *self.stop.position)

    @classmethod
    def decode(cls, data: bytes) -> SeedRange:
        """The range of these bytes. Raises ValueError for another version."""
        if data[:1] != bytes([_VERSION]):
            raise ValueError(f"cannot decode a SeedRange: version byte {data[:1]!r}, known is {_VERSION}")
        _, *numbers = _CODE.unpack(data)
        start, stop = numbers[:4], numbers[4:]
        return cls(Place(start[0], Position(*start[1:])), Place(stop[0], Position(*stop[1:])))

    def files(self) -> int:
        """How many files are not read yet, one begun counted whole."""
        return max(0, self.stop.file - self.start.file + (1 if self.stop.position > START else 0))


class Claims:
    """How far a range was read, and where it can be divided."""

    def __init__(self, whole: SeedRange) -> None:
        self.range = whole
        self._next = whole.start

    def claim(self, place: Place) -> bool:
        """True where the item at this place may be given out; False where it lies behind the range, which is then
        done. Raises ValueError for a place that does not rise."""
        if place < self._next:
            raise ValueError(f"{place} was claimed after {self._next}: places rise")
        if place >= self.range.stop:
            self._next = self.range.stop
            return False
        self._next = place.behind
        return True

    def divide(self, fraction: float) -> tuple[SeedRange, SeedRange] | None:
        """Keeps this fraction of what is left and gives (kept, given away); None where there is nothing to give.

        0 keeps what was claimed. More divides at the border of a file: within one, places are known only once read.
        """
        if fraction <= 0:
            border = self._next
        else:
            first = self._next.file + 1
            border = Place(first + int((self.range.stop.file - first) * fraction))
        if border >= self.range.stop:
            return None
        rest = SeedRange(border, self.range.stop)
        self.range = SeedRange(self.range.start, border)
        return self.range, rest

    def done(self) -> bool:
        """True when all of the range was claimed."""
        return self._next >= self.range.stop

    def progress(self) -> float:
        """The part of the range's files that was read, 0 to 1."""
        whole = self.range.files()
        return min(1.0, (self._next.file - self.range.start.file) / whole) if whole else 1.0
