"""What an index keeps of each text: 236 bytes by number, and two for each of its figures.

Columns of plain bytes in place of objects. The number of a text that is let go is given out again.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.records import Sketch
from transforms.stories.minima import OPENING_RANGES, RANGES
from transforms.stories.packing import ROW, figures_bytes, figures_from, instant, sites_of, usual_id

_BLOCK = 1_024
_SIZE = ROW.size
_MINIMA_AT = 59
# Where things stand in a row, for all rows of a matrix at once.
_ARTICLE = slice(16, 32)
_TIME = slice(48, 56)
assert _SIZE == _MINIMA_AT + RANGES + OPENING_RANGES

Matrix = NDArray[np.uint8]


class Rows:
    """Sketches without their bands, by number."""

    def __init__(self) -> None:
        #: How many bands hold each text.
        self.uses = bytearray()
        self._blocks: list[bytearray] = []
        self._sites, self._figures_at = array("I"), array("I")
        self._figures = bytearray()
        self._free: list[int] = []
        self._site_names: list[str] = []
        self._site_numbers: dict[str, int] = {}
        # Ids of another shape than the usual, by kind and what stands for them.
        self._odd: dict[tuple[int, bytes], str] = {}

    def add(self, sketch: Sketch, row: bytes) -> int:
        """Keeps a sketch, of which ``row`` is the fixed part of its bytes; its number."""
        if self._free:
            number = self._free.pop()
        else:
            number = len(self.uses)
            if number % _BLOCK == 0:
                self._blocks.append(bytearray(_BLOCK * _SIZE))
            self._sites.append(0)
            self._figures_at.append(0)
            self.uses.append(0)
        self.uses[number] = 0
        sites = sites_of(sketch)
        site = self._site_numbers.get(sites)
        if site is None:
            site = self._site_numbers[sites] = len(self._site_names)
            self._site_names.append(sites)
        self._sites[number] = site
        self._figures_at[number] = len(self._figures)
        self._figures += figures_bytes(sketch)
        self.put(number, sketch, row)
        return number

    def put(self, number: int, sketch: Sketch, row: bytes) -> None:
        """Keeps the sketch of the same text under another order."""
        at = number % _BLOCK * _SIZE
        self._blocks[number // _BLOCK][at : at + _SIZE] = row
        for kind, id in enumerate((sketch.record_id, sketch.article_id, sketch.entry_id)):
            data = row[16 * kind : 16 * kind + 16]
            if id[2:] != data.hex():
                self._odd[kind, data] = id

    def free(self, number: int) -> None:
        """Lets a text go."""
        self._free.append(number)

    def row(self, number: int) -> bytes:
        """The fixed part of the sketch's bytes."""
        at = number % _BLOCK * _SIZE
        return bytes(self._blocks[number // _BLOCK][at : at + _SIZE])

    def minima(self, number: int) -> bytearray:
        """The minima of the whole text."""
        at = number % _BLOCK * _SIZE + _MINIMA_AT
        return self._blocks[number // _BLOCK][at : at + RANGES]

    def record(self, number: int) -> bytes:
        """What stands for the id of the record."""
        at = number % _BLOCK * _SIZE
        return bytes(self._blocks[number // _BLOCK][at : at + 16])

    def order(self, number: int) -> tuple[int, str]:
        """(time, entry id), with the time in milliseconds."""
        row = ROW.unpack(self.row(number))
        return row[3], self._id(2, row[2])

    def sketch(self, number: int) -> Sketch:
        """The sketch, without bands."""
        record, article, entry, at, size, figures, minima, opening = ROW.unpack(self.row(number))
        start = self._figures_at[number]
        site, _, source = self._site_names[self._sites[number]].partition("\n")
        return Sketch(
            self._id(0, record),
            self._id(1, article),
            site,
            instant(at),
            self._id(2, entry),
            size=size,
            figures=figures_from(bytes(self._figures[start : start + 2 * figures])),
            minima=minima,
            opening_minima=opening,
            source=source,
        )

    def source(self, number: int) -> str:
        """The site that it names as its source; '' where it names none."""
        return self._site_names[self._sites[number]].partition("\n")[2]

    def times(self) -> NDArray[np.int64]:
        """The time of every number, in milliseconds; of those let go too."""
        found = [np.frombuffer(b, dtype=np.uint8).reshape(_BLOCK, _SIZE)[:, _TIME] for b in self._blocks]
        times = np.concatenate([np.ascontiguousarray(part).view("<i8").ravel() for part in found] or [_NO_TIMES])
        return times[: len(self.uses)]

    def compact(self) -> None:
        """Gives back the room of the figures of texts that were let go."""
        kept = bytearray()
        gone = set(self._free)
        for number in range(len(self.uses)):
            if number not in gone:
                start, count = self._figures_at[number], self.row(number)[_MINIMA_AT - 1]
                self._figures_at[number] = len(kept)
                kept += self._figures[start : start + 2 * count]
        self._figures = kept

    def __len__(self) -> int:
        return len(self.uses) - len(self._free)

    @property
    def size(self) -> int:
        """Bytes that it takes, without what odd ids and the names of sites do."""
        columns = len(self.uses) * (1 + 2 * self._sites.itemsize) + 8 * len(self._free)
        return len(self._blocks) * _BLOCK * _SIZE + columns + len(self._figures)

    def _id(self, kind: int, data: bytes) -> str:
        odd = self._odd.get((kind, data)) if self._odd else None
        return usual_id(kind, data) if odd is None else odd


_NO_TIMES = np.zeros(0, dtype=np.int64)


class Gathered:
    """The rows of some texts side by side, for looking at all of them at once."""

    def __init__(self, rows: Sequence[bytes]) -> None:
        self._matrix: Matrix = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), _SIZE)

    def article_differs(self, article: bytes) -> NDArray[np.bool_]:
        """Which of them are of another article than the one for whose id these bytes stand."""
        differs: NDArray[np.bool_] = (self._matrix[:, _ARTICLE] != np.frombuffer(article, dtype=np.uint8)).any(axis=1)
        return differs

    @property
    def times(self) -> NDArray[np.int64]:
        """Milliseconds."""
        return np.ascontiguousarray(self._matrix[:, _TIME]).view("<i8").ravel()
