"""Rows of feeds: the cursor that the crawl goes on from, and beside it what people ask of a feed."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from transforms.encoding import decode, encode
from transforms.fetch.clock import instant_of
from transforms.fetch.cursor import FeedCursor

#: Why a feed is not polled that the list has no more.
REMOVED = "removed-from-list"
#: Why a sitemap is not polled that its index has no more.
UNNAMED = "removed-from-index"
#: What is said of a feed whose poll waits for room in the queue; behind it since when.
PARKED = "queue-full: its poll waits for room since"

_PUT = """
    insert into feeds (url, listed, settings, title, parent, state, since, why, next_due, last_polled, last_success,
        failures, entries, cursor)
    values (:url, 1, '{}', :title, :parent, :state, :since, :why, :next_due, :last_polled, :last_success,
        :failures, :entries, :cursor)
    on conflict (url) do update set
        since = case when state = :state and :state in ('new', 'active') then since else :since end,
        title = :title, parent = :parent, state = :state, why = :why,
        next_due = :next_due, last_polled = :last_polled, last_success = :last_success,
        failures = :failures, entries = entries + :entries, cursor = :cursor
"""


class Standing(NamedTuple):
    """How a feed stands, in a word, since when and why (milliseconds since 1970; None: since it is known)."""

    state: str
    since: int | None
    why: str


def standing(cursor: FeedCursor) -> Standing:
    """new (never polled), active, failing, gone (410) or removed."""
    if cursor.state == "removed":
        return Standing("removed", cursor.state_since, UNNAMED if cursor.parent else REMOVED)
    if cursor.state != "active":
        return Standing(cursor.state, cursor.state_since, cursor.trouble)
    if cursor.trouble:
        return Standing("failing", cursor.trouble_since, cursor.trouble)
    state = "new" if cursor.last_polled is None else "active"
    why = f"{PARKED} {instant_of(cursor.parked_since)}" if cursor.parked_since is not None else ""
    return Standing(state, cursor.last_polled, why)


def put_cursor(
    connection: sqlite3.Connection, cursor: FeedCursor, announced: int = 0, since: int | None = None
) -> None:
    """Writes a feed's cursor, and counts the entries it announced. ``since`` dates a state that begins now where the
    cursor does not. Whether the feed is listed stays as it was."""
    state, own, why = standing(cursor)
    connection.execute(
        _PUT,
        {
            "url": cursor.url,
            "title": cursor.title,
            "parent": cursor.parent,
            "state": state,
            "since": _instant(own if own is not None else since),
            "why": why,
            "next_due": instant_of(cursor.next_due) if cursor.state == "active" else None,
            "last_polled": _instant(cursor.last_polled),
            "last_success": _instant(cursor.last_success),
            "failures": cursor.failures,
            "entries": announced,
            "cursor": encode(cursor),
        },
    )


def remove_cursor(connection: sqlite3.Connection, url: str) -> None:
    """Forgets a feed."""
    connection.execute("delete from feeds where url = ?", (url,))


def get_cursor(connection: sqlite3.Connection, url: str) -> FeedCursor | None:
    """The cursor of a feed, by the address in the list; None where it is not known."""
    row = connection.execute("select cursor from feeds where url = ?", (url,)).fetchone()
    return decode(FeedCursor, row[0]) if row is not None else None


def all_cursors(connection: sqlite3.Connection) -> tuple[FeedCursor, ...]:
    """The cursors of all feeds, in the order in which they came to be known."""
    rows = connection.execute("select cursor from feeds order by number")
    return tuple(decode(FeedCursor, data) for (data,) in rows)


def _instant(moment: int | None) -> str | None:
    return None if moment is None else instant_of(moment)
