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
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+")
_SIGN = re.compile(r"[\W_]")
_SIGNS = 200

_MEMO = 50_000
_PREFIX = 4

#: Words of a phrase, index of the one that it is looked up by, and cue.
_Phrase = tuple[tuple[str, ...], int, str]


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


def blank(folded: str) -> str:
    """The text with a blank for all that is no letter or figure, as long as it was: ``split`` gives its words in half
    the time that ``WORD`` takes."""
    signs = [char for char in set(folded) if not char.isalnum()]
    if len(signs) > _SIGNS:  # nobody's text
        return _SIGN.sub(" ", folded)
    for char in signs:
        if char != " ":
            folded = folded.replace(char, " ")
    return folded


def spans_of(folded: str, start: int, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words of a text stand in it, from the offset on: in half the time it takes to look for them anew."""
    spans, find = [], folded.index
    for word in words:
        start = find(word, start)
        span = start, start + len(word)
        spans.append(span)
        start = span[1]
    return spans


def _whole(phrase: str) -> bool:
    """True for what is searched as it stands: letters of a script without case, signs that are no words."""
    return not WORD.search(phrase) or any(unicodedata.category(c) == "Lo" for c in phrase)


@cache
def _shape(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, folded; none for what is searched as it stands. Remembered, since a phrase stands in
    several lexicons."""
    if not phrase.isascii() and _whole(phrase):
        return ()
    return tuple(map(sys.intern, re.findall(r"[^\W_]+\*?", fold(phrase))))


class Hit(NamedTuple):
    """A phrase of a cue, found in a text."""

    start: int
    end: int
    cue: str
    #: It stands where a clause opens.
    opens: bool


#: ``Hit`` itself takes twice the time, for what it knows of names; there are hundreds in an article.
_hit = tuple.__new__


class _Entry:
    """The phrases that a word may stand for: it alone (``alone``), told by the word behind it (``after``) or by the one
    before it (``before``), or with neighbours of any ending."""

    __slots__ = ("after", "alone", "before", "wild")

    def __init__(self) -> None:
        self.alone: tuple[str, ...] = ()
        self.after: dict[str, tuple[_Phrase, ...]] = {}
        self.before: dict[str, tuple[_Phrase, ...]] = {}
        self.wild: tuple[_Phrase, ...] = ()

    def add(self, phrase: _Phrase) -> None:
        words, at, cue = phrase
        if len(words) == 1:
            self.alone += (cue,)
        elif at + 1 < len(words) and words[at + 1][-1] != "*":
            self.after[words[at + 1]] = (*self.after.get(words[at + 1], ()), phrase)
        elif at and words[at - 1][-1] != "*":
            self.before[words[at - 1]] = (*self.before.get(words[at - 1], ()), phrase)
        else:
            self.wild += (phrase,)

    def copy(self) -> _Entry:
        """Another one with the same phrases, to add to."""
        same = _Entry()
        same.alone, same.wild = self.alone, self.wild
        same.after, same.before = self.after.copy(), self.before.copy()
        return same


class _Known(dict[str, "_Entry | None"]):
    """What is known of each word that was met, exact and by prefix; bounded, since a text has any words it likes."""

    def __init__(self, exact: dict[str, _Entry], prefix: dict[str, tuple[_Phrase, ...]]) -> None:
        super().__init__()
        self._exact = exact
        self._prefix = prefix

    def __missing__(self, word: str) -> _Entry | None:
        entry = self._exact.get(word)
        wild = [item for item in self._prefix.get(word[:_PREFIX], ()) if word.startswith(item[0][item[1]][:-1])]
        if wild:
            entry = entry.copy() if entry is not None else _Entry()
            for phrase in wild:
                entry.add(phrase)
        if len(self) >= _MEMO:
            self.clear()
        self[word] = entry
        return entry


class Lexicon:
    """Phrases by cue. A phrase is folded words; a word of four letters or more may end in ``*`` for any ending.

    A phrase is looked up by the longest of its words that is not among the ``common`` ones: "in the comments" by
    "comments", which few sentences have, and not by "in". ``base``: a lexicon whose phrases are in this one too, which
    costs next to nothing.
    """

    def __init__(
        self,
        entries: Iterable[tuple[str, str]],
        leadins: frozenset[str],
        base: Lexicon | None = None,
        common: frozenset[str] = frozenset(),
    ) -> None:
        self._leadins = leadins
        self._common = common
        self._exact: dict[str, _Entry] = base._exact.copy() if base else {}
        self._prefix: dict[str, tuple[_Phrase, ...]] = base._prefix.copy() if base else {}
        self._needles: dict[str, tuple[tuple[str, str, bool], ...]] = base._needles.copy() if base else {}
        self._shared = set(self._exact)
        for cue, phrase in entries:
            self._add(sys.intern(cue), phrase)
        self._known = _Known(self._exact, self._prefix)

    def _add(self, cue: str, phrase: str) -> None:
        words = _shape(phrase)
        if not words:
            needle = fold(phrase)
            closed = not needle.endswith("*") and "\u0590" <= needle[-1] <= "\u06ff"
            needle = needle.rstrip("*")
            self._needles[needle[0]] = (*self._needles.get(needle[0], ()), (needle, cue, closed))
            return
        at = 0
        if len(words) > 1:
            common = self._common
            ranks = [(word[-1] != "*", word not in common, len(word)) for word in words]
            at = ranks.index(max(ranks))
        word = words[at]
        if word[-1] == "*":
            self._prefix[word[:_PREFIX]] = (*self._prefix.get(word[:_PREFIX], ()), (words, at, cue))
            return
        entry = self._exact.get(word)
        if entry is None:
            entry = self._exact[word] = _Entry()
        elif word in self._shared:  # not to be changed: it is the base's
            entry = self._exact[word] = entry.copy()
            self._shared.discard(word)
        entry.add((words, at, cue))

    def wakes(self, folded: str, words: Sequence[str]) -> bool:
        """True where a phrase stands in the text, whose words these are."""
        if self.meet(words):
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
            if index < last and entry.after:
                for phrase in entry.after.get(words[index + 1], ()):
                    _meet(words, index, phrase, met)
            if index and entry.before:
                for phrase in entry.before.get(words[index - 1], ()):
                    _meet(words, index, phrase, met)
            for phrase in entry.wild:
                _meet(words, index, phrase, met)
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
            hits.append(_hit(Hit, (words[first][0], words[last][1], cue, opens)))
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


def _meet(words: Sequence[str], index: int, phrase: _Phrase, met: list[tuple[int, int, str]]) -> None:
    """Adds the phrase to what was met, if it stands around the word at the index."""
    wanted, at, cue = phrase
    first, size = index - at, len(wanted)
    if first < 0 or first + size > len(words):
        return
    for word, want in zip(words[first : first + size], wanted, strict=True):
        if word != want and not (want[-1] == "*" and word.startswith(want[:-1])):
            return
    met.append((first, first + size - 1, cue))
