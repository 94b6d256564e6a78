"""Which news agency a text is from, as it is credited: in JSON-LD, meta tags, byline, dateline, or a last line.

Only places where an agency is credited for the text are read. Who took a picture is no agency of the text, and an
agency that is quoted ("the official told Reuters") is none either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.extract.agency_names import AGENCIES
from transforms.extract.evidence import AGREES, CHOSEN, WEAKER, Candidate

MAX_AGENCIES = 5
_OPENING = 220
_ENDING_LINES = 3
_CREDIT_LENGTH = 160
_SHORT = 4


def _is_short(spelling: str) -> bool:
    return len(spelling) <= _SHORT and spelling.isascii()


_LONG = {spelling.casefold(): name for spelling, name in AGENCIES.items() if not _is_short(spelling)}
_ABBREVIATIONS = {spelling: name for spelling, name in AGENCIES.items() if _is_short(spelling)}
_ANY = "|".join(sorted(map(re.escape, AGENCIES), key=lambda spelling: (-len(spelling), spelling)))

# Agencies alone, or in a row: "dpa/AFP", "AP, Reuters", "(afp/dpa)".
_ROW = rf"(?:{_ANY})(?:\s*(?:[/,&+–-]|und|and|et|y|e|en)\s*(?:{_ANY}|[a-z]{{2,4}}))*"
# "BERLIN, May 3 (Reuters) - ", "Berlin (dpa/tmn) – ", "(ANSA) - ROMA, 3 MAG - ", "PARIS (AP) — "
_IN_BRACKETS = re.compile(rf"[(\[（【]\s*(?:[\w .]{{1,20}}[=＝])?\s*({_ROW})\s*[)\]）】]")
_DASH = re.compile(r"\s*[.,]?\s*[-–—=:]")
# "新华社北京5月3日电", "Berlin/dpa. ", "/AFP/"
_LEADING = re.compile(
    rf"\s*(?:[/(]?({_ROW})[/)]?\s*(?:[-–—:/.]\s)|(新华社|新華社|中新社|中新网|中央社|法新社|路透社)[^，。]{{1,20}}[电電])"
)
# "Source: Reuters", "Quelle: abc/dpa", "Mit Material von dpa", "(mit AFP)", "Avec AFP", "Con información de EFE"
_CREDIT = re.compile(
    r"(?:(?:©|\(c\)|copyright)\s*)+(?:\d{4}\s)?(?:by\s)?|\b(?:sources?|quellen?|fuentes?|fonte|bron|źródł[oa]|kilde|källa|lähde|источник|джерело|kaynak|sumber|zdroj"
    r"|mit material (?:von|der)|mit(?: agenturmaterial)?|avec|con información de|com informações d[aeo]s?|with"
    r"|additional reporting by|material from|contributed to this report|con|por|par|by|von|von der)\b[\s:]*",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"\b(?:photos?|fotos?|bild(?:er)?|pictures?|images?|imagen|video|getty|illustration|kuva|zdjęci\w*|фото|صورة)\b"
    r"|写真|사진|图片|圖片",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:(?:by|por|par|von|mit|with|con|avec|di|door|av|af)\s+|(?:source|quelle|fuente|fonte|kilde|källa|bron)s?\s*:\s*)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[a-zäöü]{2,4}|(?:dpa:)?[\d-]+")
_PIECES = re.compile(
    r"\s*(?:[/,;|&+·•]|\s[-–—]\s|\b(?:und|and|et|y|e|en|og|och|with|mit|avec|con)\b|[()\[\]（）【】])\s*"
)


def named_agency(text: str) -> str | None:
    """The common name of the agency that a text names and says no more than; None for any other text."""
    text = text.strip(" .:©–-")
    return _ABBREVIATIONS.get(text) or _LONG.get(text.casefold())


def agencies_in(text: str) -> list[str]:
    """Agencies among the pieces of a byline (``Jane Doe, dpa``), in its order."""
    pieces = _PIECES.split(_BY.sub("", text[:500].strip()))
    return list(dict.fromkeys(name for piece in pieces if (name := named_agency(piece))))[:MAX_AGENCIES]


def in_dateline(body: str) -> list[str]:
    """Agencies in the dateline with which a body opens."""
    opening = body[:_OPENING].partition("\n")[0] or body[:_OPENING]
    match = _LEADING.match(opening)
    if match:
        return agencies_in(match[1] or match[2])
    match = _IN_BRACKETS.search(opening)
    if match is None or len(opening[: match.start()].split()) > 8:
        return []
    # A dateline has few words before the agency and a dash behind it; an abbreviation explained in a sentence has none.
    opens = not opening[: match.start()].strip()
    return agencies_in(match[1]) if opens or _DASH.match(opening, match.end()) else []


def in_credit(body: str) -> list[str]:
    """Agencies in the last lines of a body, where a short one credits them; or in brackets at its very end."""
    lines = body[-1_500:].split("\n")[-_ENDING_LINES:]
    for line in reversed(lines):
        line = line.strip()
        if _PICTURE.search(line):
            continue
        if len(line) <= _CREDIT_LENGTH and (found := _credited(line)):
            return found
        match = _IN_BRACKETS.search(line[-60:])
        if match and match[0][0] in "(（" and not line[-60:][match.end() :].strip(" ."):
            return agencies_in(match[1])
    return []


def _credited(line: str) -> list[str]:
    bare = line.strip(" .()[]*")
    if found := named_agency(bare):
        return [found]
    match = _CREDIT.match(bare)
    if match and len(bare) - match.end() <= 80:
        return agencies_in(bare[match.end() :])
    pieces = [piece for piece in _PIECES.split(bare) if piece]
    # Signs of who wrote it stand beside them in small letters: "abc/dpa".
    if len(pieces) <= 5 and all(named_agency(p) or _SIGN.fullmatch(p) for p in pieces):
        return agencies_in(bare)
    return []


def find_agency(stated: Iterable[tuple[str, str]], body: str) -> tuple[tuple[str, ...], str | None, list[Candidate]]:
    """(agencies, what names them, candidates) of a text; the first source that names any is taken.

    Args:
        stated: (source, text) of what the page says about who wrote the text, the best source first.
        body: the text.
    """
    sources = [(source, text, agencies_in(text)) for source, text in stated]
    opening = body[:_OPENING].partition("\n")[0]
    sources += [("dateline", opening[:80], in_dateline(body)), ("credit", body[-80:], in_credit(body))]
    sources = [each for each in sources if each[2]]
    if not sources:
        return (), None, []
    first = sources[0][0]
    names = list(dict.fromkeys(name for source, _, found in sources if source == first for name in found))
    candidates = [
        Candidate("agency", ", ".join(found), source, text, _verdict(source == first, found, names))
        for source, text, found in sources
    ]
    return tuple(names[:MAX_AGENCIES]), first, candidates


def _verdict(first: bool, found: list[str], names: list[str]) -> str:
    return CHOSEN if first else AGREES if set(found) <= set(names) else WEAKER
