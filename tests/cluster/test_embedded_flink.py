"""The embedded Flink is exact on what newsbeam's graph rests on (``counting_graph.py``)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cluster.counting_graph import KEYS, NUMBERS, PART

if TYPE_CHECKING:
    from conftest import JobServer

RUN = "import sys; from tests.cluster.counting_graph import run; run(sys.argv[1], sys.argv[2:])"


def test_self_checkpoints_keyed_state_and_timers_are_exact(
    root: Path, flink_job_server: JobServer, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path), *flink_job_server.flags],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + flink_job_server.log()

    rows = [(key, *map(int, numbers)) for key, *numbers in (file.name.split("_") for file in tmp_path.iterdir())]
    each = [row for row in rows if row[1] >= 0]
    assert sorted(number for _, number, _, _ in each) == list(range(NUMBERS))
    assert all(start == number - number % PART for _, number, start, _ in each), "a part is a bundle of its own"
    totals = {key: count for key, number, _, count in rows if number < 0}
    assert totals == {str(key): len(range(key, NUMBERS, KEYS)) for key in range(KEYS)}
    for key, total in totals.items():
        assert sorted(count for k, _, _, count in each if k == key) == list(range(1, total + 1))
