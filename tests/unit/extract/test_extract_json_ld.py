"""JSON-LD: broken blocks, the article among other nodes, bounds."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from transforms.extract.json_ld import LinkedData, parse_tolerantly, read_json_ld, types

HERE = "https://www.example.org/news/bridge-opens"


def read(*blocks: str) -> LinkedData:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return read_json_ld(document_fromstring(f"<html><head>{scripts}</head><body></body></html>"), HERE)


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "NewsArticle", "headline": "Bridge opens"}',
        '<!-- {"@type": "NewsArticle", "headline": "Bridge opens"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Bridge opens"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "Bridge opens",}',
        '{"@type": "NewsArticle", "headline": "Bridge\nopens"}',
        '{"@type": "WebSite"}{"@type": "NewsArticle", "headline": "Bridge opens"};',
        '[{"@type": ["Thing", "https://schema.org/NewsArticle"], "headline": "Bridge opens"}]',
        '{"@type": "NewsArticle", "headline": "Bridge opens", "author": {"name": "a "quoted" name"}}',
        '{"@type": "NewsArticle", "headline": "Bridge &amp;amp;#32; opens"}'.replace("&amp;amp;#32; ", ""),
    ],
)
def test_a_headline_is_read_also_out_of_broken_json(block: str) -> None:
    assert read(block).text("headline") == "Bridge opens"


def test_the_article_with_this_address_is_the_article() -> None:
    other = {"@type": "NewsArticle", "headline": "Another", "url": "https://www.example.org/news/another"}
    this = {
        "@type": "NewsArticle",
        "headline": "This",
        "mainEntityOfPage": {"@id": "http://example.org/news/bridge-opens/"},
    }
    assert read(json.dumps([other, this])).text("headline") == "This"


def test_without_an_address_the_first_article_with_a_headline_counts() -> None:
    assert read('[{"@type": "Article"}, {"@type": "Article", "headline": "First"}]').text("headline") == "First"


def test_articles_of_lists_and_live_updates_are_not_the_article() -> None:
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Listed"}]}
    live = {
        "@type": "LiveBlogPosting",
        "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "Update"}],
        "headline": "Live",
    }
    assert read(json.dumps(listed), json.dumps(live)).text("headline") == "Live"
    assert not read(json.dumps(listed)).article


def test_references_are_followed_by_id() -> None:
    graph = {
        "@graph": [
            {"@type": "Article", "headline": "A", "author": {"@id": "#1"}},
            {"@id": "#1", "@type": "Person", "name": "The Mayor"},
        ]
    }
    data = read(json.dumps(graph))
    assert [node["name"] for node in data.values(data.article["author"])] == ["The Mayor"]


def test_types_lose_their_vocabulary() -> None:
    assert types({"@type": ["schema:NewsArticle", "http://schema.org/Report"]}) == ("NewsArticle", "Report")
    assert types({"@type": 7}) == ()


@pytest.mark.parametrize("block", ["[" * 100_000, '{"a":' * 50_000, "null", "7", '"x"', "{" * 3, "[[[[]]]]"])
def test_nonsense_and_deep_nesting_give_no_article(block: str) -> None:
    assert read(block).article == {}


def test_what_lies_beyond_the_bound_of_blocks_is_not_read() -> None:
    blocks = ['{"@type": "WebSite"}'] * 40 + ['{"@type": "Article", "headline": "Late"}']
    assert read(*blocks).article == {}
    assert read(*blocks[1:]).text("headline") == "Late"


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    assert isinstance(parse_tolerantly(text), list)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "headline", "author", "@graph", "name", "mainEntityOfPage", "url"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_read_without_an_exception(value: object) -> None:
    data = read(json.dumps(value).replace("<", ""))
    assert isinstance(data.text("headline", "name"), str)
    assert len(list(data.values(data.article.get("author")))) <= 50
