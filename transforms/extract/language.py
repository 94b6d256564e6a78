"""The language of a text, by its script and its function words.

A library was measured first: py3langid needs 1.3 s and 100 MB in every worker process to load its model, which is more
than extraction itself; this costs 0.1 ms a text. It answers for longer texts in the languages below, and says None for
what it does not know. The page's own ``lang`` is only a hint, since templates are often in another language.
"""

from __future__ import annotations

import re
from collections import Counter

from transforms.extract.function_words import FUNCTION_WORDS

# Characters of a text that are looked at.
_LENGTH = 4_000
_WORDS = re.compile(r"[^\W\d_]+")
# At least this many function words, this share of all words, and this lead over the next language.
_MIN_HITS = 3
_MIN_SHARE = 0.12
# Of languages that say with endings what others say with words.
_MIN_SHARES = {"tr": 0.05, "fi": 0.06, "lt": 0.07, "lv": 0.08, "hu": 0.08, "vi": 0.08, "is": 0.1, "cs": 0.1, "pl": 0.1}
_LEAD = 1.15

_BY_WORD: dict[str, tuple[str, ...]] = {
    word: tuple(language for language, words in FUNCTION_WORDS.items() if word in words)
    for word in sorted(frozenset().union(*FUNCTION_WORDS.values()))
}

# Scripts that settle the language, or all but: (language, pattern of its letters).
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_PERSIAN = re.compile("[پچژگک]")
_URDU = re.compile("[ٹڈڑںے]")
_CYRILLIC = (("uk", re.compile("[іїєґІЇЄҐ]")), ("be", re.compile("[ўЎ]")), ("sr", re.compile("[ђћџљњјЂЋЏЉЊЈ]")))
_BULGARIAN = re.compile(r"\b(?:и|на|за|от|се|да|че|са|по|със|във|което|който)\b")
_RUSSIAN_ONLY = re.compile("[ыэёЫЭЁ]")


def detect(text: str, hint: str = "") -> str | None:
    """ISO 639-1 code of a text's language; None where it cannot be told.

    Args:
        text: the body; its first 4,000 characters are read.
        hint: the page's ``lang``. It decides between languages that the text supports equally, and, where the text is
            too short to say, is not believed.
    """
    text = text[:_LENGTH]
    words = _WORDS.findall(text.lower())
    letters = sum(map(len, words))
    if letters < 20:
        return None
    for language, pattern in _SCRIPTS:
        share = len(pattern.findall(text)) / letters
        if share > (0.1 if language in ("ja", "ko") else 0.4):
            return _variant(language, text)
    return _by_words(words, hint[:2].lower())


def _variant(language: str, text: str) -> str | None:
    if language == "ar":
        return "ur" if _URDU.search(text) else "fa" if len(_PERSIAN.findall(text)) > len(text) / 100 else "ar"
    if language == "ru":
        for other, pattern in _CYRILLIC:
            if len(pattern.findall(text)) > len(text) / 200:
                return other
        if not _RUSSIAN_ONLY.search(text) and len(text) > 300 and _BULGARIAN.search(text):
            return "bg"
    return language


def _by_words(words: list[str], hint: str) -> str | None:
    hits: Counter[str] = Counter()
    for word in words:
        # A word that many languages share says little.
        for language in (found := _BY_WORD.get(word, ())):
            hits[language] += 12 // len(found) if len(found) <= 12 else 1
    ranked = sorted(hits.items(), key=lambda item: (-item[1], item[0] != hint, item[0]))
    if not ranked:
        return None
    best, score = ranked[0]
    known = sum(1 for word in words if word in FUNCTION_WORDS[best])
    if known < _MIN_HITS or known < _MIN_SHARES.get(best, _MIN_SHARE) * len(words):
        return None
    second = ranked[1][1] if len(ranked) > 1 else 0
    if score < _LEAD * second:
        close = [language for language, points in ranked if points * _LEAD >= score]
        return hint if hint in close else best if score > second else None
    return best
