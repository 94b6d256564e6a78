"""Rows of dead letters: each stands as long as its entry's outcome says dead-letter."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson

from transforms.addresses import operator
from transforms.documents import failure_document
from transforms.records import Failure
from transforms.store.change_log import log_changes
from transforms.store.pages import pack_page

_COLUMNS = (
    "entry_id, stage, reason, message, exception, retryable, length, digest, url, source, fetched_at, site, page,"
    " attempts, first_run, last_run"
)
_INSERT = f"insert or replace into failures ({_COLUMNS}) values ({', '.join('?' * 16)})"
_DECIDED = """
    select entry_id, stage, reason from outcomes
    where outcome = 'dead-letter' and entry_id in (select value from json_each(?))
"""
_STORED = """
    select entry_id, stage, reason, message, exception, retryable, length, digest, url, source, fetched_at,
           attempts, first_run, last_run
    from failures where entry_id in (select value from json_each(?))
"""


class _Stored(NamedTuple):
    failure: Failure
    attempts: int
    first_run: int
    last_run: int


def put_failures(connection: sqlite3.Connection, run: int, failures: Iterable[Failure]) -> int:
    """Writes the dead letters in the caller's transaction, after their outcomes; returns how many became or changed.

    One whose entry has meanwhile come to another end is left out. Failing again in a later run counts an attempt.
    """
    given = list(failures)
    if not given:
        return 0
    entries = orjson.dumps([failure.entry_id for failure in given]).decode()
    decided = {row[0]: row[1:] for row in connection.execute(_DECIDED, (entries,))}
    best: dict[str, Failure] = {}
    for failure in given:
        if decided.get(failure.entry_id) == (failure.stage, failure.reason):
            old = best.get(failure.entry_id)
            if old is None or failure_document(failure) > failure_document(old):
                best[failure.entry_id] = failure
    stored = {row[0]: _stored(row) for row in connection.execute(_STORED, (entries,))}
    rows, changed = [], []
    for id, failure in best.items():
        old_row = stored.get(id)
        if old_row is not None and not _supersedes(failure, run, old_row):
            continue
        rows.append(_row(failure, run, old_row))
        if old_row is None or failure_document(failure) != failure_document(old_row.failure):
            changed.append((id, 1))
    connection.executemany(_INSERT, rows)
    log_changes(connection, "failure", run, changed)
    return len(changed)


def _supersedes(new: Failure, run: int, old: _Stored) -> bool:
    if (new.stage, new.reason) != (old.failure.stage, old.failure.reason):
        return True  # the outcome, which stands for both, has been decided anew
    if run != old.last_run:
        return run > old.last_run
    return failure_document(new) > failure_document(old.failure)


def _row(failure: Failure, run: int, old: _Stored | None) -> tuple[Any, ...]:
    attempts, first_run, last_run = 1, run, run
    if old is not None:
        attempts, first_run, last_run = old.attempts + (run > old.last_run), old.first_run, max(run, old.last_run)
    page = pack_page(failure.page) if failure.page is not None else None
    return (
        failure.entry_id, failure.stage, failure.reason, failure.message, failure.exception, failure.retryable,
        failure.length, failure.digest, failure.url, failure.source, failure.fetched_at, operator(failure.url), page,
        attempts, first_run, last_run,
    )  # fmt: skip


def _stored(row: tuple[Any, ...]) -> _Stored:
    id, stage, reason, message, exception, retryable, length, digest, url, source, fetched_at, *counts = row
    failure = Failure(
        id, stage, reason, message, exception, bool(retryable), length, digest, None, url, source, fetched_at
    )
    return _Stored(failure, *counts)


def remove_failures(connection: sqlite3.Connection, entry_ids: Iterable[str]) -> None:
    """Takes away the dead letters of entries that came to another end."""
    connection.executemany("delete from failures where entry_id = ?", [(id,) for id in entry_ids])
