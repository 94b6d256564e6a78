"""Whole pages to whole articles: fields, determinism over clocks and order, and any bytes at all."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.encoding import decode, encode
from transforms.extract.article import EXTRACTOR, extract
from transforms.extract.counts import ExtractLimits
from transforms.extract.topics import MAX_TAGS
from transforms.failures import Dropped, StageError
from transforms.records import Article, Entry, Page

SENTENCE = "The mayor opened the new bridge over the river on Friday and said that the town had waited for it."

PAGE = f"""<!doctype html><html lang="de"><head>
<title>New bridge opens | River Post</title>
<meta property="og:site_name" content="River Post">
<link rel="canonical" href="/news/bridge?utm=1#top">
<meta name="description" content="Six years of waiting come to an end">
<meta property="og:image" content="//img.example.org/bridge.jpg">
<meta name="robots" content="noai">
<meta name="author" content="The River Desk">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "New bridge opens",
 "datePublished": "2026-03-09T08:15:00+01:00", "dateModified": "2026-03-09T10:00:00+01:00", "isAccessibleForFree": false,
 "articleSection": "Town", "keywords": ["bridge", "Bridge", "river"]}}</script>
</head><body><article><h1>New bridge opens</h1>{"".join(f"<p>{n}. {SENTENCE}</p>" for n in range(6))}</article></body></html>"""


def page(content: str | bytes, media_type: str = "text/html", **more: object) -> Page:
    data = content if isinstance(content, bytes) else content.encode()
    return Page("e1", "https://www.example.org/news/bridge", "2026-03-10T12:00:00.000Z", media_type, data, **more)  # type: ignore[arg-type]


def test_every_field_of_an_article_is_filled_from_the_page() -> None:
    signals = ("tdm-reservation: 1",)
    article = extract(page(PAGE, signals=signals, entry=Entry(feed_url="https://www.example.org/feed")))
    assert article == Article(
        entry_id="e1",
        url="https://www.example.org/news/bridge",
        canonical_url="https://www.example.org/news/bridge?utm=1",
        site="example.org",
        feed_url="https://www.example.org/feed",
        fetched_at="2026-03-10T12:00:00.000Z",
        title="New bridge opens",
        standfirst="Six years of waiting come to an end",
        body="\n".join(f"{n}. {SENTENCE}" for n in range(6)),
        language="en",
        authors=("The River Desk",),
        published_at="2026-03-09T07:15:00.000Z",
        published_from="json-ld",
        modified_at="2026-03-09T09:00:00.000Z",
        modified_from="json-ld",
        access="paid",
        access_from="json-ld:isAccessibleForFree",
        section="Town",
        tags=("bridge", "river"),
        image="https://img.example.org/bridge.jpg",
        opt_out=("header:tdm-reservation=1", "meta:robots=noai"),
        removed=article.removed,
        extractor=EXTRACTOR,
        form="stub",
        form_from="access",
        language_from="text",
    )
    assert [(cut.kind, cut.rule, cut.text, cut.where) for cut in article.removed] in (
        [],
        [("headline", "extract/headline", "New bridge opens\n", 0)],
    )


def test_a_plain_text_becomes_an_article_of_its_own_shape() -> None:
    article = extract(page(f"Title\nA line that sums up\n{SENTENCE}\n{SENTENCE} Twice.", "text/plain"))
    assert (article.title, article.standfirst, article.body) == (
        "Title",
        "A line that sums up",
        f"{SENTENCE}\n{SENTENCE} Twice.",
    )
    assert (article.language, article.canonical_url, article.published_at) == ("en", None, None)


def test_the_feed_fills_what_the_page_lacks() -> None:
    entry = Entry(title="From the feed", published_at="2026-03-08T00:00:00.000Z", authors=("Harbour Master",))
    article = extract(page(f"<html><body><article>{f'<p>{SENTENCE}</p>' * 4}</article></body></html>", entry=entry))
    assert (article.title, article.authors) == ("From the feed", ("Harbour Master",))
    assert (article.published_at, article.published_from) == ("2026-03-08T00:00:00.000Z", "feed")


def test_tags_are_bounded_and_a_list_with_commas_is_divided() -> None:
    words = ", ".join(f"word {n}" for n in range(50))
    article = extract(page(PAGE.replace('["bridge", "Bridge", "river"]', f'"{words}"')))
    assert article.tags == tuple(f"word {n}" for n in range(MAX_TAGS))


@pytest.mark.parametrize(
    ("content", "media_type", "reason"),
    [
        (b"", "text/html", "empty"),
        (b" \n", "text/plain", "empty"),
        (b"%PDF-1.4", "text/plain", "not-text"),
        (b"\x89PNG\r\n\x1a\n", "text/html", "not-text"),
        (b"Only one line\x00" * 0 + b"<html><body><script>x</script></body></html>", "text/html", "no-text"),
        (b"\xe2\x80\x8b\xe2\x80\x8b", "text/plain", "no-text"),
        (b"{}", "application/json", "not-html"),
    ],
)
def test_what_holds_no_article_is_dropped_by_name(content: bytes, media_type: str, reason: str) -> None:
    with pytest.raises(Dropped) as raised:
        extract(page(content, media_type))
    assert raised.value.reason == reason


def test_a_hundred_thousand_spans_in_a_paragraph_are_an_article() -> None:
    words = " ".join(f"<span>word{n}</span>" for n in range(100_000))
    assert extract(page(f"<html><body><article><p>{words}</p></article></body></html>")).body.endswith(" word99999")


def test_nothing_of_markup_or_control_characters_comes_through() -> None:
    hostile = "\u202e\u200b\x1b[31m&lt;script&gt;&#x1f;\u2066"
    article = extract(page(PAGE.replace("New bridge opens", f"New {hostile} bridge").replace("Town", hostile)))
    for text in (article.title, article.body, article.section or "", article.standfirst):
        assert not set(text) & set("\u202e\u200b\x1b\x1f\u2066")


@given(
    st.binary(max_size=400),
    st.sampled_from(["text/html", "text/plain", "application/xhtml+xml"]),
    st.sampled_from([None, "utf-8", "x"]),
)
def test_any_bytes_are_an_article_a_drop_or_a_dead_letter(content: bytes, media_type: str, charset: str | None) -> None:
    try:
        article = extract(page(content, media_type, charset=charset))
    except (StageError, Dropped):
        return
    assert decode(Article, encode(article)) == article


PIECES = st.sampled_from(
    ["<p>", "</p>", "<div>", "<article>", "<h1>", "</h1>", "<table><tr><td>", "<ul><li>", "<br>", "&#xD800;", "&#0;", "&#x10FFFF;", "&amp;lt;",
     "<meta property='og:title' content='", "<script type='application/ld+json'>", '{"@type":"NewsArticle","headline":', '"\\ud800"', "}", "</script>",
     "<time datetime='2026-03-09'>", "<time datetime='9999-12-31T23:59:59-23:00'>", "'>", "\x00", "\ufffe", "<svg>", "<math>", "<form>", "<title>", "<base href='//[']>",
     "<link rel=canonical href='http://[::1'>", "<meta name=date content='0001-01-01T00:00:00+14:00'>", SENTENCE, SENTENCE * 4, "<html lang='\x1b'>", "<!--", "-->", "<body>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25))
def test_any_markup_is_an_article_a_drop_or_a_dead_letter_that_can_be_written(pieces: list[str]) -> None:
    try:
        article = extract(page("".join(pieces).encode("utf-8", "replace")))
    except (StageError, Dropped):
        return
    assert article.body.strip() == article.body != ""
    orjson.dumps(article)


def real_pages(shared: Path, count: int) -> list[Page]:
    rows = [json.loads(line) for line in (shared / "data" / "pages.jsonl").read_text().splitlines()]
    chosen = rows[:: max(1, len(rows) // count)]
    return [
        Page(
            str(row["id"]), row["url"], None, "text/html", gzip.decompress((shared / "data" / row["file"]).read_bytes())
        )
        for row in chosen
    ]


def test_the_order_of_pages_does_not_change_articles(shared: Path) -> None:
    pages = real_pages(shared, 24)
    forth = {p.entry_id: extract(p) for p in pages}
    back = {p.entry_id: extract(p) for p in reversed(pages)}
    assert back == forth


CLOCK = """
import datetime, sys, time
offset = float(sys.argv[1])
real_datetime, real_date, real_time = datetime.datetime, datetime.date, time.time
class FakeDatetime(real_datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(real_time() + offset, tz)
    @classmethod
    def utcnow(cls): return cls.fromtimestamp(real_time() + offset, datetime.timezone.utc).replace(tzinfo=None)
    @classmethod
    def today(cls): return cls.now()
class FakeDate(real_date):
    @classmethod
    def today(cls): return cls.fromtimestamp(real_time() + offset)
datetime.datetime, datetime.date = FakeDatetime, FakeDate
time.time = lambda: real_time() + offset
from trafilatura.settings import set_date_params
from transforms.encoding import decode, encode
from transforms.extract.article import extract
from transforms.records import Page
import hashlib
data, digest = sys.stdin.buffer.read(), hashlib.sha256()
while data:
    length = int.from_bytes(data[:4], "big")
    digest.update(encode(extract(decode(Page, data[4:4 + length]))))
    data = data[4 + length:]
print(set_date_params()["max_date"], digest.hexdigest())
"""


def test_two_clocks_years_apart_give_the_same_articles(shared: Path, root: Path) -> None:
    future = page(
        f"<html><body><article><p class='date'>9 March 2031</p>{f'<p>{SENTENCE}</p>' * 5}</article></body></html>"
    )
    pages = [*real_pages(shared, 40), future, Page("none", future.url, None, "text/html", future.content)]
    framed = b"".join(len(data).to_bytes(4, "big") + data for data in map(encode, pages))

    def run(days: int) -> tuple[str, str]:
        command = [sys.executable, "-c", CLOCK, str(days * 86_400)]
        environment = {**os.environ, "PYTHONPATH": str(root)}
        done = subprocess.run(command, input=framed, capture_output=True, check=True, env=environment)
        today, digest = done.stdout.decode().split()
        return today, digest

    now, later, earlier = run(0), run(365 * 6), run(-365 * 30)
    assert len({now[0], later[0], earlier[0]}) == 3  # trafilatura itself would have taken the clock's date
    assert now[1] == later[1] == earlier[1]


def test_real_pages_pass_the_limits_with_room(shared: Path) -> None:
    tight = ExtractLimits(max_bytes=4_000_000, max_nodes=13_000, max_depth=100)
    for real in real_pages(shared, 40):
        assert extract(real, tight) == extract(real)


def test_the_real_seed_has_its_title_standfirst_and_paragraphs(shared: Path) -> None:
    for expectation in sorted((shared / "expected").glob("*.json")):
        expected = json.loads(expectation.read_text())
        article = extract(page((shared / "seeds" / expected["file"]).read_bytes(), "text/plain"))
        assert (article.title, article.standfirst, article.language) == (
            expected["title"],
            expected["standfirst"],
            "en",
        )
        assert expected["body_starts"] in article.body
