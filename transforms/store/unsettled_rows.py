"""Rows of entries that were announced and have no outcome yet, and of the spool of what they came to.

An entry is here or among the outcomes, never in both: announcing it looks at the outcomes, and whoever writes its
outcome takes it away, each in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import orjson

from transforms.encoding import decode, encode
from transforms.fetch.clock import instant_of
from transforms.fetch.cursor import PendingEntry
from transforms.fetch.outbox import Handout
from transforms.records import Sighting
from transforms.store.outcome_rows import put_sightings
from transforms.store.pages import unpack
from transforms.store.settled import is_settled

_KNOWN = """
    with asked (id) as (select value from json_each(?))
    select id from asked where id in (select entry_id from unsettled) or id in (select entry_id from outcomes)
"""
_PUT = """
    insert into unsettled (entry_id, feed_url, url, state, not_before, attempts, trouble, entry)
    values (?, ?, ?, 'pending', ?, ?, ?, ?)
    on conflict (entry_id) do update set
        not_before = excluded.not_before, attempts = excluded.attempts, trouble = excluded.trouble,
        entry = excluded.entry
    where state = 'pending'
"""
_SPOOLED = """
    insert into unsettled (entry_id, feed_url, url, state, not_before, attempts, trouble, entry)
    values (?, ?, ?, 'spooled', ?, ?, ?, x'')
    on conflict (entry_id) do update set state = 'spooled', entry = x''
    returning number
"""


class Spooled(NamedTuple):
    """Where a handout lies in the spool."""

    number: int
    entry_id: str
    feed_url: str
    size: int


def settles(handout: Handout) -> str:
    """Id of the entry that gets an outcome by this handout: a changed page found by looking again is one of its own."""
    return handout.page.entry_id if handout.page is not None else handout.entry.entry_id


def known(connection: sqlite3.Connection, entry_ids: Iterable[str]) -> set[str]:
    """Those of the entries that wait here or have their outcome."""
    return {id for (id,) in connection.execute(_KNOWN, (orjson.dumps(list(entry_ids)).decode(),))}


def announce(connection: sqlite3.Connection, run: int, entries: Sequence[PendingEntry]) -> list[PendingEntry]:
    """Notes that the entries were seen in this run, and takes in those that are not known; returns these, each once."""
    if not entries:
        return []
    put_sightings(connection, run, (_sighting(entry) for entry in entries))
    passed = known(connection, (entry.entry_id for entry in entries))
    taken = []
    for entry in entries:
        if entry.entry_id not in passed:
            passed.add(entry.entry_id)
            taken.append(entry)
    put_pending(connection, taken)
    return taken


def put_pending(connection: sqlite3.Connection, entries: Iterable[PendingEntry]) -> None:
    """Writes entries whose page is still to be fetched; one that is spooled already stays so."""
    connection.executemany(
        _PUT,
        [(e.entry_id, e.feed_url, e.url, instant_of(e.not_before), e.attempts, e.trouble, encode(e)) for e in entries],
    )


def put_spooled(connection: sqlite3.Connection, run: int, handout: Handout, packed: bytes) -> None:
    """Puts a handout into the spool in place of its entry. One that settles what has its outcome already, or lies in
    the spool, leaves nothing there."""
    entry, id = handout.entry, settles(handout)
    if id != entry.entry_id:  # found by looking again: sighted here and now, not when it was announced
        remove_settled(connection, (entry.entry_id,))
        page = handout.page
        at = page.fetched_at if page is not None else None
        put_sightings(connection, run, (Sighting(id, entry.url, at, entry.feed_url, entry.feed_url),))
    if is_settled(connection, id):
        remove_settled(connection, (id,))
        return
    values = (id, entry.feed_url, entry.url, instant_of(entry.not_before), entry.attempts, entry.trouble)
    ((number,),) = connection.execute(_SPOOLED, values).fetchall()
    connection.execute(
        "insert or ignore into spool (number, fetched_at, size, handout) values (?, ?, ?, ?)",
        (number, handout.page.fetched_at if handout.page is not None else None, handout.size, packed),
    )


def remove_settled(connection: sqlite3.Connection, entry_ids: Iterable[str]) -> None:
    """Takes entries away with what the spool has of them, in the transaction that writes their outcome. Costs one look
    where nothing is unsettled, as in every replay."""
    if connection.execute("select 1 from unsettled limit 1").fetchone() is None:
        return
    wanted = orjson.dumps(list(entry_ids)).decode()
    connection.execute("delete from unsettled where entry_id in (select value from json_each(?))", (wanted,))


def sight_again(connection: sqlite3.Connection, run: int) -> None:
    """What is unsettled belongs to this run from now on: it is handed out in it."""
    connection.execute(
        "update sightings set last_run = ? where last_run < ? and entry_id in (select entry_id from unsettled)",
        (run, run),
    )


def pending_entries(connection: sqlite3.Connection) -> Iterator[PendingEntry]:
    """Entries whose page is still to be fetched, in the order in which they were announced."""
    for (data,) in connection.execute("select entry from unsettled where state = 'pending' order by number"):
        yield decode(PendingEntry, data)


def spooled(connection: sqlite3.Connection) -> list[Spooled]:
    """What lies in the spool, in the order in which it was announced."""
    rows = connection.execute(
        "select s.number, u.entry_id, u.feed_url, s.size from spool s join unsettled u using (number) order by 1"
    )
    return [Spooled(*row) for row in rows]


def spooled_handouts(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Handout]:
    """Those of the handouts that are still there, in their order."""
    rows = connection.execute(
        "select handout from spool where number in (select value from json_each(?)) order by number",
        (orjson.dumps(numbers).decode(),),
    )
    return [unpack(Handout, data) for (data,) in rows]


def _sighting(entry: PendingEntry) -> Sighting:
    return Sighting(entry.entry_id, entry.url, instant_of(entry.added_at), entry.feed_url, entry.feed_url)
