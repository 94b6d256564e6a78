"""Characters that must not travel: controls, lone surrogates, bidi overrides, odd spaces.

Texts from pages go through ``clean`` once, where they enter a record; texts that go to a terminal go through
``printable`` once more where they are printed.
"""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls but tab and newline, surrogates, noncharacters, bidi embeddings, overrides and isolates, zero width
# space, word joiner, soft hyphen and byte order mark. Joiners (U+200C, U+200D) stay: Persian and Indic spelling and
# emoji need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """The text in NFC without unwanted characters; runs of white space but newlines become one space."""
    if text.isascii() and text.isprintable():  # most of what comes by: nothing in it but spaces to be folded
        return " ".join(text.split())
    text = _BREAKS.sub("\n", text)
    text = _UNWANTED.sub("", text)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text)).strip()


def line(text: str) -> str:
    """The same on one line: newlines too become one space."""
    return " ".join(clean(text).split())


def printable(text: str) -> str:
    """The text without anything a terminal could take for a command; newlines and tabs stay."""
    return _UNWANTED.sub("", _BREAKS.sub("\n", text))
