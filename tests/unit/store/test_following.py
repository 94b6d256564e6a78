"""Following the change log."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from tests.unit.store.builders import dead_letter, make_outcome, make_record, make_sighting, settle
from transforms.records import Settlement
from transforms.store import changes
from transforms.store.changes import Batch, advance, behind, cursor, follow
from transforms.store.writing import Writer


def test_a_new_follower_gets_everything_from_the_start_in_order(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([settle(1), dead_letter(2)])
    batch = follow(store, "sink")
    (settlement,) = batch.settlements

    assert (batch.first, batch.last) == (1, 4)
    assert settlement.records == (make_record(1),)
    assert settlement.sightings == (make_sighting(1),)
    assert {outcome.outcome for outcome in settlement.outcomes} == {"record", "dead-letter"}
    assert settlement.failures == dead_letter(2).failures


def test_a_batch_comes_again_until_the_cursor_is_advanced(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([settle(1), settle(2)])
    first = follow(store, "sink", limit=3)
    assert follow(store, "sink", limit=3) == first

    advance(store, "sink", first.last)
    assert follow(store, "sink", limit=3).first == 4
    assert follow(store, "other", limit=3) == first
    advance(store, "sink", 4)
    assert follow(store, "sink") == Batch(0, 0, ())
    assert (cursor(store, "sink"), cursor(store, "other")) == (4, 0)
    assert (behind(store, "sink"), behind(store, "other")) == (0, 4)


def test_what_changed_twice_comes_as_it_is_now(store: sqlite3.Connection) -> None:
    record = make_record(1)
    Writer(store, 1).write([Settlement(records=(record,))])
    Writer(store, 1).write([Settlement(records=(replace(record, revision=2, status="corrected"),))])
    (settlement,) = follow(store, "sink").settlements

    assert [each.status for each in settlement.records] == ["corrected"]


def test_a_dead_letter_that_is_gone_is_no_longer_handed_out(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([dead_letter(1)])
    Writer(store, 2).write([Settlement(outcomes=(make_outcome(1),))])
    (settlement,) = follow(store, "sink").settlements

    assert settlement.failures == ()
    assert [outcome.outcome for outcome in settlement.outcomes] == ["record"]


def test_large_pages_end_a_batch_early(store: sqlite3.Connection) -> None:
    letters = [dead_letter(number) for number in range(1, 6)]
    large = [
        replace(each, failures=tuple(replace(failure, length=7_000_000) for failure in each.failures))
        for each in letters
    ]
    Writer(store, 1).write(large)
    sizes = []
    while batch := follow(store, "sink").last:
        sizes.append(sum(len(each.failures) for each in follow(store, "sink").settlements))
        advance(store, "sink", batch)

    assert sizes == [2, 2, 1]
    assert changes._MAX_PAGE_BYTES == 16_000_000
