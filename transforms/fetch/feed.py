"""Feeds: from the bytes of a response to what the feed says.

What a document is, is told from its content: servers send feeds under every content type. Feed bytes are untrusted and
some of the readers are slow on purpose-made input, so a run calls this in a worker process (``guarded.py``).
"""

from __future__ import annotations

from transforms.failures import StageError
from transforms.fetch.feed_document import Doubt, FeedDocument, FeedEntry, FeedLimits, ListedFeed
from transforms.fetch.feed_text import feed_inside, feed_text, is_page, root_name
from transforms.fetch.json_feed import parse_json_feed
from transforms.fetch.opml import parse_opml
from transforms.fetch.sitemap import parse_sitemap
from transforms.fetch.syndication import parse_syndication

__all__ = ["Doubt", "FeedDocument", "FeedEntry", "FeedLimits", "ListedFeed", "parse_feed"]

_LIMITS = FeedLimits()


def parse_feed(
    content: bytes, url: str, content_type: str | None, now: str, limits: FeedLimits = _LIMITS
) -> FeedDocument:
    """What a feed says: RSS 0.9x to 2.0, RDF, Atom, JSON Feed, sitemaps, sitemap indexes and OPML.

    Entries are in the document's order, repeats included (``entry_identity.fold`` takes them out). A broken feed gives
    the entries that can be read, and says in ``problems`` what is wrong.

    Args:
        content: the body of the response, content encodings undone.
        url: the address it came from, after redirects; relative links are resolved against it.
        content_type: the Content-Type header; only its charset counts, and only where the bytes bear it out.
        now: instant of the response: dates more than a day later are not believed.
        limits: what the document may measure.

    Raises:
        StageError: ``empty``, ``too-large``, ``broken-gzip``, ``too-many-attributes``, ``too-many-comments``,
            ``too-many-tags``, ``entity-bomb``, ``html``, ``broken-json``, ``broken-xml``, ``unreadable``,
            ``not-a-feed``. None of them is retryable: the same bytes are refused again.
    """
    text = feed_text(content, content_type, limits)
    root = root_name(text)
    if root == "json":
        return parse_json_feed(text, url, now, limits)
    if root in ("urlset", "sitemapindex"):
        return parse_sitemap(text, url, now, limits)
    if root == "opml":
        return parse_opml(text, url, limits)
    if is_page(root) and (text := feed_inside(text) or "") == "":
        raise StageError(
            "html", "an HTML page stands where a feed should: `newsbeam feeds discover` finds a page's feeds"
        )
    document = parse_syndication(text, url, now, limits)
    if not document.kind:
        raise StageError("not-a-feed", f"no feed, sitemap or list of feeds: it begins with {text[:40]!r}")
    return document
