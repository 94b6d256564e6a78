"""Beam's face of the store: leaving out what is settled already, and trying dead letters again.

SkipSettled: Page -> Page, bounded or not. Leaves out pages whose entry has an outcome in the store, so that a second
replay of the same input changes nothing and costs no extraction. Metrics: ``store-in``, ``store-settled-before``.

RetryFailures: a source, bounded: pages of dead letters, and a sighting each. Metric: ``store-retried``.

Both need a store on this machine and are for local runs. Raise StoreError (a failed bundle) where it cannot be read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import apache_beam as beam

import transforms.coders  # noqa: F401  registers the records' coders
from transforms.metrics import counter
from transforms.records import Page, Settlement, Sighting
from transforms.store.connection import open_store
from transforms.store.failure_list import failed_page
from transforms.store.settled import is_settled

#: Tag of the output with the sightings of pages that are tried again.
SIGHTINGS = "sightings"


@dataclass
class SkipSettled(beam.PTransform):  # type: ignore[misc]
    """Leaves out pages whose entry is settled. ``store``: address of the store, which must exist when it runs."""

    store: str

    def expand(self, pages: beam.PCollection[Page]) -> beam.PCollection[Page]:
        """Page -> Page."""
        return pages | "Leave out settled" >> beam.ParDo(_LeaveOutSettled(self.store))


@dataclass
class RetryFailures(beam.PTransform):  # type: ignore[misc]
    """Hands out the pages of dead letters again. Applied to a pipeline.

    Args:
        store: Address of the store.
        entry_ids: The dead letters; those without a kept page are passed over.
    """

    store: str
    entry_ids: Sequence[str]

    def expand(self, pipeline: beam.Pipeline) -> beam.pvalue.DoOutputsTuple:
        """Pipeline -> ``pages`` (Page) and ``sightings`` (Settlement)."""
        return (
            pipeline
            | "Begin" >> beam.Impulse()
            | "Load pages"
            >> beam.ParDo(_LoadPages(self.store, tuple(self.entry_ids))).with_outputs(SIGHTINGS, main="pages")
        )


class _StoreDoFn(beam.DoFn):  # type: ignore[misc]
    """A DoFn with a connection of its own to read from."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._opened: sqlite3.Connection | None = None

    # No property: Beam looks at every attribute of a DoFn when the graph is built, which must open nothing.
    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            self._opened = open_store(self._store, read_only=True)
        return self._opened

    def teardown(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None


class _LeaveOutSettled(_StoreDoFn):
    def __init__(self, store: str) -> None:
        super().__init__(store)
        self._in = counter("store", "in")
        self._settled = counter("store", "settled-before")

    def process(self, page: Page) -> Iterator[Page]:
        self._in.inc()
        if is_settled(self._connection(), page.entry_id):
            self._settled.inc()
        else:
            yield page


class _LoadPages(_StoreDoFn):
    def __init__(self, store: str, entry_ids: tuple[str, ...]) -> None:
        super().__init__(store)
        self._entry_ids = entry_ids
        self._retried = counter("store", "retried")

    def process(self, _: bytes) -> Iterator[Page]:
        for entry_id in self._entry_ids:
            page = failed_page(self._connection(), entry_id)
            if page is not None:
                self._retried.inc()
                sighting = Sighting(page.entry_id, page.url, page.fetched_at, page.entry.feed_url, page.source)
                yield page
                yield beam.pvalue.TaggedOutput(SIGHTINGS, Settlement(sightings=(sighting,)))
