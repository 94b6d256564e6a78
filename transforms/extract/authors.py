"""Who wrote an article: names of people, or of the agency where the page names no person.

Names come from JSON-LD, meta tags, then marked elements of the page. Lists are split, roles and "By" taken off,
addresses left out; the order is the page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from transforms import characters
from transforms.extract.head import Head
from transforms.extract.json_ld import LinkedData, types
from transforms.extract.query import elements

MAX_AUTHORS = 20
_MAX_NAME = 100

_METAS = [
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "citation_author",
    "cxenseparse:author",
    "article:author_name",
    "og:article:author",
    "creator",
    "authors",
    "article.author",
]
_MARKED = elements(
    "//*[@itemprop = 'author' or @rel = 'author' or contains(@class, 'author-name') or contains(@class, 'byline-name')]"
)
_LEAD_IN = re.compile(
    r"^(?:(?:written|story|words|text|reported|analysis|opinion|report|article)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|od|autor(?:in)?:?|author:?|text:|texte?\s*:|byline:?|redaktion:|de:)\s+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://|www\.|\S+@\S+|^@|\.(?:com|org|net|de|co\.uk)\b", re.IGNORECASE)
_ADDRESSES = re.compile(r"https?://\S+|\bwww\.\S+|\S+@\S+|(?<!\S)@\w+")
_JOINTS = re.compile(r"\s*(?:;|\||\n|/|&|\s(?:and|und|et|y|e|en|og|och|with|mit|avec|con)\s)\s*")
_COMMA = re.compile(r"\s*,\s*")
# What a comma may be followed by without being a name.
_ROLE = re.compile(
    r"\b(?:editor|correspondent|reporter|writer|columnist|chief|staff|desk|news|press|bureau|agency|agencies|"
    r"redakt\w*|korrespondent\w*|journalist\w*|contributor|producer|director|political|senior|deputy|professor|"
    r"lecturer|university|phd|dr|jr|sr|md|ii|iii)\b\.?",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"^(?:image|photo|picture|foto|bild|video)s?\b", re.IGNORECASE)
_NOBODY = frozenset(
    [
        "admin",
        "administrator",
        "author",
        "autor",
        "editor",
        "redaktion",
        "redaction",
        "unknown",
        "none",
        "null",
        "undefined",
        "n/a",
        "staff",
    ]
)


def find_authors(tree: HtmlElement, head: Head, data: LinkedData, feed: Iterable[str]) -> tuple[str, ...]:
    """The authors, from the first source that names any; ``feed``: those that the feed names, asked last."""
    for texts in (_from_json_ld(data), _from_metas(head), _from_elements(tree), feed):
        if names := split_names(texts):
            return names
    return ()


def split_names(texts: Iterable[str]) -> tuple[str, ...]:
    """The distinct names in texts that may hold lists, lead-ins, roles and addresses; at most 20."""
    names: dict[str, str] = {}
    for text in texts:
        for part in _parts(characters.line(unescape(text))[:1_000]):
            if name := _name(part):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())[:MAX_AUTHORS]


def _parts(text: str) -> Iterator[str]:
    for part in _JOINTS.split(_LEAD_IN.sub("", _ADDRESSES.sub(" ", text).strip())):
        pieces = [piece for piece in _COMMA.split(part) if piece]
        # "Doe, Jane" is one name, "Jane Doe, John Roe" are two, "Jane Doe, Political Editor" is one and her role.
        if len(pieces) == 2 and all(" " not in piece for piece in pieces) and not _ROLE.search(part):
            yield f"{pieces[1]} {pieces[0]}"
        elif pieces:
            yield pieces[0]
            yield from (piece for piece in pieces[1:] if " " in piece and not _ROLE.search(piece))


def _name(part: str) -> str:
    name = _LEAD_IN.sub("", part.strip(" .:-–—•·\"'()[]")).strip()
    if not 2 <= len(name) <= _MAX_NAME or len(name.split()) > 8 or _ADDRESS.search(name) or _PICTURE.search(name):
        return ""
    if name.casefold() in _NOBODY or not any(c.isalpha() for c in name) or sum(c.isdigit() for c in name) > 2:
        return ""
    return name.title() if name.isupper() and " " in name else name


def _from_json_ld(data: LinkedData) -> list[str]:
    people: list[str] = []
    others: list[str] = []
    for value in (*data.values(data.article.get("author")), *data.values(data.article.get("creator"))):
        names = [name for name in data.values(_field(value, "name")) if isinstance(name, str)]
        organisation = isinstance(value, dict) and any("Organization" in t for t in types(value))
        (others if organisation else people).extend(names)
    return people or others


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else value


def _from_metas(head: Head) -> list[str]:
    for name in _METAS:
        texts = [text for text in head.metas.get(name, ())[:MAX_AUTHORS] if not _ADDRESS.search(text)]
        if texts:
            return texts
    return []


def _from_elements(tree: HtmlElement) -> list[str]:
    """Marked elements that stand together with the first: further down are the authors of other articles."""
    texts: list[str] = []
    place = None
    for element in _MARKED(tree)[:MAX_AUTHORS]:
        parent = element.getparent()
        here = parent.getparent() if parent is not None else None
        if texts and here is not place:
            continue
        place = here
        inner = element.find(".//*[@itemprop='name']")
        chosen = element if inner is None else inner
        texts.append(chosen.get("content") or chosen.text_content()[:200])
    return texts
