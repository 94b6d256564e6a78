"""Opening a store: what is promised, what is refused, and how."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from transforms.store.addresses import store_path
from transforms.store.connection import open_store, place, transaction
from transforms.store.errors import BadAddress, StoreError
from transforms.store.schema import migrations


@pytest.mark.parametrize(
    "address", ["news.db", "sqlite:", "sqlite: ", "sqlite::memory:", "postgresql:news", "sqlite:a\0b", ""]
)
def test_only_a_path_of_a_file_is_a_store(address: str) -> None:
    with pytest.raises(BadAddress, match="is no store"):
        store_path(address)


def test_a_store_is_made_with_its_folder_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "news 100%?#.db"
    connection = open_store(f"sqlite:{path}")

    assert path.is_file()
    assert place(connection) == str(path)
    connection.close()


def test_what_is_committed_is_synced_to_a_write_ahead_log(store: sqlite3.Connection) -> None:
    assert store.execute("pragma journal_mode").fetchone() == ("wal",)
    assert store.execute("pragma synchronous").fetchone() == (2,)
    assert store.execute("pragma foreign_keys").fetchone() == (1,)
    assert store.execute("pragma busy_timeout").fetchone() == (30_000,)


def test_a_reader_of_a_store_that_is_not_there_is_told_so(address: str) -> None:
    with pytest.raises(StoreError, match="there is no store at"):
        open_store(address, read_only=True)


def test_a_reader_cannot_write(store: sqlite3.Connection, address: str) -> None:
    reader = open_store(address, read_only=True)
    with pytest.raises(StoreError, match="cannot be written"), transaction(reader):
        reader.execute("insert into stories (article_id, state) values ('a', x'00')")
    reader.close()


def test_a_reader_sees_what_is_committed_while_it_is_open(store: sqlite3.Connection, address: str) -> None:
    reader = open_store(address, read_only=True)
    assert reader.execute("select count(*) from stories").fetchone() == (0,)
    store.execute("insert into stories (article_id, state) values ('a', x'00')")

    assert reader.execute("select count(*) from stories").fetchone() == (1,)
    reader.close()


def test_a_place_where_no_file_can_be_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="name another place"):
        open_store(f"sqlite:{tmp_path / 'file' / 'news.db'}")


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:{tmp_path}")


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("shopping list\n" * 100)
    with pytest.raises(StoreError, match="something else than a store"):
        open_store(f"sqlite:{path}")

    assert path.read_text() == "shopping list\n" * 100


def test_a_database_of_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("create table schema_version (version text)")
    other.close()
    for read_only in (False, True):
        with pytest.raises(StoreError, match="SQLite file of something else"):
            open_store(f"sqlite:{path}", read_only=read_only)

    other = sqlite3.connect(path)
    assert other.execute("select name from sqlite_schema").fetchall() == [("schema_version",)]
    other.close()


def test_a_store_of_a_newer_newsbeam_is_refused(store: sqlite3.Connection, address: str) -> None:
    newer = len(migrations()) + 1
    store.execute("insert into schema_version (number, name) values (?, 'future')", (newer,))
    with pytest.raises(StoreError, match=f"has shape {newer}, this newsbeam knows up to {newer - 1}"):
        open_store(address)
    with pytest.raises(StoreError, match="use the newer"):
        open_store(address, read_only=True)


def test_a_store_that_somebody_writes_to_for_too_long_is_refused_as_in_use(
    store: sqlite3.Connection, address: str
) -> None:
    store.execute("begin immediate")
    with pytest.raises(StoreError, match="another process is writing"):
        open_store(address, busy_seconds=0.01)
    store.execute("rollback")
    open_store(address, busy_seconds=0.01).close()


def test_a_transaction_that_fails_leaves_nothing(store: sqlite3.Connection) -> None:
    def begin_and_fail() -> None:
        with transaction(store):
            store.execute("insert into stories (article_id, state) values ('a', x'00')")
            raise RuntimeError("on the way")

    with pytest.raises(RuntimeError, match="on the way"):
        begin_and_fail()
    assert store.execute("select count(*) from stories").fetchone() == (0,)
    with transaction(store):
        store.execute("insert into stories (article_id, state) values ('b', x'00')")
    assert store.execute("select count(*) from stories").fetchone() == (1,)


def test_a_wrong_statement_is_a_bug_and_stays_one(store: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), transaction(store):
        store.execute("insert into nowhere values (1)")
