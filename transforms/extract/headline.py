"""Title and standfirst: which of the page's versions of them is the article's.

The title is what the page names as its headline for machines, without the publisher's name. The standfirst is the line
under the headline; none where that is only how the body begins.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from html import unescape

from lxml.html import HtmlElement

from transforms import characters
from transforms.extract.head import Head
from transforms.extract.json_ld import LinkedData
from transforms.extract.query import elements

_MAX_TITLE = 500
_MAX_STANDFIRST = 1_000
_SHORTEST = 20

_HEADINGS = elements("//h1")
_UNDER = elements(
    "(following-sibling::*[position() < 5] | ../following-sibling::*[position() < 4]"
    " | ../following-sibling::*[position() < 4]/*[position() < 4])[self::p or self::h2 or self::div or self::span]"
    "[contains(@class, 'standfirst') or contains(@class, 'subtitle') or contains(@class, 'subhead')"
    " or contains(@class, 'summary') or contains(@class, 'teaser') or contains(@class, 'lead')"
    " or contains(@class, 'dek') or contains(@class, 'excerpt')"
    " or @itemprop = 'alternativeHeadline' or @itemprop = 'description']"
)
_SEPARATOR = re.compile(r"\s+[|–—\-·•»«:/]{1,2}\s+|\s*\|\s*")
_CUT = re.compile(r"\s*(?:\.\.\.|…|\[(?:\.\.\.|…|&hellip;)\])\s*$")
_WORDS = re.compile(r"\w+")
_ESCAPED = 3


def find_title(tree: HtmlElement, head: Head, data: LinkedData, site: str) -> str:
    """The headline; '' where there is none. ``site``: registrable domain of the page, one of its publisher's names."""
    headings = [text for h1 in _HEADINGS(tree)[:5] if (text := _heading(h1))]
    stated_names = (head.first("og:site_name"), head.first("application-name"), _publisher(data))
    names = {_key(name) for name in (*stated_names, site, site.split(".")[0], f"www.{site}") if name}
    candidates = (
        data.text("headline"),
        head.first("og:title", "twitter:title"),
        *headings[:1],
        head.title,
        data.text("name"),
    )
    stated = next((c for c in candidates if c and _key(c) not in names), "")
    title = without_site(_unescaped(stated), names, headings)
    if _CUT.search(title):
        begun = _key(_CUT.sub("", title))
        title = next((h for h in headings if _key(h).startswith(begun)), title)
    return characters.line(title)[:_MAX_TITLE]


def _unescaped(text: str) -> str:
    """Text that templates have escaped, some of them three times over."""
    for _ in range(_ESCAPED):
        before, text = text, unescape(text)
        if text == before:
            break
    return text


def without_site(title: str, names: Collection[str], headings: Sequence[str]) -> str:
    """A title without the publisher's name before or behind a dash or bar, and what stands behind the name.

    Args:
        title: as the page states it.
        names: the publisher's names, folded.
        headings: the page's headings: where the rest of a title is one of them, that is the title.
    """
    heads = {_key(h) for h in headings}
    joints = list(_SEPARATOR.finditer(title))
    if not joints or _key(title) in heads:
        return title
    for joint in reversed(joints):
        if _key(title[: joint.start()]) in heads:
            return title[: joint.start()].strip()
    ends = [joint.start() for joint in joints[1:]] + [len(title)]
    for joint, end in zip(joints, ends, strict=True):
        if _key(title[joint.end() : end]) in names and joint.start():
            return title[: joint.start()].strip()
    if _key(title[: joints[0].start()]) in names:
        return title[joints[0].end() :].strip()
    return title


def find_standfirst(tree: HtmlElement, head: Head, data: LinkedData, title: str, body: str) -> str:
    """The line under the headline; '' where there is none, or where it only repeats title or beginning of the body."""
    heading = next((h1 for h1 in _HEADINGS(tree)[:5] if same(_heading(h1), title)), None)
    under = _UNDER(heading)[:3] if heading is not None else []
    candidates = [text for e in under if len(text := characters.line(e.text_content()[:_MAX_STANDFIRST])) >= _SHORTEST]
    candidates += [
        data.text("description"),
        head.first("og:description"),
        head.first("description"),
        head.first("twitter:description"),
    ]
    for candidate in candidates:
        text = characters.line(_plain(candidate))[:_MAX_STANDFIRST]
        if len(text) >= _SHORTEST and _key(text) != _key(title):
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
