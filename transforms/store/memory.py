"""What the stateful stage reads where its own state is empty: a new epoch, or a new process, goes on from here."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import orjson

from transforms.encoding import decode
from transforms.instants import order
from transforms.records import Sketch
from transforms.store.connection import open_store, place
from transforms.store.errors import explained
from transforms.store.memory_rows import signed

#: Sketches that are read for one band: as many as the stateful stage keeps of it, the smallest by (time, entry id).
BUCKET = 64

# Most bands of a text are nobody else's: which are known is asked at once for all of them.
_KNOWN = "select value from json_each(?) where exists (select 1 from bands where band = value)"
_BAND = "select sketch from bands where band = ? order by at, entry limit ?"
_SKETCHES = "select data from sketches where number in (select value from json_each(?))"


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

    def sketches(self, bands: Sequence[int], bucket: int = BUCKET) -> list[Sketch]:
        """The sketches that share at least one band (unsigned 64-bit), by (time, entry id); of each band the ``bucket``
        smallest by that order, however crowded it is."""
        with explained(self._place):
            found: set[int] = set()
            wanted = orjson.dumps([signed(band) for band in bands]).decode()
            for (band,) in self._connection.execute(_KNOWN, (wanted,)).fetchall():
                found.update(number for (number,) in self._connection.execute(_BAND, (band, bucket)))
            if not found:
                return []
            rows = self._connection.execute(_SKETCHES, (orjson.dumps(sorted(found)).decode(),)).fetchall()
        sketches = [decode(Sketch, data) for (data,) in rows]
        return sorted(sketches, key=lambda sketch: order(sketch.fetched_at, sketch.entry_id))

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


def open_memory(address: str) -> StoreMemory:
    """The memory of the store at ``address``, which must exist. Raises StoreError where it cannot be read."""
    return StoreMemory(open_store(address, read_only=True))
