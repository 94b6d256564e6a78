"""The crawler: polls feeds, fetches what they announce and hands pages out, as a good guest and losing nothing.

It decides which job may start now; what a job does stands with the desks (feeds, pages, robots.txt). All truth is told
to the ledger before anybody sees it, so a crawler can be killed at any moment and a new one goes on from the ledger.

Nothing is polled busily: the loop sleeps until the agenda's next moment, or until a job ends or somebody collects.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any

from transforms.fetch.clock import Clock
from transforms.fetch.collector import Collector
from transforms.fetch.crawl_settings import CrawlSettings, FeedOptions, HostOptions
from transforms.fetch.crawl_status import CrawlStatus, status_of
from transforms.fetch.cursor import FeedCursor, PendingEntry
from transforms.fetch.feed_desk import FeedDesk, ReadFeed
from transforms.fetch.lanes import Job, Lane, Lanes
from transforms.fetch.ledger import Ledger
from transforms.fetch.limits import Limits
from transforms.fetch.manners import Manners
from transforms.fetch.outbox import Handout, Outbox
from transforms.fetch.page_desk import PageDesk
from transforms.fetch.queue_room import QueueRoom
from transforms.fetch.reading_queue import ReadingQueue
from transforms.fetch.robots_desk import RobotsDesk
from transforms.fetch.tdm_desk import TdmDesk
from transforms.fetch.transport import Transport
from transforms.fetch.wire import Observer, Recorder, Wire

#: The loop looks at the clock at least this often, in seconds: a wall clock can be set forward.
_LONGEST_NAP = 60.0
#: Seconds that requests under way get to end when the crawl is stopped; what does not is repeated next time.
_GRACE = 5.0
#: How often the entries are looked through for those whose time has passed, in milliseconds.
_EXPIRY = 10 * 60_000
#: Idle lanes are freed when there are this many.
_MANY_LANES = 5_000


class Crawler:
    """One shard's crawl. ``await set_feeds`` and ``run`` in one event loop; ``outbox`` may be emptied from any thread.

    Args:
        ledger: where the truth lies.
        transport: what asks the network.
        clock: what time it is; waiting is the event loop's.
        read_feed: reads a feed's bytes, raising StageError where it is none.
        settings: bounds and manners.
        seed: of the jitter.
        outbox: where handouts are collected; None: a new one.
        observe: told of every exchange.
        recorder: what keeps the crawl for a replay.
    """

    def __init__(
        self,
        ledger: Ledger,
        transport: Transport,
        clock: Clock,
        read_feed: ReadFeed,
        settings: CrawlSettings,
        seed: int,
        outbox: Outbox | None = None,
        observe: Observer | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        self.outbox = outbox or Outbox()
        self._ledger, self._clock, self._settings = ledger, clock, settings
        now = clock.now_ms()
        self._limits = Limits(seed)
        self._robots_known: dict[str, Any] = {}
        self._lanes = Lanes(self._limits_until, now + max(settings.spacing, settings.quiet_start), self._held)
        self._wire = Wire(
            transport, clock, ledger, settings, self._lanes, self._limits, self._robots_known, observe, recorder
        )
        self._room = QueueRoom(settings.pending_limit, settings.recheck_limit)
        self._robots = RobotsDesk(self._wire, self._robots_known, settings)
        self._tdm = TdmDesk(self._wire, self._robots_known, self._robots, settings)
        self._wake: asyncio.Event = asyncio.Event()
        self._reading = ReadingQueue(read_feed, settings.queue_bytes, self._wake.set)
        self._feeds = FeedDesk(self._wire, self._room, self._reading, settings, seed)
        self._pages = PageDesk(self._wire, self._room, self.outbox, settings, seed)
        self._feeds.announce = self._pages.queue
        self._pages.wishes = self._tdm.signals
        self._pages.looks_again = self._feeds.looks_again
        self._pages.settled = lambda: self._feeds.unpark(self._clock.now_ms())
        self._earliest = now + settings.due_start
        self._tasks: set[asyncio.Task[None]] = set()
        self._pages_under_way = 0
        self._crash: BaseException | None = None
        self._collector = Collector(self.outbox, settings, now)
        self._loaded = False
        self._next_start = 0
        self._expiry_at = now + _EXPIRY
        self._running = False
        #: When the sleeping loop wakes by itself.
        self._naps_until = 0

    def is_quiet(self, now: int, ahead: int) -> bool:
        """Whether nothing is under way or ready, and nothing is due for the next ``ahead`` milliseconds: the end of a
        run that looks once. May be called from any thread."""
        return not self.outbox.pages and self._next_start > now + ahead

    async def load(self) -> None:
        """Takes over what the ledger knows: what is unsettled goes to the outbox or is queued. Once, before all."""
        if self._loaded:
            return
        self._loaded = True
        self._ledger.on_more(self.outbox.put if self._wire.recorder is None else self._put_more())
        loaded = await self._ledger.load()
        self._limits.restore(loaded.cursor.limits)
        self._robots_known.update((state.origin, state) for state in loaded.cursor.robots)
        self._feeds.load(loaded.cursor.feeds)
        await asyncio.gather(*(self._pages.put(handout) for handout in loaded.spooled))
        for entry in loaded.cursor.pending:
            self._pages.queue(entry, self._earliest)

    async def set_feeds(self, feeds: Sequence[FeedOptions], hosts: Mapping[str, HostOptions] | None = None) -> None:
        """Takes over a feed list, also while the crawl runs: new feeds start, those no longer listed end.
        ``hosts``: what is set for single hosts, by name."""
        await self.load()
        self._wire.manners = Manners(feeds, hosts or {})
        await self._feeds.set_feeds(feeds, self._earliest)
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Crawls until ``stop`` is set; requests under way then get a few seconds to end. Raises what a job raised:
        what can be expected to go wrong is an outcome, anything else is a defect."""
        await self.load()
        loop = asyncio.get_running_loop()

        def collected() -> None:
            loop.call_soon_threadsafe(self._wake.set)

        self.outbox.on_take(collected)
        watcher = asyncio.create_task(self._watch(stop))
        self._running = True
        try:
            while not stop.is_set() and self._crash is None:
                now = self._clock.now_ms()
                if now >= self._expiry_at:
                    self._expiry_at = now + _EXPIRY
                    self._spawn(self._pages.expire(now))
                    self._spawn(self._feeds.say_parked(now))
                self._start_due(now)
                await self._nap(now, loop)
        finally:
            watcher.cancel()
            self._running = False
            self.outbox.on_take(lambda: None)
            await self._wind_up()
        if self._crash is not None:
            raise self._crash

    def cursors(self) -> tuple[FeedCursor, ...]:
        """What is remembered of each feed, in the list's order."""
        return tuple(self._feeds.cursors.values())

    def status(self) -> CrawlStatus:
        """How the crawl stands. May be called from any thread: figures may be a moment old."""
        return status_of(
            list(self._feeds.cursors.values()),
            pending=len(self._room),
            under_way=len(self._tasks),
            ready=self.outbox.pages,
            exchanges=dict(self._wire.counts),
            paused=not self._may_ask(self._clock.now_ms()),
        )

    def _put_more(self) -> Callable[[Handout], None]:
        """Where the rest of the spool goes, from another thread, by way of the recording."""
        loop = asyncio.get_running_loop()

        def put(handout: Handout) -> None:
            with suppress(RuntimeError):  # the loop has ended: it stays in the spool
                loop.call_soon_threadsafe(lambda: self._spawn(self._pages.put(handout)))

        return put

    def _limits_until(self, url: str) -> int:
        return self._limits.until(url)

    def _held(self, jobs: list[Job], until: int) -> None:
        polls = [job for job in jobs if self._feeds.says_held(job, until)]
        if polls:
            self._spawn(self._feeds.hold(polls, until))

    def _may_ask(self, now: int) -> bool:
        """Whether anything new may be requested: somebody collects, and what comes would fit."""
        return self._collector.takes_more(self._pages_under_way, now)

    def _has_place(self) -> bool:
        """Whether one more request may be under way."""
        return len(self._tasks) - len(self._reading) < self._settings.concurrency and self._reading.has_room()

    def _start_due(self, now: int) -> None:
        while self._has_place() and self._may_ask(now):
            taken = self._lanes.take(now)
            if taken is None:
                break
            self._start(*taken, now)
        if len(self._lanes) > _MANY_LANES:
            self._lanes.forget_idle(now)

    def _start(self, lane: Lane, job: Job, now: int) -> None:
        """Starts a job, or finds that it needs no request (now)."""
        if job.kind in ("robots", "tdm"):
            self._spawn((self._robots if job.kind == "robots" else self._tdm).run(lane, job))
            return
        desk: FeedDesk | PageDesk = self._feeds if job.kind == "feed" else self._pages
        if not desk.is_current(job) or (job.kind == "feed" and self._is_put_off(job, now)):
            self._lanes.release(lane, 0)
            return
        if not job.url:
            self._lanes.release(lane, 0)
            self._spawn(self._pages.drop(job.key, "no-address"))
            return
        state = self._robots.state(job.url, now)
        if state is None:
            self._lanes.add(job)
            self._robots.request(lane, job.url, now)
            self._lanes.release(lane, 0)
        elif not self._robots.allows(state, job.url, self._feed_of(job)):
            self._lanes.release(lane, 0)
            self._spawn(desk.refuse(job, state))
        elif job.kind == "page" and self._tdm.has_to_ask(job.url, state, self._feed_of(job), now):
            self._lanes.add(job)
            self._tdm.request(lane, job.url, now)
            self._lanes.release(lane, 0)
        else:
            self._pages_under_way += job.kind == "page"
            self._spawn(desk.run(lane, job), page=job.kind == "page")

    def _is_put_off(self, job: Job, now: int) -> bool:
        """Whether a due poll waits: for the end of the hours its feed skips, or for room in the queue."""
        until = self._feeds.skips_until(job, now)
        if until > now:
            self._spawn(self._feeds.put_off(job, until))
            return True
        return not job.visited and self._feeds.park(job)

    def _feed_of(self, job: Job) -> str:
        """The feed that a job is for."""
        entry: PendingEntry | None = self._room.get(job.key) if job.kind == "page" else None
        return entry.feed_url if entry is not None else job.key

    def _spawn(self, work: Coroutine[Any, Any, None], *, page: bool = False) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._page_ended if page else self._ended)

    def _page_ended(self, task: asyncio.Task[None]) -> None:
        self._pages_under_way -= 1
        self._ended(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._crash = self._crash or task.exception()
        # What follows is started here and now: a turn through the sleeping loop costs as much as half a request.
        if self._running and self._crash is None:
            try:
                self._start_due(self._clock.now_ms())
            except Exception as error:  # an event loop only logs what a callback raises: ``run`` raises it
                self._crash = error
        if self._crash is not None or not self._tasks or self._lanes.next_wake() < self._naps_until:
            self._wake.set()

    async def _nap(self, now: int, loop: asyncio.AbstractEventLoop) -> None:
        """Sleeps until something may be started."""
        seconds = _LONGEST_NAP
        wake = self._lanes.next_wake()
        if self._has_place() and self._may_ask(now):
            seconds = min(seconds, max(0, wake - now) / 1000)
        self._next_start = wake if not self._tasks else now
        self._naps_until = now + int(seconds * 1000)
        timer = loop.call_later(seconds, self._wake.set)
        await self._wake.wait()
        self._wake.clear()
        timer.cancel()

    async def _watch(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._running = False
        self._wake.set()

    async def _wind_up(self) -> None:
        tasks = set(self._tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_GRACE)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
