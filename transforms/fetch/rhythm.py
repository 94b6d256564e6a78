"""How often a feed publishes, learned from what it lists. Pure.

Counted are *moments*: publications within five minutes are one, since polls are never closer than that and a batch of
forty stories at noon is one reason to poll, not forty. Moments and the time they are spread over decay together with a
half-life of three days. So a quiet night hardly counts, a quiet weekend lengthens the gap by less than two, and only
weeks of silence lead to the longest interval. A feed that wakes up starts a new window at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.fetch.cursor import Rhythm

#: Publications closer than this (milliseconds) are one moment.
MOMENT = 5 * 60_000

HALF_LIFE = 3 * 24 * 3_600_000

#: The window of a feed read for the first time reaches back this far: older entries say nothing about today.
FIRST_WINDOW = 14 * 24 * 3_600_000

#: Where nothing is known yet: an hour, with the weight of eight, so that a first quiet night does not park a feed.
START = Rhythm(8.0, 8 * 3_600_000.0)


def moments(times: Sequence[int | None], since: int, now: int) -> list[int]:
    """The moments of publication after ``since`` up to ``now``, oldest first. Undated entries share one: now."""
    dated = {min(t, now) // MOMENT for t in times if t is not None and t > since}
    late = any(t is not None and t <= since for t in times)  # news to us, dated before the last poll: it came late
    if not dated and (late or any(t is None for t in times)):
        dated.add(now // MOMENT)
    return [m * MOMENT for m in sorted(dated)]


def first_rhythm(times: Sequence[int | None], now: int) -> Rhythm:
    """What a feed read for the first time tells by the dates of its entries."""
    dated = [t for t in times if t is not None]
    if not dated:
        return START
    found = sorted({min(t, now) // MOMENT * MOMENT for t in dated if t > now - FIRST_WINDOW})
    if not found:
        return Rhythm(1.0, float(FIRST_WINDOW))
    return Rhythm(float(len(found)), float(max(MOMENT, now - found[0])))


def next_rhythm(rhythm: Rhythm, new: Sequence[int | None], last: int, now: int) -> Rhythm:
    """The rhythm after a poll at ``now`` that found new entries with these times; ``last`` is the poll before."""
    elapsed = max(0, now - last)
    decay = 0.5 ** (elapsed / HALF_LIFE)
    found = moments(new, last, now)
    later = Rhythm(rhythm.moments * decay + len(found), rhythm.span * decay + elapsed)
    if len(found) >= 3:
        recent = Rhythm(float(len(found)), float(max(now - found[0], MOMENT)))
        if gap(recent) * 3 < gap(later):
            return recent
    return later


def gap(rhythm: Rhythm) -> float:
    """Mean milliseconds between two moments."""
    return rhythm.span / rhythm.moments if rhythm.moments > 1e-6 else float("inf")
