"""What makes two blocks of text the same: their words, folded, with figures, dates and amounts as one sign.

An appeal that says ``12,345 readers`` today says ``12,871 readers`` tomorrow; a notice names the month. So what counts
or dates is masked, and neighbouring masks are one: ``12 March 2026``, ``3,000`` and ``£1.5 million`` are ``0``.
Left to others: what a block is (``blocks.py``) and where a known one is found again (``apply.py``).
"""

from __future__ import annotations

import re
from hashlib import blake2b
from importlib import resources
from typing import NamedTuple

from transforms.boilerplate.lexicon import fold
from transforms.boilerplate.sentences import UPPER

#: Stands for whatever counts or dates.
MASK = "0"

_STOPS = ".!?…。！？｡؟۔।"
_WIDE_STOPS = frozenset("。！？｡")
# A run of digits, or of letters up to the next capital: where a page glues two texts ("below" + "The") words end too.
_WORDS = rf"[^\W\d_{UPPER}]+|[{UPPER}]+[^\W\d_{UPPER}]*|\d+"
_WORD = re.compile(_WORDS)
_PIECE = re.compile(rf"{_WORDS}|[{_STOPS}]+|\n")
_CLOSING = "\"'”’»)]›』」）】》*"
_OPENING = "\"'“„«‘([‹『「（【《¿¡"
_BLANKS = " \t\xa0\u200b\u2060\ufeff\u202f\u2009"
_INITIALS = 3
_ENDS = frozenset(_STOPS + "\n")

# Months, days and words for numbers, folded. A word that is also another one in its language ("mars", "sei") does no
# harm: it only makes two blocks the same that differ in nothing else.
_COUNTING = frozenset(resources.files("transforms.learn").joinpath("counting.txt").read_text(encoding="utf-8").split())


class Word(NamedTuple):
    """A word of a text, masked where it counts: what it says, and where it stands."""

    text: str
    start: int
    end: int


class Said(NamedTuple):
    """A sentence, or a line of several: its masked words, whether it ends as a sentence does, and where it stands among
    the pieces it was read from (first, and behind the last)."""

    words: tuple[str, ...]
    closed: bool
    first: int
    behind: int


def words(text: str) -> list[Word]:
    """The words of a text, folded and masked, neighbouring masks as one."""
    matches = list(_WORD.finditer(text))
    found: list[Word] = []
    for match, word in zip(matches, _masked([match[0] for match in matches]), strict=True):
        if word == MASK and found and found[-1].text == MASK:
            found[-1] = Word(MASK, found[-1].start, match.end())
        else:
            found.append(Word(word, *match.span()))
    return found


def said(text: str) -> tuple[str, ...]:
    """The words alone: what ``words`` gives, without the places."""
    return _joined(_masked(_WORD.findall(text)))


def longest_word(text: str) -> str:
    """The longest word of a text that is not masked, in lower case, as it is spelled; '' where all count."""
    pieces = _WORD.findall(text)
    plain = [piece.lower() for piece, masked in zip(pieces, _masked(pieces), strict=True) if masked != MASK]
    return max(plain, key=len, default="")


def spelled(text: str) -> str:
    """The words of a text, folded, with one blank between; figures alone are masked."""
    folded = fold("\0".join(_WORD.findall(text))).split("\0")
    return " ".join(MASK if word.isdigit() else word for word in folded)


def blocks_said(text: str) -> list[Said]:
    """The sentences of a text in order, and behind those of a line, where they are several, the line whole.

    A sentence that is divided wrongly does no harm: it comes back divided in the same way, or is not found again.
    """
    return _blocks(_PIECE.findall(text))


def places_said(text: str) -> list[tuple[Said, int, int]]:
    """The same, each with its offsets in the text, from the quote or bracket that opens it to its stop. Slower: for few
    texts."""
    matches = list(_PIECE.finditer(text))
    found: list[tuple[Said, int, int]] = []
    for block in _blocks([match[0] for match in matches]):
        start = matches[block.first].start()
        floor = matches[block.first - 1].end() if block.first else 0
        while start > floor and text[start - 1] in _OPENING:
            start -= 1
        found.append((block, start, matches[block.behind - 1].end()))
    return found


def is_closed(text: str) -> bool:
    """Whether a block ends as a sentence does."""
    return text.rstrip(_BLANKS + _CLOSING + "\n").endswith(tuple(_STOPS))


def block_hash(said: tuple[str, ...], closed: bool) -> int:
    """64 bits that stand for a block: its masked words, and whether it ends as a sentence does."""
    data = " ".join(said).encode("utf-8", "surrogatepass") + (b"." if closed else b"")
    return int.from_bytes(blake2b(data, digest_size=8, person=b"block1").digest(), "big")


def _blocks(pieces: list[str]) -> list[Said]:
    folded = _masked(pieces)
    found: list[Said] = []
    line: list[Said] = []
    begin, inner = 0, False
    for at in [i for i, word in enumerate(folded) if word[0] in _ENDS] + [len(pieces)]:
        ends_line = at == len(pieces) or pieces[at] == "\n"
        if not ends_line and not _ends_sentence(pieces, at):
            inner = True
            continue
        if at > begin:
            spoken = folded[begin:at]
            if inner:
                spoken = [word for word in spoken if word[0] not in _ENDS]
            last = at if ends_line else at + 1
            line.append(Said(_joined(spoken), pieces[last - 1][0] in _ENDS, begin, last))
        begin, inner = at + 1, False
        if ends_line:
            found += line
            if len(line) > 1:
                found.append(_whole(line))
            line = []
    return found


def _whole(line: list[Said]) -> Said:
    """The sentences of a line as one block."""
    spoken = [word for sentence in line for word in sentence.words]
    return Said(_joined(spoken), line[-1].closed, line[0].first, line[-1].behind)


def _ends_sentence(pieces: list[str], at: int) -> bool:
    """Whether the stop at this place ends a sentence: not in ``3.14``, ``J. Smith``, ``a.org`` or ``"Why?" he``."""
    stop = pieces[at]
    if stop[0] in _WIDE_STOPS or at + 1 >= len(pieces) or pieces[at + 1][0] in _ENDS:
        return True
    before, after = pieces[at - 1] if at else "", pieces[at + 1]
    if after[0].islower():
        return False
    if stop != ".":
        return True
    if before[:1].isdigit():
        return not after[0].isdigit() and len(before) > 2
    return len(before) > _INITIALS or not before[:1].isupper()


def _joined(masked: list[str]) -> tuple[str, ...]:
    if MASK not in masked:
        return tuple(masked)
    return tuple(w for i, w in enumerate(masked) if w != MASK or not i or masked[i - 1] != MASK)


def _masked(pieces: list[str]) -> list[str]:
    """The pieces folded, what counts as MASK. In one go: folding keeps the number of characters."""
    folded = fold("\0".join(pieces)).split("\0") if pieces else []
    # Most texts have few words that count: looked for among the different ones, then replaced.
    different = set(folded)
    counting = {word for word in different if word.isdigit()} | (different & _COUNTING)
    return [MASK if word in counting else word for word in folded] if counting else folded
