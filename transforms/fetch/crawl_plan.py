"""What a crawl of one pipeline is made of: the feed list's place, manners, network. Plain values, so it travels to
workers and tells two crawls of a process apart."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from transforms.fetch.crawl_settings import MINUTE, CrawlSettings, FeedOptions
from transforms.fetch.feed_spec import FeedList, ListRules
from transforms.fetch.ledger import Ledger, MemoryLedger
from transforms.fetch.recording import Recording, open_recording
from transforms.fetch.wire import Observer


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """One crawl, over all its shards."""

    #: Feed lists and feeds, as given.
    sources: tuple[str, ...]
    #: The User-Agent header.
    agent: str
    settings: CrawlSettings = field(default_factory=CrawlSettings)
    seed: int = 0
    allow_loopback: bool = False
    proxy: str | None = None
    #: Fixed addresses of names.
    hosts: tuple[tuple[str, str], ...] = ()
    #: Seconds after which the feed list is read again.
    list_seconds: float = 300.0
    #: Processes that read feeds.
    feed_workers: int = 1
    #: Milliseconds that what was due waits after a restore from a checkpoint.
    restored_due: int = 10 * MINUTE
    #: ``module:function`` that opens the ledger of a local run, called with ``store`` and the shard. '': in memory.
    ledger: str = ""
    store: str = ""
    #: ``module:function`` that makes what is told of every exchange, called with the shard. '': nobody.
    observer: str = ""
    #: File of the recording, or folder for one of each loop; '': none.
    record: str = ""

    def open_ledger(self) -> Ledger:
        """The ledger of a local run."""
        if not self.ledger:
            return MemoryLedger()
        opened: Callable[[str, int], Ledger] = _named(self.ledger)
        return opened(self.store, self.settings.shard)

    def open_observer(self) -> Observer | None:
        """What is told of every exchange."""
        if not self.observer:
            return None
        opened: Callable[[int], Observer] = _named(self.observer)
        return opened(self.settings.shard)

    def open_recording(self) -> Recording | None:
        """What keeps this crawl for a replay. Blocks; raises RecordingError where the file cannot be written."""
        if not self.record:
            return None
        return open_recording(self.record, self.settings.shard, self.settings.shards, self.agent)

    def list_rules(self) -> ListRules:
        """What a feed list may ask for: never more than this crawl itself."""
        return ListRules(
            min_interval=min(600.0, self.settings.min_interval / 1000), spacing=min(1.0, self.settings.spacing / 1000)
        )


def options_of(found: FeedList) -> tuple[list[FeedOptions], Mapping[str, int]]:
    """The feeds of a list and the spacing of single hosts, in milliseconds. What is set for a feed goes before what is
    set for its host."""
    hosts = {host.host: host for host in found.hosts}
    feeds = []
    for feed in found.feeds:
        host = hosts.get(feed.url.split("/")[2])
        interval = feed.min_interval if feed.min_interval is not None else host.min_interval if host else None
        feeds.append(
            FeedOptions(
                url=feed.url,
                min_interval=None if interval is None else int(interval * 1000),
                spacing=None if feed.spacing is None else int(feed.spacing * 1000),
                recheck=feed.recheck if feed.recheck is not None else host.recheck if host else None,
                title=feed.name,
            )
        )
    spaced = {name.split(":")[0]: int(host.spacing * 1000) for name, host in hosts.items() if host.spacing is not None}
    return feeds, spaced


def _named(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)
