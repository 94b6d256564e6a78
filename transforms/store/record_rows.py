"""Rows of records and of their search index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import orjson

from transforms.documents import flat
from transforms.records import Record
from transforms.store.change_log import log_changes
from transforms.store.ranking import record_rank
from transforms.store.search import searchable

_COLUMNS = (
    "number", "id", "article_id", "revision", "version", "status", "url", "canonical_url", "site", "feed_url", "title",
    "language", "published_at", "fetched_at", "access", "copies_of", "text_digest", "run", "document",
)  # fmt: skip
_FROM_RECORD = _COLUMNS[1:-2]

_INSERT = f"insert or replace into records ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"
_KNOWN = """
    select id, number, revision, document from records where id in (select value from json_each(?))
"""
_INDEX = "insert into search (rowid, title, standfirst, body) values (?, ?, ?, ?)"
_UNINDEX = "insert into search (search, rowid, title, standfirst, body) values ('delete', ?, ?, ?, ?)"


class _Row(NamedTuple):
    number: int
    revision: int
    document: bytes


def put_records(connection: sqlite3.Connection, run: int, records: Iterable[Record]) -> int:
    """Writes the records inside the caller's transaction and returns how many became or changed.

    A higher revision replaces; one that says the same only raises the row's revision, without a line in the change log;
    anything else changes nothing.
    """
    newest = _newest(records)
    if not newest:
        return 0
    known = {
        id: _Row(number, revision, document.encode())
        for id, number, revision, document in connection.execute(_KNOWN, (orjson.dumps(list(newest)).decode(),))
    }
    (last,) = connection.execute("select coalesce(max(number), 0) from records").fetchone()
    rows, index, unindex, raised, changed = [], [], [], [], []
    for id, record in newest.items():
        values = flat(record)
        old = known.get(id)
        if old is None:
            last += 1
            number = last
        else:
            before = orjson.loads(old.document)
            same = orjson.dumps({**values, "revision": before["revision"]}) == old.document
            if same and record.revision > old.revision:
                raised.append((record.revision, id))
            if same or not _supersedes(record.revision, values, old.revision, before):
                continue
            number = old.number
            unindex.append((number, *_indexed(before)))
        rows.append((number, *(values[name] for name in _FROM_RECORD), run, orjson.dumps(values).decode()))
        index.append((number, *_indexed(values)))
        changed.append((id, record.revision))
    connection.executemany("update records set revision = ? where id = ?", raised)
    connection.executemany(_UNINDEX, unindex)
    connection.executemany(_INSERT, rows)
    connection.executemany(_INDEX, index)
    log_changes(connection, "record", run, changed)
    return len(changed)


def remove_rows(connection: sqlite3.Connection, numbers: Sequence[int]) -> int:
    """Deletes the records with these numbers, also from the search index; returns how many there were."""
    wanted = orjson.dumps(numbers).decode()
    rows = connection.execute(
        "select number, document from records where number in (select value from json_each(?))", (wanted,)
    ).fetchall()
    connection.executemany(_UNINDEX, [(number, *_indexed(orjson.loads(document))) for number, document in rows])
    connection.executemany("delete from records where number = ?", [(number,) for number, _ in rows])
    return len(rows)


def _newest(records: Iterable[Record]) -> dict[str, Record]:
    """Of each id the one that stands, in the order of first appearance."""
    newest: dict[str, Record] = {}
    for record in records:
        old = newest.get(record.id)
        if old is None or _supersedes(record.revision, flat(record), old.revision, flat(old)):
            newest[record.id] = record
    return newest


def _supersedes(revision: int, values: dict[str, Any], old_revision: int, old_values: dict[str, Any]) -> bool:
    if revision != old_revision:
        return revision > old_revision
    return record_rank(revision, _content(values)) > record_rank(old_revision, _content(old_values))


def _content(values: dict[str, Any]) -> bytes:
    return orjson.dumps({**values, "revision": 0})


def _indexed(values: dict[str, Any]) -> tuple[str, str, str]:
    return (searchable(values["title"]), searchable(values["standfirst"]), searchable(values["body"]))
