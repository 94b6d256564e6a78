"""The graph, as a table of contents: read it top to bottom and you have read the flow.

Live and replay differ in their first step only. Every stage hands what does not go on, with its input, to the one
output that WriteRecords writes. Labels are part of a running job's identity (a savepoint names state by them):
``tests/flow/test_labels.py`` holds a snapshot.
"""

from __future__ import annotations

import apache_beam as beam

from pipeline.settings import Settings
from transforms import DeduplicateStories, DropBoilerplate, ExtractArticles, FetchFeeds, ReadSeeds, WriteRecords
from transforms.failures import LOST
from transforms.store.transform import RetryFailures, SkipSettled


def build_replay(pipeline: beam.Pipeline, settings: Settings) -> None:
    """Seed files -> clean stories in the store (a local run) or in the sinks (a cluster)."""
    seeds = pipeline | "ReadSeeds" >> ReadSeeds(
        paths=settings.seeds.paths,
        pages_a_part=settings.seeds.pages_a_part,
        bytes_a_part=settings.seeds.bytes_a_part,
    )
    pages = seeds.pages
    if settings.store is not None:
        pages = pages | "SkipSettled" >> SkipSettled(store=settings.store)
    _clean_and_write(pages, {"sightings": seeds.sightings, "lost by ReadSeeds": seeds[LOST]}, settings)


def build_live(pipeline: beam.Pipeline, settings: Settings) -> None:
    """Feeds -> clean stories: an epoch over the store on one machine, or without an end on a cluster."""
    fetch = settings.fetch
    fetched = pipeline | "FetchFeeds" >> FetchFeeds(
        feeds=fetch.feeds,
        agent=fetch.agent,
        settings=fetch.crawl,
        shards=fetch.shards,
        epoch_seconds=fetch.epoch_seconds,
        once=fetch.once,
        list_seconds=fetch.list_seconds,
        allow_loopback=fetch.allow_loopback,
        proxy=fetch.proxy,
        ledger="transforms.store.live_ledger:open_ledger" if settings.store else "",
        store=settings.store or "",
        record=fetch.record,
        learned=settings.learn.schedule.documents() if fetch.record else (),
    )
    beside = {"sightings": fetched.sightings, "lost by FetchFeeds": fetched[LOST]}
    _clean_and_write(fetched.pages, beside, settings)


def build_retry(pipeline: beam.Pipeline, settings: Settings) -> None:
    """Pages of dead letters in the store -> the same stages again, at today's code."""
    if settings.store is None:
        raise ValueError("dead letters are tried again over a store: there is none on a cluster")
    again = pipeline | "RetryFailures" >> RetryFailures(store=settings.store, entry_ids=settings.retry)
    _clean_and_write(again.pages, {"sightings": again.sightings}, settings)


def _clean_and_write(pages: beam.PCollection, beside: dict[str, beam.PCollection], settings: Settings) -> None:
    """From Page on: one graph for every source."""
    extracted = pages | "ExtractArticles" >> ExtractArticles(
        workers=settings.extract.workers, respect_tdm=settings.extract.respect_tdm
    )
    cleaned = extracted.articles | "DropBoilerplate" >> DropBoilerplate(
        learned=settings.learn.schedule, learned_file=settings.learn.file
    )
    resolved = cleaned.articles | "DeduplicateStories" >> DeduplicateStories(
        horizon_days=settings.stories.horizon_days,
        expire_days=settings.stories.expire_days,
        store=settings.store,
    )
    settlements = {
        "stories": resolved.settlements,
        "lost by ExtractArticles": extracted[LOST],
        "lost by DropBoilerplate": cleaned[LOST],
        **beside,
    }
    settlements | "WriteRecords" >> WriteRecords(store=settings.store, sinks=settings.sinks, run=settings.run)
