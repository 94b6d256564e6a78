"""The feed list in the store, and feeds as people list them."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import orjson
import pytest

from tests.unit.store.builders import instant
from tests.unit.store.live_builders import FEED, do, ledger, make_feed, make_handout, make_pending, outcome_of
from transforms.encoding import from_plain
from transforms.fetch.clock import moment_of
from transforms.fetch.feed_spec import FeedSpec
from transforms.store.feed_rows import FeedRow, count_feeds, list_feeds
from transforms.store.feed_sync import Synced, sync_feeds
from transforms.store.writing import Writer

ONE = FeedSpec(FEED, "Example News", ("world",), min_interval=1_800.0)
TWO = FeedSpec("https://other.example/feed")


def listed_feeds(store: sqlite3.Connection) -> tuple[FeedSpec, ...]:
    """The feeds of the list as it was given last."""
    rows = store.execute("select url, settings from feeds where listed = 1 and parent = '' order by number")
    specs = (from_plain(FeedSpec, {**orjson.loads(settings), "url": url}) for url, settings in rows)
    return tuple(replace(spec, tags=tuple(spec.tags)) for spec in specs)


def only(store: sqlite3.Connection, url: str = FEED) -> FeedRow:
    (row,) = list_feeds(store, url=url)
    return row


def test_a_feed_starts_at_once_with_what_the_list_sets_for_it(store: sqlite3.Connection) -> None:
    assert sync_feeds(store, [ONE, TWO], instant(1)) == Synced(added=(ONE.url, TWO.url))

    row = only(store)
    assert (row.name, row.state, row.since, row.next_due) == ("Example News", "new", instant(1), instant(1))
    assert row.settings == {"tags": ["world"], "min_interval": 1_800.0}
    assert listed_feeds(store) == (ONE, TWO)


def test_the_same_list_again_changes_nothing(store: sqlite3.Connection) -> None:
    sync_feeds(store, [ONE, TWO], instant(1))
    before = list_feeds(store)

    assert sync_feeds(store, [TWO, ONE], instant(2)) == Synced()
    assert list_feeds(store) == before


def test_a_feed_that_leaves_the_list_ends_with_that_reason_and_goes_on_where_it_stood_when_it_is_back(
    address: str, store: sqlite3.Connection
) -> None:
    sync_feeds(store, [ONE, TWO], instant(1))
    polled = make_feed(polled=2, seen=b"\1" * 24, failures=1, trouble="timeout", trouble_since=1)
    with ledger(address) as crawl:
        do(crawl.commit_poll(polled, [make_pending(1)]))

        assert sync_feeds(store, [TWO], instant(3)) == Synced(removed=(FEED,))
        row = only(store)
        assert (row.state, row.since, row.why, row.next_due) == ("removed", instant(3), "removed-from-list", None)
        assert listed_feeds(store) == (TWO,)

        assert sync_feeds(store, [ONE, TWO], instant(4)) == Synced(resumed=(FEED,))
        cursor = do(crawl.load())[0].cursor.feeds[0]

    assert (cursor.state, cursor.seen, cursor.next_due) == ("active", polled.seen, polled.next_due)
    assert (only(store).state, only(store).since, only(store).why) == ("active", instant(2), "")


def test_other_settings_are_saved(store: sqlite3.Connection) -> None:
    sync_feeds(store, [ONE], instant(1))

    assert sync_feeds(store, [FeedSpec(FEED, spacing=5.0)], instant(2)) == Synced(changed=(FEED,))
    assert listed_feeds(store) == (FeedSpec(FEED, spacing=5.0),)


def test_a_poll_that_ends_after_its_feed_left_the_list_does_not_bring_it_back(
    address: str, store: sqlite3.Connection
) -> None:
    sync_feeds(store, [ONE], instant(1))
    sync_feeds(store, [], instant(2))
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(polled=3), [make_pending(1)]))

    row = only(store)
    assert (row.state, row.why, row.next_due, row.entries) == ("removed", "removed-from-list", None, 1)
    assert listed_feeds(store) == ()


def test_what_the_crawl_itself_ends_since_it_is_told_another_list_has_the_same_reason(
    address: str, store: sqlite3.Connection
) -> None:
    with ledger(address) as crawl:
        ended = make_feed(state="removed", state_since=moment_of(instant(5)), trouble="not in the list")
        do(crawl.commit_poll(ended, ()))

    assert (only(store).state, only(store).why, only(store).since) == ("removed", "removed-from-list", instant(5))


def test_sitemaps_that_an_index_names_stay_in_the_list_as_long_as_the_index(
    address: str, store: sqlite3.Connection
) -> None:
    child = "https://www.example.org/sitemap-1.xml"
    sync_feeds(store, [ONE, TWO], instant(1))
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(child, parent=FEED), [make_pending(1, child)]))

        assert sync_feeds(store, [ONE, TWO], instant(2)) == Synced()
        assert listed_feeds(store) == (ONE, TWO)
        assert (only(store, child).parent, only(store, child).state) == (FEED, "active")

        assert sync_feeds(store, [TWO], instant(3)) == Synced(removed=(FEED, child))
        assert (only(store, child).state, only(store, child).why) == ("removed", "removed-from-index")

        sync_feeds(store, [ONE, TWO], instant(4))
        do(crawl.commit_poll(make_feed(child, parent=FEED, polled=5), ()))
        assert only(store, child).state == "active"


def test_a_feed_without_a_name_has_the_one_it_gives_itself(address: str, store: sqlite3.Connection) -> None:
    sync_feeds(store, [ONE, TWO], instant(1))
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(title="News of Example"), ()))
        do(crawl.commit_poll(make_feed(TWO.url, title="The Other"), ()))

    assert [row.name for row in list_feeds(store)] == ["Example News", "The Other"]


@pytest.mark.parametrize(
    ("fields", "state", "since", "why"),
    [
        ({"last_polled": None, "last_success": None}, "new", None, ""),
        ({}, "active", instant(1), ""),
        ({"failures": 3, "trouble": "status-500", "trouble_since": 0}, "failing", "1970-01-01T00:00:00.000Z", "status-500"),
        ({"trouble": "robots-disallowed", "trouble_since": 0}, "failing", "1970-01-01T00:00:00.000Z", "robots-disallowed"),
        ({"state": "gone", "state_since": 0, "trouble": "gone"}, "gone", "1970-01-01T00:00:00.000Z", "gone"),
    ],
)  # fmt: skip
def test_a_feed_says_how_it_stands_since_when_and_why(
    address: str, store: sqlite3.Connection, fields: dict[str, object], state: str, since: str | None, why: str
) -> None:
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(**fields), ()))
    row = only(store)

    assert (row.state, row.since, row.why) == (state, since, why)
    assert (row.next_due is None) == (state == "gone")


def test_a_feed_is_active_since_its_trouble_ended(address: str, store: sqlite3.Connection) -> None:
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(polled=1, failures=1, trouble="timeout", trouble_since=0), ()))
        for hour in (2, 3, 4):
            do(crawl.commit_poll(make_feed(polled=hour), ()))

    assert (only(store).since, only(store).last_polled) == (instant(2), instant(4))


def test_entries_are_counted_by_feed(address: str, store: sqlite3.Connection) -> None:
    other = make_feed(TWO.url)
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(n) for n in (1, 2, 3)]))
        do(crawl.commit_poll(make_feed(polled=2), [make_pending(3), make_pending(4)]))
        do(crawl.commit_poll(other, [make_pending(9, TWO.url)]))
        do(crawl.spool(make_handout(2), make_pending(2, entry_id="look again", recheck=1)))
    Writer(store, 1).write([outcome_of(1), outcome_of(9, "dropped", "not-html")])
    rows = list_feeds(store, outcomes=True)

    assert [(row.entries, row.waiting, row.outcomes) for row in rows] == [(4, 3, {"record": 1}), (1, 0, {"dropped": 1})]
    assert list_feeds(store)[0].outcomes == {}


def test_feeds_are_listed_by_state(address: str, store: sqlite3.Connection) -> None:
    sync_feeds(store, [ONE, TWO], instant(1))
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(failures=1, trouble="timeout", trouble_since=0), ()))

    assert [row.url for row in list_feeds(store, states=["failing"])] == [FEED]
    assert [row.url for row in list_feeds(store, states=["new", "failing"])] == [FEED, TWO.url]
    assert count_feeds(store) == {"new": 1, "failing": 1}
    sync_feeds(store, [ONE], instant(2))
    assert [row.url for row in list_feeds(store)] == [FEED]
    with pytest.raises(ValueError, match="new, active, failing, gone, removed"):
        list_feeds(store, states=["broken"])
