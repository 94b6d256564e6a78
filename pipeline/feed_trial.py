"""Asking feeds once, by the crawler of a run itself, with a ledger that takes nothing: no article is fetched, nothing
is remembered beyond the trial. So what `newsbeam feeds` says that a run would do is what a run's own code has done.

Left to others: what is made of a trial (``feed_report.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from transforms.addresses import absolute
from transforms.failures import StageError
from transforms.fetch.clock import Clock
from transforms.fetch.crawl_settings import DAY, CrawlSettings, FeedOptions, HostOptions
from transforms.fetch.crawler import Crawler
from transforms.fetch.cursor import FeedCursor, Limit, PendingEntry, RobotsState
from transforms.fetch.feed_desk import ReadFeed
from transforms.fetch.feed_document import FeedDocument
from transforms.fetch.ledger import MemoryLedger
from transforms.fetch.places import origin_of
from transforms.fetch.redirects import REDIRECTS
from transforms.fetch.transport import Exchange, Request, Response, Transport, TransportError

#: A feed whose host may not be asked for longer than this (milliseconds) is given up: above the longest Crawl-delay
#: that is obeyed, so that only limits of the server reach it.
PATIENCE = 90_000
#: Seconds between two looks at whether there is still something to wait for.
_LOOK = 0.25


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a poll and its answer, the body left out."""

    url: str
    #: Status and headers; None where there was no response.
    response: Response | None
    #: Bytes of the body, after decompression.
    length: int = 0
    #: Reason of a ``TransportError`` with what it says of it; '' where there was a response.
    error: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one feed."""

    options: FeedOptions
    #: The feed's cursor after the poll; None where nothing could be asked within the patience.
    cursor: FeedCursor | None = None
    #: What the feed said; None where it was not read. ``refused``: why its bytes were not read as a feed.
    document: FeedDocument | None = None
    refused: StageError | None = None
    #: The last body, as it came.
    content: bytes = b""
    #: The entries that a run would take now.
    entries: Sequence[PendingEntry] = ()
    steps: Sequence[Step] = ()
    #: What is known of the robots.txt of each origin on the way, in the order asked, and why one could not be read.
    robots: Sequence[RobotsState] = ()
    robots_details: Mapping[str, str] = field(default_factory=dict)
    #: Limits in force after it.
    limits: Sequence[Limit] = ()


class FeedTrial:
    """Polls feeds once. Make it and use it in one running event loop; what it learned of robots.txt files and limits
    holds for all its calls.

    Args:
        transport: what asks the network.
        read_feed: reads a feed's bytes, raising StageError where it is none.
        settings: bounds and manners, as a run has them.
        clock: what time it is.
        seed: of the jitter.
    """

    def __init__(
        self, transport: Transport, read_feed: ReadFeed, settings: CrawlSettings, clock: Clock, seed: int = 0
    ) -> None:
        self._transport, self._read_feed = _Listening(transport), read_feed
        # Nobody collects pages here, since none are fetched: the lease must not end the trial.
        self._settings, self._clock, self._seed = replace(settings, lease=DAY), clock, seed
        self._ledger = _TakeNothing(self._polled)
        self._documents: dict[str, tuple[bytes, FeedDocument | StageError]] = {}
        self._steps: dict[str, list[Step]] = {}
        self._left: dict[str, FeedOptions] = {}
        self._tell: Callable[[Tried], None] = lambda tried: None
        self._stop = asyncio.Event()

    async def ask(
        self, feeds: Sequence[FeedOptions], hosts: Mapping[str, HostOptions], tell: Callable[[Tried], None]
    ) -> None:
        """Polls each feed, as a run would: paced by host, robots.txt first. ``tell`` is called for each as it ends.

        A feed that nothing can be asked of, since its host wants to be left alone for longer, is told without cursor.
        """
        if not feeds:
            return
        self._left = {feed.url: feed for feed in feeds}
        self._tell, self._stop = tell, asyncio.Event()
        crawler = Crawler(
            self._ledger, self._transport, self._clock, self._read, self._settings, self._seed, None, self._observe
        )
        await crawler.set_feeds(feeds, hosts)
        watcher = asyncio.create_task(self._give_up(crawler))
        try:
            await crawler.run(self._stop)
        finally:
            watcher.cancel()
        for feed in list(self._left.values()):
            self._end(feed, None, ())

    async def _give_up(self, crawler: Crawler) -> None:
        while not crawler.is_quiet(self._clock.now_ms(), PATIENCE):
            await asyncio.sleep(_LOOK)
        self._stop.set()

    async def _read(self, content: bytes, url: str, content_type: str | None, now: str) -> FeedDocument:
        try:
            document = await self._read_feed(content, url, content_type, now)
        except StageError as error:
            self._documents[url] = content, error
            raise
        # Nothing is awaited between here and ``_polled``, so two feeds that end at one address cannot mix.
        self._documents[url] = content, document
        # The sitemaps of an index would be polled too: it is enough to name them.
        return replace(document, listed=()) if document.kind == "sitemap-index" else document

    def _observe(self, exchange: Exchange) -> None:
        if exchange.feed_url is None:
            return
        answer, url = exchange.response, exchange.request.url
        if answer is not None:
            step = Step(url, replace(answer, content=b""), len(answer.content))
        else:
            step = Step(url, None, 0, exchange.error or "", self._transport.details.get(url, ""))
        self._steps.setdefault(exchange.feed_url, []).append(step)

    def _polled(self, cursor: FeedCursor, entries: Sequence[PendingEntry]) -> None:
        feed = self._left.get(cursor.url)
        if feed is not None:
            self._end(feed, cursor, entries)
        if not self._left:
            self._stop.set()

    def _end(self, feed: FeedOptions, cursor: FeedCursor | None, entries: Sequence[PendingEntry]) -> None:
        del self._left[feed.url]
        steps = tuple(self._steps.pop(feed.url, ()))
        content, read = self._documents.pop(steps[-1].url, (b"", None)) if steps else (b"", None)
        known = self._ledger.cursor()
        asked = dict.fromkeys(origin_of(url) for url in (feed.url, *addresses_of(steps)))
        by_origin = {state.origin: state for state in known.robots}
        self._tell(
            Tried(
                feed,
                cursor,
                read if isinstance(read, FeedDocument) else None,
                read if isinstance(read, StageError) else None,
                content,
                tuple(entries),
                steps,
                tuple(by_origin[origin] for origin in asked if origin in by_origin),
                {origin: self._transport.details.get(f"{origin}/robots.txt", "") for origin in asked},
                known.limits,
            )
        )


class _TakeNothing(MemoryLedger):
    """Knows no entries and wants none, so nothing is announced and no article fetched."""

    def __init__(self, polled: Callable[[FeedCursor, Sequence[PendingEntry]], None]) -> None:
        super().__init__()
        self._tell = polled

    async def commit_poll(self, feed: FeedCursor, entries: Sequence[PendingEntry]) -> Sequence[PendingEntry]:
        self._tell(feed, entries)
        return ()


class _Listening:
    """A transport that remembers in which words an exchange failed; the crawler keeps the reason only."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        #: By address.
        self.details: dict[str, str] = {}

    async def fetch(self, request: Request) -> Response:
        try:
            return await self._transport.fetch(request)
        except TransportError as error:
            self.details[request.url] = error.detail
            raise

    async def close(self) -> None:
        await self._transport.close()


def addresses_of(steps: Sequence[Step]) -> list[str]:
    """All addresses on the way, with the one that the last answer points to, which was not asked."""
    found = [step.url for step in steps]
    last = steps[-1].response if steps else None
    target = absolute(last.header("location") or "", last.url) if last and last.status in REDIRECTS else None
    return [*found, target] if target else found
