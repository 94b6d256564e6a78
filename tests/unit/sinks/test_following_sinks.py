"""Sinks that follow the store of a local run."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.store.builders import dead_letter, make_record, settle
from transforms.records import Settlement
from transforms.sinks.addresses import BadSink
from transforms.sinks.local import Follower, Progress
from transforms.store.connection import open_store
from transforms.store.export import dump, export
from transforms.store.writing import Writer


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:{tmp_path / 'news.db'}"


@pytest.fixture
def store(address: str) -> Iterator[sqlite3.Connection]:
    connection = open_store(address)
    yield connection
    connection.close()


def finish(address: str, sink: str, batch: int = 500) -> Progress:
    follower = Follower(address, sink, batch)
    progress = follower.finish()
    follower.close()
    return progress


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_a_followed_folder_holds_what_an_export_gives(
    store: sqlite3.Connection, address: str, tmp_path: Path, batch: int
) -> None:
    Writer(store, 1).write([settle(1), settle(2), dead_letter(3), dead_letter(4)])
    Writer(store, 2).write([settle(4), Settlement(records=(make_record(1, revision=2, status="corrected"),))])
    progress = finish(address, f"jsonl:{tmp_path}/out", batch)

    assert (progress.behind, progress.error) == (0, None)
    for kind in ("records", "outcomes", "failures"):
        exported = b"".join(line + b"\n" for line in export(store, kind))
        assert (tmp_path / "out" / f"{kind}.jsonl").read_bytes() == exported, kind


def test_a_followed_store_equals_the_one_it_follows(store: sqlite3.Connection, address: str, tmp_path: Path) -> None:
    Writer(store, 1).write([settle(1), settle(2), dead_letter(3), dead_letter(4)])
    finish(address, f"sqlite:{tmp_path}/copy.db", 3)
    Writer(store, 2).write([settle(4)])
    finish(address, f"sqlite:{tmp_path}/copy.db")
    copy = open_store(f"sqlite:{tmp_path}/copy.db")

    assert dump(copy) == dump(store)
    copy.close()


def test_catching_up_again_writes_nothing(store: sqlite3.Connection, address: str, tmp_path: Path) -> None:
    Writer(store, 1).write([settle(1)])
    follower = Follower(address, f"jsonl:{tmp_path}/records.jsonl")

    assert follower.catch_up() == Progress(written=2, behind=0)
    assert follower.catch_up() == Progress(written=0, behind=0)
    follower.close()


def test_a_sink_that_is_down_lags_and_catches_up_when_it_is_back(
    store: sqlite3.Connection, address: str, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("in the way")
    Writer(store, 1).write([settle(1), settle(2)])
    follower = Follower(address, f"jsonl:{tmp_path}/out/records.jsonl")
    progress = follower.catch_up()
    assert (progress.written, progress.behind) == (0, 4)
    assert progress.error is not None
    assert "name another place" in progress.error

    (tmp_path / "out").unlink()
    assert follower.finish() == Progress(written=4, behind=0)
    assert len((tmp_path / "out" / "records.jsonl").read_bytes().splitlines()) == 2
    follower.close()


def test_a_sink_that_was_taken_away_is_filled_from_the_start(
    store: sqlite3.Connection, address: str, tmp_path: Path
) -> None:
    Writer(store, 1).write([settle(1), settle(2)])
    finish(address, f"jsonl:{tmp_path}/out")
    before = (tmp_path / "out" / "records.jsonl").read_bytes()
    shutil.rmtree(tmp_path / "out")
    finish(address, f"jsonl:{tmp_path}/out")

    assert (tmp_path / "out" / "records.jsonl").read_bytes() == before


def test_a_part_written_before_a_crash_is_written_over_not_doubled(
    store: sqlite3.Connection, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Writer(store, 1).write([settle(1)])
    sink = f"jsonl:{tmp_path}/records.jsonl"
    with monkeypatch.context() as patch:

        def die(*arguments: object) -> None:
            raise KeyboardInterrupt

        patch.setattr("transforms.sinks.local.advance", die)
        follower = Follower(address, sink)
        with pytest.raises(KeyboardInterrupt):
            follower.catch_up()
        follower.close()
    Writer(store, 1).write([settle(2)])
    follower = Follower(address, sink)
    follower.catch_up()

    assert [part.name for part in (tmp_path / "records.jsonl.parts").iterdir()] == ["000000000001.jsonl"]
    assert follower.finish().error is None
    assert len((tmp_path / "records.jsonl").read_bytes().splitlines()) == 2
    follower.close()


def test_an_unknown_sink_is_refused_before_anything_is_done(store: sqlite3.Connection, address: str) -> None:
    with pytest.raises(BadSink, match="is no sink"):
        Follower(address, "carrier-pigeon:roof")
