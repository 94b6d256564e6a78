"""The stateful stage over a made stream on the local runner, without a store: state as a cluster has it."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import apache_beam as beam
import orjson
from apache_beam.io.restriction_trackers import OffsetRange, OffsetRestrictionTracker
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner, worker_handlers
from apache_beam.transforms.core import RestrictionProvider

from tests.quality.made_stories import Made, stream
from tests.quality.story_truth import Judge
from transforms.records import Article, Settlement
from transforms.stories import DeduplicateStories

# What a bundle of a replay holds.
_PART = 100
_JUDGE = Judge()


@dataclass
class _Source:
    """The made stream of this process, and the seconds that making it took."""

    made: Iterator[Made]
    seconds: float = 0.0


_sources: list[_Source] = []


class _WholeStream(RestrictionProvider):  # type: ignore[misc]
    def initial_restriction(self, element: int) -> OffsetRange:
        return OffsetRange(0, element)

    def create_tracker(self, restriction: OffsetRange) -> OffsetRestrictionTracker:
        return OffsetRestrictionTracker(restriction)

    def restriction_size(self, element: int, restriction: OffsetRange) -> int:
        return restriction.size()

    def split(self, element: int, restriction: OffsetRange) -> Iterator[OffsetRange]:
        yield restriction


@beam.typehints.with_output_types(Article)
class MakeArticles(beam.DoFn):  # type: ignore[misc]
    """Number -> so many made articles, in parts of a hundred, as ReadSeeds hands out pages."""

    def process(
        self,
        element: int,
        tracker: beam.RestrictionTrackerParam = beam.DoFn.RestrictionParam(_WholeStream()),  # noqa: B008
    ) -> Iterator[Article]:
        start = tracker.current_restriction().start
        begun = time.thread_time()
        part = list(islice(_sources[0].made, _PART))
        _sources[0].seconds += time.thread_time() - begun
        for place, made in enumerate(part, start):
            if not tracker.try_claim(place):
                return
            yield made.article
        if start + len(part) < element:
            tracker.defer_remainder()
        else:
            tracker.try_claim(element)


@beam.typehints.with_input_types(Settlement)
class TakeSettlements(beam.DoFn):  # type: ignore[misc]
    """Settlements -> the judge."""

    def process(self, element: Settlement) -> None:
        _JUDGE.settle(element)


def measure(size: int, seed: int) -> None:
    """Prints what the stage took, as one line of JSON. To be called in a process of its own, and not as its main module:
    Beam sends what stands there by value."""
    worker_handlers.STATE_CACHE_SIZE_MB = 0  # as pipeline/launch.py has it
    _JUDGE.expect(stream(size, seed))
    _sources.append(_Source(stream(size, seed)))
    begun = time.process_time()
    with beam.Pipeline(runner=FnApiRunner(), options=PipelineOptions([])) as pipeline:
        settled = (
            pipeline
            | "Create size" >> beam.Create([size])
            | "Make articles" >> beam.ParDo(MakeArticles())
            | "Deduplicate stories" >> DeduplicateStories()
        )
        _ = settled.settlements | "Take settlements" >> beam.ParDo(TakeSettlements())
    cpu = time.process_time() - begun
    precision, recall = _JUDGE.copies()
    told = {
        "cpu": cpu,
        "making": _sources[0].seconds,
        "peak": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "accuracy": _JUDGE.accuracy(),
        "precision": precision,
        "recall": recall,
    }
    print(orjson.dumps(told).decode())
