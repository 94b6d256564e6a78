"""Feeds, entries and handouts for tests of the live half; and a ledger whose changes are done at once, in one thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from tests.unit.store.builders import entry, instant
from transforms.failures import settle_drop
from transforms.fetch.clock import moment_of
from transforms.fetch.cursor import FeedCursor, PendingEntry
from transforms.fetch.outbox import Handout
from transforms.records import Entry, Outcome, Page, Settlement
from transforms.store.connection import open_store
from transforms.store.live_ledger import StoreLedger
from transforms.store.write_thread import Change, _Job, do_together

FEED = "https://www.example.org/feed.xml"

R = TypeVar("R")


def make_feed(url: str = FEED, polled: int = 1, **fields: Any) -> FeedCursor:
    """The cursor of a feed that was polled at hour ``polled`` and is due an hour later."""
    at = moment_of(instant(polled))
    return FeedCursor(url, **{"next_due": at + 3_600_000, "last_polled": at, "last_success": at, **fields})


def make_pending(number: int = 1, feed_url: str = FEED, **fields: Any) -> PendingEntry:
    """Entry ``number`` as its feed announced it, at hour ``number``."""
    at = moment_of(instant(number))
    announced = PendingEntry(
        entry_id=entry(number),
        feed_url=feed_url,
        url=f"https://www.example.org/news/{number}",
        entry=Entry(feed_url=feed_url, title=f"Council meets, day {number}", guid=f"guid-{number}"),
        added_at=at,
        not_before=at,
    )
    return replace(announced, **fields)


def make_handout(number: int = 1, content: bytes | None = None, **fields: Any) -> Handout:
    """Entry ``number`` with the page that it came to."""
    announced = make_pending(number, **fields)
    page = Page(
        entry_id=announced.entry_id,
        url=announced.url,
        fetched_at=instant(number),
        media_type="text/html",
        content=b"<p>News of day %d.</p>" % number if content is None else content,
        source=announced.feed_url,
        entry=announced.entry,
    )
    return Handout(announced, page)


def given_up(number: int = 1) -> Handout:
    """Entry ``number`` as it ends without a page."""
    handout = make_handout(number, b"")
    assert handout.page is not None
    return Handout(handout.entry, None, settle_drop("fetch", handout.page, "status-404"))


def outcome_of(number: int, outcome: str = "record", reason: str = "new") -> Settlement:
    """What the graph writes of entry ``number``, in short."""
    return Settlement(outcomes=(Outcome(entry(number), outcome, reason, "stories", fetched_at=instant(number)),))


@contextmanager
def ledger(address: str, run: int = 1, **settings: Any) -> Iterator[StoreLedger]:
    """A ledger with a thread of its own, closed in the end."""
    opened = StoreLedger(address, run, **settings)
    try:
        yield opened
    finally:
        opened.close()


def do(*work: Coroutine[Any, Any, R]) -> list[R]:
    """What the calls return that are made at once, in one event loop."""

    async def together() -> list[R]:
        return list(await asyncio.gather(*work))

    return asyncio.run(together())


class DirectWork:
    """Changes done as they are given, in the caller's thread: for event loops whose time is not real."""

    def __init__(self, address: str) -> None:
        self._connection = open_store(address)

    def submit(self, prepare: Callable[[], Change[R]]) -> Future[R]:
        job = _Job(prepare)
        do_together(self._connection, [job])
        return job.future

    def close(self) -> None:
        self._connection.close()
