"""Records as JSON and back."""

from __future__ import annotations

from dataclasses import fields

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.store.builders import dead_letter, make_outcome, make_record
from transforms.documents import (
    FAILURE_FIELDS,
    RECORD_FIELDS,
    failure_document,
    outcome_document,
    parse_failure,
    parse_outcome,
    parse_record,
    record_document,
)
from transforms.records import Article, Change, Part, Record, Removed

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
INSTANT = st.none() | st.just("2026-03-01T00:00:00.000Z")
ARTICLES = st.builds(
    Article,
    **dict.fromkeys(("entry_id", "url", "site", "title", "standfirst", "body", "access", "rules", "extractor"), TEXT),
    **{name: st.none() | TEXT for name in ("canonical_url", "feed_url", "language", "access_from", "section", "image")},
    **dict.fromkeys(("fetched_at", "published_at", "modified_at"), INSTANT),
    **{name: st.lists(TEXT, max_size=3) for name in ("authors", "tags", "opt_out")},
    parts=st.lists(st.builds(Part, TEXT, st.integers(0, 10**6), TEXT, INSTANT), max_size=3),
    agency=st.lists(TEXT, max_size=3),
    removed=st.lists(st.builds(Removed, TEXT, TEXT, TEXT, st.integers(0, 10**6)), max_size=3),
)
RECORDS = st.builds(
    Record,
    id=TEXT,
    article_id=TEXT,
    revision=st.integers(1, 10**9),
    version=st.integers(1, 100),
    status=TEXT,
    article=ARTICLES,
    text_digest=TEXT,
    changed=st.lists(st.builds(Change, TEXT, st.none() | TEXT, st.none() | TEXT), max_size=3),
    copies_of=st.none() | TEXT,
)


@given(RECORDS)
def test_a_record_comes_back_from_its_json_as_it_was(record: Record) -> None:
    assert parse_record(record_document(record)) == record


def test_a_records_json_is_flat_and_begins_with_what_it_is() -> None:
    value = orjson.loads(record_document(make_record(7)))

    assert list(value)[:6] == ["id", "article_id", "revision", "version", "status", "url"]
    assert value["title"] == "Council meets, day 7"
    assert value["removed"] == [{"kind": "donation", "rule": "en/appeal", "text": "Support us today.", "where": 12}]
    assert value["schema"] == 1


def test_every_field_of_record_and_article_is_in_the_json_once() -> None:
    passing = ("article", "hints")
    names = [field.name for cls in (Record, Article) for field in fields(cls) if field.name not in passing]

    assert sorted(RECORD_FIELDS) == sorted(names)


def test_a_line_of_a_later_version_is_read_without_what_is_not_known() -> None:
    record = make_record(1)
    value = {**orjson.loads(record_document(record)), "mood": "calm"}

    assert parse_record(orjson.dumps(value)) == record


def test_a_line_of_an_earlier_version_gets_defaults_for_what_it_lacks() -> None:
    value = orjson.loads(record_document(make_record(1)))
    del value["opt_out"], value["copies_of"]

    assert parse_record(orjson.dumps(value)).article.opt_out == ()


@pytest.mark.parametrize("line", [b"[]", b"3", b'"text"', b"{", b""])
def test_what_is_no_object_is_no_record(line: bytes) -> None:
    with pytest.raises(ValueError):
        parse_record(line)


def test_an_outcome_comes_back_from_its_json() -> None:
    assert parse_outcome(outcome_document(make_outcome(3, "dropped", "not-html"))) == make_outcome(
        3, "dropped", "not-html"
    )


def test_a_failures_json_has_everything_but_the_page() -> None:
    (failure,) = dead_letter(2).failures
    value = orjson.loads(failure_document(failure))

    assert tuple(value) == FAILURE_FIELDS
    assert "page" not in value
    assert (value["length"], len(value["digest"])) == (14, 64)
    assert failure_document(parse_failure(failure_document(failure))) == failure_document(failure)
