"""A line of a body and where it stands, and what is measured around it: what the files that read hints share."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the body and the outermost element with its text and no more."""

    #: Number of the line, its text as it stands in the body.
    line: int
    text: str
    element: HtmlElement
    #: How much of its characters are in links, 0 to 1.
    linked: float


class Measures:
    """Lengths of texts and links in the elements of one page. Each element is read once, however often it is asked for:
    many lines stand in one box."""

    def __init__(self) -> None:
        self._sizes: dict[HtmlElement, int] = {}
        self._links: dict[HtmlElement, tuple[int, int]] = {}

    def size(self, element: HtmlElement) -> int:
        """Characters of its text, without white space."""
        if element not in self._sizes:
            self._sizes[element] = sum(len("".join(text.split())) for text in element.itertext())
        return self._sizes[element]

    def links(self, element: HtmlElement) -> tuple[int, int]:
        """How many links with text lead from it to other pages, and how long they are together."""
        if element not in self._links:
            found = [length for link in element.iter("a") if leads_on(link) and (length := self.size(link))]
            self._links[element] = (len(found), sum(found))
        return self._links[element]

    def linked(self, element: HtmlElement) -> float:
        """How much of its characters stand in links, 0 to 1; 1 where the element itself is in one."""
        around = element if element.tag == "a" else next(element.iterancestors("a"), None)
        if around is not None and leads_on(around):
            return 1.0
        _, length = self.links(element)
        return min(1.0, length / (self.size(element) or 1)) if length else 0.0


def leads_on(link: HtmlElement) -> bool:
    """It leads to another page: an ``a`` may also be a place in this one, or lead to such a place."""
    address = link.get("href")
    return bool(address) and not address.startswith("#")
