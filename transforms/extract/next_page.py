"""The address on which an article goes on: ``rel=next``, where it is the same address with the next number.

Many systems put the next article, or the next list, behind ``rel=next``: those have other addresses.
"""

from __future__ import annotations

import re

from transforms import addresses
from transforms.extract.head import Head

_NUMBER = re.compile(
    r"(?:[?&](?:page|p|pg|paged|seite|pagina|pagine|página|strona|side|sida|sivu|sayfa|pag|part)=(\d{1,3})(?=&|$))"
    r"|(?:/(?:page|seite|pagina|p|part)[/-]?(\d{1,3})(?=/?$))|(?:/(\d{1,2})(?=/?$))|(?:[-_,](\d{1,2})(?=\.[a-z]{3,5}$))",
    re.IGNORECASE,
)


def find_next_page(head: Head, url: str) -> str | None:
    """The next page of the article at ``url``, absolute and on its site; None where there is none."""
    for reference in head.links.get("next", ())[:3]:
        found = addresses.absolute(reference, head.base) if reference else None
        if found and addresses.operator(found) == addresses.operator(url):
            (stem, number), (own, at) = _numbered(found), _numbered(addresses.normalise(url) or url)
            if stem == own and number == at + 1:
                return found
    return None


def _numbered(url: str) -> tuple[str, int]:
    """An address without the number of its page and without what its opening leaves out; and the number, at least 1."""
    match = _NUMBER.search(url)
    number = next((int(group) for group in match.groups() if group), 1) if match else 1
    stem = url[: match.start()] + url[match.end() :] if match else url
    stem = re.sub(r"^https?://(?:www\.)?|\.[a-z]{3,5}$", "", stem.partition("#")[0], flags=re.IGNORECASE)
    return stem.replace("?", "&").rstrip("/&"), max(1, number)
