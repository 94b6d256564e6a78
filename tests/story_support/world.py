"""DeduplicateStories without Beam: the same index and decision, with messages delivered in any order, and kills."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from transforms.records import Article, Fact, Outcome, Record, Settlement, Sketch
from transforms.stories.decide import decide
from transforms.stories.identity import article_id_of
from transforms.stories.index import Index
from transforms.stories.limits import Limits
from transforms.stories.packing import pack, unpack
from transforms.stories.sketch import only_partition, sketch_article
from transforms.stories.story import Story, decode, encode
from transforms.stories.text import ArticleText

Message = tuple[str, int, Sketch] | tuple[str, str, Fact]


@dataclass
class MemoryOfSettlements:
    """A StoryMemory that holds what the Settlements given to it told to remember."""

    stories: dict[str, bytes] = field(default_factory=dict)
    known: dict[str, Sketch] = field(default_factory=dict)

    def keep(self, settlement: Settlement) -> None:
        if settlement.article_id is not None:
            self.stories[settlement.article_id] = settlement.story
        self.known.update({sketch.record_id: sketch for sketch in settlement.sketches})

    def story(self, article_id: str) -> bytes | None:
        return self.stories.get(article_id)

    def sketches(self, bands: Sequence[int]) -> list[Sketch]:
        wanted = set(bands)
        return [s for s in self.known.values() if any(wanted.intersection(group) for group in s.bands)]

    def close(self) -> None: ...


@dataclass
class View:
    """What a store holds in the end: of each record and each entry the highest revision."""

    records: dict[str, Record] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def keep(self, settlement: Settlement) -> None:
        for record in settlement.records:
            if record.id not in self.records or record.revision > self.records[record.id].revision:
                self.records[record.id] = record
        for outcome in settlement.outcomes:
            kept = self.outcomes.get(outcome.entry_id)
            if kept is None or outcome.revision > kept.revision:
                self.outcomes[outcome.entry_id] = outcome

    def without_revisions(self) -> tuple[dict[str, Record], dict[str, Outcome]]:
        return (
            {i: replace(r, revision=0) for i, r in sorted(self.records.items())},
            {i: replace(o, revision=0) for i, o in sorted(self.outcomes.items())},
        )


class World:
    """One run of the stage: an index a partition, a story an article, and the messages on their way."""

    def __init__(
        self, memory: MemoryOfSettlements | None = None, limits: Limits | None = None, rng: random.Random | None = None
    ) -> None:
        self.limits = limits or Limits()
        self.memory = memory
        self.rng = rng
        self.indexes = [Index(self.limits) for _ in range(self.limits.partitions)]
        self.logs: list[list[bytes]] = [[] for _ in range(self.limits.partitions)]
        self.stories: dict[str, bytes] = {}
        self.messages: list[Message] = []
        self.settled: list[Settlement] = []

    def put(self, article: Article) -> None:
        article_id = article_id_of(article)
        sketch = sketch_article(ArticleText(article), article_id)
        for partition in range(self.limits.partitions):
            self.messages.append(("sketch", partition, only_partition(sketch, partition, self.limits.partitions)))
        self.messages.append(("fact", article_id, Fact(article=article)))

    def drain(self) -> None:
        while self.messages:
            at = self.rng.randrange(len(self.messages)) if self.rng else 0
            kind, key, what = self.messages.pop(at)
            if kind == "sketch":
                assert isinstance(key, int)
                assert isinstance(what, Sketch)
                self._ask(key, what)
            else:
                assert isinstance(key, str)
                assert isinstance(what, Fact)
                self._tell(key, what)

    def rebuild(self) -> None:
        """The mirrors are lost, the logs are not; a log may be read in any order."""
        for group, log in enumerate(self.logs):
            shuffled = list(log)
            if self.rng:
                self.rng.shuffle(shuffled)
            stamp = self.indexes[group].stamp
            self.indexes[group] = Index.rebuilt(self.limits, shuffled)
            assert self.indexes[group].stamp == stamp

    def _ask(self, group: int, sketch: Sketch) -> None:
        assert unpack(pack(sketch)) == sketch
        bands = [band for group in sketch.bands for band in group]
        remembered = self.memory.sketches(bands) if self.memory else []
        answer = self.indexes[group].ask(sketch, remembered)
        if answer.log is not None:
            self.logs[group].append(answer.log)
        self.messages.append(
            ("fact", sketch.article_id, Fact(group=group, entry_id=sketch.entry_id, matches=answer.matches))
        )
        for article_id, match in answer.told:
            self.messages.append(("fact", article_id, Fact(group=group, matches=(match,))))

    def _tell(self, article_id: str, fact: Fact) -> None:
        data = self.stories.get(article_id)
        if data is None and self.memory is not None:
            data = self.memory.story(article_id)
        story, settlement = decide(decode(data) if data else Story(article_id), fact, self.limits)
        self.stories[article_id] = encode(story)
        if settlement is not None:
            self.settled.append(settlement)


def settle(
    articles: Sequence[Article], limits: Limits | None = None, rng: random.Random | None = None, bundle: int = 1
) -> View:
    """What a store holds after the articles went through in bundles of this size."""
    world, view = World(limits=limits, rng=rng), View()
    for start in range(0, len(articles), bundle):
        for article in articles[start : start + bundle]:
            world.put(article)
        world.drain()
        if rng and rng.random() < 0.3:
            world.rebuild()
    for settlement in world.settled:
        view.keep(settlement)
    return view


def settle_with_kills(articles: Sequence[Article], rng: random.Random, limits: Limits | None = None) -> View:
    """The same in a local run that is killed again and again: what a bundle settles is committed as a whole or not at
    all, all state is gone, and what has no outcome comes again (and some of what has)."""
    memory, view = MemoryOfSettlements(), View()
    world = World(memory, limits, rng)
    waiting = list(articles)
    deaths = 4
    while waiting:
        bundle = waiting[: rng.randint(1, 4)]
        for article in bundle:
            world.put(article)
        world.drain()
        if deaths and rng.random() < 0.4:
            deaths -= 1
            world = World(memory, limits, rng)
            waiting = [a for a in articles if a.entry_id not in view.outcomes or rng.random() < 0.2]
            rng.shuffle(waiting)
            continue
        for settlement in world.settled:
            memory.keep(settlement)
            view.keep(settlement)
        world.settled = []
        waiting = waiting[len(bundle) :]
    return view
