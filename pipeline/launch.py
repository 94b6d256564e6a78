"""How a graph is run: on this machine over the durable store, or on a cluster whose checkpoints are the truth.

Local runs use Beam's FnApiRunner, pinned: what ``DirectRunner`` becomes depends on what can be downloaded.
"""

from __future__ import annotations

import gc
import logging
import re
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from types import FrameType

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner, worker_handlers
from apache_beam.runners.runner import PipelineResult

import transforms.coders  # noqa: F401  registers the records' coders
from pipeline.console import messages
from pipeline.errors import RunFailed, WrongUse
from pipeline.flink import flink_choices, flink_options
from pipeline.settings import Settings
from transforms.fetch.recording_file import RecordingError
from transforms.store.errors import StoreError

_LOG = logging.getLogger(__name__)

Build = Callable[[beam.Pipeline, Settings], None]

_EXPLAINED = re.compile(
    r"^transforms\.(?:store\.errors\.StoreError|fetch\.recording_file\.RecordingError): (.+)$", re.MULTILINE
)
#: What Beam makes of a Ctrl-C that comes in the middle of a bundle: an error with its name.
_INTERRUPTED = "KeyboardInterrupt"
_STEP = re.compile(r" \[while running '[^']*'\]")


def run_graph(build: Build, settings: Settings, flags: Sequence[str] = ()) -> None:
    """Runs a bounded graph on this machine to its end. Raises RunFailed where a bundle failed."""
    # Beam's state cache measures every object it keeps by walking all that is reachable from it: 2 ms for a state read
    # that misses. Without the cache 6,000 reads a second. The flag for it has no effect on this runner.
    worker_handlers.STATE_CACHE_SIZE_MB = 0
    options = PipelineOptions([*flags, "--no_save_main_session"])
    # What was imported lives to the end, and what a page makes is freed by counting references: looking for cycles at
    # every 700 new objects takes 0.9 ms a page. Less often, and not through Beam's 200,000 objects each time.
    _freeze_imported()
    gc.set_threshold(20_000, 20, 50)
    with _terminate_as_interrupt():
        try:
            with beam.Pipeline(runner=FnApiRunner(), options=options) as pipeline:
                build(pipeline, settings)
        # The runner hands on what a bundle raised, with the step's name behind it, or wraps it as text.
        except (StoreError, RuntimeError) as error:
            if str(error).startswith(_INTERRUPTED):
                raise KeyboardInterrupt from error
            raise RunFailed(_explain(error)) from error
    # A graph that has ended is 2.7 MB of cycles. A run is a row of graphs, and at this threshold nobody looks for them.
    gc.collect()


@cache
def _freeze_imported() -> None:
    """Once in a process: done before each graph it would keep what the graph before it left behind, for ever."""
    gc.freeze()


def run_on_cluster(
    build: Build, settings: Settings, runner: str, flags: Sequence[str], *, bounded: bool = True
) -> None:
    """Submits the graph to the runner the flags name and waits for its end. Ctrl-C has it cancelled, and raises
    KeyboardInterrupt where its input would have ended. Raises RunFailed where the job failed, and WrongUse where the
    flags contradict each other."""
    try:
        options = PipelineOptions([*flink_options(flags, bounded=bounded), "--no_save_main_session"])
        for choice in flink_choices(flags, bounded=bounded):
            _LOG.info("set for Flink: %s", choice)
    except ValueError as error:
        raise WrongUse(str(error)) from error
    settings = replace(settings, store=None)
    try:
        pipeline = beam.Pipeline(options=options)
        build(pipeline, settings)
        state = _wait(pipeline.run())
    except (RuntimeError, OSError) as error:
        raise RunFailed(f"{runner} failed: {_last_line(str(error))}") from error
    except KeyboardInterrupt:
        # The job server of Beam 2.70 then calls the job cancelled and waits for it no more: Flink itself may run it on.
        messages().print(f"{runner}: cancelled. What was written stays; where the cluster still lists it, end it there")
        if bounded:
            raise
        return
    if state != "DONE":
        raise RunFailed(f"{runner} ended as {state}; its own log says why")


def _wait(result: PipelineResult) -> str:
    """The state a job ended in. Interrupted, it has the job server cancel the job, whose Python workers end with this
    process where they are in it (LOOPBACK)."""
    try:
        return str(result.wait_until_finish())
    except KeyboardInterrupt:
        result.cancel()
        raise


@contextmanager
def _terminate_as_interrupt() -> Iterator[None]:
    """SIGTERM ends a local run as Ctrl-C does. Signals belong to the main thread; elsewhere there is nothing to set."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(signum: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:  # a live run ends its epochs in its own way
        yield
        return
    signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _explain(error: Exception) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, (StoreError, RecordingError)):
            return _STEP.sub("", str(cause))
        cause = cause.__cause__
    if found := _EXPLAINED.search(str(error)):
        return _STEP.sub("", found.group(1))
    return f"a bundle failed, and what was written before it stays. {_last_line(str(error))}"


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no reason given"
