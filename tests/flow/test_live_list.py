"""The feed list is edited while the job runs: a new feed starts, a removed one ends, and both are told."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.flow.live_web import FLAGS, Web, interrupted, started
from tests.flow.running import run_command
from transforms.store.connection import open_store
from transforms.store.errors import StoreError
from transforms.store.feed_rows import FeedRow, list_feeds

#: Seconds until something must have happened.
_DEADLINE = 90.0


def feeds(store: Path) -> dict[str, FeedRow]:
    try:
        connection = open_store(f"sqlite:{store}", read_only=True)
    except StoreError:
        return {}
    try:
        return {row.url: row for row in list_feeds(connection)}
    finally:
        connection.close()


def wait_until(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + _DEADLINE
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def test_a_feed_added_to_the_list_starts_and_a_removed_one_ends_while_the_job_runs(tmp_path: Path) -> None:
    web = Web(tmp_path)
    first, second, *_ = web.feeds.read_text().split()
    listed, store = tmp_path / "listed.toml", tmp_path / "a.db"
    listed.write_text(f'contact = "mailto:one@example.org"\nfeeds = ["{first}"]\n')
    process = started("run", listed, *FLAGS, "--list-interval", "0.5", "--store", f"sqlite:{store}")
    try:
        wait_until(lambda: first in feeds(store) and feeds(store)[first].last_success is not None)
        listed.write_text(f'feeds = [{{ url = "{second}", contact = "mailto:two@example.org" }}]\n')
        wait_until(lambda: second in feeds(store) and feeds(store)[second].last_success is not None)
        wait_until(lambda: feeds(store)[first].state == "removed")
    finally:
        _, err = interrupted(process)
        web.close()
    assert process.returncode == 0, err
    shown = run_command("feeds", "list", "--json", "--store", f"sqlite:{store}")
    assert shown.code == 0
    assert first in shown.out
    assert second in shown.out
    asked = {(f"http://{r['host']}", r["path"]): r["user_agent"] for r in web.requests() if r["kind"] == "feed"}
    assert sorted(agent.partition(" ")[2] for agent in asked.values()) == [
        "(+mailto:one@example.org)",
        "(+mailto:two@example.org)",
    ]
