"""The sum: every entry that was read has exactly one outcome, or is known to wait for it.

Counted over distinct ids in the store, never by metrics: a bundle that is tried again would count twice there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.store.connection import one_view

#: Entries that are listed where the sum does not add up.
_MAX_LISTED = 20

_ENTRIES = {
    "run": "select count(*) from sightings where last_run = :run",
    "store": "select count(*) from sightings",
}
_BY_OUTCOME = {
    "run": """
        select o.outcome, o.reason, count(*) from sightings s join outcomes o on o.entry_id = s.entry_id
        where s.last_run = :run and o.run >= :run group by o.outcome, o.reason order by o.outcome, o.reason
    """,
    "store": "select outcome, reason, count(*) from outcomes group by outcome, reason order by outcome, reason",
}
_BEFORE = """
    select count(*) from sightings s join outcomes o on o.entry_id = s.entry_id where s.last_run = :run and o.run < :run
"""
_OPEN = """
    from sightings s left join outcomes o on o.entry_id = s.entry_id
    where o.entry_id is null and (:run is null or s.last_run = :run)
"""
_UNSETTLED = f"{_OPEN} and s.entry_id not in (select entry_id from unsettled)"
_WAITING = f"{_OPEN} and s.entry_id in (select entry_id from unsettled)"
_UNSEEN = """
    from outcomes o left join sightings s on s.entry_id = o.entry_id
    where s.entry_id is null and (:run is null or o.run = :run)
"""
_CORRECTED = """
    select count(*) from outcomes o join sightings s on s.entry_id = o.entry_id where o.run = :run and s.last_run < :run
"""


@dataclass(frozen=True, slots=True)
class OddEntry:
    """An entry for which the sum does not add up."""

    entry_id: str
    #: unsettled (read, but without an outcome) or unseen (an outcome, but never read).
    what: str
    url: str
    #: Where it lies in the input; '' for an unseen one.
    source: str


@dataclass(frozen=True, slots=True)
class Totals:
    """What became of the entries of a run, or of all."""

    #: Entries read: distinct ids.
    entries: int
    #: Of these, settled by an earlier run and not decided anew; 0 for the whole store.
    settled_before: int
    #: How many came to each outcome and reason: (outcome, reason, count), sorted.
    outcomes: Sequence[tuple[str, str, int]]
    #: Entries read that neither have an outcome nor wait for it, and outcomes whose entry was never read: both must
    #: be 0.
    unsettled: int
    unseen: int
    #: The first twenty of them.
    odd: Sequence[OddEntry]
    #: Entries of earlier runs that this one decided anew (a late page changes rank or link); no part of the sum.
    corrected: int = 0
    #: Entries of a live run whose page is still to be fetched, or lies in the spool: the next run goes on with them.
    waiting: int = 0

    @property
    def adds_up(self) -> bool:
        """True where every entry that was read has one outcome or waits for it, and nothing else has one."""
        settled = self.settled_before + sum(count for _, _, count in self.outcomes)
        return self.unsettled == 0 and self.unseen == 0 and self.entries == settled + self.waiting

    def count(self, outcome: str) -> int:
        """How many came to the outcome, whatever the reason."""
        return sum(count for name, _, count in self.outcomes if name == outcome)


def run_totals(connection: sqlite3.Connection, run: int) -> Totals:
    """The sum of one run."""
    with one_view(connection):
        return _totals(connection, "run", run)


def store_totals(connection: sqlite3.Connection) -> Totals:
    """The sum of the whole store, over all runs."""
    with one_view(connection):
        return _totals(connection, "store", None)


def _totals(connection: sqlite3.Connection, scope: str, run: int | None) -> Totals:
    values = {"run": run}

    def count(sql: str) -> int:
        return int(connection.execute(sql, values).fetchone()[0])

    return Totals(
        entries=count(_ENTRIES[scope]),
        settled_before=0 if run is None else count(_BEFORE),
        outcomes=tuple((str(o), str(r), int(n)) for o, r, n in connection.execute(_BY_OUTCOME[scope], values)),
        unsettled=count(f"select count(*) {_UNSETTLED}"),
        unseen=count(f"select count(*) {_UNSEEN}"),
        odd=_odd(connection, run),
        corrected=0 if run is None else count(_CORRECTED),
        waiting=count(f"select count(*) {_WAITING}"),
    )


def _odd(connection: sqlite3.Connection, run: int | None) -> tuple[OddEntry, ...]:
    rows = connection.execute(
        f"""
        select s.entry_id, 'unsettled', s.url, s.source {_UNSETTLED}
        union all select o.entry_id, 'unseen', o.url, '' {_UNSEEN}
        order by 2, 4, 1 limit :limit
        """,
        {"run": run, "limit": _MAX_LISTED},
    )
    return tuple(OddEntry(*row) for row in rows)
