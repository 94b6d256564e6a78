"""ReadSeeds: files and folders -> pages, on Beam.

Input: none (it is a root). Output: ``pages`` of Page, ``lost`` of Settlement (what became no page), ``sightings`` of
Settlement (up to 100 sightings each: everything that was seen, pages and losses). Bounded. The same page twice in the
input is the same entry twice.

A file that cannot be read, a line or record that is broken becomes a dead letter with its place; other exceptions fail
the bundle. Files are read in parts of some hundred pages, each of which goes through the stages behind as a bundle of
its own, also over the borders of files: locally a thousand small files would else be one bundle.

Metrics: ``seeds-pages``, ``seeds-lost``, ``seeds-files``, ``seeds-bytes`` (of a page).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import apache_beam as beam
from apache_beam.io.iobase import RestrictionProgress, RestrictionTracker
from apache_beam.transforms.core import RestrictionProvider

import transforms.coders  # noqa: F401  (registers the records' coders)
from transforms.failures import LOST
from transforms.metrics import counter, distribution
from transforms.records import Page, Settlement, Sighting
from transforms.seeds.items import STAGE, START, Item, sighting_of
from transforms.seeds.limits import SeedLimits
from transforms.seeds.ranges import Claims, Place, SeedRange
from transforms.seeds.read import read_file
from transforms.seeds.walk import SeedList, walk

PAGES = "pages"
SIGHTINGS = "sightings"

_SIGHTINGS_AT_ONCE = 100


@dataclass
class ReadSeeds(beam.PTransform):  # type: ignore[misc]
    """Reads recorded pages: text files, saved HTML, JSON lines, WARC archives, and folders of these.

    Returns its outputs by tag: ``pages``, ``lost``, ``sightings``. An input that is not there is a dead letter;
    ``walk.find`` tells before a run whether there is any.
    """

    #: Files and folders, in the order in which they are to be read.
    paths: Sequence[str]
    #: Bytes of one page, every compression undone; beyond, it is a dead letter ``too-large``.
    page_bytes: int = 20_000_000
    #: Bytes of one line of a lines file.
    line_bytes: int = 64_000_000
    #: Pages and losses, and bytes of content, after which a part ends and the rest waits for the stages behind.
    pages_a_part: int = 100
    bytes_a_part: int = 8_000_000
    #: Files that an element of the graph holds. One worker reads them in order, unless the runner divides them; 1 for
    #: a runner that spreads elements over workers and never divides one.
    files_an_element: int = 500

    def __post_init__(self) -> None:
        super().__init__()
        if isinstance(self.paths, str) or not self.paths:
            raise ValueError(f"paths={self.paths!r}: give a list of at least one file or folder")
        for name in ("page_bytes", "line_bytes", "pages_a_part", "bytes_a_part", "files_an_element"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name}={getattr(self, name)}: at least 1 is allowed")

    def expand(self, begin: beam.pvalue.PBegin) -> beam.pvalue.DoOutputsTuple:
        limits = SeedLimits(page_bytes=self.page_bytes, line_bytes=self.line_bytes)
        find = _FindFiles(tuple(self.paths), limits, self.files_an_element)
        read = _ReadFiles(limits, self.pages_a_part, self.bytes_a_part)
        return (
            begin
            | "Begin" >> beam.Impulse()
            | "Find files" >> beam.ParDo(find)
            | "Read files" >> beam.ParDo(read).with_outputs(LOST, SIGHTINGS, main=PAGES)
        )


class SeedListCoder(beam.coders.Coder):  # type: ignore[misc]
    """Lists of seed files: four bytes that count them, then the files. Deterministic."""

    def encode(self, value: SeedList) -> bytes:
        return value.count.to_bytes(4, "big") + value.encoded

    def decode(self, encoded: bytes) -> SeedList:
        return SeedList(int.from_bytes(encoded[:4], "big"), encoded[4:])

    def is_deterministic(self) -> bool:
        return True


class SeedRangeCoder(beam.coders.Coder):  # type: ignore[misc]
    """Ranges of a list in 65 bytes, deterministic."""

    def encode(self, value: SeedRange) -> bytes:
        return value.encode()

    def decode(self, encoded: bytes) -> SeedRange:
        return SeedRange.decode(encoded)

    def is_deterministic(self) -> bool:
        return True


beam.coders.registry.register_coder(SeedList, SeedListCoder)
beam.coders.registry.register_coder(SeedRange, SeedRangeCoder)


@beam.typehints.with_output_types(SeedList)
class _FindFiles(beam.DoFn):  # type: ignore[misc]
    """Walks the inputs, and gives their files on in lists."""

    def __init__(self, paths: tuple[str, ...], limits: SeedLimits, files_an_element: int) -> None:
        self._paths, self._limits, self._at_once = paths, limits, files_an_element
        self._files = counter(STAGE, "files")

    def process(self, _: bytes) -> Iterator[SeedList]:
        found = walk(self._paths, self._limits)
        while files := tuple(islice(found, self._at_once)):
            self._files.inc(len(files))
            yield SeedList.of(files)


class _SeedTracker(RestrictionTracker):  # type: ignore[misc]
    """``ranges.Claims`` as Beam asks for it."""

    def __init__(self, whole: SeedRange) -> None:
        self._claims = Claims(whole)

    def current_restriction(self) -> SeedRange:
        return self._claims.range

    def current_progress(self) -> RestrictionProgress:
        return RestrictionProgress(fraction=self._claims.progress())

    def check_done(self) -> bool:
        if not self._claims.done():
            raise ValueError(f"{self._claims.range} was not read to its end")
        return True

    def try_split(self, fraction_of_remainder: float) -> tuple[SeedRange, SeedRange] | None:
        return self._claims.divide(fraction_of_remainder)

    def try_claim(self, position: Place) -> bool:
        return self._claims.claim(position)

    def is_bounded(self) -> bool:
        return True


class _SeedRanges(RestrictionProvider):  # type: ignore[misc]
    """At first all of a list's files."""

    def initial_restriction(self, element: SeedList) -> SeedRange:
        return SeedRange(Place(0), Place(element.count))

    def create_tracker(self, restriction: SeedRange) -> _SeedTracker:
        return _SeedTracker(restriction)

    def restriction_size(self, element: SeedList, restriction: SeedRange) -> int:
        return restriction.files()

    def restriction_coder(self) -> SeedRangeCoder:
        return SeedRangeCoder()


_RANGES = beam.DoFn.RestrictionParam(_SeedRanges())


@beam.typehints.with_output_types(Page, lost=Settlement, sightings=Settlement)
class _ReadFiles(beam.DoFn):  # type: ignore[misc]
    """Reads the files of a list, a part at a time. Where a bundle has its part, what else it holds waits untouched."""

    def __init__(self, limits: SeedLimits, pages_a_part: int, bytes_a_part: int) -> None:
        self._limits, self._pages_a_part, self._bytes_a_part = limits, pages_a_part, bytes_a_part
        self._pages_out, self._lost_out = counter(STAGE, "pages"), counter(STAGE, "lost")
        self._page_bytes = distribution(STAGE, "bytes")
        self._items = self._bytes = 0
        self._waiting: _Reading | None = None

    def start_bundle(self) -> None:
        self._items = self._bytes = 0

    def process(self, files: SeedList, tracker: Any = _RANGES) -> Iterator[Any]:
        if self._is_full():
            tracker.defer_remainder()
            return
        reading = self._resume(files, tracker.current_restriction().start)
        seen: list[Sighting] = []
        for place, item in reading.items:
            if not tracker.try_claim(place):
                break
            yield self._out(item)
            seen.append(sighting_of(item))
            if len(seen) == _SIGHTINGS_AT_ONCE:
                yield _sightings(seen)
                seen = []
            if self._is_full():
                tracker.defer_remainder()
                self._waiting = _Reading(files, place.behind, reading.items)
                break
        else:
            tracker.try_claim(Place(files.count))
        if seen:
            yield _sightings(seen)

    def teardown(self) -> None:
        self._waiting = None

    def _resume(self, files: SeedList, start: Place) -> _Reading:
        """The reading of these files from a place on: the open one where it stands there, else a new one.

        Only a saving (a gzip file is else unpacked again up to the place): both give the same items.
        """
        waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting.start == start and waiting.files == files:
            return waiting
        return _Reading(files, start, _items(files, start, self._limits))

    def _out(self, item: Item) -> Any:
        self._items += 1
        if isinstance(item, Page):
            self._bytes += len(item.content)
            self._pages_out.inc()
            self._page_bytes.update(len(item.content))
            return item
        self._lost_out.inc()
        return beam.pvalue.TaggedOutput(LOST, item.settlement)

    def _is_full(self) -> bool:
        return self._items >= self._pages_a_part or self._bytes >= self._bytes_a_part


@dataclass(frozen=True, slots=True)
class _Reading:
    """Files that are being read, and the place where the items to come start."""

    files: SeedList
    start: Place
    items: Iterator[tuple[Place, Item]]


def _items(files: SeedList, start: Place, limits: SeedLimits) -> Iterator[tuple[Place, Item]]:
    """The items of a list of files from a place on."""
    for index, file in enumerate(files.files()):
        if index >= start.file:
            first = start.position if index == start.file else START
            for position, item in read_file(file, limits, first):
                yield Place(index, position), item


def _sightings(seen: list[Sighting]) -> beam.pvalue.TaggedOutput:
    return beam.pvalue.TaggedOutput(SIGHTINGS, Settlement(sightings=tuple(seen)))
