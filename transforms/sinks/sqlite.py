"""``sqlite:PATH`` as a sink: a store of its own, searchable, without the memory of the stages."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from transforms.records import Settlement
from transforms.sinks.sink import SinkError
from transforms.store.addresses import store_path
from transforms.store.connection import open_store
from transforms.store.errors import StoreError
from transforms.store.writing import Writer


class SqliteSink:
    """Writes to a store by the rules of ``store/writing.py``. ``run`` stands beside what it changes."""

    def __init__(self, address: str, run: int = 0) -> None:
        self._address = address
        self._run = run
        self._connection: sqlite3.Connection | None = None

    def open(self) -> bool:
        """Opens (or makes) the store; True where it was not there."""
        new = not store_path(self._address).exists()
        if self._connection is None:
            try:
                self._connection = open_store(self._address)
            except StoreError as error:
                raise SinkError(str(error)) from error
        return new

    def write(self, settlements: Sequence[Settlement], sequence: int | None = None) -> None:
        """Commits them in one transaction."""
        self.open()
        assert self._connection is not None
        try:
            Writer(self._connection, self._run).write(settlements)
        except StoreError as error:
            raise SinkError(str(error)) from error

    def finish(self) -> None:
        """Nothing: each write is final."""

    def close(self) -> None:
        """Closes the store."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
