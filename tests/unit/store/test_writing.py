"""What writing to the store changes, and what it does not."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.store.builders import (
    dead_letter,
    entry,
    make_outcome,
    make_record,
    make_sighting,
    make_sketch,
    settle,
)
from transforms.documents import parse_record
from transforms.records import Outcome, Record, Settlement
from transforms.store.connection import open_store
from transforms.store.errors import StoreError
from transforms.store.export import dump
from transforms.store.failure_list import failed_page, find_failures
from transforms.store.reading import search
from transforms.store.schema import migrate
from transforms.store.writing import Writer, Written

EVERYTHING = ("sightings", "outcomes", "records", "failures", "stories", "sketches", "bands", "changes")


def contents(store: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {table: store.execute(f"select * from {table} order by 1, 2").fetchall() for table in EVERYTHING}


def stored(store: sqlite3.Connection, record: Record) -> Record:
    (document,) = store.execute("select document from records where id = ?", (record.id,)).fetchone()
    return parse_record(document)


def test_everything_of_a_settlement_is_written_and_counted(store: sqlite3.Connection) -> None:
    written = Writer(store, 1).write([settle(1), settle(2), dead_letter(3)])

    assert written == Written(sightings=2, records=2, outcomes=3, failures=1, stories=2, sketches=2)
    assert stored(store, make_record(1)) == make_record(1)
    assert store.execute("select kind, id, run from changes order by seq").fetchall() == [
        ("record", make_record(1).id, 1),
        ("record", make_record(2).id, 1),
        ("outcome", entry(1), 1),
        ("outcome", entry(2), 1),
        ("outcome", entry(3), 1),
        ("failure", entry(3), 1),
    ]


def test_body_and_standfirst_can_be_asked_for_in_sql(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([settle(1)])

    assert store.execute("select title, standfirst, body from records").fetchone() == (
        "Council meets, day 1",
        "A short summary.",
        "The council met on day 1.\nIt agreed on bridge 1.",
    )


def test_writing_nothing_is_nothing(store: sqlite3.Connection) -> None:
    assert Writer(store, 1).write([]) == Written()
    assert Writer(store, 1).write([Settlement()]) == Written()


def test_the_same_again_changes_nothing(store: sqlite3.Connection) -> None:
    settlements = [settle(1), settle(2), dead_letter(3)]
    Writer(store, 1).write(settlements)
    before = contents(store)

    assert Writer(store, 1).write(settlements) == Written()
    assert contents(store) == before


def test_a_later_run_that_sees_the_same_only_notes_that_it_saw_the_entries(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([settle(1), settle(2)])
    before = contents(store)
    written = Writer(store, 2).write([settle(1), settle(2)])
    after = contents(store)

    assert written == Written(sightings=2)
    assert [row[-2:] for row in after["sightings"]] == [(1, 2), (1, 2)]
    assert {**after, "sightings": None} == {**before, "sightings": None}


def test_a_higher_revision_replaces_a_record_also_in_the_search(store: sqlite3.Connection) -> None:
    old = make_record(1, body="All about herrings.")
    new = replace(old, revision=2, article=replace(old.article, body="All about sardines."))
    Writer(store, 1).write([Settlement(records=(old,))])
    written = Writer(store, 1).write([Settlement(records=(new,))])

    assert written == Written(records=1)
    assert stored(store, old).article.body == "All about sardines."
    assert search(store, "herrings") == []
    assert search(store, "sardines") == [new]
    assert store.execute("select revision from changes where kind = 'record' order by seq").fetchall() == [(1,), (2,)]


def test_a_lower_revision_that_comes_late_changes_nothing(store: sqlite3.Connection) -> None:
    new = make_record(1, revision=3, status="corrected")
    Writer(store, 1).write([Settlement(records=(new,))])
    before = contents(store)

    assert Writer(store, 1).write([Settlement(records=(make_record(1, revision=2),))]) == Written()
    assert contents(store) == before


def test_a_higher_revision_that_says_the_same_is_no_change(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([settle(1)])
    again = settle(1)
    risen = replace(
        again,
        records=(replace(again.records[0], revision=5),),
        outcomes=(replace(again.outcomes[0], revision=5),),
    )

    assert Writer(store, 2).write([risen]) == Written(sightings=1)
    assert store.execute("select revision from records").fetchone() == (5,)
    assert store.execute("select revision, run from outcomes").fetchone() == (5, 1)
    assert Writer(store, 2).write([Settlement(records=(make_record(1, revision=4, status="corrected"),))]) == Written()


def test_of_one_write_only_what_stands_at_its_end_is_logged(store: sqlite3.Connection) -> None:
    records = tuple(make_record(1, revision=revision, status=f"s{revision}") for revision in (2, 3, 1))
    Writer(store, 1).write([Settlement(records=records), Settlement(outcomes=(make_outcome(1), make_outcome(1)))])

    assert stored(store, records[0]).status == "s3"
    assert store.execute("select kind, revision from changes").fetchall() == [("record", 3), ("outcome", 1)]


def test_a_retry_that_goes_through_takes_the_dead_letter_away(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([dead_letter(1)])
    Writer(store, 2).write([settle(1)])

    assert store.execute("select outcome, run from outcomes").fetchall() == [("record", 2)]
    assert find_failures(store, entry(1)) == []


def test_a_dead_letter_does_not_undo_a_record(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([settle(1)])
    before = contents(store)

    assert Writer(store, 2).write([dead_letter(1)]) == Written()
    assert contents(store) == before


def test_failing_again_in_a_later_run_counts_an_attempt(store: sqlite3.Connection) -> None:
    for run in (1, 2, 2, 5):
        Writer(store, run).write([dead_letter(1)])
    (letter,) = find_failures(store, entry(1))

    assert (letter.attempts, letter.first_run, letter.last_run) == (3, 1, 5)
    assert store.execute("select count(*) from changes where kind = 'failure'").fetchone() == (1,)


def test_failing_for_another_reason_in_a_later_run_replaces_the_dead_letter(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([dead_letter(1, "too-deep")])
    written = Writer(store, 2).write([dead_letter(1, "deadline")])
    (letter,) = find_failures(store, entry(1))

    assert (written.outcomes, written.failures) == (1, 1)
    assert (letter.failure.reason, letter.attempts) == ("deadline", 2)


def test_a_dead_letter_dropped_in_a_later_run_is_taken_away(store: sqlite3.Connection) -> None:
    Writer(store, 1).write([dead_letter(1)])
    Writer(store, 2).write([Settlement(outcomes=(make_outcome(1, "dropped", "not-html"),))])

    assert find_failures(store, entry(1)) == []


def test_a_dead_letters_page_comes_back_byte_for_byte(store: sqlite3.Connection) -> None:
    settlement = dead_letter(1)
    Writer(store, 1).write([settlement])

    assert failed_page(store, entry(1)) == settlement.failures[0].page


def test_a_page_too_long_to_keep_cannot_be_tried_again(store: sqlite3.Connection) -> None:
    (failure,) = dead_letter(1).failures
    cut = replace(failure, page=replace(failure.page, content=b""))  # type: ignore[type-var]
    Writer(store, 1).write([replace(dead_letter(1), failures=(cut,))])

    assert find_failures(store, entry(1))[0].has_page
    assert failed_page(store, entry(1)) is None


def test_the_last_story_of_an_article_stands(store: sqlite3.Connection) -> None:
    writer = Writer(store, 1)
    writer.write([Settlement(article_id="a1", story=b"one"), Settlement(article_id="a1", story=b"two")])
    writer.write([Settlement(article_id="a1")])

    assert store.execute("select state from stories").fetchall() == [(b"two",)]


def test_the_earlier_sighting_of_a_text_gives_its_sketch(store: sqlite3.Connection) -> None:
    later, earlier = make_sketch(1, ((1,),), at=9), make_sketch(1, ((2,), (2**64 - 1,)), at=3)
    writer = Writer(store, 1)

    assert writer.write([Settlement(sketches=(later,))]).sketches == 1
    assert writer.write([Settlement(sketches=(earlier,))]).sketches == 1
    assert writer.write([Settlement(sketches=(later, earlier))]).sketches == 0
    assert store.execute("select band from bands order by band").fetchall() == [(-1,), (2,)]


def test_sql_in_a_text_is_text(store: sqlite3.Connection) -> None:
    record = make_record(1, title="'); drop table records; --", body='x\'); delete from outcomes; --\n"quoted" ?1 :run')
    Writer(store, 1).write([Settlement(records=(record,)), Settlement(outcomes=(make_outcome(1, reason="'"),))])

    assert stored(store, record) == record


def test_a_full_disk_is_told_and_leaves_all_or_nothing(store: sqlite3.Connection) -> None:
    writer = Writer(store, 1)
    writer.write([settle(number) for number in range(10)])
    before = dump(store)
    (pages,) = store.execute("pragma page_count").fetchone()
    store.execute(f"pragma max_page_count = {pages}")
    many = [settle(number, body=f"Long text {number}. " * 300) for number in range(10, 60)]

    with pytest.raises(StoreError, match="the disk is full"):
        writer.write(many)
    assert dump(store) == before

    store.execute("pragma max_page_count = 1000000")
    assert writer.write(many).records == 50


def test_a_store_locked_for_too_long_is_told_and_can_be_written_afterwards(
    store: sqlite3.Connection, address: str
) -> None:
    other = open_store(address, busy_seconds=0.01)
    store.execute("begin immediate")
    with pytest.raises(StoreError, match="another process is writing"):
        Writer(other, 1).write([settle(1)])
    store.execute("rollback")

    assert Writer(other, 1).write([settle(1)]).records == 1
    other.close()


NUMBERS = st.integers(1, 4)
RECORDS = st.builds(
    lambda number, revision, word: make_record(number, revision=revision, status=word, body=f"{word} {number}"),
    NUMBERS,
    st.integers(1, 4),
    st.sampled_from(["salmon", "herring", "cod"]),
)
OUTCOMES = st.builds(
    make_outcome,
    NUMBERS,
    st.sampled_from(["record", "version", "dropped"]),
    st.sampled_from(["a", "b"]),
    st.integers(1, 4),
)
SETTLEMENTS = st.one_of(
    st.builds(
        lambda records, outcomes: Settlement(records=records, outcomes=outcomes),
        st.lists(RECORDS, max_size=3),
        st.lists(OUTCOMES, max_size=3),
    ),
    st.builds(dead_letter, NUMBERS, st.sampled_from(["too-deep", "deadline"]), st.sampled_from(["One.", "Two."])),
    st.builds(lambda number: Settlement(sightings=(make_sighting(number),)), NUMBERS),
    st.builds(
        lambda number, at: Settlement(sketches=(make_sketch(number, ((at,),), at=at),)), NUMBERS, st.integers(5, 9)
    ),
)


def filled(batches: list[list[Settlement]]) -> sqlite3.Connection:
    """A store in memory: durability is not the subject, and a file for each example is slow."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, Path(":memory:"))
    for batch in batches:
        Writer(connection, 1).write(batch)
    return connection


@settings(max_examples=150)
@given(st.lists(SETTLEMENTS, max_size=12), st.data())
def test_any_order_and_repetition_in_any_batches_ends_in_the_same_store(
    settlements: list[Settlement], data: st.DataObject
) -> None:
    repeated = data.draw(st.lists(st.sampled_from(settlements), max_size=4)) if settlements else []
    shuffled = data.draw(st.permutations([*settlements, *repeated]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=3)))
    batches = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]

    straight, other = filled([settlements]), filled(batches)
    assert dump(straight) == dump(other)
    for table in ("sightings", "bands b join sketches s on s.number = b.sketch"):
        columns = "entry_id, first_run" if table == "sightings" else "band, record_id, fetched_at"
        rows = f"select {columns} from {table} order by 1, 2"
        assert straight.execute(rows).fetchall() == other.execute(rows).fetchall()
    for word in ("salmon", "herring", "cod"):
        assert [r.id for r in search(straight, word)] == [r.id for r in search(other, word)]
        assert {r.id for r in search(other, word)} == {
            id for id, body in other.execute("select id, body from records") if word in body
        }
    straight.close()
    other.close()


@settings(max_examples=60)
@given(st.lists(SETTLEMENTS, max_size=10))
def test_a_dead_letter_is_kept_exactly_where_the_outcome_says_so(settlements: list[Settlement]) -> None:
    store = filled([[settlement] for settlement in settlements])
    dead = store.execute(
        "select entry_id, stage, reason from outcomes where outcome = 'dead-letter' order by 1"
    ).fetchall()

    assert store.execute("select entry_id, stage, reason from failures order by 1").fetchall() == dead
    store.close()


def test_a_failure_without_its_outcome_is_left_out(store: sqlite3.Connection) -> None:
    (failure,) = dead_letter(1).failures

    assert Writer(store, 1).write([Settlement(failures=(failure,))]) == Written()


def test_an_outcome_that_only_differs_in_its_place_is_decided_alike_in_any_order(store: sqlite3.Connection) -> None:
    one, two = make_outcome(1), replace(make_outcome(1), url="https://www.example.org/other")
    Writer(store, 1).write([Settlement(outcomes=(two,))])
    Writer(store, 1).write([Settlement(outcomes=(one,))])

    row = store.execute(
        "select entry_id, outcome, reason, stage, url, site, fetched_at, record_id, revision from outcomes"
    )
    assert Outcome(*row.fetchone()) == two
