"""The sum of live runs: what waits is named, what is lost is found, and a restart takes over what was left."""

from __future__ import annotations

import sqlite3

from tests.unit.store.builders import entry, make_sighting
from tests.unit.store.live_builders import do, ledger, make_feed, make_handout, make_pending, outcome_of
from transforms.records import Settlement
from transforms.store.totals import run_totals, store_totals
from transforms.store.writing import Writer


def test_what_is_pending_or_spooled_at_the_end_of_a_run_waits(address: str, store: sqlite3.Connection) -> None:
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(n) for n in (1, 2, 3)]))
        do(crawl.spool(make_handout(1)), crawl.spool(make_handout(2)))
    Writer(store, 1).write([outcome_of(1)])

    for totals in (run_totals(store, 1), store_totals(store)):
        assert (totals.entries, totals.waiting, totals.unsettled) == (3, 2, 0)
        assert totals.adds_up


def test_a_sighting_that_neither_waits_nor_has_an_outcome_is_lost(address: str, store: sqlite3.Connection) -> None:
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1), make_pending(2)]))
    store.execute("delete from unsettled where entry_id = ?", (entry(2),))
    totals = run_totals(store, 1)

    assert (totals.waiting, totals.unsettled, totals.adds_up) == (1, 1, False)
    assert [odd.entry_id for odd in totals.odd] == [entry(2)]


def test_a_restart_takes_over_what_waits(address: str, store: sqlite3.Connection) -> None:
    with ledger(address, 1) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(n) for n in (1, 2, 3)]))
        do(crawl.spool(make_handout(1)))
    Writer(store, 1).write([outcome_of(3)])
    with ledger(address, 2) as again:
        do(again.load())
        before, after = run_totals(store, 1), run_totals(store, 2)
        assert (before.entries, before.waiting, before.adds_up) == (1, 0, True)
        assert (after.entries, after.waiting, after.adds_up) == (2, 2, True)
        do(again.spool(make_handout(2)))
        Writer(store, 2).write([outcome_of(1), outcome_of(2)])

    assert run_totals(store, 2).outcomes == (("record", "new", 2),)
    assert run_totals(store, 2).adds_up
    assert store_totals(store).entries == 3


def test_an_entry_that_is_listed_again_after_it_was_settled_counts_as_settled_before(
    address: str, store: sqlite3.Connection
) -> None:
    with ledger(address, 1) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1)]))
    Writer(store, 1).write([outcome_of(1)])
    with ledger(address, 2) as again:
        do(again.commit_poll(make_feed(polled=5), [make_pending(1)]))
    totals = run_totals(store, 2)

    assert (totals.entries, totals.settled_before, totals.waiting) == (1, 1, 0)
    assert totals.adds_up


def test_the_graphs_own_sighting_of_an_entry_changes_no_sum(address: str, store: sqlite3.Connection) -> None:
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1)]))
        do(crawl.spool(make_handout(1)))
    Writer(store, 1).write([Settlement(sightings=(make_sighting(1),)), outcome_of(1)])

    assert (run_totals(store, 1).entries, run_totals(store, 1).adds_up) == (1, True)


def test_a_replay_that_settles_what_waits_takes_it_out_of_the_queue(address: str, store: sqlite3.Connection) -> None:
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1)]))
        do(crawl.spool(make_handout(1)))
    Writer(store, 2).write([Settlement(sightings=(make_sighting(1),)), outcome_of(1)])
    with ledger(address, 3) as again:
        (loaded,) = do(again.load())

    assert (loaded.cursor.pending, loaded.spooled) == ((), ())
    assert store_totals(store).adds_up
