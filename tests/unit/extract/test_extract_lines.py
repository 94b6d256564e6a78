"""What of an article's part become lines."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from transforms.extract.lines import lines_of
from transforms.extract.region import Region, find_region

TEXT = "The ferry left the harbour at nine with all its passengers, and the company spoke of a good start of the year."


def lines(inner: str, before: str = f"<p>{TEXT}</p>" * 5) -> list[str]:
    """The lines behind five known paragraphs."""
    page = document_fromstring(f"<html><body><article id='a'>{before}{inner}</article></body></html>")
    region = find_region(page)
    assert region is not None
    found = lines_of(region)
    assert found[:5] == [TEXT] * 5
    return found[5:]


def test_inline_markup_stays_in_its_line_and_blocks_end_it() -> None:
    assert lines("<p>One <b>two</b> <a href='/x'>three</a>.<div><p>Four</p></div>") == ["One two three.", "Four"]


def test_what_is_passed_by_between_two_texts_divides_them_unless_it_stands_in_a_line() -> None:
    inner = f"<div>{TEXT}{TEXT}<figure>Picture</figure>{TEXT}<script>x()</script> {TEXT}</div>"
    assert lines(inner) == [TEXT + TEXT, f"{TEXT} {TEXT}"]


@pytest.mark.parametrize(
    "markup",
    [
        "<div class='share-tools'><p>Tell your friends</p></div>",
        "<div class='related-stories'><p>Another story</p></div>",
        "<p class='byline'>By the desk</p>",
        "<p hidden>Not seen</p>",
        "<p aria-hidden='true'>Not read</p>",
        "<div style='display: none'><p>Not shown</p></div>",
        "<p><a href='/next'>Read the whole story here</a></p>",
        "<h3><a href='/next'>Another story</a></h3>",
        "<a href='/next'><h3>Another story</h3><p>Its teaser</p></a>",
        "<ul><li><a href='/1'>First other story</a></li><li><a href='/2'>Second other story</a></li></ul>",
        "<figure><img src='x'><figcaption>A caption</figcaption></figure>",
        "<p><span class='visually-hidden'>opens in a new window</span></p>",
        "<div>Short text of a container</div>",
        "<h2>A heading that nothing follows</h2>",
        "<div class='subhead'>A heading that nothing follows</div>",
        "<div class='subhead'><p></p>Short text of a container</div>",
        "<div class='elementor-widget elementor-widget-share-buttons'><p>Tell your friends</p></div>",
        "<div class='hidden'><p>Not seen</p></div>",
    ],
)
def test_what_does_not_belong_to_the_text_is_passed_by(markup: str) -> None:
    assert lines(markup) == []


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>The <span class='author'>poet</span> came.</p>", ["The poet came."]),
        ("<p><a href='#s'>Jump</a> on.</p>", ["Jump on."]),
        ("<h2><a href='#s'>Section</a></h2><p>Text.</p>", ["Section", "Text."]),
        ("<p>See <a href='/x'>the long report of the council on ferries</a>.</p>", None),
        ("<ul><li>First</li><li>Second <ul><li>Inner</li></ul></li></ul>", ["- First", "- Second", "- Inner"]),
        ("<table><tr><td>a</td><td></td><td>b</td></tr></table>", ["| a | | b |"]),
        ("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>", ["One.", "Two."]),
        ("<blockquote><p>Said.</p></blockquote>", ["Said."]),
        (
            "<p>韓国の<ruby>尹錫悦<rp>（</rp><rt>ユン</rt><rp>）</rp></ruby>氏は語った。</p>",
            ["韓国の尹錫悦氏は語った。"],
        ),
        ("<p>The <side-note id='n'>port <b>of call</b></side-note> is shut.</p>", ["The port of call is shut."]),
        ("<p>One.<read-on><p>Two.</p></read-on></p>", ["One.", "Two."]),
        ("<div class='c-subhead'>Our ruling</div><p>It is so.</p>", ["Our ruling", "It is so."]),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th colspan='2'>c</th></tr></table>", ["| a | b |", "c"]),
        (
            "<table><thead><tr><th colspan='2'>a</th><th>b</th></tr></thead><tr><td>c</td><td>d</td></tr></table>",
            ["| a | | b |", "| c | d | |"],
        ),
        ("<table><tr><td colspan='9999999999'>a</td><td colspan='x'>b</td></tr></table>", [f"| a{' |' * 60} b |"]),
        ("<div class='elementor-widget elementor-widget-text-editor'><p>Text.</p></div>", ["Text."]),
        ("<div class='md:overflow-hidden'><p>Text.</p></div>", ["Text."]),
    ],
)
def test_what_belongs_to_the_text_is_taken(markup: str, expected: list[str] | None) -> None:
    found = lines(markup)
    assert [" ".join(line.split()) for line in found] == (
        expected or ["See the long report of the council on ferries."]
    )


def test_short_containers_of_one_kind_with_long_ones_are_paragraphs() -> None:
    assert lines(f"<div class='t'>{TEXT} {TEXT}</div><div class='t'>Short.</div><div class='u'>Other.</div>") == [
        f"{TEXT} {TEXT}",
        "Short.",
    ]


def test_a_container_with_a_name_like_furniture_is_kept_where_it_holds_the_text() -> None:
    page = document_fromstring(
        f"<html><body><article><div class='social-story'>{f'<p>{TEXT}</p>' * 6}</div></article></body></html>"
    )
    region = find_region(page)
    assert region is not None
    article = page.find(".//article")
    assert article is not None
    assert lines_of(Region(article, region.length, region.weights)) == [TEXT] * 6


def test_a_short_container_of_a_kind_with_long_ones_may_begin_with_inline_markup() -> None:
    long = f"<div class='p'>{TEXT}{TEXT}</div>"
    assert lines(f"<div class='p'><b>The crew</b> is free of charge.</div>{long}") == [
        "The crew is free of charge.",
        TEXT + TEXT,
    ]


def test_a_line_that_is_all_link_stays_where_it_leads_to_another_site() -> None:
    page = document_fromstring(
        f"<html><body><article>{f'<p>{TEXT}</p>' * 5}"
        "<ul><li>The sources:</li><li><a href='https://ferries.example.org/a'>Report of the ferry council</a></li></ul>"
        "<p><a href='https://www.example.com/b'>Another story of this very site</a></p>"
        "<p><a href='/c'>A third story of this very site</a></p></article></body></html>"
    )
    region = find_region(page)
    assert region is not None
    assert lines_of(region, "example.com")[5:] == ["- The sources:", "- Report of the ferry council"]
    assert lines_of(region)[5:] == ["- The sources:"]
