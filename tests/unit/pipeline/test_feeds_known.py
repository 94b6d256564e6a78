"""What a check says of a feed that the store of a run knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.feed_known import known_feed
from pipeline.summary import trouble_line
from transforms.fetch import polls
from transforms.fetch.clock import instant_of
from transforms.fetch.crawl_settings import HOUR, MINUTE, CrawlSettings, FeedOptions
from transforms.fetch.cursor import FeedCursor, Rhythm
from transforms.fetch.transport import Response
from transforms.store.connection import open_store
from transforms.store.cursor_rows import put_cursor

NOW = 1_772_600_400_000  # 05:00
URL = "http://news.example.org/feed"
SETTINGS = CrawlSettings()
HOURLY = FeedCursor(URL, last_success=NOW - HOUR, rhythm=Rhythm(10.0, 10.0 * HOUR))


def polled(cursor: FeedCursor = HOURLY, **headers: str) -> FeedCursor:
    """The cursor after an answer that nothing is new."""
    response = Response(URL, 304, tuple((name.replace("_", "-"), value) for name, value in headers.items()))
    return polls.not_modified(cursor, response, "", polls.Poll(SETTINGS, FeedOptions(URL), 0, NOW))


@pytest.mark.parametrize(
    ("cursor", "reason"),
    [
        (FeedCursor(URL), "never polled"),
        (polled(), "it publishes every"),
        (polled(replace(HOURLY, rhythm=Rhythm(10.0, 10.0 * MINUTE))), "the shortest interval is 10 min"),
        (polled(replace(HOURLY, ttl=5 * HOUR)), "the feed asks for 5 h between polls"),
        (polled(cache_control="max-age=7200"), "its cache headers say that it stays fresh for 2 h"),
        (polled(replace(HOURLY, skip_hours=(5, 6, 7))), "skipped hours (UTC): 5, 6, 7"),
        (replace(polled(), overflow=True), "it listed more than would fit"),
        (replace(polled(), parked_since=NOW), "as soon as the queue has room"),
        (polls.held(polled(), "status-429", NOW + HOUR, NOW), "its host or operator may be asked again"),
        (polls.waiting(polled(), "robots-disallowed", NOW + HOUR, NOW), "robots.txt expires"),
        (replace(polled(), failures=3, trouble="timeout", trouble_since=NOW), "each further failure doubles"),
        (polls.gone(polled(), NOW), "it is polled no more"),
    ],
)
def test_a_store_says_when_a_feed_is_polled_next_and_why_then(cursor: FeedCursor, reason: str, tmp_path: Path) -> None:
    connection = open_store(f"sqlite:{tmp_path}/a.db")
    put_cursor(connection, cursor)
    known = known_feed(connection, URL, SETTINGS)
    unknown = known_feed(connection, "http://other.example.org/feed", SETTINGS)
    connection.close()
    assert known is not None
    assert reason in " / ".join(known.notes)
    assert known.next_poll == (instant_of(cursor.next_due) if cursor.state == "active" else None)
    assert unknown is None


def test_the_end_of_a_run_says_how_many_feeds_are_in_trouble_and_where_it_says_why(tmp_path: Path) -> None:
    store = f"sqlite:{tmp_path}/a.db"
    connection = open_store(store)
    put_cursor(connection, polled())
    assert trouble_line(store) == ""
    put_cursor(connection, replace(FeedCursor("http://a.example/feed"), trouble="timeout", trouble_since=NOW))
    put_cursor(connection, polls.gone(FeedCursor("http://b.example/feed"), NOW))
    connection.close()
    assert trouble_line(store) == f"1 of 2 feeds in trouble; why: newsbeam feeds list --store {store}"
