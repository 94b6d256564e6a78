"""A live run whose disk is full or whose store is locked waits, or ends with one message; later it goes on as if nothing
had been."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.flow.live_web import ONCE, Web, exported, run_once, started
from tests.flow.running import outcomes

#: Of the store's largest file: enough to begin with, and not for all pages.
FULL = 700_000


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    served = Web(tmp_path)
    yield served
    served.close()


@contextmanager
def locked(store: Path) -> Iterator[None]:
    """Nobody else can write."""
    connection = sqlite3.connect(store, isolation_level=None, timeout=30)
    connection.execute("begin exclusive")
    try:
        yield
    finally:
        connection.execute("rollback")
        connection.close()


def assert_goes_on(web: Web, store: Path) -> None:
    """The next run ends as an undisturbed one."""
    again, calm = run_once(web, store), run_once(web, store.with_name("calm.db"))
    assert (again.code, calm.code) == (0, 0), again.err + calm.err
    assert "adds up" in again.err
    assert exported(store) == exported(store.with_name("calm.db"))


def wait_for_outcomes(store: Path) -> None:
    until = time.monotonic() + 60
    while outcomes(store) < 3:
        assert time.monotonic() < until, "nothing was written in time"
        time.sleep(0.02)


def wait_until_still(web: Web) -> None:
    """Until no further request is made."""
    before = -1
    while (asked := len(web.requests())) > before:
        before = asked
        time.sleep(0.5)


def test_a_run_whose_disk_is_full_ends_with_one_message_and_goes_on_when_there_is_room(
    web: Web, tmp_path: Path
) -> None:
    store = tmp_path / "full.db"
    process = started("run", web.feeds, *ONCE, "--store", f"sqlite:{store}", most_bytes=FULL)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (1, ""), out + err
    (message,) = err.splitlines()
    assert message.startswith(f"newsbeam: the store {store}: the disk")
    assert "run the same command again" in message
    assert_goes_on(web, store)


def test_a_run_whose_store_is_locked_for_a_while_waits(web: Web, tmp_path: Path) -> None:
    store = tmp_path / "waits.db"
    process = started("run", web.feeds, *ONCE, "--store", f"sqlite:{store}")
    wait_for_outcomes(store)
    with locked(store):
        before = outcomes(store)
        wait_until_still(web)
        assert (process.poll(), outcomes(store)) == (None, before)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, out + err
    assert "adds up" in err


@pytest.mark.long
def test_a_run_whose_store_stays_locked_ends_with_one_message_and_goes_on_later(web: Web, tmp_path: Path) -> None:
    store = tmp_path / "locked.db"
    process = started("run", web.feeds, *ONCE, "--store", f"sqlite:{store}")
    wait_for_outcomes(store)
    with locked(store):
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (1, ""), out + err
    (message,) = err.splitlines()
    assert "another process is writing to it and did not finish" in message
    assert_goes_on(web, store)
