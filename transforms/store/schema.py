"""The shape of the tables: numbered migrations, each applied once, all or nothing.

A released migration never changes; a new shape is a new file ``migrations/NNNN_NAME.sql``.
"""

from __future__ import annotations

import sqlite3
from importlib import resources
from pathlib import Path

from transforms.store.errors import StoreError

#: In the header of the file (sqlite.org/fileformat.html, offset 68), so that a foreign database is never written to.
APPLICATION_ID = 0x6E627331


def migrations() -> list[tuple[int, str, str]]:
    """(number, name, SQL) of every migration, in order. Raises ValueError where the numbers have a gap."""
    found = []
    for entry in sorted(resources.files("transforms.store").joinpath("migrations").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".sql"):
            number, _, name = entry.name.removesuffix(".sql").partition("_")
            found.append((int(number), name, entry.read_text(encoding="utf-8")))
    if [number for number, _, _ in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"migrations are not numbered 1, 2, 3, …: {[number for number, _, _ in found]}")
    return found


def version(connection: sqlite3.Connection) -> int:
    """The number of the last migration applied to a store."""
    return int(connection.execute("select max(number) from schema_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Brings the store to the newest shape, in one transaction. Raises StoreError for a foreign or newer file."""
    steps = migrations()
    if _checked_version(connection, path, len(steps)) == len(steps):
        return
    connection.execute("begin immediate")
    try:
        # Asked again inside: another process may have been first.
        for number, name, sql in steps[_checked_version(connection, path, len(steps)) :]:
            for statement in _statements(sql):
                connection.execute(statement)
            connection.execute("insert into schema_version (number, name) values (?, ?)", (number, name))
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def require_current(connection: sqlite3.Connection, path: Path) -> None:
    """Raises StoreError for a store that a reader cannot read as it is: foreign, newer, or older."""
    newest = len(migrations())
    found = _checked_version(connection, path, newest)
    if found < newest:
        raise StoreError(
            f"the store {path} has shape {found}, this newsbeam reads {newest}: any run brings it up to date"
        )


def _checked_version(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    (tables,) = connection.execute("select count(*) from sqlite_schema").fetchone()
    (application,) = connection.execute("pragma application_id").fetchone()
    if tables and application != APPLICATION_ID:
        raise StoreError(f"{path} is an SQLite file of something else: name another place with --store")
    found = version(connection) if tables else 0
    if found > newest:
        raise StoreError(
            f"the store {path} has shape {found}, this newsbeam knows up to {newest}: use the newer one that wrote it"
        )
    return found


def _statements(sql: str) -> list[str]:
    """The single statements of a script. (``executescript`` would commit before it begins.)"""
    statements, held = [], ""
    for line in sql.splitlines(keepends=True):
        held += line
        if held.strip() and sqlite3.complete_statement(held):
            statements.append(held)
            held = ""
    if any(line.strip() and not line.lstrip().startswith("--") for line in held.splitlines()):
        raise ValueError(f"a migration ends within a statement: {held.strip()[:80]!r}")
    return statements
