"""Listings of feeds on terminals of any width."""

from __future__ import annotations

import pytest
from rich.console import Console

from pipeline import feed_tables
from pipeline.feed_report import FeedReport
from transforms.store.feed_rows import FeedRow

URL = "https://news.example.org/sections/harbour/feed.xml"
WHEN = "2026-03-04T08:00:00.000Z"


def shown(made: object, width: int) -> str:
    console = Console(width=width)
    with console.capture() as captured:
        console.print(made)
    return captured.get()


@pytest.mark.parametrize("width", [50, 80, 120])
def test_a_feed_of_a_store_is_named_with_its_trouble_whatever_the_width(width: int) -> None:
    row = FeedRow(URL, "The harbour", "failing", WHEN, "status-500", WHEN, WHEN, None, 3, 1_200, 7)
    told = shown(feed_tables.feeds_table([row], width), width)
    plain = "".join(told.split())
    assert "The harbour" in told
    assert "status-500 (3 in a row)" in told
    assert "2026-03-04 08:00" in told
    assert "1,200(7waiting)" in plain
    assert max(map(len, told.splitlines())) <= width
    if width < 100:
        assert URL in plain


@pytest.mark.parametrize("width", [50, 80, 120])
def test_a_feed_that_was_checked_is_named_with_what_is_wrong_whatever_the_width(width: int) -> None:
    reports = [FeedReport("feeds.txt", URL, "The harbour", "failed", "timeout", "no answer")] * 5
    console = Console(width=width)
    with console.capture() as captured:
        feed_tables.print_reports(console, reports)
    told = captured.get()
    assert told.count("The harbour") == 5
    assert told.count("timeout: no answer") == 5
