"""What a crawl costs that has nothing to do, and what a resume costs. Each measured in a process of its own.

usage: python -m tests.bench.quiet schedule|resume SECONDS
Prints JSON. ``schedule``: a crawler over 10,000 feeds that are not due, collected from and looked at as in a run.
``resume``: the checkpoint of a shard of 100 feeds with 300 pending entries.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

import orjson
import psutil

from tests.web.simulation import read_feed, simulate
from tests.web.world import World
from transforms.fetch.clock import SystemClock
from transforms.fetch.crawl_settings import HOUR, CrawlSettings, FeedOptions
from transforms.fetch.crawler import Crawler
from transforms.fetch.cursor import FeedCursor, Rhythm, ShardCursor, Validators, decode_cursor, encode_cursor
from transforms.fetch.entry_identity import Seen
from transforms.fetch.ledger import MemoryLedger
from transforms.fetch.restriction import CrawlRestriction
from transforms.fetch.schedule import chance
from transforms.fetch.seen_memory import pack_seen
from transforms.fetch.transport import Request, Response, TransportError

FEEDS, HOSTS, LISTED = 10_000, 4_000, 30
RESUMED_FEEDS, PENDING = 100, 300
_REPEATS = 50
#: Seconds between two visits of who collects, and between two looks of the live view.
_COLLECT, _LOOK = 0.5, 1.0


class _NoNetwork:
    """Whoever asks it found something due."""

    async def fetch(self, request: Request) -> Response:
        raise TransportError("unreachable", request.url)

    async def close(self) -> None:
        return None


def schedule(seconds: float) -> dict[str, float]:
    """A crawl with nothing due, for so many seconds of real time."""
    return asyncio.run(_schedule(seconds))


async def _schedule(seconds: float) -> dict[str, float]:
    now = SystemClock().now_ms()
    gc.collect()
    before = psutil.Process().memory_info().rss
    listed = [FeedOptions(f"https://paper-{n % HOSTS}.example/feeds/{n}.xml") for n in range(FEEDS)]
    ledger = MemoryLedger(ShardCursor(feeds=[_waiting(feed.url, n, now) for n, feed in enumerate(listed)]))
    crawler = Crawler(ledger, _NoNetwork(), SystemClock(), read_feed, CrawlSettings(), seed=1)
    await crawler.set_feeds(listed)
    gc.collect()
    held = psutil.Process().memory_info().rss - before
    stop = asyncio.Event()
    running = asyncio.create_task(crawler.run(stop))
    beside = [asyncio.create_task(_every(_COLLECT, lambda: crawler.outbox.take(16, 8_000_000)))]
    beside.append(asyncio.create_task(_every(_LOOK, crawler.status)))
    await asyncio.sleep(1.0)
    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.sleep(seconds)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    asked = sum(crawler.status().exchanges.values())
    again = time.process_time()
    await crawler.set_feeds(listed)
    again = time.process_time() - again
    for task in beside:
        task.cancel()
    stop.set()
    await running
    return {"bytes": held / FEEDS, "share": cpu / wall, "asked": asked, "seconds": wall, "list": again}


def _waiting(url: str, number: int, now: int) -> FeedCursor:
    """A feed as it is remembered after a poll: validators, rhythm and a list of 30 entries."""
    places = [number * LISTED + n for n in range(LISTED)]
    return FeedCursor(
        url,
        validators=Validators(url, f'"{number:032x}"', "Wed, 04 Mar 2026 06:00:00 GMT"),
        next_due=now + HOUR + int(chance(1, url) * 12 * HOUR),
        last_polled=now,
        last_success=now,
        last_full=now,
        rhythm=Rhythm(12.5, 4.5e7),
        seen=pack_seen(Seen(place * 7919, place * 104_729, place * 1_299_709) for place in places),
        title=f"The Paper {number}",
        body=f"{number:032x}",
    )


async def _every(seconds: float, look: Callable[[], object]) -> None:
    while True:
        look()
        await asyncio.sleep(seconds)


def resume() -> dict[str, float]:
    """Encoding and decoding a checkpoint: bytes, and median milliseconds of each."""
    cursor = _shard()
    took: dict[str, list[float]] = {"encode": [], "decode": []}
    for _ in range(_REPEATS):
        begun = time.perf_counter()
        data = CrawlRestriction(cursor=encode_cursor(cursor)).encode()
        encoded = time.perf_counter()
        decode_cursor(CrawlRestriction.decode(data).cursor)
        took["encode"].append(1000 * (encoded - begun))
        took["decode"].append(1000 * (time.perf_counter() - encoded))
    return {
        "bytes": len(data),
        "feeds": len(cursor.feeds),
        "pending": len(cursor.pending),
        **{name: median(times) for name, times in took.items()},
    }


def _shard() -> ShardCursor:
    """What a crawl of the fake web remembers after its first minutes, with exactly so much pending."""
    world = World(3, 40, RESUMED_FEEDS, steps=600, trouble=False)
    found = simulate(world, 5 / 60, pending_limit=5_000, spacing=20_000, max_crawl_delay=0).cursor
    if len(found.feeds) != RESUMED_FEEDS or len(found.pending) < PENDING:
        raise SystemExit(f"the simulated crawl has {len(found.feeds)} feeds and {len(found.pending)} pending entries")
    return replace(found, pending=found.pending[:PENDING])


if __name__ == "__main__":
    print(orjson.dumps(schedule(float(sys.argv[2])) if sys.argv[1] == "schedule" else resume()).decode())
