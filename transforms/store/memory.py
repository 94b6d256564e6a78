"""What the stateful stage reads where its own state is empty: a new epoch, or a new process, goes on from here."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import orjson

from transforms.encoding import decode
from transforms.records import Sketch
from transforms.store.connection import open_store, place
from transforms.store.errors import explained
from transforms.store.memory_rows import signed

#: More candidates than this for one text mean a band that says nothing (an empty page's furniture).
MAX_CANDIDATES = 1_000

_SKETCHES = """
    select data from sketches
    where number in (select sketch from bands where band in (select value from json_each(?)))
    order by coalesce(fetched_at, ''), entry_id
    limit ?
"""


class StoreMemory:
    """Stories and sketches of a store, over a connection of its own that sees everything committed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._place = place(connection)

    def story(self, article_id: str) -> bytes | None:
        """The encoded story of an article; None for one the store does not know."""
        with explained(self._place):
            row = self._connection.execute("select state from stories where article_id = ?", (article_id,)).fetchone()
        return bytes(row[0]) if row else None

    def sketches(self, bands: Sequence[int], limit: int = MAX_CANDIDATES) -> list[Sketch]:
        """The sketches that share at least one band (unsigned 64-bit), by (time, entry id), the earliest ``limit``."""
        wanted = orjson.dumps([signed(band) for band in bands]).decode()
        with explained(self._place):
            return [decode(Sketch, data) for (data,) in self._connection.execute(_SKETCHES, (wanted, limit))]

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


def open_memory(address: str) -> StoreMemory:
    """The memory of the store at ``address``, which must exist. Raises StoreError where it cannot be read."""
    return StoreMemory(open_store(address, read_only=True))
