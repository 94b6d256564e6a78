"""Feeds as people list them: how each stands, since when and why, when it is polled next, what it brought."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from transforms.store.connection import one_view
from transforms.store.cursor_rows import REMOVED

#: States a feed can be in.
STATES = ("new", "active", "failing", "gone", "removed")

_ROWS = """
    select url, listed, settings, title, parent, state, since, why, next_due, last_polled, last_success, failures,
        entries
    from feeds {where} order by number limit ?
"""
_WAITING = "select feed_url, count(*) from unsettled where entry_id in (select entry_id from sightings) group by 1"
_OUTCOMES = """
    select s.feed_url, o.outcome, count(*) from sightings s join outcomes o on o.entry_id = s.entry_id
    where s.feed_url is not null group by 1, 2 order by 1, 2
"""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One feed. All times are instants; None: never, or not known."""

    url: str
    #: What the list calls it, else what it calls itself; '' where neither says.
    name: str
    #: new (never polled), active, failing, gone (410: polled no more) or removed (from the list).
    state: str
    since: str | None
    #: What is wrong, or why it ended; '' where nothing is.
    why: str
    #: When it is polled next; None where it never is.
    next_due: str | None
    last_polled: str | None
    last_success: str | None
    #: Failed polls in a row.
    failures: int
    #: Entries it announced and that were taken, over all time; those of them that have no outcome yet.
    entries: int
    waiting: int
    #: How many of those that the store still has came to each outcome; empty where it was not asked for.
    outcomes: Mapping[str, int] = field(default_factory=dict)
    #: What the list sets for it alone.
    settings: Mapping[str, Any] = field(default_factory=dict)
    #: The sitemap index that named it; '' for what stands in the list itself.
    parent: str = ""


def list_feeds(
    connection: sqlite3.Connection,
    *,
    states: Sequence[str] = (),
    url: str | None = None,
    outcomes: bool = False,
    limit: int = 50_000,
) -> list[FeedRow]:
    """Feeds in the order in which they came to be known.

    Args:
        states: Only feeds in one of these states; none: all but removed ones that brought nothing.
        url: Only this feed.
        outcomes: Counts also what became of their entries, which reads through all of them.
        limit: At most so many.

    Raises ValueError for a state that there is not.
    """
    for state in states:
        if state not in STATES:
            raise ValueError(f"no state of a feed: {state!r}; {', '.join(STATES)} are there")
    chosen, values = _chosen(states, url)
    with one_view(connection):
        rows = connection.execute(_ROWS.format(where=chosen), (*values, limit)).fetchall()
        waiting = dict(connection.execute(_WAITING).fetchall())
        ended: dict[str, dict[str, int]] = {}
        for feed, outcome, count in connection.execute(_OUTCOMES) if outcomes else ():
            ended.setdefault(feed, {})[outcome] = count
    return [_row(row, waiting.get(row[0], 0), ended.get(row[0], {})) for row in rows]


def count_feeds(connection: sqlite3.Connection) -> dict[str, int]:
    """How many feeds are in each state, in the order of ``STATES``; states without any are left out."""
    with one_view(connection):
        found = dict(connection.execute("select state, count(*) from feeds group by state").fetchall())
    return {state: found[state] for state in STATES if state in found}


def _chosen(states: Sequence[str], url: str | None) -> tuple[str, list[str]]:
    if url is not None:
        return "where url = ?", [url]
    if states:
        return f"where state in ({', '.join('?' * len(states))})", list(states)
    return "where state <> 'removed' or entries > 0", []


def _row(row: Sequence[Any], waiting: int, outcomes: Mapping[str, int]) -> FeedRow:
    url, listed, settings, title, parent, state, since, why, next_due, polled, success, failures, entries = row
    known = orjson.loads(settings)
    if not listed and state != "removed":  # a poll that was under way when the list changed
        state, why, next_due = "removed", REMOVED, None
    own = {name: value for name, value in known.items() if name not in ("url", "name") and value not in (None, [])}
    name = known.get("name") or title
    return FeedRow(
        url, name, state, since, why, next_due, polled, success, failures, entries, waiting, outcomes, own, parent
    )
