"""A saved HTML page: its bytes as they are, and the address it names for itself.

A saved page has no address of its own, so it is believed: the canonical link, else ``og:url``, else the hash of its
content. Looked for in its head by a scan that is linear in a bounded number of bytes; nothing is parsed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from transforms import ids
from transforms.addresses import normalise
from transforms.seeds.files import read_page
from transforms.seeds.items import START, Item, Position, make_page
from transforms.seeds.limits import SeedLimits

#: Heads of 300 kB are seen (inline styles before the links), so the scan goes well beyond.
_HEAD_BYTES = 1_000_000

# One pass, no backtracking over more than a tag: what opens a comment or script without an end takes all the rest.
_TAGS = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?:script|style|title|noscript|template|svg)\b.*?(?:</(?:script|style|title|noscript|template|svg)\b|\Z)"
    r"|<(?P<tag>link|meta)\b(?P<attributes>[^<>]{0,4096})>"
    r"|(?P<end><body\b|</head\b)",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([a-z:-]{1,30})\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)


def read(path: str, name: str, limits: SeedLimits, start: Position = START) -> Iterator[tuple[Position, Item]]:
    """The one page of an HTML file, gzip or not. Raises StageError where it cannot be read."""
    if start == START:
        content = read_page(path, limits)
        url = address_of(content) or ids.seed_url(content)
        yield START, make_page(content, url=url, fetched_at=None, media_type="text/html", source=name)


def address_of(content: bytes) -> str | None:
    """The http(s) address that the head of an HTML page names as its own, normalised; None where it names none."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    head = content[:_HEAD_BYTES].decode("utf-16" if wide else "utf-8", "replace")
    shared = None
    for found in _TAGS.finditer(head):
        if found["end"]:
            break
        if not found["tag"]:
            continue
        pairs = _ATTRIBUTE.findall(found["attributes"])
        attributes = {key.lower(): unescape(value.strip("\"'")) for key, value in pairs}
        if "canonical" in attributes.get("rel", "").lower().split():
            address = _address(attributes.get("href", ""))
            if address:
                return address
        if (attributes.get("property") or attributes.get("name", "")).lower() == "og:url":
            shared = shared or _address(attributes.get("content", ""))
    return shared


def _address(text: str) -> str | None:
    return None if "\ufffd" in text else normalise(text.strip())
