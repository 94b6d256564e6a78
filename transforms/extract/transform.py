"""ExtractArticles: pages -> articles, on Beam.

Input: ``Page``. Output: ``articles`` of Article, ``lost`` of Settlement (dead letters and named drops). Works on
bounded and unbounded input, element by element; outputs keep the timestamp and window of their page. Extraction runs in
worker processes that can be killed; a bundle has at most 16 pages or 8 MB a process under way, and is complete when it
ends.

Dead letters: ``too-large``, ``too-many-nodes``, ``too-deep``, ``unreadable``, and to be tried again ``deadline``,
``worker-died``, ``memory``, ``fault`` (an error of ours). Drops: ``empty``, ``not-text``, ``not-html``, ``no-text``,
``challenge``, ``javascript``, ``consent-wall``, ``not-found``, ``front-page``, and ``opted-out`` where that is asked
for.

Metrics: ``extract-in``, ``extract-out``, ``extract-lost``, ``extract-cpu-ms`` (of a page).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue

import transforms.coders  # noqa: F401  (registers the records' coders)
from transforms.extract.counts import ExtractLimits
from transforms.extract.pool import HOLDER, Batch, PoolSettings, Ticket
from transforms.extract.worker import WorkerLimits
from transforms.failures import LOST, Dropped, StageError, page_failure, settle_drop, settle_failure
from transforms.metrics import counter, distribution
from transforms.records import Article, Page, Settlement

STAGE = "extract"
ARTICLES = "articles"


@dataclass
class ExtractArticles(beam.PTransform):  # type: ignore[misc]
    """Turns pages into articles. Returns its outputs by tag: ``articles`` and ``lost``."""

    #: Worker processes; None: as many as this process may use cores.
    workers: int | None = None
    #: What a page may measure (see ``counts.py``).
    max_bytes: int = 8_000_000
    max_nodes: int = 30_000
    max_depth: int = 200
    #: CPU seconds a page, and address space a worker process: backstops.
    cpu_seconds: float = 20.0
    memory_bytes: int = 2_000_000_000
    #: Drop pages whose publisher opts out of mining (``Article.opt_out``), by the name ``opted-out``.
    respect_tdm: bool = False

    def __post_init__(self) -> None:
        super().__init__()
        self._settings()

    def expand(self, pages: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        extract = _Extract(self._settings(), self.respect_tdm)
        return pages | "Extract articles" >> beam.ParDo(extract).with_outputs(LOST, main=ARTICLES)

    def _settings(self) -> PoolSettings:
        if not self.cpu_seconds > 0 or self.memory_bytes < 200_000_000:
            raise ValueError(
                f"cpu_seconds={self.cpu_seconds}, memory_bytes={self.memory_bytes}: more than 0 and at least 200 MB"
            )
        limits = ExtractLimits(self.max_bytes, self.max_nodes, self.max_depth)
        workers = len(os.sched_getaffinity(0)) if self.workers is None else self.workers
        return PoolSettings(workers, WorkerLimits(limits, self.cpu_seconds, self.memory_bytes))


@beam.typehints.with_input_types(Page)
@beam.typehints.with_output_types(Article)
class _Extract(beam.DoFn):  # type: ignore[misc]
    """Hands pages to the pool of this process and gives out what comes back, each with its own timestamp and window."""

    def __init__(self, settings: PoolSettings, respect_tdm: bool) -> None:
        self._settings, self._respect_tdm = settings, respect_tdm
        self._in, self._out, self._lost = (counter(STAGE, what) for what in ("in", "out", "lost"))
        self._cpu = distribution(STAGE, "cpu-ms")

    def setup(self) -> None:
        self._batch = Batch(HOLDER.acquire(self._settings))

    def start_bundle(self) -> None:
        self._batch.forget()

    def process(
        self,
        page: Page,
        timestamp: Any = beam.DoFn.TimestampParam,
        window: Any = beam.DoFn.WindowParam,
        pane: Any = beam.DoFn.PaneInfoParam,
    ) -> Iterator[Any]:
        self._in.inc()
        for ticket in self._batch.collect(room_for=len(page.content)):
            yield self._told(ticket)
        self._batch.submit(page, (timestamp, window, pane))

    def finish_bundle(self) -> Iterator[Any]:
        for ticket in self._batch.drain():
            yield self._told(ticket)

    def teardown(self) -> None:
        HOLDER.release(self._settings)

    def _told(self, ticket: Ticket) -> Any:
        timestamp, window, pane = ticket.context
        self._cpu.update(ticket.cpu_micros // 1_000)
        value, lost = _outcome(ticket, self._respect_tdm)
        (self._lost if lost else self._out).inc()
        windowed = WindowedValue(value, timestamp, (window or GlobalWindow(),), pane)
        return beam.pvalue.TaggedOutput(LOST, windowed) if lost else windowed


def _outcome(ticket: Ticket, respect_tdm: bool) -> tuple[Article | Settlement, bool]:
    """What goes out of a ticket, and whether it is lost."""
    result = ticket.result
    if isinstance(result, StageError):
        return settle_failure(page_failure(STAGE, ticket.page, result)), True
    if isinstance(result, Dropped):
        return settle_drop(STAGE, ticket.page, result.reason), True
    assert result is not None
    if respect_tdm and result.opt_out:
        return settle_drop(STAGE, ticket.page, "opted-out"), True
    return result, False
