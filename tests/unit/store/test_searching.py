"""Finding records by words: what matches, and that no input is a wrong query."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.store.builders import instant, make_record
from transforms.records import Settlement
from transforms.store.reading import Filters, search
from transforms.store.search import match_expression, searchable
from transforms.store.writing import Writer


def fill(store: sqlite3.Connection, *texts: str) -> None:
    records = [make_record(number, title=f"Nr {number}", body=text) for number, text in enumerate(texts)]
    Writer(store, 1).write([Settlement(records=records)])


def found(store: sqlite3.Connection, words: str) -> list[int]:
    return sorted(int(record.article.title.split()[1]) for record in search(store, words))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The mayor opened the new bridge.", "bridge mayor"),
        ("The mayor opened the new bridge.", "BRIDGE"),
        ("Élection à São Paulo", "election sao"),
        ("Election in Sao Paulo", "élection são"),
        ("The EU and the UK met.", "eu uk"),
        ("北京的天气很好", "天气"),
        ("北京的天气很好", "气"),
        ("東京でオリンピックが開かれる", "オリンピック"),
        ("กรุงเทพมหานครอากาศดี", "อากาศ"),
        ("서울에서 회의가 열렸다", "서울"),
        ("Der Bürgermeister eröffnete die Brücke", "Bürgermeister brucke"),
        ("What's up? It is 3.5% more.", "what's 3.5%"),
        ("state-of-the-art", "state-of-the-art"),
        ("The government's elections", "elect*"),
        ("A new bridge over the river", '"new bridge"'),
        ("AND OR NOT NEAR", "not near"),
        ("Выборы в городе", "выборы"),
    ],
)
def test_words_find_the_text_they_stand_in(store: sqlite3.Connection, text: str, words: str) -> None:
    fill(store, "Nothing of interest.", text)

    assert found(store, words) == [1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The articles of the treaty", "art"),
        ("The new old bridge", '"new bridge"'),
        ("The mayor opened it.", "mayor bridge"),
        ("北京的天气很好", "京北"),
        ("Mayor", "title:mayor"),
        ("Anything", "***"),
        ("Anything", '"'),
        ("Anything", "( ) ^ -"),
    ],
)
def test_other_words_do_not_find_it(store: sqlite3.Connection, text: str, words: str) -> None:
    fill(store, text)

    assert found(store, words) == []


def test_every_version_of_a_word_given_in_the_title_is_found_first_by_rank(store: sqlite3.Connection) -> None:
    in_body = make_record(1, title="News of the day", body="A bridge. " + "Other words follow here. " * 20)
    in_title = make_record(2, title="A bridge opens", body="Words of another kind. " * 20)
    Writer(store, 1).write([Settlement(records=(in_body, in_title))])

    assert search(store, "bridge", by_rank=True) == [in_title, in_body]
    assert search(store, "bridge") == [in_title, in_body]
    assert search(store, "words", by_rank=True, limit=1) in ([in_title], [in_body])


def test_the_newest_comes_first_and_filters_narrow(store: sqlite3.Connection) -> None:
    records = [
        make_record(1, site="one.org", language="en"),
        make_record(2, site="two.org", language="de", status="copy"),
        make_record(3, site="two.org", language="en"),
    ]
    Writer(store, 1).write([Settlement(records=records)])

    def numbers(**filters: str) -> list[str]:
        return [record.article.url[-1] for record in search(store, "council", Filters(**filters))]

    assert numbers() == ["3", "2", "1"]
    assert numbers(site="two.org") == ["3", "2"]
    assert numbers(language="en") == ["3", "1"]
    assert numbers(status="copy") == ["2"]
    assert numbers(since=instant(2)) == ["3", "2"]
    assert numbers(until=instant(2)) == ["1"]
    assert numbers(site="two.org' or '1'='1") == []
    assert [record.article.url[-1] for record in search(store, "", Filters(since=instant(2), until=instant(3)))] == [
        "2"
    ]
    assert len(search(store, "council", limit=2)) == 2


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_whatever_is_typed_is_an_answer_and_no_error(store: sqlite3.Connection, words: str) -> None:
    record = make_record(1, body="a 1 \u00e9 \u4eac")
    Writer(store, 1).write([Settlement(records=(record,))])

    assert search(store, words) in ([], [record])


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from('ab"*():^-+ \n\0{}'), max_size=40))
def test_no_mix_of_the_query_languages_signs_is_an_error(store: sqlite3.Connection, words: str) -> None:
    search(store, words)


def test_a_very_long_query_is_cut() -> None:
    expression = match_expression("word " * 100_000)

    assert expression is not None
    assert expression.count("AND") == 31


def test_text_without_such_scripts_goes_to_the_index_as_it_is() -> None:
    assert searchable("Élan vital") == "Élan vital"
    assert searchable("北京 2026") == " 北  京  2026"
