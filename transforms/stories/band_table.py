"""Which texts have a band: a hash table of 8 bytes an entry, band and number of the text, at a load of .65 to .78.

Open addressing in 256 parts by the band's first byte, so that what grows is a 256th at a time: no long pause, no second
copy of the whole. An entry's place rises with its band; so a part is made anew in one pass over its sorted entries.
Python's own dict would take some 200 bytes for each entry.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

_PARTS = 256
_GROWTH = 1.2
_LOAD = 0.78
_SMALLEST = 32

#: Entries looked at for one band. Buckets are capped far below, so only texts made to collide come so far.
MAX_PROBES = 1_024

# Places behind the last, so that nothing has to run around the end.
_TAIL = 32

# The number 0 means that the place is free, so numbers are kept plus one.
_FREE = 0

Numbers = NDArray[np.uint32]
_NOTHING: Numbers = np.zeros(0, dtype=np.uint32)

#: The numbers that have a band; the place where the next would stand; how often the part had been made when it was.
Bucket = tuple[list[int], int, int]
_NOWHERE = -1
_NO_BUCKET: Bucket = ([], _NOWHERE, -1)


class BandTable:
    """Numbers of texts by band. Bands are 32-bit hashes, numbers from 0 to 2**32 - 2."""

    def __init__(self) -> None:
        self._parts: list[_Part | None] = [None] * _PARTS

    def find(self, band: int) -> list[int]:
        """The numbers that have the band, in no order that means anything."""
        part = self._parts[band >> 24]
        return part.look(band)[0] if part is not None else []

    def look(self, bands: Iterable[int]) -> dict[int, Bucket]:
        """For each band the numbers that have it, and where the next would stand (for ``add``)."""
        parts = self._parts
        return {band: part.look(band) if (part := parts[band >> 24]) is not None else _NO_BUCKET for band in bands}

    def add(self, band: int, number: int, bucket: Bucket = _NO_BUCKET) -> bool:
        """Adds a number that does not have the band yet. False where there is no room for it (``MAX_PROBES``).

        ``bucket`` is what ``look`` gave; other bands may have been added since.
        """
        part = self._parts[band >> 24]
        if part is None:
            # Of different sizes from the start, so that they do not all grow at once.
            part = self._parts[band >> 24] = _Part(int(_SMALLEST * _GROWTH ** ((band >> 24) / _PARTS)))
        return part.add(band, number, bucket)

    def replace(self, band: int, number: int, by: int) -> None:
        """Gives the place of a number that has the band to another one."""
        part = self._part(band)
        part.numbers[part.place(band, number)] = by + 1

    def remove(self, band: int, number: int) -> None:
        """Removes a number that has the band."""
        self._part(band).remove(band, number)

    def remove_all(self, gone: NDArray[np.bool_]) -> None:
        """Removes from all bands the numbers at whose place in ``gone`` there is True."""
        for part in self._made():
            part.keep(lambda numbers: ~gone[numbers])

    def pairs(self) -> tuple[Numbers, Numbers]:
        """All bands, and for each of them one number, by number."""
        found = [part.entries() for part in self._made()]
        bands, numbers = (np.concatenate([_NOTHING, *(pair[i] for pair in found)]) for i in (0, 1))
        ranked = np.argsort(numbers, kind="stable")
        return bands[ranked], numbers[ranked]

    def __len__(self) -> int:
        return sum(part.count for part in self._made())

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return sum(8 * len(part.bands) for part in self._made())

    def _part(self, band: int) -> _Part:
        part = self._parts[band >> 24]
        if part is None:
            raise KeyError(f"no text has the band {band}")
        return part

    def _made(self) -> list[_Part]:
        return [part for part in self._parts if part is not None]


class _Part:
    """The bands that begin with one byte."""

    __slots__ = ("bands", "count", "made", "most", "numbers", "size", "tail")

    def __init__(self, size: int) -> None:
        #: Rises when entries move.
        self.made = 0
        self._lay_out(size, _NOTHING, _NOTHING)

    def look(self, band: int) -> Bucket:
        bands, numbers = self.bands, self.numbers
        at = (band & 0xFFFFFF) * self.size >> 24
        found: list[int] = []
        for place in range(at, min(at + MAX_PROBES, len(numbers))):
            number = numbers[place]
            if not number:
                return found, place, self.made
            if bands[place] == band:
                found.append(number - 1)
        return found, _NOWHERE, self.made

    def add(self, band: int, number: int, bucket: Bucket) -> bool:
        _, place, made = bucket
        if self.count >= self.most:
            self._grow()
        if made != self.made or place == _NOWHERE or self.numbers[place]:
            place = self.look(band)[1]
        if place == _NOWHERE and self.tail < MAX_PROBES:  # at the end, perhaps
            self._lay_out(self.size, *self._kept(), tail=MAX_PROBES)
            place = self.look(band)[1]
        if place == _NOWHERE:
            return False
        self.bands[place], self.numbers[place] = band, number + 1
        self.count += 1
        return True

    def place(self, band: int, number: int) -> int:
        at = (band & 0xFFFFFF) * self.size >> 24
        for place in range(at, min(at + MAX_PROBES, len(self.numbers))):
            if self.bands[place] == band and self.numbers[place] == number + 1:
                return place
        raise KeyError(f"number {number} does not have band {band}")

    def remove(self, band: int, number: int) -> None:
        bands, numbers = self.bands, self.numbers
        hole = self.place(band, number)
        self.count -= 1
        self.made += 1
        for place in range(hole + 1, len(numbers)):
            if numbers[place] == _FREE:
                break
            if (bands[place] & 0xFFFFFF) * self.size >> 24 <= hole:  # may stand there: what follows is found again
                bands[hole], numbers[hole] = bands[place], numbers[place]
                hole = place
        numbers[hole] = _FREE

    def keep(self, chosen: Callable[[Numbers], NDArray[np.bool_]]) -> None:
        bands, numbers = self.entries()
        kept = chosen(numbers)
        if not kept.all():
            count = int(kept.sum())
            size = min(self.size, max(_SMALLEST, int(count / _LOAD * _GROWTH)))
            self._lay_out(size, bands[kept], numbers[kept] + np.uint32(1))

    def entries(self) -> tuple[Numbers, Numbers]:
        numbers = np.frombuffer(self.numbers, dtype=np.uint32)
        taken = numbers != _FREE
        return np.frombuffer(self.bands, dtype=np.uint32)[taken], numbers[taken] - np.uint32(1)

    def _grow(self) -> None:
        self._lay_out(int(self.size * _GROWTH) + 1, *self._kept())

    def _kept(self) -> tuple[Numbers, Numbers]:
        bands, numbers = self.entries()
        return bands, numbers + np.uint32(1)

    def _lay_out(self, size: int, bands: Numbers, numbers: Numbers, tail: int = _TAIL) -> None:
        """Makes the part anew with these entries: each at its place or behind the one before it."""
        ranked = np.argsort(bands, kind="stable")  # nearly in order as they come
        bands, numbers = bands[ranked], numbers[ranked]
        order = np.arange(len(bands), dtype=np.int64)
        homes = (bands.astype(np.int64) & 0xFFFFFF) * size >> 24
        places = np.maximum.accumulate(homes - order) + order
        length = max(size, int(places[-1]) + 1 if len(places) else 0) + tail
        self.size, self.count, self.most = size, len(bands), int(_LOAD * size)
        self.made += 1
        self.tail = tail
        self.bands, self.numbers = array("I", bytes(4 * length)), array("I", bytes(4 * length))
        np.frombuffer(self.bands, dtype=np.uint32)[places] = bands
        np.frombuffer(self.numbers, dtype=np.uint32)[places] = numbers
