"""Retention of entries without an article (dropped, dead letters), of the pages of dead letters, and of hosts."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import orjson

from transforms.store.keep_age import Age

# Not remembered by any story. An entry of a feed that is followed counts from the feed's last list: of one that was
# down for a month everything is still there when it is back.
_LOOSE = """
    select s.entry_id from sightings s join outcomes o on o.entry_id = s.entry_id
    left join feeds f on f.url = s.feed_url and f.state in ('new', 'active', 'failing')
    where coalesce(s.fetched_at, '') < :before and s.last_run <= :run
        and (o.stage <> 'stories' or o.reason = 'over-cap')
        and (f.last_success is null
            or coalesce(s.fetched_at, '') < strftime('%Y-%m-%dT%H:%M:%fZ', f.last_success, :back))
    order by coalesce(s.fetched_at, '') limit :most
"""
_WITH_PAGE = """
    select entry_id from failures
    where coalesce(fetched_at, '') < ? and last_run <= ? and page is not null order by entry_id limit ?
"""
_AMONG = "(select value from json_each(?))"


def loose(connection: sqlite3.Connection, age: Age, most: int) -> list[str]:
    """Old entries that no story remembers, the oldest first."""
    values = {"before": age.before, "run": age.run, "back": f"-{age.days} days", "most": most}
    return [id for (id,) in connection.execute(_LOOSE, values)]


def remove(connection: sqlite3.Connection, age: Age, entry_ids: Sequence[str]) -> int:
    """Deletes entries."""
    remove_entries(connection, entry_ids)
    return len(entry_ids)


def remove_entries(connection: sqlite3.Connection, entry_ids: Sequence[str]) -> None:
    """Deletes sightings with their outcomes and dead letters: both sides of the sum."""
    wanted = (orjson.dumps(entry_ids).decode(),)
    for table in ("failures", "outcomes", "sightings"):
        connection.execute(f"delete from {table} where entry_id in {_AMONG}", wanted)


def with_page(connection: sqlite3.Connection, age: Age, most: int) -> list[str]:
    """Old dead letters that still have their page."""
    return [id for (id,) in connection.execute(_WITH_PAGE, (age.before, age.run, most))]


def remove_pages(connection: sqlite3.Connection, age: Age, entry_ids: Sequence[str]) -> int:
    """Takes the pages off dead letters."""
    wanted = (orjson.dumps(entry_ids).decode(),)
    return connection.execute(f"update failures set page = null where entry_id in {_AMONG}", wanted).rowcount


def over(connection: sqlite3.Connection, age: Age, most: int) -> list[tuple[str, str]]:
    """What is known of hosts and has long ceased to hold: (table, origin or scope)."""
    rows = connection.execute(
        "select 'robots', origin from robots where expires < :before"
        " union all select 'limits', scope from limits where until < :before order by 1, 2 limit :most",
        {"before": age.before, "most": most},
    )
    return [(table, name) for table, name in rows]


def remove_over(connection: sqlite3.Connection, age: Age, names: Sequence[tuple[str, str]]) -> int:
    """Deletes it."""
    removed = 0
    for table, name in names:
        if table == "robots":
            removed += connection.execute("delete from robots where origin = ?", (name,)).rowcount
        else:
            removed += connection.execute(
                "delete from limits where scope = ? and until < ?", (name, age.before)
            ).rowcount
    return removed
