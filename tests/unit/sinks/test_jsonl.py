"""Lines of JSON in closed parts and final files."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.store.builders import dead_letter, make_outcome, make_record, settle
from transforms.documents import record_document
from transforms.records import Record, Settlement
from transforms.sinks import jsonl
from transforms.sinks.jsonl import JsonlSink
from transforms.sinks.sink import SinkError

# Two parts are closed, the third is being written when it stops.
WRITER = """
import sys
from pathlib import Path
from tests.unit.store.builders import settle
from transforms.sinks import parts
from transforms.sinks.jsonl import JsonlSink

def stop(*arguments):
    print("in the middle", flush=True)
    sys.stdin.read()

sink = JsonlSink(Path(sys.argv[1]))
sink.open()
sink.write([settle(1)])
sink.write([settle(2)])
parts.os.replace = stop
sink.write([settle(3)])
"""


def statuses(path: Path) -> dict[str, str]:
    return {value["id"]: value["status"] for value in map(orjson.loads, path.read_bytes().splitlines())}


def parts(path: Path) -> list[str]:
    return sorted(part.name for part in path.with_name(path.name + ".parts").iterdir())


def write(sink: JsonlSink, *records: Record) -> None:
    sink.write([Settlement(records=(record,)) for record in records])


def test_a_file_takes_records_sorted_by_id_one_a_line(tmp_path: Path) -> None:
    path = tmp_path / "new" / "records.jsonl"
    sink = JsonlSink(path)
    sink.open()
    records = [make_record(number) for number in range(5)]
    write(sink, *records[:3])
    write(sink, *records[3:])
    assert not path.exists()
    sink.finish()

    wanted = sorted(records, key=lambda record: record.id)
    assert path.read_bytes() == b"".join(record_document(record) + b"\n" for record in wanted)
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_takes_records_outcomes_and_failures(tmp_path: Path) -> None:
    sink = JsonlSink(tmp_path / "out")
    sink.open()
    sink.write([settle(1), dead_letter(2)])
    sink.finish()

    lines = {path.name: path.read_bytes().count(b"\n") for path in (tmp_path / "out").iterdir()}
    assert lines == {"records.jsonl": 1, "outcomes.jsonl": 2, "failures.jsonl": 1}


def test_the_highest_revision_stands_whenever_it_came(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    sink = JsonlSink(path)
    for revision in (2, 3, 1):
        write(sink, make_record(1, revision=revision, status=f"s{revision}"))
    sink.finish()
    write(sink, make_record(1, revision=2, status="s2"), make_record(2, status="late"))
    sink.finish()

    assert statuses(path) == {make_record(1).id: "s3", make_record(2).id: "late"}


def test_the_same_content_is_the_same_part(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    sink = JsonlSink(path)
    write(sink, make_record(1), make_record(2))
    once = parts(path)
    write(sink, make_record(2), make_record(1))

    assert parts(path) == once
    write(sink, make_record(3))
    assert len(parts(path)) == 2


def test_the_same_number_overwrites_its_part(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    sink = JsonlSink(path)
    sink.write([Settlement(records=(make_record(1, status="old"),))], 7)
    sink.write([Settlement(records=(make_record(1, status="now"),))], 7)

    assert parts(path) == ["000000000007.jsonl"]
    sink.finish()
    assert statuses(path) == {make_record(1).id: "now"}


def test_a_sink_is_new_until_it_has_something(tmp_path: Path) -> None:
    sink = JsonlSink(tmp_path / "records.jsonl")
    assert sink.open()
    assert sink.open()
    write(sink, make_record(1))
    assert not sink.open()
    sink.finish()
    assert not sink.open()


def test_finishing_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    sink = JsonlSink(path)
    write(sink, make_record(1))
    sink.finish()
    before = path.read_bytes()
    sink.finish()

    assert path.read_bytes() == before


def test_parts_that_outlived_their_folding_are_folded_again_to_the_same(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    sink = JsonlSink(path)
    write(sink, make_record(1), make_record(2))
    shutil.copytree(tmp_path / "records.jsonl.parts", tmp_path / "kept")
    sink.finish()
    before = path.read_bytes()
    (tmp_path / "kept").rename(tmp_path / "records.jsonl.parts")
    sink.finish()

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_whose_entry_came_to_another_end_is_left_out(tmp_path: Path) -> None:
    sink = JsonlSink(tmp_path)
    sink.write([dead_letter(1), dead_letter(2)])
    sink.finish()
    sink.write([Settlement(outcomes=(make_outcome(1),))])
    sink.write([dead_letter(1)])
    sink.finish()

    (line,) = (tmp_path / "failures.jsonl").read_bytes().splitlines()
    assert orjson.loads(line)["entry_id"] == dead_letter(2).failures[0].entry_id


def test_parts_that_were_closed_before_a_kill_are_folded_and_the_open_one_is_removed(
    tmp_path: Path, root: Path
) -> None:
    path = tmp_path / "records.jsonl"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "in the middle\n"
        writer.send_signal(signal.SIGKILL)
    assert [Path(name).suffix for name in parts(path)].count(".open") == 1

    sink = JsonlSink(path)
    sink.open()
    sink.finish()
    assert set(statuses(path)) == {make_record(1).id, make_record(2).id}
    sink.write([settle(3), settle(2)])
    sink.finish()
    assert set(statuses(path)) == {make_record(number).id for number in (1, 2, 3)}
    assert list(tmp_path.iterdir()) == [path]


def test_more_parts_than_can_be_open_at_once_are_folded_in_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "_FAN_IN", 3)
    path = tmp_path / "records.jsonl"
    sink = JsonlSink(path)
    for number in range(32):
        sink.write([Settlement(records=(make_record(number % 10, revision=1, status=f"s{number}"),))], number)
    sink.finish()

    wanted = {make_record(number).id: f"s{number + (30 if number < 2 else 20)}" for number in range(10)}
    assert statuses(path) == wanted
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "content", [b"my notes\n", b'{"id": 1, "revision": 2}\n', b'{"name": "x"}\n', b"\xff\n", b"[]\n"]
)
def test_a_file_of_something_else_is_never_overwritten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(content)
    sink = JsonlSink(path)
    with pytest.raises(SinkError, match=r"records\.jsonl:1 is no line of newsbeam's: move the file away"):
        sink.open()
    write(sink, make_record(1))
    with pytest.raises(SinkError, match="is no line"):
        sink.finish()

    assert path.read_bytes() == content


def test_a_final_file_out_of_order_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    documents = sorted((record_document(make_record(number)) for number in (1, 2)), reverse=True)
    path.write_bytes(b"\n".join(documents) + b"\n")

    with pytest.raises(SinkError, match=r"records\.jsonl:2 is not sorted by id"):
        JsonlSink(path).finish()


def test_a_place_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    sink = JsonlSink(tmp_path / "file" / "records.jsonl")
    for act in (sink.open, sink.finish, lambda: write(sink, make_record(1))):
        with pytest.raises(SinkError, match="name another place with --to"):
            act()


RECORDS = st.builds(
    lambda number, revision: make_record(number, revision=revision, status=f"s{revision}"),
    st.integers(1, 4),
    st.integers(1, 5),
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(RECORDS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_any_order_and_repetition_ends_in_the_same_file(
    tmp_path_factory: pytest.TempPathFactory, records: list[Record], random: object
) -> None:
    shuffled = [*records, records[0]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    files = []
    for given_records in (records, shuffled):
        path = tmp_path_factory.mktemp("out") / "records.jsonl"
        sink = JsonlSink(path)
        for record in given_records:
            write(sink, record)
        sink.finish()
        files.append(path.read_bytes())

    assert files[0] == files[1]


def test_a_record_replaced_within_one_write_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    record = make_record(1)
    sink = JsonlSink(path)
    write(sink, replace(record, revision=2, status="corrected"), record)
    (part,) = parts(path)

    assert statuses(path.with_name("records.jsonl.parts") / part) == {record.id: "corrected"}
