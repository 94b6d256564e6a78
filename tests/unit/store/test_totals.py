"""The sum of a run and of the store: what it counts, and that it finds what does not add up."""

from __future__ import annotations

import sqlite3

from tests.unit.store.builders import dead_letter, entry, make_outcome, make_sighting, settle
from transforms.records import Settlement
from transforms.store.runs import begin_run, end_run, last_run
from transforms.store.totals import OddEntry, run_totals, store_totals
from transforms.store.writing import Writer


def seen(*numbers: int) -> Settlement:
    return Settlement(sightings=[make_sighting(number) for number in numbers])


def test_every_entry_is_counted_under_its_outcome(store: sqlite3.Connection) -> None:
    drop = Settlement(outcomes=(make_outcome(4, "dropped", "not-html"),))
    Writer(store, 1).write([settle(1), settle(2), seen(3, 4), dead_letter(3), drop])
    totals = run_totals(store, 1)

    assert totals.entries == 4
    assert totals.outcomes == (("dead-letter", "too-deep", 1), ("dropped", "not-html", 1), ("record", "new", 2))
    assert totals.count("record") == 2
    assert totals.adds_up
    assert totals == store_totals(store)


def test_a_second_run_over_the_same_input_counts_all_as_settled_before(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([settle(1), settle(2)])
    Writer(store, 2).write([seen(1, 2)])
    totals = run_totals(store, 2)

    assert (totals.entries, totals.settled_before, totals.outcomes) == (2, 2, ())
    assert totals.adds_up
    assert run_totals(store, 1).entries == 0
    assert store_totals(store).count("record") == 2


def test_a_run_counts_only_what_it_read_and_names_what_it_corrected(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([settle(1), settle(2)])
    corrected = Settlement(outcomes=(make_outcome(1, "version", "updated", revision=2),))
    Writer(store, 2).write([settle(3), seen(2), corrected])
    totals = run_totals(store, 2)

    assert (totals.entries, totals.settled_before, totals.corrected) == (2, 1, 1)
    assert totals.outcomes == (("record", "new", 1),)
    assert totals.adds_up


def test_a_retry_that_went_through_is_counted_in_the_run_of_the_retry(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([seen(1), dead_letter(1)])
    Writer(store, 2).write([settle(1)])

    assert run_totals(store, 2).outcomes == (("record", "new", 1),)
    assert run_totals(store, 2).adds_up


def test_an_entry_that_got_lost_on_the_way_is_found_and_named(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([settle(1), seen(2)])

    for totals in (run_totals(store, 1), store_totals(store)):
        assert not totals.adds_up
        assert totals.unsettled == 1
        assert totals.odd == (OddEntry(entry(2), "unsettled", "https://www.example.org/news/2", "pages.jsonl:2"),)


def test_an_outcome_of_an_entry_that_nobody_read_is_found_and_named(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([settle(1), Settlement(outcomes=(make_outcome(2),))])

    for totals in (run_totals(store, 1), store_totals(store)):
        assert not totals.adds_up
        assert totals.unseen == 1
        assert [odd.what for odd in totals.odd] == ["unseen"]


def test_what_an_earlier_run_left_open_does_not_spoil_the_sum_of_this_one(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([seen(1)])
    Writer(store, 2).write([settle(2)])

    assert run_totals(store, 2).adds_up
    assert not store_totals(store).adds_up


def test_of_many_odd_entries_twenty_are_named_and_all_are_counted(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([seen(*range(50))])
    totals = run_totals(store, 1)

    assert (totals.unsettled, len(totals.odd)) == (50, 20)


def test_an_empty_run_adds_up(store: sqlite3.Connection) -> None:
    assert run_totals(store, 1).adds_up
    assert store_totals(store).entries == 0


def test_runs_are_numbered_and_remembered(store: sqlite3.Connection) -> None:
    assert last_run(store) is None
    first = begin_run(store, "replay", '["seeds"]', "2026-03-01T00:00:00.000Z")
    end_run(store, first, "done", "2026-03-01T00:01:00.000Z")
    second = begin_run(store, "retry", "[]", "2026-03-02T00:00:00.000Z")
    run = last_run(store)

    assert (first, second) == (1, 2)
    assert run is not None
    assert (run.id, run.kind, run.state, run.ended_at) == (2, "retry", "running", None)
