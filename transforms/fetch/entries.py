"""From a feed's entry to what is kept of it until it is settled, and to the page that its own text can stand in for."""

from __future__ import annotations

import zlib
from html import escape

from transforms import ids
from transforms.fetch.clock import instant_of
from transforms.fetch.crawl_settings import CrawlSettings
from transforms.fetch.cursor import PendingEntry
from transforms.fetch.entry_identity import Judged
from transforms.fetch.feed_document import FeedEntry
from transforms.records import Entry, Page

#: Characters of what a feed says that are kept with an entry: 300 of them must fit into a checkpoint of 256 kB.
TITLE = 300
SUMMARY = 500
AUTHORS = 5
GUID = 300

#: A content of fewer characters is a teaser, one of more bytes is not kept.
FULL_CONTENT = 1_200
LARGEST_CONTENT = 400_000

#: The signal on a page that was made from the feed's own text.
STAND_IN = "newsbeam: feed-content"


def pending(feed_url: str, judged: Judged, now: int, settings: CrawlSettings) -> PendingEntry:
    """The entry as it waits for its page. Its id: feed, identity, and a digest of what the feed says about it."""
    entry = judged.entry
    return PendingEntry(
        entry_id=ids.entry_id(
            entry.url or "", None, f"{judged.seen.content:016x}", feed_url=feed_url, guid=entry.identity
        ),
        feed_url=feed_url,
        url=entry.url or "",
        entry=Entry(
            feed_url=feed_url,
            title=entry.title[:TITLE] or None,
            summary=entry.summary[:SUMMARY] or None,
            guid=entry.identity[:GUID],
            published_at=entry.published_at,
            authors=tuple(name[:100] for name in entry.authors[:AUTHORS]),
        ),
        added_at=now,
        not_before=now,
        content=_content(entry) if settings.stand_in else b"",
    )


def stand_in_page(entry: PendingEntry, now: int) -> Page | None:
    """The page that the feed's own text makes; None where the feed has no full text of it."""
    if not entry.content:
        return None
    title = escape(entry.entry.title or "")
    body = zlib.decompress(entry.content).decode()
    html = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )
    return Page(
        entry_id=entry.entry_id,
        url=entry.url,
        fetched_at=instant_of(now),
        media_type="text/html",
        content=html.encode(),
        charset="utf-8",
        source=entry.feed_url,
        signals=(STAND_IN,),
        entry=entry.entry,
    )


def has_full_text(entry: FeedEntry) -> bool:
    """Whether the feed carries the article whole, so that its text may stand in for the page."""
    html = entry.content_html or ""
    return len(html) >= max(FULL_CONTENT, 2 * len(entry.summary))


def _content(entry: FeedEntry) -> bytes:
    if not has_full_text(entry):
        return b""
    data = (entry.content_html or "").encode("utf-8", "replace")
    return zlib.compress(data, 6) if len(data) <= LARGEST_CONTENT else b""
