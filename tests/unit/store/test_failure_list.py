"""Dead letters as they are listed and taken up again."""

from __future__ import annotations

import sqlite3

import pytest

from tests.unit.store.builders import dead_letter, entry, make_page
from transforms.failures import StageError, input_failure, settle_failure
from transforms.store.failure_list import failed_page, find_failures, list_failures
from transforms.store.settled import is_settled, settled
from transforms.store.writing import Writer


@pytest.fixture
def letters(store: sqlite3.Connection) -> sqlite3.Connection:
    broken = settle_failure(input_failure("seeds", "deep/broken.warc", StageError("bad-record", "Cut off.")))
    Writer(store, 1).write([dead_letter(2, "too-deep"), dead_letter(1, "deadline"), broken])
    return store


def reasons(found: list[object]) -> list[str]:
    return [letter.failure.reason for letter in found]  # type: ignore[attr-defined]


def test_dead_letters_are_listed_by_stage_reason_and_place(letters: sqlite3.Connection) -> None:
    assert reasons([*list_failures(letters)]) == ["deadline", "too-deep", "bad-record"]
    assert reasons([*list_failures(letters, limit=1)]) == ["deadline"]


def test_filters_narrow_the_list(letters: sqlite3.Connection) -> None:
    assert reasons([*list_failures(letters, reason="too-deep")]) == ["too-deep"]
    assert reasons([*list_failures(letters, stage="seeds")]) == ["bad-record"]
    assert reasons([*list_failures(letters, site="example.org")]) == ["deadline", "too-deep"]
    assert reasons([*list_failures(letters, retryable=False)]) == ["bad-record"]
    assert reasons([*list_failures(letters, retryable=True, reason="deadline")]) == ["deadline"]
    assert list_failures(letters, site="' or 1=1 --") == []


def test_a_dead_letter_is_found_by_the_beginning_of_its_entrys_id(letters: sqlite3.Connection) -> None:
    assert reasons([*find_failures(letters, entry(1))]) == ["deadline"]
    assert len(find_failures(letters, "e1")) == 3
    assert find_failures(letters, "") == []


def test_an_input_that_never_became_a_page_has_none(letters: sqlite3.Connection) -> None:
    (letter,) = list_failures(letters, stage="seeds")

    assert not letter.has_page
    assert failed_page(letters, letter.failure.entry_id) is None
    assert failed_page(letters, "e1unknown") is None
    assert failed_page(letters, entry(1)) == make_page(1)


def test_entries_with_any_outcome_are_settled(letters: sqlite3.Connection) -> None:
    assert is_settled(letters, entry(1))
    assert not is_settled(letters, entry(99))
    assert settled(letters, [entry(1), entry(2), entry(99)]) == {entry(1), entry(2)}
    assert settled(letters, []) == set()
