"""What is followed of sitemaps: an index lists a site's whole past, and only its newest part is news. Pure."""

from __future__ import annotations

from transforms.addresses import normalise, operator
from transforms.fetch.clock import moment_of
from transforms.fetch.feed_document import FeedDocument, FeedEntry

#: Sitemaps of one index that are polled: those that changed last.
CHILDREN = 5
#: Pages of a plain sitemap, which lists everything there is, count as announced when they changed within this time.
#: A news sitemap holds two days by its own rules and is taken whole.
RECENT = 3 * 24 * 3_600_000


def children(document: FeedDocument, index_url: str) -> tuple[str, ...]:
    """The sitemaps of an index that are polled in its stead, on its own site only, those that changed last first."""
    site = operator(index_url)
    newest = sorted(document.listed, key=lambda listed: listed.updated_at or "", reverse=True)
    urls = (normalise(listed.url) for listed in newest)
    own = (url for url in urls if url is not None and url != index_url and operator(url) == site)
    return tuple(dict.fromkeys(own))[:CHILDREN]


def is_announced(entry: FeedEntry, kind: str, now: int) -> bool:
    """Whether an entry of a document of this kind is news."""
    if kind != "sitemap":
        return True
    changed = max(entry.updated_at or "", entry.published_at or "")
    return bool(changed) and moment_of(changed) > now - RECENT
