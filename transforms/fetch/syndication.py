"""RSS 0.9x to 2.0, RDF and Atom, read by feedparser.

feedparser gets bytes behind ``io.BytesIO`` only: a text or bytes argument it may open as a file or an address. It
neither resolves nor sanitises the HTML inside (its own rewriting costs most of its time and the content is never
shown), and its dates are not used. That a feed is not well-formed is a problem to report, not a reason to drop it.
"""

from __future__ import annotations

import io
import re
from typing import Any

import feedparser

from transforms.addresses import absolute
from transforms.characters import line
from transforms.failures import StageError
from transforms.fetch.entry_build import RawEntry, build_entries, feed_date, feed_language
from transforms.fetch.feed_document import FeedDocument, FeedLimits
from transforms.fetch.feed_markup import plain

_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_TITLE = 1_000
_HTML = ("text/html", "application/xhtml+xml")
# Of the children of these two feedparser keeps the last only.
_SKIP_HOURS = re.compile(r"<skipHours\s*>(.{0,3000}?)</skipHours\s*>", re.IGNORECASE | re.DOTALL)
_SKIP_DAYS = re.compile(r"<skipDays\s*>(.{0,1000}?)</skipDays\s*>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour\s*>\s*(\d{1,2})\s*</hour\s*>", re.IGNORECASE)
_DAY = re.compile(r"<day\s*>\s*(\w{3,9})\s*</day\s*>", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_HEAD = 200_000
# What its tolerant reader raises on heaps of markup; a bug of its own each, and no feed behind any of them.
_FAULTS = (ValueError, LookupError, AttributeError, AssertionError, TypeError, OverflowError, RecursionError)
_MAX_TTL = 525_600  # a year of minutes


def parse_syndication(text: str, url: str, now: str, limits: FeedLimits) -> FeedDocument:
    """The document of an RSS, RDF or Atom text, whatever of it can be read.

    A document without any sign of a feed comes back with ``kind`` ''. Links are resolved against ``xml:base``, then,
    in RSS, the site's address, then ``url``.

    Raises:
        StageError: ``unreadable`` where feedparser itself fails.
    """
    found = _parsed(text)
    feed, version = found["feed"], str(found.get("version") or "")
    link = _absolute(_value(feed, "link"), url)
    base = url if version.startswith("atom") else link or url
    language = feed_language(_value(feed, "language"))
    entries = found["entries"]
    raws = [_raw(entry, version.startswith("atom")) for entry in entries[: limits.entries]]
    return FeedDocument(
        kind=_kind(version, bool(entries)),
        entries=tuple(build_entries(raws, base, now, limits, language)),
        title=plain(_value(feed, "title"), _TITLE),
        link=link,
        self_url=_related(feed, "self", url),
        hub=_related(feed, "hub", url),
        next_url=_related(feed, "next", url),
        language=language,
        updated_at=feed_date(_value(feed, "updated") or _value(feed, "published"), now),
        ttl_minutes=_ttl(_value(feed, "ttl")),
        skip_hours=skip_hours(text),
        skip_days=skip_days(text),
        update_seconds=update_seconds(_value(feed, "sy_updateperiod"), _value(feed, "sy_updatefrequency")),
        problems=_problems(found, len(entries), limits),
    )


def _parsed(text: str) -> Any:
    try:
        return feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers=_HEADERS,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _FAULTS as error:
        raise StageError("unreadable", f"feedparser breaks off: {type(error).__name__}: {error}"[:300]) from error


def skip_hours(text: str) -> tuple[int, ...]:
    """Hours (UTC) in which an RSS feed asks not to be read. RSS 0.91 counts them to 24, RSS 2.0 to 23."""
    block = _SKIP_HOURS.search(text, 0, _HEAD)
    return tuple(sorted({int(h) % 24 for h in _HOUR.findall(block[1]) if int(h) <= 24})) if block else ()


def skip_days(text: str) -> tuple[int, ...]:
    """Days (0 is Monday) on which an RSS feed asks not to be read."""
    block = _SKIP_DAYS.search(text, 0, _HEAD)
    names = [d.lower() for d in _DAY.findall(block[1])] if block else []
    return tuple(sorted({_DAYS.index(name) for name in names if name in _DAYS}))


def update_seconds(period: str, frequency: str) -> int | None:
    """Seconds between updates by the syndication module: a period divided by the updates in it. None: not said."""
    period, frequency = period.strip().lower(), frequency.strip()
    if not period and not frequency:
        return None
    times = int(frequency) if re.fullmatch(r"[0-9]{1,6}", frequency) else 1
    return max(1, _PERIODS.get(period, _PERIODS["daily"]) // max(1, times))


def _raw(entry: Any, is_atom: bool) -> RawEntry:
    links = [link for link in _list(entry, "links") if link.get("href")]
    enclosures = [link for link in links if link.get("rel") == "enclosure"]
    summary, content = _value(entry, "summary"), _content(entry)
    guid, guid_is_link = _value(entry, "id"), bool(dict.get(entry, "guidislink", False))
    link = _value(entry, "link")
    if guid_is_link and link == guid:  # feedparser gave the guid for the link that is missing
        link = ""
    published, updated = _value(entry, "published") or _value(entry, "created"), _value(entry, "updated")
    if not published and not is_atom:  # dc:date: in RSS it is the time of publication
        published, updated = updated, ""
    return RawEntry(
        guid=guid,
        guid_is_link=guid_is_link,
        links=(_value(entry, "feedburner_origlink"), link, *_alternates(links)),
        title=_value(entry, "title"),
        title_is_html=_is_html(entry, "title_detail"),
        summary="" if content and summary == content else summary,
        summary_is_html=True,
        content_html=content,
        published=published,
        updated=updated,
        authors=_names(entry),
        language=_value(dict.get(entry, "title_detail") or {}, "language"),
        enclosure=str(enclosures[0].get("href", "")) if enclosures else "",
        enclosure_type=str(enclosures[0].get("type", "")) if enclosures else "",
        has_media=any(dict.get(entry, name) for name in ("media_content", "media_thumbnail", "media_player")),
    )


def _content(entry: Any) -> str:
    """The longest of its contents as HTML; plain text is escaped, so that it means itself."""
    best = ""
    for part in _list(entry, "content"):
        value = str(part.get("value") or "")
        kind = str(part.get("type") or "")
        if kind == "text/plain":
            value = value.replace("&", "&amp;").replace("<", "&lt;")
        elif kind not in _HTML:  # base64, or a type by address
            continue
        best = max(best, value, key=len)
    return best


def _alternates(links: list[Any]) -> list[str]:
    """Other links that may be the article: those of no named relation first, never enclosures or replies."""
    return [str(link["href"]) for link in links if link.get("rel", "alternate") in ("alternate", "via")]


def _names(entry: Any) -> list[str]:
    names = [str(a.get("name") or "") for a in _list(entry, "authors")]
    return names if any(names) else [_value(entry, "author")]


def _is_html(entry: Any, detail: str) -> bool:
    return str((dict.get(entry, detail) or {}).get("type", "text/html")) in _HTML


def _value(mapping: Any, key: str) -> str:
    """A text by its own key: feedparser's dictionaries answer for some keys with others."""
    value = dict.get(mapping, key)
    return value if isinstance(value, str) else ""


def _list(mapping: Any, key: str) -> list[Any]:
    value = dict.get(mapping, key)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _absolute(reference: str, base: str) -> str | None:
    return absolute(reference, base) if reference.strip() else None


def _related(feed: Any, relation: str, url: str) -> str | None:
    for link in _list(feed, "links"):
        if link.get("rel") == relation and link.get("href"):
            return _absolute(str(link["href"]), url)
    return None


def _ttl(text: str) -> int | None:
    return min(int(text), _MAX_TTL) if re.fullmatch(r"[0-9]{1,9}", text.strip()) and int(text) > 0 else None


def _kind(version: str, has_entries: bool) -> str:
    if version.startswith("atom"):
        return "atom"
    if version in ("rss10", "rss090"):
        return "rdf"
    return "rss" if version or has_entries else ""


def _problems(found: Any, entries: int, limits: FeedLimits) -> tuple[str, ...]:
    problems = []
    if found.get("bozo"):
        error = found.get("bozo_exception")
        problems.append(f"not well-formed: {line(str(error))[:200]}" if error else "not well-formed")
    if entries > limits.entries:
        problems.append(f"{entries:,} entries, the first {limits.entries:,} were read")
    return tuple(problems)
