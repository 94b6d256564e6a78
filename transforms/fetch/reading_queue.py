"""Feeds that have come and are being read: they wait for a process that reads one after another.

A feed that waits asks nobody anything, so its place among the requests under way is another's: else the feeds of a
long list take all places at the start, and no article is fetched before the last of them has been read. What waits is
bounded by number and bytes.
"""

from __future__ import annotations

from collections.abc import Callable

from transforms.fetch.feed_desk import ReadFeed
from transforms.fetch.feed_document import FeedDocument

#: Feeds that may wait; a process reads two hundred of them a second.
MOST = 256


class ReadingQueue:
    """A ``ReadFeed`` that counts what waits for it.

    Args:
        read: what reads.
        most_bytes: of the bodies that may wait; a single one always may.
        began: called when a feed has begun to wait.
    """

    def __init__(self, read: ReadFeed, most_bytes: int, began: Callable[[], None]) -> None:
        self._read, self._most_bytes, self._began = read, most_bytes, began
        self._feeds = self._bytes = 0

    def __len__(self) -> int:
        """How many feeds wait or are being read."""
        return self._feeds

    def has_room(self) -> bool:
        """Whether what is requested now could wait here too."""
        return self._feeds < MOST and self._bytes < self._most_bytes

    async def __call__(self, content: bytes, url: str, content_type: str | None, now: str) -> FeedDocument:
        self._feeds += 1
        self._bytes += len(content)
        self._began()
        try:
            return await self._read(content, url, content_type, now)
        finally:
            self._feeds -= 1
            self._bytes -= len(content)
