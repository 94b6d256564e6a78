"""Finding the words and phrases of many cues in a text in one linear pass.

Words are looked up in a dictionary, one look-up a word whatever the number of cues: with 2,000 phrases that is ten
times quicker than one alternation of them, and no text can make it slow. Scripts that do not divide words (and those
that write articles, prepositions or endings on to them: Arabic, Hebrew, Korean) are searched as substrings, looked up
by their first letter; in Arabic, Hebrew and Korean a substring must open a word, in Arabic and Hebrew also close one
unless it ends in ``*``.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+")

_MEMO = 50_000
_PREFIX = 4


def _table() -> dict[str, str]:
    """Letters with accents to the letter alone, one for one, so that offsets stay what they are."""
    table = dict(zip("łøđıßё’‘‛`´", "lodisе'''''", strict=True))
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and base.isascii():
            table[chr(code)] = base.lower()
    return table


_TABLE = _table()


def fold(text: str) -> str:
    """The text in lower case, Latin letters without accents; as long as it was, character for character."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    lower = lower.replace("`", "'")
    if lower.isascii():
        return lower
    # One replacement for each of the few letters with accents: ten times quicker than a look-up of every character.
    for letter in _TABLE.keys() & set(lower):
        lower = lower.replace(letter, _TABLE[letter])
    return lower


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


class _Known(dict[str, "_Entry | None"]):
    """What is known of each word that was met, exact and by prefix; bounded, since a text has any words it likes."""

    def __init__(self, exact: dict[str, _Entry], prefix: dict[str, list[tuple[str, tuple[str, ...], str]]]) -> None:
        super().__init__()
        self._exact = exact
        self._prefix = prefix

    def __missing__(self, word: str) -> _Entry | None:
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
        if len(self) >= _MEMO:
            self.clear()
        self[word] = entry
        return entry


class Lexicon:
    """Phrases by cue. A phrase is folded words; a word of four letters or more may end in ``*`` for any ending."""

    def __init__(self, entries: Iterable[tuple[str, str]], leadins: frozenset[str]) -> None:
        self._leadins = leadins
        exact: dict[str, _Entry] = {}
        prefix: dict[str, list[tuple[str, tuple[str, ...], str]]] = {}
        self._needles: dict[str, list[tuple[str, str, bool]]] = {}
        for cue, phrase in entries:
            self._add(exact, prefix, sys.intern(cue), phrase)
        self._known = _Known(exact, prefix)
        # What wakes: words that are a phrase (or may open one with a wild word), and the longest neighbours of the
        # others: "in the comments" is told by "the comments" far better than by "in the".
        phrases = [(word, *rest) for word, entry in exact.items() for same in entry.pairs.values() for rest, _ in same]
        wild = {phrase[0] for phrase in phrases if any(word.endswith("*") for word in phrase)}
        alone = {word for word, entry in exact.items() if entry.alone or entry.wild}
        self._single = frozenset(alone | wild)
        self._seconds: dict[str, set[str]] = {}
        for first, second in (max(pairwise(phrase), key=_weight) for phrase in phrases):
            self._seconds.setdefault(first, set()).add(second)
        self._prefixes = frozenset(prefix)

    def _add(
        self,
        exact: dict[str, _Entry],
        prefix: dict[str, list[tuple[str, tuple[str, ...], str]]],
        cue: str,
        phrase: str,
    ) -> None:
        first, rest = _shape(phrase)
        if not first:
            needle = fold(phrase)
            closed = not needle.endswith("*") and "\u0590" <= needle[-1] <= "\u06ff"
            needle = needle.rstrip("*")
            self._needles.setdefault(needle[0], []).append((needle, cue, closed))
        elif first.endswith("*"):
            prefix.setdefault(first[:_PREFIX], []).append((first[:-1], rest, cue))
        else:
            exact.setdefault(first, _Entry()).add(rest, cue)

    def wakes(self, folded: str, words: Sequence[str]) -> bool:
        """True where a phrase may stand in the text, whose words these are: cheap, and never wrongly False."""
        if not self._single.isdisjoint(words):
            return True
        firsts = self._seconds.keys() & words
        if firsts:
            seconds = self._seconds
            for first, second in pairwise(words):
                if first in firsts and second in seconds[first]:
                    return True
        if self._prefixes and not self._prefixes.isdisjoint([word[:_PREFIX] for word in words]):
            known = self._known
            if any(known[word] is not None for word in words if word[:_PREFIX] in self._prefixes):
                return True
        return bool(self._needles) and not folded.isascii() and any(self._substrings(folded, 0, len(folded)))

    def meet(self, words: Sequence[str]) -> list[tuple[int, int, str]]:
        """Which phrases stand among the words of a text: index of the first and of the last word, and cue."""
        met: list[tuple[int, int, str]] = []
        last = len(words) - 1
        for index, entry in enumerate(map(self._known.__getitem__, words)):
            if entry is None:
                continue
            for cue in entry.alone:
                met.append((index, index, cue))
            if index == last:
                continue
            for rest, cue in entry.pairs.get(words[index + 1], ()):
                if len(rest) == 1 or _follows(words, index, rest):
                    met.append((index, index + len(rest), cue))
            for rest, cue in entry.wild:
                if _follows(words, index, rest):
                    met.append((index, index + len(rest), cue))
        return met

    def place(
        self, folded: str, start: int, end: int, words: Sequence[tuple[int, int]], met: Sequence[tuple[int, int, str]]
    ) -> list[Hit]:
        """The hits of what was met among the words (by their spans) between two offsets, in order, and of what is no
        word."""
        hits: list[Hit] = []
        before, opens = -1, False
        for first, last, cue in met:
            if first != before:
                before, opens = first, self._opens(folded, words, first)
            hits.append(Hit(words[first][0], words[last][1], cue, opens))
        if self._needles and not folded.isascii():
            hits += self._substrings(folded, start, end)
        hits.sort()
        return hits

    def find(self, folded: str, start: int, end: int) -> list[Hit]:
        """All hits between the two offsets, by start."""
        spans = [match.span() for match in WORD.finditer(folded, start, end)]
        return self.place(folded, start, end, spans, self.meet([folded[a:b] for a, b in spans]))

    def signs(self, folded: str) -> set[str]:
        """The cues of hits in the text that are no words."""
        if not self._needles or folded.isascii():
            return set()
        return {hit.cue for hit in self._substrings(folded, 0, len(folded))}

    def _opens(self, folded: str, words: Sequence[tuple[int, int]], index: int) -> bool:
        if index == 0:
            return True
        begin, end = words[index - 1]
        gap = folded[end : words[index][0]]
        return not gap or (bool(gap.strip()) and gap != "'") or folded[begin:end] in self._leadins

    def _substrings(self, folded: str, start: int, end: int) -> Iterator[Hit]:
        """Hits of what is searched as it stands, by its first letter: one look at the text for all of them."""
        text = folded[start:end] if start or end < len(folded) else folded
        for first in sorted(self._needles.keys() & set(text)):
            for needle, cue, closed in self._needles[first]:
                at = text.find(needle)
                while at >= 0:
                    after = at + len(needle)
                    if _may_open(text, at) and not (closed and text[after : after + 1].isalpha()):
                        yield Hit(start + at, start + after, cue, _after_sign(text, at))
                    at = text.find(needle, after)


def _may_open(text: str, at: int) -> bool:
    """Where endings and articles are written on to a word, a needle must open one: behind at most one letter that is an
    Arabic conjunction or preposition."""
    if not "\u0590" <= text[at] <= "\u06ff" and not "\uac00" <= text[at] <= "\ud7a3":
        return True
    if at == 0 or not text[at - 1].isalpha():
        return True
    return text[at - 1] in _PROCLITICS and (at == 1 or not text[at - 2].isalpha())


def _after_sign(text: str, at: int) -> bool:
    """In a script that divides words, does a clause open here? Elsewhere nobody can tell: yes."""
    if not "\u0590" <= text[at] <= "\u06ff":
        return True
    before = text[:at].rstrip()[-1:] if at < 80 else text[at - 80 : at].rstrip()[-1:]
    return not before.isalnum()


_PROCLITICS = "وفلب"


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
