"""A disk that takes no more, as the operating system tells it: files that may not grow past a limit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.unit.store.builders import make_record, settle
from transforms.sinks.jsonl import JsonlSink
from transforms.store.connection import open_store
from transforms.store.totals import store_totals
from transforms.store.writing import Writer

# The write-ahead log reaches the limit in the middle of a transaction.
WRITER = """
import resource
import sys
from tests.unit.store.builders import settle
from transforms.store.connection import open_store
from transforms.store.errors import StoreError
from transforms.store.writing import Writer

writer = Writer(open_store(sys.argv[1]), 1)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    for start in range(0, 1_000, 20):
        writer.write([settle(n, body=f"Text {n}. " * 300) for n in range(start, start + 20)])
        print(start + 20, flush=True)
except StoreError as error:
    print(error, flush=True)
"""

SINK = """
import resource
import sys
from pathlib import Path
from tests.unit.store.builders import settle
from transforms.sinks.jsonl import JsonlSink
from transforms.sinks.sink import SinkError

sink = JsonlSink(Path(sys.argv[1]))
sink.open()
sink.write([settle(1)])
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    sink.write([settle(2, body="Long. " * 100_000)])
except SinkError as error:
    print(error, flush=True)
"""


def run(program: str, argument: str, root: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program, argument], capture_output=True, text=True, cwd=root, timeout=60, check=False
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_a_store_that_cannot_grow_says_so_and_has_just_what_it_committed(address: str, root: Path) -> None:
    *committed, error = run(WRITER, address, root)

    assert error.startswith("the store ")
    assert "the disk" in error
    store = open_store(address)
    assert store.execute("pragma integrity_check").fetchone() == ("ok",)
    assert store.execute("select count(*) from records").fetchone() == (int(committed[-1]),)
    assert store_totals(store).adds_up
    assert Writer(store, 2).write([settle(5_000)]).records == 1
    store.close()


def test_a_sink_that_cannot_grow_says_so_and_has_no_part_of_a_part(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "records.jsonl"
    (error,) = run(SINK, str(path), root)

    assert "make room, give permission, or name another place with --to" in error
    assert len(list((tmp_path / "records.jsonl.parts").iterdir())) == 1
    sink = JsonlSink(path)
    sink.finish()
    assert path.read_bytes().count(b"\n") == 1
    assert make_record(1).id.encode() in path.read_bytes()
