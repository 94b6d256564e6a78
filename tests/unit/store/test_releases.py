"""Stores of every released shape are brought up to date with nothing lost.

``released/NNNN.db.zst`` is a store as shape NNNN was released, with what ``release`` writes in it. A new migration needs
its file here: ``python -m tests.unit.store.test_releases`` makes the one of the newest shape, once.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path

import pytest
import zstandard

from tests.unit.store.builders import dead_letter, entry, make_page, make_record, settle
from tests.unit.store.live_builders import do, ledger, make_feed, make_handout, make_pending
from transforms.store.connection import open_store
from transforms.store.export import export
from transforms.store.failure_list import failed_page
from transforms.store.memory import open_memory
from transforms.store.reading import search
from transforms.store.runs import begin_run
from transforms.store.schema import _statements, migrations, version
from transforms.store.totals import store_totals
from transforms.store.writing import Writer, Written

RELEASED = Path(__file__).parent / "released"


def shape(store: sqlite3.Connection) -> list[tuple[object, ...]]:
    return store.execute("select type, name, tbl_name, sql from sqlite_schema order by 1, 2").fetchall()


def unpacked(name: str, folder: Path) -> str:
    path = folder / "old.db"
    path.write_bytes(zstandard.ZstdDecompressor().decompress((RELEASED / name).read_bytes()))
    return f"sqlite:{path}"


@pytest.fixture(params=sorted(path.name for path in RELEASED.glob("*.db.zst")))
def released(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return unpacked(request.param, tmp_path)


@pytest.fixture(params=sorted(path.name for path in RELEASED.glob("*.db.zst"))[1:])
def live(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of the shapes that know feeds."""
    return unpacked(request.param, tmp_path)


def test_there_is_a_store_of_every_released_shape() -> None:
    numbers = [number for number, _, _ in migrations()]

    assert sorted(path.name for path in RELEASED.glob("*.db.zst")) == [f"{number:04d}.db.zst" for number in numbers]


def test_an_old_store_gets_the_shape_of_a_new_one(released: str, store: sqlite3.Connection) -> None:
    old = open_store(released)

    assert version(old) == version(store) == len(migrations())
    assert shape(old) == shape(store)
    assert old.execute("pragma integrity_check").fetchone() == ("ok",)
    old.close()


def test_an_old_store_has_everything_it_had(released: str) -> None:
    old = open_store(released)
    memory = open_memory(released)

    assert search(old, "bridge", limit=9) == [make_record(2), make_record(1)]
    assert len(list(export(old, "outcomes"))) == 3
    assert failed_page(old, entry(3)) == make_page(3)
    assert memory.story(make_record(1).article_id) == b"story 1"
    assert [sketch.record_id for sketch in memory.sketches([1])] == [make_record(1).id, make_record(2).id]
    assert store_totals(old).count("record") == 2
    memory.close()
    old.close()


def test_an_old_store_can_be_written_on(released: str) -> None:
    old = open_store(released)
    writer = Writer(old, begin_run(old, "replay", "[]", "2026-04-01T00:00:00.000Z"))

    # The sketches in them are of an older recipe: where their texts come again they are written anew.
    assert writer.write([settle(1), settle(2), dead_letter(3)]) == Written(sightings=2, sketches=2)
    assert writer.write([settle(4)]).records == 1
    old.close()


def test_an_old_store_goes_on_with_what_it_crawled(live: str) -> None:
    with ledger(live, 2) as crawl:
        (loaded,) = do(crawl.load())

    assert loaded.cursor.feeds == (make_feed(),)
    assert loaded.cursor.pending == (make_pending(12),)
    assert loaded.spooled == (make_handout(11),)


def test_a_script_is_cut_into_its_statements() -> None:
    sql = (
        "-- a; b\ncreate table a (b text default ';');\n\ncreate trigger c after insert on a begin\n select 1;\nend;\n"
    )

    assert [statement.split()[-1] for statement in _statements(sql)] == ["';');", "end;"]


def test_a_script_that_ends_within_a_statement_is_refused() -> None:
    with pytest.raises(ValueError, match="ends within a statement"):
        _statements("create table a (b text);\ncreate table c (d text)")


def release(folder: Path) -> Path:
    """Makes the store of the newest shape. To be done once, when it is released."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "store.db"
        store = open_store(f"sqlite:{path}")
        begin_run(store, "replay", '["seeds"]', "2026-03-01T00:00:00.000Z")
        Writer(store, 1).write([settle(1), settle(2), dead_letter(3)])
        with ledger(f"sqlite:{path}") as crawl:
            do(crawl.commit_poll(make_feed(), [make_pending(11), make_pending(12)]))
            do(crawl.spool(make_handout(11)))
        store.execute("pragma wal_checkpoint(truncate)")
        store.close()
        made = folder / f"{len(migrations()):04d}.db.zst"
        made.write_bytes(zstandard.ZstdCompressor(level=19).compress(path.read_bytes()))
    return made


if __name__ == "__main__":
    sys.stdout.write(f"{release(RELEASED)}\n")
