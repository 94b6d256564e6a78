"""Deciding: what goes, with what its neighbours lend it, the links behind a heading, and the middle of an appeal."""

from __future__ import annotations

from itertools import pairwise

from transforms.boilerplate.features import Reading, Unit, count_words, ends_open, holds, quotations
from transforms.boilerplate.rules import Rule
from transforms.boilerplate.scoring import THRESHOLD
from transforms.boilerplate.sentences import sentences

_NEIGHBOUR = 0.35
_WEAK = 0.4
# A short sentence nearly sure ("Have a tip?") lends to what is heard beside it, whatever the kinds.
_NEARLY, _SHORT = 0.65, 80
_PASSES = 10
_TELLING = ("sentence", "voice", "between")
_BETWEEN = 10
_TAKEN = 12
_LINK_WORDS = 24


def support(units: list[Unit]) -> None:
    """Decides, and lets what goes and what is nearly sure lend to weak neighbours until nothing more goes."""
    for unit in units:
        unit.cut = unit.rule is not None and unit.score >= THRESHOLD
    weak = [i for i, unit in enumerate(units) if unit.rule is not None and not unit.cut and unit.score >= _WEAK]
    for _ in range(_PASSES):
        waiting, weak = weak, []
        for index in waiting:
            unit = units[index]
            lent = max((_lends(units, other, unit) for other in (index - 1, index + 1)), default=0.0)
            if unit.score + _NEIGHBOUR * lent >= THRESHOLD:
                unit.cut = True
            else:
                weak.append(index)
        if len(weak) == len(waiting):
            break


def _lends(units: list[Unit], other: int, unit: Unit) -> float:
    if not 0 <= other < len(units):
        return 0.0
    neighbour = units[other]
    heard = unit.rule is not None and unit.rule.form == "voice"
    if heard and not unit.shown:
        return 0.0  # of the trade, but nobody's own: news beside a notice
    other_kind = neighbour.rule is not None and unit.rule is not None and neighbour.rule.kind != unit.rule.kind
    if (heard or other_kind) and neighbour.rule is not None and neighbour.rule.form not in _TELLING:
        return 0.0  # a label or a known line is whole by itself: what stands beside it is more often the story
    if neighbour.cut:
        return 1.0
    if heard and neighbour.score >= _NEARLY and neighbour.end - neighbour.start <= _SHORT:
        return neighbour.score
    if neighbour.rule is not None and unit.rule is not None and neighbour.rule.kind == unit.rule.kind:
        return max(0.0, neighbour.score)
    return 0.0


def take_lists(body: str, units: list[Unit]) -> None:
    """Behind a heading such as "Related stories" the links go too: bulleted lines, several short ones without a full
    stop, or what is left of the body."""
    if not any(unit.cut and unit.rule is not None and unit.rule.takes for unit in units):
        return
    by_line: dict[int, list[Unit]] = {}
    for unit in units:
        by_line.setdefault(unit.line, []).append(unit)
    for index, unit in enumerate(units):
        if not unit.cut or unit.rule is None or not unit.rule.takes or len(by_line[unit.line]) > 1:
            continue
        if unit.evidence < unit.end and count_words(body, unit.evidence, unit.end):
            continue
        taken: list[Unit] = []
        for following in units[index + 1 : index + 1 + _TAKEN]:
            if following.cut or not _like_link(body, following, by_line):
                break
            taken.append(following)
        bulleted = [u for u in taken if body[u.start] in "-•*–"]
        if bulleted and taken[0] in bulleted:
            taken = bulleted
        ends = index + len(taken) + 1 >= len(units)
        if ends or len(taken) > 1 or bulleted or body[unit.start : unit.end].rstrip().endswith(":"):
            for following in taken:
                following.rule, following.cut, following.evidence = unit.rule, True, following.end


def _like_link(body: str, unit: Unit, by_line: dict[int, list[Unit]]) -> bool:
    if len(by_line[unit.line]) > 1 or body[unit.end - 1] in ".:,;。":
        return False
    return (
        ends_open(body, unit.start, unit.end)
        and count_words(body, unit.start, min(unit.end, unit.start + 400)) <= _LINK_WORDS
    )


def fill_between(reading: Reading, units: list[Unit]) -> None:
    """Text between two cuts of one appeal that speaks of the paper itself and reports nobody's words goes too."""
    for rule in reading.rules.between:
        marks = [i for i, u in enumerate(units) if u.cut and u.rule is not None and u.rule.kind in rule.kinds]
        for left, right in pairwise(marks):
            inner = units[left + 1 : right]
            if not inner or len(inner) > _BETWEEN or any(unit.cut for unit in inner):
                continue
            if count_words(reading.folded, inner[0].start, inner[-1].end) > rule.words[1]:
                continue
            pieces = [piece for unit in inner for piece in _pieces(reading, unit)]
            if len(pieces) <= _BETWEEN and all(_of_itself(reading, rule, piece) for piece in pieces):
                for unit in inner:
                    unit.rule, unit.cut, unit.evidence = rule, True, unit.end


def _pieces(reading: Reading, unit: Unit) -> list[Unit]:
    """The sentences of a unit, with all their hits (a line that woke no rule has not been read yet)."""
    rules, body = reading.rules, reading.body
    hits = rules.lexicon.find(reading.folded, unit.start, unit.end)
    quoted = quotations(body, unit.start, unit.end)
    parts = sentences(body, unit.start, unit.end, rules.abbreviations, reading.grammar.openers)
    return [
        Unit(a, b, unit.line, [] if any(x < b and a < y for x, y in quoted) else [h for h in hits if a <= h.start < b])
        for a, b in parts
    ]


def _of_itself(reading: Reading, rule: Rule, piece: Unit) -> bool:
    if any(hit.cue == (reading.attribution or rule.attribution) for hit in piece.hits):
        return False
    return all(holds(term, piece.hits, piece.start) for term in rule.all)
