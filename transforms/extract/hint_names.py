"""What the name of an element says about the text in it: ``newsletter-signup``, ``relatedPosts``, ``c-paywall__offer``.

Names are read as words, never as parts of words: ``share-price`` and ``commentary`` say nothing of sharing or comments.
The vocabulary is data, ``hints.toml``; whether a text goes for its name others decide.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

#: How sure a name is by itself: its text may go, or it only adds to what a rule says.
STRONG, WEAK = 0.9, 0.4

# Letters beside digits are a hash or an identifier: "c1c9-4ad3".
_PART = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+(?![A-Za-z0-9])")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SHORT = 3
_LOOKED_AT = 300
_MOST_NAMES = 24
# A name of more words is a slug: "mayor-opens-related-bridge-over-river".
_MOST_WORDS = 5
_LONGEST = 4
_NOTHING = "nothing"
# Heads that no box beside an article has. "content", "text" and "body" also end names of such boxes.
_OTHERWISE = frozenset(("article", "free", "price", "prices", "enabled", "disabled"))


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says: the kind of text, how sure it is, and the words of the name that say it, joined."""

    kind: str
    strength: float
    word: str


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    phrases: dict[str, Named]
    states: frozenset[str]
    heads: frozenset[str]
    any_head: frozenset[str]
    #: Two words that mean something else together, joined; words of links to other articles.
    nothing: frozenset[str]
    related: frozenset[str]


@lru_cache(maxsize=8_192)
def read_names(names: str) -> Named | None:
    """The strongest that the names in an attribute (divided by white space) say; None where they say nothing.

    Looks at the first 300 characters: beyond are the utilities of style frameworks.
    """
    best: Named | None = None
    for name in names[:_LOOKED_AT].split()[:_MOST_NAMES]:
        found = _read(name)
        if found is not None and (best is None or found.strength > best.strength):
            best = found
    return best


@lru_cache(maxsize=8_192)
def means_otherwise(name: str) -> bool:
    """A name that holds a word of furniture and means something else: ``share-price``, ``no-sidebar``, ``ad-free``,
    ``newsletter-article``. For those who look for such words as parts of names."""
    vocabulary = _vocabulary()
    words = [word for part in _PART.findall(name[:_LOOKED_AT])[: _MOST_WORDS + 1] for word in _words(part)]
    if len(words) < 2 or len(words) > _MOST_WORDS:
        return False
    if words[0] in vocabulary.states or words[-1] in _OTHERWISE:
        return words[0] not in vocabulary.related
    return any("".join(words[at : at + 2]) in vocabulary.nothing for at in range(len(words) - 1))


def _read(name: str) -> Named | None:
    vocabulary = _vocabulary()
    words = [word for part in _PART.findall(name)[: _MOST_WORDS + 1] for word in _words(part)]
    if not words or len(words) > _MOST_WORDS or words[0] in vocabulary.states:
        return None
    head = words[-1] in vocabulary.heads and len(words) > 1
    best: Named | None = None
    for start in range(len(words)):
        for end in range(min(len(words), start + _LONGEST), start, -1):
            found = vocabulary.phrases.get("".join(words[start:end]))
            if found is None or (head and end < len(words) and found.kind not in vocabulary.any_head):
                continue
            if found.kind != _NOTHING and (best is None or found.strength > best.strength):
                best = found
            break
    return best


def _words(part: str) -> list[str]:
    """The words of a part in camel case; none where it looks like a hash ("bXAdKm"), as style libraries make them."""
    humps = _WORD.findall(part)
    if len(humps) > 1 and sum(len(hump) <= _SHORT for hump in humps) * 2 > len(humps):
        return []
    return [hump.lower() for hump in humps]


@cache
def _vocabulary() -> _Vocabulary:
    table = tomllib.loads(files(__package__).joinpath("hints.toml").read_text("utf-8"))
    states, heads = frozenset(table.pop("states")), frozenset(table.pop("heads"))
    phrases: dict[str, Named] = {}
    for strength, level in ((WEAK, "weak"), (STRONG, "strong")):
        for kind, entry in table.items():
            for word in entry[level]:
                phrases[word] = Named(kind, strength, word)
    any_head = frozenset(kind for kind, entry in table.items() if entry.get("any_head"))
    nothing = frozenset(word for word, named in phrases.items() if named.kind == _NOTHING)
    related = frozenset(word for word, named in phrases.items() if named.kind in any_head) | {"next", "prev", "inline"}
    return _Vocabulary(phrases, states, heads, any_head, nothing, related)
