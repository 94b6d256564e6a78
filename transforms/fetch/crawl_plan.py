"""What a crawl of one pipeline is made of: the feed list's place, manners, network. Plain values, so it travels to
workers and tells two crawls of a process apart."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from transforms.fetch.crawl_settings import MINUTE, CrawlSettings, FeedOptions, HostOptions
from transforms.fetch.feed_spec import FeedList, FeedSpec, HostSpec, ListRules
from transforms.fetch.ledger import Ledger, MemoryLedger
from transforms.fetch.places import host_of
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


def options_of(found: FeedList, agent: str = "newsbeam") -> tuple[list[FeedOptions], Mapping[str, HostOptions]]:
    """The feeds of a list, and what it sets for single hosts, by name. ``agent``: the crawl's User-Agent.

    What is set for a feed goes before what is set for its host; but a spacing is the least that is to be kept, so of a
    host's and those of its feeds the longest holds.
    """
    hosts = {host.host: host for host in found.hosts}
    feeds = [_feed_options(feed, _host_of(feed, hosts), agent) for feed in found.feeds]
    options: dict[str, HostOptions] = {}
    for name, host in hosts.items():
        spacing = None if host.spacing is None else int(host.spacing * 1000)
        options[host_of(f"http://{name}/")] = HostOptions(spacing, _agent(host, agent))
    return feeds, options


def _feed_options(feed: FeedSpec, host: HostSpec | None, agent: str) -> FeedOptions:
    interval = feed.min_interval if feed.min_interval is not None else host.min_interval if host else None
    return FeedOptions(
        url=feed.url,
        min_interval=None if interval is None else int(interval * 1000),
        spacing=None if feed.spacing is None else int(feed.spacing * 1000),
        recheck=feed.recheck if feed.recheck is not None else host.recheck if host else None,
        title=feed.name,
        agent=_agent(feed, agent) or (_agent(host, agent) if host else ""),
    )


def _host_of(feed: FeedSpec, hosts: Mapping[str, HostSpec]) -> HostSpec | None:
    """What is set for a feed's host; what names no port holds for all."""
    return hosts.get(feed.url.split("/")[2]) or hosts.get(host_of(feed.url))


def _agent(spec: FeedSpec | HostSpec, agent: str) -> str:
    """The User-Agent that a feed or host is asked with: as it is given, or the crawl's name with another contact."""
    if spec.user_agent is None and spec.contact is not None:
        return f"{agent.partition(' ')[0]} (+{spec.contact})"
    return spec.user_agent or ""


def _named(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)
