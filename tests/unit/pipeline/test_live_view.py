"""A live run at a glance."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from rich.console import Console

from pipeline import live_view
from transforms.fetch.crawl_status import CrawlStatus
from transforms.store.connection import open_store


def test_the_table_tells_when_the_next_poll_is_due_and_what_is_wrong_with_which_feed(tmp_path: Path) -> None:
    connection: sqlite3.Connection = open_store(f"sqlite:{tmp_path}/a.db")
    trouble = "https://news.example.org/feed: limited (status-429)"
    status = CrawlStatus(9, 1, 0, 3, 2, 1, {"feed": 9, "tdm": 1}, False, next_poll=0, troubles=(trouble,))
    console = Console(width=100)
    with console.capture() as shown:
        console.print(live_view._table(connection, 1, status, 60.0))
    connection.close()
    told = " ".join(shown.get().split())
    assert "feeds 9, 1 in trouble, 0 ended; next poll now" in told
    assert f"trouble {trouble}" in told
    assert "rate 0 pages a minute" in told
