"""Titles without their publisher, standfirsts that say something, canonical addresses."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from transforms.extract.head import canonical_url, read_head
from transforms.extract.headline import find_standfirst, find_title, repeats, same, without_site
from transforms.extract.json_ld import read_json_ld

URL = "https://www.river-post.example/news/bridge"
SITE = "river-post.example"
BODY = "The mayor opened the new bridge on Friday. It took six years.\nBoats may pass again."


def title(head: str = "", body: str = "") -> str:
    tree = document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return find_title(tree, read_head(tree, URL), read_json_ld(tree, URL), SITE)


def standfirst(head: str = "", body: str = "", text: str = BODY) -> str:
    tree = document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return find_standfirst(tree, read_head(tree, URL), read_json_ld(tree, URL), "New bridge opens", text)


def ld(**values: str) -> str:
    pairs = "".join(f', "{name}": "{value}"' for name, value in values.items())
    return f'<script type="application/ld+json">{{"@type": "NewsArticle"{pairs}}}</script>'


def test_the_title_is_asked_for_in_its_order() -> None:
    og = '<meta property="og:title" content="From og">'
    h1, element = "<h1>From h1</h1>", "<title>From title</title>"
    assert title(ld(headline="From json") + og + element, h1) == "From json"
    assert title(og + element, h1) == "From og"
    assert title(element, h1) == "From h1"
    assert title(element) == "From title"
    assert title() == ""


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("New bridge opens | River Post", "New bridge opens"),
        ("New bridge opens - River Post - News from the river", "New bridge opens"),
        ("River Post: New bridge opens", "River Post: New bridge opens"),
        ("River Post – New bridge opens", "New bridge opens"),
        ("New bridge opens – two years late", "New bridge opens – two years late"),
        ("New bridge opens - river-post.example", "New bridge opens"),
        ("A | B | C", "A | B | C"),
        ("Ferry-boats stay", "Ferry-boats stay"),
    ],
)
def test_the_publishers_name_is_taken_off(stated: str, found: str) -> None:
    names = '<meta property="og:site_name" content="River Post">'
    assert title(names + f'<meta property="og:title" content="{stated}">') == found


def test_what_stands_beside_a_heading_of_the_page_goes() -> None:
    assert without_site("New bridge opens » Town", set(), ["New bridge opens"]) == "New bridge opens"
    assert without_site("New bridge » opens", set(), ["New bridge » opens"]) == "New bridge » opens"


def test_a_title_that_was_cut_off_is_completed_by_the_heading() -> None:
    assert (
        title(ld(headline="New bridge opens after …"), "<h1>New bridge opens after six years</h1>")
        == "New bridge opens after six years"
    )


def test_entities_are_undone_and_lines_folded() -> None:
    assert title('<meta property="og:title" content="Bridge &amp;amp;\n  boats\u200b">') == "Bridge & boats"


def test_a_title_that_was_escaped_more_than_once_is_read_as_it_was_meant() -> None:
    assert (
        title('<meta property="og:title" content="Pilot &amp;amp;#039;saw nothing&amp;amp;#039;">')
        == "Pilot 'saw nothing'"
    )


def test_the_standfirst_is_the_line_under_the_headline_or_the_description() -> None:
    meta = '<meta name="description" content="A crossing that the town has waited for">'
    under = "<header><h1>New bridge opens</h1><p class='article-standfirst'>Six years of waiting come to an end</p></header>"
    assert standfirst(meta, under) == "Six years of waiting come to an end"
    assert standfirst(meta) == "A crossing that the town has waited for"
    elsewhere = "<h1>New bridge opens</h1><main></main><footer><div><div><p class='standfirst'>Six years of waiting come to an end</p></div></div></footer>"
    assert standfirst(meta, elsewhere) == "A crossing that the town has waited for"


@pytest.mark.parametrize(
    "description",
    [
        "New bridge opens",
        "new bridge opens!",
        "The mayor opened the new bridge on Friday. It …",
        "Boats may pass again.",
        "Too short",
        "",
    ],
)
def test_a_standfirst_that_repeats_title_or_body_is_none(description: str) -> None:
    assert standfirst(f'<meta name="description" content="{description}">') == ""


def test_repetition_is_told_without_case_and_punctuation() -> None:
    assert repeats("THE MAYOR OPENED...", BODY)
    assert not repeats("The mayor closed", BODY)
    assert same("“Bridge”, opens", "bridge opens")


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ('<link rel="canonical" href="https://www.river-post.example/a#top">', "https://www.river-post.example/a"),
        ('<link rel="canonical" href="/b"><meta property="og:url" content="/c">', "https://www.river-post.example/b"),
        ('<link rel="canonical" href=""><meta property="og:url" content="/c">', "https://www.river-post.example/c"),
        ('<link rel="canonical" href="{{url}}">', None),
        ('<link rel="canonical" href="javascript:void(0)">', None),
        ('<link rel="canonical" href="https://localhost/">', None),
        ("", None),
    ],
)
def test_the_canonical_address_is_absolute_and_junk_is_none(head: str, address: str | None) -> None:
    assert canonical_url(read_head(document_fromstring(f"<html><head>{head}</head></html>"), URL), URL) == address
