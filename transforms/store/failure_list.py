"""Dead letters as people ask for them, and as they are tried again."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.records import Failure, Page
from transforms.store.connection import place
from transforms.store.errors import explained
from transforms.store.pages import unpack_page

_COLUMNS = """
    entry_id, stage, reason, message, exception, retryable, length, digest, url, source, fetched_at,
    site, attempts, first_run, last_run, page is not null
"""
_LAST = "\U0010ffff"
_MAX_FITTING = 10


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A failure as the store has it, without its page."""

    failure: Failure
    site: str
    #: Runs in which it failed, the first and the last of them.
    attempts: int
    first_run: int
    last_run: int
    #: True where its page is there to be tried again (``failed_page``), though its content may have been too long.
    has_page: bool


def list_failures(
    connection: sqlite3.Connection,
    *,
    reason: str | None = None,
    site: str | None = None,
    stage: str | None = None,
    retryable: bool | None = None,
    limit: int = 100,
) -> list[DeadLetter]:
    """Dead letters that fit, by stage, reason and place in the input."""
    wanted: tuple[tuple[str, str | int | None], ...] = (
        ("reason = ?", reason),
        ("site = ?", site),
        ("stage = ?", stage),
        ("retryable = ?", retryable),
    )
    conditions = [sql for sql, value in wanted if value is not None]
    values = [value for _, value in wanted if value is not None]
    where = f"where {' and '.join(conditions)}" if conditions else ""
    return _letters(connection, f"{where} order by stage, reason, source, entry_id limit ?", (*values, limit))


def find_failures(connection: sqlite3.Connection, id: str) -> list[DeadLetter]:
    """The dead letter of this entry, or those whose entry's id begins so (at most ten)."""
    if not id:
        return []
    return _letters(
        connection, "where entry_id >= ? and entry_id < ? order by entry_id limit ?", (id, id + _LAST, _MAX_FITTING)
    )


def failed_page(connection: sqlite3.Connection, entry_id: str) -> Page | None:
    """The page of a dead letter, as it was; None where there is none or its content was too long to keep."""
    with explained(place(connection)):
        row = connection.execute(
            "select page, length from failures where entry_id = ? and page is not null", (entry_id,)
        ).fetchone()
    if row is None:
        return None
    page = unpack_page(row[0])
    return page if len(page.content) == row[1] else None


def _letters(connection: sqlite3.Connection, rest: str, values: Sequence[str | int]) -> list[DeadLetter]:
    with explained(place(connection)):
        rows = connection.execute(f"select {_COLUMNS} from failures {rest}", values).fetchall()
    return [_letter(*row) for row in rows]


def _letter(
    entry_id: str,
    stage: str,
    reason: str,
    message: str,
    exception: str,
    retryable: int,
    length: int,
    digest: str,
    url: str,
    source: str,
    fetched_at: str | None,
    site: str,
    attempts: int,
    first_run: int,
    last_run: int,
    has_page: int,
) -> DeadLetter:
    failure = Failure(
        entry_id, stage, reason, message, exception, bool(retryable), length, digest, None, url, source, fetched_at
    )
    return DeadLetter(failure, site, attempts, first_run, last_run, bool(has_page))
