"""Sketches: what is kept of a text to find its copies and to verify them without keeping the text.

A sketch is a function of the folded text alone (white space and case), so two sightings with one text digest have one
sketch. It holds band hashes by which candidates meet, and minima by which ``relate.py`` verifies a pair.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

import numpy as np

from transforms.ids import fold
from transforms.records import Sketch
from transforms.stories.limits import GROUPS
from transforms.stories.minima import BANDS, OPENING_RANGES, bands, codes, opening_bands
from transforms.stories.shingles import SHINGLE, hash_of, shingle_hashes, words_in
from transforms.stories.text import ArticleText

#: A text with fewer words has no sketch: being short is not being alike.
MIN_WORDS = 20

#: Characters beyond this are not looked at. No news text is that long; pages of 50 MB exist.
MAX_LENGTH = 120_000

#: Words of an opening: what a truncated copy has in common with its whole.
OPENING_WORDS = 48

# By these truncated copies are found: fewer, since a stub may be shorter than an opening.
_FIRST_WORDS = 32

#: Figures of a text that are kept, the smallest by hash.
MAX_FIGURES = 64

# A figure as it is written. Years are none: they come and go with a date line.
_FIGURE = re.compile(r"\d(?<![\w.,]\d)\d*(?:[.,:]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BLANK = Sketch("", "", "", None, "")


def sketch_article(text: ArticleText, article_id: str) -> Sketch:
    """The sketch of an article's text under its ids. No bands where the text has fewer than 20 words."""
    kept = _kept(text.digest)
    if not kept:
        kept.append(_sketched(_compared(text), _BLANK))
    article, sketch = text.article, kept[0]
    return Sketch(
        record_id=text.record_id(article_id),
        article_id=article_id,
        site=article.site,
        fetched_at=article.fetched_at,
        entry_id=article.entry_id,
        bands=sketch.bands,
        words=sketch.words,
        figures=sketch.figures,
        minima=sketch.minima,
        opening_minima=sketch.opening_minima,
    )


def sketch_text(text: str, blank: Sketch = _BLANK) -> Sketch:
    """``blank`` filled with what there is to keep of the text (folded or not)."""
    return _sketched(fold(text), blank)


def only_partition(sketch: Sketch, partition: int, partitions: int) -> Sketch:
    """The sketch with the bands of one partition of the index: what one key of it has to know. Group g of bands lies
    in partition g modulo their number."""
    if partitions == 1:
        return sketch
    return replace(
        sketch, bands=tuple(b if group % partitions == partition else () for group, b in enumerate(sketch.bands))
    )


def figures_of(text: str) -> tuple[int, ...]:
    """16-bit hashes of the figures in a folded text, years left out: sorted, at most 64."""
    found = {hash_of(f, 2) for f in set(_FIGURE.findall(text)) if not _YEAR.fullmatch(f)}
    return tuple(sorted(found)[:MAX_FIGURES])


# A text is sketched where it is keyed and, a bundle later, where it is settled: the second time costs nothing.
@lru_cache(maxsize=512)
def _kept(text_digest: str) -> list[Sketch]:
    """The place where the sketch of a text is kept; empty at first. The digest decides the text, so also its sketch."""
    return []


def _compared(text: ArticleText) -> str:
    """The text that is compared: the body; standfirst and body where the body alone is too short to say anything.
    The headline is not part of it: the same wire text runs under many."""
    if len(text.body.split(" ", MIN_WORDS)) > MIN_WORDS:
        return text.body
    return fold(f"{text.article.standfirst} {text.body}")


def _sketched(text: str, blank: Sketch) -> Sketch:
    text = text[:MAX_LENGTH]
    words = words_in(text)
    if len(words) < MIN_WORDS:
        return replace(blank, bands=((),) * GROUPS, words=len(words))
    shingles = shingle_hashes(words)
    first = np.sort(shingles[: _FIRST_WORDS - SHINGLE + 1])
    opening = np.sort(shingles[: OPENING_WORDS - SHINGLE + 1])
    shingles.sort()
    whole = bands(shingles)
    return replace(
        blank,
        bands=(tuple(whole[: BANDS // 2]), tuple(whole[BANDS // 2 :]), tuple(opening_bands(first))),
        words=len(words),
        figures=figures_of(text),
        minima=codes(shingles),
        opening_minima=codes(opening, OPENING_RANGES),
    )
