"""What a page says about itself in its head: meta tags, links, base, title. Read once, in one pass.

Names and properties are one namespace here (publishers mix ``name``, ``property`` and ``itemprop``), lower case. Which
value is believed is decided where it is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

from lxml.html import HtmlElement

from transforms import addresses, characters

# Bounds: more tags or longer contents than any page needs are left unread.
_MAX_TAGS = 1_000
_MAX_CONTENT = 5_000


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one page."""

    #: Base for relative addresses: ``<base href>``, else the page's own address.
    base: str
    #: Contents of meta tags by name, in the order of the page, white space folded, never empty.
    metas: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: ``href`` of links by relation, in the order of the page.
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Text of the first ``<title>``.
    title: str = ""
    #: ``lang`` of the root element, lower case: a hint, since templates carry it.
    language: str = ""

    def first(self, *names: str) -> str:
        """Content of the first of these meta names that the page has; '' where it has none."""
        return next((self.metas[name][0] for name in names if name in self.metas), "")

    def named(self, *names: str) -> tuple[str, str]:
        """(name, content) of the first of these meta names that the page has; ('', '') where it has none."""
        return next(((name, self.metas[name][0]) for name in names if name in self.metas), ("", ""))


def read_head(tree: HtmlElement, url: str) -> Head:
    """The head of a page that was read from ``url``. Meta tags in the body count too: parsers move them there."""
    metas: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    base, title = "", ""
    for number, element in enumerate(tree.iter("meta", "link", "base", "title")):
        if number >= _MAX_TAGS:
            break
        if element.tag == "meta":
            _meta(element, metas)
        elif element.tag == "link":
            for relation in element.get("rel", "").lower().split()[:5]:
                links.setdefault(relation, []).append(element.get("href", "").strip())
        elif element.tag == "base":
            base = base or addresses.absolute(element.get("href", ""), url) or ""
        elif not title and (parent := element.getparent()) is not None and parent.tag != "svg":
            title = characters.line(unescape(element.text_content()[:_MAX_CONTENT]))
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang") or ""
    return Head(base or url, metas, links, title, language.strip().lower()[:20])


def _meta(element: HtmlElement, metas: dict[str, list[str]]) -> None:
    content = element.get("content")
    if not content:
        return
    content = characters.line(content[:_MAX_CONTENT])
    if not content:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = element.get(attribute)
        if name:
            metas.setdefault(name.strip().lower(), []).append(content)


def canonical_url(head: Head, url: str) -> str | None:
    """The address that the page names as its own: ``rel=canonical``, else ``og:url``; absolute and normalised.

    Junk (no http address, a template's placeholder) is as if the page named none. Whether it is believed as the
    article's identity is decided with the stories.
    """
    base = url if addresses.normalise(url) else ""
    for candidate in (*head.links.get("canonical", ())[:3], *head.metas.get("og:url", ())[:3]):
        if not candidate or any(mark in candidate for mark in "{}<>\"'"):
            continue
        found = addresses.absolute(candidate, base or head.base)
        if found and "." in found.split("/")[2]:
            return found
    return None
