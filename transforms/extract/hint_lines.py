"""Where in a page's tree the lines of its body stand.

The extractor gives text without the elements it came from. An element and a line belong together where their texts are
the same but for white space; where a text stands on a page more than once, the next one in the order of the document is
taken. Lines that the extractor put together in another way (parts divided by ``br``, rows of a table) are not found:
nothing is known of them then. Elements whose first letters open no line are not read, which is most of a page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

#: Elements that are one line by themselves; others are only where they hold text of their own.
_LINES = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "blockquote", "figcaption", "summary")
_BOXES = (
    *("div", "section", "article", "header", "aside", "main", "figure", "td"),
    *("a", "span", "button", "label", "b", "strong", "em", "i"),
)
_WITHIN = frozenset((*_LINES, "a", "span", "button", "label", "em", "strong", "b", "i"))
_BOX = frozenset(("div", "section", "article", "header", "aside", "main", "figure", "td"))
_BULLET = "- "
_OPENING = 3
_LOOKED_AT = 40
_DEEP = 4
# A line of a page has more white space than letters only where its markup is laid out oddly.
_BLANKS = 4

_Places = dict[str, list[tuple[int, HtmlElement]]]


def locate(tree: HtmlElement, lines: list[str]) -> dict[int, HtmlElement]:
    """Number of a line to the outermost element with its text and no more, for the lines that are found."""
    keys = [_key(line.removeprefix(_BULLET)) for line in lines]
    found = _find(tree.iter(*_LINES), frozenset(keys) - {""})
    rest = frozenset(key for key in keys if key and key not in found)
    if rest:
        found |= _find(_boxes(tree, rest), rest)
    located: dict[int, HtmlElement] = {}
    last = -1
    for number, key in enumerate(keys):
        places = found.get(key)
        if places:
            order, located[number] = next((place for place in places if place[0] > last), places[-1])
            last = max(last, order)
    return located


def _find(elements: Iterator[HtmlElement], wanted: Collection[str]) -> _Places:
    """The elements whose text is wanted, by text, each with its place in the order."""
    openings = {key[:_OPENING] for key in wanted}
    longest = _BLANKS * max(map(len, wanted), default=0)
    found: _Places = {}
    for order, element in enumerate(elements):
        opening = _opening(element)
        if opening and opening not in openings:
            continue
        key = _text(element, longest)
        if key in wanted:
            found.setdefault(key, []).append((order, element))
    return found


def _boxes(tree: HtmlElement, wanted: Collection[str]) -> Iterator[HtmlElement]:
    longest = max(map(len, wanted))
    for element in tree.iter(*_BOXES):
        if element.tag in _BOX:
            if len(element) <= longest and _speaks(element):
                yield element
        elif (parent := element.getparent()) is None or parent.tag not in _WITHIN:
            yield element


def _speaks(box: HtmlElement) -> bool:
    """The box has text of its own, or begins with an element within a line."""
    text = box.text
    if text and not text.isspace():
        return True
    for child in box:
        tail = child.tail
        if tail and not tail.isspace():
            return True
    return len(box) > 0 and box[0].tag in _WITHIN and box[0].tag not in _LINES


def _opening(element: HtmlElement) -> str:
    """The first letters of an element's text; '' where too few of them stand together to tell."""
    text = element.text
    for _ in range(_DEEP):
        if text and not text.isspace():
            break
        if len(element) == 0:
            return ""
        element = element[0]
        text = element.text
    opening = _key(text[:_LOOKED_AT])[:_OPENING] if text else ""
    return opening if len(opening) == _OPENING else ""


def _text(element: HtmlElement, longest: int) -> str:
    """Its text without white space; '' where it is longer than any line: of boxes in boxes not each is read whole."""
    parts, length = [], 0
    for part in element.itertext():
        parts.append(part)
        length += len(part)
        if length > longest:
            return ""
    return _key("".join(parts))


def _key(text: str) -> str:
    return "".join(text.split())
