"""What of a text's shingles is kept: of each of 128 equal ranges of hashes the smallest one, in a byte.

Unlike a MinHash signature it tells coverage, which has a direction, and not only likeness. In a range in which A's
smallest is larger than B's nothing is known of it; where it is equal, B has it, and where it is smaller, B cannot have
it. Of a text that another has whole the share is 1, without any error. A text of 450 words has some 120 ranges that
say something: an error of .03 at a share of .83, as a sample of 160 hashes of 32 bits had in five times the bytes.

The byte keeps the order of what it stands for. Its steps are finer where the smallest of a few hundred or a few
thousand lie, so that two different hashes share a byte about once in 150.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.stories.shingles import U64, mixed

#: Ranges of hashes of a whole text, and of its opening.
RANGES = 128
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


_EDGES, _OPENING_EDGES = _edges(3 * BANDS), _edges(2 * OPENING_BANDS)

Bytes = NDArray[np.uint8]


def codes(hashes: U64, ranges: int = RANGES) -> bytes:
    """Of each of so many ranges the smallest hash, in a byte that keeps the order; 255 where there is none.

    Args:
        hashes: Shingle hashes, sorted; may repeat; at least one.
        ranges: In how many equal ranges 0 to 2**64 is divided.
    """
    spread = (hashes >> _HALF) * np.uint64(ranges)
    places = np.arange(ranges, dtype=np.uint64)
    at = np.searchsorted(spread, places << _HALF)
    found = spread[np.minimum(at, len(spread) - 1)]
    within = found & _LOWER
    code = np.minimum(within * _STEPS // ((within + _QUARTER) * _FOUR), _LAST)
    code[found >> _HALF != places] = _EMPTY
    return code.astype(np.uint8).tobytes()


def share(one: bytes, other: bytes) -> float:
    """The share of what the first stands for that the second has too: 0 to 1; 0 where nothing can be said."""
    first, _ = shares(one, np.frombuffer(other, dtype=np.uint8).reshape(1, -1))
    return float(first[0])


def shares(one: bytes, others: Bytes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What one text has in common with many: the share of it that each of them has, and of each that it has.

    Args:
        one: Its codes.
        others: Theirs, a row each.
    """
    row = np.frombuffer(one, dtype=np.uint8)
    equal = ((others == row) & (row != _EMPTY)).sum(axis=1)
    first = np.maximum(equal + (row < others).sum(axis=1), 1)
    second = np.maximum(equal + (others < row).sum(axis=1), 1)
    return equal / first, equal / second


def bands(hashes: U64) -> list[int]:
    """32-bit band hashes of a whole text: of texts that share the share j of their shingles, each is common with a
    chance of about j cubed.

    Args:
        hashes: Shingle hashes, sorted; at least one. An empty range takes the next hash after it, around the end.
    """
    return _tags(_firsts(hashes, _EDGES).reshape(BANDS, 3), _SALTS[:BANDS])


def opening_bands(hashes: U64) -> list[int]:
    """32-bit band hashes of a text's first words, as ``bands``: a truncated copy meets its text by these."""
    return _tags(_firsts(hashes, _OPENING_EDGES).reshape(OPENING_BANDS, 2), _SALTS[BANDS:])


def _firsts(hashes: U64, edges: U64) -> U64:
    return hashes[np.searchsorted(hashes, edges) % len(hashes)]


def _tags(minima: U64, salts: U64) -> list[int]:
    values = mixed((minima * _FACTORS[: minima.shape[1]]).sum(axis=1, dtype=np.uint64) + salts)
    return list(dict.fromkeys((values >> _HALF).tolist()))
