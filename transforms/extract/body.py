"""The text of an article out of a page's tree: paragraphs, one a line.

Where the text stands is decided in ``region.py``, what of it are lines in ``lines.py``. trafilatura, with its other
extractors, is asked where the part gives less than it promised: on 561 pages one of fifteen, which then take longer
than all else. Comments are left out; tables and lists become lines.
"""

from __future__ import annotations

import re
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from transforms import addresses, characters
from transforms.extract.counts import LIBRARY_ERRORS
from transforms.extract.headline import same
from transforms.extract.lines import lines_of
from transforms.extract.query import elements
from transforms.extract.region import find_region
from transforms.failures import StageError
from transforms.records import Removed

# A part of the page that gave this share of the running text it holds, and so many characters, is believed; of a long
# text less will do, since much of what a page holds twice, hidden or in boxes is left out on purpose.
_GOOD_SHARE, _GOOD_LENGTH = 0.7, 200
_LONG_SHARE, _LONG_LENGTH = 0.5, 1_000
# trafilatura's fast mode gives the same as all its extractors together, in half the time, but for such short texts.
_FAST_SHARE = 0.3
_UNKNOWN = 3_000

# Never text, and half of a page's bytes. JSON-LD stays: it may hold the body.
_NEVER_TEXT = (
    "style", "svg", "noscript", "template", "iframe", "select", "datalist", "embed", "object", "applet", "audio",
    "video", "canvas", "map", "picture", "button", "input", "textarea", "link", "math", "progress", "output",
)  # fmt: skip
# Beside the text, unless a forgotten end tag has put the article inside: then it holds most of the page's paragraphs.
_BESIDE = ("aside", "nav", "footer", "menu", "dialog", "fieldset", "label")
_FEW = 3
_SCRIPTS = elements("//script[not(contains(@type, 'ld+json'))]")

# The line under a table's head, and rows of empty cells.
_RULER = re.compile(r"^\|[|\-: ]*$")
_OPENING_LINES = 3


def prune(tree: HtmlElement) -> None:
    """Takes out of the tree what is never text, and what stands beside it. Metadata is read before this."""
    paragraphs_of_page = sum(1 for _ in tree.iter("p"))
    for element in tree.iter(*_BESIDE):
        inside = sum(1 for _ in element.iter("p"))
        if inside > _FEW and 2 * inside > paragraphs_of_page:
            element.tag = "div"
    etree.strip_elements(tree, *_NEVER_TEXT, *_BESIDE, with_tail=False)
    for script in _SCRIPTS(tree):
        script.drop_tree()


def find_body(tree: HtmlElement, url: str) -> str:
    """The paragraphs of the article, divided by newlines; '' where no text is found.

    Raises StageError ``unreadable`` where the extractor fails on the page.
    """
    try:
        return _find(tree, url)
    except LIBRARY_ERRORS as error:
        raise StageError("unreadable", f"the extractor failed on it with {type(error).__name__}") from error


def _find(tree: HtmlElement, url: str) -> str:
    region = find_region(tree)
    if region is not None:
        text = paragraphs("\n".join(lines_of(region, addresses.operator(url))))
        share, least = (_LONG_SHARE, 0) if len(text) >= _LONG_LENGTH else (_GOOD_SHARE, _GOOD_LENGTH)
        if len(text) >= max(least, share * region.length):
            return text
    return ask_library(tree, url, region.length if region is not None else _UNKNOWN)


def ask_library(tree: HtmlElement, url: str, promised: int) -> str:
    """trafilatura's text of a whole page; with all its extractors where the fast ones find little of what is promised
    (characters). Raises what it raises."""
    # Without metadata and dates: those are read by files of our own, which do not ask for today's date.
    settings: dict[str, Any] = {"url": url, "include_comments": False, "with_metadata": False}
    found = trafilatura.bare_extraction(tree, fast=True, **settings)
    if found is None or len(found.text or "") < _FAST_SHARE * promised:
        found = trafilatura.bare_extraction(tree, **settings)
    return paragraphs(found.text or "") if found is not None else ""


def paragraphs(text: str) -> str:
    """A text as our body: clean lines, no empty ones. A row of a table stays one line, ``| a | b |``."""
    lines = []
    for raw in characters.clean(text).split("\n"):
        line = raw.strip()
        if line and line != "-" and not _RULER.match(line):
            lines.append(line)
    return "\n".join(lines)


def take_off_headline(title: str, body: str) -> tuple[str, tuple[Removed, ...]]:
    """The body without the title said again as one of its first lines, and what was cut.

    Only a whole line that says nothing but the title goes, and never the only one.
    """
    lines = body.split("\n")
    where = 0
    for number, line in enumerate(lines[:_OPENING_LINES]):
        if title and len(lines) > 1 and same(line, title):
            # With the line break that goes too, so that what was cut can be put back to the letter.
            last = number == len(lines) - 1
            cut = Removed("headline", "extract/headline", f"\n{line}" if last else f"{line}\n", where - last)
            return "\n".join(lines[:number] + lines[number + 1 :]), (cut,)
        where += len(line) + 1
    return body, ()
