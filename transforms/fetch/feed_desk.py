"""Polling feeds: from a job that is due to the feed's next cursor and its new entries, committed together."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace

from transforms.addresses import operator
from transforms.failures import StageError
from transforms.fetch import limits, polls, redirects, schedule, sitemap_choice
from transforms.fetch.cache_headers import fresh_until
from transforms.fetch.clock import instant_of
from transforms.fetch.crawl_settings import DAY, MINUTE, CrawlSettings, FeedOptions
from transforms.fetch.cursor import FeedCursor, PendingEntry, RobotsState
from transforms.fetch.feed_document import FeedDocument
from transforms.fetch.lanes import Job, Lane
from transforms.fetch.places import shard_of
from transforms.fetch.queue_room import QueueRoom
from transforms.fetch.seen_memory import SeenCache
from transforms.fetch.transport import Response, TransportError
from transforms.fetch.wire import Wire

#: Reads a feed: content, address, content type, now (an instant). Raises StageError where it is none.
ReadFeed = Callable[[bytes, str, str | None, str], Awaitable[FeedDocument]]

#: How long a feed is remembered that was taken off the list (milliseconds).
_REMEMBERED = 30 * DAY

#: A feed that waits for a limit or for room for longer than this says so (milliseconds): shorter is everyday life.
_SILENT = 10 * MINUTE

#: Parked polls looked at when an entry has been settled, at most.
_UNPARKED = 50


class FeedDesk:
    """The feeds of the list, their cursors and their polls."""

    def __init__(self, wire: Wire, room: QueueRoom, read_feed: ReadFeed, settings: CrawlSettings, seed: int) -> None:
        self._wire, self._room, self._read_feed = wire, room, read_feed
        self._settings, self._seed = settings, seed
        self.cursors: dict[str, FeedCursor] = {}
        self._options: dict[str, FeedOptions] = {}
        self._hashes = SeenCache()
        #: Polls that are due while the queue is full, in their order.
        self._parked: deque[Job] = deque()
        #: Feeds with a job queued or under way.
        self._queued: set[str] = set()
        #: Where announced entries go.
        self.announce: Callable[[PendingEntry], None] = lambda entry: None

    def load(self, cursors: Iterable[FeedCursor]) -> None:
        """What was remembered. Nothing is polled before ``set_feeds`` says what is in the list."""
        self.cursors = {cursor.url: cursor for cursor in cursors}

    async def set_feeds(self, feeds: Sequence[FeedOptions], earliest: int) -> None:
        """Takes over a feed list: new feeds start, those no longer listed end. ``earliest`` bounds the first polls."""
        now = self._wire.clock.now_ms()
        own = {f.url: f for f in feeds if shard_of(operator(f.url), self._settings.shards) == self._settings.shard}
        for cursor in self.cursors.values():
            if cursor.parent in own and cursor.state != "removed":
                own.setdefault(cursor.url, replace(own[cursor.parent], url=cursor.url))
                self._wire.manners.follow(cursor.url, cursor.parent)
        self._options = own
        for cursor in [c for c in self.cursors.values() if c.url not in own and c.state != "removed"]:
            await self._commit(replace(cursor, state="removed", state_since=now, trouble="not in the list"), ())
        await self._drop_removed(now)
        for url in own:
            cursor = self.cursors.get(url) or FeedCursor(url, next_due=now)
            if cursor.state == "removed":
                cursor = replace(cursor, state="active", state_since=now, trouble="")
            self.cursors[url] = cursor
            self._queue(cursor, earliest)

    def looks_again(self, feed_url: str) -> bool:
        """Whether the feed's articles are looked at again."""
        options = self._options.get(feed_url)
        own = options.recheck if options is not None else False
        return self._settings.recheck if own is None else own

    def is_current(self, job: Job) -> bool:
        """Whether the job's feed is still to be polled; where not, the job is dropped."""
        cursor = self.cursors.get(job.key)
        if job.key in self._options and cursor is not None and cursor.state == "active":
            return True
        self._queued.discard(job.key)
        return False

    def skips_until(self, job: Job, now: int) -> int:
        """Until when the feed of a job that is due asks to be left alone (skipHours, skipDays); ``now`` where it does
        not."""
        return schedule.skip_over(self.cursors[job.key], now)

    async def put_off(self, job: Job, until: int) -> None:
        """Puts a poll off to the end of the hours that its feed skips; it then begins anew, with all its hops."""
        await self._finish(polls.put_off(self.cursors[job.key], until))

    def park(self, job: Job) -> bool:
        """Puts a due poll aside while there is no room for what it may announce."""
        if self._room.room(job.key) > 0:
            return False
        self._parked.append(job)
        return True

    def unpark(self, now: int) -> None:
        """Lets parked polls go on as far as there is room again."""
        for _ in range(min(len(self._parked), _UNPARKED)):
            job = self._parked.popleft()
            if self._room.may_go_on(job.key):
                self._wire.lanes.add(replace(job, due=max(job.due, now)))
            else:
                self._parked.append(job)

    async def say_parked(self, now: int) -> None:
        """Notes of feeds whose poll has waited for long that they wait for room in the queue."""
        for job in list(self._parked):
            cursor = self.cursors.get(job.key)
            is_long = job.due + _SILENT < now and self.is_current(job)
            if is_long and cursor is not None and cursor.parked_since is None:
                await self._commit(replace(cursor, parked_since=job.due), ())

    def says_held(self, job: Job, until: int) -> bool:
        """Whether a job is a poll that a limit makes wait for longer than is worth no word."""
        cursor = self.cursors.get(job.key) if job.kind == "feed" else None
        is_long = until - self._wire.clock.now_ms() > _SILENT
        return is_long and cursor is not None and cursor.state == "active" and job.key in self._options

    async def hold(self, jobs: Sequence[Job], until: int) -> None:
        """Notes of feeds that they wait for a limit of their host or operator. Their jobs stay where they are."""
        now = self._wire.clock.now_ms()
        for job in jobs:
            cursor = self.cursors.get(job.key)
            if cursor is not None and self.says_held(job, until):
                await self._commit(polls.held(cursor, self._wire.limits.reason(job.url), until, now), ())

    async def refuse(self, job: Job, state: RobotsState) -> None:
        """robots.txt forbids the feed: looked at again when what is known of it expires."""
        reason = "robots-disallowed" if state.verdict == "rules" else f"robots-unreadable ({state.reason})"
        await self._finish(polls.waiting(self.cursors[job.key], reason, state.expires, self._wire.clock.now_ms()))

    async def run(self, lane: Lane, job: Job) -> None:
        """One hop of a poll."""
        cursor = self.cursors[job.key]
        if not job.visited:
            job.full = schedule.wants_full(cursor, self._wire.clock.now_ms())
        asked = polls.request(cursor, job.url, self._settings, full=job.full)
        answer = await self._wire.ask(lane, job, asked, cursor.url)
        options = self._options.get(job.key) or FeedOptions(job.key)
        poll = polls.Poll(self._settings, options, self._seed, self._wire.clock.now_ms(), self._hashes)
        cursor = self.cursors[job.key]
        if isinstance(answer, TransportError):
            await self._finish(polls.failed(cursor, answer.reason, None, poll))
        elif answer.status in redirects.REDIRECTS:
            await self._redirected(cursor, job, answer, poll)
        elif answer.status == 200:
            await self._read(cursor, job, answer, poll)
        elif answer.status == 304 and polls.was_conditional(asked):
            moved = redirects.permanent_target(job.chain)
            await self._finish(polls.not_modified(cursor, answer, moved, poll))
        elif answer.status == 410 and redirects.permanent_target(job.chain) == (job.chain[-1][1] if job.chain else ""):
            await self._finish(polls.gone(cursor, poll.now))
        else:
            held = max(limits.own_wait(answer, poll.now) or 0, self._wire.limits.until(job.url))
            if answer.status == 304:
                held = max(held, fresh_until(answer, poll.now))
            await self._finish(polls.failed(cursor, f"status-{answer.status}", held or None, poll))

    async def _follow_index(self, index: FeedCursor, document: FeedDocument) -> None:
        """Polls the newest sitemaps of an index as feeds of their own; those it no longer names end."""
        now, options = self._wire.clock.now_ms(), self._options.get(index.url)
        named = sitemap_choice.children(document, index.url) if options is not None else ()
        for cursor in [c for c in self.cursors.values() if c.parent == index.url and c.url not in named]:
            self._options.pop(cursor.url, None)
            if cursor.state != "removed":
                gone = replace(cursor, state="removed", state_since=now, trouble="not in the sitemap index")
                await self._commit(gone, ())
        for url in named:
            if url in self._options or options is None:
                continue
            self._options[url] = replace(options, url=url, title="")
            self._wire.manners.follow(url, index.url)
            known = self.cursors.get(url) or FeedCursor(url, next_due=now, parent=index.url)
            self.cursors[url] = replace(known, state="active", trouble="", next_due=max(known.next_due, now))
            self._queue(self.cursors[url], 0)

    async def _drop_removed(self, now: int) -> None:
        """Forgets feeds that were taken off the list long ago: one that is listed again then begins anew."""
        removed = [
            c for c in self.cursors.values() if c.state == "removed" and (c.state_since or 0) < now - _REMEMBERED
        ]
        for cursor in removed:
            del self.cursors[cursor.url]
            await self._wire.ledger.drop_feed(cursor.url)

    async def _redirected(self, cursor: FeedCursor, job: Job, answer: Response, poll: polls.Poll) -> None:
        visited = (*job.visited, job.url)
        hop = redirects.next_hop(answer, visited, self._settings.redirects, same_operator=True)
        if hop.problem:
            reason = f"{hop.problem} ({hop.url})" if hop.url else hop.problem
            await self._finish(polls.failed(cursor, reason, None, poll))
            return
        chain = (*job.chain, (answer.status, hop.url))
        self._wire.lanes.add(Job("feed", job.key, hop.url, poll.now, visited, chain, job.full))

    async def _read(self, cursor: FeedCursor, job: Job, answer: Response, poll: polls.Poll) -> None:
        moved = redirects.permanent_target(job.chain)
        same = polls.same_body(cursor, answer, moved, poll)
        if same is not None:
            await self._finish(same)
            return
        try:
            document = await self._read_feed(
                answer.content, job.url, answer.header("content-type"), instant_of(poll.now)
            )
            if document.kind == "opml":
                raise StageError("feed-list", "a list of feeds stands where a feed should: import it")
        except StageError as error:
            await self._finish(polls.failed(self.cursors[job.key], error.reason, fresh_until(answer, poll.now), poll))
            return
        cursor = self.cursors[job.key]  # the list may have been changed meanwhile
        after, entries = polls.read(cursor, document, answer, moved, self._room.room(cursor.url), poll)
        for entry in entries:  # counted before anything is awaited, so that two polls cannot take the same room
            self._room.put(entry)
        taken = await self._commit(after, entries)
        wanted = {entry.entry_id for entry in taken}
        for entry in entries:
            if entry.entry_id not in wanted:
                self._room.remove(entry.entry_id)
        for entry in taken:
            self.announce(entry)
        if document.kind == "sitemap-index":
            await self._follow_index(after, document)
        self._requeue(after)

    async def _finish(self, cursor: FeedCursor) -> None:
        await self._commit(cursor, ())
        self._requeue(cursor)

    async def _commit(self, cursor: FeedCursor, entries: Sequence[PendingEntry]) -> Sequence[PendingEntry]:
        self.cursors[cursor.url] = cursor
        return await self._wire.ledger.commit_poll(cursor, entries)

    def _requeue(self, cursor: FeedCursor) -> None:
        if not self._settings.polls_once:  # else it stays marked as queued, and is not queued again
            self._queued.discard(cursor.url)
            self._queue(cursor, 0)

    def _queue(self, cursor: FeedCursor, earliest: int) -> None:
        if cursor.state != "active" or cursor.url in self._queued or cursor.url not in self._options:
            return
        self._queued.add(cursor.url)
        self._wire.lanes.add(Job("feed", cursor.url, cursor.address, max(cursor.next_due, earliest)))
