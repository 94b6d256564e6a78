"""Cards: boxes that stand for other stories, each with a link around or in its heading, and perhaps a line of text.

Such boxes come in rows of one kind, or are an ``article`` or ``li`` inside the article. A box that holds prose of the
body, and a row that holds much of it (the entries of a live blog), are no cards.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml.html import HtmlElement

from transforms.extract.hint_links import leads_on, size
from transforms.extract.hint_place import Place

_LINKED = 0.95
_BOX_DEPTH = 5
_MUCH = 0.3
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_BOXES = frozenset(("div", "article", "section", "li", "figure"))
_ROW_ELEMENTS = frozenset(("div", "article", "section"))
_MOST_SIBLINGS = 500


class Cards:
    """What is known of the boxes of one page; each container is looked through once.

    ``prose``: characters of the body's prose by element that holds any; ``total``: all of it.
    """

    def __init__(self, prose: Mapping[HtmlElement, int], total: int) -> None:
        self._prose, self._total = prose, total
        self._rows: dict[HtmlElement, dict[tuple[str, str], list[HtmlElement]]] = {}
        self._known: dict[HtmlElement, bool] = {}

    def holds(self, place: Place) -> bool:
        """True where the line is the headline of a card, or a line of text in one of a row of cards."""
        return (place.linked >= _LINKED and self._heads_one(place.element)) or self._in_row(place.element)

    def _heads_one(self, element: HtmlElement) -> bool:
        around = element if element.tag == "a" else next(element.iterancestors("a"), None)
        around = around if around is not None and leads_on(around) else None
        if around is None and element.tag not in _HEADINGS:
            return False
        box = around if around is not None else element
        if around is not None and box.getparent() is not None and box.getparent().tag == "p":
            return False
        for _ in range(_BOX_DEPTH):
            parent = box.getparent()
            if parent is None or parent in self._prose or parent.tag in ("body", "html"):
                return False
            box = parent
            if box.tag == "article" or (around is not None and box.tag == "li"):
                return True
            if box.tag in _BOXES and self._beside_alike(box) and _headed_by_link(box):
                return True
        return False

    def _in_row(self, element: HtmlElement) -> bool:
        box: HtmlElement | None = element
        for _ in range(_BOX_DEPTH):
            box = box.getparent() if box is not None else None
            if box is None or box.tag in ("body", "html") or self._prose.get(box, 0) > _MUCH * self._total:
                return False
            if box.tag in _ROW_ELEMENTS and self._is_card(box):
                return True
        return False

    def _is_card(self, box: HtmlElement) -> bool:
        if box not in self._known:
            row = [each for each in self._alike(box) if _headed_by_link(each)]
            held = sum(self._prose.get(each, 0) for each in row)
            card = len(row) > 1 and self._beside_alike(box) and _headed_by_link(box) and held <= _MUCH * self._total
            for each in row:
                self._known[each] = card
            self._known[box] = card
        return self._known[box]

    def _beside_alike(self, box: HtmlElement) -> bool:
        """Its neighbour is of its kind: headings of a text that are links have prose between them."""
        alike = self._alike(box)
        return len(alike) > 1 and any(
            other is not None and other in alike for other in (box.getnext(), box.getprevious())
        )

    def _alike(self, box: HtmlElement) -> list[HtmlElement]:
        """The box and its siblings of the same element and class; only the box where it has no class."""
        parent, name = box.getparent(), box.get("class", "")
        if parent is None or not name:
            return [box]
        if parent not in self._rows:
            rows: dict[tuple[str, str], list[HtmlElement]] = {}
            for child in parent[:_MOST_SIBLINGS]:
                rows.setdefault((child.tag, child.get("class", "")), []).append(child)
            self._rows[parent] = rows
        return self._rows[parent].get((box.tag, name), [box])


def _headed_by_link(box: HtmlElement) -> bool:
    """It has a heading that is one link: around the heading or in it."""
    for heading in box.iter(*_HEADINGS):
        link = next(filter(leads_on, heading.iter("a")), None)
        if link is not None and size(link) * 10 >= size(heading) * 9:
            return True
        around = next(heading.iterancestors("a"), None)
        if around is not None and leads_on(around) and any(each is box for each in around.iterancestors()):
            return True
    return False
