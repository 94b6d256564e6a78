"""XPath queries for elements, compiled once, with the type that they give."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement


def elements(expression: str) -> Callable[[HtmlElement], list[HtmlElement]]:
    """The compiled query: tree -> the elements that match, in the order of the document."""
    compiled = XPath(expression)
    return lambda tree: cast("list[HtmlElement]", compiled(tree))
