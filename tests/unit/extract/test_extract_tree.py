"""Counts that refuse a page, and the repairs before parsing."""

from __future__ import annotations

import pytest

from transforms.extract.counts import ExtractLimits
from transforms.extract.tree import parse
from transforms.failures import Dropped, StageError

LIMITS = ExtractLimits()


def reason(content: bytes, limits: ExtractLimits = LIMITS) -> str:
    with pytest.raises((StageError, Dropped)) as raised:
        parse(content, None, limits)
    assert not getattr(raised.value, "retryable", False)
    return raised.value.reason


def test_more_bytes_than_allowed_are_refused() -> None:
    limits = ExtractLimits(max_bytes=1_000)
    parse(b"<p>" + b"x" * 997, None, limits)
    assert reason(b"<p>" + b"x" * 998, limits) == "too-large"


def test_bytes_are_counted_as_text() -> None:
    # 700 bytes of a one byte charset are 1,400 of UTF-8.
    assert reason(b"<meta charset=iso-8859-1>" + b"\xe4" * 700, ExtractLimits(max_bytes=1_000)) == "too-large"


def test_more_elements_than_allowed_are_refused_also_before_parsing() -> None:
    # html and body are elements, too.
    parse(b"<p>" * 98, None, ExtractLimits(max_nodes=100))
    assert reason(b"<p>" * 99, ExtractLimits(max_nodes=100)) == "too-many-nodes"
    assert reason(b"<p>" * 600_000) == "too-many-nodes"


@pytest.mark.parametrize("depth", [198, 199, 250, 300, 100_000])
def test_elements_deeper_than_allowed_are_refused(depth: int) -> None:
    content = b"<html><body>" + b"<div>" * depth + b"text"
    if depth == 198:
        assert parse(content, None, LIMITS).text_content() == "text"
    else:
        assert reason(content) == "too-deep"


def test_a_greater_depth_can_be_allowed() -> None:
    content = b"<html><body>" + b"<div>" * 1_000 + b"text"
    assert parse(content, None, ExtractLimits(max_depth=1_100)).text_content() == "text"


@pytest.mark.parametrize("name", ["max_bytes", "max_nodes", "max_depth"])
def test_a_limit_below_one_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        ExtractLimits(**{name: 0})


def test_a_hundred_thousand_inline_tags_in_one_paragraph_are_taken_off() -> None:
    words = b" ".join(b"<span class=w>word%d</span>" % n for n in range(100_000))
    tree = parse(b"<html><body><p>" + words + b"</p></body></html>", None, LIMITS)
    assert tree.text_content() == " ".join(f"word{n}" for n in range(100_000))
    assert tree.find(".//span") is None


def test_inline_tags_of_ordinary_paragraphs_and_long_lists_stay() -> None:
    items = "".join(f"<li><a href=/{n}>item {n}</a></li>" for n in range(600))
    tree = parse(f"<html><body><p>one <b>two</b></p><ul>{items}</ul></body></html>".encode(), None, LIMITS)
    assert tree.find(".//b") is not None
    assert len(tree.findall(".//a")) == 600


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (b"<p>a\x00b\x0bc&#1;d&#x1f;e&#08;f</p>", "abcdef"),
        (b"<p>quote&#39;s &#8222;so&#8220; &#x27;x&#x27;</p>", "quote's „so“ 'x'"),
        (b"<p>non\xef\xbf\xbfcharacter</p>", "noncharacter"),
        (
            b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://www.w3.org/xhtml1.dtd" /><html lang="en" /><p>body</p>',
            "body",
        ),
    ],
)
def test_what_would_stop_the_parser_is_repaired(markup: bytes, text: str) -> None:
    assert parse(markup, None, LIMITS).text_content().strip() == text


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"", "empty"), (b" \n\t ", "empty"), (b"%PDF-1.4\n%abc", "not-text"), (b"<!-- nothing -->", "no-text")],
)
def test_what_holds_no_page_is_dropped_by_name(content: bytes, expected: str) -> None:
    assert reason(content) == expected
