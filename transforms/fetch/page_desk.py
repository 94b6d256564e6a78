"""Fetching articles: from a job that is due to a handout, spooled before it is handed out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from transforms.fetch import articles, entries, redirects
from transforms.fetch.articles import Verdict
from transforms.fetch.crawl_settings import CrawlSettings
from transforms.fetch.cursor import PendingEntry, RobotsState
from transforms.fetch.lanes import Job, Lane
from transforms.fetch.outbox import Handout, Outbox
from transforms.fetch.queue_room import QueueRoom
from transforms.fetch.transport import Response, TransportError
from transforms.fetch.wire import Wire


class _Marked:
    """An id that is in a set for as long as something lasts. A class: each page passes here, and a generator that is a
    context takes three times as long."""

    __slots__ = ("_id", "_ids")

    def __init__(self, ids: set[str], id: str) -> None:
        self._ids, self._id = ids, id

    def __enter__(self) -> None:
        self._ids.add(self._id)

    def __exit__(self, *exception: object) -> None:
        self._ids.discard(self._id)


class PageDesk:
    """The entries not yet settled and the fetching of their pages."""

    def __init__(self, wire: Wire, room: QueueRoom, outbox: Outbox, settings: CrawlSettings, seed: int) -> None:
        self._wire, self._room, self._outbox = wire, room, outbox
        self._settings, self._seed = settings, seed
        #: Called when an entry has left the queue.
        self.settled: Callable[[], None] = lambda: None
        #: Whether a feed's articles are looked at again.
        self.looks_again: Callable[[str], bool] = lambda feed_url: False
        #: Signals that the origin of a page gives for it.
        self.wishes: Callable[[str], Sequence[str]] = lambda url: ()
        #: Entries that are being asked for or settled at this moment.
        self._at_work: set[str] = set()

    def queue(self, entry: PendingEntry, earliest: int = 0) -> None:
        """Takes an entry in: one with an address waits for its turn, any other is settled at its turn too."""
        self._room.put(entry)
        self._wire.lanes.add(Job("page", entry.entry_id, entry.url, max(entry.not_before, earliest)))

    def is_current(self, job: Job) -> bool:
        """Whether the job's entry is still to be settled."""
        return self._room.get(job.key) is not None and job.key not in self._at_work

    async def expire(self, now: int) -> None:
        """Ends the entries whose time has passed while their host was not to be asked: else they would stay in the
        queue for as long as that lasts."""
        old = self._room.older_than(now - self._settings.entry_lifetime)
        for entry in old:
            is_held = bool(entry.url) and self._wire.limits.until(entry.url) > now
            if is_held and entry.entry_id not in self._at_work:
                with self._work(entry):
                    await self._apply(entry, Verdict("dead", articles.EXPIRED), None, now)

    async def refuse(self, job: Job, state: RobotsState) -> None:
        """robots.txt forbids the page; where it could not be read, the entry waits for the next look at it."""
        entry, now = self._room.get(job.key), self._wire.clock.now_ms()
        if entry is None or entry.entry_id in self._at_work:
            return
        with self._work(entry):
            if state.verdict == "rules":
                await self._apply(entry, Verdict("drop", "robots-disallowed"), None, now)
            elif now - entry.added_at > self._settings.entry_lifetime:
                await self._apply(entry, Verdict("dead", "robots-unreadable"), None, now)
            else:
                await self._postpone(replace(entry, not_before=state.expires, trouble="robots-unreadable"))

    async def run(self, lane: Lane, job: Job) -> None:
        """One hop of an article."""
        entry = self._room.get(job.key)
        if entry is None or entry.entry_id in self._at_work:  # its time passed since the job was started
            self._wire.lanes.release(lane, 0)
            return
        with self._work(entry):
            await self._fetch(lane, job, entry)

    async def _fetch(self, lane: Lane, job: Job, entry: PendingEntry) -> None:
        asked = articles.request(entry, job.url, self._settings)
        answer = await self._wire.ask(lane, job, asked, entry.feed_url, entry)
        now = self._wire.clock.now_ms()
        if isinstance(answer, TransportError):
            verdict = articles.judge_error(entry, answer.reason, self._settings, now, self._seed)
            await self._apply(entry, verdict, None, now)
        elif answer.status in redirects.REDIRECTS:
            visited = (*job.visited, job.url)
            hop = redirects.next_hop(answer, visited, self._settings.redirects, same_operator=False)
            if hop.problem:
                await self._apply(entry, Verdict("dead", hop.problem), answer, now)
            else:
                self._wire.lanes.add(Job("page", job.key, hop.url, now, visited))
        else:
            verdict = articles.judge_response(entry, answer, self._settings, now, self._seed)
            await self._apply(entry, verdict, answer, now)

    async def put(self, handout: Handout) -> None:
        """Hands out what the ledger holds; where the crawl is recorded, not before the recording holds it too."""
        if self._wire.recorder is not None:
            await self._wire.recorder.keep(handout)
        self._outbox.put(handout)

    async def drop(self, entry_id: str, reason: str) -> None:
        """Ends an entry that cannot be asked for at all."""
        entry = self._room.get(entry_id)
        if entry is None or entry_id in self._at_work:
            return
        with self._work(entry):
            await self._apply(entry, Verdict("drop", reason), None, self._wire.clock.now_ms())

    def _work(self, entry: PendingEntry) -> _Marked:
        """Marks an entry, so that nothing else settles it meanwhile."""
        return _Marked(self._at_work, entry.entry_id)

    async def _apply(self, entry: PendingEntry, verdict: Verdict, answer: Response | None, now: int) -> None:
        if verdict.kind == "later":
            await self._postpone(articles.postponed(entry, verdict))
        elif verdict.kind == "page" and answer is not None:
            again = self._room.may_look_again() and self.looks_again(entry.feed_url)
            follow = articles.look_again(entry, answer.content, answer, self._settings, now) if again else None
            fetched = articles.make_page(entry, answer, now, self.wishes(answer.url))
            await self._hand_out(Handout(entry, fetched), follow)
        elif entry.recheck:
            follow = None
            if verdict.kind == "same" and answer is not None:
                follow = articles.look_again(entry, None, answer, self._settings, now)
            await self._forget(entry, follow)
        else:
            page = entries.stand_in_page(entry, now) if articles.may_stand_in(verdict) else None
            ended = Handout(entry, page) if page else Handout(entry, None, articles.settle(entry, verdict, now))
            await self._hand_out(ended, None)

    async def _hand_out(self, handout: Handout, follow: PendingEntry | None) -> None:
        await self._wire.ledger.spool(handout, follow)
        await self.put(handout)
        self._room.remove(handout.entry.entry_id)
        if follow is not None:
            self.queue(follow)
        self.settled()

    async def _postpone(self, entry: PendingEntry) -> None:
        await self._wire.ledger.postpone(entry)
        self.queue(entry)

    async def _forget(self, entry: PendingEntry, follow: PendingEntry | None) -> None:
        if self._wire.recorder is not None:
            self._wire.recorder.let_go(entry.entry_id)
        await self._wire.ledger.forget(entry.entry_id)
        self._room.remove(entry.entry_id)
        if follow is not None:
            await self._wire.ledger.postpone(follow)
            self.queue(follow)
        self.settled()
