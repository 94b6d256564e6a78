"""WriteRecords on a real runner: what is in store and sinks afterwards, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import apache_beam as beam
import orjson
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from tests.unit.store.builders import dead_letter, entry, make_record, settle
from transforms import WriteRecords, metrics
from transforms.documents import record_document
from transforms.records import Settlement
from transforms.sinks import transform
from transforms.sinks.addresses import BadSink
from transforms.sinks.sink import SinkError
from transforms.store.connection import open_store
from transforms.store.errors import BadAddress, StoreError
from transforms.store.export import dump
from transforms.store.writing import Writer


def write(settlements: Sequence[Settlement], **arguments: object) -> dict[str, int]:
    pipeline = beam.Pipeline(FnApiRunner())
    (
        pipeline
        | "MakeSettlements" >> beam.Create(list(settlements), reshuffle=False)
        | "WriteRecords" >> WriteRecords(**arguments)
    )
    result = pipeline.run()
    result.wait_until_finish()
    return metrics.counts(result.metrics())


EVERYTHING = [settle(1), settle(2), dead_letter(3), settle(4)]


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:{tmp_path / 'news.db'}"


def test_a_local_run_commits_to_its_store_and_writes_no_sink(address: str, tmp_path: Path) -> None:
    counts = write(EVERYTHING, store=address, sinks=[f"jsonl:{tmp_path}/out"], run=7)
    direct = open_store(f"sqlite:{tmp_path / 'direct.db'}")
    Writer(direct, 7).write(EVERYTHING)
    store = open_store(address)

    assert dump(store) == dump(direct)
    assert store.execute("select distinct run from changes").fetchall() == [(7,)]
    assert not (tmp_path / "out").exists()
    assert counts == {"write-settlements": 4, "write-records": 3, "write-failures": 1}
    store.close()
    direct.close()


def test_writing_the_same_again_changes_nothing(address: str) -> None:
    write(EVERYTHING, store=address, run=1)
    store = open_store(address)
    before = store.execute("select * from changes").fetchall()
    write([*reversed(EVERYTHING), *EVERYTHING], store=address, run=2)

    assert store.execute("select * from changes").fetchall() == before
    store.close()


def test_a_bundle_that_brings_much_is_written_in_several_transactions(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transform, "MAX_SETTLEMENTS", 2)
    sizes: list[int] = []
    written = Writer.write

    def note(self: Writer, settlements: Sequence[Settlement]) -> object:
        sizes.append(len(settlements))
        return written(self, settlements)

    monkeypatch.setattr(Writer, "write", note)
    write([settle(number) for number in range(7)], store=address, run=1)

    assert sum(sizes) == 7
    assert max(sizes) == 2


def test_large_texts_are_written_before_they_fill_the_memory() -> None:
    body = "word " * 100_000
    size = transform._size(Settlement(records=(make_record(1, body=body),)))

    assert len(body) <= size <= len(body) + 10_000


def test_on_a_cluster_every_sink_is_written_in_the_graph(tmp_path: Path) -> None:
    sinks = [f"jsonl:{tmp_path}/out", f"sqlite:{tmp_path}/copy.db"]
    write(EVERYTHING, store=None, sinks=sinks)
    lines = [
        line for part in (tmp_path / "out" / "records.jsonl.parts").iterdir() for line in part.read_bytes().splitlines()
    ]
    copy = open_store(sinks[1])

    assert sorted(lines) == sorted(record_document(make_record(number)) for number in (1, 2, 4))
    assert copy.execute("select count(*) from records").fetchone() == (3,)
    failures = [
        orjson.loads(line)["entry_id"]
        for part in (tmp_path / "out" / "failures.jsonl.parts").iterdir()
        for line in part.read_bytes().splitlines()
    ]
    assert failures == [entry(3)]
    copy.close()


def test_a_store_that_cannot_be_written_fails_the_run_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="name another place"):
        write(EVERYTHING, store=f"sqlite:{tmp_path}/file/news.db", run=1)


def test_a_sink_that_cannot_be_written_fails_the_run_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SinkError, match="name another place with --to"):
        write(EVERYTHING, store=None, sinks=[f"jsonl:{tmp_path}/file/out"])


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"store": "news.db"}, BadAddress),
        ({"store": "sqlite:news.db", "sinks": ["carrier-pigeon:roof"]}, BadSink),
        ({"store": None, "sinks": ["jsonl:"]}, BadSink),
        ({"store": None}, ValueError),
    ],
)
def test_wrong_addresses_are_refused_when_the_graph_is_built(arguments: dict[str, object], error: type) -> None:
    with pytest.raises(error):
        WriteRecords(**arguments)
