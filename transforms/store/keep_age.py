"""How old a thing in the store is: counted from when it was last heard of."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from transforms import instants


class Age(NamedTuple):
    """The bounds below which a thing is old: fetched before an instant, and read by no later run than this.

    Both count: a replay of pages of last year read yesterday is young, and so is a page that a run of many weeks
    fetched yesterday.
    """

    before: str
    run: int
    days: int

    def is_old(self, fetched_at: str | None, run: int | None) -> bool:
        """Whether a thing is old that was fetched then and read last by that run (None: not known)."""
        return (fetched_at or "") < self.before and (run or 0) <= self.run


def age_of(connection: sqlite3.Connection, now: str, days: int) -> Age:
    """What is older than so many days at ``now``, an instant."""
    before = instants.shift(now, days=-days)
    (run,) = connection.execute("select coalesce(max(id), 0) from runs where started_at < ?", (before,)).fetchone()
    return Age(before, int(run), days)
