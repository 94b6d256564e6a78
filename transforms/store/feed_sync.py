"""The feed list in the store: which feeds are followed, with what the list sets for each.

A feed that leaves the list ends with that reason and keeps its memory; when it comes back it goes on where it stood.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import orjson

from transforms.encoding import decode
from transforms.fetch.clock import moment_of
from transforms.fetch.cursor import FeedCursor
from transforms.fetch.feed_spec import FeedSpec
from transforms.store.connection import transaction
from transforms.store.cursor_rows import REMOVED, put_cursor


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

    A crawl that runs is told by its own way (``Crawler.set_feeds``); what it commits never changes what is listed. The
    sitemaps that an index names are no feeds of the list: they stay as long as their index does.
    """
    wanted = {spec.url: _settings(spec) for spec in feeds}
    moment = moment_of(now)
    added, resumed, changed = [], [], []
    with transaction(connection):
        rows = connection.execute("select url, listed, settings, parent from feeds order by number").fetchall()
        known = {url: _Known(bool(listed), settings, parent) for url, listed, settings, parent in rows}
        for url, settings in wanted.items():
            before = known.get(url)
            if before is None:
                added.append(url)
                put_cursor(connection, FeedCursor(url, next_due=moment), since=moment)
            elif not before.listed:
                resumed.append(url)
                put_cursor(connection, _resumed(_cursor(connection, url), moment), since=moment)
                connection.execute("update feeds set listed = 1 where parent = ?", (url,))
            elif before.settings != settings:
                changed.append(url)
            if before is None or not before.listed or before.settings != settings:
                connection.execute("update feeds set listed = 1, settings = ? where url = ?", (settings, url))
        removed = [url for url, each in known.items() if each.listed and (each.parent or url) not in wanted]
        for url in removed:
            put_cursor(connection, _ended(_cursor(connection, url), moment))
            connection.execute("update feeds set listed = 0 where url = ?", (url,))
    return Synced(tuple(added), tuple(resumed), tuple(removed), tuple(changed))


class _Known(NamedTuple):
    listed: bool
    settings: str
    parent: str


def _cursor(connection: sqlite3.Connection, url: str) -> FeedCursor:
    (data,) = connection.execute("select cursor from feeds where url = ?", (url,)).fetchone()
    return decode(FeedCursor, data)


def _resumed(cursor: FeedCursor, now: int) -> FeedCursor:
    return replace(cursor, state="active", state_since=now, trouble="", trouble_since=None)


def _ended(cursor: FeedCursor, now: int) -> FeedCursor:
    return replace(cursor, state="removed", state_since=now, trouble=REMOVED, trouble_since=now)


def _settings(spec: FeedSpec) -> str:
    return orjson.dumps(spec).decode()
