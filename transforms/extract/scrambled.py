"""Paragraphs whose letters were moved along the alphabet, as some paywalls show the rest of an article.

Recognised by what every language has and such text lacks: function words, which come back when the letters are moved
again. A scrambled paragraph is named and taken off; it is not read back, since the publisher has closed it. Letters
exchanged at random are not recognised: source code and lists of names look the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.boilerplate import spans
from transforms.extract.function_words import FUNCTION_WORDS
from transforms.records import Removed

RULE = "extract/scrambled"

_LETTERS = re.compile(r"[^\W\d_]+")
# Fewer words say nothing, more need not be read.
_MIN_WORDS = 12
_MAX_LENGTH = 2_000
# Shifts that are tried: letters moved by one or two places either way, and by thirteen.
_SHIFTS = (-1, 1, 13, -2, 2)
# Shares of function words. Running text has .3 to .5, scrambled text by chance up to .08. Of 9,800 paragraphs
# those with less than .1 are lists, other scripts and seven scrambled ones, which have .26 to .38 when their letters
# are moved back; all others have .15 at most.
_READABLE = 0.2
_SCRAMBLED = 0.1
_LEAD = 3
# Once one paragraph is known to be scrambled, less is enough for the others.
_READABLE_AFTER_ALL = 0.08
_MIN_WORDS_AFTER_ALL = 3

# Of two letters and more: single letters hit by chance.
_FUNCTION_WORDS = frozenset(word for words in FUNCTION_WORDS.values() for word in words if len(word) > 1)


def take_off_scrambled(body: str, removed: Sequence[Removed] = ()) -> tuple[str, tuple[Removed, ...]]:
    """The body without its scrambled paragraphs, and all that was cut.

    Args:
        body: paragraphs, one a line.
        removed: what was cut before; the offsets are in the body before that.
    """
    lines = body.split("\n")
    shift = _shift_of_body(lines)
    if shift is None:
        return body, tuple(removed)
    cuts: list[spans.Cut] = []
    where = 0
    for line in lines:
        words = _words(line)
        if len(words) >= _MIN_WORDS_AFTER_ALL and _reads_shifted(words, shift, _READABLE_AFTER_ALL):
            cuts.append(spans.Cut(where, where + len(line), "paywall", RULE))
        where += len(line) + 1
    wide = spans.widen(body, cuts)
    return spans.apply(body, wide), spans.record(body, removed, wide)


def _shift_of_body(lines: list[str]) -> int | None:
    """By how many places the letters of some paragraph were moved; None where all can be read.

    The rest of an article is scrambled, not its opening: the last paragraph, and those in the middle, are looked at.
    """
    long = [line for line in lines if len(line) >= 60]
    places = dict.fromkeys((len(long) - 1, len(long) * 3 // 4, len(long) // 2, len(long) - 2))
    for number in places:
        if 0 <= number < len(long) and (shift := shift_of(long[number])) is not None:
            return shift
    return None


def shift_of(text: str) -> int | None:
    """By how many places a paragraph's letters must be moved to be read; None where it can be read, or is too short."""
    words = _words(text)
    if len(words) < _MIN_WORDS:
        return None
    return next((by for by in _SHIFTS if _reads_shifted(words, by, _READABLE)), None)


def _reads_shifted(words: list[str], by: int, readable: float) -> bool:
    as_it_is = _share(words)
    if as_it_is >= _SCRAMBLED:
        return False
    return _share([_moved(word, by) for word in words]) >= max(readable, _LEAD * as_it_is)


def _words(text: str) -> list[str]:
    return _LETTERS.findall(text[:_MAX_LENGTH].lower())


def _share(words: list[str]) -> float:
    return sum(1 for word in words if word in _FUNCTION_WORDS) / max(1, len(words))


def _moved(word: str, by: int) -> str:
    return "".join(chr((ord(c) - 97 + by) % 26 + 97) if "a" <= c <= "z" else chr(max(0, ord(c) + by)) for c in word)
