"""What the page's markup says of a line, weighed with what its text says.

A strong hint (a link card, a line in ``div.newsletter-signup``) takes its whole line. A weak one (``div.paywall``,
which is also what many systems call the paid text itself) only adds to a rule that speaks of the text already, or makes
a short line without a full stop one that its neighbour can take along. Which names are strong is said where hints are
collected (``extract/hints.toml``); what holds much of the article's prose never has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from transforms.boilerplate.features import Line, Unit, count_words, ends_open
from transforms.boilerplate.rules import KINDS, Rule
from transforms.boilerplate.scoring import THRESHOLD
from transforms.records import Hint

#: What stands before the source of a hint in ``Removed.rule``: ``hint/related-moretopic``.
PACK = "hint"

_ADDS = 0.3
_ALONE = 0.45
_FEW = 12


def by_line(hints: Sequence[Hint]) -> dict[int, Hint]:
    """The hints by the offset of their line; of kinds that are not known none."""
    return {hint.where: hint for hint in hints if hint.kind in KINDS}


def weigh(body: str, lines: Sequence[Line], units: list[Unit], hints: Mapping[int, Hint]) -> list[Unit]:
    """The units with the hints of their lines: a line with a strong one becomes a single unit that goes."""
    if not hints:
        return units
    starts = {line.index: line for line in lines}
    weighed: list[Unit] = []
    for index, group in groupby(units, key=lambda unit: unit.line):
        row = list(group)
        hint = hints.get(starts[index].start) if row else None
        if hint is None:
            weighed += row
        elif hint.strength >= THRESHOLD:
            weighed += row if all(unit.score >= THRESHOLD for unit in row) else [_whole(row, hint)]
        else:
            weighed += [_added(body, unit, hint, alone=len(row) == 1) for unit in row]
    return weighed


def _whole(row: list[Unit], hint: Hint) -> Unit:
    end = row[-1].end
    hits = [hit for unit in row for hit in unit.hits]
    return Unit(row[0].start, end, row[0].line, hits, _rule(hint), hint.strength, end)


def _added(body: str, unit: Unit, hint: Hint, *, alone: bool) -> Unit:
    if unit.rule is not None:
        unit.score += _ADDS
    elif alone and count_words(body, unit.start, unit.end) <= _FEW and ends_open(body, unit.start, unit.end):
        unit.rule, unit.score, unit.evidence = _rule(hint), _ALONE, unit.end
    return unit


def _rule(hint: Hint) -> Rule:
    return _rule_of(hint.kind, hint.source, hint.strength)


@lru_cache(maxsize=2_048)
def _rule_of(kind: str, source: str, strength: float) -> Rule:
    return Rule(f"{PACK}/{source}", kind, form="line", weight=strength)
