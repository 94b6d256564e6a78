"""Who wrote an article: people; a desk, a house or an agency only where the page names nobody.

Sources in order: JSON-LD, meta tags, marked elements, the byline that the page shows, the feed. The first that names a
person is taken. The publisher is nobody: which one it is stands in ``site``. Agencies stand in a field of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from lxml.html import HtmlElement

from transforms.extract.agency import agencies_in
from transforms.extract.byline_elements import marked_texts, shown_texts
from transforms.extract.evidence import AGREES, CHOSEN, WEAKER, Candidate, bounded
from transforms.extract.head import Head
from transforms.extract.json_ld import LinkedData
from transforms.extract.names import MAX_NAMES, is_house, looks_like_person, split_names
from transforms.extract.publisher import Publisher

MAX_AUTHORS = MAX_NAMES

_METAS = [
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
    "citation_author", "cxenseparse:author", "article:author_name", "og:article:author", "creator", "authors",
    "article.author", "dc.contributor", "vr:author", "news_authors", "mrf:authors", "twitter:data1",
]  # fmt: skip


#: Sources that are looked up in the page's elements.
_SHOWN = frozenset(("marked", "byline"))


@dataclass(frozen=True, slots=True)
class Authors:
    """The authors, with what names them."""

    names: tuple[str, ...] = ()
    #: (source, text) of everything the page says about who wrote the text: where an agency may be named.
    stated: tuple[tuple[str, str], ...] = ()
    candidates: tuple[Candidate, ...] = ()


def find_authors(
    tree: HtmlElement,
    head: Head,
    data: LinkedData,
    publisher: Publisher,
    feed: Iterable[str] = (),
    *,
    thorough: bool = False,
) -> Authors:
    """The authors of a page's article. The tree is not changed.

    Args:
        tree, head, data: the page.
        publisher: who is nobody.
        feed: authors that the feed names, asked last.
        thorough: look at the page's elements also where what it states for machines names somebody: for the candidates.
    """
    stated: list[tuple[str, str]] = []
    houses: tuple[str, ...] = ()
    candidates: list[Candidate] = []
    chosen: tuple[str, ...] = ()
    chosen_from = ""
    for source, read in _sources(tree, head, data, feed):
        if chosen and source in _SHOWN and not thorough:
            continue
        texts = read()
        stated += [(source, text) for text in texts]
        names = split_names(texts)
        if len(texts) == 1 and publisher.speaks_of_itself(texts[0]):
            others: tuple[str, ...] = ()
        else:
            others = tuple(name for name in names if not publisher.is_named(name))
        people = tuple(name for name in others if not is_house(name))
        if source in ("byline", "marked"):
            people = tuple(name for name in people if looks_like_person(name))
        elif source == "meta:twitter:data1" and not all(looks_like_person(name) for name in people):
            people = ()
        if people and not chosen:
            chosen, chosen_from = people, source
        elif not houses and source not in ("byline", "marked"):
            houses = tuple(name for name in others if is_house(name))
        verdict = _verdict(people, others, names, chosen, chosen_from == source)
        candidates += [Candidate("authors", ", ".join(people or names), source, text, verdict) for text in texts[:5]]
    return Authors(chosen or houses or _agencies(stated), tuple(stated), bounded(candidates))


def _sources(
    tree: HtmlElement, head: Head, data: LinkedData, feed: Iterable[str]
) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    people, houses = _from_json_ld(data)
    yield "json-ld", lambda: people
    for name in _METAS:
        if name in head.metas:
            yield f"meta:{name}", partial(list, head.metas[name][:MAX_AUTHORS])
    yield "marked", lambda: marked_texts(tree)
    yield "json-ld", lambda: houses
    yield "byline", lambda: shown_texts(tree)
    yield "feed", lambda: list(feed)[:MAX_AUTHORS]


def _from_json_ld(data: LinkedData) -> tuple[list[str], list[str]]:
    people: list[str] = []
    others: list[str] = []
    for value in (*data.values(data.article.get("author")), *data.values(data.article.get("creator"))):
        names = [name for name in data.values(_field(value, "name")) if isinstance(name, str)]
        organisation = isinstance(value, dict) and any("Organization" in t for t in _types(value))
        (others if organisation else people).extend(names)
    for property in ("sourceOrganization", "contributor", "provider"):
        for value in data.values(data.article.get(property)):
            name = _field(value, "name")
            if isinstance(name, str) and agencies_in(name):
                others.append(name)
    return list(dict.fromkeys(people))[:MAX_AUTHORS], list(dict.fromkeys(others))[:MAX_AUTHORS]


def _types(value: dict[str, Any]) -> tuple[str, ...]:
    found = value.get("@type")
    return tuple(t for t in (found if isinstance(found, list) else [found])[:10] if isinstance(t, str))


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else value


def _agencies(stated: list[tuple[str, str]]) -> tuple[str, ...]:
    """Where nobody else is named, the agencies of the first source that names any."""
    return next((tuple(found) for _, text in stated if (found := agencies_in(text))), ())


def _verdict(
    people: tuple[str, ...], others: tuple[str, ...], names: tuple[str, ...], chosen: tuple[str, ...], is_it: bool
) -> str:
    if people:
        return CHOSEN if is_it else AGREES if set(people) <= set(chosen) else WEAKER
    if others:
        return "no person"
    return "the publisher" if names else "no name"
