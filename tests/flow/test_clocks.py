"""Nothing in a record comes from the clock: two runs whose clocks stand a year apart give the same bytes."""

from __future__ import annotations

import ctypes.util
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.flow.running import run_command


@pytest.fixture(scope="module")
def faketime() -> str:
    """The library that fakes the clock of a process and of all it starts (Debian's package faketime)."""
    found = shutil.which("faketime")
    if found is None:
        pytest.skip("no faketime: install the package faketime (apt-get install faketime), as make test does for root")
    return found


def faked_library() -> str:
    """Where the preloaded library lies, as the wrapper itself would say."""
    shown = subprocess.run(["faketime", "-f", "+0d", "env"], capture_output=True, text=True, check=True).stdout
    (library,) = [line.removeprefix("LD_PRELOAD=") for line in shown.splitlines() if line.startswith("LD_PRELOAD=")]
    return library


def test_runs_with_clocks_a_year_apart_write_the_same_records(faketime: str, root: Path, tmp_path: Path) -> None:
    assert ctypes.util.find_library("c")
    written = []
    for shift in ("-400d", "+400d"):
        folder = tmp_path / shift
        ran = run_command(
            "replay", "seeds", "--store", f"sqlite:{folder}/a.db", "--to", f"jsonl:{folder}/out",
            cwd=root,
            env={"LD_PRELOAD": faked_library(), "FAKETIME": shift, "FAKETIME_DONT_FAKE_MONOTONIC": "1"},
        )  # fmt: skip
        assert ran.code == 0, ran.err
        written.append({path.name: path.read_bytes() for path in sorted((folder / "out").glob("*.jsonl"))})
    assert written[0] == written[1]
    assert written[0]["records.jsonl"]


def test_the_clock_is_really_faked(faketime: str, tmp_path: Path) -> None:
    """Else the test above would prove nothing: the store's own list of runs does carry the clock."""
    lines = tmp_path / "a.txt"
    lines.write_text("A title\n\nA body of a few words that say little.\n")
    store = f"sqlite:{tmp_path}/a.db"
    ran = run_command("replay", lines, "--store", store, env={"LD_PRELOAD": faked_library(), "FAKETIME": "-7300d"})
    assert ran.code == 0, ran.err
    from transforms.store.connection import open_store
    from transforms.store.runs import last_run

    connection = open_store(store, read_only=True)
    run = last_run(connection)
    connection.close()
    assert run is not None
    assert run.started_at < "2020"
