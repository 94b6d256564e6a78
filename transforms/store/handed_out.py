"""Which entries went into the graph and were not seen to be settled: in memory, to find what gets lost in a graph."""

from __future__ import annotations

import sqlite3
import threading

from transforms.store.settled import settled

#: After so many more, those that are settled are forgotten.
_TIDY = 4_096


class HandedOut:
    """Ids of entries that were handed out. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: dict[str, None] = {}
        self._tidy_at = _TIDY

    def add(self, entry_id: str) -> bool:
        """Notes one; True where it is time to ``tidy``."""
        with self._lock:
            self._ids[entry_id] = None
            if len(self._ids) < self._tidy_at:
                return False
            self._tidy_at = len(self._ids) + _TIDY
            return True

    def tidy(self, connection: sqlite3.Connection) -> None:
        """Forgets those that are settled."""
        self.without_outcome(connection)

    def without_outcome(self, connection: sqlite3.Connection) -> tuple[str, ...]:
        """Those that have no outcome, in the order in which they were handed out; the others are forgotten."""
        with self._lock:
            ids = list(self._ids)
        done = settled(connection, ids)
        with self._lock:
            for id in done:
                self._ids.pop(id, None)
            self._tidy_at = len(self._ids) + _TIDY
        return tuple(id for id in ids if id not in done)
