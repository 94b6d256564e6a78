"""Authors: lists, roles, lead-ins, agencies. The names are offices and agencies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from transforms.extract.authors import MAX_AUTHORS, find_authors, split_names
from transforms.extract.head import read_head
from transforms.extract.json_ld import read_json_ld

URL = "https://www.example.org/a"


def authors(head: str = "", body: str = "", feed: tuple[str, ...] = ()) -> tuple[str, ...]:
    tree = document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return find_authors(tree, read_head(tree, URL), read_json_ld(tree, URL), feed)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By River Warden", ("River Warden",)),
        ("By River Warden and Bridge Keeper", ("River Warden", "Bridge Keeper")),
        ("River Warden, Bridge Keeper & Harbour Master", ("River Warden", "Bridge Keeper", "Harbour Master")),
        ("Von Fluss Wart und Brücken Wärter", ("Fluss Wart", "Brücken Wärter")),
        ("River Warden, Political Editor", ("River Warden",)),
        ("Warden, River", ("River Warden",)),
        ("RIVER WARDEN", ("River Warden",)),
        ("River Warden; river warden", ("River Warden",)),
        ("warden@example.org", ()),
        ("https://www.example.org/warden", ()),
        ("@warden", ()),
        ("admin", ()),
        ("Photo: River Warden", ()),
        ("River Warden &amp; Bridge Keeper", ("River Warden", "Bridge Keeper")),
        ("", ()),
    ],
)
def test_a_byline_becomes_names(text: str, names: tuple[str, ...]) -> None:
    assert split_names([text]) == names


def test_people_come_before_the_organisation_and_an_agency_counts_where_nobody_is_named() -> None:
    agency = '{"@type": "Organization", "name": "River Agency"}'
    person = '{"@type": "Person", "name": "River Warden"}'

    def head(*authors: str) -> str:
        return f'<script type="application/ld+json">{{"@type": "Article", "headline": "x", "author": [{",".join(authors)}]}}</script>'

    assert authors(head(agency, person)) == ("River Warden",)
    assert authors(head(agency)) == ("River Agency",)


def test_meta_tags_marked_elements_and_the_feed_follow() -> None:
    meta = '<meta property="article:author" content="https://www.example.org/w"><meta name="author" content="River Warden">'
    marked = '<p><span class="byline"><a rel="author" href="/k">Bridge Keeper</a></span></p>'
    assert authors(meta, marked, ("Harbour Master",)) == ("River Warden",)
    assert authors("", marked, ("Harbour Master",)) == ("Bridge Keeper",)
    assert authors("", "", ("Harbour Master",)) == ("Harbour Master",)


def test_authors_of_other_articles_further_down_do_not_count() -> None:
    first = '<div><p><a rel="author">River Warden</a>, <a rel="author">Bridge Keeper</a></p></div>'
    other = '<div><ul><li><a rel="author">Harbour Master</a></li></ul></div>'
    assert authors("", first + other) == ("River Warden", "Bridge Keeper")


@given(st.lists(st.text(max_size=60), max_size=30))
def test_names_are_few_short_distinct_and_on_one_line(texts: list[str]) -> None:
    names = split_names(texts)
    assert len(names) <= MAX_AUTHORS
    assert len({name.casefold() for name in names}) == len(names)
    assert all(name and len(name) <= 100 and "\n" not in name for name in names)
