"""Links as evidence: lists of headlines that lead elsewhere, and the headings over them.

A list is one of links where each of its items is for the greater part one link and none reads like a sentence or a
product with its shop behind it. In 561 pages such lists hold other stories, topics or contents, never the article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from lxml.html import HtmlElement

from transforms.extract.hint_place import Measures, Place

_LEAST_ITEMS = 2
_MOST_ITEMS = 60
_ITEM = 0.45
_LIST = 0.68
_LABELLED = 0.65
_HEADLINE_WORDS = 4.5
_UNDIVIDED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_ARROW = re.compile(r"(?:[>»→►▶▸➡☞•]|\+{2,3}|-+>)+\s*\S")
_LABEL = re.compile(r"((?:[^\W\d]+[’'-]?[^\W\d]* ){0,4}[^\W\d]+) ?[:|] ?[^\s/]")
_LABEL_WORDS = 2
_ALL = 0.95
_SHOUTED = 3
_SHORT = 8
# What such a label names is where a text or picture is from.
_CREDITS = frozenset((
    "source", "sources", "via", "credit", "photo", "photos", "image", "quelle", "quellen", "foto", "fotos", "bild",
    "fuente", "fuentes", "fonte", "fonti", "fontes", "crédit", "bron", "kilde", "källa", "źródło", "источник",
    "kaynak", "sumber",
))  # fmt: skip
_LONGEST = 220
_HEADING = 90
_BOX = 0.75
_BOX_DEPTH = 5
_BEHIND = 1_500
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_EMPHASIS = frozenset(("strong", "b"))
_SENTENCE_ENDS = (".", "。", "!»", ".”", '."')


def link_lists(places: Sequence[Place]) -> set[int]:
    """The lines that are items of a list of links."""
    lists: dict[HtmlElement, list[Place]] = {}
    for place in places:
        item = place.element if place.element.tag == "li" else next(place.element.iterancestors("li"), None)
        if item is not None and (parent := item.getparent()) is not None:
            lists.setdefault(parent, []).append(place)
    found: set[int] = set()
    for parent, items in lists.items():
        count = sum(1 for _ in parent.iterchildren("li"))
        if _LEAST_ITEMS <= count <= _MOST_ITEMS and len(items) * 2 >= count and _of_links(items):
            found.update(place.line for place in items)
    return found


def _of_links(items: Sequence[Place]) -> bool:
    if any(place.linked < _ITEM or len(place.text) > _LONGEST for place in items):
        return False
    # Headlines have seven words and more on the average; short items are as often a list of things.
    if sum(_words(place.text) for place in items) < _HEADLINE_WORDS * len(items):
        return False
    if sum(place.text.rstrip().endswith(_SENTENCE_ENDS) for place in items) * 2 > len(items):
        return False
    return sum(place.linked for place in items) >= _LIST * len(items)


def labelled_link(place: Place) -> bool:
    """A paragraph that is one link behind an arrow or a short label (``Also: Ferry to stay``), or all in capitals."""
    text = place.text
    if place.linked < _LABELLED or len(text) > _LONGEST or place.element.tag == "li":
        return False
    if text.rstrip().endswith(_SENTENCE_ENDS) and _words(text) > _SHORT:
        return False
    if _ARROW.match(text):
        return True
    if place.linked >= _ALL and place.element.tag == "p" and text.isupper() and _words(text) >= _SHOUTED:
        return True
    label = _LABEL.match(text)
    if label is None:
        return False
    words = label[1].split()
    return (len(words) <= _LABEL_WORDS or label[1].isupper()) and words[0].lower() not in _CREDITS


def bare_link(place: Place) -> bool:
    """A paragraph that is one link and no more."""
    return place.linked >= _ALL and place.element.tag == "p" and _words(place.text) >= _SHOUTED


def _words(text: str) -> float:
    """Words; of a script that does not divide them, three characters each."""
    found = len(text.split())
    return max(found, len(text) / 3) if _UNDIVIDED.search(text) else found


def openers_of_links(places: Sequence[Place], links: Collection[int]) -> list[int]:
    """The headings right before lines that are known to be links, with nothing else behind them up to the next
    heading or the end."""
    by_line = {place.line: place for place in places}
    opening = []
    for place in places:
        if place.line in links or not _heads(place) or place.line + 1 not in links:
            continue
        end = place.line + 1
        while end in links:
            end += 1
        if end - place.line > _LEAST_ITEMS or end not in by_line:
            opening.append(place.line)
    return opening


def lone_headings(
    places: Sequence[Place], prose: Mapping[HtmlElement, int], known: Collection[int], measures: Measures
) -> list[int]:
    """The short lines over links ("Most read") that the extractor has left out already: alone with them in a box, or
    before them in the text.

    ``prose``: elements that hold prose of the body. The box is the widest around the line without any.
    """
    short = [place for place in places if place.line not in known and not place.linked and _heads(place)]
    return [p.line for p in short if _over_links(p.element, prose, measures) or _before_links(p.element, measures)]


def _over_links(element: HtmlElement, prose: Mapping[HtmlElement, int], measures: Measures) -> bool:
    box = element.getparent()
    for _ in range(_BOX_DEPTH):
        if box is None or box in prose or box.tag in ("body", "html"):
            return False
        count, length = measures.links(box)
        if count >= _LEAST_ITEMS:
            return length >= _BOX * (measures.size(box) - measures.size(element))
        box = box.getparent()
    return False


def _before_links(element: HtmlElement, measures: Measures) -> bool:
    """What follows beside it is links, up to the end or the next heading; two at least where text follows them."""
    links = 0
    for sibling in islice(element.itersiblings(), _MOST_ITEMS):
        length = measures.size(sibling) if isinstance(sibling.tag, str) else 0
        if not length:
            continue
        if sibling.tag in _HEADINGS:
            break
        if length > _BEHIND or measures.linked(sibling) < _BOX:
            return links >= _LEAST_ITEMS
        links += max(1, sum(1 for _ in sibling.iter("li")))
    return links > 0


def _heads(place: Place) -> bool:
    if len(place.text) > _HEADING:
        return False
    element = place.element
    if element.tag in _HEADINGS or place.text.rstrip().endswith(":"):
        return True
    return len(element) == 1 and element[0].tag in _EMPHASIS and not (element.text or "").strip()
