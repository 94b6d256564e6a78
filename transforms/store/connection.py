"""How a store is opened, and what one transaction is.

Decides what the file promises: a write-ahead log synced at every commit, so that what is committed survives kill -9 and
power loss, and readers never wait for the writer. The shape of the tables is left to ``migrations/``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from transforms.store.addresses import DEFAULT, store_path
from transforms.store.errors import StoreError, explained
from transforms.store.schema import migrate, require_current

#: Seconds to wait for another process's transaction.
BUSY_SECONDS = 30.0

#: Virtual columns (3.31) and the trouble-free upsert of 3.35 are used.
_OLDEST_SQLITE = (3, 35, 0)


def open_store(
    address: str = DEFAULT, *, read_only: bool = False, busy_seconds: float = BUSY_SECONDS
) -> sqlite3.Connection:
    """A connection to the store at ``address``, in autocommit mode; made or migrated first unless ``read_only``.

    It may be handed from thread to thread, but used by one at a time. Raises BadAddress for an address of another kind,
    and StoreError where there is no store, where it cannot be written (or read), or where a newer newsbeam wrote it.
    """
    path = store_path(address)
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        wanted = ".".join(map(str, _OLDEST_SQLITE))
        raise StoreError(f"this Python has SQLite {sqlite3.sqlite_version}: newsbeam needs {wanted} or newer")
    if read_only and not path.exists():
        raise StoreError(f"there is no store at {path}: a run makes it, or name another with --store")
    if not read_only:
        _make_folder(path)
    with explained(str(path)):
        connection = _connect(path, read_only, busy_seconds)
        try:
            if read_only:
                require_current(connection, path)
            else:
                _make_durable(connection, path)
                migrate(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is written, or nothing. Raises StoreError where it cannot be (full disk, locked, read-only)."""
    with explained(place(connection)):
        try:
            # Immediate: the wait for another writer is here, where nothing is done yet, not at the first write.
            connection.execute("begin immediate")
            yield
            connection.execute("commit")
        except BaseException:
            if connection.in_transaction:  # SQLite has rolled back itself on a full disk
                connection.execute("rollback")
            raise


@contextmanager
def one_view(connection: sqlite3.Connection) -> Iterator[None]:
    """All reads inside see the store as it is at the first of them, also while somebody writes."""
    with explained(place(connection)):
        connection.execute("begin")
        try:
            yield
        finally:
            connection.execute("commit")


def place(connection: sqlite3.Connection) -> str:
    """The path of the file behind a connection."""
    for _, name, path in connection.execute("pragma database_list"):
        if name == "main":
            return str(path)
    raise StoreError("the connection has no store behind it")


def _connect(path: Path, read_only: bool, busy_seconds: float) -> sqlite3.Connection:
    mode = "ro" if read_only else "rwc"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma cache_size = -65536")  # 64 MB: band lookups are random over the whole index
    return connection


def _make_durable(connection: sqlite3.Connection, path: Path) -> None:
    (mode,) = connection.execute("pragma journal_mode = wal").fetchone()
    if mode != "wal":
        raise StoreError(f"the store {path}: this file system has no shared memory for SQLite: name a local disk")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma journal_size_limit = 67108864")  # a burst's log is cut back to 64 MB afterwards
    # A file without write permission opens without a word: ask for the write lock now, not after the first page.
    connection.execute("begin immediate")
    connection.execute("rollback")


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the store {path}: its folder cannot be made ({error.strerror}): name another place"
        ) from error
