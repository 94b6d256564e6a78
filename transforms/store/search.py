"""Full-text search: how a text is prepared for the index, and how words that people type become a query.

Whole words match, without case and accents. ``word*`` matches beginnings, ``"two words"`` a phrase; everything else is
a word like any other, so no input can be a wrong query. Scripts without spaces between words (Chinese, Japanese, Thai,
Lao, Khmer, Burmese) are indexed letter by letter and searched as phrases of letters, so that a word of one or two
letters is found anywhere; a trigram index finds none under three, and triples the index for all other scripts. Korean
words carry endings, so they match as beginnings.
"""

from __future__ import annotations

import re

from transforms.characters import line

_MAX_QUERY = 1_000
_MAX_TERMS = 32

# Thai, Lao, Burmese, Khmer; kana, ideographs (with extensions and compatibility forms), half-width kana.
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff])"
)
_HANGUL_END = re.compile("[\uac00-\ud7af]$")
_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')


def searchable(text: str) -> str:
    """The text as the index gets it: letters of scripts without spaces stand apart, the rest is as it was."""
    return text if text.isascii() else _UNSPACED.sub(r" \1 ", text)


def match_expression(words: str) -> str | None:
    """The FTS5 expression that finds texts with all of the words; None where there is nothing to look for in them.

    Only the first 1,000 characters and 32 terms are taken. Never a syntax error, whatever comes in.
    """
    terms = []
    for found in _TERM.finditer(line(words[:_MAX_QUERY])):
        phrase = found[1] if found[1] is not None else found[2]
        bare = phrase.rstrip("*")
        if not any(character.isalnum() for character in bare):
            continue
        prefix = found[1] is None and (bare != phrase or _HANGUL_END.search(bare) is not None)
        terms.append(f'"{searchable(bare)}"{"*" if prefix else ""}')
    return " AND ".join(terms[:_MAX_TERMS]) or None
