"""Made cases of which it is known what each page is: an article, and a second page with a site, a time and a truth.

Deterministic from a seed. A case is a list of pages in the order of arrival and what the last of them has to end as:
``new``, ``updated``, ``corrected``, ``withdrawn``, ``unchanged``, ``copy``, ``truncated``, or ``linked`` (new, and
said to rest on the other text). Each case has sentences of its own; the turns of phrase of all news are shared.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from tests.quality import made_pair_words as wordings
from tests.quality.made_pair_words import of_half
from tests.quality.made_words import ACTORS, BOILERPLATE, KINDS, OBJECTS, PLACES, QUOTES, REASONS, VERBS
from transforms import ids, instants
from transforms.records import Article

START = "2026-03-02T06:00:00.000Z"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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


def cases(count: int, seed: int = 1, half: str = "all") -> Iterator[Case]:
    """So many cases, all kinds in turn.

    Args:
        count: How many.
        seed: The same seed gives the same cases.
        half: Of which wordings they are made: ``seen``, ``held`` or ``all``.
    """
    kinds = list(KINDS_OF_CASE)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        maker = Maker(random.Random(f"{seed} {half} {number}"), number, half)
        yield KINDS_OF_CASE[kind](maker)._replace(kind=kind)


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
        told.insert(1, f"On {_DAYS[self.below(7)]} {self.pick(PLACES)} counted {100 + self.below(800)} of them.")
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


def _flat(text: Text) -> list[str]:
    return [sentence for paragraph in text.paragraphs for sentence in paragraph]


def _with(text: Text, line: str, *, top: bool) -> Text:
    return text._replace(paragraphs=[[line], *text.paragraphs] if top else [*text.paragraphs, [line]])


def _added(maker: Maker, text: Text, count: int) -> Text:
    paragraphs = [list(p) for p in text.paragraphs]
    for _ in range(count):
        paragraphs.insert(maker.below(len(paragraphs) + 1), [maker.word(wordings.ADDED), maker.sentence()])
    return text._replace(paragraphs=paragraphs)


def _replaced(text: Text, what: str, by: Callable[[re.Match[str]], str], count: int = 1) -> Text:
    body, done = re.subn(what, by, text.body, count=count)
    assert done, text.body
    return text._replace(paragraphs=[[line] for line in body.split("\n")])


def _figure(maker: Maker) -> Case:
    text = maker.text()
    return maker.again("corrected", text, _replaced(text, r"\b\d{3}\b", lambda m: str(int(m[0]) + 7 + maker.below(90))))


def _name(maker: Maker) -> Case:
    text = maker.text()
    where = r"(?<=day )[A-Z]\w+(?= counted)"
    return maker.again("corrected", text, _replaced(text, where, lambda m: "New" + m[0].lower()))


def _date(maker: Maker) -> Case:
    text = maker.text()
    day = _DAYS[maker.below(7)]
    other = lambda m: day if day != m[0] else _DAYS[(_DAYS.index(day) + 1) % 7]  # noqa: E731
    return maker.again("corrected", text, _replaced(text, r"(?<=On )\w+day", other))


def _notice(maker: Maker, *, alone: bool) -> Case:
    text = maker.text()
    after = text if alone else _replaced(text, r"\b\d{3}\b", lambda m: str(int(m[0]) + 3))
    return maker.again("corrected", text, _with(after, maker.word(wordings.CORRECTIONS), top=bool(maker.below(2))))


def _retracted(maker: Maker, *, whole: bool) -> Case:
    text = maker.text()
    notice = maker.word(wordings.RETRACTIONS)
    after = _with(text, notice, top=True) if whole else text._replace(paragraphs=[[notice]])
    return maker.again("withdrawn", text, after)


def _trap(maker: Maker) -> Case:
    text = maker.text()
    paragraphs = [*text.paragraphs[:2], [maker.word(wordings.TRAPS), maker.sentence()], *text.paragraphs[2:]]
    return maker.again("updated", text, text._replace(paragraphs=paragraphs))


def _line(maker: Maker, parts: tuple[str, ...]) -> Case:
    """A line that differs at each look, or comes, or goes."""
    text, top, how = maker.text(), bool(maker.below(2)), maker.below(4)
    wording = maker.pick(of_half(parts, maker._half))
    before = text if how == 0 else _with(text, maker.fill(wording), top=top)
    after = text if how == 1 else _with(text, maker.fill(wording), top=top)
    return maker.again("unchanged", before, after)


def _fused(maker: Maker) -> Case:
    text = maker.text()
    first, *rest = text.paragraphs
    wording = maker.pick(of_half(wordings.STAMPS, maker._half)) + maker.pick((".", " –", " |", ". "))
    before, after = ([[f"{maker.fill(wording)} {first[0]}", *first[1:]], *rest] for _ in range(2))
    return maker.again("unchanged", text._replace(paragraphs=before), text._replace(paragraphs=after))


def _listed(maker: Maker) -> Case:
    text = maker.text()
    lines = [[f"{mark}{maker.word(wordings.LISTED)}"] for mark in [maker.pick(("- ", "• ", ""))] for _ in range(6)]
    moved = lines[2:] + lines[:2] if maker.below(2) else lines[::-1]
    at = 1 + maker.below(len(text.paragraphs) - 1)
    first, last = text.paragraphs[:at], text.paragraphs[at:]
    return maker.again("unchanged", Text(text.title, first + lines + last), Text(text.title, first + moved + last))


def _links(maker: Maker, parts: tuple[str, ...], count: int) -> Case:
    text = maker.text()
    before, after = ([*text.paragraphs, *([maker.word(parts)] for _ in range(count))] for _ in range(2))
    return maker.again("unchanged", text._replace(paragraphs=before), text._replace(paragraphs=after))


def _typography(maker: Maker) -> Case:
    text = maker.text()
    body = text.body.replace("“", '"').replace("”", '"').replace("'", "’").replace(", and", " and", 1)
    body = body.replace(" ", "\u00a0", 1)
    return maker.again("unchanged", text, text._replace(paragraphs=[[line] for line in body.split("\n")]))


def _twin(maker: Maker) -> Case:
    text = maker.text()
    url = f"https://www.{maker._site}/news/{maker._number}-as-told-here"
    twin = maker.pick((f"{url}?utm_source=feed", f"{url}/amp", url.replace("www.", "m."), url.replace("https", "http")))
    return Case("", (maker.page(text), maker.page(text, minutes=90, url=twin)), 1, "unchanged", None)


def _live(maker: Maker) -> Case:
    entries = [[maker.fill(maker.pick(wordings.LIVE)), maker.sentence()] for _ in range(6 + maker.below(10))]
    newer = [[maker.fill(maker.pick(wordings.LIVE)), maker.sentence()] for _ in range(1 + maker.below(3))]
    title = f"Live: {maker.pick(PLACES)}"
    return maker.again("updated", Text(title, entries), Text(title, newer + entries))


def _rewritten(maker: Maker) -> Case:
    text = maker.text()
    told = _flat(text)
    for _ in range(3):
        told[maker.below(len(told))] = maker.sentence()
    return maker.again("updated", text, text._replace(paragraphs=[told[i : i + 2] for i in range(0, len(told), 2)]))


def _grown(maker: Maker) -> Case:
    case = _figure(maker)
    text = Text(case.pages[1].title, [[line] for line in case.pages[1].body.split("\n")])
    return case._replace(pages=(case.pages[0], maker.page(_added(maker, text, 2), minutes=400)), expected="updated")


def _shortened(maker: Maker) -> Case:
    text = maker.text(12)
    return maker.again("updated", text, text._replace(paragraphs=text.paragraphs[:-2]))


def _headline(maker: Maker) -> Case:
    text = maker.text()
    return maker.again("updated", text, text._replace(title=maker.sentence()[:70]))


def _wire(maker: Maker, text: Text) -> Text:
    told = [list(p) for p in text.paragraphs]
    told[0][0] = f"{maker.pick(PLACES).upper()} ({maker.pick(('Agency', 'AW', 'NBA wire'))}) — {told[0][0]}"
    if len(told) > 6 and maker.below(2):
        del told[-1]
    place = maker.below(len(told))
    told[place][0] = told[place][0].replace(" the ", " that ", 1).replace("per cent", "percent")
    if maker.below(2):
        told.append([maker.word(wordings.CREDITS)])
    return Text(f"{maker.pick(('Report', 'Region', 'Wire'))}: {text.title}", told)


def _copied(maker: Maker, how: str) -> Case:
    text = maker.text(12) if how == "wire" else maker.text()
    after = text
    if how == "wire":
        after = _wire(maker, text)
    elif how == "headline":
        after = text._replace(title=maker.word(wordings.HEADLINES))
    elif how == "furniture":
        own = maker.pick(BOILERPLATE).format(s=f"The {maker.pick(PLACES)} Courier")
        after = _with(text, own, top=False)
    elif how == "stamped":
        after = _with(text, maker.word(wordings.STAMPS), top=True)
    return maker.elsewhere("copy", text, after)


def _brief(maker: Maker) -> Case:
    text = maker.text(3, 4)
    return maker.elsewhere("copy", text, text._replace(title=maker.sentence()[:70]))


def _teaser(maker: Maker) -> Case:
    text = maker.text(14)
    told = _flat(text)[: 2 + maker.below(3)]
    while sum(len(s.split()) for s in told) < 26:
        told = _flat(text)[: len(told) + 1]
    return maker.elsewhere("truncated", text, text._replace(paragraphs=[told]))


def _stub(maker: Maker) -> Case:
    text = maker.text(14)
    words = text.body.split(" ")[: 30 + maker.below(60)]
    return maker.elsewhere(
        "truncated", text, text._replace(paragraphs=[[" ".join(words) + maker.pick(("…", " ...", ""))]])
    )


def _stub_first(maker: Maker) -> Case:
    """The stub is seen before the whole."""
    text = maker.text(14)
    stub = text._replace(paragraphs=[_flat(text)[:4]])
    pages = maker.page(stub, site=maker.other), maker.page(text, minutes=60 + maker.below(900))
    return Case("", pages, 0, "truncated", 1)


def _passages(maker: Maker) -> Case:
    text, own = maker.text(10), maker.text(10)
    told = _flat(text)
    at = maker.below(len(told) - 4)
    place = 1 + maker.below(len(own.paragraphs) - 1)
    paragraphs = [*own.paragraphs[:place], told[at : at + 3 + maker.below(2)], *own.paragraphs[place:]]
    return maker.elsewhere("new", text, own._replace(paragraphs=paragraphs), None)


def _boilerplate(maker: Maker) -> Case:
    shared = maker.pick(BOILERPLATE).format(s="The Courier")
    text, own = maker.text(5, 9), maker.text(5, 9)
    return maker.elsewhere("new", _with(text, shared, top=False), _with(own, shared, top=False), None)


def _later(maker: Maker, arrival: int) -> Case:
    """Facts added to another publisher's text."""
    text = maker.text(10)
    case = maker.elsewhere("linked", text, _added(maker, text, max(3, len(_flat(text)) // 4)))
    return maker.reverse(case) if arrival else case


def _toll(maker: Maker) -> Case:
    text = maker.text(10)
    changed = _replaced(text, r"\b\d{2,3}\b", lambda m: str(int(m[0]) + 11 + maker.below(60)), 3)
    return maker.elsewhere("linked", text, _added(maker, changed, 1))


def _late(maker: Maker) -> Case:
    """The earlier page arrives after its copy."""
    return maker.reverse(_copied(maker, "wire"))


def _named(maker: Maker) -> Case:
    """A page that names another publisher's page as the one it stands for is a copy, also where it was seen first."""
    text = maker.text()
    original = maker.page(text, minutes=60 + maker.below(600))
    copy = replace(maker.page(text, site=maker.other), canonical_url=original.url)
    order = (copy, original) if maker.below(2) else (original, copy)
    return Case("", order, order.index(copy), "copy", order.index(original))


def _original(maker: Maker) -> Case:
    """And the page that it names is none."""
    case = _named(maker)
    return case._replace(asked=1 - case.asked, expected="new", source=None)


KINDS_OF_CASE: dict[str, Callable[[Maker], Case]] = {
    "quote added": lambda m: (lambda t: m.again("updated", t, _added(m, t, 1)))(m.text()),
    "facts added": lambda m: (lambda t: m.again("updated", t, _added(m, t, 3)))(m.text()),
    "figure changed": _figure,
    "name changed": _name,
    "date changed": _date,
    "correction noted": lambda m: _notice(m, alone=False),
    "only a notice": lambda m: _notice(m, alone=True),
    "retracted": lambda m: _retracted(m, whole=False),
    "retracted in place": lambda m: _retracted(m, whole=True),
    "others retract": _trap,
    "time stamp": lambda m: _line(m, wordings.STAMPS),
    "fused time stamp": _fused,
    "counter": lambda m: _line(m, wordings.COUNTERS),
    "list reordered": _listed,
    "links below": lambda m: _links(m, wordings.LINKS, 3),
    "credit below": lambda m: _links(m, wordings.CREDITS, 1),
    "typography": _typography,
    "twin address": _twin,
    "live entries": _live,
    "rewritten": _rewritten,
    "figure and facts": _grown,
    "shortened": _shortened,
    "headline changed": _headline,
    "exact copy": lambda m: _copied(m, "exact"),
    "wire edited": lambda m: _copied(m, "wire"),
    "headline translated": lambda m: _copied(m, "headline"),
    "copy with furniture": lambda m: _copied(m, "furniture"),
    "copy with a stamp": lambda m: _copied(m, "stamped"),
    "brief": _brief,
    "teaser": _teaser,
    "paywall stub": _stub,
    "stub seen first": _stub_first,
    "passages reused": _passages,
    "shared boilerplate": _boilerplate,
    "later version": lambda m: _later(m, 0),
    "later version first": lambda m: _later(m, 1),
    "figures moved on": _toll,
    "original arrives late": _late,
    "names its source": _named,
    "named as source": _original,
}
