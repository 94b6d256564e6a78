"""The ledger: where the truth of a crawl lies. The crawler tells it everything before anybody sees it.

On a cluster it is ``MemoryLedger``, whose content travels in the checkpoint; in a local run a store stands behind the
same protocol. A method that has returned has made durable what it was told, all or nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from transforms.fetch.cursor import FeedCursor, Limit, PendingEntry, RobotsState, ShardCursor
from transforms.fetch.outbox import Handout

#: Origins whose robots.txt is remembered, the latest ones.
_ROBOTS_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a ledger knew at the start of a crawl."""

    cursor: ShardCursor
    #: Spooled and not settled: to be handed out again, without a request. Their entries are not in the cursor.
    spooled: Sequence[Handout] = ()


class Ledger(Protocol):
    """What the crawler asks of the place where its truth lies. Called from the crawler's event loop."""

    async def load(self) -> Loaded:
        """Everything known: feeds, robots, limits, entries still to be fetched, and handouts not settled."""
        ...

    def on_more(self, put: Callable[[Handout], None]) -> None:
        """Where further spooled handouts go that ``load`` held back, as those before them go out; from any thread."""
        ...

    async def commit_poll(self, feed: FeedCursor, entries: Sequence[PendingEntry]) -> Sequence[PendingEntry]:
        """One poll: the feed's new cursor and the entries it announced, in one transaction.

        Returns the entries that are to be fetched: all but those the ledger knows already (pending or settled). Being
        committed here is being sighted.
        """
        ...

    async def save_robots(self, state: RobotsState) -> None:
        """What a robots.txt says."""
        ...

    async def save_limits(self, limits: Sequence[Limit]) -> None:
        """The limits in force, all of them: those not named are over."""
        ...

    async def postpone(self, entry: PendingEntry) -> None:
        """An entry with its new ``attempts``, ``trouble`` and ``not_before``."""
        ...

    async def spool(self, handout: Handout, follow: PendingEntry | None = None) -> None:
        """What an entry came to, before it is handed out; with it, the next look at the article."""
        ...

    async def forget(self, entry_id: str) -> None:
        """A look again that found nothing: it was no entry of its own and leaves no outcome."""
        ...

    async def drop_feed(self, url: str) -> None:
        """Forgets a feed that has not been in the list for a long time."""
        ...

    def handed_out(self, handout: Handout) -> None:
        """The handout went into the graph. Called by who collects, in the thread of that."""
        ...

    def holds_back(self) -> bool:
        """Whether there is more in the spool than has been handed out since the start. From any thread."""
        ...

    def close(self) -> None:
        """Frees what is held open. Everything told before it stands."""
        ...


class MemoryLedger:
    """The ledger of a shard on a cluster, and of tests: what it holds is the restriction's cursor.

    What is spooled is still pending in the cursor until it has been handed out: after a restore it is fetched again.
    """

    def __init__(self, cursor: ShardCursor | None = None) -> None:
        cursor = cursor or ShardCursor()
        self._lock = threading.Lock()
        self._feeds = {feed.url: feed for feed in cursor.feeds}
        self._robots = {state.origin: state for state in cursor.robots}
        self._limits = tuple(cursor.limits)
        self._pending = {entry.entry_id: entry for entry in cursor.pending}
        self._sequence = cursor.sequence

    async def load(self) -> Loaded:
        return Loaded(self.cursor())

    def on_more(self, put: Callable[[Handout], None]) -> None:
        return None

    async def commit_poll(self, feed: FeedCursor, entries: Sequence[PendingEntry]) -> Sequence[PendingEntry]:
        with self._lock:
            self._feeds[feed.url] = feed
            taken = [entry for entry in entries if entry.entry_id not in self._pending]
            self._pending.update((entry.entry_id, entry) for entry in taken)
        return taken

    async def save_robots(self, state: RobotsState) -> None:
        with self._lock:
            self._robots.pop(state.origin, None)
            self._robots[state.origin] = state
            while len(self._robots) > _ROBOTS_KEPT:
                del self._robots[next(iter(self._robots))]

    async def save_limits(self, limits: Sequence[Limit]) -> None:
        with self._lock:
            self._limits = tuple(limits)

    async def postpone(self, entry: PendingEntry) -> None:
        with self._lock:
            self._pending[entry.entry_id] = entry

    async def spool(self, handout: Handout, follow: PendingEntry | None = None) -> None:
        if follow is not None:
            await self.postpone(follow)

    async def forget(self, entry_id: str) -> None:
        with self._lock:
            self._pending.pop(entry_id, None)

    async def drop_feed(self, url: str) -> None:
        with self._lock:
            self._feeds.pop(url, None)

    def handed_out(self, handout: Handout) -> None:
        with self._lock:
            self._pending.pop(handout.entry.entry_id, None)

    def holds_back(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing is held open."""

    def cursor(self) -> ShardCursor:
        """All of it as it stands, in the order in which it came to be known."""
        with self._lock:
            return self._cursor()

    def checkpoint(self) -> ShardCursor:
        """The same under a new sequence number."""
        with self._lock:
            self._sequence += 1
            return self._cursor()

    def _cursor(self) -> ShardCursor:
        return ShardCursor(
            feeds=tuple(self._feeds.values()),
            robots=tuple(self._robots.values()),
            limits=self._limits,
            pending=tuple(self._pending.values()),
            sequence=self._sequence,
        )
