"""The pure decision with its index over a made stream: sketch, ask, decide, as the DoFns do them, without Beam."""

from __future__ import annotations

import gc
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import psutil

from tests.quality.made_stories import Made, stream
from tests.quality.story_truth import Judge
from transforms.records import Fact, Sketch
from transforms.stories.decide import decide
from transforms.stories.identity import article_id_of
from transforms.stories.index import Index
from transforms.stories.limits import Limits
from transforms.stories.sketch import sketch_article
from transforms.stories.story import Story, decode, encode
from transforms.stories.text import ArticleText

_BATCH = 500
# Encoded stories that are kept, as a state that expires would: far more than copies of them lie apart.
_STORIES = 40_000


@dataclass
class Phase:
    """A stretch of the stream: CPU seconds by step, and what the index held at its end."""

    documents: int = 0
    sketch: float = 0.0
    ask: float = 0.0
    decide: float = 0.0
    held: int = 0
    index_bytes: int = 0

    @property
    def total(self) -> float:
        return self.sketch + self.ask + self.decide


@dataclass
class Decision:
    """What the whole stream took."""

    phases: list[Phase] = field(default_factory=list)
    judge: Judge = field(default_factory=Judge)
    #: Seconds of a fixed piece of work, again and again while the stream went by: how busy the machine was.
    fixed: list[float] = field(default_factory=list)
    #: By how much the process grew, in bytes, without the window of stories.
    grown: int = 0


class Decider:
    """One index and the stories of the last while."""

    def __init__(self, judge: Judge) -> None:
        self.limits = Limits()
        self.index = Index(self.limits)
        self._stories: OrderedDict[str, bytes] = OrderedDict()
        self._judge = judge

    def take(self, batch: list[Made], phase: Phase) -> None:
        begun = time.process_time()
        texts = [ArticleText(made.article) for made in batch]
        sketches = [sketch_article(text, article_id_of(made.article)) for text, made in zip(texts, batch, strict=True)]
        sketched = time.process_time()
        facts = [fact for text, sketch in zip(texts, sketches, strict=True) for fact in self._facts(text, sketch)]
        asked = time.process_time()
        for article_id, fact in facts:
            self._tell(article_id, fact)
        told = time.process_time()
        while len(self._stories) > _STORIES:
            self._stories.popitem(last=False)
        phase.documents += len(batch)
        phase.sketch += sketched - begun
        phase.ask += asked - sketched
        phase.decide += told - asked

    def _facts(self, text: ArticleText, sketch: Sketch) -> Iterator[tuple[str, Fact]]:
        answer = self.index.ask(sketch)
        yield (
            sketch.article_id,
            Fact(text.article, group=0, entry_id=sketch.entry_id, matches=answer.matches, text_digest=text.digest),
        )
        for article_id, match in answer.told:
            yield article_id, Fact(group=0, matches=(match,))

    def _tell(self, article_id: str, fact: Fact) -> None:
        data = self._stories.get(article_id)
        story, settlement = decide(decode(data) if data else Story(article_id), fact, self.limits)
        done = settlement is not None and not story.pending
        self._stories[article_id] = settlement.story if done else encode(story)  # as the stage does
        if settlement is not None:
            self._judge.settle(settlement)


def _fixed_work() -> float:
    begun, total = time.process_time(), 0
    for number in range(10_000):
        total += number & 7
    return time.process_time() - begun


def measure(size: int, seed: int, phases: int) -> Decision:
    """The made stream of that size through the decision."""
    gc.freeze()  # as a run does: what was loaded is looked at no more
    decision = Decision()
    decider = Decider(decision.judge)
    before = psutil.Process().memory_info().rss
    made = stream(size, seed)
    for number in range(phases):
        phase = Phase()
        decision.phases.append(phase)
        left = size * (number + 1) // phases - size * number // phases
        while left:
            batch = list(islice(made, min(_BATCH, left)))
            left -= len(batch)
            decision.judge.expect(batch)
            decider.take(batch, phase)
            decision.fixed.append(_fixed_work())
        phase.held, phase.index_bytes = len(decider.index), decider.index.size
    decision.grown = psutil.Process().memory_info().rss - before
    return decision
