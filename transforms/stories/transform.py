"""DeduplicateStories: articles in, what is to be written of them out.

Input: Article, bounded or not. Output ``settlements``: Settlement, one a decision; the lost output is there for the
graph's sake and empty: a text that is hard to compare is compared with nothing.
Every article gets its outcome when all partitions of bands have answered; what is learnt later corrects it by a new
revision. The same articles in any order end in the same records and outcomes (``decide.py``). Messages to state for a
document: two with one partition of bands, four with two; and one for each neighbour whose record it may change.
Metrics: ``stories-in``, ``stories-settlements``, ``stories-records``, ``stories-hot-buckets`` (bands that were full),
``stories-rebuilds`` (mirrors read anew from state), ``stories-forgotten`` (sketches beyond the horizon let go),
``stories-expired`` (articles whose state was let go).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.coders import BytesCoder
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import BagStateSpec, ReadModifyWriteStateSpec, TimerSpec, on_timer
from apache_beam.utils.timestamp import Timestamp

import transforms.coders  # noqa: F401  registers the records' coders
from transforms import metrics
from transforms.failures import LOST
from transforms.instants import to_millis
from transforms.records import Article, Fact, Question, Settlement, Sketch
from transforms.stories.decide import decide
from transforms.stories.identity import article_id_of
from transforms.stories.index import Answer, Index, Stamp
from transforms.stories.limits import Limits
from transforms.stories.memory import StoryMemory
from transforms.stories.sketch import only_partition, sketch_article
from transforms.stories.story import Story, decode, encode, latest_time
from transforms.stories.text import ArticleText

_STAGE = "stories"
_DAY_MILLIS = 86_400_000


@dataclass
class DeduplicateStories(beam.PTransform):  # type: ignore[misc]
    """Article -> Settlement: identity, versions, copies.

    Returns a dict-like of ``settlements`` and the lost output.
    """

    #: Pages further apart than this (days) are not copies of each other.
    horizon_days: float = 7.0
    #: Texts kept under one band hash.
    bucket_cap: int = 64
    #: Days after which an article's state is let go, by event time; None keeps it (a local run: the store bounds it).
    expire_days: float | None = None
    #: Address of the store to read through on a state miss; None on a cluster, where the checkpoint is the truth.
    store: str | None = None
    #: Keys among which the bands are divided, 1 to 3: one worker serves each. Part of a running job's state.
    partitions: int = 1
    #: What to read through instead of ``store``; must survive pickling.
    memory: StoryMemory | None = None

    def expand(self, articles: beam.PCollection[Article]) -> Any:
        limits = Limits(horizon_days=self.horizon_days, bucket=self.bucket_cap, partitions=self.partitions)
        find = FindMatches(limits, self.store, self.memory, expiring=self.expire_days is not None)
        resolve = ResolveStory(limits, self.store, self.memory)
        if self.expire_days is not None:
            resolve = ResolveExpiringStory(limits, self.store, self.memory, self.expire_days)
        # One chain, without a Flatten: on the local runner what a Flatten gathers waits for the end of the source, so
        # nothing would be written before the last page was read, and all of it in one bundle.
        return (
            articles
            | "Sketch texts" >> beam.ParDo(SketchTexts(limits.partitions))
            | "Find matches" >> beam.ParDo(find)
            | "Resolve stories" >> beam.ParDo(resolve).with_outputs(LOST, main="settlements")
        )


@beam.typehints.with_input_types(Article)
@beam.typehints.with_output_types(tuple[str, Question])
class SketchTexts(beam.DoFn):  # type: ignore[misc]
    """Article -> (partition, Question) for each partition of bands; the first takes the article along."""

    def __init__(self, partitions: int) -> None:
        self._partitions = partitions

    def setup(self) -> None:
        self._in = metrics.counter(_STAGE, "in")

    def process(self, article: Article) -> Iterator[tuple[str, Question]]:
        self._in.inc()
        article_id = article_id_of(article)
        text = ArticleText(article)
        sketch = sketch_article(text, article_id)
        for partition in range(self._partitions):
            part = only_partition(sketch, partition, self._partitions)
            if partition:
                yield str(partition), Question(sketch=part)
            else:
                yield str(partition), Question(sketch=part, article=article, text_digest=text.digest)


class _Remembering(beam.DoFn):  # type: ignore[misc]
    """Opens and closes what a local run reads through."""

    def __init__(self, limits: Limits, store: str | None, memory: StoryMemory | None) -> None:
        self._limits, self._store, self._memory = limits, store, memory
        self._open: StoryMemory | None = None

    def setup(self) -> None:
        self._open = self._memory
        if self._open is None and self._store is not None:
            from transforms.store.memory import open_memory

            self._open = open_memory(self._store)

    def teardown(self) -> None:
        if self._open is not None and self._memory is None:
            self._open.close()


@beam.typehints.with_input_types(tuple[str, Question])
@beam.typehints.with_output_types(tuple[str, Fact])
class FindMatches(_Remembering):
    """(partition, Question) -> (article id, Fact): always the answer for who asks, and news for its neighbours.

    The log of a partition is a bag that is only appended to; the index over it lives in this process and is rebuilt
    when its stamp is not the state's, which after a restart or a failed bundle it is not.
    """

    LOG = BagStateSpec("log", BytesCoder())
    STAMP = ReadModifyWriteStateSpec("stamp", BytesCoder())

    def __init__(self, limits: Limits, store: str | None, memory: StoryMemory | None, *, expiring: bool) -> None:
        super().__init__(limits, store, memory)
        self._expiring = expiring
        self._indexes: dict[str, Index] = {}

    def setup(self) -> None:
        super().setup()
        self._hot = metrics.counter(_STAGE, "hot-buckets")
        self._rebuilds = metrics.counter(_STAGE, "rebuilds")
        self._forgotten = metrics.counter(_STAGE, "forgotten")

    def process(
        self,
        element: tuple[str, Question],
        log: Any = beam.DoFn.StateParam(LOG),
        stamp: Any = beam.DoFn.StateParam(STAMP),
    ) -> Iterator[tuple[str, Fact]]:
        partition, question = element
        sketch = question.sketch
        if sketch is None:
            raise ValueError(f"a question without a sketch came to partition {partition}")
        answer = self._answer(partition, sketch, log, stamp)
        yield (
            sketch.article_id,
            Fact(
                article=question.article,
                group=int(partition),
                entry_id=sketch.entry_id,
                matches=answer.matches,
                text_digest=question.text_digest,
            ),
        )
        for article_id, match in answer.told:
            yield article_id, Fact(group=int(partition), matches=(match,))

    def _answer(self, partition: str, sketch: Sketch, log: Any, stamp: Any) -> Answer:
        bands = [band for group in sketch.bands for band in group]
        if not bands:
            return Answer((), (), None, 0)
        index = self._index(partition, log, stamp)
        remembered: Sequence[Sketch] = ()
        if self._open is not None:
            remembered = self._open.sketches(bands)
        answer = index.ask(sketch, remembered)
        if answer.log is not None:
            log.add(answer.log)
            stamp.write(_encode_stamp(index.stamp))
            self._tidy(index, log, stamp)
        if answer.hot:
            self._hot.inc(answer.hot)
        return answer

    def _index(self, partition: str, log: Any, stamp: Any) -> Index:
        written = stamp.read()
        known = _decode_stamp(written) if written is not None else Stamp()
        index = self._indexes.get(partition)
        if index is None or index.stamp != known:
            index = Index.rebuilt(self._limits, log.read() if known.entries else ())
            self._indexes[partition] = index
            if known.entries:
                self._rebuilds.inc()
        return index

    def _tidy(self, index: Index, log: Any, stamp: Any) -> None:
        forgotten = index.forget_stale() if self._expiring and index.due() else 0
        if forgotten:
            self._forgotten.inc(forgotten)
        if forgotten or index.worn():
            log.clear()
            for entry in index.log():
                log.add(entry)
            stamp.write(_encode_stamp(index.stamp))


@beam.typehints.with_input_types(tuple[str, Fact])
@beam.typehints.with_output_types(Settlement, lost=Settlement)
class ResolveStory(_Remembering):
    """(article id, Fact) -> Settlement: one cell of state an article, one read a message."""

    STORY = ReadModifyWriteStateSpec("story", BytesCoder())

    def setup(self) -> None:
        super().setup()
        self._settlements = metrics.counter(_STAGE, "settlements")
        self._records = metrics.counter(_STAGE, "records")

    def process(self, element: tuple[str, Fact], cell: Any = beam.DoFn.StateParam(STORY)) -> Iterator[Settlement]:
        _, settlement = self._decided(element, cell)
        if settlement is not None:
            yield settlement

    def _decided(self, element: tuple[str, Fact], cell: Any) -> tuple[Story, Settlement | None]:
        article_id, fact = element
        before = self._read(article_id, cell)
        story, settlement = decide(before, fact, self._limits)
        if settlement is not None:
            self._settlements.inc()
            self._records.inc(len(settlement.records))
        if settlement is not None and not story.pending:
            cell.write(settlement.story)  # the same bytes
        elif story != before:
            cell.write(encode(story))
        return story, settlement

    def _read(self, article_id: str, cell: Any) -> Story:
        data = cell.read()
        if data is None and self._open is not None:
            data = self._open.story(article_id)
        return Story(article_id) if data is None else decode(data)


class ResolveExpiringStory(ResolveStory):
    """The same, letting an article's state go some days (event time) after the last that was told of it: by a page of
    its own, or by a neighbour. What comes later begins anew, as an article never seen."""

    EXPIRY = TimerSpec("expiry", TimeDomain.WATERMARK)

    def __init__(self, limits: Limits, store: str | None, memory: StoryMemory | None, expire_days: float) -> None:
        super().__init__(limits, store, memory)
        self._expire_millis = int(expire_days * _DAY_MILLIS)

    def setup(self) -> None:
        super().setup()
        self._expired = metrics.counter(_STAGE, "expired")

    def process(
        self,
        element: tuple[str, Fact],
        cell: Any = beam.DoFn.StateParam(ResolveStory.STORY),
        expiry: Any = beam.DoFn.TimerParam(EXPIRY),
        now: Any = beam.DoFn.TimestampParam,
    ) -> Iterator[Settlement]:
        story, settlement = self._decided(element, cell)
        # From the story and not from this message: a page that comes late must not end what is known of a later one.
        latest = latest_time(story)
        millis = to_millis(latest) if latest is not None else now.micros // 1_000
        expiry.set(Timestamp(micros=(millis + self._expire_millis) * 1_000))
        if settlement is not None:
            yield settlement

    @on_timer(EXPIRY)  # type: ignore[untyped-decorator]
    def expire(self, cell: Any = beam.DoFn.StateParam(ResolveStory.STORY)) -> None:
        self._expired.inc()
        cell.clear()


def _encode_stamp(stamp: Stamp) -> bytes:
    return b"%d:%d" % stamp


def _decode_stamp(data: bytes) -> Stamp:
    entries, digest = data.split(b":")
    return Stamp(int(entries), int(digest))
