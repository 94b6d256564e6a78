"""Section, tags and lead image."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from transforms.extract.head import Head
from transforms.extract.json_ld import LinkedData, read_json_ld
from transforms.extract.topics import MAX_TAGS, find_image, find_section, find_tags

TITLE = "New bridge opens"
BASE = "https://www.example.org/a"


def data(*nodes: dict[str, object]) -> LinkedData:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    return read_json_ld(document_fromstring(f"<html><head>{scripts}</head><body></body></html>"), BASE)


def article(**values: object) -> LinkedData:
    return data({"@type": "NewsArticle", "headline": TITLE, **values})


def trail(*names: str) -> LinkedData:
    return data({"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": name} for name in names]})


@pytest.mark.parametrize(
    ("found", "metas", "section"),
    [
        (article(articleSection="Town"), {}, "Town"),
        (article(articleSection=["Town", "River"]), {}, "Town"),
        (article(articleSection="Home, Town, River"), {}, "Town"),
        (article(), {"article:section": ["Town"]}, "Town"),
        (trail("Home", "Town", "River", TITLE), {}, "River"),
        (trail("Startseite", "Stadt"), {}, "Stadt"),
        (trail("Home", TITLE), {}, None),
        (article(articleSection="Article"), {}, None),
        (LinkedData(), {}, None),
    ],
)
def test_the_section_is_stated_or_the_last_breadcrumb(
    found: LinkedData, metas: dict[str, list[str]], section: str | None
) -> None:
    assert find_section(Head(BASE, metas), found, TITLE) == section


@pytest.mark.parametrize(
    ("keywords", "tags"),
    [
        ("bridge, river , Bridge", ("bridge", "river")),
        (["bridge", "river, sea"], ("bridge", "river, sea")),
        ("M&amp;A; bridges", ("M&A", "bridges")),
        (["#bridge", "Category: River", "NLP Category: Sea"], ("bridge", "River", "Sea")),
        (["content-type: article", "Page Type: Article", "2026-03-09", "https://example.org", TITLE], ()),
        ("橋 河川 海", ("橋", "河川", "海")),
        ([{"@type": "DefinedTerm", "name": "bridge"}], ("bridge",)),
        (["one two three four five six seven eight nine"], ()),
    ],
)
def test_tags_are_what_a_person_would_call_one(keywords: object, tags: tuple[str, ...]) -> None:
    assert find_tags(Head(BASE), article(keywords=keywords), TITLE) == tags


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("/img/bridge.jpg", "https://www.example.org/img/bridge.jpg"),
        ("/img/harbour-logo-on-the-bridge.jpg", "https://www.example.org/img/harbour-logo-on-the-bridge.jpg"),
        ("/img/site-logo.png", None),
        ("/img/logo_white.svg", None),
        ("/img/blank.jpg", None),
        ("/img/default-image.jpg", None),
        ("javascript:x", None),
    ],
)
def test_a_logo_or_an_empty_picture_is_no_lead_image(image: str, found: str | None) -> None:
    assert find_image(Head(BASE, {"og:image": [image]}), LinkedData()) == found


@given(st.recursive(st.none() | st.text(max_size=30) | st.integers(), lambda inner: st.lists(inner, max_size=4)))
def test_any_values_give_topics_within_bounds(value: object) -> None:
    found = article(keywords=value, articleSection=value, image=value)
    assert len(find_tags(Head(BASE), found, TITLE)) <= MAX_TAGS
    assert len(find_section(Head(BASE), found, TITLE) or "") <= 100
    assert (find_image(Head(BASE), found) or "http").startswith("http")
