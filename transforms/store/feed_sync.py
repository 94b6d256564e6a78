"""The feed list in the store: which feeds are followed, with what the list sets for each.

A feed that leaves the list ends with that reason and keeps its memory; when it comes back it goes on where it stood.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

import orjson

from transforms.encoding import decode, from_plain
from transforms.fetch.clock import moment_of
from transforms.fetch.cursor import FeedCursor
from transforms.fetch.feed_spec import FeedSpec
from transforms.store.connection import place, transaction
from transforms.store.cursor_rows import REMOVED, put_cursor
from transforms.store.errors import explained


@dataclass(frozen=True, slots=True)
class Synced:
    """What a list changed, by the feeds' addresses: in the list's order, removed ones in the order they were known."""

    #: Never listed before.
    added: Sequence[str] = ()
    #: Listed again after an absence.
    resumed: Sequence[str] = ()
    removed: Sequence[str] = ()
    #: Listed before and now, with other settings.
    changed: Sequence[str] = ()


def sync_feeds(connection: sqlite3.Connection, feeds: Sequence[FeedSpec], now: str) -> Synced:
    """Makes the store's list this list, in one transaction. ``now`` is an instant.

    A crawl that runs is told by its own way (``Crawler.set_feeds``); what it commits never changes what is listed.
    """
    wanted = {spec.url: spec for spec in feeds}
    added, resumed, removed, changed = [], [], [], []
    moment = moment_of(now)
    with transaction(connection):
        rows = connection.execute("select url, listed, settings, cursor from feeds order by number").fetchall()
        known = {url: (bool(listed), settings) for url, listed, settings, _ in rows}
        cursors = {url: decode(FeedCursor, cursor) for url, _, _, cursor in rows}
        for url, spec in wanted.items():
            listed, before = known.get(url, (False, ""))
            if url not in known:
                added.append(url)
                put_cursor(connection, FeedCursor(url, next_due=moment), since=moment)
            elif not listed:
                resumed.append(url)
                back = replace(cursors[url], state="active", state_since=moment, trouble="", trouble_since=None)
                put_cursor(connection, back, since=moment)
            elif before != _settings(spec):
                changed.append(url)
            _list(connection, url, _settings(spec))
        for url in known:
            if known[url][0] and url not in wanted:
                removed.append(url)
                ended = replace(
                    cursors[url], state="removed", state_since=moment, trouble=REMOVED, trouble_since=moment
                )
                put_cursor(connection, ended)
                connection.execute("update feeds set listed = 0 where url = ?", (url,))
    return Synced(tuple(added), tuple(resumed), tuple(removed), tuple(changed))


def listed_feeds(connection: sqlite3.Connection) -> tuple[FeedSpec, ...]:
    """The feeds of the list as it was given last, with their settings, in the order in which they came to be known."""
    with explained(place(connection)):
        rows = connection.execute("select settings from feeds where listed = 1 order by number").fetchall()
    specs = (from_plain(FeedSpec, orjson.loads(settings)) for (settings,) in rows)
    return tuple(replace(spec, tags=tuple(spec.tags)) for spec in specs)


def _settings(spec: FeedSpec) -> str:
    return orjson.dumps(spec).decode()


def _list(connection: sqlite3.Connection, url: str, settings: str) -> None:
    connection.execute(
        "update feeds set listed = 1, settings = ? where url = ? and (listed = 0 or settings <> ?)",
        (settings, url, settings),
    )
