"""What the graph rests on, on Flink: a bounded source that self-checkpoints, keyed state, event-time timers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import apache_beam as beam
import pytest
from apache_beam.coders import VarIntCoder
from apache_beam.io.restriction_trackers import OffsetRange, OffsetRestrictionTracker
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.transforms.core import RestrictionProvider
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import ReadModifyWriteStateSpec, TimerSpec, on_timer
from apache_beam.utils.timestamp import Timestamp

from pipeline.flink import flink_options

if TYPE_CHECKING:
    from conftest import JobServer

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


@pytest.mark.parametrize("parallelism", [1, 2])
def test_self_checkpoints_keyed_state_and_timers_are_exact(
    parallelism: int, flink_job_server: JobServer, tmp_path: Path
) -> None:
    options = PipelineOptions(flink_options([*flink_job_server.flags, f"--parallelism={parallelism}"], bounded=True))
    pipeline = beam.Pipeline(options=options)
    _ = (
        pipeline
        | "GiveNumber" >> beam.Create([NUMBERS])
        | "CountInParts" >> beam.ParDo(CountInParts())
        | "CountPerKey" >> beam.ParDo(CountPerKey())
        | "WriteOnce" >> beam.ParDo(WriteOnce(str(tmp_path)))
    )
    assert pipeline.run().wait_until_finish() == "DONE", flink_job_server.log()

    rows = [(key, *map(int, numbers)) for key, *numbers in (file.name.split("_") for file in tmp_path.iterdir())]
    each = [row for row in rows if row[1] >= 0]
    assert sorted(number for _, number, _, _ in each) == list(range(NUMBERS))
    assert all(start == number - number % PART for _, number, start, _ in each), "a part is a bundle of its own"
    totals = {key: count for key, number, _, count in rows if number < 0}
    assert totals == {str(key): len(range(key, NUMBERS, KEYS)) for key in range(KEYS)}
    for key, total in totals.items():
        assert sorted(count for k, _, _, count in each if k == key) == list(range(1, total + 1))
