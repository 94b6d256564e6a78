"""Whether somebody collects what a crawl fetches, and whether more of it would fit. A loop from which nobody collects
asks for nothing new, and keeps what it has."""

from __future__ import annotations

from transforms.fetch.crawl_settings import CrawlSettings
from transforms.fetch.outbox import Outbox


class Collector:
    """Who empties an outbox, as seen from the crawl: by the takes, each of which renews the lease."""

    def __init__(self, outbox: Outbox, settings: CrawlSettings, now: int) -> None:
        self._outbox, self._settings = outbox, settings
        self._visits, self._visited_at = 0, now

    def takes_more(self, under_way: int, now: int) -> bool:
        """Whether the lease holds at ``now`` and one page more would fit beside those ready and ``under_way``."""
        if self._outbox.visits != self._visits:
            self._visits, self._visited_at = self._outbox.visits, now
        bounds = self._settings
        fits = self._outbox.pages + under_way < bounds.queue_pages and self._outbox.bytes < bounds.queue_bytes
        return fits and now - self._visited_at < bounds.lease
