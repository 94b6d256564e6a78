"""The numbered change log: one line for each record, outcome and failure that became or changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence


def log_changes(connection: sqlite3.Connection, kind: str, run: int, changed: Sequence[tuple[str, int]]) -> None:
    """Appends a line for each (id, revision), inside the caller's transaction."""
    connection.executemany(
        "insert into changes (kind, id, revision, run) values (?, ?, ?, ?)",
        [(kind, id, revision, run) for id, revision in changed],
    )
