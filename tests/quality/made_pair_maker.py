"""One made case under way: sites, times and sentences drawn from the parts, and the pages made of them."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import NamedTuple

from tests.quality.made_pair_words import of_half
from tests.quality.made_words import ACTORS, KINDS, OBJECTS, PLACES, QUOTES, REASONS, VERBS
from transforms import ids, instants
from transforms.records import Article

START = "2026-03-02T06:00:00.000Z"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Case(NamedTuple):
    """Pages in the order of arrival, and what one of them has to end as."""

    kind: str
    pages: tuple[Article, ...]
    #: Place of the page that is asked about.
    asked: int
    expected: str
    #: Place of the page that it has to be linked to (as copy, or as resting on it); None: to none.
    source: int | None


class Text(NamedTuple):
    """Headline and paragraphs, each a list of sentences."""

    title: str
    paragraphs: list[list[str]]

    @property
    def body(self) -> str:
        """The text as it stands in an article."""
        return "\n".join(" ".join(sentences) for sentences in self.paragraphs)


class Maker:
    """Makes the texts and pages of one case."""

    def __init__(self, chance: random.Random, number: int, half: str) -> None:
        self._chance, self._number, self._half = chance, number, half
        self._site = f"paper{self.below(400)}.example"
        self._other = f"gazette{self.below(400)}.example"
        self._at = instants.shift(START, minutes=number % 5_000)
        self._pages = 0

    def below(self, bound: int) -> int:
        return int(self._chance.random() * bound)

    def pick(self, parts: tuple[str, ...]) -> str:
        return parts[self.below(len(parts))]

    def word(self, parts: tuple[str, ...]) -> str:
        """One of the wordings of this half, filled."""
        return self.fill(self.pick(of_half(parts, self._half)))

    def fill(self, part: str) -> str:
        day = f"{1 + self.below(28)} March 2026" if self.below(2) else f"{1 + self.below(28):02d}.03.2026"
        return part.format(
            p=self.pick(PLACES), a=self.pick(KINDS), n=20 + self.below(900), m=2 + self.below(17), s="", d=day,
            t=f"{self.below(24):02d}:{self.below(60):02d}",
        )  # fmt: skip

    def sentence(self) -> str:
        if self.below(6) == 0:
            return self.fill(self.pick(QUOTES))
        actor, thing = self.fill(self.pick(ACTORS)), self.fill(self.pick(OBJECTS))
        said = f"{actor[0].upper()}{actor[1:]} {self.pick(VERBS)} {thing}"
        if self.below(3):
            said += f" {self.fill(self.pick(REASONS))}"
        if self.below(3) == 0:
            said += f", and {self.fill(self.pick(ACTORS))} {self.pick(VERBS)} {self.fill(self.pick(OBJECTS))}"
        return f"{said}."

    def text(self, least: int = 8, most: int = 24) -> Text:
        told = [self.sentence() for _ in range(least + self.below(most - least))]
        told.insert(1, f"On {DAYS[self.below(7)]} {self.pick(PLACES)} counted {100 + self.below(800)} of them.")
        paragraphs, rest = list[list[str]](), told
        while rest:
            size = 1 + self.below(3)
            paragraphs, rest = [*paragraphs, rest[:size]], rest[size:]
        return Text(f"{self.pick(PLACES)}: {told[0][:60]}", paragraphs)

    def page(self, text: Text, *, site: str = "", minutes: int = 0, url: str = "", body: str | None = None) -> Article:
        self._pages += 1
        site = site or self._site
        address = url or f"https://www.{site}/news/{self._number}-as-told-here"
        at = instants.shift(self._at, minutes=minutes)
        body = text.body if body is None else body
        digest = ids.content_digest(f"{text.title}\n{body}".encode())
        return Article(
            entry_id=ids.entry_id(address, at, digest), url=address, canonical_url=None, site=site, feed_url=None,
            fetched_at=at, title=text.title, standfirst="", body=body, language="en",
        )  # fmt: skip

    def again(self, expected: str, before: Text, after: Text) -> Case:
        """The same address later."""
        later = 20 + self.below(2_000)
        return Case("", (self.page(before), self.page(after, minutes=later)), 1, expected, None)

    def elsewhere(self, expected: str, before: Text, after: Text, source: int | None = 0) -> Case:
        """Another publisher later."""
        pages = self.page(before), self.page(after, site=self._other, minutes=5 + self.below(2_000))
        return Case("", pages, 1, expected, source)

    def reverse(self, case: Case, **changes: str | None) -> Case:
        """The second page arrives first; times stay."""
        source = None if case.source is None else 1
        return case._replace(pages=(replace(case.pages[1], **changes), case.pages[0]), asked=0, source=source)  # type: ignore[arg-type]

    @property
    def other(self) -> str:
        return self._other
