"""What a page's markup says of the lines of its body: names of elements, their kind, and how much of them is links.

The extractor throws markup away, so the text "Mayor opens new bridge" could be a sentence or a card that links to
another story. Here each line is found again in the tree, and what stands around it becomes a ``Hint`` of the line.
Whether a line goes is decided by ``boilerplate/hinted.py``, together with what its text says.

The article's own text is guarded: an element that holds much of the body's prose says nothing of it, whatever its name
(``div.paywall`` around the paid half of an article, a body in ``aside``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from transforms.extract.headline import same
from transforms.extract.hint_cards import Cards
from transforms.extract.hint_lines import locate
from transforms.extract.hint_links import (
    bare_link,
    labelled_link,
    link_lists,
    lone_headings,
    openers_of_links,
)
from transforms.extract.hint_names import STRONG, WEAK, Named, read_names
from transforms.extract.hint_place import Measures, Place
from transforms.extract.json_ld import LinkedData
from transforms.records import Hint

#: Lines looked at, and hints kept; a body of more lines is no article of one page.
MAX_LINES = 2_000

# An element with this much of the prose is the article, or a part of it.
_MUCH = 0.3
_MUCH_CHARACTERS = 900
# What counts as prose: a line so long that is not mostly links.
_PROSE = 70
_LONG = 300
_LINKED = 0.5
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_ATTRIBUTES = (
    *("class", "id", "role", "aria-label"),
    *("data-testid", "data-test-id", "data-component", "data-module", "data-name"),
)
_DEEP = 40
_SELECTED = re.compile(r"[.#]([\w-]+)")
# Their ids are made from their text, for links into the page.
_ANCHORS = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "figure"))

# Elements that are hardly ever the article's text, and roles (https://www.w3.org/TR/wai-aria/#landmark_roles).
_TAGS = {
    "nav": Named("ui", STRONG, "nav"),
    "button": Named("ui", STRONG, "button"),
    "dialog": Named("ui", STRONG, "dialog"),
    "figcaption": Named("ui", WEAK, "figcaption"),  # in picture stories the article stands there
    "form": Named("ui", WEAK, "form"),
    "footer": Named("ui", WEAK, "footer"),
    "aside": Named("related", WEAK, "aside"),
    "label": Named("ui", WEAK, "label"),
}
_ROLES = {
    "navigation": Named("ui", STRONG, "navigation"),
    "dialog": Named("ui", STRONG, "dialog"),
    "alertdialog": Named("ui", STRONG, "alertdialog"),
    "button": Named("ui", STRONG, "button"),
    "search": Named("ui", STRONG, "search"),
    "contentinfo": Named("ui", WEAK, "contentinfo"),
    "complementary": Named("related", WEAK, "complementary"),
}
# Of these also sentences of a story are seen in: they take labels and links only.
_GENERAL = frozenset(("nav", "navigation", "dialog", "button", "menu", "footer"))


@dataclass(slots=True)
class _Reading:
    """Hints under way: what is known of elements is worked out once."""

    prose: dict[HtmlElement, int] = field(default_factory=dict)
    total: int = 0
    known: dict[HtmlElement, Named | None] = field(default_factory=dict)


def find_hints(tree: HtmlElement, body: str, title: str = "", paid: frozenset[str] = frozenset()) -> tuple[Hint, ...]:
    """The hints of a body's lines, one a line at most, by offset.

    Args:
        tree: the page as it was parsed, before anything renames its elements.
        body: the lines that were extracted from it, divided by newlines.
        title: the headline; a line that says no more is never hinted.
        paid: names (class or id) of the elements that hold the paid part of the article, as the publisher states them
            (https://schema.org/cssSelector): they say nothing, they are the article.
    """
    lines = body.split("\n")[:MAX_LINES]
    measures = Measures()
    places = [
        Place(number, lines[number], element, measures.linked(element))
        for number, element in locate(tree, lines).items()
        if not (title and same(lines[number], title))
    ]
    reading = _measured(places)
    named = _believed({place.line: said for place in places if (said := _named(place, reading, paid))}, places, reading)
    listed, cards = link_lists(places), Cards(reading.prose, reading.total, measures)
    offsets = _offsets(lines)
    found: dict[int, Hint] = {}
    for place in places:
        said = named.get(place.line)
        source = f"{said.kind}-{said.word}" if said is not None else ""
        if said is None or said.strength < STRONG:
            shape = _shape(place, listed, cards)
            if shape is not None and (said is None or shape.strength > said.strength):
                said, source = shape, shape.word
        if said is not None:
            found[place.line] = Hint(offsets[place.line], said.kind, source, said.strength)
    strong = {line for line, hint in found.items() if hint.strength >= STRONG}
    for line in [*openers_of_links(places, strong), *lone_headings(places, reading.prose, strong, measures)]:
        found[line] = Hint(offsets[line], "related", "heading-of-links", STRONG)
    return tuple(found[line] for line in sorted(found))


def _shape(place: Place, listed: Collection[int], cards: Cards) -> Named | None:
    """What a line's links say of it, whatever the names around it."""
    if place.line in listed:
        return Named("related", STRONG, "link-list")
    if cards.holds(place):
        return Named("related", STRONG, "link-card")
    if labelled_link(place):
        return Named("readmore", STRONG, "labelled-link")
    return Named("readmore", WEAK, "bare-link") if bare_link(place) else None


def _believed(named: Mapping[int, Named], places: Sequence[Place], reading: _Reading) -> dict[int, Named]:
    """A name that stands at many elements which together hold much of the prose is a name of the article's own parts
    (``p.epic-paragraph``), or of all that its publisher makes: it is weak."""
    held: dict[str, int] = {}
    for place in places:
        if place.line in named and (size := _size(place.text)) >= _PROSE and place.linked < _LINKED:
            word = named[place.line].word
            held[word] = held.get(word, 0) + size
    return {
        line: Named(said.kind, WEAK, said.word) if held.get(said.word, 0) > _MUCH * reading.total else said
        for line, said in named.items()
    }


def paid_names(data: LinkedData) -> frozenset[str]:
    """Classes and ids of the elements that hold the paid part of the article (``hasPart`` with ``cssSelector``)."""
    names: set[str] = set()
    for part in data.values(data.article.get("hasPart")):
        selector = part.get("cssSelector") if isinstance(part, dict) else None
        for text in selector if isinstance(selector, list) else [selector]:
            if isinstance(text, str):
                names.update(_SELECTED.findall(text[:_LONG]))
    return frozenset(names)


def _offsets(lines: Sequence[str]) -> list[int]:
    offsets, at = [], 0
    for line in lines:
        offsets.append(at)
        at += len(line) + 1
    return offsets


def _measured(places: Sequence[Place]) -> _Reading:
    """The prose that each element around a line holds, in characters."""
    reading = _Reading()
    for place in places:
        size = _size(place.text)
        if size < _PROSE or place.linked >= _LINKED:
            continue
        reading.total += size
        element, depth = place.element, 0
        while element is not None and depth < _DEEP:
            reading.prose[element] = reading.prose.get(element, 0) + size
            element, depth = element.getparent(), depth + 1
    return reading


def _size(text: str) -> int:
    """Its length in characters of an alphabet; a character of Chinese, Japanese or Korean says as much as three."""
    return 3 * len(text) if _EAST_ASIAN.search(text, 0, _LONG) else len(text)


def _named(place: Place, reading: _Reading, paid: frozenset[str]) -> Named | None:
    """The strongest that the line's element and those around it say, up to one that holds much of the prose."""
    best: Named | None = None
    inner = place.element
    while len(inner) == 1 and not (inner.text or "").strip():  # p > em.share-label
        inner = inner[0]
    element, depth = inner, 0
    while element is not None and depth < _DEEP and element.tag not in ("body", "html"):
        held = reading.prose.get(element, 0)
        if held > _MUCH * reading.total and (held > _size(place.text) or held > _LONG):
            break
        if element not in reading.known:
            reading.known[element] = _said(element, paid)
        named = reading.known[element]
        if named is not None:
            if named.word in _GENERAL and _sentence(place):
                named = Named(named.kind, WEAK, named.word)
            if (held > _MUCH_CHARACTERS or not reading.total) and named.strength > WEAK:
                named = Named(named.kind, WEAK, named.word)
            if best is None or named.strength > best.strength:
                best = named
        element, depth = element.getparent(), depth + 1
    return best


def _sentence(place: Place) -> bool:
    """It reads like one of a story: with a full stop, and no link."""
    return place.linked < _LINKED and place.text.rstrip("\"'”’»)").endswith((".", "。")) and " " in place.text


def _said(element: HtmlElement, paid: frozenset[str]) -> Named | None:
    tag = element.tag
    best = _TAGS.get(tag) if isinstance(tag, str) else None
    attributes = element.attrib
    if not attributes:
        return best
    for attribute in _ATTRIBUTES:
        value = attributes.get(attribute)
        if not value or (attribute == "id" and tag in _ANCHORS):
            continue
        if attribute == "role":
            named = _ROLES.get(value.strip().lower())
        elif paid and not paid.isdisjoint(value.split()):
            return None
        else:
            named = read_names("-".join(value.split()) if attribute == "aria-label" else value)
        if named is not None and (best is None or named.strength > best.strength):
            best = named
    if (best is None or best.strength < STRONG) and _hidden(element):
        best = Named("ui", WEAK, "hidden")
    return best


def _hidden(element: HtmlElement) -> bool:
    attributes = element.attrib
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    style = attributes.get("style")
    return bool(style) and "display:none" in style[:_LONG].replace(" ", "").lower()
