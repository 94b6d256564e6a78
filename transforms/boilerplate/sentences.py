"""Where sentences end inside a paragraph, also where nobody typed the blank between them.

Pages glue texts: ``keeps us going.Rain is expected``, ``in the box belowThe minister``. Such joints are
boundaries here. What looks like one but is not (``example.com``, ``U.S.``, ``Mr. Smith``, ``3.14``, ``YouTube``) is
none. A wrong boundary inside body text does no harm by itself: only a rule that finds a notice on one side of it cuts
there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from transforms.boilerplate.lexicon import WORD, fold

LOWER = "a-zß-öø-ÿąćęłńśźżőűğışčďěňřťůžа-яёіїєґά-ώ"
UPPER = "A-ZÀ-ÖØ-ÞĄĆĘŁŃŚŹŻŐŰĞİŞČĎĚŇŘŤŮŽА-ЯЁІЇЄҐΑ-Ω"

_CLOSERS = "\"'”’»)\\]›"
_WIDE = "ぁ-ヿ一-鿿々ー。！？"
_CLOSING, _OPENING = "」』）】》”’", "「『（【《“‘"
_STOPS = re.compile(
    rf"(?P<cjk>[。！？｡]+[」』）】》”’]*)"
    rf"|(?P<stop>[.!?…؟]+[{_CLOSERS}]*)"
    rf"|(?<=[{LOWER}0-9])(?P<case>)(?=[{UPPER}][{LOWER}’'\s])"
    rf"|(?<=[{LOWER}0-9])(?P<caps>)(?=[{UPPER}]{{3,}} [{UPPER}])"
    rf"|(?P<mark>https?://\S{{1,300}}|\.[a-z]{{2,5}}/[\w/#?=&%-]{{1,100}}|\s\||[→►▶›»])(?=\s[{UPPER}\"“„«])"
    rf"|(?<=[{LOWER}]):(?P<colon>)(?=[{UPPER}][{LOWER}])"
    rf"|(?<=[{LOWER}0-9,])(?P<quote>)(?=[\"“„«][{UPPER}])"
    rf"|(?<=[)\]])(?P<bracket>)(?=[{UPPER}][{LOWER}])"
    rf"|(?<=[{LOWER}.!?)”»\"][{LOWER}.!?)”»\"])(?P<fixed>\xa0)(?=[{UPPER}][{LOWER}])"
    rf"|(?<=[{_WIDE}])(?P<space>\s+)(?=[{_WIDE}「『【“])|(?<=세요|시오)(?P<polite>\s+)(?=[가-힣])"
    rf"|(?<=\])(?P<square>)(?=\s[{UPPER}][{LOWER}])"
)
# Letters at which ``_STOPS`` may match, or behind or before which it may: to try its dozen alternatives nowhere else
# takes an eighth of the time.
_MAYBE = re.compile(
    rf"[.!?…؟。！？｡\xa0→►▶›»h:\]|\"“„«{UPPER}{_WIDE}요오]"
    rf"(?:(?<=[.!?…؟。！？｡\xa0→►▶›»])|(?<=[{LOWER}0-9,)\]][{UPPER}\"“„«])|(?<=:)(?=[{UPPER}])|(?<=h)(?=ttps?:)"
    rf"|(?<=\s\|)|(?<=[\]{_WIDE}요오])(?=\s))"
)
_BEHIND = re.compile(rf"[\]{_WIDE}요오]\s")
_CASE = re.compile(rf"[{UPPER}](?<=[{LOWER}0-9][{UPPER}])(?=[{LOWER}’'\s])")
_OPENS = re.compile(rf"[{UPPER}0-9\"“„«‘'(\[¿¡#@*•–—→►▶|\-]")
#: How far back a quotation may have been opened.
_QUOTED = 1_000
#: A number that opens an entry of a list: "3. ", "12 ".
_LISTED = re.compile(r"\d{1,2}[.)]?\s")
_TOKEN = re.compile(r"[^\s]{1,64}$")
# Domains that are words as well: "aquí.Es el" is a joint, "Example.es" is none.
_WORDS_TOO = frozenset(("co", "de", "es", "it"))
_DOMAINS = frozenset(
    ("com", "org", "net", "co", "uk", "de", "fr", "es", "it", "eu", "tv", "io", "gov", "edu", "info", "au")
)
# Words with a capital inside, by their last part: the joints that are none.
_CAMEL = frozenset(("linkedin", "buzzfeed", "checkin", "plugin"))
# Such names, whole: what has another capital behind it is joined to the next text.
_CAMEL_NAMES = frozenset(("whatsapp", "tiktok", "youtube", "linkedin", "appstore", "imessage", "wechat", "facetime"))
# The first parts, five letters or more, of names with a capital inside.
_CAMEL_OPENS = frozenset(
    (
        *("whats", "snap", "master", "space", "sound", "blackrock", "black", "price", "world", "smart", "power"),
        *("press", "metro", "proto", "crowd", "cloud", "trust", "travel", "insta", "micro", "google", "apple", "quick"),
        *("alibaba", "photo", "video", "hyper", "super", "inter", "trans", "euro", "air", "green", "glaxo", "bharat"),
    )
)


def sentences(
    text: str, start: int, end: int, abbreviations: frozenset[str], openers: frozenset[str]
) -> list[tuple[int, int]]:
    """Spans of the sentences between two offsets, in order, without the white space around them.

    ``abbreviations`` and ``openers`` are folded words (``Grammar``).
    """
    cuts: list[int] = []
    quotes = [m.start() for m in re.compile('"').finditer(text, start, end)]
    for match in stops(text, start, end):
        at = _boundary(text, match, end, abbreviations, openers, quotes)
        if at is not None and start < at < end:
            cuts.append(at)
    spans, begin = [], start
    for at in (*cuts, end):
        if at <= begin:
            continue
        first, last = begin, at
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            spans.append((first, last))
        begin = at
    return spans


def stops(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What ``_STOPS`` finds between the two offsets, in order."""
    reached = start
    for maybe in _MAYBE.finditer(text, max(0, start - 1), end):
        at = maybe.start()
        places = (at - 1,) if text[at] == "|" else (at, at + 1) if _BEHIND.match(text, at, end) else (at,)
        for place in places:
            if place >= reached and (match := _STOPS.match(text, place, end)) is not None:
                reached = max(match.end(), place + 1)
                yield match


def joined(text: str, start: int, end: int, openers: frozenset[str]) -> list[int]:
    """Offsets inside words at which two texts are joined without a blank ("in the box belowThe minister")."""
    return [at for match in _CASE.finditer(text, start, end) if _joint(text, at := match.start(), openers)]


def _boundary(
    text: str,
    match: re.Match[str],
    end: int,
    abbreviations: frozenset[str],
    openers: frozenset[str],
    quotes: list[int],
) -> int | None:
    at = match.end()
    if match["cjk"] is not None and len(match["cjk"]) > 1 and match["cjk"][-1] in _CLOSING:
        return at if at >= end or text[at].isspace() or text[at] in _OPENING else None  # “…。”he said
    if text[at : at + 1] in ("“", "«") and _closes(text, at):
        return _behind_quote(text, at + 1, end)
    if match["mark"] or any(
        match[name] is not None for name in ("cjk", "caps", "bracket", "square", "fixed", "space", "polite", "colon")
    ):
        return at
    if match["quote"] is not None:  # a straight quote opens where an even number stands before it
        opening = text[at] != '"' or bisect_right(quotes, at - 1) % 2 == 0
        return at if opening else None
    if match["case"] is not None:
        return at if _joint(text, at, openers) else None
    return _after_stop(text, match, end, abbreviations, openers, quotes)


def _closes(text: str, at: int) -> bool:
    """Does the mark at this offset, which opens a quotation in English or French, end one („so“, »so«)?"""
    opened = text.rfind("„" if text[at] == "“" else "»", max(0, at - _QUOTED), at)
    return opened >= 0 and not text[opened + 1].isspace() and text[at] not in text[opened:at]


def _closed_by(text: str, at: int) -> bool:
    """Does the » at this offset end a quotation, as in French?"""
    floor = max(0, at - _QUOTED)
    return text.rfind("«", floor, at) > text.rfind("»", floor, at)


def _behind_quote(text: str, at: int, end: int) -> int | None:
    after = at
    while after < end and text[after].isspace():
        after += 1
    return after if after < end and _OPENS.match(text, after) else None


def _joint(text: str, at: int, openers: frozenset[str]) -> bool:
    """Is the change from lower case to a capital at this offset one between two texts, not one inside a name?"""
    begin = at
    while begin > 0 and at - begin < 40 and text[begin - 1].isalnum():
        begin -= 1
    left = text[begin:at]
    found = WORD.match(text, at)
    right = fold(found[0]) if found else ""
    if fold(left) + right in _CAMEL:
        return False
    if begin > 0 and text[begin - 1] in "#@":
        return False
    if fold(left) in _CAMEL_NAMES:
        return True
    if right in openers:
        return left.isdigit() or (len(left) > 1 and left[1:].islower())
    if left.isdigit():
        return len(left) == 4
    if (
        left[:1].isupper() and left[1:].islower() and left.isalpha()
    ):  # "in BeijingThe", "in BeijingFan": no name of a firm that has a capital inside is as long
        return len(left) > 4 and len(right) > 2 and fold(left) not in _CAMEL_OPENS
    return left.islower() and left.isalpha() and len(left) > 2 and len(right) > 1


def _after_stop(
    text: str,
    match: re.Match[str],
    end: int,
    abbreviations: frozenset[str],
    openers: frozenset[str],
    quotes: list[int],
) -> int | None:
    at = match.end()
    stop = match["stop"]
    if at >= end:
        return None
    follows = text[at]
    if follows.isspace():
        after = at
        while after < end and text[after].isspace():
            after += 1
        if after >= end:
            return None
        if stop[0] == "." and len(stop.rstrip("\"'”’»)]›")) == 1 and _abbreviated(text, match.start(), abbreviations):
            return None
        opens = bool(_OPENS.match(text, after)) or not (text[after].isalpha() and text[after].islower())
        return after if opens else None
    return _without_blank(text, match, abbreviations, openers, quotes)


def _ends_word(text: str, stop: int, abbreviations: frozenset[str]) -> bool:
    found = _TOKEN.search(text, max(0, stop - 64), stop)
    word = found[0] if found else ""
    return len(word) > 3 and word.isalpha() and word.islower() and fold(word) not in abbreviations


def _without_blank(
    text: str, match: re.Match[str], abbreviations: frozenset[str], openers: frozenset[str], quotes: list[int]
) -> int | None:
    """A full stop with a letter or quote right behind it: ``difference.Russia``, ``over."They``."""
    at, stop = match.end(), match["stop"]
    before = text[match.start() - 1] if match.start() else " "
    if stop.endswith('"') and text[at].isupper() and bisect_right(quotes, at - 2) % 2 == 0:
        at -= 1  # an even number of quotes before it: this one opens what follows
    elif stop.endswith("»") and text[at].isupper() and not _closed_by(text, at - 1):
        at -= 1
    elif text[at] in "“„«¿¡#►▶→•©" or text.startswith(("http", "- ", "– "), at):
        return at
    if _LISTED.match(text, at) and _ends_word(text, match.start(), abbreviations):
        return at
    if (
        (_caseless(text[match.end()]) or text[match.end()].isdigit())
        and _caseless(before)
        and match.start() > 2
        and text[match.start() - 2].isalpha()
    ):
        return match.end()
    if not text[match.end()].isupper():
        return None
    if stop[0] == "." and len(stop) == 1 and not _two_sentences(text, before, match.start(), at, openers):
        return None
    return at


def _caseless(char: str) -> bool:
    """A letter of a script without capitals, where a full stop inside a word or number is rare: Arabic, Korean."""
    return char.isalpha() and not char.isupper() and not char.islower()


def _two_sentences(text: str, before: str, stop: int, at: int, openers: frozenset[str]) -> bool:
    right = WORD.match(text, at)
    word = right[0] if right else ""
    if before.isspace():
        return True
    domain = word.lower() in _DOMAINS and (
        word.lower() not in _WORDS_TOO or not before.islower() or text[at + 2 : at + 3] != " "
    )
    if domain or not (before.islower() or before.isdigit() or before in '%”“’")]'):
        # "U.S.Army", "ASP.NET": capitals before the stop say nothing, unless a whole word in capitals stands there
        left = _TOKEN.search(text, max(0, stop - 64), stop)
        token = left[0] if left else ""
        if domain or not token.isalpha():
            return False
        return len(word) > 2 and (len(token) > 3 or (len(token) == 3 and fold(word) in openers))
    if stop >= 2 and not text[stop - 2].isalnum() and before.isalpha():
        return False  # one letter before the stop: an initial
    return len(word) > 1 or text[at + 1 : at + 2] in (" ", "’", "'", "\xa0")


def _abbreviated(text: str, stop: int, abbreviations: frozenset[str]) -> bool:
    """Is the full stop at this offset one of an abbreviation, an initial or a number ("Mr.", "J.", "U.S.", "z. B.")?"""
    found = _TOKEN.search(text, max(0, stop - 64), stop)
    if found is None:
        return False
    token = found[0].lstrip("(\"'“„«‘[")
    if len(token) == 1 and token.isalpha() and token.isupper():
        return True
    if token.isdigit() and len(token) <= 2:  # an ordinal: "am 16. Mai"
        return True
    if "." in token and not token.startswith("http") and all(len(part) <= 2 for part in token.split(".")):
        return True
    return fold(token) in abbreviations
