"""Words and shingles of a text as 64-bit hashes.

A word's hash is blake2b, a shingle's is mixed from those of its three words, so nothing depends on the process, the
machine or Python's ``hash``. The words of the news are few: what was hashed lately is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]

#: Words of a shingle.
SHINGLE = 3

#: Figures of a text that are kept.
MAX_FIGURES = 16

_REMEMBERED_WORDS = 65_536
# Words before this begin with a digit, words behind that may begin with a digit of another script.
_LETTERS, _FOREIGN = b":", b"\xd9"
_YEAR = re.compile(rb"(?:19|20)\d\d")
# Kinds of characters between words that are replaced one by one; a text with more of them is no usual text.
_MOST_REPLACED = 32
# Thai to Khmer, kana, Han. Hangul is written with spaces.
_CHARACTERS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_UNSPACED = re.compile(f"[{_CHARACTERS}]")
_WORD = re.compile(rf"[{_CHARACTERS}]|[^\W{_CHARACTERS}]+")
_ASCII = bytes(range(128))
_SPACED = bytes(code if code > 127 or chr(code).isalnum() or code == ord("_") else 32 for code in range(256))
# Odd constants of a linear mix over 2**64, one for each place in the shingle, and a finaliser (splitmix64).
_PLACES = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
_FACTORS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


class _WordDigests(dict[bytes, bytes]):
    """Digests of the words met lately. Looking one up takes a third of what a cached function takes."""

    def __missing__(self, word: bytes) -> bytes:
        if len(self) >= _REMEMBERED_WORDS:
            self.clear()
        digest = blake2b(word, digest_size=8).digest()
        self[word] = digest
        return digest


_WORD_DIGESTS = _WordDigests()


def words_in(text: str) -> list[bytes]:
    """The words of a folded text as UTF-8: every run of letters, digits and underscores. In scripts that are written
    without spaces (Chinese, Japanese, Thai, Lao, Burmese, Khmer) each character is a word."""
    data = text.encode("utf-8", "surrogatepass")
    others = data.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    rare = set(others)
    between = [char for char in rare if not char.isalnum()]
    if len(between) > _MOST_REPLACED or _UNSPACED.search(others):
        return [word.encode("utf-8", "surrogatepass") for word in _WORD.findall(text)]
    for char in between:
        data = data.replace(char.encode("utf-8", "surrogatepass"), b" ")
    return data.translate(_SPACED).split()


def enough_words(words: Sequence[bytes], least: int) -> bool:
    """Whether there are so many words; a character that stands for a word counts as half of one."""
    if len(words) >= 2 * least or len(words) < least:
        return len(words) >= least
    characters = sum(_UNSPACED.match(_decoded(word)) is not None for word in words)
    return 2 * len(words) - characters >= 2 * least


def shingle_hashes(words: Sequence[bytes]) -> U64:
    """The hashes of all runs of three words, in order; of a text with fewer words, one hash of what there is.

    Args:
        words: Folded words as UTF-8; at least one.
    """
    digests = b"".join(map(_WORD_DIGESTS.__getitem__, words))
    hashes = np.frombuffer(digests, dtype="<u8").astype(np.uint64, copy=False)
    if len(hashes) < SHINGLE:
        return mixed((hashes * _PLACES[: len(hashes)]).sum(keepdims=True, dtype=np.uint64))
    first, second, third = _PLACES
    return mixed(hashes[:-2] * first + hashes[1:-1] * second + hashes[2:] * third)


def mixed(values: U64) -> U64:
    """The values with all their bits spread over all 64 (splitmix64's finaliser): one to one."""
    values = (values ^ (values >> _SHIFTS[0])) * _FACTORS[0]
    values = (values ^ (values >> _SHIFTS[1])) * _FACTORS[1]
    return values ^ (values >> _SHIFTS[2])


def figure_hashes(words: Sequence[bytes]) -> tuple[int, ...]:
    """16-bit hashes of the figures among the words of a text: sorted, the 16 smallest. 4.2 is the words 4 and 2; years
    are left out, they come and go with a date line."""
    figures = {w for w in words if w < _LETTERS or (w > _FOREIGN and _decoded(w)[:1].isdigit())}
    hashes = {int.from_bytes(_WORD_DIGESTS[f][:2], "little") for f in figures if not _YEAR.fullmatch(f)}
    return tuple(sorted(hashes)[:MAX_FIGURES])


def _decoded(word: bytes) -> str:
    return word.decode("utf-8", "surrogatepass")
