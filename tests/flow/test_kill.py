"""Nothing is lost and nothing doubled by kill -9: killed at many points and started again, the store ends the same."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.flow.pages import made_rows, write_lines
from tests.flow.running import ROOT, command, content, outcomes, run_command

ROWS = made_rows(120, seed=2)


def kill_at(store: Path, lines: Path, settled: int) -> bool:
    """Starts a replay and kills it, with its workers left to themselves, once so many outcomes are committed. True
    where it was killed, False where it ended before."""
    process = subprocess.Popen(
        command("replay", lines, "--store", f"sqlite:{store}", "--part", 10),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    workers = []
    while process.poll() is None and outcomes(store) < settled:
        time.sleep(0.005)
    if process.poll() is None:
        workers = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
    process.wait()
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert not alive, "workers outlive the process that started them"
    return process.returncode == -signal.SIGKILL


def run_with_kills(folder: Path, lines: Path, kills: list[int]) -> Path:
    store = folder / "killed.db"
    killed = [kill_at(store, lines, settled) for settled in kills]
    assert any(killed)
    last = run_command("replay", lines, "--store", f"sqlite:{store}")
    assert last.code == 0, last.out + last.err
    return store


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[bytes]]:
    folder = tmp_path_factory.mktemp("undisturbed")
    lines = write_lines(folder / "pages.jsonl", ROWS)
    assert run_command("replay", lines, "--store", f"sqlite:{folder}/a.db").code == 0
    return lines, list(content(folder / "a.db"))


def test_a_killed_replay_started_again_ends_in_the_same_store(
    undisturbed: tuple[Path, list[bytes]], tmp_path: Path
) -> None:
    lines, expected = undisturbed
    store = run_with_kills(tmp_path, lines, kills=[1, 40, 90])
    assert list(content(store)) == expected


@pytest.mark.long
def test_kills_at_many_points_end_in_the_same_store(undisturbed: tuple[Path, list[bytes]], tmp_path: Path) -> None:
    lines, expected = undisturbed
    chance = random.Random(7)
    for attempt in range(6):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        kills = sorted(chance.randint(0, 150) for _ in range(4))
        assert list(content(run_with_kills(folder, lines, kills))) == expected, kills
