"""Finding the words and phrases of many cues in a text in one linear pass.

Words are looked up in a dictionary, one look-up a word whatever the number of cues: with 2,000 phrases that is ten
times quicker than one alternation of them, and no text can make it slow. Scripts that do not divide words (and
those that write articles and prepositions on to them: Arabic, Hebrew, Korean) are searched as plain substrings.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+")

_MEMO = 50_000
_PREFIX = 4


def _table() -> dict[int, str]:
    """Letters with accents to the letter alone, one for one, so that offsets stay what they are."""
    table = {ord(a): b for a, b in zip("łøđıßё’‘‛`´", "lodisе'''''", strict=True)}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and base.isascii():
            table[code] = base.lower()
    return table


_TABLE = _table()


def fold(text: str) -> str:
    """The text in lower case, Latin letters without accents; as long as it was, character for character."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return lower if lower.isascii() else lower.translate(_TABLE)


def _whole(phrase: str) -> bool:
    """True for what is searched as it stands: letters of a script without case, signs that are no words."""
    return not WORD.search(phrase) or any(unicodedata.category(c) == "Lo" for c in phrase)


@cache
def _shape(phrase: str) -> tuple[str, tuple[str, ...]]:
    """First word and the others of a phrase, folded; '' first for what is searched as it stands. Remembered, since
    English phrases stand in the lexicon of every language: half the time it takes to make one."""
    if not phrase.isascii() and _whole(phrase):
        return "", ()
    words = re.findall(r"[^\W_]+\*?", fold(phrase))
    return (words[0], tuple(words[1:])) if words else ("", ())


class Hit(NamedTuple):
    """A phrase of a cue, found in a text."""

    start: int
    end: int
    cue: str
    #: It stands where a clause opens.
    opens: bool


class _Entry:
    """What may follow a first word: nothing (``alone``), a known second word, or one with any ending."""

    __slots__ = ("alone", "pairs", "wild")

    def __init__(self) -> None:
        self.alone: list[str] = []
        self.pairs: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.wild: list[tuple[tuple[str, ...], str]] = []

    def add(self, rest: tuple[str, ...], cue: str) -> None:
        if not rest:
            self.alone.append(cue)
        elif rest[0].endswith("*"):
            self.wild.append((rest, cue))
        else:
            self.pairs.setdefault(rest[0], []).append((rest, cue))


class Lexicon:
    """Phrases by cue. A phrase is folded words; a word of four letters or more may end in ``*`` for any ending."""

    def __init__(self, entries: Iterable[tuple[str, str]], leadins: frozenset[str]) -> None:
        self._leadins = leadins
        self._exact: dict[str, _Entry] = {}
        self._prefix: dict[str, list[tuple[str, tuple[str, ...], str]]] = {}
        self._needles: list[tuple[str, str]] = []
        self._memo: dict[str, _Entry | None] = {}
        for cue, phrase in entries:
            self._add(sys.intern(cue), phrase)
        # What wakes: words that are a phrase (or may open one with a wild word), and the longest neighbours of the
        # others: "in the comments" is told by "the comments" far better than by "in the".
        phrases = [
            (word, *rest) for word, entry in self._exact.items() for found in entry.pairs.values() for rest, _ in found
        ]
        wild = {phrase[0] for phrase in phrases if any(word.endswith("*") for word in phrase)}
        alone = {word for word, entry in self._exact.items() if entry.alone or entry.wild}
        self._single = frozenset(alone | wild)
        self._pairs = frozenset(max(pairwise(phrase), key=_weight) for phrase in phrases)

    def _add(self, cue: str, phrase: str) -> None:
        first, rest = _shape(phrase)
        if not first:
            self._needles.append((fold(phrase), cue))
            return
        if first.endswith("*"):
            self._prefix.setdefault(first[:_PREFIX], []).append((first[:-1], rest, cue))
        else:
            self._exact.setdefault(first, _Entry()).add(rest, cue)

    def wakes(self, folded: str) -> bool:
        """True where a phrase may stand in the text: cheap, and never wrongly False."""
        words = WORD.findall(folded)
        if not self._single.isdisjoint(words) or not self._pairs.isdisjoint(pairwise(words)):
            return True
        if self._prefix and not self._prefix.keys().isdisjoint([word[:_PREFIX] for word in words]):
            return True
        return not folded.isascii() and any(needle in folded for needle, _ in self._needles)

    def find(self, folded: str, start: int, end: int) -> list[Hit]:
        """All hits between the two offsets, by start."""
        matches = list(WORD.finditer(folded, start, end))
        words = [match[0] for match in matches]
        hits: list[Hit] = []
        memo = self._memo
        for index, word in enumerate(words):
            try:
                entry = memo[word]
            except KeyError:
                entry = self._entry(word)
            if entry is None:
                continue
            found = [(0, cue) for cue in entry.alone]
            if index + 1 < len(words):
                phrases = [*entry.pairs.get(words[index + 1], ()), *entry.wild]
                found += [(len(rest), cue) for rest, cue in phrases if _follows(words, index, rest)]
            if found:
                opens = self._opens(folded, matches, index)
                begin = matches[index].start()
                hits += [Hit(begin, matches[index + more].end(), cue, opens) for more, cue in found]
        hits += self._substrings(folded, start, end)
        hits.sort()
        return hits

    def _entry(self, word: str) -> _Entry | None:
        """What is known of a word, exact and by prefix; remembered."""
        entry = self._exact.get(word)
        wild = [item for item in self._prefix.get(word[:_PREFIX], ()) if word.startswith(item[0])]
        if wild:
            joined = _Entry()
            if entry is not None:
                joined.alone += entry.alone
                joined.pairs = {second: list(rest) for second, rest in entry.pairs.items()}
                joined.wild += entry.wild
            for _, rest, cue in wild:
                joined.add(rest, cue)
            entry = joined
        if len(self._memo) >= _MEMO:
            self._memo.clear()
        self._memo[word] = entry
        return entry

    def _opens(self, folded: str, matches: Sequence[re.Match[str]], index: int) -> bool:
        if index == 0:
            return True
        before = matches[index - 1]
        gap = folded[before.end() : matches[index].start()]
        return (bool(gap.strip()) and gap != "'") or before[0] in self._leadins

    def _substrings(self, folded: str, start: int, end: int) -> list[Hit]:
        if folded.isascii():
            return []
        hits = []
        for needle, cue in self._needles:
            at = folded.find(needle, start, end)
            while at >= 0:
                hits.append(Hit(at, at + len(needle), cue, True))
                at = folded.find(needle, at + len(needle), end)
        return hits


def _weight(pair: tuple[str, str]) -> int:
    return len(pair[0]) + len(pair[1])


def _follows(words: Sequence[str], index: int, rest: tuple[str, ...]) -> bool:
    if index + len(rest) >= len(words):
        return False
    for offset, want in enumerate(rest, index + 1):
        word = words[offset]
        if not (word.startswith(want[:-1]) if want.endswith("*") else word == want):
            return False
    return True
