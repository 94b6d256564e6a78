"""A replay from end to end: refuse what cannot be done, run the graph, bring the sinks up to date, sum."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import orjson

from pipeline import beam_flags, learning, progress
from pipeline.clock import now
from pipeline.console import messages, results
from pipeline.errors import WrongUse
from pipeline.graph import build_replay, build_retry
from pipeline.launch import Build, run_graph, run_on_cluster
from pipeline.settings import DEFAULT_STORE, SeedSettings, Settings, extract_settings
from pipeline.sinking import check_addresses, finish, finish_on_cluster, followers
from pipeline.summary import print_sum, sum_line
from transforms.seeds.counting import count_pages
from transforms.seeds.walk import NoInput, find
from transforms.store.connection import open_store
from transforms.store.lock import RunLock
from transforms.store.runs import DONE, FAILED, begin_run, end_run
from transforms.store.totals import Totals, run_totals


@dataclass(frozen=True, slots=True)
class _Job:
    """What a local run is, for the store's list of runs and for progress."""

    kind: str
    build: Build
    arguments: dict[str, object]
    files: int
    #: Pages to come; None where that cannot be known before.
    pages: int | None
    flags: Sequence[str] = ()


def replay(
    arguments: Sequence[str],
    *,
    options: Sequence[str] = (),
    store: str | None,
    sinks: Sequence[str],
    workers: int | None,
    respect_tdm: bool,
    part: int,
    learned: str | None = None,
    learn: bool = True,
) -> bool:
    """Replays the paths among the arguments, of which the rest are flags of Beam's. True where the sum adds up.
    ``options``: names of the command's own, among which a misspelled one is looked for.

    Raises WrongUse before anything is begun, RunFailed after.
    """
    paths, flags = beam_flags.split(arguments, options)
    settings = Settings(
        store=store or DEFAULT_STORE,
        sinks=tuple(sinks),
        seeds=SeedSettings(paths=tuple(paths), pages_a_part=part),
        extract=extract_settings(workers, respect_tdm),
    )
    check_addresses(settings.store or DEFAULT_STORE, sinks)
    try:
        files = find(paths)
    except NoInput as error:
        raise WrongUse(str(error)) from error
    settings = replace(settings, learn=learning.for_replay(files, learned, learn))
    runner = beam_flags.runner_of(flags)
    if runner is not None:
        return _replay_on_cluster(settings, runner, flags, store)
    given: dict[str, object] = {"paths": list(paths), "to": list(sinks)}
    return _run_locally(_Job("replay", build_replay, given, len(files), count_pages(files), flags), settings)


def retry(entry_ids: Sequence[str], *, store: str, sinks: Sequence[str]) -> bool:
    """Tries dead letters again. True where the sum adds up."""
    check_addresses(store, sinks)
    settings = Settings(store=store, sinks=tuple(sinks), retry=tuple(entry_ids))
    arguments: dict[str, object] = {"retry": len(entry_ids), "to": list(sinks)}
    return _run_locally(_Job("retry", build_retry, arguments, 1, len(entry_ids)), settings)


def _replay_on_cluster(settings: Settings, runner: str, flags: Sequence[str], store: str | None) -> bool:
    if store is not None:
        raise WrongUse(
            f"--store {store} with --runner={runner}: a cluster keeps its state itself; name sinks with --to"
        )
    if not settings.sinks:
        raise WrongUse(f"--runner={runner} without a sink: name one with --to, as in --to jsonl:FOLDER")
    run_on_cluster(build_replay, settings, runner, flags)
    finish_on_cluster(settings.sinks)
    messages().print(f"{runner} is done; the records lie in {', '.join(settings.sinks)}")
    return True


def _run_locally(job: _Job, settings: Settings) -> bool:
    """One bounded run over the store, under its lock."""
    store = settings.store or DEFAULT_STORE
    begun = time.monotonic()
    with RunLock(store, f"newsbeam {job.kind}"):
        open_store(store).close()  # made and migrated before anything follows it
        with followers(store, settings.sinks) as following:
            totals = _run(job, replace(settings, sinks=()), store)
            _tell(totals, time.monotonic() - begun)
            finish(following)
    return totals.adds_up


def _run(job: _Job, settings: Settings, store: str) -> Totals:
    connection = open_store(store)
    try:
        run = begin_run(connection, job.kind, orjson.dumps(job.arguments).decode(), now())
        state = FAILED
        try:
            with progress.shown(messages(), job.files, job.pages, store, run):
                run_graph(job.build, replace(settings, run=run), job.flags)
            state = DONE
        finally:
            end_run(connection, run, state, now())
        return run_totals(connection, run)
    finally:
        connection.close()


def _tell(totals: Totals, seconds: float) -> None:
    print_sum(results(), totals, seconds)
    if not messages().is_terminal:
        messages().print(sum_line(totals, seconds))
