"""A live run at a glance."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from rich.console import Console

from pipeline import live_view
from pipeline.console import messages, shared
from transforms.fetch.crawl_status import CrawlStatus
from transforms.store.connection import open_store
from transforms.store.totals import Totals


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


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (119, "119 s"),
        (125, "2 min"),
        (7_500, "2 h 5 min"),
        (6 * 86_400 + 3 * 3_600, "6 d 3 h"),
    ],
)
def test_a_length_of_time_is_told_in_its_largest_units(seconds: float, said: str) -> None:
    assert live_view.duration(seconds) == said


def test_a_line_of_a_log_names_the_latest_trouble_without_control_characters() -> None:
    status = CrawlStatus(9, 1, 0, 3, 2, 1, {"feed": 9}, False, troubles=("http://a.example/\x1b[2J: status-500",))
    told = live_view.status_line(status, Totals(0, 0, (), 0, 0, (), 0, 0), 3_600)
    assert told.startswith("1 h 0 min: 9 feeds, 1 in trouble, 9 requests")
    assert told.endswith("status-500")
    assert "\x1b" not in told


def test_messages_go_through_the_console_that_shows_a_live_view() -> None:
    console = Console(width=100)
    with shared(console):
        assert messages() is console
    assert messages() is not console
