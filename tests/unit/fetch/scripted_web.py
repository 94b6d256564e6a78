"""A web of a few scripted answers, in memory, under virtual time; and a crawl of it that leaves a log of exchanges.

An answer is given by a function of the request and the time, so what an address says is told beside the test that
needs it. Feeds are a line of JSON an entry: how real feeds are read is tested elsewhere.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.virtual_time import run_virtually
from transforms import instants
from transforms.failures import StageError
from transforms.fetch.clock import LoopClock, instant_of
from transforms.fetch.crawl_settings import CrawlSettings, FeedOptions, HostOptions
from transforms.fetch.crawler import Crawler
from transforms.fetch.cursor import FeedCursor
from transforms.fetch.feed_document import FeedDocument, FeedEntry, ListedFeed
from transforms.fetch.ledger import Ledger, MemoryLedger
from transforms.fetch.outbox import Handout
from transforms.fetch.transport import Exchange, Request, Response, TransportError
from transforms.fetch.wire import Recorder

#: When simulated time begins: a Wednesday, 06:00.
START = instants.to_millis("2026-03-04T06:00:00.000Z")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000

Answer = Callable[[Request, int], Response]


def ok(url: str, body: str = "<p>text</p>", kind: str = "text/html", **headers: str) -> Response:
    """200 with a body; header names with underscores for dashes."""
    named = [("content-type", kind), *((name.replace("_", "-"), value) for name, value in headers.items())]
    return Response(url, 200, tuple(named), body.encode())


def status(number: int, **headers: str) -> Answer:
    """An answer of this status, always."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return lambda request, now: Response(request.url, number, named)


def redirect(target: str, number: int = 301) -> Answer:
    return status(number, location=target)


def fails(reason: str) -> Answer:
    """An exchange without response."""

    def answer(request: Request, now: int) -> Response:
        raise TransportError(reason, request.url)

    return answer


def robots(text: str) -> Answer:
    return lambda request, now: ok(request.url, text, "text/plain")


def listing(entries: Sequence[dict[str, object]], **about: object) -> str:
    """The body of a feed: its own properties on the first line, an entry on each further one."""
    return "\n".join(json.dumps(line) for line in (about, *entries))


def feed(*urls: str, **headers: str) -> Answer:
    """A feed that lists these addresses, always, and answers nothing but the whole."""
    return lambda request, now: ok(request.url, listing([entry(url) for url in urls]), "text/x-feed", **headers)


def entry(url: str, title: str = "", published: int | None = None, **more: object) -> dict[str, object]:
    at = instant_of(published) if published is not None else None
    return {"identity": url, "url": url, "title": title or url, "published_at": at, **more}


async def read_listing(content: bytes, url: str, content_type: str | None, now: str) -> FeedDocument:
    if content_type != "text/x-feed":
        raise StageError("not-a-feed", f"{content_type}: a feed is expected")
    about, *lines = (json.loads(line) for line in content.decode().split("\n"))
    listed = tuple(ListedFeed(*each) for each in about.pop("listed", ()))
    return FeedDocument(
        about.pop("kind", "rss"), entries=tuple(FeedEntry(**line) for line in lines), listed=listed, **about
    )


@dataclass
class ScriptedWeb:
    """Answers by address; what no script names is 404. Each exchange takes ``latency`` seconds."""

    answers: dict[str, Answer] = field(default_factory=dict)
    latency: float = 0.2
    #: Pages of any address below these prefixes exist.
    pages: tuple[str, ...] = ()
    #: When the crawl began.
    origin: int = START

    async def fetch(self, request: Request) -> Response:
        await asyncio.sleep(self.latency)
        now = self.origin + round(asyncio.get_running_loop().time() * 1000)
        answer = self.answers.get(request.url)
        if answer is not None:
            return answer(request, now)
        if request.url.startswith(self.pages or ("-",)):
            return ok(request.url, f"<article><p>What {request.url} says.</p></article>")
        return Response(request.url, 404)

    async def close(self) -> None:
        return None


@dataclass
class Crawled:
    """What a crawl left behind."""

    log: list[Exchange]
    handouts: list[Handout]
    ledger: Ledger
    cursors: dict[str, FeedCursor]
    #: Simulated milliseconds since 1970 at its end.
    ended: int

    def asked(self, url: str) -> list[int]:
        """Minutes after the start at which an address was asked for."""
        return [(instants.to_millis(e.started_at) - START) // MINUTE for e in self.log if e.request.url == url]

    def sent(self, url: str, name: str) -> list[str | None]:
        """The value of a request header, by request for an address."""
        return [dict(e.request.headers).get(name) for e in self.log if e.request.url == url]

    def outcomes(self) -> dict[str, str]:
        """What each entry came to, by its address: ``page`` or the reason it has none."""
        return {
            h.entry.url: "page" if h.page else h.settlement.outcomes[0].reason
            for h in self.handouts
            if h.page or h.settlement
        }


def crawl(
    web: ScriptedWeb,
    feeds: Sequence[str | FeedOptions],
    hours: float = 1.0,
    ledger: Ledger | None = None,
    collect_every: float | None = 45.0,
    start: int = START,
    killed: bool = False,
    recorder: Recorder | None = None,
    hosts: Mapping[str, HostOptions] | None = None,
    **settings: object,
) -> Crawled:
    """Crawls for simulated hours and collects what is handed out (``collect_every`` seconds; None: nobody does).
    ``killed``: everything stops where it stands at the end, in the middle of a request or between two. ``recorder``:
    keeps the crawl. ``hosts``: what the list sets for single hosts."""
    web.origin = start
    return run_virtually(
        _crawl(web, feeds, hours, ledger or MemoryLedger(), collect_every, start, killed, recorder, hosts, settings)
    )


async def _crawl(
    web: ScriptedWeb,
    feeds: Sequence[str | FeedOptions],
    hours: float,
    ledger: Ledger,
    collect_every: float | None,
    start: int,
    killed: bool,
    recorder: Recorder | None,
    hosts: Mapping[str, HostOptions] | None,
    settings: dict[str, object],
) -> Crawled:
    clock = LoopClock(asyncio.get_running_loop(), start)
    log: list[Exchange] = []
    handouts: list[Handout] = []
    crawler = Crawler(
        ledger,
        web,
        clock,
        read_listing,
        CrawlSettings(**{"tdm": False, **settings}),
        seed=1,
        observe=log.append,  # type: ignore[arg-type]
        recorder=recorder,
    )
    await crawler.set_feeds([f if isinstance(f, FeedOptions) else FeedOptions(f) for f in feeds], hosts)
    stop = asyncio.Event()

    async def collect() -> None:
        while collect_every is not None:
            await asyncio.sleep(collect_every)
            for handout in crawler.outbox.take(1_000, 10**9):
                ledger.handed_out(handout)
                handouts.append(handout)

    collector = asyncio.create_task(collect())
    running = asyncio.create_task(crawler.run(stop))
    await asyncio.wait([running], timeout=hours * 3600)
    collector.cancel()
    if killed:
        everything = asyncio.all_tasks() - {asyncio.current_task()}
        for task in everything:
            task.cancel()
        await asyncio.gather(*everything, return_exceptions=True)
    stop.set()
    if not killed:
        await running
    return Crawled(log, handouts, ledger, {c.url: c for c in crawler.cursors()}, clock.now_ms())


def assert_polite(log: Sequence[Exchange], spacing: int) -> None:
    """Never two requests at once to a host, and the spacing kept from the end of one to the start of the next."""
    last: dict[str, int] = {}
    for exchange in sorted(log, key=lambda e: e.started_at):
        host = exchange.request.url.split("/")[2].split(":")[0]
        started, ended = instants.to_millis(exchange.started_at), instants.to_millis(exchange.ended_at)
        assert started - last.get(host, 0) >= spacing, f"{exchange.request.url} at {exchange.started_at}: too soon"
        last[host] = ended
