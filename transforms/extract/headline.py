"""Title and standfirst: which of the page's versions of them is the article's.

The title is what the page names as its headline for machines, without the publisher's name. The standfirst is the line
under the headline; none where that is only how the body begins.
"""

from __future__ import annotations

import re
from html import unescape

from lxml.html import HtmlElement

from transforms import characters
from transforms.extract.head import Head
from transforms.extract.json_ld import LinkedData
from transforms.extract.query import elements

_MAX_TITLE = 500
_MAX_STANDFIRST = 1_000

_HEADINGS = elements("//h1")
_UNDER = elements(
    "//*[self::p or self::h2 or self::div or self::span][@class or @itemprop]"
    "[contains(@class,'standfirst') or contains(@class,'subtitle') or contains(@class,'subheadline')"
    " or contains(@class,'article__dek') or contains(@class,'article-dek') or contains(@class,'article__summary')"
    " or @itemprop='alternativeHeadline']"
)
_SEPARATOR = re.compile(r"\s+[|–—\-·•»«:/]{1,2}\s+|\s*\|\s*")
_CUT = re.compile(r"\s*(?:\.\.\.|…|\[(?:\.\.\.|…|&hellip;)\])\s*$")
_WORDS = re.compile(r"\w+")


def find_title(tree: HtmlElement, head: Head, data: LinkedData) -> str:
    """The headline; '' where there is none."""
    headings = [text for h1 in _HEADINGS(tree)[:5] if (text := _heading(h1))]
    names = {
        _key(name) for name in (head.first("og:site_name"), head.first("application-name"), _publisher(data)) if name
    }
    candidates = [
        data.text("headline"),
        head.first("og:title", "twitter:title"),
        *headings[:1],
        head.title,
        data.text("name"),
    ]
    stated = next((c for c in candidates if c and _key(c) not in names), "")
    title = without_site(unescape(stated), names, headings)
    if _CUT.search(title):
        begun = _key(_CUT.sub("", title))
        title = next((h for h in headings if _key(h).startswith(begun)), title)
    return characters.line(title)[:_MAX_TITLE]


def without_site(title: str, names: set[str], headings: list[str]) -> str:
    """A title without the publisher's name behind (or before) a dash or bar.

    What stands there is taken for the name where it is one of ``names`` (folded), or where the rest is one of the
    page's headings.
    """
    heads = {_key(h) for h in headings}
    if _key(title) in heads:
        return title
    for match in reversed(list(_SEPARATOR.finditer(title))):
        before, after = title[: match.start()].strip(), title[match.end() :].strip()
        if before and (_key(after) in names or _key(before) in heads):
            return without_site(before, names, headings)
        if after and (_key(before) in names or _key(after) in heads):
            return without_site(after, names, headings)
    return title


def find_standfirst(tree: HtmlElement, head: Head, data: LinkedData, title: str, body: str) -> str:
    """The line under the headline; '' where there is none, or where it only repeats title or beginning of the body."""
    candidates = [text for e in _UNDER(tree)[:3] if (text := characters.line(e.text_content()[:_MAX_STANDFIRST]))]
    candidates += [
        data.text("description"),
        head.first("og:description"),
        head.first("description"),
        head.first("twitter:description"),
    ]
    for candidate in candidates:
        text = characters.line(_plain(candidate))[:_MAX_STANDFIRST]
        if len(text) >= 10 and _key(text) != _key(title):
            return "" if repeats(text, body) else text
    return ""


def repeats(standfirst: str, body: str) -> bool:
    """True where the standfirst says no more than how the body begins: cut off, or word for word."""
    key = _key(_CUT.sub("", standfirst))
    opening = _key(body[: 3 * len(standfirst) + 500])
    return not key or key in opening


def same(a: str, b: str) -> bool:
    """True where two texts are the same but for case, punctuation and white space."""
    return _key(a) == _key(b)


def _key(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _heading(h1: HtmlElement) -> str:
    return characters.line(h1.text_content()[: 2 * _MAX_TITLE])[:_MAX_TITLE]


def _plain(text: str) -> str:
    return re.sub(r"<[^<>]{1,200}>", " ", unescape(text))


def _publisher(data: LinkedData) -> str:
    return next(
        (
            p["name"]
            for p in data.values(data.article.get("publisher"))
            if isinstance(p, dict) and isinstance(p.get("name"), str)
        ),
        "",
    )
