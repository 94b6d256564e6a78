"""The rest of a notice: sentences beside a cut in the same paragraph that speak to the reader and tell nothing.

Of a notice of several sentences often one alone has words that a rule knows. Between that sentence and the end of the
paragraph that is not the story's, between two such sentences, and in a paragraph that is mostly notice already, a
sentence goes too where the publisher's voice is heard in it, if faintly (``voice.py``), nobody is quoted and nobody's
words are reported. One sentence of which that is not true keeps the whole run.
"""

from __future__ import annotations

from itertools import groupby

from transforms.boilerplate.features import Reading, Unit, count_words, quotations

_HEARD = 0.17
_CLEARLY = 0.36
_FAINTLY = 0.05
_LONGEST = 45
_FEW = 12
_TINY = 5
_LOOKS_AT = 400
_MOST = 8
_SHOWN = ("voice-reader", "voice-house", "voice-acts", "voice-here")


def spread(reading: Reading, units: list[Unit]) -> None:
    """Marks what belongs to the cuts beside it, paragraph by paragraph."""
    for _, row in groupby(units, key=lambda unit: unit.line):
        line = list(row)
        if len(line) > 1 and any(map(_lends, line)):
            _fill(reading, line)
            _glued(reading, line)
            _extend(reading, line)


def _fill(reading: Reading, line: list[Unit]) -> None:
    """Takes whole runs: to an end of the paragraph, between two cuts, or what is left of a paragraph mostly cut."""
    runs = [(cut, list(run)) for cut, run in groupby(line, key=lambda unit: unit.cut)]
    kept = [run for cut, run in runs if not cut]
    for index, (cut, run) in enumerate(runs):
        if cut or len(run) > _MOST:
            continue
        between = 0 < index < len(runs) - 1
        alone = len(kept) == 1
        if alone and not between and not _mostly_cut(line):
            continue
        if not all(_joins(reading, unit, between=between, alone=alone) for unit in run):
            continue
        beside = [near[0 if at > index else -1] for at, (_, near) in enumerate(runs) if abs(at - index) == 1]
        if all(map(_lends, beside)) and (between or any(unit.voice >= _HEARD for unit in run)):
            _take(run, beside[0])


def _glued(reading: Reading, line: list[Unit]) -> None:
    """Where the paragraph has one joint without a blank, two texts were joined there: a notice on one side of it goes
    as far as the joint."""
    joints = [
        i for i in range(1, len(line)) if line[i - 1].end == line[i].start and not reading.body[line[i].start].isspace()
    ]
    if len(joints) != 1:
        return
    for side, other in ((line[: joints[0]], line[joints[0] :]), (line[joints[0] :], line[: joints[0]])):
        cut = [unit for unit in side if _lends(unit)]
        if not cut or len(side) > _MOST or any(unit.cut for unit in other):
            continue
        mostly = _mostly_cut(side)
        if all(
            unit.cut or (_quiet(reading, unit) and ((mostly and _worded(reading, unit)) or _own(reading, unit)))
            for unit in side
        ):
            _take(side, cut[0])


def _extend(reading: Reading, line: list[Unit]) -> None:
    """Takes, outward from each cut, sentences in which the voice is clear, until one in which it is not."""
    for order in (line, line[::-1]):
        last: Unit | None = None
        for unit in order:
            if unit.cut:
                last = unit if _lends(unit) else None
            elif last is not None and _clear(reading, unit) and _joins(reading, unit, between=False, alone=True):
                _take([unit], last)
                last = unit
            else:
                last = None


def _lends(unit: Unit) -> bool:
    """A label with its headline, and a line known word for word, is whole by itself: nothing beside it is of it."""
    return unit.cut and unit.rule is not None and unit.rule.form in ("sentence", "voice", "between")


def _clear(reading: Reading, unit: Unit) -> bool:
    """A trade is named, or it is said in few words."""
    few = count_words(reading.folded, unit.start, unit.end) <= _FEW
    return unit.voice >= (_CLEARLY if unit.rule is not None or few else 1.0)


def _take(run: list[Unit], cut: Unit) -> None:
    for unit in run:
        if not unit.cut:
            unit.rule, unit.cut, unit.evidence = cut.rule, True, unit.end


def _quiet(reading: Reading, unit: Unit) -> bool:
    """Nobody's words are reported or quoted here, nobody is told of, and it is no long sentence."""
    names = {hit.cue.split(".", 1)[-1] for hit in unit.hits}
    if not names.isdisjoint(("attribution", "voice-story")) or quotations(reading.body, unit.start, unit.end):
        return False
    return count_words(reading.folded, unit.start, unit.end) <= _LONGEST


def _joins(reading: Reading, unit: Unit, *, between: bool, alone: bool) -> bool:
    if not _quiet(reading, unit):
        return False
    tiny = _tiny(reading, unit)
    names = {hit.cue.split(".", 1)[-1] for hit in unit.hits}
    if between:
        return tiny or (unit.voice >= _FAINTLY and not names.isdisjoint((*_SHOWN, "voice-offers")))
    return (_own(reading, unit) and not names.isdisjoint(_SHOWN)) or (tiny and not alone)


def _own(reading: Reading, unit: Unit) -> bool:
    """The publisher's own voice: a request, or the house that speaks to the reader; in few words less is enough."""
    if unit.voice < _HEARD:
        return False
    return unit.shown or count_words(reading.folded, unit.start, unit.end) <= _FEW


def _worded(reading: Reading, unit: Unit) -> bool:
    """Words, no mere mark, number or row of a table."""
    text = reading.body[unit.start : min(unit.end, unit.start + _LOOKS_AT)]
    return any(map(str.isalpha, text)) and "|" not in text


def _tiny(reading: Reading, unit: Unit) -> bool:
    """A few words, no mere mark or number; in a script that does not divide them, a few letters."""
    if not _worded(reading, unit):
        return False
    if reading.body[unit.start] >= "\u2e80":
        return unit.end - unit.start <= 2 * _TINY
    return count_words(reading.folded, unit.start, unit.end) <= _TINY


def _mostly_cut(line: list[Unit]) -> bool:
    gone = sum(unit.end - unit.start for unit in line if unit.cut)
    return gone * 2 > sum(unit.end - unit.start for unit in line)
