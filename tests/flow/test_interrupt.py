"""Ctrl-C in a replay: it ends with a sentence, what was written stays, and the same command goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.flow.pages import made_rows, write_lines
from tests.flow.running import ROOT, command, outcomes, run_command


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_replay_says_so_and_the_same_command_goes_on(tmp_path: Path, number: signal.Signals) -> None:
    lines = write_lines(tmp_path / "pages.jsonl", made_rows(200))
    store = tmp_path / "a.db"
    arguments = ("replay", lines, "--store", f"sqlite:{store}", "--part", 5)
    process = subprocess.Popen(
        command(*arguments),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None and outcomes(store) < 5:
        time.sleep(0.01)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert "stopped. What was written stays" in " ".join(err.split())
    again = run_command(*arguments)
    assert again.code == 0
    assert "settled before" in again.out
