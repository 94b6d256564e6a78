"""Settings of a run: what the command line says, checked once and turned into plain values.

Transforms get the values they need from here, never this tree and never Beam's options.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from transforms.fetch.crawl_settings import CrawlSettings
from transforms.learn.schedule import Schedule

DEFAULT_STORE = "sqlite:newsbeam.db"
#: Entries announced and not settled, on one machine: they lie in the store, not in a checkpoint.
PENDING_HERE = 20_000


@dataclass(frozen=True, slots=True)
class SeedSettings:
    """How ReadSeeds reads."""

    paths: tuple[str, ...] = ()
    #: A part of the input that goes through all stages as a bundle of its own: this many pages or bytes.
    pages_a_part: int = 100
    bytes_a_part: int = 8_000_000


@dataclass(frozen=True, slots=True)
class ExtractSettings:
    """How ExtractArticles works."""

    #: Worker processes; as many as cores on one machine.
    workers: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))
    #: Drop what publishers opt out of mining, instead of only noting it on the record.
    respect_tdm: bool = False


@dataclass(frozen=True, slots=True)
class LearnSettings:
    """What DropBoilerplate knows of single publishers."""

    #: Snapshots by page time, handed in when a graph is built.
    schedule: Schedule = field(default_factory=Schedule)
    #: A file with one, read again and again by a cluster's workers; '' for none.
    file: str = ""


@dataclass(frozen=True, slots=True)
class StorySettings:
    """How DeduplicateStories decides."""

    #: Pages further apart than this in time are never copies of each other.
    horizon_days: int = 7
    #: State of an article is freed this long after it was seen (clusters; a local run keeps it in the store).
    expire_days: int | None = None


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How FetchFeeds crawls."""

    #: Feed lists and feeds, as given.
    feeds: tuple[str, ...] = ()
    #: The User-Agent header.
    agent: str = "newsbeam"
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    #: Loops among which the operators are divided: one in a local run.
    shards: int = 1
    #: Length of a local run's epoch; 0 on a cluster, where the crawl never ends. The local runner leaks 28 kB a resume,
    #: so an epoch ends after five minutes or 400 resumes and the next begins at once.
    epoch_seconds: float = 300.0
    #: Seconds after which the feed list is read again.
    list_seconds: float = 300.0
    #: End as soon as everything that is due has been done.
    once: bool = False
    allow_loopback: bool = False
    proxy: str | None = None
    #: File of the recording; '' for none.
    record: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole run."""

    #: Address of the durable store; None on a cluster, where the checkpoint is the truth.
    store: str | None = DEFAULT_STORE
    #: Number of this run in the store.
    run: int = 0
    #: Sinks written in the graph (a cluster); in a local run they follow the store's change log.
    sinks: tuple[str, ...] = ()
    #: Failures to try again in place of an input: their entry ids.
    retry: tuple[str, ...] = ()
    seeds: SeedSettings = field(default_factory=SeedSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    extract: ExtractSettings = field(default_factory=ExtractSettings)
    stories: StorySettings = field(default_factory=StorySettings)
    learn: LearnSettings = field(default_factory=LearnSettings)


def extract_settings(workers: int | None, respect_tdm: bool) -> ExtractSettings:
    """What the command line says of extraction; None: as many workers as cores."""
    return ExtractSettings(workers, respect_tdm) if workers else ExtractSettings(respect_tdm=respect_tdm)
