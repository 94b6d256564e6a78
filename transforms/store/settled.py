"""Which entries have their outcome already."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import orjson


def is_settled(connection: sqlite3.Connection, entry_id: str) -> bool:
    """True where the entry has an outcome."""
    return connection.execute("select 1 from outcomes where entry_id = ?", (entry_id,)).fetchone() is not None


def settled(connection: sqlite3.Connection, entry_ids: Iterable[str]) -> set[str]:
    """Those of the entries that have an outcome."""
    wanted = orjson.dumps(list(entry_ids)).decode()
    rows = connection.execute(
        "select entry_id from outcomes where entry_id in (select value from json_each(?))", (wanted,)
    )
    return {id for (id,) in rows}
