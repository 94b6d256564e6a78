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
from transforms.fetch.cursor import FeedCursor, PendingEntry, ShardCursor, decode_cursor, encode_cursor
from transforms.fetch.feed import parse_feed
from transforms.fetch.feed_document import FeedDocument
from transforms.fetch.ledger import MemoryLedger

AGENT = "newsbeam/0 (+mailto:desk@reader.example)"

#: Seconds between two visits of whoever collects.
_COLLECT = 5.0


class WatchedLedger(MemoryLedger):
    """The ledger of memory, which also keeps every sighting."""

    def __init__(self, cursor: ShardCursor | None = None) -> None:
        super().__init__(cursor)
        #: Entries announced, by id.
        self.sighted: dict[str, PendingEntry] = {}

    async def commit_poll(self, feed: FeedCursor, entries: Sequence[PendingEntry]) -> Sequence[PendingEntry]:
        taken = await super().commit_poll(feed, entries)
        self.sighted.update((entry.entry_id, entry) for entry in taken)
        return taken


@dataclass
class Simulated:
    """What a simulated crawl left behind."""

    log: list[Logged]
    cursor: ShardCursor
    #: Milliseconds since 1970 of its end.
    ended: int
    #: Every entry announced, by id.
    sighted: dict[str, PendingEntry]
    #: What each entry came to: ``page``, or the reason it has none; more than one where it came twice.
    outcomes: dict[str, list[str]] = field(default_factory=dict)
    #: What is known of each feed, by its address in the list.
    feeds: dict[str, FeedCursor] = field(default_factory=dict)


def simulate(
    world: World,
    hours: float,
    feeds: Sequence[FeedOptions] = (),
    *,
    before: Simulated | None = None,
    **settings: object,
) -> Simulated:
    """Crawls a world for so many hours of its calendar.

    Args:
        world: what is crawled; its steps are released on the way.
        hours: how long.
        feeds: the feed list; none: all feeds of the world.
        before: an earlier crawl of this world; this one goes on from what its checkpoint holds, in a new process as it
            were, and its log begins with that one's.
        settings: as ``CrawlSettings`` takes them.
    """
    listed = feeds or [FeedOptions(url) for url in world.feed_urls()]
    return run_virtually(_crawl(world, hours, listed, before, settings))


async def read_feed(content: bytes, url: str, content_type: str | None, now: str) -> FeedDocument:
    """The reader of a run, without its process."""
    return parse_feed(content, url, content_type, now)


async def _crawl(
    world: World, hours: float, feeds: Sequence[FeedOptions], before: Simulated | None, settings: dict[str, object]
) -> Simulated:
    clock = LoopClock(asyncio.get_running_loop(), before.ended if before else world.origin)
    log = RequestLog(clock.now_ms, world.places, before=before.log if before else ())

    def publish() -> None:
        world.release(max(world.step, (clock.now_ms() - world.origin) // STEP))

    ledger = WatchedLedger(decode_cursor(encode_cursor(before.cursor)) if before else None)
    transport, stop = MemoryTransport(world, log, AGENT, publish), asyncio.Event()
    crawler = Crawler(ledger, transport, clock, read_feed, CrawlSettings(**settings), seed=1)  # type: ignore[arg-type]
    outcomes = {entry_id: list(found) for entry_id, found in before.outcomes.items()} if before else {}
    await crawler.set_feeds(feeds)
    collector = asyncio.create_task(_collect_for_ever(crawler, ledger, outcomes))
    running = asyncio.create_task(crawler.run(stop))
    await asyncio.wait([running], timeout=hours * 3600)
    stop.set()
    await running
    collector.cancel()
    _collect(crawler, ledger, outcomes)
    sighted = {**(before.sighted if before else {}), **ledger.sighted}
    known = {cursor.url: cursor for cursor in crawler.cursors()}
    return Simulated(log.entries(), ledger.checkpoint(), clock.now_ms(), sighted, outcomes, known)


async def _collect_for_ever(crawler: Crawler, ledger: MemoryLedger, outcomes: dict[str, list[str]]) -> None:
    while True:
        await asyncio.sleep(_COLLECT)
        _collect(crawler, ledger, outcomes)


def _collect(crawler: Crawler, ledger: MemoryLedger, outcomes: dict[str, list[str]]) -> None:
    for handout in crawler.outbox.take(1_000, 10**9):
        ledger.handed_out(handout)
        reason = handout.settlement.outcomes[0].reason if handout.settlement else "page"
        outcomes.setdefault(handout.entry.entry_id, []).append(reason or "unnamed")
