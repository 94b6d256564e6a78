"""A live run of 300 short epochs in one process keeps its memory, and what it counts can still be read.

Beam's local runner keeps some kilobytes of every resume until its graph ends, so a run is cut into epochs, and what
an epoch left behind would add up for weeks. Here an epoch lasts half a second in place of five minutes.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

import apache_beam as beam
import psutil
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pipeline import running
from pipeline.graph import build_live
from pipeline.retention import keep_days
from pipeline.settings import ExtractSettings, FetchSettings, Settings
from tests.flow.running import ROOT
from transforms import metrics
from transforms.fetch.crawl_settings import CrawlSettings
from transforms.fetch.loops import LOOPS
from transforms.store.connection import open_store
from transforms.store.runs import begin_run

#: Fewer can be asked for where somebody wants a quick look; the comparison begins after the thirtieth in any case.
EPOCHS = int(os.environ.get("NEWSBEAM_SOAK_EPOCHS", "300"))
SETTLED = 30
GROWTH = 1.05
#: Resident memory moves a little from epoch to epoch: a figure is the median of so many in a row.
_AROUND = 5
_MB = 1_000_000


@dataclass
class AfterEachEpoch:
    """Stands where a sink follows the store: it is called at each epoch's end, and ends the run after the last."""

    held: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)

    def catch_up(self) -> None:
        process = psutil.Process()
        self.held.append(process.memory_info().rss)
        self.children.append(sum(child.memory_info().rss for child in process.children(recursive=True)))
        if len(self.held) % 10 == 0:
            print(f"\nepoch {len(self.held)}: {self.held[-1] / _MB:.1f} MB, children {self.children[-1] / _MB:.1f} MB")
        if len(self.held) == EPOCHS:
            signal.raise_signal(signal.SIGTERM)

    def after(self, epoch: int) -> float:
        """Bytes held after an epoch."""
        return median(self.held[epoch - _AROUND : epoch])


@pytest.fixture
def feeds(tmp_path: Path) -> Iterator[Path]:
    """The list of feeds of a small web in a process of its own, which publishes all the time."""
    listed = tmp_path / "feeds.txt"
    web = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.web.server", "--sites", "4", "--feeds", "8", "--brisk"),
            *("--advance", "0.5", "--list", str(listed)),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert web.stdout is not None
    assert web.stdout.readline().startswith("ready")
    yield listed
    web.terminate()
    web.wait()
    web.stdout.close()


@pytest.mark.soak
def test_memory_after_300_short_epochs_is_that_after_the_thirtieth_and_the_counts_can_be_read(
    feeds: Path, tmp_path: Path
) -> None:
    store = f"sqlite:{tmp_path}/soak.db"
    crawl = CrawlSettings(min_interval=1_000, max_interval=4_000, spacing=20)
    fetch = FetchSettings(feeds=(str(feeds),), crawl=crawl, epoch_seconds=0.5, allow_loopback=True)
    settings = Settings(store=store, fetch=fetch, extract=ExtractSettings(workers=1))
    open_store(store).close()
    watched = AfterEachEpoch()

    totals, lost = running._epochs(settings, store, (), (watched,), keep_days(()), learns=True)  # type: ignore[arg-type]

    assert len(watched.held) == EPOCHS
    assert totals.adds_up
    assert lost == []
    before, after = watched.after(SETTLED), watched.after(EPOCHS)
    print(
        f"\n{EPOCHS} epochs: {after / _MB:.1f} MB, after {SETTLED} {before / _MB:.1f} MB "
        f"({100 * (after / before - 1):+.1f}%); {totals}"
    )
    counted = counts_of_one_more(settings)
    print(counted)
    assert counted["fetch-pages"] == counted["extract-in"] > 0
    assert after <= GROWTH * before


def counts_of_one_more(settings: Settings) -> dict[str, int]:
    """What Beam counted in one more epoch of this process: a new store, so that there is something to count."""
    store = f"{settings.store}-more"
    connection = open_store(store)
    run = begin_run(connection, "run", "{}", "2026-01-01T00:00:00.000Z")
    connection.close()
    pipeline = beam.Pipeline(runner=FnApiRunner())
    try:
        build_live(
            pipeline,
            Settings(store=store, run=run, fetch=replace(settings.fetch, epoch_seconds=10.0), extract=settings.extract),
        )
        result = pipeline.run()
        result.wait_until_finish()
        return metrics.counts(result.metrics())
    finally:
        LOOPS.close()
