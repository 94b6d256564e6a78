"""The names of a page's publisher: what is in titles, bylines and tags only because of where the page is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from transforms.extract.head import Head
from transforms.extract.json_ld import LinkedData

_DIVIDED = re.compile(r"[|;,/]|\n")
_PARTS = re.compile(r"[^\W_]+")
#: Words that stand beside a publisher's name and make nobody else of it.
_WORDS_BESIDE = """
    the by von par por de di der die das le la el il redaktion redaction redazione rédaction redacción redakcja redakce
    redação online com net org www staff news team desk newsroom reporter reporters correspondent bureau editorial
    editor editors web digital magazine zeitung newspaper tv radio media agencies agency services service sport sports
    user admin
"""
_BESIDE = frozenset(_WORDS_BESIDE.split())


@dataclass(frozen=True, slots=True)
class Publisher:
    """The names of one publisher, folded."""

    names: frozenset[str] = frozenset()
    #: Registrable domain of the page.
    site: str = ""

    def is_named(self, name: str) -> bool:
        """Whether a name is the publisher's, alone or with words such as "staff" beside it."""
        words = _PARTS.findall(name.casefold())
        if "".join(words) in self.names:
            return True
        own = [word for word in words if word not in _BESIDE]
        if not own or "".join(own) in self.names:
            return bool(words)
        # "BR24 Redaktion", "MDR Thüringen", "Portal iG": a station's or a house's, with a word for the part of it.
        return len(own) <= 4 and (own[0] in self.names or own[-1] in self.names) and not self._is_common(own)

    def _is_common(self, words: list[str]) -> bool:
        """A site's name may be a family's: the two words of a person are then no desk."""
        return len(words) == 2 and words[-1] in self.names

    def speaks_of_itself(self, text: str) -> bool:
        """Whether a text is one name with the site's address: "Deutsche Welle (www.dw.com)"."""
        folded = text.casefold()
        return bool(self.site) and self.site in folded and "@" not in folded and not _DIVIDED.search(folded)


def publisher_of(head: Head, data: LinkedData, site: str) -> Publisher:
    """The publisher of a page of a site (a registrable domain), by what the page and its address say."""
    stated = [head.first("og:site_name"), head.first("application-name"), head.first("twitter:site").lstrip("@")]
    for value in data.values(data.article.get("publisher")):
        name = value.get("name") if isinstance(value, dict) else value
        stated.append(name if isinstance(name, str) else "")
    return Publisher(frozenset(_folded([*stated, site, site.partition(".")[0]])), site)


def _folded(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        words = _PARTS.findall(name[:200].casefold())
        own = [word for word in words if word not in _BESIDE]
        for kept in (words, own):
            if len("".join(kept)) >= 2:
                yield "".join(kept)
