"""A live run from end to end: refuse what cannot be done, then epoch after epoch over one store, until it is to end.

An epoch is a bounded run of the graph. The local runner leaks memory with every resume, so none may last for days; the
store carries everything over, and the crawl loop itself lives on between two epochs.
"""

from __future__ import annotations

import signal
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from math import ceil
from types import FrameType

import orjson

from pipeline import beam_flags, learning, live_view
from pipeline.agent import user_agent
from pipeline.clock import now
from pipeline.console import messages, results
from pipeline.errors import WrongUse
from pipeline.graph import build_live
from pipeline.launch import run_graph, run_on_cluster
from pipeline.listed_feeds import check_feeds, count_feeds, note_feeds, read_listed
from pipeline.retention import keep_days
from pipeline.settings import DEFAULT_STORE, PENDING_HERE, FetchSettings, Settings, extract_settings
from pipeline.sinking import check_addresses, finish, finish_on_cluster, followers
from pipeline.summary import print_sum, sum_line, trouble_line
from transforms.fetch.crawl_settings import DAY, HOUR, MINUTE, ONCE_AHEAD, CrawlSettings
from transforms.fetch.loops import LOOPS, CrawlLoop
from transforms.fetch.manners import product_of
from transforms.fetch.recording_file import RecordingError, check_recording
from transforms.sinks.local import Follower
from transforms.store.connection import open_store
from transforms.store.errors import StoreError
from transforms.store.keep import KeepDays, prune
from transforms.store.live_ledger import StoreLedger
from transforms.store.lock import RunLock
from transforms.store.runs import DONE, FAILED, begin_run, end_run
from transforms.store.totals import Totals, run_totals

#: On a cluster the crawl of a shard travels in its checkpoint: 100 feeds with 300 entries under way stay under 256 kB.
#: (Each operator may hold five beyond the 300: 100 of them that are all down at once come above it, and go on.)
_FEEDS_A_SHARD = 100

#: Ages at which an article is looked at again with --recheck: soon, when most corrections come, then ever rarer.
_RECHECK_AGES = (HOUR, 4 * HOUR, DAY, 3 * DAY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    arguments: tuple[str, ...]
    #: Names of the command's own options, among which a misspelled one is looked for.
    options: tuple[str, ...] = ()
    store: str | None = None
    sinks: tuple[str, ...] = ()
    once: bool = False
    record: str | None = None
    contact: str | None = None
    user_agent: str | None = None
    spacing_seconds: float = 2.0
    min_interval_minutes: float = 10.0
    recheck: bool = False
    respect_tdm: bool = False
    shards: int | None = None
    allow_loopback: bool = False
    proxy: str | None = None
    list_seconds: float = 300.0
    workers: int | None = None
    keep: tuple[str, ...] = ()
    learned: str | None = None
    learn: bool = True


def run_live(asked: Asked) -> bool:
    """Runs until told to end. True where the sum adds up. Raises WrongUse before anything is begun, RunFailed after."""
    feeds, flags = beam_flags.split(asked.arguments, asked.options)
    settings = _settings(asked, tuple(feeds))
    check_addresses(settings.store or DEFAULT_STORE, asked.sinks)
    keep, runner = keep_days(asked.keep), beam_flags.runner_of(flags)
    given = learning.from_file(asked.learned, asked.learn)
    settings = replace(settings, learn=given or settings.learn)
    check_feeds(settings.fetch)
    if asked.shards is not None and runner is None:
        raise WrongUse(f"--shards {asked.shards} without a cluster's runner: a run on one machine has one loop")
    if asked.record:
        try:
            check_recording(asked.record)
        except RecordingError as error:
            raise WrongUse(str(error)) from error
    if runner is not None:
        return _run_on_cluster(settings, runner, flags, asked)
    return _run_locally(settings, flags, keep, learns=asked.learn and given is None)


def _settings(asked: Asked, feeds: tuple[str, ...]) -> Settings:
    if not feeds:
        raise WrongUse("no feeds: give addresses of feeds, or lists of them (TOML, OPML, a file of addresses)")
    if not asked.allow_loopback and asked.min_interval_minutes < 10:
        raise WrongUse(
            f"--min-interval {asked.min_interval_minutes:g}: at least 10 minutes; less only with --allow-loopback"
        )
    if not asked.allow_loopback and asked.spacing_seconds < 1:
        raise WrongUse(f"--spacing {asked.spacing_seconds:g}: at least 1 second; shorter only with --allow-loopback")
    crawl = CrawlSettings(
        min_interval=int(asked.min_interval_minutes * MINUTE),
        spacing=int(asked.spacing_seconds * 1000),
        recheck_ages=_RECHECK_AGES if asked.recheck else (),
        polls_once=asked.once,
        pending_limit=PENDING_HERE,
    )
    fetch = FetchSettings(
        feeds=feeds,
        crawl=crawl,
        once=asked.once,
        allow_loopback=asked.allow_loopback,
        proxy=asked.proxy,
        list_seconds=asked.list_seconds,
        record=asked.record or "",
    )
    listed = read_listed(fetch)
    agent = user_agent(asked.contact, asked.user_agent, allow_loopback=asked.allow_loopback, listed=listed)
    fetch = replace(fetch, agent=agent, crawl=replace(crawl, agent=product_of(agent)))
    extract = extract_settings(asked.workers, asked.respect_tdm)
    return Settings(store=asked.store or DEFAULT_STORE, sinks=asked.sinks, fetch=fetch, extract=extract)


def _run_on_cluster(settings: Settings, runner: str, flags: Sequence[str], asked: Asked) -> bool:
    if asked.store is not None:
        raise WrongUse(f"--store {asked.store} with --runner={runner}: a cluster keeps its state itself; leave it out")
    if not settings.sinks:
        raise WrongUse(f"--runner={runner} without a sink: name one with --to, as in --to jsonl:FOLDER")
    if asked.once:
        raise WrongUse(f"--once with --runner={runner}: a cluster's crawl never ends; leave out one of them")
    shards = asked.shards or ceil(count_feeds(settings.fetch) / _FEEDS_A_SHARD)
    settings = replace(
        settings,
        fetch=replace(settings.fetch, epoch_seconds=0.0, shards=shards),
        learn=replace(settings.learn, file=asked.learned or ""),
    )
    run_on_cluster(build_live, settings, runner, flags, bounded=False)
    finish_on_cluster(settings.sinks)
    return True


def _run_locally(settings: Settings, flags: Sequence[str], keep: KeepDays, *, learns: bool) -> bool:
    store = settings.store or DEFAULT_STORE
    begun = time.monotonic()
    with RunLock(store, "newsbeam run"):
        open_store(store).close()  # made and migrated before anything follows it
        with followers(store, settings.sinks) as following:
            totals, lost = _epochs(replace(settings, sinks=()), store, flags, following, keep, learns)
            seconds = time.monotonic() - begun
            print_sum(results(), totals, seconds)
            if not messages().is_terminal:
                messages().print(sum_line(totals, seconds))
            finish(following)
    if troubled := trouble_line(store):
        messages().print(troubled)
    for entry_id in lost:
        messages().print(f"lost on its way: {entry_id}; it stays in the store and the next run hands it out again")
    return totals.adds_up and not lost


def _epochs(
    settings: Settings, store: str, flags: Sequence[str], following: Sequence[Follower], keep: KeepDays, learns: bool
) -> tuple[Totals, list[str]]:
    """Epoch after epoch until the end. Returns the sum, and the entries that went into a graph and came to nothing."""
    connection = open_store(store)
    arguments = orjson.dumps({"feeds": list(settings.fetch.feeds), "once": settings.fetch.once}).decode()
    run = begin_run(connection, "run", arguments, now())
    state, lost = FAILED, list[str]()
    try:
        with _ending() as ending, live_view.shown(messages(), store, run):
            while not ending.is_set():
                note_feeds(connection, settings.fetch, now())
                learn = learning.for_epoch(connection, settings.learn, learns=learns)
                run_graph(build_live, replace(settings, run=run, learn=learn), flags)
                lost += _lost()
                for follower in following:
                    follower.catch_up()
                prune(connection, now(), keep)
                if settings.fetch.once and all(_is_quiet(loop) for loop in LOOPS.running()):
                    break
        state = DONE
    finally:
        LOOPS.close()
        _note_end(connection, run, state)
        totals = run_totals(connection, run)
        connection.close()
    return totals, lost


def _note_end(connection: sqlite3.Connection, run: int, state: str) -> None:
    """A run that failed says why itself. A store that is full or locked need not be told, nor waited for once more."""
    if state == DONE:
        end_run(connection, run, state, now())
        return
    connection.execute("pragma busy_timeout = 1000")
    with suppress(StoreError):
        end_run(connection, run, state, now())


def _is_quiet(loop: CrawlLoop) -> bool:
    """An epoch also ends by its length; a run that looks once goes on until there is nothing left to do."""
    return loop.is_quiet(ONCE_AHEAD)


def _lost() -> list[str]:
    """Asked when a graph has ended without an error: each page it was given has its outcome by then."""
    ledgers = [loop.ledger for loop in LOOPS.running()]
    return [entry_id for ledger in ledgers if isinstance(ledger, StoreLedger) for entry_id in ledger.lost()]


@contextmanager
def _ending() -> Iterator[threading.Event]:
    """Set by the first SIGINT or SIGTERM, which ends the epoch cleanly; the second ends the process at once."""
    ending = threading.Event()

    def end(signum: int, frame: FrameType | None) -> None:
        if ending.is_set():
            raise KeyboardInterrupt
        ending.set()
        LOOPS.end_epoch()
        messages().print("ending: what is under way is finished first; again to end at once")

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
