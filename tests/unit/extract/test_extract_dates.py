"""Dates: which evidence wins, zones, and what is not believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from transforms import instants
from transforms.extract.dates import Dates, find_dates
from transforms.extract.head import read_head
from transforms.extract.json_ld import read_json_ld
from transforms.extract.local_time import in_local_time
from transforms.extract.moments import parse_moment
from transforms.extract.url_dates import date_in_path
from transforms.extract.visible_dates import shown_dates
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
    found = parse_moment(text)
    assert found is not None
    assert (found.instant, found.timed) == (instant, timed)


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
    url = "https://www.example.org/2026/03/03/bridge"
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
        (dates("", text, url), "2026-03-03T00:00:00.000Z", "url"),
        (dates("", text), "2026-03-04T00:00:00.000Z", "text"),
    ]
    for found, instant, evidence in steps:
        assert (found.published_at, found.published_from) == (instant, evidence)
    assert dates() == Dates()


def test_every_candidate_is_kept_with_its_source_and_why_it_did_not_win() -> None:
    meta = (
        '<meta property="article:published_time" content="2026-03-08T08:00:00Z"><meta name="date" content="1850-01-01">'
    )
    late = '<meta name="pubdate" content="2027-01-01">'
    found = dates(
        ld(datePublished="2026-03-09T08:00:00Z") + meta + late, "", "https://www.example.org/2026/03/09/bridge"
    )
    assert [(c.field, c.value[:10], c.source, c.verdict) for c in found.candidates] == [
        ("published", "2026-03-09", "json-ld", "chosen"),
        ("published", "2026-03-08", "meta:article:published_time", "weaker source"),
        ("published", "2026-03-10", "meta:pubdate", "after the response"),
        ("published", "1850-01-01", "meta:date", "weaker source"),
        ("published", "2026-03-09", "url", "agrees"),
    ]


def test_the_address_and_a_shown_time_together_outweigh_a_stated_date_of_another_day() -> None:
    url = "https://www.example.org/2026/03/05/bridge"
    time = "<article><time datetime='2026-03-05T17:00:00Z'>5 March</time></article>"
    found = dates(ld(datePublished="2026-03-09T08:00:00Z"), time, url)
    assert (found.published_at, found.published_from) == ("2026-03-05T17:00:00.000Z", "time")
    # Either alone does not.
    assert dates(ld(datePublished="2026-03-09T08:00:00Z"), "", url).published_from == "json-ld"
    assert dates(ld(datePublished="2026-03-09T08:00:00Z"), time).published_from == "json-ld"


def test_a_time_without_a_zone_takes_it_from_another_source_of_the_same_moment() -> None:
    meta = '<meta name="date" content="2026-03-09T08:15:00+05:45">'
    found = dates(ld(datePublished="2026-03-09 08:15") + meta)
    assert (found.published_at, found.published_from) == ("2026-03-09T02:30:00.000Z", "meta:date")


@pytest.mark.parametrize(
    ("site", "wall", "instant"),
    [
        ("example.de", "2026-01-09T08:15:00.000Z", "2026-01-09T07:15:00.000Z"),
        ("example.de", "2026-07-09T08:15:00.000Z", "2026-07-09T06:15:00.000Z"),
        ("example.de", "2026-03-29T01:59:59.000Z", "2026-03-29T00:59:59.000Z"),
        ("example.de", "2026-03-29T03:00:00.000Z", "2026-03-29T01:00:00.000Z"),
        ("example.de", "2026-10-25T01:59:00.000Z", "2026-10-24T23:59:00.000Z"),
        ("example.de", "2026-10-25T03:00:00.000Z", "2026-10-25T02:00:00.000Z"),
        ("example.co.uk", "2026-07-09T08:15:00.000Z", "2026-07-09T07:15:00.000Z"),
        ("example.co.jp", "2026-07-09T08:15:00.000Z", "2026-07-08T23:15:00.000Z"),
        ("example.com", "2026-07-09T08:15:00.000Z", None),
        ("example.com.au", "2026-07-09T08:15:00.000Z", None),
        ("localhost", "2026-07-09T08:15:00.000Z", None),
        ("example.de", "1850-07-09T08:15:00.000Z", None),
    ],
)
def test_a_country_with_one_zone_gives_it_to_times_without(site: str, wall: str, instant: str | None) -> None:
    assert in_local_time(wall, site) == instant


def test_a_time_without_a_zone_is_that_of_the_sites_country() -> None:
    page = "https://www.example.de/news/bridge"
    found = dates(ld(datePublished="2026-03-09 08:15"), "", page)
    assert found.published_at == "2026-03-09T07:15:00.000Z"
    assert found.candidates[0].text == "2026-03-09 08:15 (no zone: that of .de)"
    # The page says the same time in UTC: then it is no local one.
    both = ld(datePublished="2026-03-09 08:15") + '<meta name="date" content="2026-03-09T08:15:00Z">'
    assert dates(both, "", page).published_at == "2026-03-09T08:15:00.000Z"


@pytest.mark.parametrize(
    ("line", "instant", "changed"),
    [
        ("Published: 12 May 2024 at 10:21", "2024-05-12T10:21:00.000Z", False),
        ("May 12, 2024 · 4:05 pm EDT", "2024-05-12T20:05:00.000Z", False),
        ("10:21, 12 May 2024", "2024-05-12T10:21:00.000Z", False),
        ("Veröffentlicht am 12. Mai 2024, 10.21 Uhr", "2024-05-12T10:21:00.000Z", False),
        ("Publié le 12 mai 2024 à 10h21", "2024-05-12T10:21:00.000Z", False),
        ("12 de mayo de 2024", "2024-05-12T00:00:00.000Z", False),
        ("12 maggio 2024 alle 10:21", "2024-05-12T10:21:00.000Z", False),
        ("12 maja 2024, 10:21", "2024-05-12T10:21:00.000Z", False),
        ("12 мая 2024, 10:21", "2024-05-12T10:21:00.000Z", False),
        ("12 Mayıs 2024 10:21", "2024-05-12T10:21:00.000Z", False),
        ("2024年5月12日 10時21分", "2024-05-12T10:21:00.000Z", False),
        ("입력 2024.05.12 오후 3:21", "2024-05-12T15:21:00.000Z", False),
        ("12 مايو 2024", "2024-05-12T00:00:00.000Z", False),
        ("Updated 12 May 2024", "2024-05-12T00:00:00.000Z", True),
        ("Aktualisiert: 12.05.2024", "2024-05-12T00:00:00.000Z", True),
    ],
)
def test_a_date_shown_under_the_headline_is_read_in_many_languages(line: str, instant: str, changed: bool) -> None:
    tree = document_fromstring(f"<html><body><h1>Bridge</h1><div>{line}</div><p>Text.</p></body></html>")
    shown = shown_dates(tree, None)
    assert [(s.moment.instant, s.changed) for s in shown] == [(instant, changed)]


@pytest.mark.parametrize(
    "place",
    [
        "<nav>12 May 2024</nav>",
        "<footer>Published 12 May 2024</footer>",
        "<div class='related-stories'>Published 12 May 2024</div>",
        "<div>© 12 May 2024</div>",
        "<p>The old bridge, which was opened by the mayor of the day on 12 May 2024 after years of delay, was closed for"
        " repairs that nobody had foreseen when the plans were drawn up by the council's engineers.</p>",
        "<div>12 Foo 2024</div>",
        "<div>32 May 2024</div>",
    ],
)
def test_dates_beside_the_article_or_inside_its_text_are_not_taken_for_its_own(place: str) -> None:
    assert shown_dates(document_fromstring(f"<html><body><h1>Bridge</h1>{place}</body></html>"), True) == []


def test_a_date_stands_beside_the_article_only_where_the_name_is_not_that_of_the_whole_page() -> None:
    text = "<p>One.</p><p>Two.</p>"
    page = f"<div class='content-sidebar-wrap'><h1>Bridge</h1><div class='date'>12 May 2024</div>{text}</div>"
    assert len(shown_dates(document_fromstring(f"<html><body>{page}</body></html>"), True)) == 1


@given(st.text(alphabet="0123456789 ./-:年月日may", max_size=300))
def test_any_line_is_read_for_dates_without_failing(line: str) -> None:
    tree = document_fromstring("<html><body><h1>Bridge</h1><div></div></body></html>")
    tree.find(".//div").text = line
    for shown in shown_dates(tree, True):
        assert instants.parse(shown.moment.instant) == shown.moment.instant


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
    assert date_in_path(url) == (f"{day}T00:00:00.000Z" if day else None)
