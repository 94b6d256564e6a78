"""What can go wrong with a store and is nobody's bug: no space, no permission, somebody else at it, a broken file.

Everything else that SQLite raises (a wrong statement, a broken constraint) stays what it is and fails loudly.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class StoreError(Exception):
    """The store cannot be used as asked: says which, why, and what to do."""


class BadAddress(ValueError):
    """The address of a store is none: says what was given and what is allowed."""


# By SQLite's primary result code (sqlite.org/rescode.html).
_REASONS = {
    sqlite3.SQLITE_BUSY: "another process is writing to it and did not finish: wait for that process, or end it",
    sqlite3.SQLITE_LOCKED: "another process is writing to it and did not finish: wait for that process, or end it",
    sqlite3.SQLITE_FULL: "the disk is full; what was committed stands: free some space and run the same command again",
    sqlite3.SQLITE_IOERR: "the disk could not be read or written: check it, then run the same command again",
    sqlite3.SQLITE_READONLY: "it cannot be written: give yourself permission, or name another place with --store",
    sqlite3.SQLITE_PERM: "it cannot be written: give yourself permission, or name another place with --store",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: check folder and permissions, or name another place with --store",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: put back a copy, or name another place with --store and run again",
    sqlite3.SQLITE_NOTADB: "the file is something else than a store: name another place with --store",
}


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turns what SQLite raises for reasons outside the program into a StoreError about ``place``."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        reason = _REASONS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if reason is None:
            raise
        raise StoreError(f"the store {place}: {reason} ({error})") from error
