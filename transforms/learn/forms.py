"""What the form of a text says: does the publisher speak to its readers here, or is this a part of the story?

A correction note, the name of a series, the end of a live report, a byline, a dateline or a spokesman's refusal comes
back in unrelated stories as an appeal does. How often says nothing there; what it is does. Words stand in
``forms.toml``, by language. When in doubt the answer is that a text belongs to the story.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from transforms.boilerplate.features import count_words, quotations
from transforms.boilerplate.lexicon import Lexicon
from transforms.learn.masking import is_closed, spelled

#: Kinds of words that make a text a part of its story.
_STORY = ("correction", "series", "live", "reported")
#: An open line (a heading, a byline, a dateline) is longer than this only where it is a sentence without its stop.
_OPEN_WORDS = 12
_BYLINE_WORDS = 16
_SURE = 2
_FIRST = "^"
_QUOTED = re.compile(r"[「『《][^」』》]{12,}[」』》]")
_ADDRESS = re.compile(r"https?://|www\.|\w@\w|\b\w+\.(?:com|org|net|info|news)\b", re.I)
_MONEY = re.compile(r"[$€£¥₩₽₺]|\b(?:EUR|USD|GBP|CHF|PLN|euros?|kr)\b")
_DATELINE = re.compile(r"^\W*\w[^.!?]{0,60}[-–—:]\s*$|^\W*[^.!?]{1,40}\([^()]{1,30}\)\W*$")


@dataclass(frozen=True, slots=True)
class Form:
    """What a text is like. ``story``: why it belongs to its story ('' where nothing says so)."""

    story: str = ""
    #: The publisher speaks of itself; to the reader; wants something; names a place to go or a sum.
    own: bool = False
    reader: bool = False
    asks: bool = False
    place: bool = False

    @property
    def appeal(self) -> int:
        """How sure it is that the publisher speaks to its readers: 0 not, 1 likely, 2 sure."""
        spoken = self.own + self.reader
        if spoken == 2 or (spoken == 1 and self.asks and (self.own or self.place)):
            return 2
        return int(spoken == 1 or (self.asks and self.place))


def form_of(text: str, language: str | None, authors: frozenset[str] = frozenset()) -> Form:
    """The form of a block in a language (ISO 639-1; None: not known). ``authors``: folded names of the story's."""
    words = spelled(text)
    hits = _found(words, language)
    asks = "ask" in hits
    form = Form(
        own="own" in hits,
        reader="reader" in hits,
        asks=asks,
        place=bool(_ADDRESS.search(text) or _MONEY.search(text)),
    )
    return Form(_story(text, words, hits, form, authors), form.own, form.reader, form.asks, form.place)


def languages() -> frozenset[str]:
    """The languages of which words are known."""
    return frozenset(_data())


def _story(text: str, words: str, hits: frozenset[str], form: Form, authors: frozenset[str]) -> str:
    if quotations(text, 0, len(text)) or _QUOTED.search(text):
        return "quotation"
    for kind in _STORY:
        if kind in hits:
            return kind
    count = count_words(text, 0, len(text))
    if "byline" in hits and count <= _BYLINE_WORDS and form.appeal < _SURE:
        return "byline"
    if any(spelled(name) in words for name in authors) and count <= _BYLINE_WORDS:
        return "byline"
    if not is_closed(text) and (_DATELINE.search(text) or (count <= _OPEN_WORDS and form.appeal < _SURE)):
        return "open-line"
    return ""


def _found(spoken: str, language: str | None) -> frozenset[str]:
    lexicon = _lexicon(language)
    if lexicon is None:
        return frozenset()
    hits = lexicon.find(spoken, 0, len(spoken))
    return frozenset(hit.cue.removeprefix(_FIRST) for hit in hits if not hit.cue.startswith(_FIRST) or not hit.start)


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    text = resources.files("transforms.learn").joinpath("forms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _lexicon(language: str | None) -> Lexicon | None:
    table = _data().get(language or "")
    if table is None:
        return None
    entries = [(kind, phrase) for kind, phrases in table.items() for phrase in phrases]
    return Lexicon(
        [
            (_FIRST + kind if phrase.startswith(_FIRST) else kind, phrase.removeprefix(_FIRST))
            for kind, phrase in entries
        ],
        frozenset(),
    )
