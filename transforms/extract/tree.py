"""Bytes to an element tree, once a page: everything that looks at markup works on this tree.

Bounded by ``counts.py``. What is no HTML at all still gives some tree; whether there is an article in it others decide.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

from transforms.extract.counts import PARSER_DEPTH, ExtractLimits, check_bytes, check_markup, check_tree
from transforms.extract.decoding import as_utf8, is_binary
from transforms.extract.query import elements
from transforms.failures import Dropped, StageError

# Bytes and character references that lxml refuses to set as text, so trafilatura would give up on the page.
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r")
_REFERENCES = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F])(?![0-9a-fA-F]));?"
)
_NONCHARACTERS = re.compile(rb"\xef\xbf[\xbe\xbf]")
# A doctype with a slash inside, and <html …/>: libxml2 reads an empty document (lxml bug 1955915).
_DOCTYPE = re.compile(rb"\A\s*<!doctype[^>]*>", re.IGNORECASE)
_CLOSED_HTML = re.compile(rb"(<html\b[^>]*?)\s*/>", re.IGNORECASE)

_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)

# From this many elements on inside one element, inline markup is taken off first: trafilatura's time grows with the
# square of their number (10,000 spans in a paragraph: 7 s; without their tags: 0.01 s), and nobody writes so.
_WIDE = 400
_WIDE_ELEMENTS = elements(f"//*[*[{_WIDE}]]")
_INLINE = (
    "span", "a", "b", "i", "em", "strong", "u", "s", "font", "small", "big", "sub", "sup", "mark", "abbr", "cite",
    "code", "kbd", "samp", "var", "tt", "q", "ins", "del", "time", "label", "bdi", "bdo", "dfn", "data", "wbr", "img",
)  # fmt: skip


def parse(content: bytes, charset: str | None, limits: ExtractLimits) -> HtmlElement:
    """The tree of a page, its root ``html``.

    Raises:
        Dropped: ``empty``, ``not-text`` (binary), ``no-text`` (nothing a parser could read).
        StageError: ``too-large``, ``too-many-nodes``, ``too-deep``, ``unreadable``.
        MemoryError: the process has not enough for it.
    """
    if not content or content.isspace():
        raise Dropped("empty")
    check_bytes(len(content), limits)
    if is_binary(content):
        raise Dropped("not-text")
    markup = _repaired(as_utf8(content, charset))
    check_bytes(len(markup), limits)
    check_markup(markup, limits)
    tree, cut_short = _parsed(markup, limits)
    if flatten_wide(tree):
        # What is left is a row of text nodes, over which lxml takes as long as over the tags; reading again makes one.
        tree, cut_short = _parsed(etree.tostring(tree, encoding="utf-8", method="html"), limits)
    check_tree(tree, limits, cut_short=cut_short)
    return tree


def flatten_wide(tree: HtmlElement) -> bool:
    """Takes inline tags off (their text stays) inside elements that have hundreds of them. True where it did so."""
    wide = [e for e in _WIDE_ELEMENTS(tree) if sum(1 for _ in e.iterchildren(*_INLINE)) >= _WIDE]
    for element in wide:
        etree.strip_tags(element, *_INLINE)
    return bool(wide)


def _parsed(markup: bytes, limits: ExtractLimits) -> tuple[HtmlElement, bool]:
    """The tree, and whether the parser gave up on its depth. Raises as ``parse`` does."""
    # A parser of its own for each page: nothing of one page can reach the next through it.
    parser = etree.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=limits.max_depth > PARSER_DEPTH,
    )
    # One class for all: lxml.html asks a Python function for each element that anybody looks at.
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        tree: HtmlElement | None = etree.fromstring(markup, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise StageError("unreadable", "the parser failed on it") from error
    if tree is None:
        raise Dropped("no-text")
    return tree, any("depth" in entry.message for entry in parser.error_log.filter_from_fatals())


def _repaired(markup: bytes) -> bytes:
    markup = markup.translate(None, _CONTROLS)
    if b"&#" in markup:
        markup = _REFERENCES.sub(b"", markup)
    if b"\xef\xbf\xbe" in markup or b"\xef\xbf\xbf" in markup:
        markup = _NONCHARACTERS.sub(b"", markup)
    markup = _DOCTYPE.sub(b"<!DOCTYPE html>", markup, count=1)
    return _CLOSED_HTML.sub(rb"\1>", markup[:4096], count=1) + markup[4096:]
