"""Rows of what a crawl knows of hosts: their robots.txt, and limits in force."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from transforms.encoding import decode, encode
from transforms.fetch.clock import instant_of
from transforms.fetch.cursor import Limit, RobotsState

#: Origins whose robots.txt is remembered, the latest read.
ROBOTS_KEPT = 2_000


def put_robots(connection: sqlite3.Connection, state: RobotsState) -> None:
    """Writes what a robots.txt says; beyond 2,000 origins the one read longest ago goes."""
    (last,) = connection.execute("select coalesce(max(number), 0) from robots").fetchone()
    connection.execute(
        "insert or replace into robots (number, origin, expires, state) values (?, ?, ?, ?)",
        (last + 1, state.origin, instant_of(state.expires), encode(state)),
    )
    connection.execute(
        "delete from robots where number <= (select number from robots order by number desc limit 1 offset ?)",
        (ROBOTS_KEPT,),
    )


def all_robots(connection: sqlite3.Connection) -> tuple[RobotsState, ...]:
    """What is known of each origin, the latest read last."""
    rows = connection.execute("select state from robots order by number")
    return tuple(decode(RobotsState, data) for (data,) in rows)


def put_limits(connection: sqlite3.Connection, shard: int, limits: Sequence[Limit]) -> None:
    """Writes the limits that a shard has met, all of them: those not named are over."""
    connection.execute("delete from limits where shard = ?", (shard,))
    connection.executemany(
        "insert or replace into limits (scope, shard, until, state) values (?, ?, ?, ?)",
        [(limit.scope, shard, instant_of(limit.until), encode(limit)) for limit in limits],
    )


def all_limits(connection: sqlite3.Connection) -> tuple[Limit, ...]:
    """The limits in force by scope; of one that several shards met, the one that lasts longest."""
    rows = connection.execute("select scope, state from limits order by scope, until")
    return tuple({scope: decode(Limit, data) for scope, data in rows}.values())
