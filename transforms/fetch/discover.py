"""Finding the feeds of a page: what the page names, what it links to, and where feeds usually lie.

Nothing is fetched here. Feeds named by the page come first, then links that look like feeds, then a short list of
usual paths, which are guesses to be tried.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from transforms.addresses import absolute, operator
from transforms.characters import line
from transforms.extract.decoding import decode

_TYPES = {
    "application/rss+xml": "rss",
    "application/atom+xml": "atom",
    "application/feed+json": "json",
    "application/json": "json",
    "application/rdf+xml": "rdf",
    "application/rss": "rss",
    "application/atom": "atom",
    "text/rss+xml": "rss",
}
_FEED_PATH = re.compile(
    r"/(?:feeds?|rss|atom|rdf)(?:/|\.xml|\.json|\.php|\.rdf|\.rss|\.atom)?$|\.(?:rss|atom|rdf)$|"
    r"/(?:rss|atom|feed|index)[\w-]{0,40}\.(?:xml|rdf|rss|atom)$|/(?:feeds?|rss|atom)/[\w/.-]{1,80}$",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed|format|type|alt)=(?:rss2?|atom|feed|rdf|json)(?:&|$)", re.IGNORECASE)
_FEED_TEXT = re.compile(r"\b(?:rss|atom|feed|feeds)\b", re.IGNORECASE)
_COMMENTS = re.compile(r"comments?(?:/|-|_)?(?:feed|rss|atom)|/comments/", re.IGNORECASE)
_SITEMAP = re.compile(r"sitemap[\w-]*\.xml(?:\.gz)?$", re.IGNORECASE)
_WELL_KNOWN = (
    ("/feed", "rss"), ("/rss", "rss"), ("/rss.xml", "rss"), ("/feed.xml", "rss"), ("/atom.xml", "atom"),
    ("/index.xml", "rss"), ("/feed.json", "json"), ("/news-sitemap.xml", "sitemap"), ("/sitemap-news.xml", "sitemap"),
)  # fmt: skip
_BYTES = 8_000_000
_MOST = 100


class FoundFeed(NamedTuple):
    """An address that may be a feed."""

    url: str
    #: What the page calls it; '' for a guess.
    title: str
    #: ``rss``, ``atom``, ``rdf``, ``json`` or ``sitemap`` by the page's or the path's word; ``guess:`` before it where
    #: the page does not name it.
    type: str


def find_feeds(html: bytes, url: str) -> list[FoundFeed]:
    """Addresses that may be feeds of a page, the likeliest first, each once, at most a hundred.

    Args:
        html: the page; of a longer one the first 8 MB. Anything may come in, nothing raises.
        url: its address, http(s); links are resolved against it, or against its ``base``.
    """
    found: dict[str, FoundFeed] = {}
    tree = _tree(html)
    if tree is not None:
        base = _base(tree, url)
        for feed in (*_named(tree, base), *_linked(tree, base)):
            found.setdefault(feed.url, feed)
    kept = list(found.values())[:_MOST]
    # Feeds of comments are named beside the feed itself: never first.
    kept.sort(key=lambda feed: _COMMENTS.search(feed.url) is not None)
    for path, kind in _WELL_KNOWN:
        guess = absolute(path, url)
        if guess and guess not in found:
            kept.append(FoundFeed(guess, "", f"guess:{kind}"))
    return kept


def _tree(html: bytes) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(decode(html[:_BYTES]).encode("utf-8", "replace") or b" ", parser)


def _base(tree: etree._Element, url: str) -> str:
    for element in tree.iter("base"):
        return absolute(element.get("href", ""), url) or url
    return url


def _named(tree: etree._Element, base: str) -> list[FoundFeed]:
    """``<link rel=alternate type=…>``, also in the body, where some systems put it."""
    feeds = []
    for element in tree.iter("link"):
        relations = element.get("rel", "").lower().split()
        kind = _TYPES.get(element.get("type", "").split(";")[0].strip().lower())
        address = absolute(element.get("href", ""), base) if element.get("href", "").strip() else None
        if address is None or not {"alternate", "feed"}.intersection(relations):
            continue
        # WordPress names its API as application/json beside its feeds.
        if kind is None and "feed" in relations:
            kind = "rss"
        if kind and not (kind == "json" and "/wp-json/" in address):
            feeds.append(FoundFeed(address, line(element.get("title", ""))[:200], kind))
    return feeds


def _linked(tree: etree._Element, base: str) -> list[FoundFeed]:
    """Links whose address or words say that they lead to a feed of the same operator or of a host for feeds."""
    feeds = []
    for element in tree.iter("a"):
        reference = element.get("href", "").strip()
        address = absolute(reference, base) if reference else None
        if address is None:
            continue
        parts = urlsplit(address)
        by_path = bool(_FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query))
        if _SITEMAP.search(parts.path):
            kind = "sitemap"
        elif by_path or parts.netloc.startswith(("feeds.", "rss.", "feed.")):
            kind = next((name for name in ("atom", "rdf", "json") if name in parts.path.lower()), "rss")
        else:
            continue
        title = line("".join(map(str, element.itertext())) or element.get("title", ""))[:200]
        if operator(address) == operator(base) or _FEED_TEXT.search(title):
            feeds.append(FoundFeed(address, title, f"guess:{kind}"))
    return feeds
