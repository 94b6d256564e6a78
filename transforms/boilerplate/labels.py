"""Labels and the headlines behind them: ``READ MORE: Mayor opens new bridge``, ``Lesen Sie auch``, ``LEE MÁS | …``.

The label is easy. Where its headline ends is not: nothing closes it but the end of the line, a joint or a new sentence.
Where that is unclear the headline stays, and so does its label: half a headline would read as body text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from transforms.boilerplate.features import Line, Reading, Unit, count_words
from transforms.boilerplate.joints import joint
from transforms.boilerplate.lexicon import WORD, Hit
from transforms.boilerplate.rules import Rules

_COLONS = ":|›»→▶►>："
COLON = re.compile(f"[{_COLONS}]")
_SEPARATORS = ":|›»→▶►>： \t\xa0-–—"
_HEADLINE_WORDS = 32
_SHORT = 4


def split(body: str, parts: list[tuple[int, int]], hits: list[Hit], rules: Rules) -> list[tuple[int, int]]:
    """The sentence spans, divided again where a label with a colon opens in the middle of one."""
    places: list[int] = []
    reached = 0
    for hit in hits:
        if hit.cue in rules.labels:
            inner, reached = hit.start < reached, max(reached, hit.end)
            if not inner and body[hit.start].isupper() and _colon(body, hit.end) and not _inside(body, hit.start):
                places.append(hit.start)
    divided: list[tuple[int, int]] = []
    for start, end in parts:
        for place in places[bisect_right(places, start) : bisect_left(places, end)]:
            if start < place < end and WORD.search(body, start, place):
                at = place
                while at > start and body[at - 1].isspace():
                    at -= 1
                divided.append((start, at))
                start = place
        divided.append((start, end))
    return divided


def _inside(body: str, at: int) -> bool:
    """The label's first letter stands inside a word or name."""
    return at > 0 and (body[at - 1].isupper() or body[at - 1] in "-'’/")


def _colon(body: str, at: int) -> bool:
    while at < len(body) and body[at] in " \xa0":
        at += 1
    return at < len(body) and body[at] in _COLONS


def judge(reading: Reading, line: Line, units: list[Unit]) -> list[Unit]:
    """The units of a line, those that open with a label replaced by one that reaches to the end of its headline."""
    body, rules = reading.body, reading.rules
    judged: list[Unit] = []
    at = line.start
    for index, unit in enumerate(units):
        if unit.end <= at:
            continue
        start = max(unit.start, at)
        hit = _label(reading, unit) if start == unit.start else None
        stop = _headline_end(reading, line, units, index, hit) if hit is not None else None
        if hit is None or stop is None:
            judged.append(Unit(start, unit.end, unit.line, [h for h in unit.hits if h.start >= start]))
            at = unit.end
            continue
        rule = rules.labels[hit.cue]
        judged.append(Unit(unit.start, stop, unit.line, [], rule, rule.weight, hit.end))
        at = stop
        while at < unit.end and body[at].isspace():
            at += 1
        if at < unit.end:
            judged.append(Unit(at, unit.end, unit.line, [h for h in unit.hits if h.start >= at]))
            at = unit.end
    return judged


def _label(reading: Reading, unit: Unit) -> Hit | None:
    """The longest label that opens the unit and is followed as a label is."""
    body, rules = reading.body, reading.rules
    first = WORD.search(reading.folded, unit.start, unit.end)
    opening = [hit for hit in unit.hits if hit.cue in rules.labels and first and hit.start == first.start()]
    for hit in sorted(opening, key=lambda h: -h.end):
        after = hit.end
        while after < unit.end and body[after] in " \xa0":
            after += 1
        if after >= unit.end or body[after] in _COLONS:
            return hit
        if rules.labels[hit.cue].bare and (
            body[after].isupper() or body[after] in '"“„«‘(-–—¿¡' or body[after].isdigit()
        ):
            return hit
    return None


def _headline_end(reading: Reading, line: Line, units: list[Unit], index: int, hit: Hit) -> int | None:
    body, unit, after = reading.body, units[index], hit.end
    while after < line.end and body[after] in _SEPARATORS:
        after += 1
    if after >= line.end:
        return line.end
    if after >= unit.end:  # the sentence ended with the label: the headline is the next
        if index + 1 >= len(units):
            return unit.end
        unit = units[index + 1]
        if body[hit.end].isalnum() and (unit.end >= line.end or body[unit.end].isspace()):
            return units[index].end  # a button ("Read onThe harbour …"): one joint, and no headline
    if body[unit.end - 1] == "?" and index + 1 < len(units) and _asks_on(body, line, units, unit):
        return after if after <= unit.start else _before(body, after, hit.end)
    found = joint(body, after, unit.end, reading.grammar, least=3)
    if found is not None:
        return _before(body, found, after)
    if unit is not units[index] and unit.end < line.end and body[unit.end - 1] in ".。" and not _marked(body, hit.end):
        return units[index].end  # a label alone, and running text behind it
    rest = count_words(body, after, line.end)
    closed = body[line.end - 1] in ".。" or body[line.end - 2 : line.end - 1] == "."
    closed = closed or any(body[u.end - 1] in ".。" for u in units[index + 1 :])
    words = count_words(body, after, unit.end)
    last = body[unit.end - 1]
    if unit.end >= line.end:
        return unit.end if words <= (_HEADLINE_WORDS if not closed else _HEADLINE_WORDS // 2) else None
    if rest <= _HEADLINE_WORDS and not closed and body[unit.end].isspace():
        return line.end
    if last in ".。" or words > _HEADLINE_WORDS:
        return None
    if last in "?!…" and words < _SHORT:
        return None
    return unit.end


def _asks_on(body: str, line: Line, units: list[Unit], unit: Unit) -> bool:
    """The sentence behind this question is a question too: a lead asks on like that, a headline does not."""
    following = next((other for other in units if other.start >= unit.end), None)
    return following is not None and following.end < line.end and body[following.end - 1] == "?"


def _marked(body: str, at: int) -> bool:
    """A colon or its like stands behind the label."""
    return body[at : at + 3].lstrip(" \xa0")[:1] in (*_COLONS,)


def _before(body: str, at: int, floor: int) -> int:
    while at > floor and body[at - 1].isspace():
        at -= 1
    return at
