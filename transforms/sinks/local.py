"""How a sink follows the store in a local run: by the change log, with a cursor of its own.

A sink that is down only lags: nothing waits for it, and when it is back it catches up. Runs outside the graph, between
bundles or after the run, over a connection of its own.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from transforms.sinks.addresses import make_sink, sink_name
from transforms.sinks.sink import Sink, SinkError
from transforms.store.changes import advance, behind, cursor, follow
from transforms.store.connection import open_store

#: Lines of the log a batch: a part of about a megabyte.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a follower has come."""

    #: Lines of the log that were written now, and that are still to be written.
    written: int
    behind: int
    #: Why it did not get further; None where it did.
    error: str | None = None


class Follower:
    """Writes what changes in a store to a sink.

    Args:
        store: Address of the store, which must exist.
        sink: Address of the sink.
        batch: Lines of the log a write.

    Raises BadSink, and StoreError where the store cannot be opened.
    """

    def __init__(self, store: str, sink: str, batch: int = BATCH) -> None:
        self._name = sink_name(sink)
        self._sink: Sink = make_sink(sink)
        self._batch = batch
        self._connection: sqlite3.Connection = open_store(store)

    def open(self) -> None:
        """Sees whether the sink can be written, and begins at the start of the log where it has nothing (any more).

        Raises SinkError. To be called before a run; ``catch_up`` does it again in any case.
        """
        if self._sink.open() and cursor(self._connection, self._name):
            advance(self._connection, self._name, 0)

    def catch_up(self) -> Progress:
        """Writes everything that changed since the last time. A sink that fails is no error here, but in the answer.

        Raises StoreError where the store itself cannot be read or written.
        """
        written = 0
        try:
            self.open()
            while True:
                batch = follow(self._connection, self._name, self._batch)
                if not batch.last:
                    return Progress(written, 0)
                self._sink.write(batch.settlements, batch.first)
                advance(self._connection, self._name, batch.last)
                written += batch.last - batch.first + 1
        except SinkError as error:
            return Progress(written, behind(self._connection, self._name), str(error))

    def finish(self) -> Progress:
        """Catches up and makes the sink's output final: at the end of a bounded run."""
        progress = self.catch_up()
        if progress.error is None:
            try:
                self._sink.finish()
            except SinkError as error:
                return Progress(progress.written, progress.behind, str(error))
        return progress

    def close(self) -> None:
        """Closes sink and store."""
        self._sink.close()
        self._connection.close()
