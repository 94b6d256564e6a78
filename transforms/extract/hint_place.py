"""A line of a body and where it stands: what the files that read hints of the markup pass to each other."""

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
