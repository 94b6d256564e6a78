"""Which blocks of a site are furniture: text that comes back in stories that have nothing else in common.

Counted are *independent* stories: reports of one event are one. A block that keeps to one section, one author or one
topic of a site that has more of them is a series, a column or a standing background, and stays. How often a block must
come back depends on what it says (``forms.py``): an appeal to the reader is told early, a plain sentence only where
most stories begin or end with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from transforms.learn.blocks import Story
from transforms.learn.forms import Form


@dataclass(frozen=True, slots=True)
class Floors:
    """From when on a block of one level of ``Form.appeal`` is learned. Conservative: when in doubt it stays."""

    #: Independent stories with it.
    stories: int
    #: Of the site's stories since it was first seen, the share that has it.
    share: float
    #: Share of its stories in which it stands at the very beginning or end.
    at_edge: float = 0.0


# Where pages tell neither sections nor authors, nothing shows that a block keeps to none of them: more must have it.
_UNSPREAD = 0.1
# What opens its stories, as a series' introduction does, must be in so many: by ``Form.appeal``.
_OPENS, _OPENING_SHARES = 0.8, (0.5, 0.5, 0.33)

#: By ``Form.appeal``.
FLOORS = (Floors(6, 0.5, 0.8), Floors(4, 0.3), Floors(3, 0.2))
#: Of a site with fewer stories nothing is learned: too little is known of what its stories have in common.
LEAST_OF_SITE = 10
#: Fewer stories with a block are not looked at.
LEAST_STORIES = min(floor.stories for floor in FLOORS)

_EDGE_FIRST, _EDGE_LAST = 2, 4
# Stories that share more of their key words, weighed by how rare they are on the site, report one event.
_ONE_EVENT = 0.5
# Stories with the block that are so much more alike than they are to the site's others are on one topic.
_ONE_TOPIC = 2.5
_LEAST_ALIKE = 0.08
# A section or author with more of the site's stories says nothing.
_MOST_OF_SITE = 0.8


class Evidence(NamedTuple):
    """What was counted of a block."""

    #: Stories with it, and how many independent ones among them.
    stories: int
    independent: int
    #: The site's stories since the first with it.
    of: int
    #: Share of its stories in which it stands at the beginning or end.
    at_edge: float
    #: Share of its stories that open with it.
    opens: float
    #: It is known to stand in more than one section, or in stories of more than one author.
    spread: bool
    #: Why it may be a part of its stories although it comes back; '' for no reason.
    kept: str


class Site:
    """The stories of one site, ready for questions. ``stories`` by order, the oldest first."""

    def __init__(self, stories: Sequence[Story]) -> None:
        self.stories = stories
        self._with: dict[int, list[int]] = defaultdict(list)
        for index, story in enumerate(stories):
            for block in story.blocks:
                self._with[block].append(index)
        topics = [frozenset(story.words) for story in stories]
        seen = Counter(word for topic in topics for word in topic)
        self._topics = topics
        self._weight = {word: log(len(topics) / times) for word, times in seen.items()}
        #: How alike each story is to each before it; worked out when it is first asked for (100 stories: 20 ms).
        self._alike: list[list[float]] = []

    def recurring(self) -> list[int]:
        """The blocks in enough stories to be looked at, the most frequent first."""
        often = [block for block, indexes in self._with.items() if len(indexes) >= LEAST_STORIES]
        return sorted(often, key=lambda block: (-len(self._with[block]), block))

    def stories_with(self, block: int) -> list[Story]:
        """The stories that have a block, the oldest first."""
        return [self.stories[index] for index in self._with.get(block, ())]

    def evidence(self, block: int, said: frozenset[int] = frozenset()) -> Evidence:
        """What the site's stories say about a block. ``said``: its own words as key words, which are no topic."""
        found = self._with[block]
        edges = sum(self._is_edge(index, block) for index in found)
        return Evidence(
            stories=len(found),
            independent=self._independent(found),
            of=len(self.stories) - found[0],
            at_edge=edges / len(found),
            opens=sum(block in self.stories[index].blocks[:_EDGE_FIRST] for index in found) / len(found),
            spread=any(len({v for i in found if (v := of(self.stories[i]))}) > 1 for of in (_sections, _authors)),
            kept=self._concentrated(found) or self._one_topic(found, said),
        )

    def _likeness(self, one: int, other: int) -> float:
        if not self._alike:
            self._alike = [
                [self._compared(one, other) for other in self._topics[:place]] for place, one in enumerate(self._topics)
            ]
        return self._alike[max(one, other)][min(one, other)]

    def _compared(self, one: frozenset[int], other: frozenset[int]) -> float:
        """The share of their key words that two stories have in common, weighed by how rare a word is on the site. A
        story without any of its own is like every other: it is made of what comes back."""
        weight = self._weight
        least = min(sum(weight[word] for word in sorted(topic)) for topic in (one, other))
        return sum(weight[word] for word in sorted(one & other)) / least if least else 1.0

    def _independent(self, found: Sequence[int]) -> int:
        """How many of the stories report an event of their own, counted in order."""
        counted: list[int] = []
        for index in found:
            if all(self._likeness(index, other) < _ONE_EVENT for other in counted):
                counted.append(index)
        return len(counted)

    def _is_edge(self, index: int, block: int) -> bool:
        blocks = self.stories[index].blocks
        place = blocks.index(block)
        return place < _EDGE_FIRST or place >= len(blocks) - _EDGE_LAST

    def _concentrated(self, found: Sequence[int]) -> str:
        """Whether the block keeps to one section or author of a site that has more."""
        for name, of in (("one-section", _sections), ("one-author", _authors)):
            everywhere = [value for story in self.stories if (value := of(story))]
            here = {value for index in found if (value := of(self.stories[index]))}
            if len(here) == 1 and everywhere.count(next(iter(here))) < _MOST_OF_SITE * len(everywhere):
                return name
        return ""

    def _one_topic(self, found: Sequence[int], said: frozenset[int]) -> str:
        """Whether the stories with the block are far more alike than they are to the site's others."""
        here = frozenset(found)
        others = [topic for index, topic in enumerate(self._topics) if index not in here]
        if len(others) < LEAST_STORIES:
            return ""
        topics = [self._topics[index] - said for index in found]
        alike = _mean(self._compared(a, b) for i, a in enumerate(topics) for b in topics[:i])
        usual = _mean(self._compared(a, b) for a in topics for b in others)
        return "one-topic" if alike > max(_LEAST_ALIKE, _ONE_TOPIC * usual) else ""


def why_kept(form: Form, evidence: Evidence) -> str:
    """The decision on one block: why it stays with its stories, in a word; '' where it is furniture."""
    floor = FLOORS[form.appeal]
    if form.story or evidence.kept:
        return form.story or evidence.kept
    if evidence.independent < floor.stories:
        return "few-stories"
    share = floor.share if evidence.spread else floor.share + _UNSPREAD
    if evidence.opens >= _OPENS:
        share = max(share, _OPENING_SHARES[form.appeal])
    if evidence.stories < share * evidence.of:
        return "small-share"
    return "no-place" if evidence.at_edge < floor.at_edge else ""


def _sections(story: Story) -> int:
    return story.section


def _authors(story: Story) -> tuple[int, ...]:
    return story.authors


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
