"""WriteRecords: Settlement -> what is kept.

Bounded or not; the last step of the graph, without an output. In a local run (``store``) it commits to the store alone,
and other sinks follow the store's change log outside the graph (``local.py``). On a cluster (``store=None``) it writes
each sink here. At least once, and idempotent: a bundle that is tried again changes nothing.

What a bundle brought is written when it ends, all in one transaction; a bundle that brings much (2,000 settlements or
32 MB) is written in several. A store or sink that cannot be written fails the bundle, with StoreError or SinkError.

Metrics: ``write-settlements``, ``write-records``, ``write-failures`` (what came in, repeats included), and the
distribution ``write-commit-millis``.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import apache_beam as beam

import transforms.coders  # noqa: F401  registers the records' coders
from transforms.metrics import counter, distribution
from transforms.records import Settlement
from transforms.sinks.addresses import make_sink, parse_sink
from transforms.sinks.sink import Sink
from transforms.store.addresses import store_path
from transforms.store.connection import open_store
from transforms.store.writing import Writer

#: What is held of a bundle before it is written, in settlements and in bytes. Far above what a part of the input makes:
#: decisions about one page correct the records of its neighbours, and a kill must not come between them.
MAX_SETTLEMENTS = 2_000
MAX_BYTES = 32_000_000


@dataclass
class WriteRecords(beam.PTransform):  # type: ignore[misc]
    """Writes settlements to the store of a local run, or to the sinks of a cluster.

    Args:
        store: Address of the store; None on a cluster.
        sinks: Addresses of the sinks; only looked at where there is no store.
        run: Number of the run, which stands in the store beside what changes.

    Raises BadAddress or BadSink where an address is none, and ValueError where there is nothing to write to.
    """

    store: str | None
    sinks: Sequence[str] = ()
    run: int = 0

    def __post_init__(self) -> None:
        if self.store is not None:
            store_path(self.store)
        for sink in self.sinks:
            parse_sink(sink)
        if self.store is None and not self.sinks:
            raise ValueError("nothing to write to: give a store, or at least one sink with --to")

    def expand(self, settlements: beam.PCollection[Settlement] | Mapping[str, beam.PCollection[Settlement]]) -> None:
        """Settlement -> nothing. Takes several collections by name too, and writes each on its own: flattened first,
        they would on the local runner wait for the end of the source."""
        several = settlements if isinstance(settlements, Mapping) else {"settlements": settlements}
        for name, each in several.items():
            if self.store is not None:
                each | f"Commit {name}" >> beam.ParDo(_CommitToStore(self.store, self.run))
            else:
                each | f"Write {name}" >> beam.ParDo(_WriteSinks(tuple(self.sinks), self.run))


class _WriteBundles(beam.DoFn):  # type: ignore[misc]
    """Holds what a bundle brings, within bounds, and writes it."""

    def __init__(self) -> None:
        self._held: list[Settlement] = []
        self._bytes = 0
        self._settlements = counter("write", "settlements")
        self._records = counter("write", "records")
        self._failures = counter("write", "failures")
        self._millis = distribution("write", "commit-millis")

    def start_bundle(self) -> None:
        self._held, self._bytes = [], 0  # what a failed bundle held comes again

    def process(self, settlement: Settlement) -> None:
        self._settlements.inc()
        self._records.inc(len(settlement.records))
        self._failures.inc(len(settlement.failures))
        self._held.append(settlement)
        self._bytes += _size(settlement)
        if len(self._held) >= MAX_SETTLEMENTS or self._bytes >= MAX_BYTES:
            self._flush()

    def finish_bundle(self) -> None:
        self._flush()

    def _flush(self) -> None:
        if self._held:
            began = time.monotonic()
            self._write(self._held)
            self._millis.update(int(1000 * (time.monotonic() - began)))
        self._held, self._bytes = [], 0

    def _write(self, settlements: Sequence[Settlement]) -> None:
        raise NotImplementedError


class _CommitToStore(_WriteBundles):
    def __init__(self, store: str, run: int) -> None:
        super().__init__()
        self._store, self._run = store, run
        self._connection: sqlite3.Connection | None = None

    def _write(self, settlements: Sequence[Settlement]) -> None:
        if self._connection is None:
            self._connection = open_store(self._store)
        Writer(self._connection, self._run).write(settlements)

    def teardown(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _WriteSinks(_WriteBundles):
    def __init__(self, sinks: tuple[str, ...], run: int) -> None:
        super().__init__()
        self._addresses, self._run = sinks, run
        self._sinks: tuple[Sink, ...] | None = None

    def _write(self, settlements: Sequence[Settlement]) -> None:
        if self._sinks is None:
            opened = tuple(make_sink(address, self._run) for address in self._addresses)
            for sink in opened:
                sink.open()
            self._sinks = opened
        for sink in self._sinks:
            sink.write(settlements)

    def teardown(self) -> None:
        for sink in self._sinks or ():
            sink.close()
        self._sinks = None


def _size(settlement: Settlement) -> int:
    """About what a settlement holds in memory, in bytes: its texts and pages."""
    size = 2_000 + len(settlement.story)
    for record in settlement.records:
        size += len(record.article.body) + sum(len(removed.text) for removed in record.article.removed)
        size += sum(len(change.before or "") + len(change.after or "") for change in record.changed)
    for failure in settlement.failures:
        size += len(failure.page.content) if failure.page is not None else 0
    return size + sum(len(s.minima) + 40 * sum(map(len, s.bands)) for s in settlement.sketches)
