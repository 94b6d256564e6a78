"""How a crawl stands, in figures for people: what the live view and the log show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

from transforms.fetch.cursor import FeedCursor

#: Troubles of feeds in a glance at a crawl.
_TROUBLES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CrawlStatus:
    """A glance at a crawl, for people."""

    feeds: int
    #: Feeds whose last poll failed, and those that ended for good.
    troubled: int
    ended: int
    #: Entries waiting for their page, requests under way, handouts waiting to be collected.
    pending: int
    under_way: int
    ready: int
    #: Exchanges so far, by purpose (feed, page, robots, tdm).
    exchanges: dict[str, int]
    #: Whether nothing new is requested because nobody collects.
    paused: bool
    #: When the next poll is due (milliseconds since 1970); None where none is.
    next_poll: int | None = None
    #: The latest troubles of feeds, with their addresses: the newest first.
    troubles: Sequence[str] = ()


def status_of(
    cursors: Sequence[FeedCursor], *, pending: int, under_way: int, ready: int, exchanges: dict[str, int], paused: bool
) -> CrawlStatus:
    """The glance at a crawl with these feeds; the other arguments are its fields."""
    active = [cursor for cursor in cursors if cursor.state == "active"]
    troubled = [cursor for cursor in active if cursor.trouble]
    latest = nlargest(_TROUBLES_SHOWN, troubled, key=lambda cursor: cursor.trouble_since or 0)
    return CrawlStatus(
        feeds=len(cursors),
        troubled=len(troubled),
        ended=len(cursors) - len(active),
        pending=pending,
        under_way=under_way,
        ready=ready,
        exchanges=exchanges,
        paused=paused,
        next_poll=min((cursor.next_due for cursor in active), default=None),
        troubles=tuple(f"{cursor.url}: {cursor.trouble}" for cursor in latest),
    )
