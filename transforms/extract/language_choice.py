"""Which language a record carries: that of the text, and where the text is too short to tell, what the page says of it.

Templates carry the language of the system they were made with. So what the page says is believed only where two of its
statements agree, or the one that belongs to the article (JSON-LD) makes it, and where the text's script allows it.
"""

from __future__ import annotations

import re

from transforms.extract.evidence import AGREES, CHOSEN, WEAKER, Candidate
from transforms.extract.function_words import FUNCTION_WORDS
from transforms.extract.head import Head
from transforms.extract.json_ld import LinkedData
from transforms.extract.language import detect

_CODE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_METAS = ("og:locale", "content-language", "dc.language", "language", "dcterms.language")
#: Codes that are written in more than one way.
_SAME = {"nb": "no", "nn": "no", "in": "id", "iw": "he"}

_SCRIPTS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (re.compile("[\u3040-\u30ff\u4e00-\u9fff]"), frozenset(("ja", "zh"))),
    (re.compile("[\uac00-\ud7af]"), frozenset(("ko",))),
    (re.compile("[\u0400-\u04ff]"), frozenset("ru uk bg be sr mk kk ky mn tg uz".split())),  # noqa: SIM905
    (re.compile("[\u0600-\u06ff]"), frozenset(("ar", "fa", "ur", "ps", "ku", "ug"))),
    (re.compile("[\u0590-\u05ff]"), frozenset(("he", "yi"))),
    (re.compile("[\u0370-\u03ff]"), frozenset(("el",))),
    (re.compile("[\u0e00-\u0e7f]"), frozenset(("th",))),
    (re.compile("[\u0900-\u0dff]"), frozenset("hi mr ne bn pa gu ta te kn ml si".split())),  # noqa: SIM905
    (re.compile("[A-Za-z\u00c0-\u024f]"), frozenset()),
)
_SAMPLE = 2_000
_LONG = 60


def choose_language(title: str, body: str, head: Head, data: LinkedData) -> tuple[str | None, str | None]:
    """(ISO 639-1 code, evidence) of an article's language; (None, None) where nothing tells it."""
    found = detect(body, head.language)
    if found is not None:
        return found, "text"
    # A longer text in a language that is known would have been told: who states that language speaks of the template.
    is_long = len(body.split()) >= _LONG
    stated = [
        (source, code)
        for source, code in _stated(head, data)
        if _fits(code, f"{title}\n{body}") and not (is_long and code in FUNCTION_WORDS)
    ]
    for source, code in stated:
        if source == "json-ld" or sum(1 for _, other in stated if other == code) >= 2:
            return code, source
    return None, None


def language_candidates(title: str, body: str, head: Head, data: LinkedData) -> list[Candidate]:
    """Everything that tells the language, the text first."""
    chosen, source = choose_language(title, body, head, data)
    told = detect(body, head.language)
    candidates = [Candidate("language", told or "", "text", "", CHOSEN if told else "too short, or not known")]
    for each, code in _stated(head, data):
        verdict = CHOSEN if each == source else AGREES if code == chosen else WEAKER
        candidates.append(Candidate("language", code, each, "", verdict))
    return candidates


def _stated(head: Head, data: LinkedData) -> list[tuple[str, str]]:
    values = [("json-ld", data.text("inLanguage")), ("html:lang", head.language)]
    values += [(f"meta:{name}", head.first(name)) for name in _METAS]
    return [(source, code) for source, text in values if (code := _code(text))]


def _code(text: str) -> str:
    match = _CODE.fullmatch(text.strip())
    code = match[1].lower() if match else ""
    return _SAME.get(code, code)


def _fits(code: str, text: str) -> bool:
    """Whether most letters of a text are of a script in which the language is written."""
    sample = text[:_SAMPLE]
    counts = [(len(pattern.findall(sample)), codes) for pattern, codes in _SCRIPTS]
    most, codes = max(counts, key=lambda item: item[0])
    if most == 0:
        return False
    return code in codes if codes else not any(code in others for _, others in counts)
