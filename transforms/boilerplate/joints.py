"""Where a notice without a full stop ends and the text behind it begins, inside what looks like one sentence.

``READ MORE: Mayor opens new bridge after years of delay The council had …``: nothing but a capital says where the
headline ends. Each capital is judged: what word it is, what stands before it, whether the text behind it runs like a
sentence and the text before like a headline. A capital that wins clearly is the joint; else there is none, and who asks
leaves the text alone.
"""

from __future__ import annotations

import re

from transforms.boilerplate.lexicon import WORD, fold
from transforms.boilerplate.rules import Grammar

#: What a capital must reach to be a joint, and by how much it must beat the next best.
ENOUGH = 2.05
ENOUGH_BEHIND_NOTICE = 1.6
MARGIN = 0.4

_LOOK = 10
_LONGEST = 400
_GAP_ENDS = re.compile(r"[,;]\s*$")


def joint(text: str, start: int, end: int, grammar: Grammar, least: int = 1, enough: float = ENOUGH) -> int | None:
    """Offset where a new sentence opens between the two offsets, at least ``least`` words in; None where nothing is
    clear. What is behind it must be five words or more."""
    words = list(WORD.finditer(text, start, min(end, start + _LONGEST)))
    scored = []
    for index in range(least, len(words) - 4):
        word = words[index]
        if not word[0][0].isupper() or (index and "." in text[words[index - 1].end() : word.start()]):
            continue
        scored.append(
            (
                _score(text, words, index, grammar, headline=enough == ENOUGH),
                -index,
                _opening(text, word.start(), start),
            )
        )
    if not scored:
        return None
    scored.sort(reverse=True)
    best, minus, at = scored[0]
    if best < enough:
        return None
    if len(scored) > 1 and scored[1][0] > best - MARGIN and scored[1][1] > minus:
        return None  # an earlier one is nearly as good: unclear
    return at


def _opening(text: str, at: int, start: int) -> int:
    """Takes quotes and brackets that open right before the word along."""
    while at > start and text[at - 1] in "\"'“„«‘([¿¡":
        at -= 1
    return at


def _score(text: str, words: list[re.Match[str]], index: int, grammar: Grammar, *, headline: bool) -> float:
    word, before = words[index], words[index - 1]
    gap = text[before.end() : word.start()]
    folded, previous = fold(word[0]), fold(before[0])
    if before[0].isdigit() and folded not in grammar.openers:  # "20 Minuten", "5 Things"
        return -9.0
    if gap in ("'", "’", "-", ".", "@", "/", "_") or (gap == "" and not before[0][-1:].islower()):
        return -9.0
    value = 0.0
    if folded in grammar.openers:
        value += 2.0
    elif len(word[0]) > 2 and word[0][:2].isupper() and not before[0].isupper():  # "FIFA", "LLMs": a name anywhere
        value -= 0.6
    if previous in grammar.links or _GAP_ENDS.search(gap):
        value -= 4.0
    earlier = _capitals(words[max(0, index - _LOOK) : index], grammar)
    later = _capitals(words[index + 1 : index + 1 + _LOOK], grammar)
    if before[0][0].isupper():
        value -= 0.3 if earlier >= 0.8 else 0.5 if folded in grammar.openers else 1.0
    elif previous not in grammar.finite:
        value += 0.6
    value += 1.2 * max(0.0, earlier - later)
    ahead = [fold(w[0]) for w in words[index + 1 : index + 5]]
    if any(w in grammar.finite for w in ahead):
        value += 1.0
    if words[index + 1][0][0].islower():
        value += 0.4
    if any(c in gap for c in '"“„«'):
        value += 1.5
    if ":" in gap and headline:  # "Ferry sinks: Two dead"
        value -= 2.0
    if any(c in gap for c in "?!)…”’"):
        value += 0.6
    return value


def _capitals(words: list[re.Match[str]], grammar: Grammar) -> float:
    """Share of words with a capital, those that never have one in a headline left out."""
    counted = [w[0][0].isupper() for w in words if fold(w[0]) not in grammar.links and w[0][0].isalpha()]
    return sum(counted) / len(counted) if counted else 0.0
