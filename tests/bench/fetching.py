"""Fetches per second: the crawler over sockets beside a bare aiohttp loop on the same addresses.

Both run in this process, one after the other, against the fake web in a process of its own, and take the same bytes
with the same decoders, as many at once. Every request that either makes counts, robots.txt and feeds included. The
crawler is that of a cluster: real transport, feeds read in their own process, a thread that collects; only its manners
are off. What it does beyond the loop is counted with it: reading the feeds, telling what is new in them, asking
robots.txt, checking each address, one request at a time to a host.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.bench.measure import ROOT, BenchFailed
from transforms.fetch.clock import SystemClock
from transforms.fetch.crawl_settings import CrawlSettings, FeedOptions
from transforms.fetch.crawler import Crawler
from transforms.fetch.guarded import FeedReader
from transforms.fetch.ledger import MemoryLedger
from transforms.fetch.outbox import Outbox
from transforms.fetch.sockets import SocketTransport
from transforms.fetch.transport import Request, Response, TransportError
from transforms.seeds.encodings import undo_content

AGENT = "newsbeam-bench/0"
CONCURRENCY = 64
#: Seconds after which a crawl that is not done will never be.
_PATIENCE = 300
_MOST = 10_000_000
#: Seconds between two looks of who collects.
_LOOK = 0.01


@dataclass(frozen=True)
class Fetched:
    """One pass over the web. Seconds; CPU is this process's alone."""

    requests: int
    bytes: int
    wall: float
    cpu: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.wall


class _Noting:
    """A transport that notes what was asked for, and how many bytes came."""

    def __init__(self, inner: SocketTransport) -> None:
        self._inner = inner
        self.urls: list[str] = []
        self.bytes = 0
        self.failed: list[TransportError] = []

    async def fetch(self, request: Request) -> Response:
        self.urls.append(request.url)
        try:
            answer = await self._inner.fetch(request)
        except TransportError as error:
            self.failed.append(error)
            raise
        self.bytes += len(answer.content)
        return answer

    async def close(self) -> None:
        await self._inner.close()


@contextmanager
def fake_web(folder: Path, sites: int, feeds: int, step: int) -> Iterator[list[str]]:
    """A well-behaved web in a process of its own; the addresses of its feeds."""
    listed = folder / "feeds.txt"
    command = [
        *(sys.executable, "-m", "tests.web.server", "--sites", str(sites), "--feeds", str(feeds), "--brisk"),
        *("--step", str(step), "--list", str(listed)),
    ]
    web = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert web.stdout is not None
    try:
        if not web.stdout.readline().startswith("ready"):
            raise BenchFailed("the fake web did not start")
        yield listed.read_text().split()
    finally:
        web.terminate()
        web.wait()
        web.stdout.close()


def crawl(feeds: Sequence[str]) -> tuple[Fetched, list[str]]:
    """Crawls all feeds once, with all their articles; also returns the addresses asked for, in their order."""
    return asyncio.run(_crawl(feeds))


def bare(urls: Sequence[str]) -> Fetched:
    """Asks for all addresses with aiohttp and nothing else."""
    return asyncio.run(_bare(urls))


async def _crawl(feeds: Sequence[str]) -> tuple[Fetched, list[str]]:
    ledger, stop = MemoryLedger(), asyncio.Event()
    ready, ended = threading.Event(), threading.Event()
    outbox = Outbox(ready)
    settings = CrawlSettings(
        spacing=0, concurrency=CONCURRENCY, pending_limit=20_000, queue_pages=1_000, polls_once=True
    )
    transport = _Noting(SocketTransport(AGENT, allow_loopback=True))
    with FeedReader() as reader:
        await reader.read_async(b'<rss version="2.0"><channel/></rss>', "http://a.example/", None, _EPOCH)  # starts it
        crawler = Crawler(ledger, transport, SystemClock(), reader.read_async, settings, 1, outbox=outbox)
        collector = threading.Thread(target=_collect, args=(outbox, ledger, ready, ended), daemon=True)
        wall, cpu = time.perf_counter(), time.process_time()
        collector.start()
        await crawler.set_feeds([FeedOptions(url) for url in feeds])
        running = asyncio.create_task(crawler.run(stop))
        while not await _is_done(crawler, running):
            if time.perf_counter() - wall > _PATIENCE:
                raise BenchFailed(f"the crawl did not end: {crawler.status()}")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        stop.set()
        await running
        ended.set()
        ready.set()
        collector.join()
    await transport.close()
    if transport.failed:
        raise BenchFailed(f"{len(transport.failed)} requests failed, the first of {transport.failed[0]}")
    return Fetched(len(transport.urls), transport.bytes, wall, cpu), transport.urls


_EPOCH = "2026-01-01T00:00:00.000Z"


async def _is_done(crawler: Crawler, running: asyncio.Task[None]) -> bool:
    await asyncio.wait([running], timeout=0.005)
    if running.done():
        running.result()
    if not crawler.is_quiet(SystemClock().now_ms(), 1_000):
        return False
    status = crawler.status()
    return not (status.pending or status.under_way or status.ready)


def _collect(outbox: Outbox, ledger: MemoryLedger, ready: threading.Event, ended: threading.Event) -> None:
    """Takes what is ready, a bundle's worth at a time, and looks again a hundred times a second. What a bundle takes in
    the graph is not measured here; and who came for each page alone would fight the crawler for the interpreter."""
    while not ended.is_set():
        ready.wait()
        ready.clear()
        while taken := outbox.take(16, 8_000_000):
            for handout in taken:
                ledger.handed_out(handout)
        time.sleep(_LOOK)


async def _bare(urls: Sequence[str]) -> Fetched:
    left, sizes = iter(urls), list[int]()

    async def ask(session: aiohttp.ClientSession) -> None:
        for url in left:
            async with session.get(url, allow_redirects=False) as answer:
                body, encoding = await answer.read(), answer.headers.get("Content-Encoding", "")
                sizes.append(len(undo_content(body, encoding, _MOST) if encoding else body))

    headers = {"User-Agent": AGENT, "Accept-Encoding": "gzip, br, zstd"}
    connector = aiohttp.TCPConnector(limit=CONCURRENCY)
    # Bodies are decoded as the crawler's are: by itself aiohttp does not know zstd here, and a loop that left them
    # packed would do less.
    async with aiohttp.ClientSession(headers=headers, connector=connector, auto_decompress=False) as session:
        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(ask(session) for _ in range(CONCURRENCY)))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Fetched(len(sizes), sum(sizes), wall, cpu)
