"""How well the full decision tells made cases apart: ``python -m tests.quality.made_pairs_score [--left KIND]``.

All cases go through one index and one chain an article, as in the pipeline; what counts is what stands in the end.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.quality.made_pair_maker import Case
from tests.quality.made_pairs import cases
from transforms.records import Article, Fact, Outcome, Record, Settlement
from transforms.stories.decide import decide
from transforms.stories.identity import article_id_of
from transforms.stories.index import Index
from transforms.stories.limits import Limits
from transforms.stories.sketch import sketch_article
from transforms.stories.story import Story
from transforms.stories.text import ArticleText

COUNT = 4_000


@dataclass
class Settled:
    """What a store holds in the end, by entry and by record."""

    limits: Limits = field(default_factory=Limits)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    _stories: dict[str, Story] = field(default_factory=dict)
    _index: Index = field(default_factory=lambda: Index(Limits()))

    def take(self, article: Article) -> None:
        """A page arrives."""
        article_id = article_id_of(article)
        text = ArticleText(article)
        sketch = sketch_article(text, article_id)
        answer = self._index.ask(sketch)
        own = Fact(article, group=0, entry_id=article.entry_id, matches=answer.matches, text_digest=text.digest)
        for to, fact in [(article_id, own), *((to, Fact(group=0, matches=(match,))) for to, match in answer.told)]:
            story, settlement = decide(self._stories.get(to, Story(to)), fact, self.limits)
            self._stories[to] = story
            self._keep(settlement or Settlement())

    def _keep(self, settlement: Settlement) -> None:
        self.outcomes.update({outcome.entry_id: outcome for outcome in settlement.outcomes})
        self.records.update({record.id: record for record in settlement.records})

    def said(self, case: Case) -> str:
        """What the page that is asked about is; with ``!`` behind it where it is linked to another than it should."""
        outcome = self.outcomes.get(case.pages[case.asked].entry_id)
        if outcome is None or outcome.outcome in ("unchanged", "dropped"):
            return outcome.outcome if outcome else "nothing"
        record = self.records[outcome.record_id or ""]
        link = record.copies_of or record.based_on
        status = "linked" if record.status == "new" and record.based_on else record.status
        wanted = None if case.source is None else self.outcomes[case.pages[case.source].entry_id].record_id
        return status if link == wanted else f"{status}!"


def score(
    count: int = COUNT, seed: int = 1, half: str = "all"
) -> tuple[dict[str, Counter[str]], list[tuple[Case, str]]]:
    """By kind what was said (``right`` for what is), and the cases that went wrong."""
    settled, made = Settled(), list(cases(count, seed, half))
    for case in made:
        for page in case.pages:
            settled.take(page)
    found: dict[str, Counter[str]] = {}
    wrong = []
    for case in made:
        said = settled.said(case)
        right = said == case.expected
        found.setdefault(case.kind, Counter())["right" if right else said] += 1
        wrong += [] if right else [(case, said)]
    return found, wrong


def accuracy(found: dict[str, Counter[str]]) -> float:
    """The share of cases that are right."""
    total = sum(found.values(), Counter[str]())
    return total["right"] / max(1, total.total())


def main(arguments: Sequence[str]) -> int:
    """Prints the tables of both halves of the wordings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=["seen", "held"], help="of one half of the wordings only")
    parser.add_argument("--left", help="print the cases of this kind that are wrong (never of the held half)")
    given = parser.parse_args(arguments)
    for half in [given.half] if given.half else ["seen", "held"]:
        found, wrong = score(given.count // 2, given.seed, half)
        cases_of = given.count // 2
        print(f"made pairs, wordings {half}: {accuracy(found):.4f} of {cases_of} cases decided right")
        for kind, said in found.items():
            others = ", ".join(f"{n} {what}" for what, n in sorted(said.items()) if what != "right")
            print(f"  {kind:24}{said['right'] / said.total():.3f} of {said.total()}{'  ' + others if others else ''}")
        for case, said in wrong if half == "seen" else []:
            if case.kind == given.left:
                texts = "\n---\n".join(f"{p.fetched_at} {p.url}\n{p.title}\n{p.body}" for p in case.pages)
                print(f"== {case.kind}: {said} for {case.expected}\n{texts}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
