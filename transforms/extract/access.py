"""Whether an article may be read without paying, and what that rests on. Precision first: otherwise ``unknown``.

Policy that the publisher states for machines comes first: JSON-LD ``isAccessibleForFree``
(https://schema.org/isAccessibleForFree) and ``article:content_tier``
(https://developers.facebook.com/docs/instant-articles/subscriptions). A notice where the text breaks off is evidence.
"""

from __future__ import annotations

import re

from transforms.extract.head import Head
from transforms.extract.json_ld import LinkedData

_TIERS = {"free": "free", "metered": "metered", "locked": "paid", "paid": "paid", "premium": "paid"}
_TIER_NAMES = ("article:content_tier", "og:article:content_tier", "content_tier", "article:content-tier")

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
        ("pt-assinantes", "paid", r"\bconteúdo (?:é )?exclusivo para assinantes\b"),
    )
)


def find_access(head: Head, data: LinkedData, body: str) -> tuple[str, str | None]:
    """(access, evidence) of an article: free, metered, paid or unknown; evidence None where it is unknown."""
    name, tier = head.named(*_TIER_NAMES)
    by_tier = _TIERS.get(tier.lower())
    free = _truth(data.article.get("isAccessibleForFree"))
    if free is None:
        free = _truth(data.page.get("isAccessibleForFree"))
    if free is False:
        # Machines are told no more than "not free"; the finer word, where there is one, agrees with it.
        return ("metered", f"meta:{name}") if by_tier == "metered" else ("paid", "json-ld:isAccessibleForFree")
    if free is True:
        return ("free", "json-ld:isAccessibleForFree") if by_tier in (None, "free") else ("unknown", None)
    if by_tier:
        return by_tier, f"meta:{name}"
    if len(body) <= _SHORT:
        for rule, access, pattern in _NOTICES:
            if pattern.search(body[-_TAIL:]):
                return access, f"text:{rule}"
    return "unknown", None


def _truth(value: object) -> bool | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool):
        return value
    word = value.rstrip("/").rsplit("/", 1)[-1].strip().lower() if isinstance(value, str) else ""
    return {"true": True, "false": False, "yes": True, "no": False}.get(word)
