"""Rows of sightings and outcomes: the two sides of the sum."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

import orjson

from transforms.addresses import operator
from transforms.documents import outcome_document
from transforms.records import Outcome, Sighting
from transforms.store.change_log import log_changes
from transforms.store.ranking import LOST_OUTCOMES, outcome_rank

_COLUMNS = "entry_id, outcome, reason, stage, url, site, fetched_at, record_id, revision"
_KNOWN = f"select {_COLUMNS}, run from outcomes where entry_id in (select value from json_each(?))"
_INSERT = f"""
    insert into outcomes ({_COLUMNS}, run) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (entry_id) do update set
        outcome = excluded.outcome, reason = excluded.reason, stage = excluded.stage, url = excluded.url,
        site = excluded.site, fetched_at = excluded.fetched_at, record_id = excluded.record_id,
        revision = excluded.revision, run = excluded.run
"""
_SIGHT = """
    insert into sightings (entry_id, url, site, fetched_at, feed_url, source, first_run, last_run)
    values (?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (entry_id) do update set last_run = excluded.last_run where last_run < excluded.last_run
"""


def put_sightings(connection: sqlite3.Connection, run: int, sightings: Iterable[Sighting]) -> int:
    """Notes that the entries were read in this run; returns how many had not been noted in it before."""
    first: dict[str, Sighting] = {}
    for sighting in sightings:
        first.setdefault(sighting.entry_id, sighting)
    rows = [(s.entry_id, s.url, operator(s.url), s.fetched_at, s.feed_url, s.source, run, run) for s in first.values()]
    return max(connection.executemany(_SIGHT, rows).rowcount, 0)


def put_outcomes(connection: sqlite3.Connection, run: int, outcomes: Iterable[Outcome]) -> dict[str, Outcome]:
    """Writes the outcomes inside the caller's transaction; returns those that became or changed, by entry.

    A higher revision replaces, and so does another decision about an entry that was lost before (a retry). One that
    says the same only raises the row's revision; anything else changes nothing.
    """
    given = list(outcomes)
    if not given:
        return {}
    entries = orjson.dumps([outcome.entry_id for outcome in given]).decode()
    known = {row[0]: (Outcome(*row[:-1]), int(row[-1])) for row in connection.execute(_KNOWN, (entries,))}
    changed: dict[str, Outcome] = {}
    raised: dict[str, int] = {}
    for outcome in given:
        old = known.get(outcome.entry_id)
        if old is not None and _same(outcome, old[0]):
            if outcome.revision > old[0].revision:
                known[outcome.entry_id] = (outcome, old[1])
                raised[outcome.entry_id] = outcome.revision
        elif old is None or _supersedes(outcome, run, *old):
            known[outcome.entry_id] = (outcome, run)
            changed[outcome.entry_id] = outcome
    connection.executemany(
        "update outcomes set revision = ? where entry_id = ?", [(revision, id) for id, revision in raised.items()]
    )
    changed = {id: known[id][0] for id in changed}  # with revisions raised after the change
    connection.executemany(
        _INSERT,
        [
            (o.entry_id, o.outcome, o.reason, o.stage, o.url, o.site, o.fetched_at, o.record_id, o.revision, run)
            for o in changed.values()
        ],
    )
    log_changes(connection, "outcome", run, [(id, outcome.revision) for id, outcome in changed.items()])
    return changed


def _same(one: Outcome, other: Outcome) -> bool:
    return replace(one, revision=other.revision) == other


def _supersedes(new: Outcome, run: int, old: Outcome, old_run: int) -> bool:
    rank, old_rank = outcome_rank(new), outcome_rank(old)
    if rank != old_rank:
        return rank > old_rank
    if new.outcome in LOST_OUTCOMES and run != old_run:
        return run > old_run
    return outcome_document(new) > outcome_document(old)
