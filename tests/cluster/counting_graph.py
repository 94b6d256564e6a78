"""A small graph of what newsbeam's rests on: a bounded source that self-checkpoints, keyed state, an event-time timer."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import apache_beam as beam
from apache_beam.coders import VarIntCoder
from apache_beam.io.restriction_trackers import OffsetRange, OffsetRestrictionTracker
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.transforms.core import RestrictionProvider
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import ReadModifyWriteStateSpec, TimerSpec, on_timer
from apache_beam.utils.timestamp import Timestamp

from pipeline.flink import flink_options

NUMBERS, PART, KEYS = 300, 50, 7


class Numbers(RestrictionProvider):
    def initial_restriction(self, element: int) -> OffsetRange:
        return OffsetRange(0, element)

    def create_tracker(self, restriction: OffsetRange) -> OffsetRestrictionTracker:
        return OffsetRestrictionTracker(restriction)

    def restriction_size(self, element: int, restriction: OffsetRange) -> int:
        return restriction.size()


class CountInParts(beam.DoFn):
    """The numbers below an element, keyed by remainder, each with the first number of the part it was made in."""

    def process(
        self, element: int, tracker: beam.DoFn.RestrictionParam = beam.DoFn.RestrictionParam(Numbers())
    ) -> Iterator[tuple[str, tuple[int, int]]]:
        start = number = tracker.current_restriction().start
        while tracker.try_claim(number):
            yield str(number % KEYS), (number, start)
            number += 1
            if number == start + PART and number < element:
                tracker.defer_remainder()
                return


class CountPerKey(beam.DoFn):
    """How many numbers of the key were seen with each number, and in the end how many there were."""

    SEEN = ReadModifyWriteStateSpec("seen", VarIntCoder())
    END = TimerSpec("end", TimeDomain.WATERMARK)

    def process(
        self,
        element: tuple[str, tuple[int, int]],
        seen: beam.DoFn.StateParam = beam.DoFn.StateParam(SEEN),
        end: beam.DoFn.TimerParam = beam.DoFn.TimerParam(END),
    ) -> Iterator[tuple[str, int, int, int]]:
        key, (number, start) = element
        count = (seen.read() or 0) + 1
        seen.write(count)
        end.set(Timestamp.of(0))
        yield key, number, start, count

    @on_timer(END)
    def total(
        self, key: str = beam.DoFn.KeyParam, seen: beam.DoFn.StateParam = beam.DoFn.StateParam(SEEN)
    ) -> Iterator[tuple[str, int, int, int]]:
        yield key, -1, -1, seen.read()
        seen.clear()


class WriteOnce(beam.DoFn):
    """A file for each element. One that is handed out twice finds its file there, and fails the job."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def process(self, element: tuple[str, int, int, int]) -> None:
        with (Path(self.folder) / "_".join(map(str, element))).open("x"):
            pass


def run(folder: str, flags: Sequence[str]) -> None:
    """Counts per key, a file for each result in ``folder``. Exits with the job's state where that is not DONE."""
    pipeline = beam.Pipeline(options=PipelineOptions(flink_options(flags, bounded=True)))
    _ = (
        pipeline
        | "GiveNumber" >> beam.Create([NUMBERS])
        | "CountInParts" >> beam.ParDo(CountInParts())
        | "CountPerKey" >> beam.ParDo(CountPerKey())
        | "WriteOnce" >> beam.ParDo(WriteOnce(folder))
    )
    state = pipeline.run().wait_until_finish()
    if state != "DONE":
        sys.exit(f"the job ended as {state}")
