"""One run at a time on a store."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from transforms.store.errors import StoreError
from transforms.store.lock import RunLock

HOLD = """
import sys
from transforms.store.lock import RunLock
RunLock(sys.argv[1], "replay seeds").acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_run_is_refused_and_told_who_is_at_it(address: str) -> None:
    with RunLock(address, "replay seeds"):
        with pytest.raises(StoreError, match=rf"in use by process {os.getpid()} \(replay seeds\): wait"):
            RunLock(address).acquire()


def test_a_lock_that_was_given_back_can_be_taken(address: str) -> None:
    with RunLock(address):
        pass
    lock = RunLock(address)
    lock.acquire()
    lock.release()
    lock.release()


def test_another_stores_lock_is_another(address: str) -> None:
    with RunLock(address), RunLock(address + "2"):
        assert Path(address.removeprefix("sqlite:") + ".lock").is_file()


def test_a_place_where_no_lock_can_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        RunLock(f"sqlite:{tmp_path}/file/news.db").acquire()


def test_the_death_of_its_holder_releases_a_lock(address: str, root: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match=f"in use by process {holder.pid} "):
            RunLock(address).acquire()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with RunLock(address):
            pass
