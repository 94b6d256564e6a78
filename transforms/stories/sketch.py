"""Sketches: what is kept of a text to find its copies and to verify them without keeping the text.

A sketch is a function of the folded text alone (white space and case), so two sightings with one text digest have one
sketch. It holds band hashes by which candidates meet, and minima by which ``relate.py`` verifies a pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from transforms.ids import fold
from transforms.records import Sketch
from transforms.stories.limits import GROUPS
from transforms.stories.minima import bands, codes
from transforms.stories.shingles import SHINGLE, enough_words, figure_hashes, shingle_hashes, words_in
from transforms.stories.text import ArticleText

#: A text with fewer words has no sketch: being short is not being alike.
MIN_WORDS = 20

#: Characters beyond this are not looked at. No news text is that long; pages of 50 MB exist.
MAX_LENGTH = 120_000

#: Words of an opening: what a truncated copy has in common with its whole.
OPENING_WORDS = 48

# Characters of a body that says something by itself, with spaces in it or without.
_ENOUGH = 400

# As many as two bytes say; a text of MAX_LENGTH has more only where each character is a word.
_MOST_SHINGLES = 65_535

# By these truncated copies are found: fewer, since a stub may be shorter than an opening.
_FIRST_WORDS = 32

_BLANK = Sketch("", "", "", None, "")


def sketch_article(text: ArticleText, article_id: str) -> Sketch:
    """The sketch of an article's text under its ids. No bands where the text has fewer than 20 words."""
    kept = _kept(text.digest)
    if not kept:
        kept.append(_features(_compared(text)))
    article = text.article
    sketch = kept[0].under(text.record_id(article_id), article_id, article.site, article.fetched_at, article.entry_id)
    return replace(sketch, source=text.source) if text.source else sketch


def sketch_text(text: str, blank: Sketch = _BLANK) -> Sketch:
    """What there is to keep of a text, so that it can be found and verified without it (``relate.relations``).

    Args:
        text: Any text, folded or not; its first 120,000 characters are looked at. The time is linear in its length.
        blank: Whose ids, site and time the sketch gets.

    Returns:
        The sketch: 12 bands of 32 bits, 168 bytes of minima, at most 16 figures. Of a text with fewer than 20 words
        (40 characters where each is a word) one without bands and minima, which relates to nothing.
    """
    return _features(fold(text)).under(blank.record_id, blank.article_id, blank.site, blank.fetched_at, blank.entry_id)


def only_partition(sketch: Sketch, partition: int, partitions: int) -> Sketch:
    """The sketch with the bands of one partition of the index: what one key of it has to know. Group g of bands lies
    in partition g modulo their number."""
    if partitions == 1:
        return sketch
    return replace(
        sketch, bands=tuple(b if group % partitions == partition else () for group, b in enumerate(sketch.bands))
    )


class Features(NamedTuple):
    """What a sketch says of a text, without saying whose it is."""

    bands: Sequence[Sequence[int]]
    size: int = 0
    figures: Sequence[int] = ()
    minima: bytes = b""
    opening_minima: bytes = b""

    def under(self, record_id: str, article_id: str, site: str, fetched_at: str | None, entry_id: str) -> Sketch:
        """The sketch of the text under these ids."""
        return Sketch(record_id, article_id, site, fetched_at, entry_id, *self)


# A text is sketched where it is keyed and, a bundle later, where it is settled: the second time costs nothing.
@lru_cache(maxsize=512)
def _kept(text_digest: str) -> list[Features]:
    """The place where the sketch of a text is kept; empty at first. The digest decides the text, so also its sketch."""
    return []


def _compared(text: ArticleText) -> str:
    """The text that is compared: the body; standfirst and body where the body alone is too short to say anything.
    The headline is not part of it: the same wire text runs under many."""
    if len(text.body) >= _ENOUGH or len(text.body.split(" ", MIN_WORDS)) > MIN_WORDS:
        return text.body
    return fold(f"{text.article.standfirst} {text.body}")


def _features(text: str) -> Features:
    words = words_in(text[:MAX_LENGTH])
    if not enough_words(words, MIN_WORDS):
        return Features(((),) * GROUPS)
    whole = shingle_hashes(words)
    first = np.sort(whole[: _FIRST_WORDS - SHINGLE + 1])
    opening = np.sort(whole[: OPENING_WORDS - SHINGLE + 1])
    whole.sort()
    of_whole, of_first = bands(whole, first)
    half = len(of_whole) // 2
    size = min(1 + int(np.count_nonzero(whole[1:] != whole[:-1])), _MOST_SHINGLES)
    return Features((of_whole[:half], of_whole[half:], of_first), size, figure_hashes(words), *codes(whole, opening))
