"""Pages with bytes cut out, doubled, changed and put in: whatever comes of it is named, and its text was on the page."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.html import HtmlElement

from transforms import characters
from transforms.encoding import encode
from transforms.extract.article import extract
from transforms.extract.counts import ExtractLimits
from transforms.extract.lines import lines_of
from transforms.extract.region import INLINE, find_region
from transforms.extract.tree import parse
from transforms.failures import Dropped, StageError
from transforms.records import Page

SENTENCE = "The harbour board said on Monday that <b>pier {}</b> had been <a href='/repair'>repaired</a> in four weeks"
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pier reopens – Harbour Post</title>
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Pier reopens", "datePublished": "2026-03-09"}}</script>
<style>p {{ color: red }}</style></head><body class="has-sidebar"><nav><ul><li><a href="/">Home</a></li></ul></nav>
<main><article id="story"><h1>Pier reopens</h1><p class="byline">By the desk <time>today</time></p>
{"".join(f"<p>{SENTENCE.format(n)}, naïve café {n}.</p>" for n in range(6))}
<div class="related"><h3><a href="/x">Another story</a></h3></div><ul><li>First pile</li><li>Second <i>pile</i></li></ul>
<table><tr><th>Pier</th><th>Days</th></tr><tr><td>One</td><td>28</td></tr></table>
<blockquote><p>It was time, he said.</p></blockquote><div>Loose text of the page<br>behind a break &amp; more</div>
</article></main><footer><p>About us</p></footer></body></html>""".encode()

PLACES = st.integers(0, len(PAGE))
# What may come in anywhere: markup that opens or closes too much, characters cut in half, references, controls.
INSERTS = st.sampled_from([
    b"<", b">", b"</p>", b"</div></div>", b"<div>", b"<table><tr><td>", b"<p hidden>", b"<nav>", b"<form>", b"<!--",
    b"<span class='share'>", b"<script>", b"</script>", b"<svg>", b"\x00", b"\xff\xfe", b"\xe2\x80", b"&#x1f;",
    b"&#55296;", b"&nbsp;", b"<br>" * 30, b"<b>" * 60, b"<a href='//['>", b'"', b"<template>", b"<body>", b"\xc2\xad",
])  # fmt: skip
MUTATIONS = st.lists(st.tuples(PLACES, st.integers(0, 400), st.one_of(INSERTS, st.binary(max_size=6))), max_size=5)


def mutated(changes: list[tuple[int, int, bytes]]) -> bytes:
    """The page with each change applied: bytes at a place taken out, others put in."""
    content = PAGE
    for place, length, put in changes:
        content = content[:place] + put + content[place + length :]
    return content


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", characters.clean(text)))


def on_page(tree: HtmlElement) -> set[str]:
    """The words of a page: those of its texts one by one, and those that only inline markup divides."""
    pieces = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        space = "" if element.tag in INLINE else " "
        pieces += [space, (element.text if event == "start" else element.tail) or ""]
    return words(" ".join(str(text) for text in tree.itertext())) | words("".join(pieces))


@given(MUTATIONS)
@settings(max_examples=40)
def test_a_damaged_page_is_an_article_of_its_own_words_a_named_drop_or_a_dead_letter(
    changes: list[tuple[int, int, bytes]],
) -> None:
    content = mutated(changes)
    page = Page("e1", "https://www.example.org/pier", "2026-03-10T12:00:00.000Z", "text/html", content)
    try:
        article = extract(page)
    except (Dropped, StageError) as error:
        refused = error.reason
    else:
        refused = ""
        encode(article)
        assert article.body.strip()
        assert words(article.body) <= on_page(parse(content, None, ExtractLimits()))
    assert refused or article


@given(MUTATIONS)
@settings(max_examples=100)
def test_no_line_of_a_damaged_page_holds_a_word_that_is_not_on_it(changes: list[tuple[int, int, bytes]]) -> None:
    try:
        tree = parse(mutated(changes), None, ExtractLimits())
    except (Dropped, StageError):
        return
    region = find_region(tree)
    if region is not None:
        assert words("\n".join(lines_of(region))) <= on_page(tree)
