"""Section, tags and lead image of an article, as the page states them, without what only machines read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from transforms import addresses, characters
from transforms.extract.head import Head
from transforms.extract.headline import same
from transforms.extract.json_ld import LinkedData, types

MAX_TAGS = 20
_MAX_TAG = 100
_MAX_STATED = 5_000
# A "tag" of more words is a headline or a list without commas.
_MAX_WORDS = 8
_MAX_CRUMBS = 20

_TAG_METAS = ("article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags", "cxenseparse:taxonomy")
_SECTION_METAS = ("article:section", "og:article:section", "section", "cxenseparse:section", "parsely-section")
# "Category: Moon" is a tag with its kind; other words before a colon are keys of a system: "content-type: article".
_KIND = re.compile(
    r"^(?:nlp )?(?:category|topic|tag|keyword|subject|section|thema|tema|rubrik)s?\s*:\s*", re.IGNORECASE
)
_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_KEY = re.compile(r"^[\w .-]{1,24}:\s?\S|^\d{4}-\d\d-\d\d|https?://", re.IGNORECASE)
# The front page, and words for any page at all.
_NO_SECTION = re.compile(
    r"^(?:articles?|view|detail|latest news|single|post|https?:.*|home ?page|home|startseite|start|accueil"
    r"|inicio|início|portada|strona główna|hjem|forside|hem|etusivu|главная"
    r"|головна|anasayfa|ana sayfa|beranda|トップ|ホーム|首页|首頁|홈|الرئيسية)$",
    re.IGNORECASE,
)
# File names of a publisher's sign, and of nothing at all.
_NO_PICTURE = re.compile(
    r"^(?:(?:[\w-]{0,16}[-_])?(?:logo|icon|favicon)(?:[-_.]\w{1,12})*\.(?:gif|png|svg|ico)"
    r"|(?:[\w-]{0,16}[-_])?(?:blank|placeholder|spacer|pixel|no-?image|default)(?:[-_]?(?:image|img|og|share"
    r"|\d{1,4}))*"
    r"\.(?:gif|png|svg|jpe?g|webp))$",
    re.IGNORECASE,
)


def find_section(head: Head, data: LinkedData, title: str) -> str | None:
    """The section: as JSON-LD or a meta tag states it, else the last of the page's breadcrumbs before the article."""
    stated = data.text("articleSection") or head.first(*_SECTION_METAS)
    # Several in one text: the first is the one that editors give.
    several = [part.strip() for part in stated.split(",")] if stated.count(",") > 1 else [stated]
    section = next((part for part in several if part and not _NO_SECTION.match(part)), "")
    return (section or _breadcrumb(data, title))[:_MAX_TAG] or None


def _breadcrumb(data: LinkedData, title: str) -> str:
    trail = next((node for node in data.nodes if "BreadcrumbList" in types(node)), None)
    if trail is None:
        return ""
    crumbs = [name for item in list(data.values(trail.get("itemListElement")))[:_MAX_CRUMBS] if (name := _crumb(item))]
    own = [name for name in crumbs if not _NO_SECTION.match(name)]
    if own and (same(own[-1], title) or len(own[-1].split()) > _MAX_WORDS):
        own.pop()
    return own[-1] if own and len(own[-1].split()) <= _MAX_WORDS else ""


def _crumb(item: Any) -> str:
    if not isinstance(item, Mapping):
        return ""
    thing = item.get("item")
    name = item.get("name") or (thing.get("name") if isinstance(thing, Mapping) else None)
    return characters.line(unescape(name[:_MAX_STATED])) if isinstance(name, str) else ""


def find_tags(head: Head, data: LinkedData, title: str) -> tuple[str, ...]:
    """Keywords of the article: JSON-LD, else the first of the meta tags that there are; at most 20, distinct."""
    tags: dict[str, str] = {}
    for item in _items(head, data):
        tag = _KIND.sub("", characters.line(item).lstrip("#")).strip()
        if not tag or len(tag) > _MAX_TAG or len(tag.split()) > _MAX_WORDS or _KEY.search(tag) or same(tag, title):
            continue
        tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())[:MAX_TAGS]


def _items(head: Head, data: LinkedData) -> Iterator[str]:
    stated: list[str] = []
    for value in data.values(data.article.get("keywords")):
        name = value.get("name") if isinstance(value, Mapping) else value  # a DefinedTerm
        stated += [name] if isinstance(name, str) else []
    stated = stated or next((list(head.metas[name]) for name in _TAG_METAS if name in head.metas), [])
    texts = [unescape(text[:_MAX_STATED]) for text in stated[:500]]
    # One text with commas is a list; several texts are the items.
    if len(texts) == 1:
        texts = re.split(r"\s*;\s*" if ";" in texts[0] else r"\s*[,，、|]\s*", texts[0])
        if len(texts) == 1 and _UNSPACED.search(texts[0]):  # no words are divided by blanks there, but tags are
            texts = texts[0].split()
    yield from texts[:500]


def find_image(head: Head, data: LinkedData) -> str | None:
    """Address of the lead image: ``og:image``, else JSON-LD's, else ``twitter:image``; no logo and no empty picture."""
    candidates = [head.first("og:image", "og:image:url", "og:image:secure_url")]
    for value in data.values(data.article.get("image")):
        address = value.get("url") or value.get("contentUrl") if isinstance(value, Mapping) else value
        candidates.append(address if isinstance(address, str) else "")
    candidates.append(head.first("twitter:image", "twitter:image:src"))
    found = (addresses.absolute(address, head.base) for address in candidates[:10] if address)
    return next((address for address in found if address and not _is_no_picture(address)), None)


def _is_no_picture(address: str) -> bool:
    return bool(_NO_PICTURE.match(urlsplit(address).path.rpartition("/")[2]))
