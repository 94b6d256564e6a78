"""Where a page shows who wrote its article: marked elements, and the line under the headline.

Only texts are gathered here. Which of them hold names is decided in ``names.py``, which source is believed in
``authors.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from transforms import characters
from transforms.extract.bylines import JOINTS, LEAD_INS

_MAX = 20
_MAX_MARKED = 60
_MAX_LINKS = 1_500
_MAX_TEXT = 200
_MAX_LINES = 600
# Short texts behind the headline that may be a byline.
_UNDER = 14
_PARAGRAPH = 140

# Attributes are asked for, not elements with a condition: a fifth of the time.
_STATED = XPath("//@itemprop[. = 'author'] | //@rel[. = 'author']")
_NAMED = XPath("//@class[contains(., 'uthor') or contains(., 'yline') or contains(., 'autor')]")
# Where publishers keep the pages of their authors.
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|a|i|zy)?|by|staff|redaktion|journalists?|reporters?|penulis|redakcja|yazar(?:lar)?)/"
)
_STRICT = re.compile(
    r"author[-_]*name|byline[-_]*name|name[-_]*author|(?:^|\s)(?:(?:by-?)?author|byline)(?:\s|$)", re.IGNORECASE
)
_NOT_THIS = re.compile(
    r"bio|about|avatar|image|img|photo|comment|related|more|follow|social|share|popular|teaser|card|sidebar|footer|widget"
    r"|box|list|signup|promo|icon|date|time",
    re.IGNORECASE,
)
# A line behind which the name is still to come, or one more; and one that goes on with the line before.
_OPEN = re.compile(rf"(?:{'|'.join(LEAD_INS)}|[,;&:/|]|\b(?:{'|'.join(JOINTS.split())}))\s*$", re.IGNORECASE)
_JOINT = re.compile(rf"[,;&/|]|(?:{'|'.join(JOINTS.split())})\b", re.IGNORECASE)
_NEVER = frozenset(("nav", "footer", "form", "figure", "figcaption", "blockquote"))
_OUTSIDE = frozenset(("nav", "footer", "aside", "form", "figure", "figcaption", "blockquote"))
_LEAD = re.compile(
    r"^(?:(?:by|von|par|por|di|door|av|af|oleh|بقلم|كتب|كتبت|מאת|γράφει|written by)\b[\s:]"
    r"|(?:te[kx]s?te?|autor(?:in)?|author|szerző|penulis|автор|текст|oprac|yazan|作者|撰文|文)\s*[:：=/／])",
    re.IGNORECASE,
)
_REPORTER = re.compile(r"(?:記者|记者|기자|특파원)")


def marked_texts(tree: HtmlElement) -> list[str]:
    """Texts of the elements marked as the author's.

    By ``itemprop`` and ``rel``, else by plain classes, else by links to their pages, else by other classes. Of those
    only what stands together with the first: further down are the authors of other articles.
    """
    stated = (element for element in _owners(_STATED, tree) if not _is_outside(element, _NEVER))
    strict = (element for element in _owners(_NAMED, tree) if _STRICT.search(_marks(element)) and _is_byline(element))
    links = (element for element in _profile_links(tree) if not _is_outside(element, _OUTSIDE))
    named = (element for element in _owners(_NAMED, tree) if _is_byline(element))
    return _together(stated) or _together(strict) or _together(links) or _together(named)


def _owners(attributes: XPath, tree: HtmlElement) -> Iterator[HtmlElement]:
    for attribute in islice(cast("list[Any]", attributes(tree)), _MAX_MARKED):
        yield attribute.getparent()


def _profile_links(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Links to authors' pages behind the headline: above it, menus list the house's columnists."""
    under = False
    for element in islice(tree.iter("h1", "a"), _MAX_LINKS):
        if element.tag == "h1":
            under = True
        elif under and _PROFILE.search(element.get("href", "")):
            yield element


def _together(marked: Iterator[HtmlElement]) -> list[str]:
    texts: list[str] = []
    place: HtmlElement | None = None
    for element in marked:
        text = _text(element)
        if not text:
            continue
        parent = element.getparent()
        here = parent.getparent() if parent is not None else None
        if place is not None and here is not place:
            continue
        place = here
        texts.append(text)
        if len(texts) >= _MAX:
            break
    return list(dict.fromkeys(texts))


def _is_byline(element: HtmlElement) -> bool:
    return not _NOT_THIS.search(_marks(element)) and not _is_outside(element, _OUTSIDE)


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _is_outside(element: HtmlElement, tags: frozenset[str]) -> bool:
    return any(above.tag in tags for above in islice(element.iterancestors(), 12))


def _text(element: HtmlElement) -> str:
    """The element's text up to the line that says something else: "By", "Jane Doe", "and", "John Roe", "Follow"."""
    inner = element.find(".//*[@itemprop='name']")
    chosen = element if inner is None else inner
    stated: str = chosen.get("content", "")
    if stated:
        return stated[:_MAX_TEXT]
    text = ""
    for piece in islice(chosen.itertext(), 20):
        line = characters.line(piece[: 2 * _MAX_TEXT])
        if not line:
            continue
        if text and not _OPEN.search(text) and not _JOINT.match(line):
            break
        text = f"{text} {line}" if text else line
    return text[:_MAX_TEXT]


def shown_texts(tree: HtmlElement) -> list[str]:
    """The first short line under the headline that begins as a byline does, or ends with a reporter's title."""
    for text in _under_headline(tree):
        if _LEAD.match(text) or (len(text) <= 40 and _REPORTER.search(text)):
            return [text]
    return []


def _under_headline(tree: HtmlElement) -> Iterator[str]:
    under, seen, long_ones = False, 0, 0
    for element in islice(tree.iter("h1", "p", "div", "span", "a", "address", "li", "strong", "em", "b"), _MAX_LINES):
        if element.tag == "h1":
            under, seen, long_ones = True, 0, 0
            continue
        if not under or not element.text or element.text.isspace():
            continue
        text = characters.line(" ".join(islice(element.itertext(), 12))[: 2 * _MAX_TEXT])
        if len(text) > _PARAGRAPH:
            long_ones += 1
        elif len(text) > 2:
            seen += 1
            yield text
        if seen > _UNDER or long_ones > 2:
            return
