"""The list of runs: each gets a number, which stands beside everything it wrote."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from transforms.store.connection import transaction

#: States of a run. One that is killed stays running.
RUNNING, DONE, FAILED = "running", "done", "failed"


@dataclass(frozen=True, slots=True)
class Run:
    """One run, as the store knows it, with its state."""

    id: int
    kind: str
    arguments: str
    started_at: str
    ended_at: str | None
    state: str


def begin_run(connection: sqlite3.Connection, kind: str, arguments: str, started_at: str) -> int:
    """Notes that a run begins (``arguments``: JSON, ``started_at``: an instant) and returns its number, from 1."""
    with transaction(connection):
        found = connection.execute(
            "insert into runs (kind, arguments, started_at, state) values (?, ?, ?, ?)",
            (kind, arguments, started_at, RUNNING),
        )
    return int(found.lastrowid or 0)


def end_run(connection: sqlite3.Connection, run: int, state: str, ended_at: str) -> None:
    """Notes how a run ended: ``DONE`` or ``FAILED``."""
    with transaction(connection):
        connection.execute("update runs set state = ?, ended_at = ? where id = ?", (state, ended_at, run))


def last_run(connection: sqlite3.Connection) -> Run | None:
    """The newest run; None for a store that has had none."""
    row = connection.execute(
        "select id, kind, arguments, started_at, ended_at, state from runs order by id desc limit 1"
    ).fetchone()
    return Run(*row) if row else None


def standing(connection: sqlite3.Connection, run: int) -> tuple[int, int]:
    """How far a run is: entries read so far, and how many of these have an outcome (now or from an earlier run)."""
    read, settled = connection.execute(
        """
        select count(*), count(o.entry_id) from sightings s left join outcomes o on o.entry_id = s.entry_id
        where s.last_run = ?
        """,
        (run,),
    ).fetchone()
    return int(read), int(settled)
