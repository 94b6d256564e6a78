"""A crawl of the fake web in memory, under time that jumps: what a day or a week of crawling comes to.

The crawler is the real one with the real reader of feeds and the ledger of memory; only the network and the clock are
made. Steps are released by the loop's clock, one a minute.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.virtual_time import run_virtually
from tests.web.log import Logged, RequestLog
from tests.web.memory import MemoryTransport
from tests.web.world import STEP, World
from transforms.fetch.clock import LoopClock
from transforms.fetch.crawl_settings import CrawlSettings, FeedOptions
from transforms.fetch.crawler import Crawler
from transforms.fetch.cursor import FeedCursor, PendingEntry
from transforms.fetch.feed import parse_feed
from transforms.fetch.feed_document import FeedDocument
from transforms.fetch.ledger import MemoryLedger
from transforms.fetch.outbox import Handout

AGENT = "newsbeam/0 (+mailto:desk@reader.example)"


class WatchedLedger(MemoryLedger):
    """The ledger of memory, which also keeps every sighting."""

    def __init__(self) -> None:
        super().__init__()
        #: Entries announced, by id; and polls told of, by feed.
        self.sighted: dict[str, PendingEntry] = {}
        self.polls: dict[str, int] = {}

    async def commit_poll(self, feed: FeedCursor, entries: Sequence[PendingEntry]) -> Sequence[PendingEntry]:
        taken = await super().commit_poll(feed, entries)
        self.polls[feed.url] = self.polls.get(feed.url, 0) + 1
        self.sighted.update((entry.entry_id, entry) for entry in taken)
        return taken


@dataclass
class Simulated:
    """What a simulated crawl left behind."""

    log: list[Logged]
    ledger: WatchedLedger
    cursors: dict[str, FeedCursor]
    #: Milliseconds since 1970 of its end.
    ended: int
    #: What each entry came to: ``page``, or the reason it has none; more than one where something is doubled.
    outcomes: dict[str, list[str]] = field(default_factory=dict)


def simulate(world: World, hours: float, feeds: Sequence[FeedOptions] = (), **settings: object) -> Simulated:
    """Crawls a world for so many hours of its calendar. ``feeds``: all of the world's where none are given;
    ``settings``: as ``CrawlSettings`` takes them."""
    return run_virtually(_crawl(world, hours, feeds or [FeedOptions(url) for url in world.feed_urls()], settings))


async def read_feed(content: bytes, url: str, content_type: str | None, now: str) -> FeedDocument:
    """The reader of a run, without its process."""
    return parse_feed(content, url, content_type, now)


async def _crawl(world: World, hours: float, feeds: Sequence[FeedOptions], settings: dict[str, object]) -> Simulated:
    clock = LoopClock(asyncio.get_running_loop(), world.origin)
    log = RequestLog(clock.now_ms, world.places)

    def publish() -> None:
        world.release(max(world.step, (clock.now_ms() - world.origin) // STEP))

    transport, ledger, stop = MemoryTransport(world, log, AGENT, publish), WatchedLedger(), asyncio.Event()
    crawler = Crawler(ledger, transport, clock, read_feed, CrawlSettings(**settings), seed=1)  # type: ignore[arg-type]
    outcomes: dict[str, list[str]] = {}

    async def collect() -> None:
        while True:
            await asyncio.sleep(5)
            if crawler.outbox.pages:
                _collect(crawler, ledger, outcomes)
            else:
                crawler.outbox.take(1, 1)

    await crawler.set_feeds(feeds)
    collector = asyncio.create_task(collect())
    running = asyncio.create_task(crawler.run(stop))
    await asyncio.wait([running], timeout=hours * 3600)
    stop.set()
    await running
    collector.cancel()
    _collect(crawler, ledger, outcomes)
    cursors = {cursor.url: cursor for cursor in crawler.cursors()}
    return Simulated(log.entries(), ledger, cursors, clock.now_ms(), outcomes)


def _collect(crawler: Crawler, ledger: MemoryLedger, outcomes: dict[str, list[str]]) -> None:
    for handout in crawler.outbox.take(1_000, 10**9):
        ledger.handed_out(handout)
        settled: Handout = handout
        reason = settled.settlement.outcomes[0].reason if settled.settlement else "page"
        outcomes.setdefault(settled.entry.entry_id, []).append(reason or "none")
