"""Titles and summaries of feeds as plain text: they come as HTML, escaped once, twice or not at all."""

from __future__ import annotations

import html
import re

from lxml import etree

from transforms.characters import line

# Between these two words touch in the markup that do not touch on a page.
_BLOCKS = frozenset(
    ["p", "br", "div", "li", "ul", "ol", "tr", "td", "th", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"]
) | frozenset(["hr", "img", "figure", "figcaption", "section", "article", "dt", "dd", "pre"])
_UNSEEN = frozenset(("script", "style", "noscript", "template", "object", "svg"))
_TAG = re.compile(r"<[A-Za-z/!?]")


def plain(markup: str, limit: int) -> str:
    """The words of an HTML snippet on one line, at most ``limit`` characters, cut at a word. Never raises."""
    if _TAG.search(markup):
        markup = _words(markup)
    elif "&" in markup:
        markup = html.unescape(markup)
    return shorten(line(markup), limit)


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters of a text; cut at a word, with ``…``."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0] + "…"


def _words(markup: str) -> str:
    # Bytes with a named charset: of a text with its own declaration lxml would refuse to read.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    tree = etree.fromstring(f"<div>{markup}</div>".encode("utf-8", "replace"), parser)
    if tree is None:
        return ""
    pieces: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            if element.tag in _BLOCKS:
                pieces.append(" ")
            if element.text and element.tag not in _UNSEEN:
                pieces.append(element.text)
        else:
            if element.tag in _BLOCKS:
                pieces.append(" ")
            if element.tail:
                pieces.append(element.tail)
    return "".join(pieces)
