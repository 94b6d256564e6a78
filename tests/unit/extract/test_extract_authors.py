"""Authors: lists, roles, lead-ins, agencies. The names are offices and agencies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement, document_fromstring

from transforms.extract.agency import find_agency, in_credit, in_dateline
from transforms.extract.authors import MAX_AUTHORS, Authors, find_authors
from transforms.extract.head import read_head
from transforms.extract.json_ld import read_json_ld
from transforms.extract.names import split_names
from transforms.extract.publisher import publisher_of

URL = "https://www.example.org/a"


def authors(head: str = "", body: str = "", feed: tuple[str, ...] = ()) -> tuple[str, ...]:
    tree = document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return found(tree, feed).names


def found(tree: HtmlElement, feed: tuple[str, ...] = (), thorough: bool = False) -> Authors:
    page_head, data = read_head(tree, URL), read_json_ld(tree, URL)
    return find_authors(tree, page_head, data, publisher_of(page_head, data, "example.org"), feed, thorough=thorough)


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
        ("Written by: River Warden", ("River Warden",)),
        ("Von: RIVER WARDEN", ("River Warden",)),
        ("Text: Von River Warden", ("River Warden",)),
        ("Par River Warden et Bridge Keeper", ("River Warden", "Bridge Keeper")),
        ("Por River Warden y Bridge Keeper", ("River Warden", "Bridge Keeper")),
        ("di River Warden e Bridge Keeper", ("River Warden", "Bridge Keeper")),
        ("Door River Warden en Bridge Keeper", ("River Warden", "Bridge Keeper")),
        ("Av River Warden och Bridge Keeper", ("River Warden", "Bridge Keeper")),
        ("Oleh: River Warden", ("River Warden",)),
        ("Автор: Речной Смотритель", ("Речной Смотритель",)),
        ("بقلم حارس النهر", ("حارس النهر",)),
        ("川守太郎記者", ("川守太郎",)),
        ("文＝川守太郎", ("川守太郎",)),
        ("记者 河守望", ("河守望",)),
        ("강지기 기자", ("강지기",)),
        ("River Warden (rwa), Bridge Keeper (bke.)", ("River Warden", "Bridge Keeper")),
        ("River Warden, dpa", ("River Warden",)),
        ("River Warden/AFP/Reuters", ("River Warden",)),
        ("River Warden in Harbour Town", ("River Warden",)),
        ("Political Editor River Warden", ("River Warden",)),
        ("River Warden Staff Writer", ("River Warden",)),
        ("River Warden\nUpdated 12 May 2024", ("River Warden",)),
        ("River Warden River Warden", ("River Warden",)),
        ("River Warden, Jr.", ("River Warden",)),
        ("rwa", ()),
        ("rwarden99", ()),
        ("12 May 2024", ()),
        ("Getty Images", ()),
        ("River Warden Sigetty", ("River Warden Sigetty",)),
        ("By Editor", ()),
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


def test_the_publisher_is_nobody_and_a_person_further_down_is_found() -> None:
    site = '<meta property="og:site_name" content="River Post"><meta name="author" content="River Post Staff">'
    byline = '<h1>Bridge</h1><p class="byline">By Bridge Keeper</p>'
    assert authors(site, byline) == ("Bridge Keeper",)
    assert authors(site) == ()
    assert authors('<meta name="author" content="Example Post (www.example.org)">') == ()


def test_a_byline_is_found_by_its_class_its_link_or_its_words() -> None:
    for markup in (
        '<span class="post__byline">By Bridge Keeper</span>',
        '<a href="/authors/bridge-keeper/">Bridge Keeper</a>',
        "<div>By Bridge Keeper</div>",
        '<ul class="author_list"><li class="author">Bridge Keeper</li></ul>',
    ):
        assert authors("", f"<h1>Bridge</h1>{markup}<p>Text.</p>") == ("Bridge Keeper",), markup


@pytest.mark.parametrize(
    "markup",
    [
        '<nav><a href="/authors/bridge-keeper/">Bridge Keeper</a></nav><h1>Bridge</h1>',
        '<a href="/authors/bridge-keeper/">Bridge Keeper</a><h1>Bridge</h1>',
        '<h1>Bridge</h1><div class="author-bio">Bridge Keeper</div>',
        '<h1>Bridge</h1><div class="related-author">Bridge Keeper</div>',
        '<h1>Bridge</h1><div class="byline">The harbour and its ministry</div>',
    ],
)
def test_columnists_in_menus_and_boxes_are_not_the_author(markup: str) -> None:
    assert authors("", f"{markup}<p>Text.</p>") == ()


def test_an_agency_beside_a_person_is_no_author_and_alone_it_is() -> None:
    head = '<meta name="author" content="Bridge Keeper, dpa">'
    tree = document_fromstring(f"<html><head>{head}</head><body></body></html>")
    assert (found(tree).names, find_agency(found(tree).stated, "")[:2]) == (
        ("Bridge Keeper",),
        (("dpa",), "meta:author"),
    )
    assert authors('<meta name="author" content="The Associated Press">') == ("Associated Press",)


def test_all_sources_are_candidates_when_asked_for() -> None:
    head = '<meta name="author" content="Bridge Keeper">'
    tree = document_fromstring(
        f"<html><head>{head}</head><body><h1>x</h1><p class=byline>By Harbour Master</p></body></html>"
    )
    candidates = found(tree, thorough=True).candidates
    assert [(c.value, c.source, c.verdict) for c in candidates] == [
        ("Bridge Keeper", "meta:author", "chosen"),
        ("Harbour Master", "marked", "weaker source"),
        ("Harbour Master", "byline", "weaker source"),
    ]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("HARBOUR TOWN, May 3 (Reuters) - The bridge", ["Reuters"]),
        ("Hafenstadt (dpa/tmn) – Die Brücke", ["dpa"]),
        ("HARBOUR TOWN (AP) — The bridge", ["Associated Press"]),
        ("(ANSA) - HARBOUR TOWN, 3 MAG - Il ponte", ["ANSA"]),
        ("Puerto, 3 may (EFE).- El puente", ["EFE"]),
        ("新华社港城5月3日电 大桥", ["Xinhua"]),
        ("(항구=연합뉴스) 다리", ["Yonhap"]),
        ("【共同】橋は", ["Kyodo News"]),
        ("/AFP/ The bridge", ["AFP"]),
        ("The All Party (AP) council met", []),
        ("The warden told Reuters that the bridge", []),
        ("", []),
    ],
)
def test_an_agency_is_read_from_the_dateline(body: str, names: list[str]) -> None:
    assert in_dateline(body) == names


@pytest.mark.parametrize(
    ("end", "names"),
    [
        ("(dpa)", ["dpa"]),
        ("Quelle: abc/dpa", ["dpa"]),
        ("Source: Reuters", ["Reuters"]),
        ("Avec AFP", ["AFP"]),
        ("Con información de EFE y Reuters", ["EFE", "Reuters"]),
        ("© 2024 The Associated Press", ["Associated Press"]),
        ("© dpa-infocom, dpa:260302-11-22222/1", ["dpa"]),
        ("The bridge is open again. (AFP)", ["AFP"]),
        ("Foto: dpa", []),
        ("The warden told AP", []),
        ("Reuters has reported on the bridge since it was built.", []),
    ],
)
def test_an_agency_is_read_from_a_credit_at_the_end(end: str, names: list[str]) -> None:
    assert in_credit(f"The bridge is closed.\n{end}") == names


@given(st.text(alphabet="dpaAFPReuters()/ -.,\n", max_size=400))
def test_any_text_has_agencies_or_none(body: str) -> None:
    agencies, source, _ = find_agency([("json-ld", body)], body)
    assert (source is None) == (agencies == ())


@pytest.mark.parametrize(
    "text", ["By " * 4_000, "(" * 10_000, "A, " * 5_000, "von " * 3_000, "a b" * 4_000, "\n" * 9_000]
)
def test_a_byline_of_ten_kilobytes_is_read_as_far_as_bylines_go(text: str) -> None:
    assert len(split_names([text])) <= MAX_AUTHORS


@given(st.lists(st.text(max_size=60), max_size=30))
def test_names_are_few_short_distinct_and_on_one_line(texts: list[str]) -> None:
    names = split_names(texts)
    assert len(names) <= MAX_AUTHORS
    assert len({name.casefold() for name in names}) == len(names)
    assert all(name and len(name) <= 100 and "\n" not in name for name in names)
