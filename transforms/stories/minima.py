"""What of a text's shingles is kept: of each of 144 equal ranges of hashes the smallest one, in a byte.

Unlike a MinHash signature it tells coverage, which has a direction, and not only likeness. In a range in which A's
smallest is larger than B's nothing is known of it; where it is equal, B has it, and where it is smaller, B cannot have
it. Of a text that another has whole the share is 1, without any error. A text of 450 words has some 130 ranges that
say something: an error of .03 at a share of .8, as a sample of 160 hashes of 32 bits had in five times the bytes.

The byte keeps the order of what it stands for. Its steps are finer where the smallest of a few hundred or a few
thousand lie, so that two different hashes share a byte about once in 150.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from transforms.stories.shingles import U64, mixed

#: Ranges of hashes of a whole text, and of its opening.
RANGES = 144
OPENING_RANGES = 24

#: Band hashes of a whole text, each of the minima of three ranges; and of an opening, each of two. One minimum by
#: itself is too often a turn of phrase that all news shares: 120 candidates a text instead of 10 (of the first 10,000
#: of a made stream), and not one copy more.
BANDS = 8
OPENING_BANDS = 4

_EMPTY = 255
_STEPS = np.uint64(1_275)  # 255 * (1 + 1/4)
_QUARTER = np.uint64(1 << 30)
_FOUR = np.uint64(4)
_LAST = np.uint64(254)
_LOWER = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)

# Odd constants of a linear mix; bands of one place must not meet those of another, nor those of another recipe.
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_SALTS = np.uint64(0x6E62_0003_0000_0000) + np.arange(1, BANDS + OPENING_BANDS + 1, dtype=np.uint64)


def _edges(count: int) -> U64:
    return np.array([(place << 64) // count for place in range(count)], dtype=np.uint64)


_RANGES, _OPENING_RANGES, _BEHIND = np.uint64(RANGES), np.uint64(OPENING_RANGES), np.uint64(RANGES << 32)
_PLACES = np.arange(RANGES + OPENING_RANGES, dtype=np.uint64)
_STARTS = _PLACES << _HALF
_EDGES, _OPENING_EDGES = _edges(3 * BANDS), _edges(2 * OPENING_BANDS)

# The share is then known to a millionth.
_HALVINGS = 20

Bytes = NDArray[np.uint8]
Counts = NDArray[np.int64]


def codes(whole: U64, opening: U64) -> tuple[bytes, bytes]:
    """Of each of 144 ranges the smallest hash of the whole text, and of each of 24 that of its opening: each in a byte
    that keeps the order; 255 where there is none.

    Args:
        whole, opening: Shingle hashes, sorted; may repeat; at least one.
    """
    # Both in one array, the opening's ranges behind the others: numpy's calls cost more than what they do here.
    spread = np.concatenate(((whole >> _HALF) * _RANGES, (opening >> _HALF) * _OPENING_RANGES + _BEHIND))
    found = spread[np.minimum(np.searchsorted(spread, _STARTS), len(spread) - 1)]
    within = found & _LOWER
    code = np.minimum(within * _STEPS // ((within + _QUARTER) * _FOUR), _LAST)
    code[found >> _HALF != _PLACES] = _EMPTY
    data = code.astype(np.uint8).tobytes()
    return data[:RANGES], data[RANGES:]


class Common(NamedTuple):
    """What two texts have in common, in ranges: in how many the smallest is the same, in how many only the first can
    have its own (it lies before the other's), and in how many only the second."""

    both: int
    first: int
    second: int


def common(one: bytes, other: bytes) -> Common:
    """What two texts have in common, by their codes."""
    ((both,), (first,), (second,)) = (c.tolist() for c in common_with(one, np.frombuffer(other, np.uint8)[None]))
    return Common(both, first, second)


def common_with(one: bytes, others: Bytes) -> tuple[Counts, Counts, Counts]:
    """What one text has in common with many: ``Common`` as columns.

    Args:
        one: Its codes.
        others: Theirs, a row each.
    """
    row = np.frombuffer(one, dtype=np.uint8)
    both = ((others == row) & (row != _EMPTY)).sum(axis=1)
    return both, (row < others).sum(axis=1), (others < row).sum(axis=1)


def shares(found: Common, first_size: int, second_size: int) -> tuple[float, float]:
    """The share of the first (second) of two texts that the other has: the likeliest, given their sizes too. That takes
    a quarter off the error of ``both / (both + first)``. 1 where nothing speaks against it, 0 where nothing is common.

    Args:
        found: What they have in common.
        first_size, second_size: Distinct shingles of each; at least 1.
    """
    both, first, second = found
    if not both or not (first or second):
        return (float(both > 0),) * 2
    total, least = both + first + second, min(first_size, second_size)
    # The chances of the three are as I, A - I and B - I; the slope of the likelihood of I falls through its only zero.
    low, high = 0.0, float(least)
    for _ in range(_HALVINGS):
        size = (low + high) / 2
        slope = both / size + total / (first_size + second_size - size)
        slope -= first / (first_size - size) + second / (second_size - size)
        low, high = (size, high) if slope > 0 else (low, size)
    # Nothing that only the smaller has: it is all there.
    size = least if high == least else high
    return size / first_size, size / second_size


def bands(whole: U64, first: U64) -> tuple[list[int], list[int]]:
    """32-bit band hashes of a whole text and of its first words. Of texts that share the share j of their shingles,
    each of the first is common with a chance of about j cubed; a truncated copy meets its text by the second.

    Args:
        whole, first: Shingle hashes, sorted; at least one. An empty range takes the next hash after it, around the end.
    """
    minima = np.zeros((BANDS + OPENING_BANDS, 3), dtype=np.uint64)
    minima[:BANDS] = _firsts(whole, _EDGES).reshape(BANDS, 3)
    minima[BANDS:, :2] = _firsts(first, _OPENING_EDGES).reshape(OPENING_BANDS, 2)
    minima *= _FACTORS
    found: list[int] = (mixed(minima.sum(axis=1, dtype=np.uint64) + _SALTS) >> _HALF).tolist()
    return found[:BANDS], found[BANDS:]


def _firsts(hashes: U64, edges: U64) -> U64:
    return hashes[np.searchsorted(hashes, edges) % len(hashes)]
