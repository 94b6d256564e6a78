"""How the candidates of one text relate to it: all at once where their rows tell, one by one where they come close."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.records import Match, Sketch
from transforms.stories.limits import Limits
from transforms.stories.minima import RANGES, Common, common_with
from transforms.stories.packing import NO_TIME, id_bytes, millis, row_of
from transforms.stories.relate import COVERED, judged
from transforms.stories.rows import Gathered, Rows

_DAY_MILLIS = 86_400_000
# What only the later of two texts is: a copy, or a text that says more.
_LATER = ("same", "more")

# By their codes alone; with the sizes it may be some more.
_CLOSE = COVERED - 0.12

#: (time in milliseconds, entry id).
Order = tuple[int, str]


def order_of(sketch: Sketch) -> Order:
    """The order of a text, as it is compared in the index: as ``instants.order``."""
    return millis(sketch.fetched_at), sketch.entry_id


class Neighbours:
    """Those of the candidates that relate to a text, smallest first.

    Args:
        rows: Where the candidates known here stand.
        numbers: These candidates.
        others: Candidates from outside.
        asking: The text, at its smallest order known.
        before: The same at its order so far, where that was larger; else None.
        limits: The horizon, and how many matches a story keeps.
    """

    def __init__(
        self,
        rows: Rows,
        numbers: Sequence[int],
        others: Sequence[Sketch],
        asking: Sketch,
        before: Sketch | None,
        limits: Limits,
    ) -> None:
        self._asking, self._limits = asking, limits
        self._mine: list[Match] = []
        self._told: list[tuple[str, Match]] = []
        if not numbers and not others:
            return
        minima = np.frombuffer(b"".join([*map(rows.minima, numbers), *(s.minima for s in others)]), dtype=np.uint8)
        both, first, second = common_with(asking.minima, minima.reshape(-1, RANGES))
        close = np.flatnonzero(both >= _CLOSE * (both + np.minimum(first, second)) + (both == 0)).tolist()
        if not close:
            return
        count = len(numbers)
        numbers = [numbers[i] for i in close if i < count]
        others = [others[i - count] for i in close if i >= count]
        found = [Common(*each) for each in zip(*(c[close].tolist() for c in (both, first, second)), strict=True)]
        self._look(rows, numbers, others, before, found)

    def _look(
        self,
        rows: Rows,
        numbers: Sequence[int],
        others: Sequence[Sketch],
        before: Sketch | None,
        common: Sequence[Common],
    ) -> None:
        """At those that come close, the numbers before the others."""
        asking, most, count = self._asking, self._limits.matches, len(numbers)
        gathered = Gathered([*map(rows.row, numbers), *map(row_of, others)])
        near = self._near(gathered, asking)
        reached = near if before is None else near | self._near(gathered, before)
        found = np.flatnonzero(reached & gathered.article_differs(id_bytes(1, asking.article_id))).tolist()
        ranked = sorted((rows.order(numbers[i]) if i < count else order_of(others[i - count]), i) for i in found)
        enough, own = 0, order_of(asking)
        for order, i in ranked:
            # A text that runs everywhere: the earliest of its copies say all that is to be said of it.
            if enough >= most and order < own and not common[i].first and not common[i].second:
                source = rows.source(numbers[i]) if i < count else others[i - count].source
                if source != asking.site:
                    continue
            other = rows.sketch(numbers[i]) if i < count else others[i - count]
            enough += self._add(other, order < own, bool(near[i]), judged(asking, other, common[i]))

    def matches(self) -> tuple[Match, ...]:
        """For the text: of each relation the smallest by order, as many as a story keeps."""
        most = self._limits.matches
        kept = [
            m
            for relation in ("same", "part", "named")
            for m in [m for m in self._mine if m.relation == relation][:most]
        ]
        kept += [m for m in self._mine if m.relation == "more"][: self._limits.bases]
        return tuple(kept)

    def told(self) -> tuple[tuple[str, Match], ...]:
        """For each neighbour that has to know: (its article id, match)."""
        return tuple(self._told)

    def _near(self, gathered: Gathered, sketch: Sketch) -> NDArray[np.bool_]:
        own, times = millis(sketch.fetched_at), gathered.times
        if own == NO_TIME:
            return np.ones(len(times), dtype=np.bool_)
        near: NDArray[np.bool_] = (np.abs(times - own) <= self._limits.horizon_days * _DAY_MILLIS) | (times == NO_TIME)
        return near

    def _add(self, other: Sketch, earlier: bool, near: bool, relations: tuple[str | None, str | None]) -> bool:
        """A copy is of something earlier, and a whole is not told of its parts. Which of two texts that are the same is
        the copy, a page that names the other's site says better than time."""
        to_other, to_asking = relations
        named = _names(self._asking, other), _names(other, self._asking)
        if to_other and to_asking and any(named) and not all(named):
            return self._add_named(other, named[0], near, relations)
        mine = near and (to_other == "part" or (to_other in _LATER and earlier))
        if mine:
            self._mine.append(_match(self._asking, other, str(to_other)))
        if to_asking == "part" or (to_asking in _LATER and not earlier):
            self._told.append((other.article_id, _match(other, self._asking, to_asking)))
        return mine and to_other == "same"

    def _add_named(self, other: Sketch, ours: bool, near: bool, relations: tuple[str | None, str | None]) -> bool:
        """One of the two names the other as its source: ours, or the other."""
        relation = relations[0] if ours else relations[1]
        relation = "named" if relation == "same" else relation
        if ours and near and relation in ("named", "part"):
            self._mine.append(_match(self._asking, other, relation))
        if not ours and relation in ("named", "part"):
            self._told.append((other.article_id, _match(other, self._asking, relation)))
        return False


def _names(one: Sketch, other: Sketch) -> bool:
    return one.source == other.site and bool(one.source)


def _match(one: Sketch, other: Sketch, relation: str) -> Match:
    return Match(
        record_id=one.record_id,
        other_id=other.record_id,
        other_article_id=other.article_id,
        other_site=other.site,
        other_fetched_at=other.fetched_at,
        other_entry_id=other.entry_id,
        relation=relation,
    )
