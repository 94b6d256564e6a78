"""What a run would do with a feed, and why: the crawler's own decisions, asked once more for their reasons. Pure.

Nothing is decided here: when the next poll comes stands in the cursor that the poll left, and the reason is what
``fetch/schedule.py`` says when it is asked again with the same values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.feed_report import Content, Plan
from transforms.fetch import limits, polls, rhythm, schedule
from transforms.fetch.cache_headers import fresh_until
from transforms.fetch.clock import instant_of
from transforms.fetch.crawl_settings import CrawlSettings, FeedOptions
from transforms.fetch.cursor import FeedCursor, Limit, PendingEntry
from transforms.fetch.redirects import LEAST_TIME, SIGHTINGS
from transforms.fetch.transport import Response

_HOUR = 3_600_000
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Manners:
    """What the decisions were made with."""

    settings: CrawlSettings
    options: FeedOptions
    seed: int = 0

    @property
    def shortest(self) -> int:
        """Shortest time between two polls of this feed, milliseconds."""
        own = self.options.min_interval
        return self.settings.min_interval if own is None else own


def plan_after_success(
    cursor: FeedCursor, response: Response, content: Content, entries: Sequence[PendingEntry], manners: Manners
) -> Plan:
    """The plan after a feed was read. ``cursor``: as the poll left it. ``entries``: what a run would take now."""
    now = cursor.last_polled or 0
    shortest, longest = manners.shortest, max(manners.settings.max_interval, manners.shortest)
    fresh = fresh_until(response, now)
    due = schedule.after_success(cursor, now, fresh, shortest, longest, manners.seed)
    gap = rhythm.gap(cursor.rhythm)
    why = "room" if cursor.overflow else bound_of(due.why, gap, shortest, longest)
    left = content.announced - len(entries) if cursor.overflow else 0
    wait = _duration(cursor.next_due - now)
    notes = [
        f"next poll in about {wait}: {because(why, cursor, fresh - now, manners)}",
        *_entry_notes(content, entries, left),
    ]
    notes += _validator_notes(cursor) if response.headers else ["saved file: no headers, so no cache time, validators"]
    notes += wishes(cursor, manners) + _move_notes(cursor)
    return Plan(
        action="follow",
        next_poll=instant_of(cursor.next_due),
        allowed_from=instant_of(cursor.allowed_from),
        decided_by=why,
        publishes_every=round(gap / 1000) if gap < float("inf") else None,
        takes=len(entries),
        left=left,
        notes=notes,
    )


def plan_after_failure(cursor: FeedCursor, response: Response | None, known: Sequence[Limit], manners: Manners) -> Plan:
    """The plan after anything else: backed off, waiting for robots.txt, or ended."""
    if cursor.state == "gone":
        return Plan("end", None, None, "gone", None, 0, 0, ["410: the publisher ended it; it is polled no more"])
    if cursor.last_polled is None:
        until = instant_of(cursor.next_due)
        if cursor.trouble.startswith(polls.LIMITED):
            notes = [f"the server wants to be left alone until {until}, with all other addresses of that limit"]
            return Plan("wait", until, until, "limit", None, 0, 0, notes)
        notes = [f"robots.txt is read again when what is known of it expires ({until}); the feed is not asked before"]
        return Plan("wait", until, until, "robots", None, 0, 0, notes)
    now = cursor.last_polled
    limited = max((limits.own_wait(response, now) or 0) if response else 0, _limited(known, response, manners.seed))
    fresh = fresh_until(response, now) if response is not None and response.status in (200, 304) else 0
    why = schedule.after_failure(cursor, now, max(limited, fresh) or None, manners.shortest, manners.seed).why
    wait = _duration(cursor.next_due - now)
    if why == "limit" and fresh > limited:
        why, note = "cache", f"its cache headers say that the answer stays the same: asked again in {wait}"
    elif why == "limit":
        note = f"the server wants to be left alone: asked again in {wait}, with all other addresses of that limit"
    else:
        note = f"asked again in {wait}; each further failure doubles the wait, up to a day, and it is never given up"
    return Plan("retry", instant_of(cursor.next_due), instant_of(cursor.allowed_from), why, None, 0, 0, [note])


def _limited(known: Sequence[Limit], response: Response | None, seed: int) -> int:
    if response is None:
        return 0
    in_force = limits.Limits(seed)
    in_force.restore(known)
    return in_force.until(response.url)


def bound_of(why: str, gap: float, shortest: int, longest: int) -> str:
    """Of a rhythm: whether it decided, or a bound of the interval."""
    if why != "rhythm":
        return why
    wanted = gap * schedule.SHARE
    return "shortest" if wanted <= shortest else "longest" if wanted >= longest else "rhythm"


def because(why: str, cursor: FeedCursor, fresh: int, manners: Manners) -> str:
    """What decided about the next poll, as a sentence. ``fresh``: milliseconds for which the answer stays fresh."""
    gap = rhythm.gap(cursor.rhythm)
    every = f"every {_duration(gap)}"
    rhythm_said = (
        f"it publishes {every} by its dates"
        if cursor.rhythm != rhythm.START
        else f"without dates of publication, {every} is assumed"
    )
    said = {
        "rhythm": f"{rhythm_said}, and it is asked again after {schedule.SHARE:g} of that, less a little jitter",
        "shortest": f"{rhythm_said}; the shortest interval is {_duration(manners.shortest)}",
        "longest": "it publishes rarely or has no recent dates: this is the longest interval",
        "cache": f"its cache headers say that it stays fresh for {_duration(fresh)}",
        "ttl": f"the feed asks for {_duration(cursor.ttl)} between polls (ttl or sy:updatePeriod)",
        "skip": "the feed asks not to be polled before (skipHours, skipDays)",
        "room": "it lists more than the queue takes from one site: it is read whole again as soon as there is room",
    }
    return said[why]


def _entry_notes(content: Content, entries: Sequence[PendingEntry], left: int) -> list[str]:
    notes = []
    if content.kind == "sitemap-index":
        notes.append(f"of its {content.listed:,} sitemaps those of its own site that changed last are polled (up to 5)")
    if content.kind == "sitemap":
        notes.append(f"a plain sitemap: {content.announced:,} of {content.entries:,} changed in the last three days")
    if entries or left:
        more = f", {left:,} more when these are done" if left else ""
        notes.append(f"a first poll takes {count_of(len(entries), 'entry')}{more}")
    elif content.kind != "sitemap-index":
        notes.append("nothing in it to take")
    if content.without_link:
        notes.append(f"{count_of(content.without_link, 'entry')} without link: dropped one by one (no-address)")
    full = sum(1 for entry in entries if entry.content and entry.url)
    if full:
        notes.append(f"of {full:,} the whole text is in the feed: it stands in (marked) where a page cannot be fetched")
    return notes


def _validator_notes(cursor: FeedCursor) -> list[str]:
    known = cursor.validators
    if known is None:
        return ["no validators kept: each poll asks for the whole; the same body again is not read again"]
    sent = [name for name, value in (("ETag", known.etag), ("Last-Modified", known.last_modified)) if value]
    return [f"the next poll is conditional ({' and '.join(sent)}), now and then the whole is asked for all the same"]


def wishes(cursor: FeedCursor, manners: Manners) -> list[str]:
    """What the feed and the list ask for besides, as sentences."""
    notes = []
    if cursor.skip_hours:
        notes.append(f"skipped hours (UTC): {', '.join(map(str, cursor.skip_hours))}")
    if cursor.skip_days:
        notes.append(f"skipped days: {', '.join(_DAYS[day] for day in cursor.skip_days)}")
    if manners.options.min_interval is not None:
        notes.append(f"the list sets {_duration(manners.shortest)} as its shortest interval")
    return notes


def _move_notes(cursor: FeedCursor) -> list[str]:
    if not cursor.moved_to:
        return []
    return [
        f"moved for good to {cursor.moved_to}: adopted when {SIGHTINGS} polls in a row over {LEAST_TIME // _HOUR} "
        "hours have said so; put that address into the list to save the detour"
    ]


def count_of(number: int, thing: str) -> str:
    """``1 entry``, ``2 entries``, ``2 feeds``."""
    if number == 1:
        return f"1 {thing}"
    return f"{number:,} {thing[:-1]}ies" if thing.endswith("y") else f"{number:,} {thing}s"


def _duration(milliseconds: float) -> str:
    """A length of time for people, in its two largest units at most."""
    minutes = round(milliseconds / 60_000)
    if minutes < 2:
        return f"{max(0, round(milliseconds / 1000))} s"
    if minutes < 120:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{hours // 24} days"
