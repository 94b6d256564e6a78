"""The ledger of a local run: what it was told is there after a restart, each entry once."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from tests.unit.store.builders import entry, instant
from tests.unit.store.live_builders import FEED, do, given_up, ledger, make_feed, make_handout, make_pending, outcome_of
from transforms.fetch.clock import moment_of
from transforms.fetch.cursor import Limit, RobotsState, Validators
from transforms.store.connection import transaction
from transforms.store.errors import StoreError
from transforms.store.host_rows import ROBOTS_KEPT, all_robots, put_robots
from transforms.store.live_ledger import open_ledger
from transforms.store.runs import begin_run
from transforms.store.totals import run_totals
from transforms.store.writing import Writer


def test_what_a_crawl_knew_is_known_after_a_restart(address: str) -> None:
    feed = make_feed(validators=Validators(FEED, '"v1"', "Mon"), seen=b"\1" * 24, skip_hours=(1, 2))
    robots = RobotsState("https://www.example.org", "rules", 10**12, b"packed", crawl_delay=5)
    limit = Limit("host:www.example.org", 10**12, "status-429", 2)
    entries = [make_pending(1), make_pending(2, content=b"\0text")]
    with ledger(address) as first:
        do(first.commit_poll(feed, entries))
        do(first.save_robots(robots))
        do(first.save_limits([limit]))
    with ledger(address, 2) as second:
        (loaded,) = do(second.load())

    assert loaded.cursor.feeds == (feed,)
    assert loaded.cursor.robots == (robots,)
    assert loaded.cursor.limits == (limit,)
    assert loaded.cursor.pending == tuple(entries)
    assert loaded.spooled == ()


def test_a_new_store_knows_nothing(address: str) -> None:
    with ledger(address) as new:
        (loaded,) = do(new.load())

    assert (loaded.cursor.feeds, loaded.cursor.pending, loaded.spooled) == ((), (), ())


def test_an_entry_that_waits_or_is_settled_is_not_taken_again(address: str, store: sqlite3.Connection) -> None:
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1), make_pending(2), make_pending(3)]))
        do(crawl.spool(make_handout(2)))
        Writer(store, 1).write([outcome_of(3)])
        announced = [make_pending(n) for n in (1, 2, 3, 4, 4)]

        assert do(crawl.commit_poll(make_feed(polled=2), announced)) == [[make_pending(4)]]


def test_an_entry_that_another_feed_announces_is_another_but_the_same_of_two_feeds_is_one(address: str) -> None:
    other = make_feed("https://www.example.org/other.xml")
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1)]))

        assert do(crawl.commit_poll(other, [make_pending(1, feed_url=other.url), make_pending(2)])) == [
            [make_pending(2)]
        ]


def test_the_limits_saved_last_are_the_ones_in_force(address: str) -> None:
    limits = [Limit("host:a.example", 10**12, "status-429"), Limit("operator:example.org", 10**12, "status-503")]
    with ledger(address) as crawl:
        do(crawl.save_limits(limits))
        do(crawl.save_limits(limits[1:]))

        assert do(crawl.load())[0].cursor.limits == (limits[1],)


def test_robots_are_kept_of_a_bounded_number_of_origins_the_latest(store: sqlite3.Connection) -> None:
    with transaction(store):
        for number in range(ROBOTS_KEPT + 3):
            put_robots(store, RobotsState(f"https://{number}.example", "allow", 10**12))
            put_robots(store, RobotsState("https://0.example", "disallow", 10**12))
    kept = all_robots(store)

    assert len(kept) == ROBOTS_KEPT
    assert kept[-1] == RobotsState("https://0.example", "disallow", 10**12)
    assert kept[0].origin == "https://4.example"


def test_a_postponed_entry_comes_back_as_it_was_postponed(address: str) -> None:
    later = make_pending(1, attempts=2, trouble="timeout", not_before=moment_of(instant(9)))
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1), make_pending(2)]))
        do(crawl.postpone(later))

        assert do(crawl.load())[0].cursor.pending == (later, make_pending(2))


def test_postponing_what_is_spooled_changes_nothing(address: str) -> None:
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1)]))
        do(crawl.spool(make_handout(1)))
        do(crawl.postpone(make_pending(1, attempts=3)))
        (loaded,) = do(crawl.load())

        assert (loaded.cursor.pending, loaded.spooled) == ((), (make_handout(1),))
        assert do(crawl._do(lambda connection: connection.execute("select attempts from unsettled").fetchall())) == [
            [(0,)]
        ]


def test_a_feed_that_the_crawl_drops_is_forgotten_and_its_entries_are_not(address: str) -> None:
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1)]))
        do(crawl.drop_feed(FEED))
        (loaded,) = do(crawl.load())

    assert (loaded.cursor.feeds, loaded.cursor.pending) == ((), (make_pending(1),))


def test_what_is_spooled_is_handed_out_again_without_being_asked_for_until_it_is_settled(
    address: str, store: sqlite3.Connection
) -> None:
    handouts = [make_handout(1, b"\xff" * 5_000), given_up(2), make_handout(3)]
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(n) for n in (1, 2, 3, 4)]))
        do(*(crawl.spool(handout) for handout in handouts))
        for handout in handouts:
            crawl.handed_out(handout)
    Writer(store, 1).write([outcome_of(3)])
    with ledger(address, 2) as again:
        (loaded,) = do(again.load())

    assert loaded.spooled == tuple(handouts[:2])
    assert loaded.cursor.pending == (make_pending(4),)


def test_an_outcome_takes_its_entry_out_of_queue_and_spool(address: str, store: sqlite3.Connection) -> None:
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1), make_pending(2)]))
        do(crawl.spool(make_handout(1)))
        Writer(store, 1).write([outcome_of(1), outcome_of(2, "dropped", "not-html")])

    for table in ("unsettled", "spool"):
        assert store.execute(f"select count(*) from {table}").fetchone() == (0,), table
    assert run_totals(store, 1).adds_up


def test_a_give_up_is_an_outcome_like_any_other(address: str, store: sqlite3.Connection) -> None:
    handout = given_up(1)
    assert handout.settlement is not None
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1)]))
        do(crawl.spool(handout))
        Writer(store, 1).write([handout.settlement])

        assert do(crawl.load())[0].spooled == ()
    assert run_totals(store, 1).outcomes == (("dropped", "status-404", 1),)


def test_a_changed_page_found_by_looking_again_is_an_entry_of_its_own(address: str, store: sqlite3.Connection) -> None:
    look = make_pending(1, entry_id=f"{entry(1)}+1", recheck=1)
    changed = replace(make_handout(7), entry=look)
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1)]))
        do(crawl.spool(make_handout(1), look))
        Writer(store, 1).write([outcome_of(1)])
        assert do(crawl.load())[0].cursor.pending == (look,)
        assert run_totals(store, 1).entries == 1

        do(crawl.spool(changed, replace(look, entry_id=f"{entry(1)}+2", recheck=2)))
        assert do(crawl.load())[0].spooled == (changed,)
        assert (run_totals(store, 1).entries, run_totals(store, 1).waiting) == (2, 1)
        Writer(store, 1).write([outcome_of(7, "version", "updated")])
        (loaded,) = do(crawl.load())

    assert [each.recheck for each in loaded.cursor.pending] == [2]
    assert loaded.spooled == ()
    assert run_totals(store, 1).adds_up


def test_a_page_that_was_settled_before_is_not_spooled_again(address: str, store: sqlite3.Connection) -> None:
    look = make_pending(1, entry_id=f"{entry(1)}+1", recheck=1)
    Writer(store, 1).write([outcome_of(7)])
    with ledger(address, 2) as crawl:
        do(crawl.postpone(look))
        do(crawl.spool(replace(make_handout(7), entry=look)))
        (loaded,) = do(crawl.load())

    assert (loaded.cursor.pending, loaded.spooled) == ((), ())
    assert (run_totals(store, 2).settled_before, run_totals(store, 2).adds_up) == (1, True)


def test_a_look_again_that_found_nothing_leaves_nothing(address: str, store: sqlite3.Connection) -> None:
    with ledger(address) as crawl:
        do(crawl.postpone(make_pending(1, entry_id=f"{entry(1)}+1", recheck=1)))
        do(crawl.forget(f"{entry(1)}+1"))

        assert do(crawl.load())[0].cursor.pending == ()
    assert run_totals(store, 1).entries == 0


def test_an_entry_that_got_lost_in_a_graph_is_found_and_stays(address: str, store: sqlite3.Connection) -> None:
    handouts = [make_handout(1), make_handout(2), make_handout(3)]
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(n) for n in (1, 2, 3)]))
        do(*(crawl.spool(handout) for handout in handouts))
        crawl.handed_out(handouts[0])
        crawl.handed_out(handouts[1])
        Writer(store, 1).write([outcome_of(1)])

        assert crawl.lost() == (entry(2),)
        Writer(store, 1).write([outcome_of(2)])
        assert crawl.lost() == ()


def test_what_was_handed_out_is_forgotten_when_it_is_settled(address: str, store: sqlite3.Connection) -> None:
    with ledger(address) as crawl:
        Writer(store, 1).write([outcome_of(n) for n in range(5_000)])
        for number in range(5_000):
            crawl.handed_out(make_handout(number))
        do(crawl.save_limits([]))  # behind whatever was set going

        assert len(crawl._out._ids) < 1_000
        assert crawl.lost() == ()


def test_shards_divide_feeds_and_entries_among_them(address: str) -> None:
    feeds = [make_feed(f"https://www.site{n}.example/feed") for n in range(8)]
    with ledger(address) as whole:
        for number, feed in enumerate(feeds):
            waiting = [make_pending(2 * number, feed.url), make_pending(2 * number + 1, feed.url)]
            do(whole.commit_poll(feed, waiting))
            do(whole.spool(make_handout(2 * number, feed_url=feed.url)))
    found = []
    for shard in range(3):
        with ledger(address, 2, shard=shard, shards=3) as part:
            (loaded,) = do(part.load())
            urls = {feed.url for feed in loaded.cursor.feeds}
            assert {each.feed_url for each in loaded.cursor.pending} == urls
            assert {each.entry.feed_url for each in loaded.spooled} == urls
            found += sorted(urls)

    assert sorted(found) == sorted(feed.url for feed in feeds)


def test_two_checkpoints_never_have_the_same_number(address: str) -> None:
    numbers = []
    for run in (1, 2, 3):
        with ledger(address, run) as crawl:
            numbers.append(do(crawl.load())[0].cursor.sequence)
            numbers += [crawl.checkpoint(), crawl.checkpoint()]

    assert numbers == sorted(set(numbers))


def test_a_ledger_opened_by_name_belongs_to_the_run_that_was_begun_last(
    address: str, store: sqlite3.Connection
) -> None:
    with pytest.raises(StoreError, match="no run was begun"):
        open_ledger(address)
    for _ in range(2):
        run = begin_run(store, "run", "[]", instant(1))
    crawl = open_ledger(address, 0)
    do(crawl.commit_poll(make_feed(), [make_pending(1)]))
    crawl.close()

    assert run_totals(store, run).waiting == 1
