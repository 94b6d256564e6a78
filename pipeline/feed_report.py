"""What a check says of one feed: plain values, written as they are by ``--json``.

Here is what the feed's own content comes to; what a run would do with it stands in ``feed_plan.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.fetch.entries import has_full_text
from transforms.fetch.feed_document import FeedDocument, FeedEntry
from transforms.fetch.sitemap_choice import is_announced

#: Samples kept of each kind of trouble: enough to see what it is.
SAMPLES = 5
#: Addresses shown of a list or sitemap index.
_LISTED = 10


@dataclass(frozen=True, slots=True)
class DateSample:
    """One date that is not believed."""

    #: published or updated.
    field: str
    #: As it stands in the feed.
    text: str
    #: not-understood, future, absurd or shared (the feed's own time on every entry).
    why: str
    #: What it would mean; null where it is not understood.
    instant: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a feed. Times are instants."""

    #: rss, rdf, atom, json, news-sitemap, sitemap, sitemap-index or opml.
    kind: str
    title: str
    language: str | None
    #: Address of the site, the address the feed gives as its own, its WebSub hub, its next page.
    link: str | None
    self_url: str | None
    hub: str | None
    next_url: str | None
    #: Entries listed; of them those a first poll would take for news (a plain sitemap lists the whole site).
    entries: int
    announced: int
    newest: str | None
    oldest: str | None
    #: Entries without any date that is believed.
    undated: int
    #: Dates that are believed, and those that are not, with samples of each way in which they are not.
    dates_understood: int
    dates_doubted: int
    date_samples: Sequence[DateSample]
    #: Entries with their whole text, with a piece of it, with a title only.
    full_text: int
    teasers: int
    titles_only: int
    #: Entries without an address, and titles of some of them.
    without_link: int
    without_link_samples: Sequence[str]
    #: Feeds or sitemaps that the document lists, and the first of them.
    listed: int
    listed_samples: Sequence[str]
    #: What is wrong with the document; entries were read all the same.
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class Robots:
    """What a robots.txt says about the feed."""

    origin: str
    #: allowed, disallowed, or unreadable (which forbids all for a short while).
    verdict: str
    #: Why, where it is not the file's own rules: ``status-404``, ``timeout``, and what the network said.
    reason: str
    detail: str
    #: Seconds that it asks to leave between requests; 0 where it does not.
    crawl_delay: float
    #: Until when it is believed.
    expires: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """One redirect on the way to the feed."""

    status: int
    url: str
    #: Where it points; '' where it points nowhere.
    to: str
    #: Whether it was followed, and as which problem not.
    followed: bool
    problem: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the network said."""

    #: The address that answered last, its status (null where there was no response), the peer's address.
    url: str
    status: int | None
    peer: str
    content_type: str | None
    length: int
    #: Why there was no response, as `newsbeam` names it, and what was said of it.
    error: str
    detail: str
    robots: Sequence[Robots]
    redirects: Sequence[Redirect]
    #: Validators given, which the next poll sends back.
    etag: str | None
    last_modified: str | None
    cache_control: str | None
    expires: str | None
    retry_after: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do with the feed after this poll."""

    #: follow, retry (after a failure), wait (until robots.txt is read again), or end (410).
    action: str
    #: When it would poll next; null: never. Jitter moves it by up to a tenth.
    next_poll: str | None
    #: The earliest poll that the server and the shortest interval permit.
    allowed_from: str | None
    #: What decided: rhythm, shortest, longest, cache, ttl, skip, limit, failure, robots, gone, room.
    decided_by: str
    #: Seconds between two moments of publication, as learned from the dates; null where there are none.
    publishes_every: float | None
    #: Entries taken by the first poll, and those left for the next since the queue has no room for more.
    takes: int
    left: int
    #: What it would do and why, in sentences.
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What the store of a run knows of a feed. Times are instants; null: never, or not known."""

    #: new, active, failing, gone or removed; since when, and why.
    state: str
    since: str | None
    why: str
    #: Failed polls in a row.
    failures: int
    last_polled: str | None
    last_success: str | None
    #: When the run polls it next, and the earliest that the server and the shortest interval permit.
    next_poll: str | None
    allowed_from: str | None
    #: Entries it announced so far, and those of them without an outcome yet.
    entries: int
    waiting: int
    #: Why the next poll comes then, and what the feed asks for, in sentences.
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class FeedReport:
    """One feed, one saved file, or one list."""

    #: As given: address, file; of a feed from a list the list.
    source: str
    #: '' for a file that does not say where it is from.
    url: str
    #: What the list calls it.
    name: str
    #: read, failed, list (a feed list) or not-asked.
    state: str
    #: Why it is not read: a short name, and a sentence that says what to do.
    reason: str = ""
    message: str = ""
    content: Content | None = None
    #: Null for a file, which is read without the network.
    asked: Asked | None = None
    plan: Plan | None = None
    #: Of a list: feeds in it, repeats folded, and what in it cannot be used.
    feeds: int = 0
    duplicates: int = 0
    problems: Sequence[str] = field(default=())
    #: What the store knows of it; null where none was named, or it knows nothing.
    known: Known | None = None

    @property
    def is_fine(self) -> bool:
        """Whether the feed was read; a list that names feeds is fine by itself."""
        return self.state == "read" or (self.state == "list" and self.feeds > 0)


def describe(document: FeedDocument, now: int) -> Content:
    """What stands in a document. ``now`` in milliseconds: of a plain sitemap only what changed lately is news."""
    entries = document.entries
    dates = sorted(date for entry in entries if (date := entry.published_at or entry.updated_at))
    linkless = [entry for entry in entries if not entry.url]
    full = sum(map(has_full_text, entries))
    teasers = sum(1 for entry in entries if not has_full_text(entry) and (entry.summary or entry.content_html))
    return Content(
        kind=document.kind,
        title=document.title,
        language=document.language,
        link=document.link,
        self_url=document.self_url,
        hub=document.hub,
        next_url=document.next_url,
        entries=len(entries),
        announced=sum(1 for entry in entries if is_announced(entry, document.kind, now)),
        newest=dates[-1] if dates else None,
        oldest=dates[0] if dates else None,
        undated=len(entries) - len(dates),
        dates_understood=sum((e.published_at is not None) + (e.updated_at is not None) for e in entries),
        dates_doubted=sum(len(entry.doubts) for entry in entries),
        date_samples=_samples(entries),
        full_text=full,
        teasers=teasers,
        titles_only=len(entries) - full - teasers,
        without_link=len(linkless),
        without_link_samples=[entry.title or entry.identity for entry in linkless[:SAMPLES]],
        listed=len(document.listed),
        listed_samples=[listed.url for listed in document.listed[:_LISTED]],
        problems=list(document.problems),
    )


def _samples(entries: Sequence[FeedEntry]) -> list[DateSample]:
    """Some of each kind of doubt, each text once."""
    found: dict[tuple[str, str], DateSample] = {}
    counts: dict[str, int] = {}
    for entry in entries:
        for doubt in entry.doubts:
            if (doubt.why, doubt.text) not in found and counts.get(doubt.why, 0) < SAMPLES:
                counts[doubt.why] = counts.get(doubt.why, 0) + 1
                found[doubt.why, doubt.text] = DateSample(doubt.field, doubt.text, doubt.why, doubt.instant)
    return list(found.values())
