"""JSON-LD of a page: which of its nodes is the article, and its values.

Tolerant, since a good part of what stands in pages is no JSON (comments, raw line breaks, trailing commas, two objects
in a row), and bounded in bytes, blocks, nodes and depth. Vocabulary: https://schema.org/Article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import orjson
from lxml.html import HtmlElement

from transforms import characters

_MAX_BLOCKS = 40
_MAX_TEXT = 1_000_000
_MAX_NODES = 5_000
_MAX_DEPTH = 12
_MAX_VALUE = 5_000

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|;)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
# Picked out where a block cannot be parsed at all: simple values, one pass, no nesting.
_LOOSE = re.compile(
    r'"(headline|description|datePublished|dateModified|isAccessibleForFree|articleSection)"\s*:\s*'
    r'(?:"((?:[^"\\\n]|\\.){1,500})"|(true|false))'
)
# Nodes below these are other articles or other people's words.
_ASIDE = frozenset(
    [
        "itemListElement",
        "mentions",
        "citation",
        "relatedLink",
        "comment",
        "liveBlogUpdate",
        "hasPart",
        "isPartOf",
        "review",
        "isBasedOn",
        "breadcrumb",
        "about",
        "subjectOf",
    ]
)


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What the page's JSON-LD says about its article."""

    #: The node of the article; empty where there is none.
    article: Mapping[str, Any] = field(default_factory=dict)
    #: The node of the page around it; empty where there is none.
    page: Mapping[str, Any] = field(default_factory=dict)
    #: Nodes by ``@id``, for values that are references.
    by_id: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: All nodes, in the order of the page, but for those beside the subject.
    nodes: Sequence[Mapping[str, Any]] = ()

    def text(self, *names: str) -> str:
        """The first of these properties of the article that is text, on one line; '' where there is none."""
        return next((value for name in names if (value := _text(self.article.get(name)))), "")

    def page_text(self, name: str) -> str:
        """A property of the page's node as text."""
        return _text(self.page.get(name))

    def values(self, value: Any) -> Iterator[Any]:
        """The items of a property: of a list each, of a reference the node it names. At most 50."""
        items = value if isinstance(value, list) else [value]
        for item in items[:50]:
            if isinstance(item, dict) and set(item) <= {"@id", "@type"} and isinstance(item.get("@id"), str):
                yield self.by_id.get(item["@id"], item)
            elif item is not None:
                yield item


def read_json_ld(tree: HtmlElement, *own_addresses: str | None) -> LinkedData:
    """The JSON-LD of a page whose addresses (fetched, canonical) are given, to tell its article from others."""
    nodes: list[dict[str, Any]] = []
    budget = _MAX_TEXT
    blocks = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        blocks, budget = blocks + 1, budget - len(script.text)
        if blocks > _MAX_BLOCKS or budget < 0:
            break
        for value in parse_tolerantly(script.text):
            _walk(value, nodes)
    by_id = {node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str) and len(node) > 2}
    paths = {_path(address) for address in own_addresses if address}
    return LinkedData(_main(nodes, paths), next((n for n in nodes if "WebPage" in types(n)), {}), by_id, nodes)


def types(node: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of a node's types, without the vocabulary's address."""
    found = node.get("@type")
    names = found if isinstance(found, list) else [found]
    return tuple(re.split(r"[/#:]", name)[-1] for name in names[:10] if isinstance(name, str))


def parse_tolerantly(text: str) -> list[Any]:
    """The JSON values in a script's text; what can be picked out of it where it cannot be parsed; never raises."""
    try:
        return [orjson.loads(text)]
    except ValueError:
        pass
    text = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip()
    if text.startswith(("{&quot;", "[{&quot;")):
        text = unescape(text)
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        if values := _decode_all(attempt):
            return values
    found: dict[str, Any] = {}
    for match in _LOOSE.finditer(text):
        name, quoted, bare = match.groups()
        found.setdefault(name, unescape(quoted.replace('\\"', '"').replace("\\/", "/")) if quoted else bare == "true")
    return [{"@type": "Article", **found}] if "datePublished" in found or "headline" in found else []


def _decode_all(text: str) -> list[Any]:
    """All values that stand in a row in the text; none where the first cannot be read."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    position = 0
    while position < len(text) and len(values) < _MAX_BLOCKS:
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        values.append(value)
        while position < len(text) and text[position] in " \t\r\n,;":
            position += 1
    return values


def _walk(value: Any, nodes: list[dict[str, Any]]) -> None:
    """Appends the dictionaries below the value in the order of the text, but for those that are beside the subject."""
    pending: list[tuple[Any, int]] = [(value, 0)]
    seen = 0
    while pending and seen < _MAX_NODES:
        item, depth = pending.pop()
        seen += 1
        if isinstance(item, dict):
            if len(nodes) < _MAX_NODES:
                nodes.append(item)
            below = [child for name, child in item.items() if name not in _ASIDE]
        elif isinstance(item, list):
            below = item
        else:
            continue
        if depth < _MAX_DEPTH:
            pending.extend((child, depth + 1) for child in reversed(below) if isinstance(child, (dict, list)))


def _main(nodes: list[dict[str, Any]], paths: set[str]) -> Mapping[str, Any]:
    articles = [node for node in nodes if any(t.endswith(("Article", "Posting", "Report")) for t in types(node))]
    for node in articles:
        entity = node.get("mainEntityOfPage")
        named = [node.get("url"), node.get("@id"), entity]
        named += [entity.get("@id"), entity.get("url")] if isinstance(entity, dict) else []
        if any(isinstance(address, str) and _path(address) in paths for address in named):
            return node
    return next((node for node in articles if node.get("headline") or node.get("datePublished")), {})


def _path(address: str) -> str:
    """An address without scheme, ``www.``, query, fragment and closing slash: how pages vary their own."""
    return re.sub(r"^(?:https?:)?//(?:www\.)?|[?#].*$|/+$", "", address.strip()[:_MAX_VALUE].lower()).rstrip("/")


def _text(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return characters.line(unescape(unescape(value[:_MAX_VALUE]))) if isinstance(value, str) else ""
