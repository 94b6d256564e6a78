"""Dates: which evidence wins, zones, and what is not believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from transforms import instants
from transforms.extract.dates import Dates, find_dates, from_url
from transforms.extract.head import read_head
from transforms.extract.json_ld import read_json_ld
from transforms.extract.moments import parse_moment
from transforms.records import Entry, Page

URL = "https://www.example.org/news/bridge"


def dates(
    head: str = "",
    body: str = "",
    url: str = URL,
    fetched_at: str | None = "2026-03-10T12:00:00.000Z",
    entry: Entry | None = None,
) -> Dates:
    tree = document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    page = Page("e", url, fetched_at, "text/html", b"", entry=entry or Entry())
    return find_dates(page, tree, read_head(tree, url), read_json_ld(tree, url), None)


def ld(**values: str) -> str:
    pairs = "".join(f', "{name}": "{value}"' for name, value in values.items())
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "x"{pairs}}}</script>'


@pytest.mark.parametrize(
    ("text", "instant", "timed"),
    [
        ("2026-03-09T08:15:00+01:00", "2026-03-09T07:15:00.000Z", True),
        ("2026-03-09T08:15:00+0100", "2026-03-09T07:15:00.000Z", True),
        ("2026-03-09T08:15Z", "2026-03-09T08:15:00.000Z", True),
        ("2026-03-09 8:15 +02:00", "2026-03-09T06:15:00.000Z", True),
        ("2026-03-09T08:15:00", "2026-03-09T08:15:00.000Z", True),
        ("2026-03-09", "2026-03-09T00:00:00.000Z", False),
        ("2026-03-09 and so on", "2026-03-09T00:00:00.000Z", False),
        ("20260309", "2026-03-09T00:00:00.000Z", False),
        ("20260309081500", "2026-03-09T08:15:00.000Z", True),
        ("1773044100", "2026-03-09T08:15:00.000Z", True),
        ("1773044100000", "2026-03-09T08:15:00.000Z", True),
        ("Mon, 09 Mar 2026 08:15:00 GMT", "2026-03-09T08:15:00.000Z", True),
        ("Mon, 09 Mar 2026 08:15:00 -0500", "2026-03-09T13:15:00.000Z", True),
        ("09.03.2026", "2026-03-09T00:00:00.000Z", False),
        ("9.3.2026, 08:15", "2026-03-09T08:15:00.000Z", True),
        ("2026/03/09", "2026-03-09T00:00:00.000Z", False),
        ("March 9, 2026", "2026-03-09T00:00:00.000Z", False),
        ("9th March 2026", "2026-03-09T00:00:00.000Z", False),
    ],
)
def test_dates_are_read_in_the_shapes_that_pages_use(text: str, instant: str, timed: bool) -> None:
    assert parse_moment(text) == (instant, timed)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "03/09/2026", "2026-13-45", "99999999", "12", "Foo 12, 2026", "0000-00-00T00:00:00"]
)
def test_what_is_no_date_or_could_be_two_is_not_guessed(text: str) -> None:
    assert parse_moment(text) is None


@given(st.text(max_size=90))
def test_any_text_is_an_instant_or_nothing(text: str) -> None:
    found = parse_moment(text)
    assert found is None or instants.parse(found[0]) == found[0]


def test_evidence_is_asked_in_its_order() -> None:
    meta = '<meta property="article:published_time" content="2026-03-08T08:00:00Z">'
    time = "<article><time datetime='2026-03-07T08:00:00Z'>7 March</time></article>"
    feed = Entry(published_at="2026-03-06T08:00:00.000Z")
    url = "https://www.example.org/2026/03/05/bridge"
    text = "<p class='date'>Published 4 March 2026</p>"
    steps = [
        (
            dates(ld(datePublished="2026-03-09T08:00:00Z") + meta, time + text, url, entry=feed),
            "2026-03-09T08:00:00.000Z",
            "json-ld",
        ),
        (dates(meta, time + text, url, entry=feed), "2026-03-08T08:00:00.000Z", "meta:article:published_time"),
        (dates("", time + text, url, entry=feed), "2026-03-07T08:00:00.000Z", "time"),
        (dates("", text, url, entry=feed), "2026-03-06T08:00:00.000Z", "feed"),
        (dates("", text, url), "2026-03-05T00:00:00.000Z", "url"),
        (dates("", text), "2026-03-04T00:00:00.000Z", "text"),
    ]
    for found, instant, evidence in steps:
        assert (found.published_at, found.published_from) == (instant, evidence)
    assert dates() == Dates()


def test_a_day_without_time_takes_the_time_of_weaker_evidence_of_the_same_day() -> None:
    meta = '<meta name="date" content="2026-03-09T08:15:00+01:00">'
    found = dates(ld(datePublished="2026-03-09") + meta)
    assert (found.published_at, found.published_from) == ("2026-03-09T07:15:00.000Z", "meta:date")
    assert dates(ld(datePublished="2026-03-01") + meta).published_at == "2026-03-01T00:00:00.000Z"


def test_what_lies_after_the_response_is_not_believed_or_clamped_within_a_day() -> None:
    assert dates(ld(datePublished="2026-03-12T00:00:00Z")).published_at is None
    assert dates(ld(datePublished="2026-03-11T06:00:00Z")).published_at == "2026-03-10T12:00:00.000Z"
    assert dates(ld(datePublished="2026-03-12T00:00:00Z"), fetched_at=None).published_at == "2026-03-12T00:00:00.000Z"


@pytest.mark.parametrize("junk", ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1066-10-14"])
def test_zero_dates_are_not_believed(junk: str) -> None:
    assert dates(ld(datePublished=junk)).published_at is None


def test_a_change_before_publication_is_no_change() -> None:
    head = ld(datePublished="2026-03-09T08:00:00Z", dateModified="2026-03-09T09:30:00Z")
    assert (dates(head).modified_at, dates(head).modified_from) == ("2026-03-09T09:30:00.000Z", "json-ld")
    assert dates(ld(datePublished="2026-03-09T08:00:00Z", dateModified="2026-03-01T08:00:00Z")).modified_at is None


def test_times_of_teasers_beside_the_article_do_not_count() -> None:
    teaser = "<aside><time datetime='2026-03-01T08:00:00Z'></time></aside><ul><li><time datetime='2026-03-02T08:00:00Z'></time></li></ul>"
    assert (
        dates("", f"<main>{teaser}<time datetime='2026-03-09T08:00:00Z'></time></main>").published_at
        == "2026-03-09T08:00:00.000Z"
    )


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://www.example.org/2026/03/09/bridge", "2026-03-09"),
        ("https://www.example.org/2026/mar/09/bridge", "2026-03-09"),
        ("https://www.example.org/news/bridge-20260309", "2026-03-09"),
        ("https://www.example.org/news/bridge-2026-03-09.html", "2026-03-09"),
        ("https://www.example.org/2026/02/31/bridge", None),
        ("https://www.example.org/item/20261399", None),
        ("https://www.example.org/?d=2026/03/09/", None),
    ],
)
def test_a_date_in_the_path_of_an_address_is_read(url: str, day: str | None) -> None:
    found = from_url(url)
    assert (found.instant[:10] if found else None) == day
