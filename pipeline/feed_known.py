"""What the store of a run knows of a feed: how it stands, when its next poll comes, and why then.

Nothing is decided here. When the next poll comes stands in the feed's cursor; the reason is what ``fetch/schedule.py``
says when it is asked again with what the cursor remembers (cache headers are remembered only by the time they forbid).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from pipeline.feed_plan import Manners, because, bound_of, wishes
from pipeline.feed_report import FeedReport, Known
from transforms.fetch import polls, rhythm, schedule
from transforms.fetch.clock import instant_of
from transforms.fetch.crawl_settings import CrawlSettings, FeedOptions
from transforms.fetch.cursor import FeedCursor
from transforms.store.cursor_rows import get_cursor
from transforms.store.feed_rows import FeedRow, list_feeds


def known_feed(connection: sqlite3.Connection, url: str, settings: CrawlSettings) -> Known | None:
    """What a store knows of a feed, by the address under which it is listed; None where it knows nothing.
    ``settings``: what a run is given; what the list sets for this feed alone goes before it."""
    cursor = get_cursor(connection, url)
    rows = list_feeds(connection, url=url)
    if cursor is None or not rows:
        return None
    shortest = rows[0].settings.get("min_interval")
    options = FeedOptions(url, min_interval=int(shortest * 1000) if shortest is not None else None)
    return _known(cursor, rows[0], Manners(settings, options))


def with_known(
    reports: Sequence[FeedReport], connection: sqlite3.Connection, settings: CrawlSettings
) -> list[FeedReport]:
    """The reports, each with what the store knows of its feed."""
    return [replace(each, known=known_feed(connection, each.url, settings)) if each.url else each for each in reports]


def _known(cursor: FeedCursor, row: FeedRow, manners: Manners) -> Known:
    is_polled = row.state not in ("gone", "removed")
    notes = [_next_poll(cursor, manners), *wishes(cursor, manners)] if is_polled else ["it is polled no more"]
    return Known(
        state=row.state,
        since=row.since,
        why=row.why,
        failures=row.failures,
        last_polled=row.last_polled,
        last_success=row.last_success,
        next_poll=row.next_due,
        allowed_from=instant_of(cursor.allowed_from) if is_polled and cursor.allowed_from else None,
        entries=row.entries,
        waiting=row.waiting,
        notes=notes,
    )


def _next_poll(cursor: FeedCursor, manners: Manners) -> str:
    """Why the next poll comes when it does."""
    if cursor.parked_since is not None:
        return "its poll is due and comes as soon as the queue has room for what it may announce"
    if cursor.trouble.startswith(polls.LIMITED):
        return "next poll when its host or operator may be asked again"
    if cursor.trouble.startswith("robots-"):
        return "next poll when what is known of its robots.txt expires, and that file then allows it"
    if cursor.failures:
        return "next poll after a wait that each further failure doubles, up to a day; it is never given up"
    if cursor.last_polled is None:
        return "never polled: next poll as soon as its turn comes"
    if cursor.overflow:
        return "next poll as soon as the queue has room: it listed more than would fit"
    return f"next poll then: {_reason(cursor, cursor.last_polled, manners)}"


def _reason(cursor: FeedCursor, polled: int, manners: Manners) -> str:
    shortest, longest = manners.shortest, max(manners.settings.max_interval, manners.shortest)
    own = schedule.skip_over(cursor, polled + max(shortest, min(cursor.ttl, schedule.LONGEST_TTL)))
    fresh = cursor.allowed_from if cursor.allowed_from > own else 0
    due = schedule.after_success(cursor, polled, fresh, shortest, longest, manners.seed)
    why = bound_of(due.why, rhythm.gap(cursor.rhythm), shortest, longest)
    return because(why, cursor, fresh - polled, manners)
