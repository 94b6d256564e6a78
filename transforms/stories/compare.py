"""Two plain texts, the earlier and the later: the same, an update, or something else.

``relate.judge`` decides here as it does in the pipeline; there the shares are estimated from sketches, and the times
and publishers of the two are known as well. Here both texts are at hand, so the shares are exact.
"""

from __future__ import annotations

from typing import NamedTuple

from transforms.ids import fold
from transforms.stories.relate import judge, replaced
from transforms.stories.sentences import split, words
from transforms.stories.shingles import SHINGLE, enough_words, figure_hashes, shingle_hashes, words_in
from transforms.stories.sketch import MAX_LENGTH, MIN_WORDS, OPENING_WORDS

_HEADLINE_WORDS = 16

#: An update keeps at least this much of one of the two texts, as shingles and word for word.
KEPT = 0.55
KEPT_SENTENCES = 0.28

#: Sentences beyond this are not looked at.
MAX_SENTENCES = 400


class Told(NamedTuple):
    """A text as it is compared: its words by sentence and its shingles, whole and of its opening."""

    words: list[bytes]
    sentences: list[tuple[bytes, ...]]
    shingles: frozenset[int]
    opening: frozenset[int]


def compare_texts(earlier: str, later: str) -> str:
    """How the later of two plain texts relates to the earlier one.

    A first line that reads as a headline is left out: the same text runs under many. Texts of fewer than 20 words are
    the same only word for word. Of each text the first 120,000 characters are looked at; the time is linear in that.

    Args:
        earlier, later: Texts as a reader has them, paragraphs divided by newlines. Any text, also none.

    Returns:
        ``same`` (the later one is a copy, a trivial edit or a truncated copy, or the earlier one is truncated),
        ``update`` (the later one tells the same story with facts added or changed) or ``other``.
    """
    first, second = _body(earlier), _body(later)
    if words(first) == words(second):
        return "same"
    a, b = _told(first), _told(second)
    if not (enough_words(a.words, MIN_WORDS) and enough_words(b.words, MIN_WORDS)):
        return "other"
    ours, theirs = _share(a.shingles, b.shingles), _share(b.shingles, a.shingles)
    _, relation = judge(
        ours,
        theirs,
        len(a.words) / len(b.words),
        lambda: _share(a.opening, b.opening),
        lambda: _share(b.opening, a.opening),
        lambda: replaced(figure_hashes(a.words), figure_hashes(b.words)),
    )
    if relation not in (None, "more"):
        return "same"
    retold = max(ours, theirs) >= KEPT and max(_verbatim(a, b), _verbatim(b, a)) >= KEPT_SENTENCES
    return "update" if retold else "other"


def _told(text: str) -> Told:
    folded = fold(text)[:MAX_LENGTH]
    sentences = [tuple(found) for sentence in split(folded) if (found := words_in(sentence))]
    told = [word for sentence in sentences for word in sentence]
    hashes = shingle_hashes(told).tolist() if told else []
    opening = frozenset(hashes[: OPENING_WORDS - SHINGLE + 1])
    return Told(told, sentences[:MAX_SENTENCES], frozenset(hashes), opening)


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / max(1, len(one))


def _verbatim(one: Told, other: Told) -> float:
    """The share of the words of one text that stand in sentences which the other has word for word."""
    theirs = set(other.sentences)
    shared = sum(len(sentence) for sentence in one.sentences if sentence in theirs)
    return shared / max(1, sum(map(len, one.sentences)))


def _body(text: str) -> str:
    head, _, rest = text.strip().partition("\n")
    ends = head.rstrip().endswith((".", "!", "?", "…", '"', "”", "’", ":"))
    return rest if not ends and len(words(head)) <= _HEADLINE_WORDS and len(words(rest)) >= MIN_WORDS else text
