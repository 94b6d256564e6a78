"""Retention of the change log: the lines that say nothing any more.

A line names what changed, and a follower reads it as it is then. So of several lines about one thing the newest is
enough, also for a sink that is added later and begins at the first; and a line about what is gone says nothing. Lines
that some follower has yet to read stay as they are: it may have written half of them, and finds them again by number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import orjson

from transforms.store.keep_age import Age

_SPENT = """
    with
        reach (seq) as (select coalesce((select min(seq) from cursors), (select max(seq) from changes), 0)),
        lines as (select seq, kind, id, max(seq) over (partition by kind, id) as newest from changes)
    select seq from lines
    where seq <= (select seq from reach) and (
        seq < newest
        or (kind = 'record' and id not in (select id from records))
        or (kind = 'outcome' and id not in (select entry_id from outcomes))
        or (kind = 'failure' and id not in (select entry_id from failures)))
    order by seq limit ?
"""


def spent(connection: sqlite3.Connection, most: int) -> list[int]:
    """Numbers of lines that say nothing any more to anybody, the first ones."""
    return [seq for (seq,) in connection.execute(_SPENT, (most,))]


def remove(connection: sqlite3.Connection, age: Age, seqs: Sequence[int]) -> int:
    """Deletes these lines."""
    wanted = (orjson.dumps(seqs).decode(),)
    return connection.execute("delete from changes where seq in (select value from json_each(?))", wanted).rowcount
