"""Following the change log: batches of what became or changed, for sinks that keep a cursor in the store.

A follower takes a batch, writes it to its sink, and only then advances its cursor: at least once. A line of the log
names what changed, not how: the batch carries it as it is now, so a sink that lags catches up in fewer steps.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from transforms.documents import parse_record
from transforms.records import Failure, Outcome, Settlement, Sighting
from transforms.store.connection import one_view, place, transaction
from transforms.store.errors import explained
from transforms.store.pages import unpack_page

#: A batch ends before the pages of its dead letters pass this.
_MAX_PAGE_BYTES = 16_000_000

_LOG = """
    select c.seq, c.kind, c.id, coalesce(f.length, 0)
    from changes c left join failures f on c.kind = 'failure' and f.entry_id = c.id
    where c.seq > ? order by c.seq limit ?
"""
_SIGHTINGS = "select entry_id, url, fetched_at, feed_url, source from sightings where entry_id in"
_RECORDS = "select id, document from records where id in"
_OUTCOMES = """
    select entry_id, outcome, reason, stage, url, site, fetched_at, record_id, revision from outcomes where entry_id in
"""
_FAILURES = """
    select entry_id, stage, reason, message, exception, retryable, length, digest, page, url, source, fetched_at
    from failures where entry_id in
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines ``first`` to ``last`` of the log (0 and 0: there are none), as what they name stands now."""

    first: int
    last: int
    settlements: Sequence[Settlement]


def follow(connection: sqlite3.Connection, name: str, limit: int = 500) -> Batch:
    """The next changes after the follower's cursor: at most ``limit`` lines of the log."""
    with one_view(connection):
        lines = _bounded(connection.execute(_LOG, (cursor(connection, name), limit)).fetchall())
        if not lines:
            return Batch(0, 0, ())
        ids = {
            kind: sorted({line[2] for line in lines if line[1] == kind}) for kind in ("record", "outcome", "failure")
        }
        settlement = Settlement(
            sightings=[Sighting(*row) for row in _rows(connection, _SIGHTINGS, ids["outcome"])],
            records=[parse_record(row[1]) for row in _rows(connection, _RECORDS, ids["record"])],
            outcomes=[Outcome(*row) for row in _rows(connection, _OUTCOMES, ids["outcome"])],
            failures=[_failure(*row) for row in _rows(connection, _FAILURES, ids["failure"])],
        )
    return Batch(lines[0][0], lines[-1][0], (settlement,))


def advance(connection: sqlite3.Connection, name: str, seq: int) -> None:
    """Notes that the follower has written everything up to line ``seq``; 0 begins again."""
    with transaction(connection):
        connection.execute("insert or replace into cursors (name, seq) values (?, ?)", (name, seq))


def cursor(connection: sqlite3.Connection, name: str) -> int:
    """The last line of the log that the follower has written; 0 for a new one."""
    row = connection.execute("select seq from cursors where name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def behind(connection: sqlite3.Connection, name: str) -> int:
    """How many lines of the log the follower has not written."""
    with explained(place(connection)):
        row = connection.execute("select count(*) from changes where seq > ?", (cursor(connection, name),)).fetchone()
    return int(row[0])


def _bounded(lines: list[Any]) -> list[Any]:
    held = 0
    for count, line in enumerate(lines):
        held += line[3]
        if held > _MAX_PAGE_BYTES and count:
            return lines[:count]
    return lines


def _rows(connection: sqlite3.Connection, sql: str, ids: Sequence[str]) -> list[Any]:
    wanted = orjson.dumps(ids).decode()
    return connection.execute(f"{sql} (select value from json_each(?)) order by 1", (wanted,)).fetchall() if ids else []


def _failure(
    entry_id: str,
    stage: str,
    reason: str,
    message: str,
    exception: str,
    retryable: int,
    length: int,
    digest: str,
    packed: bytes | None,
    url: str,
    source: str,
    fetched_at: str | None,
) -> Failure:
    page = unpack_page(packed) if packed is not None else None
    return Failure(
        entry_id, stage, reason, message, exception, bool(retryable), length, digest, page, url, source, fetched_at
    )
