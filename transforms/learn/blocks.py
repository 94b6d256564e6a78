"""A story as learning sees it: the hashes of its blocks, and what it shares with other stories for other reasons.

A block is a sentence, or a whole line of several sentences. Short ones are none: a heading of two words comes back in
honest text. Looked at is the body as it is before learned cuts, so that what was learned goes on being counted.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

from transforms.learn.before import before_learned
from transforms.learn.masking import MASK, block_hash, blocks_said, places_said, said
from transforms.records import Article

#: A block has at least so many words; of a script without blanks, so many characters.
LEAST_WORDS = 4
LEAST_CHARACTERS = 10
#: A block with more words is no notice.
MOST_WORDS = 120
#: Blocks of a story that are kept: furniture stands at its ends, and a story seldom has more.
FIRST_BLOCKS = 40
LAST_BLOCKS = 60
#: Words by which stories are compared.
KEY_WORDS = 32
_KEY_LENGTH = 5
#: Of a longer body the first and last half of it are looked at: where furniture stands, and enough to tell a topic.
_BODY_LOOKED_AT = 8_000
_AUTHORS = 6
_WORDS_COMPARED = 300


class Block(NamedTuple):
    """A sentence or line of a body: its hash, and where it stands."""

    hash: int
    start: int
    end: int


class Story(NamedTuple):
    """What is kept of a story to learn from it: 0.7 kB stored, 1.2 kB in memory; no text."""

    #: 64 bits of its article's id: versions of an article are one story.
    story: int
    #: Order of the page: (fetched_at or '', entry id).
    at: tuple[str, str]
    #: The record in which the text can be looked up; '' where there is none.
    record_id: str
    #: 32 bits each; 0 for a section that is not known.
    section: int
    authors: tuple[int, ...]
    #: 32 bits of its most frequent long words, the most frequent first.
    words: Sequence[int]
    #: 64 bits each, by place, each once.
    blocks: Sequence[int]


def story_of(article: Article, article_id: str, record_id: str) -> Story:
    """What is learned from an article. Pure; of a body over 8,000 characters its ends are looked at."""
    said = blocks_said(_ends(before_learned(article)))
    long_enough = [each for each in said if is_long_enough(each.words)]
    if len(long_enough) > FIRST_BLOCKS + LAST_BLOCKS:
        long_enough = long_enough[:FIRST_BLOCKS] + long_enough[-LAST_BLOCKS:]
    first: list[str] = []
    for each in said:
        if len(first) >= _WORDS_COMPARED:
            break
        first += each.words
    return Story(
        story=hash_of(article_id),
        at=(article.fetched_at or "", article.entry_id),
        record_id=record_id,
        section=word_hash(article.section.casefold()) if article.section else 0,
        authors=tuple(sorted(word_hash(name.casefold()) for name in article.authors[:_AUTHORS])),
        words=_key_words(article.title, first),
        blocks=array("Q", dict.fromkeys(block_hash(each.words, each.closed) for each in long_enough)),
    )


def blocks_of(body: str) -> list[Block]:
    """The blocks of a body that are long enough to count, sentences before the line they make up."""
    return [
        Block(block_hash(said.words, said.closed), start, end)
        for said, start, end in places_said(body)
        if is_long_enough(said.words)
    ]


def hash_of(text: str) -> int:
    """64 bits of a text, the same everywhere."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _ends(body: str) -> str:
    """The body, or its first and last lines."""
    half = _BODY_LOOKED_AT // 2
    if len(body) <= _BODY_LOOKED_AT:
        return body
    first = body.rfind("\n", 0, half) + 1 or half
    last = body.find("\n", len(body) - half) + 1 or len(body) - half
    return f"{body[:first]}\n{body[last:]}"


def word_hash(text: str) -> int:
    """32 bits of a word or name."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def is_long_enough(words: tuple[str, ...]) -> bool:
    """Whether masked words are enough for a block, and not too many."""
    if len(words) > MOST_WORDS:
        return False
    spoken = len(words) - words.count(MASK)
    if spoken >= LEAST_WORDS:
        return True
    return any(not w.isascii() and _is_unspaced(w) for w in words) and sum(map(len, words)) >= LEAST_CHARACTERS


def _key_words(title: str, first: list[str]) -> Sequence[int]:
    """Of a title and the words behind it those that stand there most often."""
    counted = Counter(_long(first))
    for word in _long(said(title)):
        counted[word] += 3
    return array("I", [word_hash(word) for word, _ in counted.most_common(KEY_WORDS)])


def _long(words: Iterable[str]) -> list[str]:
    """Words that may tell a topic: long ones, and pairs of characters where words are not divided."""
    return [
        part
        for word in words
        if len(word) >= _KEY_LENGTH or not word.isascii()
        for part in (_pairs(word) if not word.isascii() and _is_unspaced(word) else (word,))
    ]


def _pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)]


def _is_unspaced(word: str) -> bool:
    return "\u3040" <= word[0] <= "\u9fff" or "\uac00" <= word[0] <= "\ud7af"
