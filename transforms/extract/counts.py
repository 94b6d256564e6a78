"""Counts that decide whether a page is read at all: bytes, elements, depth.

They are properties of the page alone, so the same page is refused on every machine and on every run; the deadline in
``pool.py`` is only a backstop. Of 561 saved news pages the largest has 2.3 MB, 6,100 elements and a depth of 48.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from lxml.etree import LxmlError, XPath
from lxml.html import HtmlElement

from transforms.failures import StageError

#: What trafilatura and htmldate are known to raise on markup that they did not expect. Caught around their calls only.
LIBRARY_ERRORS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    LxmlError,
)

#: Depth at which libxml2 itself stops reading, unless it is told to take huge documents.
PARSER_DEPTH = 255


@dataclass(frozen=True, slots=True)
class ExtractLimits:
    """What a page may measure. Raises ValueError where a limit is not positive."""

    #: Bytes of the page as text (UTF-8).
    max_bytes: int = 8_000_000
    #: Elements after parsing. The cost of some markup grows with the square of the count: 38,000 paragraphs take 4 CPU
    #: seconds, as many headings or cells of one row 17.
    max_nodes: int = 30_000
    #: Elements inside each other.
    max_depth: int = 200

    def __post_init__(self) -> None:
        for name in ("max_bytes", "max_nodes", "max_depth"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}: at least 1 is allowed")


def check_bytes(length: int, limits: ExtractLimits) -> None:
    """Raises StageError ``too-large`` for a page of more bytes than allowed."""
    if length > limits.max_bytes:
        raise StageError(
            "too-large", f"{length:,} bytes, allowed are {limits.max_bytes:,}: raise max_bytes if it is an article"
        )


def check_markup(markup: bytes, limits: ExtractLimits) -> None:
    """Raises StageError ``too-many-nodes`` for what cannot be within the limit, before it is parsed.

    This bounds the parser's time and memory only (half a million tags: 0.4 s, 200 MB). An element has at most two tags;
    comments, declarations and scripts also hold ``<``, so four a node are let by.
    """
    opened = markup.count(b"<")
    if opened > max(4 * limits.max_nodes, 500_000):
        raise _too_many(opened // 2, limits)


def check_tree(tree: HtmlElement, limits: ExtractLimits, *, cut_short: bool = False) -> None:
    """Raises StageError ``too-many-nodes`` or ``too-deep``. ``cut_short``: the parser gave up on the depth."""
    # Counted inside libxml2: a walk in Python costs twenty times as much.
    nodes = int(cast("float", _COUNT(tree)))
    if nodes > limits.max_nodes:
        raise _too_many(nodes, limits)
    if cut_short or _deeper_than(limits.max_depth)(tree):
        raise StageError(
            "too-deep", f"elements stand more than {limits.max_depth} deep: raise max_depth if it is an article"
        )


def _too_many(nodes: int, limits: ExtractLimits) -> StageError:
    return StageError(
        "too-many-nodes",
        f"about {nodes:,} elements, allowed are {limits.max_nodes:,}: raise max_nodes if it is an article",
    )


_COUNT = XPath("count(//*)")


@lru_cache(maxsize=4)
def _deeper_than(depth: int) -> XPath:
    return XPath(f"boolean({'/*' * (depth + 1)})")
