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

from tests.quality import made_pair_words as wordings
from tests.quality.made_pair_maker import DAYS, Case, Maker, Text
from tests.quality.made_pair_words import of_half
from tests.quality.made_words import BOILERPLATE, PLACES


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
    day = DAYS[maker.below(7)]
    other = lambda m: day if day != m[0] else DAYS[(DAYS.index(day) + 1) % 7]  # noqa: E731
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
