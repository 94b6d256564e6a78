"""OPML 1.0 and 2.0: lists of feeds that readers export and import."""

from __future__ import annotations

from lxml import etree

from transforms.addresses import absolute
from transforms.characters import line
from transforms.fetch.feed_document import FeedDocument, FeedLimits, ListedFeed
from transforms.fetch.feed_markup import shorten
from transforms.fetch.feed_xml import child, child_text, local_name, parse_xml

_TITLE = 300
_FOLDERS = 8


def parse_opml(text: str, url: str, limits: FeedLimits) -> FeedDocument:
    """The list as a document without entries: its feeds stand in ``listed``, with the folders they are in.

    An outline counts as a feed if it has an ``xmlUrl`` (in any spelling of its case), or is of type ``rss`` or ``atom``
    with a ``url``. One without an http(s) address is named in ``problems``.

    Raises:
        StageError: ``broken-xml``.
    """
    root, problems = parse_xml(text)
    found: list[ListedFeed] = []
    refused: list[str] = []
    body = child(root, "body")
    for outline, folders in _outlines(root if body is None else body):
        given = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        address = given.get("xmlurl") or (
            given.get("url", "") if given.get("type", "").lower() in ("rss", "atom") else ""
        )
        if not address.strip():
            continue
        absolute_address = absolute(address, url)
        if absolute_address is None:
            refused.append(f"line {outline.sourceline}: {line(address)[:100]!r} is no http(s) address")
        elif len(found) < limits.entries:
            found.append(ListedFeed(url=absolute_address, title=_title(given), folders=folders))
        elif len(found) == limits.entries:
            refused.append(f"line {outline.sourceline}: more than {limits.entries:,} feeds, the first were read")
            break
    return FeedDocument(
        kind="opml",
        title=shorten(line(child_text(child(root, "head"), "title")), _TITLE),
        listed=tuple(found),
        problems=problems + tuple(refused[:100]),
    )


def _outlines(element: etree._Element) -> list[tuple[etree._Element, tuple[str, ...]]]:
    """All outlines in the document's order, each with the titles of those around it."""
    waiting = [(part, ()) for part in reversed(element)]  # a stack of our own: recursion ends at a depth of 1,000
    found: list[tuple[etree._Element, tuple[str, ...]]] = []
    stack: list[tuple[etree._Element, tuple[str, ...]]] = list(waiting)
    while stack:
        part, folders = stack.pop()
        if local_name(part) != "outline":
            continue
        found.append((part, folders))
        title = _title({str(name).lower(): str(value) for name, value in part.attrib.items()})
        inner = (*folders, title)[:_FOLDERS] if title else folders
        stack.extend((below, inner) for below in reversed(part))
    return found


def _title(given: dict[str, str]) -> str:
    return shorten(line(given.get("title") or given.get("text") or ""), _TITLE)
