"""Sitemaps (sitemaps.org), news sitemaps and sitemap indexes.

A news sitemap says as much as a feed: title, language, time of publication. A plain one gives addresses and, where it
is kept, times of change. An index lists sitemaps, which the caller polls like feeds or leaves.
"""

from __future__ import annotations

from lxml import etree

from transforms.addresses import absolute
from transforms.fetch.entry_build import RawEntry, build_entries, feed_date
from transforms.fetch.feed_document import FeedDocument, FeedLimits, ListedFeed
from transforms.fetch.feed_xml import child, child_text, local_name, parse_xml

_NEWS = "sitemap-news"


def parse_sitemap(text: str, url: str, now: str, limits: FeedLimits) -> FeedDocument:
    """The document of a sitemap or a sitemap index. Of more addresses than allowed the newest are read.

    Raises:
        StageError: ``broken-xml``.
    """
    root, problems = parse_xml(text)
    if local_name(root) == "sitemapindex":
        return _index(root, url, now, limits, problems)
    places = [part for part in root if local_name(part) == "url" and child_text(part, "loc")]
    if len(places) > limits.entries:
        problems += (f"{len(places):,} addresses, the newest {limits.entries:,} were read",)
        places = _newest(places, limits.entries, now)
    raws = [_raw(place) for place in places]
    return FeedDocument(
        kind="news-sitemap" if any(_news(place) is not None for place in places) else "sitemap",
        entries=tuple(build_entries(raws, url, now, limits, None)),
        title=child_text(child(_news(places[0]), "publication"), "name")
        if places and _news(places[0]) is not None
        else "",
        problems=problems,
    )


def _index(root: etree._Element, url: str, now: str, limits: FeedLimits, problems: tuple[str, ...]) -> FeedDocument:
    places = [part for part in root if local_name(part) == "sitemap" and child_text(part, "loc")]
    if len(places) > limits.entries:
        problems += (f"{len(places):,} sitemaps, the newest {limits.entries:,} were read",)
        places = _newest(places, limits.entries, now)
    listed = []
    for place in places:
        address = absolute(child_text(place, "loc"), url)
        if address:
            listed.append(ListedFeed(url=address, updated_at=feed_date(child_text(place, "lastmod"), now)))
    return FeedDocument(kind="sitemap-index", listed=tuple(listed), problems=problems)


def _newest(places: list[etree._Element], count: int, now: str) -> list[etree._Element]:
    """Those changed last, in the document's order. Without times: the last ones, since sitemaps grow at their end."""
    order = sorted(range(len(places)), key=lambda i: (feed_date(_changed(places[i]), now) or "", i), reverse=True)
    return [places[i] for i in sorted(order[:count])]


def _changed(place: etree._Element) -> str:
    return child_text(_news(place), "publication_date") or child_text(place, "lastmod")


def _raw(place: etree._Element) -> RawEntry:
    news = _news(place)
    return RawEntry(
        links=(child_text(place, "loc"),),
        title=child_text(news, "title"),
        title_is_html=False,
        published=child_text(news, "publication_date"),
        updated=child_text(place, "lastmod"),
        language=child_text(child(news, "publication"), "language"),
        has_media=any(local_name(part) in ("image", "video") for part in place),
    )


def _news(place: etree._Element) -> etree._Element | None:
    """The news part; a child called ``news`` counts whatever its namespace: many are misspelt."""
    return child(place, "news")
