"""The ledger of a local run: the crawl's truth in the store (``fetch/ledger.py`` says what a ledger is).

Every method that has returned has committed, with the log synced to the disk: kill -9 or a power failure after it
changes nothing of what it was told. The connection works in a thread of its own; what waits is committed together.

Left to others: outcomes. An entry stays here until whoever writes its outcome takes it away (``writing.py``).
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

from transforms.addresses import operator
from transforms.fetch.cursor import FeedCursor, Limit, PendingEntry, RobotsState, ShardCursor
from transforms.fetch.ledger import Loaded
from transforms.fetch.outbox import Handout
from transforms.fetch.places import shard_of
from transforms.store import cursor_rows, host_rows, unsettled_rows
from transforms.store.connection import open_store
from transforms.store.errors import StoreError
from transforms.store.handed_out import HandedOut
from transforms.store.pages import pack
from transforms.store.runs import last_run
from transforms.store.unsettled_rows import Spooled
from transforms.store.write_thread import Change, Work, WriteThread

R = TypeVar("R")

#: What is read of the spool at a time, after a start: handouts, and their bytes in memory.
PORTION_PAGES = 64
PORTION_BYTES = 32_000_000

#: Sequence numbers of one generation, so that no two checkpoints of a shard ever have the same.
_GENERATION = 1 << 32


class StoreLedger:
    """The ledger of one shard over a store.

    Args:
        address: Of the store; made or migrated first.
        run: Number of the run (``begin_run``) to which belongs what is seen, or handed out again, from now on.
        shard: Which shard's feeds and entries these are.
        shards: Among how many the operators are divided.
        work: What does the changes; None: a thread with a connection of its own.

    Raises StoreError where the store cannot be opened; its methods where it cannot be written (a full disk, a lock that
    another process did not give up within 30 seconds): nothing of that call is done then.
    """

    def __init__(self, address: str, run: int, shard: int = 0, shards: int = 1, *, work: Work | None = None) -> None:
        self._work = work or WriteThread(address)
        self._run, self._shard, self._shards = run, shard, shards
        self._out = HandedOut()
        self._lock = threading.Lock()
        self._rest: deque[Spooled] = deque()
        #: Of the spool: what was given and is not handed out yet, with its size.
        self._given: dict[str, int] = {}
        self._put: Callable[[Handout], None] | None = None
        self._sequence = 0
        #: Why the rest of the spool could not be read; the next call raises it.
        self._failure: BaseException | None = None

    async def load(self) -> Loaded:
        """Everything known of this shard. Of what lies in the spool the first portion; the rest follows (``on_more``)
        as that goes out."""
        cursor, rest = await self._do(self._load)
        with self._lock:
            self._rest, self._given = deque(rest), {}
            self._sequence = cursor.sequence
        return Loaded(cursor, tuple(await self._do(self._next_portion())))

    def on_more(self, put: Callable[[Handout], None]) -> None:
        """Where the rest of the spool goes, from another thread: the outbox."""
        self._put = put

    async def commit_poll(self, feed: FeedCursor, entries: Sequence[PendingEntry]) -> Sequence[PendingEntry]:
        def change(connection: sqlite3.Connection) -> list[PendingEntry]:
            taken = unsettled_rows.announce(connection, self._run, entries)
            cursor_rows.put_cursor(connection, feed, len(taken))
            return taken

        return await self._do(change)

    async def save_robots(self, state: RobotsState) -> None:
        await self._do(lambda connection: host_rows.put_robots(connection, state))

    async def save_limits(self, limits: Sequence[Limit]) -> None:
        await self._do(lambda connection: host_rows.put_limits(connection, self._shard, limits))

    async def postpone(self, entry: PendingEntry) -> None:
        await self._do(lambda connection: unsettled_rows.put_pending(connection, (entry,)))

    async def spool(self, handout: Handout, follow: PendingEntry | None = None) -> None:
        def prepare() -> Change[None]:
            packed = pack(handout)  # outside of the transaction, in which nobody else can write

            def change(connection: sqlite3.Connection) -> None:
                unsettled_rows.put_spooled(connection, self._run, handout, packed)
                if follow is not None:
                    unsettled_rows.put_pending(connection, (follow,))

            return change

        await self._submit(prepare)

    async def forget(self, entry_id: str) -> None:
        await self._do(lambda connection: unsettled_rows.remove_settled(connection, (entry_id,)))

    async def drop_feed(self, url: str) -> None:
        await self._do(lambda connection: cursor_rows.remove_cursor(connection, url))

    def handed_out(self, handout: Handout) -> None:
        """Remembered in memory only: the truth is the outcome."""
        id = unsettled_rows.settles(handout)
        if self._out.add(id):
            self._work.submit(lambda: self._out.tidy)
        with self._lock:
            self._given.pop(id, None)
            half = 2 * len(self._given) <= PORTION_PAGES and 2 * sum(self._given.values()) <= PORTION_BYTES
            put = self._put if half and self._rest else None
        if put is not None:
            self._hand_on(put)

    def holds_back(self) -> bool:
        with self._lock:
            return self._failure is None and bool(self._rest or self._given)

    def lost(self) -> tuple[str, ...]:
        """Entries that went into a graph and have no outcome. To be asked when the graph has ended without an error,
        when each is one that got lost in it; they stay in the spool, and the next start hands them out again."""
        return self._work.submit(lambda: self._out.without_outcome).result()

    def checkpoint(self) -> int:
        """A sequence number above all that this shard ever had."""
        with self._lock:
            self._sequence += 1
            return self._sequence

    def close(self) -> None:
        """Commits what was given, and closes the store."""
        self._work.close()

    async def _do(self, change: Change[R]) -> R:
        return await self._submit(lambda: change)

    async def _submit(self, prepare: Callable[[], Change[R]]) -> R:
        if self._failure is not None:
            raise self._failure
        return await asyncio.wrap_future(self._work.submit(prepare))

    def _load(self, connection: sqlite3.Connection) -> tuple[ShardCursor, list[Spooled]]:
        unsettled_rows.sight_again(connection, self._run)
        ((generation,),) = connection.execute(
            "insert into shards (shard, generation) values (?, 1)"
            " on conflict (shard) do update set generation = generation + 1 returning generation",
            (self._shard,),
        ).fetchall()
        cursor = ShardCursor(
            feeds=tuple(feed for feed in cursor_rows.all_cursors(connection) if self._owns(feed.url)),
            robots=host_rows.all_robots(connection),
            limits=host_rows.all_limits(connection),
            pending=tuple(entry for entry in unsettled_rows.pending_entries(connection) if self._owns(entry.feed_url)),
            sequence=generation * _GENERATION,
        )
        return cursor, [each for each in unsettled_rows.spooled(connection) if self._owns(each.feed_url)]

    def _owns(self, feed_url: str) -> bool:
        return self._shards == 1 or shard_of(operator(feed_url), self._shards) == self._shard

    def _next_portion(self) -> Change[list[Handout]]:
        """Takes the next portion off what is left of the spool; the change reads it."""
        numbers: list[int] = []
        size = 0
        with self._lock:
            while self._rest and len(numbers) < PORTION_PAGES:
                if numbers and size + self._rest[0].size > PORTION_BYTES:
                    break
                each = self._rest.popleft()
                numbers.append(each.number)
                size += each.size
                self._given[each.entry_id] = each.size
        return lambda connection: unsettled_rows.spooled_handouts(connection, numbers)

    def _hand_on(self, put: Callable[[Handout], None]) -> None:
        portion = self._next_portion()

        def give(done: Future[list[Handout]]) -> None:
            self._failure = self._failure or done.exception()
            for handout in () if done.exception() else done.result():
                put(handout)

        self._work.submit(lambda: portion).add_done_callback(give)


def open_ledger(store: str, shard: int = 0) -> StoreLedger:
    """The ledger of the run that was begun last: what a crawl of one shard is given by name.

    Raises StoreError where no run was begun.
    """
    connection = open_store(store)
    try:
        run = last_run(connection)
    finally:
        connection.close()
    if run is None:
        raise StoreError(f"the store {store}: no run was begun, so nothing can be fetched for it")
    return StoreLedger(store, run.id, shard)
