"""Crawl loops: for each shard a thread with an event loop that outlives bundles, and the registry that finds it again.

The registry is a saving, not a truth: what a loop has handed out stands in its ledger, and a shard whose cursor is not
the one its loop gave last gets a new loop built from that cursor.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import replace

from transforms.fetch.clock import SystemClock
from transforms.fetch.crawl_plan import CrawlPlan, options_of
from transforms.fetch.crawl_settings import CrawlSettings
from transforms.fetch.crawl_status import CrawlStatus
from transforms.fetch.crawler import Crawler
from transforms.fetch.cursor import decode_cursor, encode_cursor
from transforms.fetch.feed_list import FeedListError, is_list_address, read_feed_lists
from transforms.fetch.guarded import FeedReader, GuardSettings
from transforms.fetch.ledger import Ledger, MemoryLedger
from transforms.fetch.outbox import Outbox
from transforms.fetch.recording import Recording
from transforms.fetch.sockets import SocketTransport
from transforms.fetch.transport import Request, Transport, TransportError

_LOG = logging.getLogger(__name__)

#: Set while any loop of this process has something to be collected.
READY = threading.Event()

#: Seconds that a loop gets to end.
_JOIN = 15.0


class CrawlLoop:
    """One shard's crawler in a thread of its own."""

    def __init__(self, plan: CrawlPlan, ledger: Ledger) -> None:
        self.outbox = Outbox(READY)
        self.ledger = ledger
        #: The cursor given last, as bytes.
        self.given = b""
        #: What ended the loop before it was told to end.
        self.failure: BaseException | None = None
        #: Why the feed list could not be read again; '' where it could.
        self.list_problem = ""
        self._plan = plan
        self._recording: Recording | None = None
        self._learned: tuple[bytes, ...] = ()
        self._crawler: Crawler | None = None
        self._aio: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"crawl-{plan.settings.shard}", daemon=True)
        self._thread.start()

    def checkpoint(self) -> bytes:
        """The cursor as it stands, as bytes; remembered as the one given last. Of a memory ledger only."""
        assert isinstance(self.ledger, MemoryLedger)
        self.given = encode_cursor(self.ledger.checkpoint())
        return self.given

    def put_on_record(self, learned: tuple[bytes, ...]) -> None:
        """Has the recording say by which learned rules pages are cleaned: to be called before any is given on. Each
        snapshot is written once. Raises RecordingError."""
        recording = self._recording
        if recording is None or learned is self._learned:  # nothing is handed out before the recording is open
            return
        for document in learned:
            if document not in self._learned:
                recording.put_learned(document)
        self._learned = learned

    def is_quiet(self, ahead: int) -> bool:
        """Whether nothing is under way, ready, held back in the spool, or due within ``ahead`` milliseconds."""
        if self.ledger.holds_back():
            return False
        return self._crawler is not None and self._crawler.is_quiet(SystemClock().now_ms(), ahead)

    def status(self) -> CrawlStatus | None:
        """A glance; None before the loop has begun."""
        return self._crawler.status() if self._crawler is not None else None

    def stop(self) -> None:
        """Tells the loop to end, and returns at once."""
        self._stopped.set()
        if self._aio is not None and self._stop is not None and not self._aio.is_closed():
            try:
                self._aio.call_soon_threadsafe(self._stop.set)
            except RuntimeError:  # it closed just now
                return

    def join(self) -> None:
        """Waits for its end, some seconds at most."""
        self._thread.join(_JOIN)

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:  # handed to whoever collects, who raises it
            self.failure = error
            READY.set()

    async def _main(self) -> None:
        plan = self._plan
        self._stop = asyncio.Event()
        self._aio = asyncio.get_running_loop()
        if self._stopped.is_set():
            return
        transport = SocketTransport(
            plan.agent, allow_loopback=plan.allow_loopback, proxy=plan.proxy, hosts=dict(plan.hosts)
        )
        reader = FeedReader(GuardSettings(workers=plan.feed_workers))
        recording = None
        try:
            recording = self._recording = await asyncio.to_thread(plan.open_recording)
            await self._crawl(transport, reader, recording, self._stop)
        finally:
            await transport.close()
            await asyncio.to_thread(reader.close)
            if recording is not None:
                await asyncio.to_thread(recording.close)
            await asyncio.to_thread(self.ledger.close)

    async def _crawl(
        self, transport: Transport, reader: FeedReader, recording: Recording | None, stop: asyncio.Event
    ) -> None:
        plan = self._plan
        crawler = Crawler(
            self.ledger,
            transport,
            SystemClock(),
            reader.read_async,
            plan.settings,
            plan.seed,
            self.outbox,
            plan.open_observer(),
            recording,
        )
        await self._read_list(crawler, transport)
        self._crawler = crawler
        again = asyncio.create_task(self._read_lists(crawler, transport))
        try:
            await crawler.run(stop)
        finally:
            again.cancel()

    async def _read_list(self, crawler: Crawler, transport: Transport) -> None:
        """Raises FeedListError where a list cannot be read."""
        lists = {source: await _fetched(source, transport) for source in self._plan.sources if is_list_address(source)}

        def read(source: str) -> bytes:
            if source in lists:
                return lists[source]
            with open(source, "rb") as file:
                return file.read()

        try:
            found = await asyncio.to_thread(read_feed_lists, self._plan.sources, read, self._plan.list_rules())
        except OSError as error:
            raise FeedListError(f"{error.filename}: {error.strerror}: give the path of a feed list") from error
        await crawler.set_feeds(*options_of(found, self._plan.agent))

    async def _read_lists(self, crawler: Crawler, transport: Transport) -> None:
        """Reads the list again and again. One that cannot be read leaves the feeds as they are, and is named."""
        while True:
            await asyncio.sleep(self._plan.list_seconds)
            try:
                await self._read_list(crawler, transport)
                self.list_problem = ""
            except FeedListError as error:
                self.list_problem = str(error)
                _LOG.warning("the feed list stays as it was: %s", error)


class Loops:
    """The loops of a process, by plan (which names the shard)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loops: dict[CrawlPlan, CrawlLoop] = {}
        self._ending = threading.Event()

    def of_cursor(self, plan: CrawlPlan, cursor: bytes) -> CrawlLoop:
        """The loop that gave this cursor last; else a new one, built from it."""
        with self._lock:
            loop = self._loops.get(plan)
            if loop is not None and loop.given == cursor and loop.failure is None:
                return loop
            if loop is not None:
                loop.stop()
            built_from = replace(plan, settings=_restored(plan)) if cursor else plan
            loop = self._loops[plan] = CrawlLoop(built_from, MemoryLedger(decode_cursor(cursor)))
            loop.given = cursor
            return loop

    def of_ledger(self, plan: CrawlPlan) -> CrawlLoop:
        """The loop of a local run, over the run's own ledger."""
        with self._lock:
            loop = self._loops.get(plan)
            if loop is None or loop.failure is not None:
                loop = self._loops[plan] = CrawlLoop(plan, plan.open_ledger())
            return loop

    def running(self) -> list[CrawlLoop]:
        """All loops of this process."""
        with self._lock:
            return list(self._loops.values())

    def end_epoch(self) -> None:
        """Ends the epochs of this process, each at its next resume. What is ready stays in the ledger.

        May be called from a signal handler.
        """
        self._ending.set()
        READY.set()

    def is_ending(self) -> bool:
        """Whether epochs are to end now."""
        return self._ending.is_set()

    def close(self) -> None:
        """Ends all loops, and waits for their end. Epochs may begin again afterwards."""
        with self._lock:
            loops, self._loops = list(self._loops.values()), {}
        self._ending.clear()
        for loop in loops:
            loop.stop()
        for loop in loops:
            loop.join()


LOOPS = Loops()


def _restored(plan: CrawlPlan) -> CrawlSettings:
    """Manners after a restore: the old loop may still be asking until its lease is over."""
    return replace(plan.settings, quiet_start=plan.settings.lease, due_start=plan.restored_due)


async def _fetched(source: str, transport: Transport) -> bytes:
    try:
        answer = await transport.fetch(Request(source, max_bytes=8_000_000))
    except TransportError as error:
        raise FeedListError(f"{source}: {error.reason}: the feed list cannot be read") from error
    if answer.status != 200:
        raise FeedListError(f"{source}: status {answer.status}: the feed list cannot be read")
    return answer.content
