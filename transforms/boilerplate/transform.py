"""DropBoilerplate: Article -> Article with the boilerplate cut out of its body, span by span.

Works on each article by itself, bounded or not, without state. Behind the rules of the packs come those learned of the
article's publisher (``transforms/learn``), by the snapshot in force when the page was fetched. Main output
``articles``; on LOST, as Settlements, the articles of which nothing is left (dropped, ``only-boilerplate``). Nothing
fails here: any text is either cut or not.
Metrics: ``boilerplate-in``, ``boilerplate-out``, ``boilerplate-dropped``, ``boilerplate-characters-cut``
(distribution) and ``boilerplate-cut-KIND``, spans by kind (``learned`` is one).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from transforms import coders as _coders  # noqa: F401  registers the records' coders
from transforms import metrics
from transforms.boilerplate import engine, packs
from transforms.boilerplate.rules import KINDS, Rules
from transforms.failures import LOST, Dropped
from transforms.learn.apply import KIND, ScheduledCutter
from transforms.learn.schedule import Schedule
from transforms.learn.transform import LearnedFile
from transforms.records import Article, Outcome, Settlement

STAGE = "boilerplate"


@beam.typehints.with_input_types(Article)
@beam.typehints.with_output_types(Article)
class CutBoilerplate(beam.DoFn):  # type: ignore[misc]
    """One article in, one out, or its drop on LOST."""

    def __init__(self, names: Sequence[str] | None, learned: Schedule | None = None, learned_file: str = "") -> None:
        self._names = None if names is None else tuple(names)
        self._learned = learned or Schedule()
        self._learned_file = learned_file
        self._in = metrics.counter(STAGE, "in")
        self._out = metrics.counter(STAGE, "out")
        self._dropped = metrics.counter(STAGE, "dropped")
        self._characters = metrics.distribution(STAGE, "characters-cut")
        self._kinds = {kind: metrics.counter(STAGE, f"cut-{kind}") for kind in sorted((*KINDS, KIND))}

    def setup(self) -> None:
        self._rules: Rules = packs.load(self._names)
        self._cutter = ScheduledCutter(self._learned)
        self._file = LearnedFile(self._learned_file) if self._learned_file else None

    def start_bundle(self) -> None:
        schedule = self._file.read() if self._file is not None else None
        if schedule is not None:
            self._cutter = ScheduledCutter(schedule)

    def process(self, article: Article) -> Iterator[Any]:
        self._in.inc()
        try:
            cleaned = self._cutter.clean(engine.clean(article, self._rules))
        except Dropped as drop:
            self._dropped.inc()
            yield beam.pvalue.TaggedOutput(LOST, settle_drop(article, drop.reason))
            return
        before = len(article.removed)
        if len(cleaned.removed) > before:
            self._characters.update(len(article.body) - len(cleaned.body))
            for span in cleaned.removed:
                if span.kind in self._kinds:
                    self._kinds[span.kind].inc()
        self._out.inc()
        yield cleaned


def settle_drop(article: Article, reason: str) -> Settlement:
    """What is written of an article that is dropped here, where its page is no longer at hand."""
    outcome = Outcome(
        entry_id=article.entry_id,
        outcome="dropped",
        reason=reason,
        stage=STAGE,
        url=article.url,
        site=article.site,
        fetched_at=article.fetched_at,
    )
    return Settlement(outcomes=(outcome,))


@dataclass
class DropBoilerplate(beam.PTransform):  # type: ignore[misc]
    """Takes boilerplate out of the bodies of Articles.

    ``packs``: ids of the rule packs to use beside ``common``; None for all that come with newsbeam. A pack that is not
    known is refused when the graph is built (``PackError``, a ValueError). ``learned``: snapshots of learned rules;
    ``learned_file``: a file with one that workers read again every five minutes (a cluster), instead. Returns the
    outputs ``articles`` (Article) and LOST (Settlement).
    """

    packs: Sequence[str] | None = None
    learned: Schedule | None = None
    learned_file: str = ""

    def expand(self, articles: beam.PCollection[Article]) -> Any:
        packs.load(self.packs)
        cut = CutBoilerplate(self.packs, self.learned, self.learned_file)
        return articles | "Cut boilerplate" >> beam.ParDo(cut).with_outputs(LOST, main="articles")
