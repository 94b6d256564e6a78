"""Learning from the store, between two epochs: what its records say of each publisher's furniture.

What was counted stands in the store with the number of the last record that went into it, in one transaction, so a
kill loses nothing and counts nothing twice. A snapshot is in force for pages fetched after it was made; a page that was
fetched before and waits in the spool is still cleaned by the one before it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from transforms import instants
from transforms.documents import parse_record
from transforms.learn.blocks import Story
from transforms.learn.corpus import story_of_record
from transforms.learn.counts import ALL_STORIES, count
from transforms.learn.schedule import InForce, Schedule
from transforms.learn.snapshot import Snapshot, learn_site
from transforms.records import Article
from transforms.store import learned_rows
from transforms.store.connection import place, transaction
from transforms.store.errors import explained

#: A new snapshot at most so often: each is held by every worker, and written to a recording.
EVERY_HOURS = 1.0
#: Stories older than this are no evidence of how a site looks today.
EXPIRE_DAYS = 60
#: Records read in one transaction, and in one call: about five seconds, of the five minutes between two.
_BATCH = 500
_MOST = 5_000
#: Sites that are learned from in one call (50 ms each): the others have their turn in the next.
_SITES = 60
_UPKEEP, _TURN = "learn", "learn-sites"

_FIRST = "select coalesce(min(number), 1) - 1 from records where fetched_at >= ? or fetched_at is null"
_RECORDS = "select number, document from records where number > ? order by number limit ?"


def learn_from_store(connection: sqlite3.Connection, now: str, every_hours: float = EVERY_HOURS) -> Schedule:
    """Learns from what has come since the last time and returns the snapshots in force: those in the store, and a new
    one from ``now`` on where something else was learned and the last is ``every_hours`` old. What a call does is
    bounded: on a store that has never been learned from, several calls go through it.

    Raises StoreError where the store cannot be written; what was counted until then stays.
    """
    with explained(place(connection)):
        count_records(connection, now)
        learn_sites(connection, now)
        newest = learned_rows.newest_snapshot(connection)
        if newest is None or not instants.shift(now, hours=-every_hours) < newest[0] <= now:
            snapshot = learned_rows.all_rules(connection)
            if snapshot.id != (newest[1] if newest else Snapshot().id):
                with transaction(connection):
                    learned_rows.put_snapshot(connection, InForce(now, snapshot))
        with transaction(connection):
            learned_rows.prune_snapshots(connection, now)
        return learned_rows.schedule_in_force(connection, now)


def adopt(connection: sqlite3.Connection, now: str, given: InForce) -> Schedule:
    """Puts a snapshot that somebody gives (an empty one: nothing learned) in force for pages fetched from ``now`` on,
    or from when it says itself, and returns what is in force: pages that were fetched before keep theirs. Raises
    StoreError."""
    with explained(place(connection)), transaction(connection):
        newest = learned_rows.newest_snapshot(connection)
        if given.snapshot.id != (newest[1] if newest else Snapshot().id):
            learned_rows.put_snapshot(connection, InForce(max(now, given.since), given.snapshot))
        learned_rows.prune_snapshots(connection, now)
        return learned_rows.schedule_in_force(connection, now)


def count_records(connection: sqlite3.Connection, now: str) -> int:
    """Counts the records that came since the last time, at most 5,000; returns how many."""
    total = 0
    for _ in range(_MOST // _BATCH):
        last = _last_counted(connection, now)
        rows = connection.execute(_RECORDS, (last, _BATCH)).fetchall()
        stories = [pair for _, document in rows if (pair := story_of_record(parse_record(document))) is not None]
        with transaction(connection):
            learned_rows.put_stories(connection, stories)
            if len(rows) < _BATCH:
                learned_rows.expire_stories(connection, instants.shift(now, days=-EXPIRE_DAYS), ALL_STORIES)
            if rows:
                connection.execute("insert or replace into upkeep values (?, ?, ?)", (_UPKEEP, now, str(rows[-1][0])))
        total += len(stories)
        if len(rows) < _BATCH:
            break
    return total


def learn_sites(connection: sqlite3.Connection, now: str) -> None:
    """Learns from the sites with new stories, at most 60 in turn."""
    row = connection.execute("select settings from upkeep where name = ?", (_TURN,)).fetchone()
    for site in learned_rows.changed_sites(connection, row[0] if row else "", _SITES):
        counts = count(learned_rows.stories_of_site(connection, site))
        rules = learn_site(site, counts, _reader(connection))
        with transaction(connection):
            learned_rows.put_rules(connection, site, rules)
            connection.execute("insert or replace into upkeep values (?, ?, ?)", (_TURN, now, site))


def _last_counted(connection: sqlite3.Connection, now: str) -> int:
    """The number of the record counted last; at first that before the first one that is not too old."""
    row = connection.execute("select settings from upkeep where name = ?", (_UPKEEP,)).fetchone()
    if row is None:
        row = connection.execute(_FIRST, (instants.shift(now, days=-EXPIRE_DAYS),)).fetchone()
    return int(row[0])


def _reader(connection: sqlite3.Connection) -> Callable[[Story], Article | None]:
    def read(story: Story) -> Article | None:
        row = connection.execute("select document from records where id = ?", (story.record_id,)).fetchone()
        return parse_record(row[0]).article if row else None

    return read
