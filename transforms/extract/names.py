"""People's names out of bylines: lists divided, lead-ins, roles, places, signs and addresses taken off.

What is left is told apart: a person, or a house (desk, newsroom, company). Which source is believed, and which houses
are publishers or agencies, others decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from transforms import characters
from transforms.extract.agency import named_agency
from transforms.extract.bylines import HOUSES, HOUSES_CJK, JOINTS, LEAD_INS, PARTICLES, TAILS, TITLES

MAX_NAMES = 20
_MAX_NAME = 100
_MAX_BYLINE = 1_000
_MAX_PARTS = 60

_LEAD_IN = re.compile(
    rf"\s*(?:{'|'.join(sorted(LEAD_INS, key=len, reverse=True))})\s*:?(?:\s+|(?<=[:：=＝/／])|$)", re.IGNORECASE
)
_CJK_LEAD_IN = re.compile(
    r"^(?:文|取材|執筆|作者|本报记者|记者|記者|撰文|编辑|編輯|责任编辑)\s*[=＝：:・/／]?\s*(?=[\u3040-\u9fff])"
)
_TAILS = tuple(re.compile(rf"{tail}\s*$") for tail in TAILS)
_BRACKETS = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|（[^（）]{0,200}）|【[^【】]{0,200}】|[(\[（【].*$")
_ADDRESSES = re.compile(r"https?://\S+|\bwww\.\S+|\S+@\S+|(?<!\S)@\w+")
_DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|tv|fm|co|[a-z]{2})(?:\.[a-z]{2})?$", re.IGNORECASE)
_DIVIDERS = re.compile(
    rf"\s*(?:[;|\n/&+•·・、，؛]|(?<=\s)[-–—](?=\s)|(?<=\s)(?:{'|'.join(JOINTS.split())})(?=\s))\s*", re.IGNORECASE
)
_COMMA = re.compile(r"\s*[,،]\s*")
_ROLE = re.compile(rf"\b(?:{TITLES}|{HOUSES}|ph\.?d|m\.?d|esq)\b\.?", re.IGNORECASE)
_TITLE = re.compile(rf"(?:{TITLES})\.?", re.IGNORECASE)
_ROLE_CJK = re.compile(HOUSES_CJK)
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|md|phd|ph\.d|m\.d|esq|mba)\.?$", re.IGNORECASE)
_PICTURE = re.compile(
    r"^(?:image|photo|picture|foto|bild|video|grafik|illustration|graphic|grafi[ck]a)s?\b|\bgetty\b|istock|shutterstock",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:updated|published|posted|aktualisiert|stand|uhr|min(?:ute)?s?|hours? ago|vor \d)\b|\d{3,}|\d+[:.]\d",
    re.IGNORECASE,
)
_ADDRESS_FORM = re.compile(r"^(?:dr|prof|mr|mrs|ms|sir|dipl|mag|ing)\.?\s+(?=\S)", re.IGNORECASE)
_UNJOINED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_NOT_A_NAME = re.compile(r"[:\d\"“”„?!]")
# Names of people in Japan, China and Korea have a letter of these: what has kana alone is a heading.
_OWN_SCRIPT = re.compile(r"[\u4e00-\u9fff\uac00-\ud7af]")
_PARTICLES = frozenset(PARTICLES.split())
_ARTICLES = frozenset(["the", "der", "die", "das", "our", "les", "los", "recent", "read", "more", "view", "all"])
# Signs of reporters and names of accounts: one word in small letters.
_ACCOUNT = re.compile(r"[a-z\u00df-\u00f6\u00f8-\u024f][a-z\u00df-\u00f6\u00f8-\u024f\d_.-]*")
_NO_NAMES = """
    admin administrator author authors autor autorin editor redaktion redaction unknown none null undefined n/a staff
    red wp root user webmaster guest anonymous anonym moderator system default follow share contributor various by
    著者 作者 記者 记者 기자
"""
_NOBODY = frozenset(_NO_NAMES.split())
_EDGES = " .:-–—•·\"'“”„«»‹›()[]{}<>|*,;_=/\\"


def split_names(texts: Iterable[str]) -> tuple[str, ...]:
    """The distinct names in texts that may hold lists, lead-ins, roles and addresses, agencies left out; at most 20."""
    names: dict[str, str] = {}
    for text in texts:
        for part in _parts(characters.clean(unescape(text[: 4 * _MAX_BYLINE]))[:_MAX_BYLINE]):
            if name := _name(part):
                names.setdefault(name.casefold(), name)
        if len(names) >= MAX_NAMES:
            break
    return tuple(names.values())[:MAX_NAMES]


def is_house(name: str) -> bool:
    """Whether a name is that of a desk, a newsroom or a company, as far as its words tell."""
    return bool(_ROLE.search(name) or _ROLE_CJK.search(name) or _DOMAIN.match(name))


def looks_like_person(name: str) -> bool:
    """Whether a name has the shape of a person's: for sources that say nothing of what they hold."""
    words = name.split()
    if is_house(name) or _NOT_A_NAME.search(name):
        return False
    if _UNJOINED.search(name):
        return bool(_OWN_SCRIPT.search(name)) and 2 <= len(name.replace(" ", "")) <= 8
    if not any(c.isupper() or c.islower() for c in name):  # a script without cases
        return 2 <= len(words) <= 5
    if words and words[0].casefold() in _ARTICLES:
        return False
    own = [word for word in words if word.casefold().strip("'’.") not in _PARTICLES]
    return 2 <= len(words) <= 6 and len(own) >= 2 and all(word[:1].isupper() for word in own)


def _parts(text: str) -> Iterator[str]:
    text = _ADDRESSES.sub(" ", text).strip()
    text = _BRACKETS.sub(" ", _without_lead_in(text))
    for part in _DIVIDERS.split(text)[:_MAX_PARTS]:
        pieces = [piece for piece in _COMMA.split(part)[:_MAX_PARTS] if piece and not _SUFFIX.match(piece)]
        # "Doe, Jane" is one name, "Jane Doe, John Roe" are two, "Jane Doe, Political Editor" is one and her role.
        if (
            len(pieces) == 2
            and all(" " not in piece and piece[:1].isupper() for piece in pieces)
            and _is_turned(pieces)
        ):
            yield f"{pieces[1]} {pieces[0]}"
        elif pieces:
            yield pieces[0]
            yield from (p for p in pieces[1:] if (" " in p or _UNJOINED.search(p)) and not is_house(p))


def _is_turned(pieces: list[str]) -> bool:
    """Whether two pieces are a surname and a first name."""
    return len(pieces) == 2 and not any(
        " " in piece or not piece[:1].isupper() or is_house(piece) or named_agency(piece) or _UNJOINED.search(piece)
        for piece in pieces
    )


def _without_lead_in(text: str) -> str:
    """At most two lead-ins off: "Text: Von …"."""
    for _ in range(2):
        match = _LEAD_IN.match(text) or _CJK_LEAD_IN.match(text)
        if match is None or match.end() == 0:
            break
        text = text[match.end() :]
    return text


def _name(part: str) -> str:
    name = _without_lead_in(part.strip(_EDGES)).strip(_EDGES)
    for tail in _TAILS:
        name = tail.sub("", name).strip(_EDGES)
    name = _ADDRESS_FORM.sub("", name)
    if not 2 <= len(name) <= _MAX_NAME or len(name.split()) > 8 or _PICTURE.search(name) or _TIME.search(name):
        return ""
    if name.casefold() in _NOBODY or not any(c.isalpha() for c in name) or sum(c.isdigit() for c in name) > 2:
        return ""
    if named_agency(name) or _ACCOUNT.fullmatch(name):
        return ""
    words = name.split()
    half = len(words) // 2
    if half >= 2 and words[:half] == words[half:]:
        name = " ".join(words[:half])
    name = _without_role(name)
    return name.title() if name.isupper() and " " in name else name


def _without_role(name: str) -> str:
    """A person without the role before or behind the name: "Political Editor Jane Doe". A house is left as it is."""
    words = name.split()
    begin, end = 0, len(words)
    while begin < end and _TITLE.fullmatch(words[begin]):
        begin += 1
    while end > begin and _TITLE.fullmatch(words[end - 1]):
        end -= 1
    rest = " ".join(words[begin:end])
    return rest if end - begin < len(words) and looks_like_person(rest) else name
