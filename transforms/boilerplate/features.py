"""What can be seen of a body without judging it: its lines, what is quoted, its language, what a span opens with.

All work is bounded by the text that is looked at: of a body over 2 million characters that is its first and last
million, of a line over 8,000 characters its first and last 4,000 (a notice stands at an end; real paragraphs are ten
times shorter).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from transforms.boilerplate.lexicon import WORD, Hit
from transforms.boilerplate.rules import Grammar, Rule, Rules, Term

BODY_LOOKED_AT = 2_000_000
LINE_LOOKED_AT = 8_000

_QUOTES = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"'}
_MARKS = re.compile('[“”„«»"]')
_GUESS_FROM = 3_000
_SCRIPTS = (
    ("ja", re.compile("[ぁ-ヿ]")),
    ("ko", re.compile("[가-힣]")),
    ("zh", re.compile("[一-鿿]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
)
# One letter in five of that script: names in it do not make a language, kana stand between many Han letters.
_MOSTLY = 5
_QUOTED_WORDS = 4
_COUNTED = 4_000


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, or an end of a very long one. Offsets in the body, without the newline."""

    start: int
    end: int
    index: int


@dataclass(slots=True)
class Unit:
    """What is judged as one: a sentence, a label with its headline, or a line that nothing speaks of."""

    start: int
    end: int
    line: int
    hits: list[Hit] = field(default_factory=list)
    #: The best rule that speaks of it, how sure it is, and where its evidence ends.
    rule: Rule | None = None
    score: float = 0.0
    evidence: int = 0
    #: Decided: it goes.
    cut: bool = False
    #: How much of a publisher's voice is heard in it (``voice.py``), and whether it shows by itself whose it is.
    voice: float = 0.0
    shown: bool = False


#: Units of lines as they were judged, with the offset of the line they stood in, by text and place (``Reading.read``).
Read = dict[tuple[str, bool, bool], tuple[int, tuple[Unit, ...]]]


def moved(unit: Unit, by: int, line: int) -> Unit:
    """The unit as it was judged, so many characters further on, in another line."""
    hits = unit.hits
    if hits and by:
        hits = [Hit(start + by, end + by, cue, opens) for start, end, cue, opens in hits]
    evidence = unit.evidence + by if unit.rule is not None else 0
    return Unit(
        unit.start + by, unit.end + by, line, hits, unit.rule, unit.score, evidence, False, unit.voice, unit.shown
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A body under examination, with all that judging it needs."""

    body: str
    folded: str
    #: The folded body with blanks for all that is no word (``lexicon.blank``).
    blank: str
    rules: Rules
    grammar: Grammar
    #: Cue of words of reporting in the text's language; '' where its language is not known.
    attribution: str
    #: Cues that stand in title or standfirst: what the article is about.
    topic: frozenset[str]
    #: Lines of the body.
    total: int
    #: Units of the lines read so far: by the line's text, and whether it stands near the head and near the end of the
    #: body.
    read: Read = field(default_factory=dict)


def lines(body: str) -> Iterator[Line]:
    """The lines to look at, in order."""
    half, size, at, index = BODY_LOOKED_AT // 2, len(body), 0, 0
    while at <= size:
        end = body.find("\n", at)
        end = size if end < 0 else end
        if size > BODY_LOOKED_AT and at >= half and end <= size - half:
            at = body.find("\n", size - half) + 1 or size + 1
            continue
        if end > at:
            yield from _ends(body, at, end, index)
            index += 1
        at = end + 1


def _ends(body: str, start: int, end: int, index: int) -> Iterator[Line]:
    if end - start <= LINE_LOOKED_AT:
        yield Line(start, end, index)
        return
    half = LINE_LOOKED_AT // 2
    first, last = start + half, end - half
    while first > start and not body[first].isspace():
        first -= 1
    while last < end and not body[last].isspace():
        last += 1
    if first > start:
        yield Line(start, first, index)
    if last < end:
        yield Line(last, end, index)


def quotations(body: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of quoted speech (four words or more) between two offsets; one that is not closed goes on to the end."""
    spans: list[tuple[int, int]] = []
    opened, closers = -1, ""
    for mark in _MARKS.finditer(body, start, end):
        char, at = mark[0], mark.start()
        if opened >= 0 and char in closers:
            spans.append((opened, at + 1))
            opened = -1
        elif opened < 0 and char in _QUOTES and (char != "»" or body[at + 1 : at + 2].isalnum()):
            opened, closers = at, _QUOTES[char]
    if opened >= 0 and body[opened] not in '"»':
        spans.append((opened, end))
    return [(a, b) for a, b in spans if body.count(" ", a, b) >= _QUOTED_WORDS - 1]


def guess_language(folded: str, rules: Rules) -> str | None:
    """The language whose most frequent words stand most often in the text; None where none does. Where the script tells
    a language (kana, Hangul, Han without kana, Arabic letters), that one."""
    text = folded[:_GUESS_FROM]
    if not text.isascii():
        for language, letters in _SCRIPTS:
            if len(letters.findall(text)) * _MOSTLY > len(text) and language in rules.grammars:
                return language
    words = WORD.findall(text)
    best, most = None, 1
    for language, grammar in rules.grammars.items():
        found = sum(word in grammar.stopwords for word in words) if grammar.stopwords else 0
        if found > most:
            best, most = language, found
    return best


def language_of(named: str | None, folded: str, rules: Rules) -> str | None:
    """The named language, or the one it looks like where none is named."""
    return named or guess_language(folded, rules)


def opening(folded: str, unit: Unit, leadins: frozenset[str]) -> int:
    """Where the span's first word stands that is not a lead-in ("please")."""
    at = unit.start
    for count, word in enumerate(WORD.finditer(folded, unit.start, unit.end)):
        at = word.start()
        if word[0] not in leadins or count == 2:
            break
    return at


def holds(term: Term, hits: list[Hit], first: int) -> Hit | None:
    """The first hit that meets the term; ``first`` is where the span's first word stands."""
    for hit in hits:
        for stand, cue in term.cues:
            if hit.cue == cue and (not stand or hit.start <= first or (stand == "!" and hit.opens)):
                return hit
    return None


def within(hits: list[Hit], start: int, end: int) -> list[Hit]:
    """The hits (by start) that lie between two offsets."""
    first = bisect_left(hits, (start,))
    return [hit for hit in hits[first : bisect_left(hits, (end,), first)] if hit.end <= end]


def count_words(text: str, start: int, end: int) -> int:
    """Words between two offsets; what stands beyond the first 4,000 characters is not counted: it is long anyway."""
    return len(WORD.findall(text, start, min(end, start + _COUNTED)))


def ends_open(body: str, start: int, end: int) -> bool:
    """True where the span does not end like a sentence: no full stop, also not before a closing quote."""
    return not body[start:end].rstrip("\"'”’»)]").endswith((".", "!", "?", "…", "。", "！", "？"))
