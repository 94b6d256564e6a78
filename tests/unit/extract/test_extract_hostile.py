"""Metadata that is meant to hurt: huge, nested, absurd. The work is bounded and the record is clean."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import instants
from transforms.characters import clean
from transforms.extract.article import extract
from transforms.extract.candidates import candidates_of
from transforms.records import Article, Entry, Page

SENTENCE = (
    "The mayor opened the new bridge over the river on Friday and said that the town had waited for it for years."
)
BODY = "<article><h1>New bridge opens</h1>" + "".join(f"<p>{n}. {SENTENCE}</p>" for n in range(6)) + "</article>"
FETCHED = "2026-03-10T12:00:00.000Z"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["@type", "@id", "name", "x"]), inner),
    max_leaves=8,
)
NAMES = [
    "@type",
    "headline",
    "datePublished",
    "dateModified",
    "author",
    "creator",
    "publisher",
    "keywords",
    "articleSection",
    "image",
    "isAccessibleForFree",
    "hasPart",
    "liveBlogUpdate",
    "articleBody",
    "inLanguage",
    "url",
    "mainEntityOfPage",
    "sourceOrganization",
    "description",
]
DATES = st.sampled_from(
    [
        "0000-00-00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "99999999999999",
        "2026-03-09T25:61:61",
        "12/13/14/15",
        "-1",
        "1e309",
        "2026-03-09T08:00:00+99:99",
        "٢٠٢٦-٠٣-٠٩",
        "31 February 2026",
        "2026-03-09",
    ]
)


def page(head: str, body: str = BODY) -> Page:
    html = f"<html lang=en><head><title>New bridge opens</title>{head}</head><body>{body}</body></html>"
    entry = Entry(summary="x" * 10_000, authors=("\x1b[31mred\x00",) * 50)
    return Page(
        "e1", "https://www.example.org/news/bridge", FETCHED, "text/html", html.encode("utf-8", "replace"), entry=entry
    )


def ld(value: object) -> str:
    data = json.dumps(value).replace("</", "<\\/")
    return f'<script type="application/ld+json">{data}</script>'


def check(article: Article) -> None:
    """What holds for every record, whatever the page says."""
    for instant in (article.published_at, article.modified_at):
        assert instant is None or (instants.parse(instant) == instant and instant <= FETCHED)
    assert len(article.authors) <= 20
    assert all(0 < len(name) <= 100 for name in article.authors)
    for text in (*article.authors, *article.tags, article.section or "", article.title, *article.agency):
        assert text == " ".join(clean(text).split())
    assert article.access in ("free", "metered", "paid", "unknown")
    assert article.form in ("article", "live", "gallery", "video", "audio", "front", "stub")
    assert article.language is None or re.fullmatch("[a-z]{2}", article.language)
    assert all(0 <= part.where <= len(article.body) for part in article.parts)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=8), DATES)
def test_any_json_ld_makes_a_clean_record(node: dict[str, object], date: str) -> None:
    content = page(ld({"@type": "NewsArticle", "datePublished": date, "dateModified": date, **node}))
    article = extract(content)
    check(article)
    assert len(candidates_of(content, article)) <= 60


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["author", "date", "article:published_time", "keywords", "og:type"]), st.text(max_size=60)
        )
    )
)
def test_any_meta_tags_make_a_clean_record(tags: list[tuple[str, str]]) -> None:
    metas = "".join(
        f'<meta name="{name}" content="{re.sub("[<>&]", " ", text).replace(chr(34), " ")}">' for name, text in tags
    )
    check(extract(page(metas)))


NESTED: object = "x"
for _ in range(400):
    NESTED = {"@type": "NewsArticle", "author": NESTED}


@pytest.mark.parametrize(
    "head",
    [
        ld(
            {
                "@type": "NewsArticle",
                "headline": "x",
                "author": [{"@type": "Person", "name": f"Name {n}"} for n in range(20_000)],
            }
        ),
        ld({"@type": "NewsArticle", "headline": "x", "author": {"name": "A" * 10_000}}),
        ld({"@type": "NewsArticle", "headline": "x", "author": "and " * 30_000}),
        ld({"@type": "NewsArticle", "headline": "x", "author": "(" * 60_000}),
        ld({"@type": "NewsArticle", "headline": "x", "keywords": ", ".join(map(str, range(50_000)))}),
        ld(
            {"@graph": [{"@type": "NewsArticle", "@id": f"#{n}", "author": {"@id": f"#{n + 1}"}} for n in range(3_000)]}
        ),
        ld({"@type": "NewsArticle", "@id": "#a", "author": {"@id": "#a"}, "headline": "x"}),
        ld(NESTED),
        ld(
            {"@type": "LiveBlogPosting", "liveBlogUpdate": [{"headline": "x" * 99, "articleBody": "<p>" * 200}] * 2_000}
        ),
        f"<script type='application/ld+json'>{'[' * 100_000}</script>",
        "".join(f'<meta name="author" content="Name {n}"><meta name="date" content="{n}">' for n in range(3_000)),
        f'<meta name="author" content="{"By " * 5_000}">',
    ],
    ids=lambda head: head[:60] + str(len(head)),
)
def test_huge_and_nested_metadata_is_read_as_far_as_its_bounds(head: str) -> None:
    check(extract(page(head)))


@pytest.mark.parametrize(
    "body",
    [
        "<h1>New bridge</h1>" + "<time datetime='2026-03-09'></time>" * 8_000 + BODY,
        "<h1>New bridge</h1>" + '<span class="byline">By </span>' * 8_000 + BODY,
        "<h1>New bridge</h1>" + '<a href="/author/x/">1 May 2024 2 May 2024</a> ' * 5_000 + BODY,
        "<div class='entry'>" * 150 + "<time></time>" * 500 + "</div>" * 150 + BODY,
    ],
    ids=["times", "bylines", "links", "blocks"],
)
def test_thousands_of_marked_elements_cost_no_more_than_the_first_few(body: str) -> None:
    check(extract(page("", body)))


def test_control_characters_and_overrides_do_not_reach_a_record() -> None:
    node = {
        "@type": "NewsArticle",
        "headline": "\x00\x1b[2JBridge",
        "author": "\u202eRiver Warden\u202c",
        "keywords": ["\x07a"],
    }
    article = extract(page(ld(node), "\x01" * 20 + BODY))
    check(article)
    assert (article.title, article.authors, article.tags) == ("[2JBridge", ("River Warden",), ("a",))
