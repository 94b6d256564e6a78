"""Judging: how sure the rules are of each sentence, label or line of a body."""

from __future__ import annotations

import re
from bisect import bisect_right

from transforms.boilerplate import labels, voice
from transforms.boilerplate.features import (
    Line,
    Reading,
    Unit,
    count_words,
    ends_open,
    holds,
    moved,
    opening,
    quotations,
    within,
)
from transforms.boilerplate.joints import ENOUGH_BEHIND_NOTICE, joint
from transforms.boilerplate.lexicon import WORD, Hit, fold, spans_of
from transforms.boilerplate.packs import normal_line, normal_words
from transforms.boilerplate.rules import Rule, Rules
from transforms.boilerplate.sentences import UPPER, joined, sentences

#: A span goes at this score.
THRESHOLD = 0.75

#: What a voice must reach to be weighed at all.
LEAST_VOICE = 0.4

_ATTRIBUTED = 0.45
_TOPIC = 0.25
_TOPIC_LINES = 4
_EDGE_LINES = 6
_SHORT_LINE = 140
# Words of a voice that stand in a story as well: where the notice ends is told by the others.
_ANYBODYS = ("-reader", "-house", "-story")
_PATTERN_LOOKS_AT = 1_000
_SECOND = 0.25
_FEW = 5
_TRAILING = 14
_TRAILING_LETTERS, _SEVERAL = 14, 2
_WORD_BEFORE = 64
# A text without capitals joined behind a notice is no longer than this where it is a rest of the notice.
_TRAILING_AT_ALL = 40
_FRONT = re.compile(rf"(?:[:|»►▶]|\s[–—-])\s+(?=[{UPPER}])")
_MENU = re.compile(r"\s*[|•·/›»>]\s*|\s{2,}")
#: What opens an entry of a list, glued to what stands before it.
_LISTED = re.compile(r"(?<=[^\W\d_])(?:[-–•*]|\d{1,2}[.)]?)\s+$")
_MARK = 8
_SIGN = re.compile(r"[|•·/›»>]|\s\s")


def units_of(reading: Reading, line: Line) -> list[Unit]:
    """The units of one line, each with the rule that speaks of it, if any. Remembered from round to round, by the text
    of the line and whether it stands near an end of the body: most lines stay."""
    key = (reading.body[line.start : line.end], line.index < _EDGE_LINES, line.index >= reading.total - _EDGE_LINES)
    kept = reading.read.get(key)
    if kept is None:
        units = _read(reading, line)
        plain = len(units) == 1 and units[0].rule is None and not units[0].hits
        reading.read[key] = (line.start, () if plain else tuple([moved(unit, 0, line.index) for unit in units]))
        return units
    stood, judged = kept
    if not judged:
        return [Unit(line.start, line.end, line.index)]
    return [moved(unit, line.start - stood, line.index) for unit in judged]


def _read(reading: Reading, line: Line) -> list[Unit]:
    body, rules = reading.body, reading.rules
    whole = Unit(line.start, line.end, line.index)
    folded = reading.folded[line.start : line.end]
    glued = joined(body, line.start, line.end, reading.grammar.openers)
    if glued:
        words = [reading.folded[a:b] for a, b in _split(reading, line, glued)]
    else:
        words = reading.blank[line.start : line.end].split()
    if line.end - line.start <= _SHORT_LINE and (rule := _furniture(folded, words, rules)) is not None:
        whole.rule, whole.score, whole.evidence = rule, rule.weight, line.end
        return [whole]
    if not rules.triggers.wakes(folded, words) and not (
        labels.COLON.search(folded) and rules.label_triggers.wakes(folded, words)
    ):
        return [whole]
    met = rules.lexicon.meet(words)
    cues = {cue for _, _, cue in met} | rules.lexicon.signs(folded)
    if not rules.may_speak(cues):
        whole.hits = [Hit(line.start, line.start, cue, False) for cue in sorted(cues & rules.waking)]
        return [whole]
    places = spans_of(reading.folded, line.start, words)
    hits = _spoken(body, line, rules.lexicon.place(reading.folded, line.start, line.end, places, met))
    if not hits or not rules.may_speak({hit.cue for hit in hits}):
        whole.hits = hits
        return [whole]
    spans = sentences(body, line.start, line.end, rules.abbreviations, reading.grammar.openers)
    parts = labels.split(body, spans, hits, rules)
    units = [Unit(a, b, line.index, within(hits, a, b)) for a, b in parts]
    judged: list[Unit] = []
    for unit in labels.judge(reading, line, units):
        if unit.rule is None and unit.end - unit.start <= _SHORT_LINE:
            _known_line(reading, unit)
        judged += [unit] if unit.rule is not None or not unit.hits else _judge(reading, unit)
    return judged


def _split(reading: Reading, line: Line, glued: list[int]) -> list[tuple[int, int]]:
    """The spans of a line's words, those taken apart that are two with a joint between ("subscriptionThe")."""
    spans = [match.span() for match in WORD.finditer(reading.folded, line.start, line.end)]
    for at in glued:
        index = bisect_right(spans, (at,)) - 1
        start, end = spans[index]
        spans[index : index + 1] = [(start, at), (at, end)]
    return spans


def _known_line(reading: Reading, unit: Unit) -> None:
    """Marks a sentence that is word for word one of the known lines ("Back to top"), glued to a paragraph."""
    rules, words = reading.rules, reading.blank[unit.start : unit.end].split()
    if not words or normal_words(words[:1]) not in rules.line_openers:
        return
    normal = normal_words(words)
    rule = rules.lines.get(normal) if " " in normal else rules.glued.get(normal)
    if rule is not None:
        unit.rule, unit.score, unit.evidence = rule, rule.weight, unit.end


def _furniture(folded: str, words: list[str], rules: Rules) -> Rule | None:
    """The rule of a whole short line: one of the known lines, a menu of them, or nothing but furniture words."""
    if not words:
        return None
    if normal_words(words[:1]) in rules.line_openers and (rule := rules.lines.get(normal_words(words))) is not None:
        return rule
    if len(words) > 1 and all(word in rules.furniture or word.isdigit() for word in words):
        return rules.furniture.get(next((word for word in words if not word.isdigit()), ""))
    if _SIGN.search(folded) is None:
        return None
    parts = [part for part in (normal_line(part) for part in _MENU.split(folded)) if part]
    if len(parts) > 1:
        known = [rules.lines[part] for part in parts if part in rules.lines]
        if len(known) * 10 >= len(parts) * 6:
            return known[0]
    return None


def _spoken(body: str, line: Line, hits: list[Hit]) -> list[Hit]:
    """The hits that are the publisher's own words: not quoted, and no "US" taken for "us"."""
    if not hits:
        return hits
    quoted = quotations(body, line.start, line.end)
    shouted = body[line.start : line.end].isupper()
    return [
        hit
        for hit in hits
        if not any(a <= hit.start < b for a, b in quoted)
        and (shouted or hit.end - hit.start > 2 or not body[hit.start : hit.end].isupper() or hit.end - hit.start == 1)
    ]


def _judge(reading: Reading, unit: Unit) -> list[Unit]:
    """The unit with the rule that speaks of it; in two where text without a full stop before it is joined behind."""
    first = opening(reading.folded, unit, reading.rules.leadins)
    spoken = {rule.id: rule for hit in unit.hits for rule in reading.rules.by_cue.get(hit.cue, ())}
    stops: dict[int, int] = {}
    weights, end, start = [0.0], unit.end, unit.end
    for rule in spoken.values():
        if not _placed(rule, unit, reading.total):
            continue
        found = [holds(term, unit.hits, first) for term in rule.all]
        if None in found or any(holds(term, unit.hits, first) for term in rule.none):
            continue
        evidence = max(hit.end for hit in found if hit is not None)
        if evidence not in stops:
            stops[evidence] = _stop(reading, unit, evidence)
        stop = stops[evidence]
        if stop == 0 or not _fits(reading, rule, unit.start, stop):
            continue
        weight = rule.weight - (_TOPIC if any(cue in reading.topic for _, cue in rule.all[0].cues) else 0)
        if weight > max(weights):
            unit.rule, unit.evidence, end = rule, evidence, stop
            start = min(hit.start for hit in found if hit is not None)
        weights.append(weight)
    unit.voice, spoken_for, unit.shown = voice.listen(reading, unit)
    if spoken_for is not None and unit.voice >= LEAST_VOICE and max(weights) < THRESHOLD:
        end = _hear(reading, unit, spoken_for, weights, end)
    if unit.rule is None:
        return [unit]
    best, second = sorted((*weights, 0.0), reverse=True)[:2]
    unit.score = best + _SECOND * second
    before = _front(reading, unit, start)
    if any(hit.cue == (reading.attribution or unit.rule.attribution) and hit.start < end for hit in unit.hits):
        unit.score -= _ATTRIBUTED
    return [*before, *_divide(reading, unit, end)]


def _hear(reading: Reading, unit: Unit, rule: Rule, weights: list[float], end: int) -> int:
    """Lets the voice of a unit speak where no rule is as sure. Returns where the notice ends."""
    evidence = max(hit.end for hit in unit.hits if ".voice-" in hit.cue and not hit.cue.endswith(_ANYBODYS))
    stop = _stop(reading, unit, evidence)
    if stop == 0:
        return end
    heard = unit.voice - (_TOPIC if rule.all[0].cues[0][1] in reading.topic else 0)
    if heard > max(weights):
        unit.rule, unit.evidence, end = rule, evidence, stop
        weights[:] = [heard]
    return end


def _front(reading: Reading, unit: Unit, evidence: int) -> list[Unit]:
    """Text that is joined in front of a notice, taken off it, where five words or more stand before the joint: at the
    last colon or dash before the first word that speaks of a notice, or at that word itself (``_opens_notice``). Text
    that tells a story is taken off also where it holds such words by chance."""
    spoken = [hit.start for hit in unit.hits if ".voice-" in hit.cue and not hit.cue.endswith("-story")]
    first = min([evidence, *spoken])
    tells = min((hit.start for hit in unit.hits if hit.cue.endswith(".voice-story")), default=unit.end)
    at = 0
    for mark in _FRONT.finditer(reading.body, unit.start, min(evidence + 1, unit.end)):
        if mark.end() <= first or (tells < mark.end() and not _speaks(unit, mark.end())):
            at = mark.end()
    if not at and _opens_notice(reading, unit, first):
        at = first
    if not at or count_words(reading.folded, unit.start, at) < _FEW:
        return []
    end = at
    while reading.body[end - 1].isspace():
        end -= 1
    before = Unit(unit.start, end, unit.line, within(unit.hits, unit.start, end))
    unit.start, unit.hits = at, within(unit.hits, at, unit.end)
    return [before]


def _speaks(unit: Unit, end: int) -> bool:
    """Before this offset the house speaks, or speaks to the reader."""
    return any(hit.start < end and hit.cue.endswith((".voice-house", ".voice-reader")) for hit in unit.hits)


def _opens_notice(reading: Reading, unit: Unit, at: int) -> bool:
    """A capital opens the notice at this offset, behind a full stop that ended no sentence ("… of the UN.Follow us") or
    a text that has none ("… consultants By signing up"): no comma and no word that leads on stands before it."""
    body = reading.body
    if not unit.start < at < unit.end or not body[at].isupper() or body[unit.start : unit.end].isupper():
        return False
    before = body[at - 1]
    if before in ".!?)]”»“" or before.islower() or before.isdigit():
        return True
    words = WORD.findall(body, max(unit.start, at - _WORD_BEFORE), at)
    if not before.isspace() or not words or body[max(0, at - 8) : at].rstrip()[-1:] in ",;:–—-&/":
        return False
    return words[-1][0].islower() and fold(words[-1]) not in reading.grammar.links


def _divide(reading: Reading, unit: Unit, end: int) -> list[Unit]:
    if end >= unit.end:
        return [unit]
    at = end
    while reading.body[at].isspace():
        at += 1
    rest = Unit(at, unit.end, unit.line, within(unit.hits, at, unit.end))
    unit.end, unit.hits = end, within(unit.hits, unit.start, end)
    return [unit, *(_judge(reading, rest) if rest.hits else [rest])]


def _stop(reading: Reading, unit: Unit, evidence: int) -> int:
    """Where the notice with this evidence ends; 0 where so much follows that nobody can tell."""
    if _caseless(reading.body, evidence, unit.end):  # no capital tells where the next text opens
        few = unit.end - evidence <= _TRAILING_LETTERS
        several = count_words(reading.folded, evidence, unit.end) in range(_SEVERAL, _FEW)
        return unit.end if few or (several and unit.end - evidence <= _TRAILING_AT_ALL) else 0
    if count_words(reading.folded, evidence, unit.end) < _FEW:
        return unit.end
    last = max(unit.start, reading.body.rfind(" ", unit.start, evidence) + 1)
    found = joint(reading.body, last, unit.end, reading.grammar, enough=ENOUGH_BEHIND_NOTICE)
    if found is not None:
        return _before_mark(reading.body, found, evidence)
    addressed = any(hit.start >= evidence and hit.cue.endswith((".you", ".our")) for hit in unit.hits)
    return unit.end if addressed or count_words(reading.folded, evidence, unit.end) <= _TRAILING else 0


def _before_mark(body: str, at: int, floor: int) -> int:
    """Where the notice ends that text with a capital at this offset follows: before the dash or number of a list that
    opens that text without a blank before it ("here- The", "below3. The")."""
    mark = _LISTED.search(body, max(floor, at - _MARK), at)
    end = mark.start() if mark else at
    while end > floor and body[end - 1].isspace():
        end -= 1
    return end


def _caseless(body: str, start: int, end: int) -> bool:
    """The letter behind the offset is of a script without capitals."""
    letter = WORD.search(body, start, end)
    return letter is not None and not letter[0][0].isupper() and not letter[0][0].islower() and letter[0][0].isalpha()


def _fits(reading: Reading, rule: Rule, start: int, stop: int) -> bool:
    if not rule.words[0] <= count_words(reading.folded, start, stop) <= rule.words[1]:
        return False
    if rule.open_end and not ends_open(reading.body, start, stop):
        return False
    look = min(stop, start + _PATTERN_LOOKS_AT)
    return rule.pattern is None or rule.pattern.search(reading.folded[start:look]) is not None


def _placed(rule: Rule, unit: Unit, total: int) -> bool:
    if rule.place == "anywhere":
        return True
    head, tail = unit.line < _EDGE_LINES, unit.line >= total - _EDGE_LINES
    return {"head": head, "tail": tail, "edge": head or tail}[rule.place]


def weigh_topic(units: list[Unit]) -> None:
    """A cue that stands all over the body is what the article is about, not a notice."""
    where: dict[str, set[int]] = {}
    for unit in units:
        if unit.rule is None or unit.score < THRESHOLD:
            for hit in unit.hits:
                where.setdefault(hit.cue, set()).add(unit.line)
    for unit in units:
        if (
            unit.rule is not None
            and unit.rule.form in ("sentence", "voice")
            and not unit.rule.pattern
            and unit.score < 1
        ):
            cues = [cue for _, cue in unit.rule.all[0].cues]
            if any(len(where.get(cue, ())) >= _TOPIC_LINES for cue in cues):
                unit.score -= _TOPIC
