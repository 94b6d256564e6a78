"""Records by id, their versions and copies, and stories as a view."""

from __future__ import annotations

import sqlite3

from tests.unit.store.builders import make_record
from transforms.records import Record, Settlement
from transforms.store.reading import copies, find_record, find_records, original, search, stories, story, versions
from transforms.store.writing import Writer


def put(store: sqlite3.Connection, *records: Record) -> None:
    Writer(store, 1).write([Settlement(records=records)])


def test_a_record_is_found_by_its_id_or_the_beginning_of_it(store: sqlite3.Connection) -> None:
    one, two = make_record(1), make_record(2)
    put(store, one, two)

    assert find_record(store, one.id) == one
    assert find_records(store, one.id) == [one]
    assert find_records(store, one.id[:12]) == [one]
    assert find_records(store, "r1") == sorted([one, two], key=lambda record: record.id)
    assert find_records(store, two.article_id[:12]) == [two]


def test_what_fits_no_record_finds_none(store: sqlite3.Connection) -> None:
    put(store, make_record(1))

    assert find_records(store, "") == []
    assert find_records(store, "%") == []
    assert find_records(store, "r1_") == []
    assert find_record(store, "r1") is None


def test_the_versions_of_an_article_come_in_their_order(store: sqlite3.Connection) -> None:
    chain = [make_record(number, article=1, version=number, status="updated") for number in (1, 2, 3)]
    put(store, *reversed(chain), make_record(9))

    assert versions(store, chain[0].article_id) == chain


def test_copies_of_copies_are_gathered_under_their_original(store: sqlite3.Connection) -> None:
    first = make_record(1)
    second = make_record(2, status="copy", copies_of=first.id)
    third = make_record(3, status="truncated", copies_of=second.id)
    put(store, first, second, third, make_record(4))

    assert copies(store, [first.id]) == [second, third]
    assert original(store, third) == first
    assert story(store, second).record == first
    assert story(store, second).copies == [second, third]


def test_a_copy_whose_original_is_not_there_stands_for_itself(store: sqlite3.Connection) -> None:
    orphan = make_record(1, status="copy", copies_of="r1gone")
    put(store, orphan)

    assert original(store, orphan) == orphan


def test_copies_that_name_each_other_end(store: sqlite3.Connection) -> None:
    one = make_record(1, body="one", copies_of=f"r1{2:032x}")
    two = make_record(2, body="two", copies_of=f"r1{1:032x}")
    put(store, one, two)

    assert original(store, one) == two
    assert copies(store, [one.id]) == [two]


def test_a_listing_of_stories_names_each_once_with_its_newest_version(store: sqlite3.Connection) -> None:
    first = make_record(1, article=1)
    updated = make_record(2, article=1, version=2, status="updated")
    copy = make_record(3, status="copy", copies_of=first.id, body="")
    other = make_record(4)
    put(store, first, updated, copy, other)

    listed = stories(store, "council")

    assert [(each.record, each.copies, each.versions) for each in listed] == [(other, [], 1), (updated, [copy], 2)]
    assert [each.record for each in stories(store, limit=1)] == [other]


def test_a_copys_words_find_the_story_it_copies(store: sqlite3.Connection) -> None:
    first = make_record(1, title="Bridge opens")
    copy = make_record(2, title="Span inaugurated", status="copy", copies_of=first.id, body="")
    put(store, first, copy)

    assert search(store, "inaugurated") == [copy]
    assert [each.record for each in stories(store, "inaugurated")] == [first]
