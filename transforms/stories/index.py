"""The index of one group of bands: which texts share a band with this one, and how they relate to it.

It is the mirror of an append log in keyed state: what ``ask`` returns as ``log`` is appended there, and the index can
be rebuilt from the log in any order. ``stamp`` tells whether index and log hold the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import NamedTuple

from transforms.instants import order
from transforms.records import Match, Sketch
from transforms.stories.decide import nearby
from transforms.stories.limits import Limits
from transforms.stories.relate import relations
from transforms.stories.sketch import pack, unpack

_STAMP_MASK = (1 << 64) - 1

#: A log with more than twice the entries that are still of use, and this many, is written anew.
_SLACK = 1_024


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

    #: For the text that was asked about.
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
    _bands: dict[int, tuple[str, ...]] = field(default_factory=dict)
    _packed: dict[str, bytes] = field(default_factory=dict)
    _orders: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: How many bands still hold the record.
    _uses: dict[str, int] = field(default_factory=dict)

    @classmethod
    def rebuilt(cls, limits: Limits, log: Iterable[bytes]) -> Index:
        """The index of a log, read in any order."""
        index = cls(limits)
        for entry in log:
            index.stamp = index.stamp.plus(entry)
            index._learn(unpack(entry), entry)
        return index

    def ask(self, sketch: Sketch, remembered: Sequence[Sketch] = ()) -> Answer:
        """Everything that shares a band with the sketch, which is then known too.

        ``remembered`` are sketches from outside that may share a band: what the store knows from earlier runs.
        """
        bands = _bands_of(sketch)
        outside = self._merge(bands, remembered)
        before = self._known(sketch, outside)
        lowered = before is not None and _order(sketch) < before[0]
        asking = sketch
        if before is not None and not lowered:
            asking = replace(sketch, fetched_at=before[1].fetched_at, entry_id=before[1].entry_id)
        matches: list[Match] = []
        told: list[tuple[str, Match]] = []
        for other in self._candidates(asking, bands, outside):
            mine, theirs = self._pair(asking, other, before[1] if before is not None and lowered else None)
            if mine is not None:
                matches.append(mine)
            if theirs is not None and (before is None or lowered):
                told.append((other.article_id, theirs))
        log = None
        hot = 0
        if bands and (before is None or lowered):
            entry = pack(asking)
            kept, hot = self._learn(asking, entry)
            if kept:
                self.stamp = self.stamp.plus(entry)
                log = entry
        return Answer(tuple(matches), tuple(told), log, hot)

    def worn(self) -> bool:
        """Whether the log holds much that is of no use any more."""
        return self.stamp.entries > 2 * len(self._packed) + _SLACK

    def log(self) -> list[bytes]:
        """The log that holds just what is of use; the index's stamp becomes this log's."""
        entries = [self._packed[record_id] for record_id in sorted(self._packed)]
        self.stamp = Stamp()
        for entry in entries:
            self.stamp = self.stamp.plus(entry)
        return entries

    def due(self) -> bool:
        """Whether it is time to look for what can be forgotten: each time the log has grown by 1,024."""
        return self.stamp.entries % _SLACK == 0

    def forget_stale(self) -> int:
        """Forgets what lies further back than the horizon, if that is more than half; how many texts that were.

        Measured from the start of the newest quarter: one page with a time in the future makes nothing else old.
        """
        times = sorted(at for at, _ in self._orders.values() if at)
        if not times:
            return 0
        newest, days = times[len(times) * 3 // 4], self.limits.horizon_days
        gone = [r for r, (at, _) in self._orders.items() if at < newest and at and not nearby(at, newest, days)]
        if 2 * len(gone) <= len(self._orders):
            return 0
        for record_id in gone:
            self._remove(record_id)
        return len(gone)

    def __len__(self) -> int:
        return len(self._packed)

    def _known(self, sketch: Sketch, outside: dict[str, Sketch]) -> tuple[tuple[str, str], Sketch] | None:
        """The order under which the very text is known already, here or outside."""
        found = [unpack(self._packed[sketch.record_id])] if sketch.record_id in self._packed else []
        if sketch.record_id in outside:
            found.append(outside[sketch.record_id])
        return min(((_order(s), s) for s in found), key=lambda pair: pair[0], default=None)

    def _merge(self, bands: tuple[int, ...], remembered: Sequence[Sketch]) -> dict[str, Sketch]:
        """Of the sketches from outside those that tell more than is known here: unknown texts, or smaller orders."""
        wanted = set(bands)
        found: dict[str, Sketch] = {}
        for sketch in remembered:
            known = self._orders.get(sketch.record_id)
            if (known is None or _order(sketch) < known) and wanted.intersection(_bands_of(sketch)):
                found[sketch.record_id] = sketch
        return found

    def _candidates(self, sketch: Sketch, bands: tuple[int, ...], outside: dict[str, Sketch]) -> list[Sketch]:
        """Texts of other articles that share a band, each once, the smallest of each band first."""
        members: dict[int, list[str]] = {band: list(self._bands.get(band, ())) for band in bands}
        for record_id, other in outside.items():
            for band in set(_bands_of(other)).intersection(members):
                if record_id not in members[band]:
                    members[band].append(record_id)
        found: dict[str, Sketch] = {}
        for band in bands:
            ids = members[band]
            if len(ids) > self.limits.bucket:
                ids = sorted(ids, key=lambda r: self._order_of(r, outside))[: self.limits.bucket]
            for record_id in ids:
                if record_id not in found and record_id != sketch.record_id:
                    found[record_id] = outside.get(record_id) or unpack(self._packed[record_id])
        return [other for other in found.values() if other.article_id != sketch.article_id]

    def _order_of(self, record_id: str, outside: dict[str, Sketch]) -> tuple[str, str]:
        return _order(outside[record_id]) if record_id in outside else self._orders[record_id]

    def _pair(self, asking: Sketch, other: Sketch, before: Sketch | None) -> tuple[Match | None, Match | None]:
        """The match for the asking text and for the other one, each None where it could decide nothing: a copy is of
        something earlier, and a whole is not told of its parts. ``before``: the asking text at its order so far."""
        near = nearby(asking.fetched_at, other.fetched_at, self.limits.horizon_days)
        was_near = before is not None and nearby(before.fetched_at, other.fetched_at, self.limits.horizon_days)
        if not near and not was_near:
            return None, None
        to_other, to_asking = relations(asking, other)
        mine = _decisive(asking, other, to_other) if near else None
        return mine, _decisive(other, asking, to_asking)

    def _learn(self, sketch: Sketch, entry: bytes) -> tuple[bool, int]:
        """Puts the sketch under its bands; whether any kept it, and how many were full."""
        record_id, at = sketch.record_id, _order(sketch)
        known = self._orders.get(record_id)
        if known is not None and at < known:
            # Below it is put under all its bands again: one that had pushed it out may keep it at its new order.
            self._packed[record_id] = entry
        self._orders[record_id] = at if known is None else min(at, known)
        kept = hot = 0
        for band in _bands_of(sketch):
            members = self._bands.get(band, ())
            if record_id in members:
                kept += 1
                continue
            members = (*members, record_id)
            kept += 1
            self._uses[record_id] = self._uses.get(record_id, 0) + 1
            if len(members) > self.limits.bucket:
                hot += 1
                last = max(members, key=self._orders.__getitem__)
                members = tuple(r for r in members if r != last)
                kept -= last == record_id
                self._release(last, in_learning=record_id)
            self._bands[band] = members
        if kept == 0:
            self._orders.pop(record_id, None)
            self._packed.pop(record_id, None)
            self._uses.pop(record_id, None)
        elif record_id not in self._packed:
            self._packed[record_id] = entry
        return kept > 0, hot

    def _release(self, record_id: str, in_learning: str) -> None:
        self._uses[record_id] -= 1
        if self._uses[record_id] == 0 and record_id != in_learning:
            for table in (self._uses, self._orders, self._packed):
                table.pop(record_id, None)

    def _remove(self, record_id: str) -> None:
        for band in _bands_of(unpack(self._packed[record_id])):
            members = tuple(r for r in self._bands.get(band, ()) if r != record_id)
            if members:
                self._bands[band] = members
            else:
                self._bands.pop(band, None)
        for table in (self._uses, self._orders, self._packed):
            table.pop(record_id, None)


def _decisive(one: Sketch, other: Sketch, relation: str | None) -> Match | None:
    if relation == "part" or (relation == "same" and _order(other) < _order(one)):
        return Match(
            record_id=one.record_id,
            other_id=other.record_id,
            other_article_id=other.article_id,
            other_site=other.site,
            other_fetched_at=other.fetched_at,
            other_entry_id=other.entry_id,
            relation=relation,
        )
    return None


def _order(sketch: Sketch) -> tuple[str, str]:
    return order(sketch.fetched_at, sketch.entry_id)


def _bands_of(sketch: Sketch) -> tuple[int, ...]:
    return tuple(dict.fromkeys(band for group in sketch.bands for band in group))
