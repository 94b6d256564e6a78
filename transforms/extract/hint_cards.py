"""Cards: boxes that stand for other stories, each with a link around or in its heading, and perhaps a line of text.

Such boxes come in rows of one kind, or are an ``article`` or ``li`` inside the article. A box that holds prose of the
body, and a row that holds much of it (the entries of a live blog), are no cards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from transforms.extract.hint_place import Measures, Place, leads_on

_LINKED = 0.95
_BOX_DEPTH = 5
_MUCH = 0.3
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_BOXES = frozenset(("div", "article", "section", "li", "figure"))
_ROW_ELEMENTS = frozenset(("div", "article", "section"))
_MOST_SIBLINGS = 500
_MOST_HEADINGS = 20


@dataclass(frozen=True, slots=True)
class _Row:
    """Boxes beside each other, of one element and class, and whether they are cards."""

    boxes: frozenset[HtmlElement]
    cards: bool


class Cards:
    """What is known of the boxes of one page; each box and each row is looked through once.

    ``prose``: characters of the body's prose by element that holds any; ``total``: all of it.
    """

    def __init__(self, prose: Mapping[HtmlElement, int], total: int, measures: Measures) -> None:
        self._prose, self._total, self._measures = prose, total, measures
        self._rows: dict[tuple[HtmlElement, str, str], _Row] = {}
        self._headed: dict[HtmlElement, bool] = {}

    def holds(self, place: Place) -> bool:
        """True where the line is the headline of a card, or a line of text in one of a row of cards."""
        return (place.linked >= _LINKED and self._heads_one(place.element)) or self._in_row(place.element)

    def _heads_one(self, element: HtmlElement) -> bool:
        around = element if element.tag == "a" else next(element.iterancestors("a"), None)
        around = around if around is not None and leads_on(around) else None
        if around is None and element.tag not in _HEADINGS:
            return False
        box = (around if around is not None else element).getparent()
        if box is not None and box.tag == "p":
            return False
        for _ in range(_BOX_DEPTH):
            if box is None or box in self._prose or box.tag in ("body", "html"):
                return False
            if box.tag == "article" or (around is not None and box.tag == "li"):
                return True
            if box.tag in _BOXES and self._beside_alike(box) and self._headed_by_link(box):
                return True
            box = box.getparent()
        return False

    def _in_row(self, element: HtmlElement) -> bool:
        box = element.getparent()
        for _ in range(_BOX_DEPTH):
            if box is None or box.tag in ("body", "html") or self._prose.get(box, 0) > _MUCH * self._total:
                return False
            if box.tag in _ROW_ELEMENTS and box.get("class") and self._headed_by_link(box):
                row = self._row(box)
                if row.cards and box in row.boxes and self._beside_alike(box):
                    return True
            box = box.getparent()
        return False

    def _beside_alike(self, box: HtmlElement) -> bool:
        """Its neighbour is of its kind: headings of a text that are links have prose between them."""
        kind = (box.tag, box.get("class"))
        return bool(kind[1]) and any(
            other is not None and (other.tag, other.get("class")) == kind
            for other in (box.getnext(), box.getprevious())
        )

    def _row(self, box: HtmlElement) -> _Row:
        parent, tag, name = box.getparent(), box.tag, box.get("class", "")
        key = (parent, tag, name)
        if key not in self._rows:
            siblings = parent[:_MOST_SIBLINGS] if parent is not None else [box]
            alike = [each for each in siblings if (each.tag, each.get("class", "")) == (tag, name)]
            row = [each for each in alike if self._headed_by_link(each)]
            held = sum(self._prose.get(each, 0) for each in row)
            self._rows[key] = _Row(frozenset(row), len(row) > 1 and held <= _MUCH * self._total)
        return self._rows[key]

    def _headed_by_link(self, box: HtmlElement) -> bool:
        """It has a heading that is one link: around the heading or in it."""
        if box not in self._headed:
            self._headed[box] = any(
                self._is_link(heading, box) for heading in islice(box.iter(*_HEADINGS), _MOST_HEADINGS)
            )
        return self._headed[box]

    def _is_link(self, heading: HtmlElement, box: HtmlElement) -> bool:
        _, length = self._measures.links(heading)
        if length and length * 10 >= self._measures.size(heading) * 9:
            return True
        around = next(heading.iterancestors("a"), None)
        return around is not None and leads_on(around) and any(each is box for each in around.iterancestors())
