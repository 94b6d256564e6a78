"""Which part of a page holds the article: the smallest element with nearly all of its running text.

Running text is paragraphs, and text that stands loose in a container, without links and outside what a container's
name says is something else (comments, related stories, consent). Where one part holds most of it, that part is the
article's; where a page shows several articles, the first one with the heading. How lines are made of the part is
decided in ``lines.py``. Reading on in one part of the page, not in all of it, takes two thirds off the time, and finds
articles whose page names their container in no known way. All passes are linear in the number of elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from lxml.etree import XPath
from lxml.html import HtmlElement

from transforms.extract.query import elements

#: Elements within a line of text.
INLINE: frozenset[str] = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "mark", "q", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr",
))  # fmt: skip

_MIN_LOOSE = 100
# A page with less running text is left to the library's own search.
_MIN_PAGE = 200
# The part that goes on holds this share of what the part around it holds. .75 to .97 were tried.
_SHARE = 0.75
# What an ``<article>`` among others holds at least, in characters and as a share.
_MIN_ARTICLE = 600
_ARTICLE_SHARE = 0.3
# A container named like furniture is believed to be it up to this share of a page's text: "has-sidebar" is a page.
_ASIDE_SHARE = 0.5
# Shorter text before the part is a standfirst, seldom a first paragraph; 80 to 300 were tried.
_MIN_OPENING = 300
_MAX_NAME = 300

_ASIDE = re.compile(
    r"comment(?!ary|s-enabled)|disqus|related|recommend|newsletter|promo|side-?bar|footer|cookie|modal|teaser|trending"
    r"|most-?(?:read|popular|viewed)|outbrain|taboola|infinite-?scroll|read-?(?:more|next)|also-?like"
    r"|more-?(?:from|stories|news|on)|breadcrumb|share|social|sponsor|advert|latest|headlines"
    r"|author-?(?:bio|box|desc)|about-?author|popup|banner|navigation|navbar|menu|dialog",
    re.IGNORECASE,
)
# However much text of theirs a page has: purposes and partners fill more of some pages than the article.
_CONSENT = re.compile(
    r"onetrust|cookie-?(?:banner|consent|notice|law|policy)|consent|gdpr|didomi|usercentrics|sp_message"
    r"|cmp-?(?:container|root|banner)",
    re.IGNORECASE,
)
# How templates name the container of a body.
_BODY = re.compile(
    r"(?:^|[\s_-])(?:(?:article|story|post|entry|art|news|page|text)[-_]{0,2}(?:body|content|text|entry)|body-?text"
    r"|content[-_]{0,2}body)|articleBody|articleText|ArticleContent|postContent"
)
_CONTAINERS = frozenset(("article", "div", "main", "section"))

# Shorter paragraphs are as often captions, dates and buttons.
_PARAGRAPHS = elements(".//p[string-length() >= 40]")
_LOOSE = elements(
    ".//*[self::div or self::td or self::section or self::article or self::span][text()[string-length() > 80]]"
)
_HAS_HEADING = XPath("boolean(.//h1)")


class Region(NamedTuple):
    """A part of a page, and how many characters of running text it holds."""

    element: HtmlElement
    length: int
    #: Characters of running text of every element that holds some.
    weights: Mapping[HtmlElement, int]


def find_region(tree: HtmlElement) -> Region | None:
    """The part of a page that holds its article; None where the page has too little running text to tell.

    The tree is read, not changed; what is never text (``body.prune``) must have left it.
    """
    found = tree.find("body")
    body = tree if found is None else found
    weights = _weights(body)
    if weights.get(body, 0) < _MIN_PAGE:
        return None
    path = _descend(body, weights)
    last = path[-1]
    # Above the smallest part stands, in most pages, one that is named as the body, or an <article>: with the lead
    # that stands apart, and hardly more.
    near = [e for e in path if _SHARE * weights[e] <= weights[last]]
    chosen = next((e for e in near if e.tag in _CONTAINERS and _is_body(e)), None)
    if chosen is None:
        chosen = next((e for e in near if e.tag == "article"), last)
    # The first paragraphs stand apart on some pages: before the part that holds the others.
    while chosen.getparent() in near and any(_opens(e, weights) for e in chosen.itersiblings(preceding=True)):
        chosen = chosen.getparent()
    return Region(chosen, weights[chosen], weights)


def _opens(element: HtmlElement, weights: Mapping[HtmlElement, int]) -> bool:
    """Whether it holds more text than a standfirst, which is told apart from the body."""
    if element.tag != "p":
        return weights.get(element, 0) >= _MIN_OPENING
    return len(element.text_content()) >= _MIN_OPENING


def _direct_text(element: HtmlElement) -> int:
    """Characters of text that stand in an element itself, not in an element inside it."""
    return len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)


def _descend(body: HtmlElement, weights: dict[HtmlElement, int]) -> list[HtmlElement]:
    """The way from the body down to the smallest part that still holds most of the text."""
    path, share = [body], weights[body]
    while True:
        here = path[-1]
        below = next((child for child in here if weights.get(child, 0) >= _SHARE * share), None)
        if below is None:
            below = _first_article(here, weights, share)
            if below is None:
                return path
            share = weights[below]
            between = [e for e in below.iterancestors() if e in weights]
            path += reversed(between[: between.index(here)])
        path.append(below)


def _first_article(element: HtmlElement, weights: dict[HtmlElement, int], share: int) -> HtmlElement | None:
    """The first of several articles in a part of a page; None where its text is of one article."""
    heavy = [a for a in element.iter("article") if a is not element and weights.get(a, 0) >= _MIN_ARTICLE]
    inner = frozenset(heavy)
    outer = [a for a in heavy if not any(above in inner for above in a.iterancestors("article"))]
    if len(outer) > 1 and all(_HAS_HEADING(a) for a in outer):
        return outer[0]  # the page goes on with other stories
    # Several of one kind without headings of their own are entries of one story.
    alone = len(outer) == 1 or bool(outer and _HAS_HEADING(outer[0]) and outer[0].get("class") != outer[1].get("class"))
    if alone and weights[outer[0]] >= _ARTICLE_SHARE * share:
        return outer[0]
    parts = [child for child in element if weights.get(child, 0) >= share / 10]
    if len(parts) > 1 and weights[parts[0]] == weights[parts[1]] and _opening(parts[0]) == _opening(parts[1]):
        return parts[0]  # the same text twice, for two widths of screen
    return None


def _opening(element: HtmlElement) -> list[str]:
    return str(element.text_content())[:2_000].split()[:20]


def _weights(body: HtmlElement) -> dict[HtmlElement, int]:
    """How much running text each element holds, furniture left out; only elements that hold some."""
    own = _running_text(body)
    # All elements above text, each with the one around it, outer ones first.
    above: dict[HtmlElement, HtmlElement | None] = {body: None}
    for element in own:
        way: list[HtmlElement] = []
        at: HtmlElement | None = element
        while at is not None and at not in above:
            way.append(at)
            at = at.getparent()
        for outer, inner in zip([at, *reversed(way)], reversed(way), strict=False):
            above[inner] = outer
    consent = _inside(above, lambda e: e is not body and _is_consent(*_name(e)))
    own = {e: length for e, length in own.items() if e not in consent}
    total = _summed(own, above)
    most = _ASIDE_SHARE * total.get(body, 0)
    aside = _inside(above, lambda e: total.get(e, 0) <= most and _is_aside(*_name(e)))
    rest = _summed({e: length for e, length in own.items() if e not in aside}, above)
    return rest if rest.get(body, 0) >= _MIN_PAGE else total


def _running_text(body: HtmlElement) -> dict[HtmlElement, int]:
    """Characters of running text by the element that holds it directly."""
    own: dict[HtmlElement, int] = {}
    for paragraph in _PARAGRAPHS(body):
        length, linked = len(paragraph.text_content()), sum(len(a.text_content()) for a in paragraph.iter("a"))
        parent = paragraph.getparent()
        if 2 * linked <= length and parent is not None:
            own[parent] = own.get(parent, 0) + length - linked
    for element in _LOOSE(body):
        container = element
        while container.tag in INLINE and (parent := container.getparent()) is not None:
            container = parent
        length = _direct_text(element)
        if container.tag != "p" and length >= _MIN_LOOSE:
            own[container] = own.get(container, 0) + length
    return own


def _inside(
    above: dict[HtmlElement, HtmlElement | None], is_such: Callable[[HtmlElement], bool]
) -> frozenset[HtmlElement]:
    """The elements that are such, and all below them."""
    found: set[HtmlElement] = set()
    for element, outer in above.items():
        if outer in found or is_such(element):
            found.add(element)
    return frozenset(found)


def _summed(own: dict[HtmlElement, int], above: dict[HtmlElement, HtmlElement | None]) -> dict[HtmlElement, int]:
    total = dict(own)
    for element in reversed(above):
        outer = above[element]
        if outer is not None and element in total:
            total[outer] = total.get(outer, 0) + total[element]
    return total


def _name(element: HtmlElement) -> tuple[str, str]:
    return element.get("class", "")[:_MAX_NAME], element.get("id", "")[:_MAX_NAME]


# Pages of one site share their names, and a name stands many times in a page.
@lru_cache(maxsize=4_096)
def _is_aside(class_: str, id_: str) -> bool:
    return bool(_ASIDE.search(class_) or _ASIDE.search(id_))


@lru_cache(maxsize=4_096)
def _is_consent(class_: str, id_: str) -> bool:
    return bool(_CONSENT.search(class_) or _CONSENT.search(id_))


def _is_body(element: HtmlElement) -> bool:
    if element.get("itemprop") == "articleBody":
        return True
    return any(_BODY.search(name) for name in _name(element))
