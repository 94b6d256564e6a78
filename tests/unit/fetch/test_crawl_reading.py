"""Feeds that wait to be read: what goes on meanwhile, and how much of them may wait."""

from __future__ import annotations

import asyncio

import pytest

from tests.unit.fetch.scripted_web import START, ScriptedWeb, entry, listing, ok, read_listing
from tests.virtual_time import run_virtually
from transforms.fetch.clock import LoopClock
from transforms.fetch.crawl_settings import CrawlSettings, FeedOptions
from transforms.fetch.crawler import Crawler
from transforms.fetch.feed_document import FeedDocument
from transforms.fetch.ledger import MemoryLedger
from transforms.fetch.reading_queue import MOST, ReadingQueue
from transforms.fetch.transport import Exchange


class OneByOne:
    """Reads one feed after another, each in ``seconds``; remembers how many waited at most."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._turn = seconds, asyncio.Lock()
        self.read, self.waiting, self.most = 0, 0, 0

    async def __call__(self, content: bytes, url: str, content_type: str | None, now: str) -> FeedDocument:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        async with self._turn:
            await asyncio.sleep(self._seconds)
        self.waiting -= 1
        self.read += 1
        return await read_listing(content, url, content_type, now)


async def _crawl(feeds: int, seconds: float, **settings: int) -> tuple[list[tuple[str, int]], OneByOne]:
    """A crawl of feeds of hosts of their own, one article each: what was asked for, and how many feeds had been read."""
    reader, log, hosts = OneByOne(seconds), list[tuple[str, int]](), [f"http://p{n}.example/" for n in range(feeds)]
    web = ScriptedWeb(pages=tuple(hosts), latency=0.01)
    for host in hosts:
        body = listing([entry(f"{host}a")])
        web.answers[f"{host}feed"] = lambda request, now, body=body: ok(request.url, body, "text/x-feed")

    def observe(exchange: Exchange) -> None:
        log.append((exchange.purpose, reader.read))

    clock = LoopClock(asyncio.get_running_loop(), START)
    chosen = CrawlSettings(spacing=0, pending_limit=5_000, queue_pages=5_000, lease=10**9, polls_once=True, **settings)
    crawler = Crawler(MemoryLedger(), web, clock, reader, chosen, 1, observe=observe)
    await crawler.set_feeds([FeedOptions(f"{host}feed") for host in hosts])
    stop = asyncio.Event()
    running = asyncio.create_task(crawler.run(stop))
    await asyncio.sleep(feeds * seconds + 30)
    stop.set()
    await running
    return log, reader


def test_articles_are_fetched_while_feeds_wait_to_be_read() -> None:
    log, _ = run_virtually(_crawl(feeds=40, seconds=1.0, concurrency=4))
    read_before = [read for purpose, read in log if purpose == "page"]
    assert read_before == list(range(1, 41))  # each article before the next feed was read
    assert [purpose for purpose, read in log if purpose == "feed" and read == 0] == ["feed"] * 40


def test_no_more_feeds_wait_than_may() -> None:
    log, reader = run_virtually(_crawl(feeds=MOST + 40, seconds=1.0, concurrency=8))
    assert MOST <= reader.most <= MOST + 8
    assert sum(purpose == "page" for purpose, _ in log) == MOST + 40


def test_the_bodies_that_wait_are_bounded_but_a_single_one_always_may() -> None:
    _, reader = run_virtually(_crawl(feeds=20, seconds=1.0, concurrency=1, queue_bytes=1))
    assert (reader.most, reader.read) == (1, 20)


def test_a_feed_that_cannot_be_read_waits_no_more() -> None:
    async def refuse(content: bytes, url: str, content_type: str | None, now: str) -> FeedDocument:
        raise ValueError("broken")

    async def ask() -> ReadingQueue:
        queue = ReadingQueue(refuse, 10, lambda: None)
        with pytest.raises(ValueError, match="broken"):
            await queue(b"x" * 20, "http://a.example/feed", None, "")
        return queue

    queue = run_virtually(ask())
    assert len(queue) == 0
    assert queue.has_room()
