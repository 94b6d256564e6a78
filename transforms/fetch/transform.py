"""FetchFeeds: feeds -> pages, on Beam.

Input: none (it is a root). Output: ``pages`` of Page, ``lost`` of Settlement (entries that ended without a page),
``sightings`` of Settlement (what was handed out, up to a bundle's worth each). Unbounded on a cluster; in a local run
it ends with the epoch. Pages carry the time of their fetch as their timestamp, and the watermark follows it.

An entry is handed out once the ledger holds it (``ledger.py``). On a cluster the restriction carries what is not handed
out yet, so a restore asks again for what came after the checkpoint, and loses nothing.

Metrics: ``fetch-pages``, ``fetch-lost``, ``fetch-bytes`` (of a page), ``fetch-cursor-bytes`` (of a checkpoint).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
from apache_beam.io.iobase import RestrictionProgress, RestrictionTracker
from apache_beam.io.watermark_estimators import ManualWatermarkEstimator
from apache_beam.transforms.core import RestrictionProvider
from apache_beam.transforms.window import TimestampedValue
from apache_beam.utils.timestamp import Timestamp

import transforms.coders  # noqa: F401  (registers the records' coders)
from transforms.failures import LOST
from transforms.fetch.clock import SystemClock, moment_of
from transforms.fetch.crawl_plan import CrawlPlan
from transforms.fetch.crawl_settings import ONCE_AHEAD, CrawlSettings
from transforms.fetch.loops import LOOPS, READY, CrawlLoop
from transforms.fetch.outbox import Handout
from transforms.fetch.restriction import CrawlClaims, CrawlRestriction
from transforms.metrics import counter, distribution
from transforms.records import Page, Settlement, Sighting

STAGE = "fetch"
PAGES = "pages"
SIGHTINGS = "sightings"

#: What one bundle hands out at most: as much as extraction can work off between two checkpoints.
BUNDLE_PAGES = 16
BUNDLE_BYTES = 8_000_000
#: Seconds that a bundle waits for something to hand out.
_WAIT = 0.5
#: How far the watermark stays behind (milliseconds).
_BEHIND = 60_000
#: (shard, number of shards), and of an epoch: its milliseconds and its most resumes. Elements of a source outlive
#: savepoints, so nothing that can change stands in them.
Shard = tuple[int, ...]


@dataclass
class FetchFeeds(beam.PTransform):  # type: ignore[misc]
    """Polls feeds and fetches the articles they announce.

    Returns its outputs by tag: ``pages``, ``lost``, ``sightings``. All times in seconds.
    """

    #: Paths or addresses of feed lists, and addresses of feeds.
    feeds: Sequence[str]
    #: The User-Agent header: name, version and contact.
    agent: str
    #: Manners and bounds. Its ``shard`` and ``shards`` are set here.
    settings: CrawlSettings
    #: Among how many loops the operators are divided.
    shards: int = 1
    #: Length of a local run's epoch in seconds, and its most resumes; 0: a cluster's crawl, which never ends.
    epoch_seconds: float = 0.0
    epoch_resumes: int = 400
    #: Ends the epoch as soon as everything that is due has been done.
    once: bool = False
    #: See CrawlPlan.
    seed: int = 0
    allow_loopback: bool = False
    proxy: str | None = None
    hosts: Sequence[tuple[str, str]] = ()
    list_seconds: float = 300.0
    feed_workers: int = 1
    restored_due_seconds: float = 600.0
    ledger: str = ""
    store: str = ""
    observer: str = ""
    record: str = ""
    #: Snapshots of learned rules as documents: what a recording says the pages are cleaned by.
    learned: Sequence[bytes] = ()

    def __post_init__(self) -> None:
        super().__init__()
        if isinstance(self.feeds, str) or not self.feeds:
            raise ValueError(f"feeds={self.feeds!r}: give a list of at least one feed or feed list")
        if self.shards < 1:
            raise ValueError(f"shards={self.shards}: at least 1 is allowed")
        if self.epoch_seconds and self.shards != 1:
            raise ValueError(f"shards={self.shards}: a local run has one")
        if self.ledger and not self.epoch_seconds:
            raise ValueError("ledger: only a local run has one of its own, on a cluster the checkpoint is the truth")

    def expand(self, begin: beam.pvalue.PBegin) -> beam.pvalue.DoOutputsTuple:
        listed = begin | "Begin" >> beam.Impulse() | "List shards" >> beam.ParDo(_ListShards(self._shards()))
        if self.shards > 1:
            listed = listed | "Spread shards" >> beam.Reshuffle()
        fetch = _Fetch(self.plan(), self.once, tuple(self.learned))
        return listed | "Fetch" >> beam.ParDo(fetch).with_outputs(LOST, SIGHTINGS, main=PAGES)

    def _shards(self) -> tuple[Shard, ...]:
        if self.epoch_seconds:
            return ((0, 1, int(self.epoch_seconds * 1000), self.epoch_resumes),)
        return tuple((shard, self.shards) for shard in range(self.shards))

    def plan(self) -> CrawlPlan:
        """The crawl, for its first shard."""
        return CrawlPlan(
            sources=tuple(self.feeds),
            agent=self.agent,
            settings=replace(self.settings, shards=self.shards, shard=0),
            seed=self.seed,
            allow_loopback=self.allow_loopback,
            proxy=self.proxy,
            hosts=tuple((name, address) for name, address in self.hosts),
            list_seconds=self.list_seconds,
            feed_workers=self.feed_workers,
            restored_due=int(self.restored_due_seconds * 1000),
            ledger=self.ledger,
            store=self.store,
            observer=self.observer,
            record=self.record,
        )


class CrawlRestrictionCoder(beam.coders.Coder):  # type: ignore[misc]
    """Restrictions as bytes, deterministic."""

    def encode(self, value: CrawlRestriction) -> bytes:
        return value.encode()

    def decode(self, encoded: bytes) -> CrawlRestriction:
        return CrawlRestriction.decode(encoded)

    def is_deterministic(self) -> bool:
        return True


beam.coders.registry.register_coder(CrawlRestriction, CrawlRestrictionCoder)


@dataclass(frozen=True, slots=True)
class _Step:
    """What is claimed: the start on a restriction, one handout, or the end of an epoch."""

    loop: CrawlLoop
    handout: Handout | None = None
    ends: bool = False


class _CrawlTracker(RestrictionTracker):  # type: ignore[misc]
    """``CrawlClaims`` as Beam asks for it. Runs under Beam's lock, so a checkpoint sees each handout whole."""

    def __init__(self, whole: CrawlRestriction) -> None:
        self._claims = CrawlClaims(whole)

    def current_restriction(self) -> CrawlRestriction:
        return self._claims.restriction

    def current_progress(self) -> RestrictionProgress:
        return RestrictionProgress(fraction=0.5)

    def check_done(self) -> bool:
        if not self._claims.is_done():
            raise ValueError("a crawl was left without a checkpoint")
        return True

    def try_split(self, fraction_of_remainder: float) -> tuple[CrawlRestriction, CrawlRestriction] | None:
        return self._claims.part(fraction_of_remainder)

    def try_claim(self, step: _Step) -> bool:
        if step.ends:
            return self._claims.end()
        if step.handout is None:
            whole = self._claims.restriction
            return self._claims.begin((lambda: b"") if whole.is_epoch() else step.loop.checkpoint)
        if not self._claims.hand_out():
            return False
        step.loop.ledger.handed_out(step.handout)
        return True

    def is_bounded(self) -> bool:
        return self._claims.restriction.is_epoch()


class _CrawlRestrictions(RestrictionProvider):  # type: ignore[misc]
    """At first nothing is known."""

    def initial_restriction(self, element: Shard) -> CrawlRestriction:
        if len(element) == 2:
            return CrawlRestriction()
        return CrawlRestriction(0, element[3], SystemClock().now_ms() + element[2])

    def create_tracker(self, restriction: CrawlRestriction) -> _CrawlTracker:
        return _CrawlTracker(restriction)

    def restriction_size(self, element: Shard, restriction: CrawlRestriction) -> int:
        return 1

    def restriction_coder(self) -> CrawlRestrictionCoder:
        return CrawlRestrictionCoder()

    def truncate(self, element: Shard, restriction: CrawlRestriction) -> None:
        return None  # a drain ends the crawl where it stands


_RESTRICTIONS = beam.DoFn.RestrictionParam(_CrawlRestrictions())
_WATERMARKS = beam.DoFn.WatermarkEstimatorParam(ManualWatermarkEstimator.default_provider())


@beam.typehints.with_output_types(tuple[int, ...])
class _ListShards(beam.DoFn):  # type: ignore[misc]
    """Gives on the shards."""

    def __init__(self, shards: tuple[Shard, ...]) -> None:
        self._shards = shards

    def process(self, _: bytes) -> Iterator[Shard]:
        yield from self._shards


@beam.typehints.with_output_types(Page, lost=Settlement, sightings=Settlement)
class _Fetch(beam.DoFn):  # type: ignore[misc]
    """Hands out what a shard's loop has ready, at most a bundle's worth, then gives the rest back to the runner."""

    def __init__(self, plan: CrawlPlan, once: bool, learned: tuple[bytes, ...] = ()) -> None:
        self._plan, self._once, self._learned = plan, once, learned
        self._pages_out, self._lost_out = counter(STAGE, "pages"), counter(STAGE, "lost")
        self._page_bytes, self._cursor_bytes = distribution(STAGE, "bytes"), distribution(STAGE, "cursor-bytes")

    @beam.DoFn.unbounded_per_element()  # type: ignore[untyped-decorator]
    def process(self, shard: Shard, tracker: Any = _RESTRICTIONS, watermark: Any = _WATERMARKS) -> Iterator[Any]:
        whole = tracker.current_restriction()
        loop = self._loop(shard, whole)
        if not tracker.try_claim(_Step(loop)):
            return
        handouts = _collect(loop)
        loop.put_on_record(self._learned)
        seen: list[Sighting] = []
        for place, handout in enumerate(handouts):
            if not tracker.try_claim(_Step(loop, handout)):
                loop.outbox.put_back(handouts[place:])
                break
            seen.append(sighting_of(handout))
            yield self._out(handout)
        if seen:
            yield beam.pvalue.TaggedOutput(SIGHTINGS, Settlement(sightings=tuple(seen)))
        _advance(watermark, seen[-1].fetched_at if seen else None)
        done = self._once and not seen and loop.is_quiet(ONCE_AHEAD)
        over = whole.is_over(SystemClock().now_ms()) or done or LOOPS.is_ending()
        if whole.is_epoch() and over:
            tracker.try_claim(_Step(loop, ends=True))
        else:
            tracker.defer_remainder()
            self._cursor_bytes.update(len(loop.given))

    def _loop(self, shard: Shard, whole: CrawlRestriction) -> CrawlLoop:
        plan = replace(self._plan, settings=replace(self._plan.settings, shard=shard[0], shards=shard[1]))
        return LOOPS.of_ledger(plan) if whole.is_epoch() else LOOPS.of_cursor(plan, whole.cursor)

    def _out(self, handout: Handout) -> Any:
        if handout.page is None:
            self._lost_out.inc()
            return beam.pvalue.TaggedOutput(LOST, handout.settlement)
        self._pages_out.inc()
        self._page_bytes.update(len(handout.page.content))
        return TimestampedValue(handout.page, Timestamp(micros=_fetched(handout) * 1000))


def sighting_of(handout: Handout) -> Sighting:
    """The entry as it was seen."""
    page, entry = handout.page, handout.entry
    if page is not None:
        return Sighting(page.entry_id, page.url, page.fetched_at, entry.feed_url, page.source)
    outcome = handout.settlement.outcomes[0] if handout.settlement else None
    return Sighting(entry.entry_id, entry.url, outcome.fetched_at if outcome else None, entry.feed_url, entry.feed_url)


def _fetched(handout: Handout) -> int:
    return moment_of(handout.page.fetched_at) if handout.page and handout.page.fetched_at else 0


def _collect(loop: CrawlLoop) -> list[Handout]:
    """What the loop has ready; waits briefly where nothing in this process has anything."""
    handouts = loop.outbox.take(BUNDLE_PAGES, BUNDLE_BYTES)
    if not handouts:
        READY.clear()
        if not any(other.outbox.pages for other in LOOPS.running()):
            READY.wait(_WAIT)
        handouts = loop.outbox.take(BUNDLE_PAGES, BUNDLE_BYTES)
    if not handouts and loop.failure is not None:
        raise RuntimeError("the crawl ended by itself") from loop.failure
    return handouts


def _advance(watermark: Any, fetched_at: str | None) -> None:
    """To the last page handed out, or to now: what comes behind was fetched later, or is being written down just now,
    for which a minute is left."""
    moment = moment_of(fetched_at) if fetched_at else SystemClock().now_ms()
    reached = Timestamp(micros=(moment - _BEHIND) * 1000)
    before = watermark.current_watermark()
    if before is None or before < reached:
        watermark.set_watermark(reached)
