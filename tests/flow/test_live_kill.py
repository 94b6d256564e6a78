"""A live run that is killed at any moment and started again loses nothing, doubles nothing, and asks for nothing twice
but what was under way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flow.live_web import FLAGS, ONCE, Web, exported, interrupted, run_once, started
from tests.flow.running import ROOT, command, outcomes


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    served = Web(tmp_path)
    yield served
    served.close()


def kill_at(web: Web, store: Path, wanted: int) -> bool:
    """Kills a run once so many outcomes stand. True where it was killed, False where it ended before."""
    process = subprocess.Popen(
        command("run", web.feeds, *ONCE, "--store", f"sqlite:{store}"),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and outcomes(store) < wanted:
        time.sleep(0.01)
    process.kill()
    process.wait()
    return process.returncode == -signal.SIGKILL


def compare(web: Web, folder: Path, kills: list[int]) -> None:
    undisturbed = run_once(web, folder / "calm.db")
    assert undisturbed.code == 0, undisturbed.out + undisturbed.err
    calm = len(web.requests())
    killed = sum(kill_at(web, folder / "killed.db", wanted) for wanted in kills)
    assert killed
    last = run_once(web, folder / "killed.db")
    assert last.code == 0, last.out + last.err
    assert "adds up" in last.err
    assert exported(folder / "killed.db") == exported(folder / "calm.db")
    # An article that two feeds announce is two entries, asked for twice in a calm run too. Beyond that, one host is
    # asked one thing at a time: at a kill at most one request a host is under way.
    requests = web.requests()
    assert repeated(requests[calm:]) <= repeated(requests[:calm]) + 3 * killed


def repeated(requests: list[dict[str, Any]]) -> int:
    """Requests for articles beyond the first for each."""
    pages = Counter(request["host"] + request["path"] for request in requests if request["kind"] == "page")
    assert pages
    return sum(count - 1 for count in pages.values())


def test_a_killed_live_run_started_again_ends_as_an_undisturbed_one(web: Web, tmp_path: Path) -> None:
    compare(web, tmp_path, kills=[1, 25, 60])


@pytest.mark.long
def test_many_kills_of_a_live_run_end_as_an_undisturbed_one(web: Web, tmp_path: Path) -> None:
    chance = random.Random(11)
    compare(web, tmp_path, kills=sorted(chance.randint(0, 80) for _ in range(30)))


def test_a_second_look_asks_for_no_page_again_and_ends_clean(web: Web, tmp_path: Path) -> None:
    store = tmp_path / "a.db"
    assert run_once(web, store).code == 0
    before = len([request for request in web.requests() if request["kind"] == "page"])
    assert before
    again = run_once(web, store)
    assert again.code == 0, again.out + again.err
    assert len([request for request in web.requests() if request["kind"] == "page"]) == before


def test_ctrl_c_ends_a_live_run_cleanly_with_its_sum(web: Web, tmp_path: Path) -> None:
    store = tmp_path / "a.db"
    process = started("run", web.feeds, *FLAGS, "--store", f"sqlite:{store}")
    while process.poll() is None and outcomes(store) < 5:
        time.sleep(0.05)
    out, err = interrupted(process)
    assert process.returncode == 0, out + err
    assert "adds up" in err
