"""What a crawl may be told: one frozen class of plain values, with the bounds that keep it a good guest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

#: A run that looks once ends when nothing is due within this time.
ONCE_AHEAD = 2 * MINUTE


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """One feed of the list with what was set for it alone; None: as the crawl's settings say."""

    url: str
    #: Shortest time between two polls, milliseconds.
    min_interval: int | None = None
    #: Time between two requests to the feed's host, milliseconds.
    spacing: int | None = None
    #: Look again at articles.
    recheck: bool | None = None
    #: Name for people.
    title: str = ""
    #: The User-Agent of requests for this feed and its articles; '': the crawl's.
    agent: str = ""


@dataclass(frozen=True, slots=True)
class HostOptions:
    """What a list sets for all requests to one host, articles and robots.txt included."""

    #: Time between two requests, milliseconds.
    spacing: int | None = None
    #: The User-Agent; '': that of the feed it is asked for, else the crawl's.
    agent: str = ""


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Times in milliseconds unless the name says otherwise. Raises ValueError for values out of bounds."""

    #: Name by which robots.txt files are read.
    agent: str = "newsbeam"
    #: Shortest and longest time between two polls of a feed that works.
    min_interval: int = 10 * MINUTE
    max_interval: int = 24 * HOUR
    #: From the end of one request to a host to the start of the next.
    spacing: int = 2_000
    #: Most that a robots.txt Crawl-delay can ask for.
    max_crawl_delay: int = 60_000
    #: Requests under way at once, over all hosts.
    concurrency: int = 64
    #: Entries announced and not settled: no further poll begins above it, and no operator may hold more than a third;
    #: but each has room for a few beyond it (``queue_room.GUARANTEED``), so hosts that are down shut nobody out.
    pending_limit: int = 300
    #: Pages fetched and not collected, and their bytes: no article is requested above it.
    queue_pages: int = 64
    queue_bytes: int = 64_000_000
    #: Nothing new is requested when nobody collected for this long.
    lease: int = 120_000
    #: Bodies after decompression, bytes.
    feed_bytes: int = 10_000_000
    page_bytes: int = 8_000_000
    robots_bytes: int = 512_000
    #: Seconds for a whole exchange, and without a byte.
    deadline: float = 60.0
    stall: float = 20.0
    #: Redirects followed for one page, feed or robots.txt.
    redirects: int = 5
    #: Tries for an article before it becomes a dead letter, and the time after which it does in any case.
    attempts: int = 4
    entry_lifetime: int = 3 * DAY
    #: Text of full-content feeds may stand in for a page that cannot be fetched.
    stand_in: bool = True
    #: Whether articles are looked at again (a feed can say otherwise), and at what ages. Bounded per shard.
    recheck: bool = False
    recheck_ages: Sequence[int] = (HOUR, 6 * HOUR, DAY)
    recheck_limit: int = 2_000
    #: Whether the tdmrep.json of hosts is read whose pages are fetched.
    tdm: bool = True
    #: Poll each feed once at most: for a run that does what is due and ends.
    polls_once: bool = False
    #: Shards among which the operators are divided, and which of them this crawler serves.
    shards: int = 1
    shard: int = 0
    #: After a restore from a checkpoint: how long nothing is requested, and what was due waits.
    quiet_start: int = 0
    due_start: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "recheck_ages", tuple(sorted(self.recheck_ages)))
        _at_least(self, 1, "concurrency", "pending_limit", "queue_pages", "queue_bytes", "lease", "shards", "attempts")
        _at_least(self, 0, "min_interval", "spacing", "max_crawl_delay", "redirects", "quiet_start", "due_start")
        if self.max_interval < self.min_interval:
            raise ValueError(
                f"max_interval={self.max_interval}: at least min_interval ({self.min_interval}) is allowed"
            )
        if not 0 <= self.shard < self.shards:
            raise ValueError(f"shard={self.shard}: 0 to {self.shards - 1} are allowed")


def _at_least(settings: CrawlSettings, least: int, *names: str) -> None:
    for name in names:
        if getattr(settings, name) < least:
            raise ValueError(f"{name}={getattr(settings, name)}: at least {least} is allowed")
