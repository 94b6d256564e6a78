"""What a feed says, in the one shape that all its formats are read into.

``feed.py`` makes these; whoever polls decides with them. Everything is a plain value, compared by value, that
``transforms/encoding.py`` can turn into bytes, since feeds are read in worker processes. Times are instants
(``transforms/instants.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


def _freeze(value: Any, *names: str) -> None:
    """Turns the named sequence fields into tuples, so that a value can be hashed and never changes."""
    for name in names:
        object.__setattr__(value, name, tuple(getattr(value, name)))


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """What a feed may measure. Above ``bytes``, ``attributes``, ``comments``, ``entities`` and ``tags`` it is refused;
    above the others it is cut, which the document's ``problems`` say. Raises ValueError where one is not positive.

    The largest of 184 sample feeds has 1.6 MB, 730 entries and 40,000 tags.
    """

    #: Bytes, after decompression.
    bytes: int = 10_000_000
    #: Entries read, the first ones; of a sitemap the newest ones. Also addresses of a list or sitemap index.
    entries: int = 5_000
    #: Attributes on one element.
    attributes: int = 1_000
    #: Comments that are opened and not closed.
    comments: int = 200
    #: Declared entities.
    entities: int = 500
    #: Tags of the whole document, with those of content that stands in it unescaped.
    tags: int = 500_000
    #: Characters kept of a summary. A title keeps 1,000.
    summary: int = 20_000
    #: Characters of a content; a longer one is left out, since a piece of it could be taken for the whole.
    content: int = 1_000_000

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}: at least 1 is allowed")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A date that an entry gives and that is not believed."""

    #: published or updated.
    field: str
    #: The date as it stands in the feed, at most 120 characters.
    text: str
    #: not-understood, future or absurd (``dates.py``); shared: all entries have it, so it is the feed's own.
    why: str
    #: What it would mean; None where it is not understood.
    instant: str | None = None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed."""

    #: What names the entry within its feed: the guid where it tells entries apart, else the address without trackers,
    #: else the enclosure's address, else a hash of the text (``entry_identity.identity``).
    identity: str
    #: guid, atom:id, rdf:about or JSON Feed's id, as it stands; None where there is none.
    guid: str | None = None
    #: Absolute address of the article, without trackers; None where the entry has none.
    url: str | None = None
    #: Plain text, '' where there is none.
    title: str = ""
    summary: str = ""
    #: The content that stands in the feed, as HTML; None where there is none. Not sanitised: never shown, only read.
    content_html: str | None = None
    #: Publication and last change, where they are given and believed.
    published_at: str | None = None
    updated_at: str | None = None
    authors: Sequence[str] = ()
    #: Language tag as given (``pt-BR``), the feed's where the entry has none.
    language: str | None = None
    #: First enclosure: its absolute address and media type.
    enclosure_url: str | None = None
    enclosure_type: str | None = None
    #: Whether pictures, sound or film are attached (enclosures, Media RSS).
    has_media: bool = False
    doubts: Sequence[Doubt] = ()

    def __post_init__(self) -> None:
        _freeze(self, "authors", "doubts")


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed or sitemap that a document points to: a sitemap index, an OPML list."""

    url: str
    title: str = ""
    #: When it changed last, where that is said.
    updated_at: str | None = None
    #: The folders it stands in, outermost first (OPML).
    folders: Sequence[str] = ()

    def __post_init__(self) -> None:
        _freeze(self, "folders")


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed, or what stands where a feed should."""

    #: rss, rdf, atom, json, news-sitemap, sitemap, sitemap-index or opml.
    kind: str
    entries: Sequence[FeedEntry] = ()
    title: str = ""
    #: Address of the site, and the address that the feed gives as its own (rel=self).
    link: str | None = None
    self_url: str | None = None
    #: WebSub hub.
    hub: str | None = None
    #: Next page of the same feed (RFC 5005, JSON Feed's next_url).
    next_url: str | None = None
    language: str | None = None
    updated_at: str | None = None
    #: Wishes about polling: RSS ttl in minutes; hours of the day (UTC, 0 to 23) and days (0 is Monday) without news.
    ttl_minutes: int | None = None
    skip_hours: Sequence[int] = ()
    skip_days: Sequence[int] = ()
    #: Seconds between updates by sy:updatePeriod and sy:updateFrequency.
    update_seconds: int | None = None
    #: The feed says that nothing will come any more (JSON Feed's expired).
    expired: bool = False
    #: Feeds and sitemaps that this document lists.
    listed: Sequence[ListedFeed] = ()
    #: What is wrong with it, for people; entries were read all the same.
    problems: Sequence[str] = ()

    def __post_init__(self) -> None:
        _freeze(self, "entries", "skip_hours", "skip_days", "listed", "problems")
