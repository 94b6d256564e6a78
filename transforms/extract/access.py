"""Whether an article may be read without paying, and what that rests on. Precision first: otherwise ``unknown``.

Policy that the publisher states for machines comes first: JSON-LD ``isAccessibleForFree``
(https://schema.org/isAccessibleForFree) and ``article:content_tier``
(https://developers.facebook.com/docs/instant-articles/subscriptions). A notice where the text breaks off is evidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from transforms.extract.evidence import AGREES, CHOSEN, WEAKER, Candidate
from transforms.extract.head import Head
from transforms.extract.json_ld import LinkedData, types

#: Verdict of statements of which one says free and another not.
CONTRADICTED = "contradicted by another statement"

_TIERS = {
    "free": "free", "open": "free", "metered": "metered", "locked": "paid", "paid": "paid", "premium": "paid",
    "subscriber": "paid", "subscribers": "paid", "subscription": "paid", "exclusive": "paid", "plus": "paid",
}  # fmt: skip
# Tags with a tier, and tags that say of the article whether it costs something.
_TIER_NAMES = (
    "article:content_tier", "og:article:content_tier", "content_tier", "article:content-tier", "article.access",
    "outbrain:article_access_status", "content_access", "article:access", "access-type",
)  # fmt: skip
_PREMIUM_NAMES = (
    "ispremium", "is_premium", "cxenseparse:ispremium", "article:premium", "article:is_premium", "k5a:paid",
    "adv:premium", "premium", "paywall",
)  # fmt: skip

# A text breaks off with one of these. Only the end of a body is looked at, and only of a short one: the same words
# stand under full articles as an advertisement.
_TAIL = 500
_SHORT = 3_000
_NOTICES = tuple(
    (name, access, re.compile(pattern, re.IGNORECASE))
    for name, access, pattern in (
        (
            "en-continue",
            "paid",
            r"\b(?:subscribe|become a (?:member|subscriber)) (?:now )?to (?:continue|keep|finish) reading\b",
        ),
        (
            "en-subscribers",
            "paid",
            r"\b(?:article|content|story) is (?:only |exclusively )?(?:available to|for|reserved for) "
            r"(?:paying )?(?:subscribers|members)\b",
        ),
        (
            "en-metered",
            "metered",
            r"\byou(?:'|’)?(?: ha)?ve (?:reached|used|read) (?:all )?your (?:limit of )?(?:\w+ )?free articles\b",
        ),
        (
            "de-abo",
            "paid",
            r"\b(?:nur (?:für|mit) (?:abonnenten|abo\b)|weiterlesen mit (?:\S+ ){0,2}abo\b"
            r"|jetzt abonnieren und weiterlesen)",
        ),
        (
            "fr-abonnes",
            "paid",
            r"\b(?:article|contenu) (?:est )?réservé aux abonnés\b|\bil vous reste [\d.,]+\s?% de cet article",
        ),
        ("es-suscriptores", "paid", r"\b(?:contenido|artículo) (?:exclusivo|solo) para (?:suscriptores|socios)\b"),
        ("it-abbonati", "paid", r"\b(?:contenuto|articolo) (?:è )?riservato agli abbonati\b"),
        ("pt-assinantes", "paid", r"\b(?:conteúdo|matéria|artigo) (?:é )?exclusiv[ao] para (?:assinantes|membros)\b"),
        ("nl-abonnees", "paid", r"\b(?:artikel is )?(?:alleen|exclusief) (?:voor|leesbaar voor) abonnees\b"),
        (
            "pl-prenumerata",
            "paid",
            r"\b(?:artykuł|treść|tekst) (?:jest )?(?:dostępn[ya] )?(?:tylko )?dla (?:prenumeratorów|subskrybentów)\b",
        ),
        ("sv-prenumerant", "paid", r"\b(?:artikeln|innehållet) är (?:bara |endast )?för prenumeranter\b"),
        ("da-abonnent", "paid", r"\b(?:artiklen|indholdet) er (?:kun|forbeholdt)(?: for)? abonnenter\b"),
        ("no-abonnent", "paid", r"\b(?:saken|artikkelen) er (?:kun |forbeholdt )?(?:for )?abonnenter\b"),
        ("ru-podpiska", "paid", r"(?:материал|статья|текст) доступ(?:ен|на) (?:только )?(?:по подписке|подписчикам)"),
        (
            "ja-kaiin",
            "paid",
            r"(?:この記事は)?(?:有料会員|会員)(?:限定|のみ)(?:の)?記事|続きを(?:読む|お読みいただく)には.{0,20}(?:会員|登録|ログイン)",
        ),
        ("ko-yuryo", "paid", r"(?:유료|구독) ?(?:회원|독자) ?(?:전용|만)"),
        ("zh-huiyuan", "paid", r"(?:本文|此文|阅读全文).{0,12}(?:付费|订阅|会员)(?:后|专享|用户)"),
        ("ar-mushtarik", "paid", r"(?:هذا (?:المقال|المحتوى)) (?:مخصص|متاح) للمشتركين"),
    )
)


def find_access(head: Head, data: LinkedData, body: str) -> tuple[str, str | None]:
    """(access, evidence) of an article: free, metered, paid or unknown; evidence None where it is unknown."""
    chosen = next((c for c in access_candidates(head, data, body) if c.verdict == CHOSEN), None)
    return (chosen.value, chosen.source) if chosen else ("unknown", None)


def access_candidates(head: Head, data: LinkedData, body: str) -> list[Candidate]:
    """Everything that tells the access. One is chosen, unless the publisher states both free and not free."""
    stated = _stated(head, data)
    kinds = {value == "free" for value, _, _ in stated}
    if len(kinds) == 2:
        return [Candidate("access", value, source, text, CONTRADICTED) for value, source, text in stated]
    found = stated or _noticed(body)
    # Machines are told no more than "not free"; the finer word, where there is one, agrees with it.
    first = next((each for each in found if each[0] == "metered"), found[0] if found else None)
    return [
        Candidate("access", *each, CHOSEN if each is first else AGREES if first and each[0] == first[0] else WEAKER)
        for each in found
    ]


def _stated(head: Head, data: LinkedData) -> list[tuple[str, str, str]]:
    """(access, source, text) of what the publisher states for machines, the best source first."""
    found = []
    stated = data.article.get("isAccessibleForFree")
    if stated is None:
        stated = data.page.get("isAccessibleForFree")
    if stated is None:
        stated = next((node["isAccessibleForFree"] for node in data.nodes if _is_article_part(node)), None)
    if (free := _truth(stated)) is not None:
        found.append(("free" if free else "paid", "json-ld:isAccessibleForFree", str(stated)))
    elif any(_truth(part.get("isAccessibleForFree")) is False for part in _parts(data)):
        found.append(("paid", "json-ld:hasPart", "False"))
    values = head.metas.get("isaccessibleforfree", ())
    if values and (free := _truth(values[0])) is not None and len({value.lower() for value in values}) == 1:
        found.append(("free" if free else "paid", "meta:isaccessibleforfree", values[0]))
    for name in _TIER_NAMES:
        if tier := _TIERS.get(head.first(name).lower()):
            found.append((tier, f"meta:{name}", head.first(name)))
    for name in _PREMIUM_NAMES:
        if (paid := _truth(head.first(name))) is not None:
            found.append(("paid" if paid else "free", f"meta:{name}", head.first(name)))
    return found


def _is_article_part(node: Mapping[str, Any]) -> bool:
    return "isAccessibleForFree" in node and "WebPageElement" not in types(node)


def _parts(data: LinkedData) -> list[dict[str, Any]]:
    return [part for part in data.values(data.article.get("hasPart")) if isinstance(part, dict)]


def _noticed(body: str) -> list[tuple[str, str, str]]:
    if len(body) > _SHORT:
        return []
    tail = body[-_TAIL:]
    found = ((name, access, pattern.search(tail)) for name, access, pattern in _NOTICES)
    return [(access, f"text:{name}", match[0]) for name, access, match in found if match]


def _truth(value: object) -> bool | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool):
        return value
    word = value.rstrip("/").rsplit("/", 1)[-1].strip().lower() if isinstance(value, str) else ""
    return {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}.get(word)
