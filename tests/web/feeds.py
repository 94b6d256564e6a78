"""Feeds of the fake web as text: RSS 2.0, Atom, RDF (RSS 1.0), JSON Feed 1.1 and news sitemaps. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from html import escape

import orjson

from tests.web import articles
from tests.web.publications import Feed, Happening
from transforms.fetch.clock import instant_of

#: Content type by format.
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "json": "application/feed+json",
    "sitemap": "application/xml",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One entry as every format writes it. Times are milliseconds since 1970."""

    url: str
    guid: str
    title: str
    summary: str
    published: int
    updated: int
    text: str = ""


def items(
    feed: Feed,
    listing: Sequence[Happening],
    state: int,
    url: Callable[[Happening, int], str],
    time: Callable[[int], int],
) -> list[Item]:
    """The entries of a list; ``url`` gives the address of an article in a version, ``time`` the moment of a step."""
    return [_item(feed, each, state, url, time) for each in listing]


def _item(
    feed: Feed, happening: Happening, state: int, url: Callable[[Happening, int], str], time: Callable[[int], int]
) -> Item:
    article = happening.article
    version = article.version(happening.step)
    named = version if feed.manners.changing == "links" else 0
    return Item(
        url=url(happening, named),
        guid=f"{article.host}:{article.number}" + (f":{state}" if feed.manners.changing == "guids" else ""),
        title=articles.headline(article, version),
        summary=articles.summary(article, version),
        published=time(article.released),
        updated=time(max((u for u in article.updates if u <= happening.step), default=article.released)),
        text="".join(f"<p>{escape(p)}</p>" for p in articles.paragraphs(article, version))
        if feed.manners.full_text and article.access == "free"
        else "",
    )


def render(feed: Feed, entries: Sequence[Item], home: str) -> bytes:
    """The document of a feed. ``home``: address of its host."""
    return _RENDERERS[feed.format](feed, entries, home).encode()


def _rss(feed: Feed, entries: Sequence[Item], home: str) -> str:
    manners = feed.manners
    about = f"<ttl>{manners.ttl}</ttl>" if manners.ttl else ""
    if manners.skip_hours:
        about += "<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in manners.skip_hours) + "</skipHours>"
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(feed.title)}</title><link>{home}</link><description>News</description>"
        f"<language>en</language>{about}"
        + "".join(
            f'<item><title>{escape(e.title)}</title><link>{escape(e.url)}</link><guid isPermaLink="false">{e.guid}'
            f"</guid><pubDate>{_rfc822(e.published)}</pubDate><dc:creator>Newsroom</dc:creator>"
            f"<description>{escape(e.summary)}</description>"
            + (f"<content:encoded><![CDATA[{e.text}]]></content:encoded>" if e.text else "")
            + "</item>"
            for e in entries
        )
        + "</channel></rss>"
    )


def _atom(feed: Feed, entries: Sequence[Item], home: str) -> str:
    newest = max((e.updated for e in entries), default=0)
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<title>{escape(feed.title)}</title><id>{home}{feed.path}</id><updated>{_iso(newest)}</updated>"
        f'<link href="{home}"/>'
        + "".join(
            f'<entry><title>{escape(e.title)}</title><id>{e.guid}</id><link href="{escape(e.url)}"/>'
            f"<published>{_iso(e.published)}</published><updated>{_iso(e.updated)}</updated>"
            f"<author><name>Newsroom</name></author><summary>{escape(e.summary)}</summary>"
            + (f'<content type="html">{escape(e.text)}</content>' if e.text else "")
            + "</entry>"
            for e in entries
        )
        + "</feed>"
    )


def _rdf(feed: Feed, entries: Sequence[Item], home: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{home}{feed.path}"><title>{escape(feed.title)}</title><link>{home}</link></channel>'
        + "".join(
            f'<item rdf:about="{escape(e.url)}"><title>{escape(e.title)}</title><link>{escape(e.url)}</link>'
            f"<description>{escape(e.summary)}</description><dc:date>{_iso(e.published)}</dc:date></item>"
            for e in entries
        )
        + "</rdf:RDF>"
    )


def _json(feed: Feed, entries: Sequence[Item], home: str) -> str:
    listed = []
    for e in entries:
        item = {"id": e.guid, "url": e.url, "title": e.title, "summary": e.summary, "date_published": _iso(e.published)}
        if e.updated != e.published:
            item["date_modified"] = _iso(e.updated)
        if e.text:
            item["content_html"] = e.text
        listed.append(item)
    document = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title, "home_page_url": home}
    return orjson.dumps({**document, "items": listed}).decode()


def _sitemap(feed: Feed, entries: Sequence[Item], home: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        + "".join(
            f"<url><loc>{escape(e.url)}</loc><lastmod>{_iso(e.updated)}</lastmod><news:news><news:publication>"
            f"<news:name>{escape(feed.title)}</news:name><news:language>en</news:language></news:publication>"
            f"<news:publication_date>{_iso(e.published)}</news:publication_date><news:title>{escape(e.title)}"
            "</news:title></news:news></url>"
            for e in entries
        )
        + "</urlset>"
    )


_RENDERERS: dict[str, Callable[[Feed, Sequence[Item], str], str]] = {
    "rss": _rss,
    "atom": _atom,
    "rdf": _rdf,
    "json": _json,
    "sitemap": _sitemap,
}


def _rfc822(moment: int) -> str:
    return formatdate(moment / 1000, usegmt=True)


def _iso(moment: int) -> str:
    return instant_of(moment)[:19] + "Z"
