"""The index of one partition of bands: which texts share a band with this one, and how they relate to it.

It is the mirror of an append log in keyed state: what ``ask`` returns as ``log`` is appended there, and the index can
be rebuilt from the log in any order. ``stamp`` tells whether index and log hold the same. A text takes some 380 bytes
in it (``rows.py``, ``band_table.py``), whatever their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

import numpy as np

from transforms.records import Match, Sketch
from transforms.stories.band_table import BandTable, Bucket
from transforms.stories.limits import Limits
from transforms.stories.neighbours import Neighbours, Order, order_of
from transforms.stories.packing import NO_TIME, id_bytes, pack, row_in, unpack
from transforms.stories.rows import Rows

_STAMP_MASK = (1 << 64) - 1

#: A log with more than twice the entries that are still of use, and this many, is written anew.
_SLACK = 1_024

_DAY_MILLIS = 86_400_000
_REMEMBERED_LASTS = 65_536


class Stamp(NamedTuple):
    """What a log holds, whatever its order: the number of its entries and the sum of their hashes."""

    entries: int = 0
    digest: int = 0

    def plus(self, entry: bytes) -> Stamp:
        """The stamp of the log with one entry more."""
        value = int.from_bytes(blake2b(entry, digest_size=8).digest(), "big")
        return Stamp(self.entries + 1, (self.digest + value) & _STAMP_MASK)


class Answer(NamedTuple):
    """What the index says to one sketch."""

    #: For the text that was asked about: of each relation the smallest by order, as many as a story keeps.
    matches: tuple[Match, ...]
    #: For its neighbours: (article id, match).
    told: tuple[tuple[str, Match], ...]
    #: To be appended to the log; None where nothing new was learnt.
    log: bytes | None
    #: Bands that were full.
    hot: int


@dataclass(slots=True)
class Index:
    """Sketches by band. At most ``limits.bucket`` a band, the smallest by (time, entry id)."""

    limits: Limits
    stamp: Stamp = field(default_factory=Stamp)
    _rows: Rows = field(default_factory=Rows)
    _table: BandTable = field(default_factory=BandTable)
    # The largest order kept in full buckets, so that what comes in order is not compared with each of them.
    _lasts: dict[int, Order] = field(default_factory=dict)
    # The number of entries at which to look again for what can be forgotten.
    _look_at: int = _SLACK

    @classmethod
    def rebuilt(cls, limits: Limits, log: Iterable[bytes]) -> Index:
        """The index of a log, read in any order."""
        index = cls(limits)
        for entry in log:
            index.stamp = index.stamp.plus(entry)
            sketch = unpack(entry)
            bands = _bands_of(sketch)
            buckets = index._table.look(bands)
            index._learn(sketch, entry, buckets, index._number(sketch, buckets))
        return index

    def ask(self, sketch: Sketch, remembered: Sequence[Sketch] = ()) -> Answer:
        """Everything that shares a band with the sketch, which is then known too.

        ``remembered`` are sketches from outside that may share a band: what the store knows from earlier runs.
        """
        bands = _bands_of(sketch)
        if not bands:
            return Answer((), (), None, 0)
        buckets = self._table.look(bands)
        number = self._number(sketch, buckets)
        outside = self._merge(bands, remembered) if remembered else {}
        before = self._before(number, outside.get(sketch.record_id))
        lowered = before is not None and order_of(sketch) < order_of(before)
        asking = sketch
        if before is not None and not lowered:
            asking = replace(sketch, fetched_at=before.fetched_at, entry_id=before.entry_id)
        numbers, others = self._candidates(buckets, number, outside, sketch.record_id)
        neighbours = Neighbours(self._rows, numbers, others, asking, before if lowered else None, self.limits)
        if before is not None and not lowered:
            return Answer(neighbours.matches(), (), None, 0)
        entry = pack(asking)
        kept, hot = self._learn(asking, entry, buckets, number)
        if kept:
            self.stamp = self.stamp.plus(entry)
        return Answer(neighbours.matches(), neighbours.told(), entry if kept else None, hot)

    def worn(self) -> bool:
        """Whether the log holds much that is of no use any more."""
        return self.stamp.entries > 2 * len(self._rows) + _SLACK

    def log(self) -> list[bytes]:
        """The log that holds just what is of use; the index's stamp becomes this log's."""
        bands, numbers = self._table.pairs()
        entries = []
        starts = np.flatnonzero(np.diff(numbers, prepend=np.uint32(0xFFFFFFFF)))
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(numbers)], strict=True):
            sketch = self._rows.sketch(int(numbers[start]))
            entries.append(pack(replace(sketch, bands=(bands[start:end].tolist(),))))
        self.stamp = Stamp()
        for entry in entries:
            self.stamp = self.stamp.plus(entry)
        return entries

    def due(self) -> bool:
        """Whether it is time to look for what can be forgotten: when the log has grown by an eighth."""
        return self.stamp.entries >= self._look_at

    def forget_stale(self) -> int:
        """Forgets what lies further back than the horizon, if that is more than half; how many texts that were.

        Measured from the start of the newest quarter: one page with a time in the future makes nothing else old.
        """
        self._look_at = self.stamp.entries + max(_SLACK, self.stamp.entries // 8)
        times = self._rows.times()
        living = np.frombuffer(self._rows.uses, dtype=np.uint8) > 0
        known = np.sort(times[living & (times != NO_TIME)])
        if not len(known):
            return 0
        oldest = int(known[len(known) * 3 // 4]) - int(self.limits.horizon_days * _DAY_MILLIS)
        gone = living & (times < oldest) & (times != NO_TIME)
        count = int(gone.sum())
        del living
        if 2 * count <= len(self._rows):
            return 0
        self._table.remove_all(gone)
        for number in np.flatnonzero(gone).tolist():
            self._rows.uses[number] = 0
            self._rows.free(number)
        self._rows.compact()
        self._lasts.clear()
        return count

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def size(self) -> int:
        """Bytes that rows and bands take."""
        return self._rows.size + self._table.size

    def _number(self, sketch: Sketch, buckets: dict[int, Bucket]) -> int | None:
        """The number of the very text where it is known: it has the same bands."""
        wanted = id_bytes(0, sketch.record_id)
        found = dict.fromkeys(chain.from_iterable(bucket[0] for bucket in buckets.values()))
        return next((n for n in found if self._rows.record(n) == wanted), None)

    def _known(self, sketch: Sketch) -> int | None:
        return self._number(sketch, self._table.look(_bands_of(sketch)))

    def _before(self, number: int | None, outside: Sketch | None) -> Sketch | None:
        """The very text as it is known already, here or outside, at its smallest order."""
        found = [self._rows.sketch(number)] if number is not None else []
        if outside is not None:
            found.append(outside)
        return min(found, key=order_of, default=None)

    def _merge(self, bands: Sequence[int], remembered: Sequence[Sketch]) -> dict[str, Sketch]:
        """Of the sketches from outside those that tell more than is known here: unknown texts, or smaller orders."""
        wanted = set(bands)
        found: dict[str, Sketch] = {}
        for sketch in remembered:
            if not sketch.minima or not wanted.intersection(_bands_of(sketch)):
                continue
            number = self._known(sketch)
            if number is None or order_of(sketch) < self._rows.order(number):
                found[sketch.record_id] = sketch
        return found

    def _candidates(
        self, buckets: dict[int, Bucket], own: int | None, outside: dict[str, Sketch], record_id: str
    ) -> tuple[list[int], list[Sketch]]:
        """Texts that share a band, but for the very text itself: those known here by number, and those from outside,
        which stand for the same text here."""
        if not outside:
            found = dict.fromkeys(chain.from_iterable(bucket[0] for bucket in buckets.values()))
            found.pop(own, None)  # type: ignore[arg-type]  # None is none of them
            return list(found), []
        numbers: dict[int, None] = {}
        others: dict[str, Sketch] = {}
        twins = {n: s for s in outside.values() if (n := self._known(s)) is not None}
        shared = [(s, set(_bands_of(s))) for s in outside.values()]
        for band, (bucket, _, _) in buckets.items():
            members: list[tuple[Order, int | None, Sketch | None]] = [
                (self._rows.order(n), n, None) for n in bucket if n not in twins
            ]
            members += [(order_of(s), None, s) for s, theirs in shared if band in theirs]
            members += [(order_of(s), None, s) for n, s in twins.items() if n in bucket and band not in _bands_of(s)]
            if len(members) > self.limits.bucket:
                members.sort(key=lambda member: member[0])
            for _, number, sketch in members[: self.limits.bucket]:
                if number is not None and number != own:
                    numbers[number] = None
                elif sketch is not None and sketch.record_id != record_id:
                    others[sketch.record_id] = sketch
        return list(numbers), list(others.values())

    def _learn(self, sketch: Sketch, entry: bytes, buckets: dict[int, Bucket], number: int | None) -> tuple[bool, int]:
        """Puts the sketch under its bands; whether any kept it, and how many were full.

        A known text at a smaller order is put under all its bands again: one that had pushed it out may keep it now.
        """
        rows, at = self._rows, order_of(sketch)
        new = number is None
        if number is None:
            number = rows.add(sketch, row_in(entry))
        elif at < rows.order(number):
            rows.put(number, sketch, row_in(entry))
            self._lasts.clear()
        kept = hot = 0
        for band, bucket in buckets.items():
            members = bucket[0]
            if number in members:
                kept += 1
            elif len(members) < self.limits.bucket:
                added = self._table.add(band, number, bucket)
                kept += added
                hot += not added
                rows.uses[number] += added
            else:
                hot += 1
                kept += self._push_in(band, members, number, at)
        if new and not kept:
            rows.free(number)
        return kept > 0, hot

    def _push_in(self, band: int, bucket: list[int], number: int, at: Order) -> bool:
        """Puts a text into a full bucket, in place of the largest in it; whether it is smaller than that."""
        last = self._lasts.get(band)
        if last is None:
            last = self._last(band, bucket)
        if at > last:
            return False
        out = max(bucket, key=self._rows.order)
        self._table.replace(band, out, number)
        self._rows.uses[number] += 1
        self._rows.uses[out] -= 1
        if self._rows.uses[out] == 0:
            self._rows.free(out)
        self._last(band, [number, *(n for n in bucket if n != out)])
        return True

    def _last(self, band: int, bucket: list[int]) -> Order:
        if len(self._lasts) >= _REMEMBERED_LASTS:
            self._lasts.clear()
        last = self._lasts[band] = max(map(self._rows.order, bucket))
        return last


def _bands_of(sketch: Sketch) -> list[int]:
    return list(dict.fromkeys(band for group in sketch.bands for band in group))
