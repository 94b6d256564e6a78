"""Records as people ask for them: by words and filters, by id, with their versions and copies.

Every function takes an open store; none writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.documents import parse_record
from transforms.records import Record
from transforms.store.connection import place
from transforms.store.errors import explained
from transforms.store.search import match_expression

#: Ids listed of a prefix that fits more than one record.
_MAX_FITTING = 10
#: Steps from a copy to what it copies; a chain this long is a knot.
_MAX_STEPS = 20
_LAST = "\U0010ffff"  # sorts after every character an id has


@dataclass(frozen=True, slots=True)
class Filters:
    """Which records are wanted; None: any.

    ``since`` and ``until`` are instants (or their beginnings, as ``2026-11``): from the first, up to and without the
    second, by publication or, where that is unknown, by fetching.
    """

    site: str | None = None
    since: str | None = None
    until: str | None = None
    language: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A text with what copies it: one line of a listing of news rather than of pages."""

    record: Record
    #: Records that copy it or its earlier and later versions, directly or over others, by (time, id).
    copies: Sequence[Record]
    #: How many versions its article has.
    versions: int


def search(
    connection: sqlite3.Connection,
    words: str = "",
    filters: Filters | None = None,
    *,
    limit: int = 20,
    by_rank: bool = False,
) -> list[Record]:
    """Records that have all of the words (``search.py`` says how words are read), newest first or best match first.

    Without words, all that pass the filters. Words in which there is nothing to look for (``***``) find nothing.
    """
    conditions, values = _conditions(filters or Filters())
    source, order = "records r", "coalesce(r.published_at, r.fetched_at, '') desc, r.id"
    if words.strip():
        expression = match_expression(words)
        if expression is None:
            return []
        source = "search s join records r on r.number = s.rowid"
        conditions.insert(0, "search match ?")
        values.insert(0, expression)
        if by_rank:  # a word in the title weighs ten times one in the body
            order = "bm25(search, 10.0, 5.0, 1.0), r.id"
    where = f" where {' and '.join(conditions)}" if conditions else ""
    return _records(connection, f"select r.document from {source}{where} order by {order} limit ?", (*values, limit))


def stories(
    connection: sqlite3.Connection,
    words: str = "",
    filters: Filters | None = None,
    *,
    limit: int = 20,
    by_rank: bool = False,
) -> list[Story]:
    """As ``search``, with copies and versions gathered under the newest version of what they copy.

    At most ``limit`` stories, from the first ``10 * limit`` records found.
    """
    found: dict[str, Story] = {}
    for record in search(connection, words, filters, limit=10 * limit, by_rank=by_rank):
        root = original(connection, record)
        if root.article_id not in found:
            if len(found) == limit:
                break
            found[root.article_id] = story(connection, root)
    return list(found.values())


def story(connection: sqlite3.Connection, record: Record) -> Story:
    """The story that the record belongs to."""
    chain = versions(connection, original(connection, record).article_id)
    return Story(chain[-1], copies(connection, [each.id for each in chain]), len(chain))


def find_records(connection: sqlite3.Connection, id: str) -> list[Record]:
    """The record with this id, or those whose id, or article's id, begins so (at most ten); none for an empty one."""
    if not id:
        return []
    for column in ("id", "article_id"):
        rows = _records(
            connection,
            f"select document from records where {column} >= ? and {column} < ? order by {column}, version limit ?",
            (id, id + _LAST, _MAX_FITTING),
        )
        if rows:
            return rows
    return []


def versions(connection: sqlite3.Connection, article_id: str) -> list[Record]:
    """All versions of an article, the first one first."""
    return _records(connection, "select document from records where article_id = ? order by version, id", (article_id,))


def copies(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Record]:
    """Records that copy one of these records, directly or over others, by (time, id)."""
    marks = ", ".join("?" * len(ids))
    return _records(
        connection,
        f"""
        with recursive copy (id, steps) as (
            select id, 1 from records where copies_of in ({marks})
            union select r.id, steps + 1 from records r join copy on r.copies_of = copy.id where steps < ?
        )
        select document from records
        where id in (select id from copy) and id not in ({marks}) order by coalesce(fetched_at, ''), id
        """,
        (*ids, _MAX_STEPS, *ids),
    )


def original(connection: sqlite3.Connection, record: Record) -> Record:
    """What the record copies, followed to the end; the record itself where it copies nothing the store has."""
    seen = {record.id}
    for _ in range(_MAX_STEPS):
        found = find_record(connection, record.copies_of) if record.copies_of else None
        if found is None or found.id in seen:
            break
        record = found
        seen.add(record.id)
    return record


def find_record(connection: sqlite3.Connection, id: str) -> Record | None:
    """The record with exactly this id."""
    rows = _records(connection, "select document from records where id = ?", (id,))
    return rows[0] if rows else None


def _conditions(filters: Filters) -> tuple[list[str], list[str | int]]:
    wanted = (
        ("r.site = ?", filters.site),
        ("coalesce(r.published_at, r.fetched_at, '') >= ?", filters.since),
        ("coalesce(r.published_at, r.fetched_at, '') < ?", filters.until),
        ("r.language = ?", filters.language),
        ("r.status = ?", filters.status),
    )
    return [sql for sql, value in wanted if value is not None], [value for _, value in wanted if value is not None]


def _records(connection: sqlite3.Connection, sql: str, values: Sequence[str | int]) -> list[Record]:
    with explained(place(connection)):
        return [parse_record(document) for (document,) in connection.execute(sql, values)]
