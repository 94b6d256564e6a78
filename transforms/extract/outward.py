"""Which lines that are all link belong to the text: those that lead out to another site, as sources and products do.

A link that stands alone and leads within the site is another story nearly always; of those that lead out, a reference
kept two of three. Not so accounts to follow, campaigns and commissions (told by the address), and calls (by a mark).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms import addresses

# Shorter ones are credits: the name of an agency or of an archive of pictures. Not so an address.
_LEAST = 20
_ADDRESS = re.compile(r"\w[^\s.]*\.[^\s]+")
_CALL = re.compile(r"[?!？！»›→]")
_PAID_OR_SOCIAL = re.compile(
    r"[?&](?:utm_|aff|ref=|tag=)|sponsored"
    r"|//(?:[\w-]+\.)*(?:twitter|x|facebook|instagram|youtube|tiktok|linkedin|telegram|whatsapp|google|apple|bsky)\."
    r"|//(?:t\.me|wa\.me|t\.co)/",
    re.IGNORECASE,
)


def leads_out(text: str, links: Iterable[str], site: str) -> bool:
    """Whether a line of nothing but links (their addresses as they stand in the page) leads to other sites.

    ``site`` is the registrable domain of the page; '' where it is not known, and then no line does.
    """
    if not site or not text[0].isalnum() or (len(text) < _LEAST and not _ADDRESS.fullmatch(text)) or _is_call(text):
        return False
    return all(_is_foreign(link, site) for link in links)


def _is_call(text: str) -> bool:
    return bool(_CALL.search(text)) and " " in text


def _is_foreign(link: str, site: str) -> bool:
    if not link.lower().startswith(("http://", "https://")) or _PAID_OR_SOCIAL.search(link):
        return False
    return addresses.operator(link) != site
