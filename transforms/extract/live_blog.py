"""Entries of a live blog as parts of the body: each with its headline, its time and the place where it begins.

Entries stand in JSON-LD (https://schema.org/LiveBlogPosting) or as repeated blocks with a time each. They are found
again in the body; where it has none of them, the stated ones are put behind it, in the page's order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from transforms import characters
from transforms.extract.form import is_live_blog, may_be_live
from transforms.extract.json_ld import LinkedData
from transforms.extract.moments import parse_moment
from transforms.records import Part

MAX_ENTRIES = 1_000
_MAX_TITLE = 300
_MAX_TEXT = 20_000
_MAX_ALL = 1_000_000
# So much of an entry's beginning must stand in the body for it to be found there.
_KEY = 40
_SHORTEST = 12
_MIN_BLOCKS = 3
_BLOCK_TEXT = 60

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<(/?(?:p|br|li|h\d|div|blockquote|tr)\b)?[^<>]{0,2000}>", re.IGNORECASE)
_NOT_TEXT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(r"live|entry|update|post|ticker|event|block|item|moment|timeline", re.IGNORECASE)


class Entry(NamedTuple):
    """One entry as the page states it."""

    title: str
    published_at: str | None
    #: Paragraphs, one a line.
    text: str


def find_entries(tree: HtmlElement, data: LinkedData, url: str) -> list[Entry]:
    """The entries of a page that is a live blog, by its JSON-LD, else by its blocks; none for any other page."""
    if not may_be_live(data, url):
        return []
    entries = stated_entries(data)
    return entries if len(entries) >= 2 else shown_entries(tree)


def stated_entries(data: LinkedData) -> list[Entry]:
    """The entries in a page's JSON-LD, in its order; at most 1,000 and a million characters."""
    entries: list[Entry] = []
    room = _MAX_ALL
    for node in data.nodes:
        if not is_live_blog(node):
            continue
        for update in node["liveBlogUpdate"][:MAX_ENTRIES]:
            if isinstance(update, dict) and len(entries) < MAX_ENTRIES and room > 0:
                entry = _entry(update)
                room -= len(entry.text)
                if entry.title or entry.text:
                    entries.append(entry)
    return entries


def _entry(update: dict[str, Any]) -> Entry:
    title, text = update.get("headline") or update.get("name"), update.get("articleBody") or update.get("text")
    moment = parse_moment(stated) if isinstance(stated := update.get("datePublished"), str) else None
    return Entry(
        characters.line(unescape(title[: 4 * _MAX_TITLE]))[:_MAX_TITLE] if isinstance(title, str) else "",
        moment.instant if moment else None,
        plain_text(text) if isinstance(text, str) else "",
    )


def plain_text(html: str) -> str:
    """Text of a value that may hold markup: one line a paragraph."""
    text = _NOT_TEXT.sub(" ", html[: 2 * _MAX_TEXT])
    text = unescape(unescape(_TAG.sub(lambda tag: "\n" if tag[1] else " ", text)))
    lines = (line.strip() for line in characters.clean(text[:_MAX_TEXT]).split("\n"))
    return "\n".join(line for line in lines if line)


def shown_entries(tree: HtmlElement) -> list[Entry]:
    """The entries that stand as repeated blocks: at least three elements beside each other, each with a time."""
    groups: dict[HtmlElement, list[HtmlElement]] = {}
    for time in islice(tree.iter("time"), 2 * MAX_ENTRIES):
        block = next((above for above in islice(time.iterancestors(), 8) if _is_block(above)), None)
        parent = block.getparent() if block is not None else None
        if block is not None and parent is not None:
            group = groups.setdefault(parent, [])
            if not group or group[-1] is not block:
                group.append(block)
    largest = max(groups.values(), key=len, default=[])
    return [_shown(block) for block in largest[:MAX_ENTRIES]] if len(largest) >= _MIN_BLOCKS else []


def _is_block(element: HtmlElement) -> bool:
    if element.tag not in ("article", "li", "div", "section"):
        return False
    if not _BLOCK.search(f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"):
        return False
    return len("".join(islice(element.itertext(), 60))) >= _BLOCK_TEXT


def _shown(block: HtmlElement) -> Entry:
    time = next(block.iter("time"))
    moment = parse_moment(time.get("datetime") or "")
    heading = next(block.iter("h2", "h3", "h4", "strong"), None)
    title = characters.line(heading.text_content()[: 2 * _MAX_TITLE])[:_MAX_TITLE] if heading is not None else ""
    texts = (characters.line(p.text_content()[:_MAX_TEXT]) for p in islice(block.iter("p"), 50))
    return Entry(title, moment.instant if moment else None, "\n".join(text for text in texts if text))


def with_parts(body: str, entries: list[Entry]) -> tuple[str, tuple[Part, ...]]:
    """The body with its entries, and where each begins.

    A page states up to hundreds of entries and shows some twenty; only where it shows none are the stated ones put
    behind its text.
    """
    parts = _located(body, entries)
    told = [entry for entry in entries if entry.text]
    if len(parts) < 2 and len(told) >= 2 and sum(len(entry.text) for entry in told) > len(body):
        blocks = ("\n".join(line for line in (entry.title, entry.text) if line) for entry in told)
        body = "\n".join(part for part in (body, *blocks) if part)
        parts = _located(body, told)
    return (body, parts) if len(parts) >= 2 else (body, ())


def _located(body: str, entries: list[Entry]) -> tuple[Part, ...]:
    """The entries that are found in the body by how they begin; each line begins one entry at most."""
    places: dict[str, int] = {}
    for key, where in _line_keys(body):
        places.setdefault(key, where)
    taken: dict[int, Part] = {}
    for entry in entries:
        for text in (entry.title, entry.text.partition("\n")[0]):
            key = _key(text)
            found = places.get(key) if len(key) >= _SHORTEST else None
            if found is not None and found not in taken:
                taken[found] = Part("entry", found, entry.title, entry.published_at)
                break
    return tuple(taken[where] for where in sorted(taken))


def _line_keys(body: str) -> Iterator[tuple[str, int]]:
    where = 0
    for line in body.split("\n"):
        key = _key(line)
        if len(key) >= _SHORTEST:
            yield key, where
        where += len(line) + 1


def _key(text: str) -> str:
    return "".join(_WORD.findall(text[: 4 * _KEY].casefold()))[:_KEY]
