"""Sketches: what is kept of a text to find its copies and to verify them without keeping the text.

A sketch is a function of the folded text alone (white space and case), so two sightings with one text digest have one
sketch. It holds band hashes by which candidates meet, and samples by which ``relate.py`` verifies a pair.

MinHash is rensa's RMinHash over our own 64-bit shingle hashes: word hashes are blake2b, shingles are mixed from three
word hashes, so nothing depends on the process, the machine or Python's ``hash``.
"""

from __future__ import annotations

import re
import struct
from array import array
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from sys import byteorder

import numpy as np
import orjson
from numpy.typing import NDArray
from rensa import RMinHash

from transforms.ids import fold
from transforms.records import Sketch
from transforms.stories.limits import GROUPS
from transforms.stories.sentences import split, words_of_folded
from transforms.stories.text import ArticleText

#: A text with fewer words has no sketch: being short is not being alike.
MIN_WORDS = 20

#: Characters and sentences beyond this are not looked at. No news text is that long; pages of 50 MB exist.
MAX_LENGTH = 120_000
MAX_SENTENCES = 400

_SHINGLE = 3
_ROWS = 4
_BANDS = 12  # in each of the two groups over the whole text
_SEED = 7
_SAMPLE = 160
_OPENING_WORDS = 48
_OPENING_SENTENCES = 5
_OPENING_SENTENCE_WORDS = 6
_OPENING_MINIMA = 4

_U64 = NDArray[np.uint64]
_REMEMBERED_WORDS = 65_536
_BLANK = Sketch("", "", "", None, "")
_VERSION = b"\x01"
_HEAD = struct.Struct(">I")
# Odd constants of a linear mix over 2**64, one for each place in the shingle, and a finaliser (splitmix64).
_PLACES = tuple(np.uint64(c) for c in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_PLACES_OF_ROWS = np.array([*_PLACES, np.uint64(0x27D4EB2F165667C5)], dtype=np.uint64)
# Bands of another algorithm must not meet ours, and bands of one place not those of another.
_SALT = np.uint64(RMinHash.ALGORITHM_VERSION << 32)
_SALT_OF_BANDS = _SALT + np.arange(1, 2 * _BANDS + 1, dtype=np.uint64)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
# A figure as it is written. Years are none: they come and go with a date line.
_FIGURE = re.compile(r"\d(?<![\w.,]\d)\d*(?:[.,:]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURES = 64


def sketch_article(text: ArticleText, article_id: str) -> Sketch:
    """The sketch of an article's text under its ids. No bands where the text has fewer than 20 words."""
    kept = _kept(text.digest)
    if not kept:
        kept.append(_sketched(_compared(text), _BLANK))
    article = text.article
    return replace(
        kept[0],
        record_id=text.record_id(article_id),
        article_id=article_id,
        site=article.site,
        fetched_at=article.fetched_at,
        entry_id=article.entry_id,
    )


def sketch_text(text: str, blank: Sketch) -> Sketch:
    """``blank`` filled with what there is to keep of the text (folded or not)."""
    return _sketched(fold(text), blank)


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
    told = [tokens for sentence in split(text) if (tokens := words_of_folded(sentence))]
    tokens = [word for sentence in told for word in sentence]
    if len(tokens) < MIN_WORDS:
        return replace(blank, bands=((),) * GROUPS, words=len(tokens))
    shingles = _shingles(_word_hashes(tokens))
    sentences, weights = _sentences(told[:MAX_SENTENCES])
    scale, sample = _sample(shingles)
    opening = shingles[: _OPENING_WORDS - _SHINGLE + 1]
    return replace(
        blank,
        bands=(*_bands(shingles), _opening_bands(opening, sentences, weights)),
        sentences=tuple(sentences),
        weights=tuple(weights),
        shingles=sample,
        scale=scale,
        words=len(tokens),
        opening=tuple(_low(opening).tolist()),
        figures=_figures(text),
    )


def only_group(sketch: Sketch, group: int) -> Sketch:
    """The sketch with the bands of one group: what one key of the index has to know."""
    return replace(sketch, bands=tuple(b if i == group else () for i, b in enumerate(sketch.bands)))


def pack(sketch: Sketch) -> bytes:
    """The sketch as compact bytes (about 4 for each hash), for state."""
    counts = [len(group) for group in sketch.bands]
    head = orjson.dumps(
        [
            sketch.record_id,
            sketch.article_id,
            sketch.site,
            sketch.fetched_at,
            sketch.entry_id,
            sketch.scale,
            sketch.words,
            counts,
            len(sketch.sentences),
            len(sketch.shingles),
            len(sketch.opening),
        ]
    )
    bands = array("Q", [band for group in sketch.bands for band in group])
    hashes = array("I", [*sketch.sentences, *sketch.weights, *sketch.shingles, *sketch.opening, *sketch.figures])
    if byteorder == "big":
        bands.byteswap()
        hashes.byteswap()
    return b"".join((_VERSION, _HEAD.pack(len(head)), head, bands.tobytes(), hashes.tobytes()))


def unpack(data: bytes) -> Sketch:
    """The sketch that ``pack`` made these bytes of. Raises ValueError for another version."""
    if data[:1] != _VERSION:
        raise ValueError(f"cannot read sketch: version byte {data[:1]!r}, known is {_VERSION!r}")
    (length,) = _HEAD.unpack_from(data, 1)
    *named, scale, count, counts, sentences, shingles, opening = orjson.loads(data[5 : 5 + length])
    start = 5 + length
    bands, hashes = array("Q"), array("I")
    bands.frombytes(data[start : start + 8 * sum(counts)])
    hashes.frombytes(data[start + 8 * sum(counts) :])
    if byteorder == "big":
        bands.byteswap()
        hashes.byteswap()
    groups, at = [], 0
    for size in counts:
        groups.append(tuple(bands[at : at + size]))
        at += size
    ends = (sentences, 2 * sentences, 2 * sentences + shingles, 2 * sentences + shingles + opening)
    record_id, article_id, site, fetched_at, entry_id = named
    return Sketch(
        record_id,
        article_id,
        site,
        fetched_at,
        entry_id,
        bands=tuple(groups),
        sentences=tuple(hashes[: ends[0]]),
        weights=tuple(hashes[ends[0] : ends[1]]),
        shingles=tuple(hashes[ends[1] : ends[2]]),
        scale=scale,
        words=count,
        opening=tuple(hashes[ends[2] : ends[3]]),
        figures=tuple(hashes[ends[3] :]),
    )


class _WordDigests(dict[str, bytes]):
    """Digests of the words met lately: the words of the news are few, and looking one up takes a third of what a
    cached function takes."""

    def __missing__(self, word: str) -> bytes:
        if len(self) >= _REMEMBERED_WORDS:
            self.clear()
        digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self[word] = digest
        return digest


_WORD_DIGESTS = _WordDigests()


def _word_hashes(tokens: list[str]) -> _U64:
    return np.frombuffer(b"".join(map(_WORD_DIGESTS.__getitem__, tokens)), dtype=">u8").astype(np.uint64)


def _mixed(values: _U64) -> _U64:
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    return values ^ (values >> np.uint64(31))


def _shingles(hashes: _U64) -> _U64:
    count = max(1, len(hashes) - _SHINGLE + 1)
    total = np.zeros(count, dtype=np.uint64)
    for place, factor in enumerate(_PLACES):
        total += hashes[place : place + count] * factor
    return _mixed(total)


def _low(values: _U64) -> NDArray[np.uint32]:
    return values.astype(np.uint32)  # keeps the lower half


def _sentences(told: list[list[str]]) -> tuple[list[int], list[int]]:
    digests = [blake2b(" ".join(tokens).encode("utf-8", "surrogatepass"), digest_size=4).digest() for tokens in told]
    return [int.from_bytes(digest, "big") for digest in digests], [len(tokens) for tokens in told]


def _figures(text: str) -> tuple[int, ...]:
    found = [f for f in dict.fromkeys(_FIGURE.findall(text)) if not _YEAR.fullmatch(f)]
    hashes = {int.from_bytes(blake2b(f.encode(), digest_size=4).digest(), "big") for f in found}
    return tuple(sorted(hashes)[:_FIGURES])


def _sample(shingles: _U64) -> tuple[int, tuple[int, ...]]:
    """The power of two, and the shingles it divides: at most 160, at least about 80 where there are as many."""
    low = np.sort(_low(shingles))
    low = low[np.concatenate(([True], low[1:] != low[:-1]))]
    scale = 1
    while len(low) > _SAMPLE:
        scale *= 2
        low = low[low % scale == 0]
    return scale, tuple(low.tolist())


def _bands(shingles: _U64) -> tuple[tuple[int, ...], tuple[int, ...]]:
    # Of rensa's ways in this is the one without a thread pool: 7 µs for 450 shingles, where the others wait for 270.
    ends = np.array([0, len(shingles)], dtype=np.uint64)
    digest = RMinHash.digest_matrix_from_flat_token_hashes(shingles, ends, num_perm=2 * _BANDS * _ROWS, seed=_SEED)
    rows = np.array(digest.to_rows()[0], dtype=np.uint64).reshape(2 * _BANDS, _ROWS)
    bands = _mixed((rows * _PLACES_OF_ROWS).sum(axis=1, dtype=np.uint64) + _SALT_OF_BANDS).tolist()
    return tuple(bands[:_BANDS]), tuple(bands[_BANDS:])


def _opening_bands(opening: _U64, sentences: list[int], weights: list[int]) -> tuple[int, ...]:
    """Whole first sentences, and the smallest shingle hashes of the first words: a stub of either meets its text."""
    whole = [s for s, w in zip(sentences, weights, strict=True) if w >= _OPENING_SENTENCE_WORDS][:_OPENING_SENTENCES]
    found = [*_mixed(np.array(whole, dtype=np.uint64) + _SALT).tolist(), *np.sort(opening)[:_OPENING_MINIMA].tolist()]
    return tuple(dict.fromkeys(found))
