"""kill -9 while a writer is at work: what was committed is there, what was under way is not."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from tests.unit.store.builders import settle
from transforms.store.connection import open_store
from transforms.store.export import dump
from transforms.store.totals import store_totals
from transforms.store.writing import Writer

# Commits twenty settlements, then stops in the middle of the transaction with the next ten: records and outcomes are
# written, sketches are not.
WRITER = """
import sys
from tests.unit.store.builders import settle
from transforms.store import writing
from transforms.store.connection import open_store

def stop(*arguments):
    print("in the middle", flush=True)
    sys.stdin.read()

writer = writing.Writer(open_store(sys.argv[1]), 1)
writer.write([settle(number) for number in range(10)])
writer.write([settle(number) for number in range(10, 20)])
writing.put_sketches = stop
writer.write([settle(number) for number in range(20, 30)])
"""


def test_what_was_committed_survives_and_what_was_under_way_left_nothing(address: str, root: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "in the middle\n"
        writer.send_signal(signal.SIGKILL)

    store = open_store(address)
    assert store.execute("pragma integrity_check").fetchone() == ("ok",)
    for table in ("sightings", "records", "outcomes", "stories", "sketches", "search"):
        assert store.execute(f"select count(*) from {table}").fetchone() == (20,), table
    assert store_totals(store).adds_up

    everything = [settle(number) for number in range(30)]
    assert Writer(store, 2).write(everything).records == 10
    whole = open_store(address + "2")
    Writer(whole, 1).write(everything)
    assert dump(store) == dump(whole)
    store.close()
    whole.close()
