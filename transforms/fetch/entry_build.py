"""One entry from what a format says of it: links made absolute, dates judged, texts cleaned.

The readers of the formats hand over ``RawEntry``; all decisions that do not depend on the format are here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms import instants
from transforms.addresses import absolute
from transforms.characters import line
from transforms.fetch.entry_identity import identity_of
from transforms.fetch.feed_document import Doubt, FeedEntry, FeedLimits
from transforms.fetch.feed_markup import plain, shorten
from transforms.trackers import without_trackers
from transforms.written_dates import MAX_LENGTH, parse_date, prefers_day_first, read_date

_TITLE = 1_000
_GUID = 2_048
_AUTHORS = 20
_AUTHOR = 200
_LANGUAGE = 35  # RFC 5646 asks readers for as much
#: Entries that a feed must have before their update times are compared, and how close these are where they are its own.
_SHARED_ENTRIES = 3
_SHARED_SECONDS = 120


@dataclass(slots=True)
class RawEntry:
    """What stands in the feed, nothing judged. Texts are HTML where ``html`` says so."""

    guid: str = ""
    guid_is_link: bool = False
    #: Addresses that may be the article's, best first, as they stand.
    links: Sequence[str] = ()
    title: str = ""
    title_is_html: bool = True
    summary: str = ""
    summary_is_html: bool = True
    content_html: str = ""
    published: str = ""
    updated: str = ""
    authors: Sequence[str] = ()
    language: str = ""
    enclosure: str = ""
    enclosure_type: str = ""
    has_media: bool = False


def build_entries(
    raws: Sequence[RawEntry], base: str, now: str, limits: FeedLimits, language: str | None
) -> list[FeedEntry]:
    """The entries of a document.

    Args:
        raws: as read, in the document's order.
        base: absolute address that relative links are resolved against.
        now: instant of the response; dates beyond the next day are not believed.
        limits: how much text is kept.
        language: the feed's, for entries without one.
    """
    day_first = prefers_day_first(text for raw in raws for text in (raw.published, raw.updated))
    if day_first is None and (language or "").lower() == "en-us":
        day_first = False
    entries = [_build(raw, base, now, limits, language, day_first) for raw in raws]
    return _without_shared_updates(entries)


def _build(
    raw: RawEntry, base: str, now: str, limits: FeedLimits, language: str | None, day_first: bool | None
) -> FeedEntry:
    doubts: list[Doubt] = []
    enclosure = absolute(raw.enclosure, base) if raw.enclosure.strip() else None
    content = raw.content_html.strip()
    guid, url = raw.guid.strip()[:_GUID] or None, _address(raw, base)
    title = _text(raw.title, raw.title_is_html, _TITLE)
    summary = _text(raw.summary, raw.summary_is_html, limits.summary)
    return FeedEntry(
        identity=identity_of(guid, url, enclosure, title, summary),
        guid=guid,
        url=url,
        title=title,
        summary=summary,
        content_html=content if 0 < len(content) <= limits.content else None,
        published_at=_date("published", raw.published, now, day_first, doubts),
        updated_at=_date("updated", raw.updated, now, day_first, doubts),
        authors=_authors(raw.authors),
        language=_language(raw.language) or language,
        enclosure_url=enclosure,
        enclosure_type=line(raw.enclosure_type).lower()[:100] or None if enclosure else None,
        has_media=raw.has_media or enclosure is not None,
        doubts=tuple(doubts),
    )


def _address(raw: RawEntry, base: str) -> str | None:
    """The article's address: the first link that is one, else a guid that is one."""
    for link in raw.links:
        found = absolute(link, base) if link.strip() else None
        if found:
            return without_trackers(found)
    guid = raw.guid.strip()
    # A guid is a link by default (RSS 2.0), also where it is none: only a whole address or path is taken for one.
    if raw.guid_is_link and guid.lower().startswith(("http://", "https://", "/")):
        found = absolute(guid, base)
        return without_trackers(found) if found else None
    return None


def _text(text: str, is_html: bool, limit: int) -> str:
    return plain(text, limit) if is_html else shorten(line(text), limit)


def _date(field: str, text: str, now: str, day_first: bool | None, doubts: list[Doubt]) -> str | None:
    text = line(text)
    if not text:
        return None
    instant, doubt = read_date(text, now, day_first=day_first)
    if doubt is None:
        return instant
    doubts.append(Doubt(field, text[:MAX_LENGTH], doubt, instant))
    return None


def _authors(names: Sequence[str]) -> tuple[str, ...]:
    cleaned = (plain(name, _AUTHOR) for name in names[:_AUTHORS])
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _language(text: str) -> str | None:
    tag = line(text).replace("_", "-")
    return tag if 2 <= len(tag) <= _LANGUAGE and tag.replace("-", "").isalnum() else None


def feed_language(text: str) -> str | None:
    """The language tag of a feed; None for what is none."""
    return _language(text)


def feed_date(text: str, now: str) -> str | None:
    """The instant of a feed's own date; None where it is none or not believed."""
    found = read_date(line(text), now) if parse_date(line(text)) else None
    return found.instant if found and found.doubt is None else None


def _without_shared_updates(entries: list[FeedEntry]) -> list[FeedEntry]:
    """Entries whose times of update are all the same moment have the feed's time, made anew with every poll: it says
    nothing about an entry, and taken for one it would make every entry look changed at every poll."""
    times = [entry.updated_at for entry in entries]
    if len(entries) < _SHARED_ENTRIES or None in times:
        return entries
    known = sorted(time for time in times if time)
    if instants.to_millis(known[-1]) - instants.to_millis(known[0]) > _SHARED_SECONDS * 1_000:
        return entries
    return [
        replace(
            entry,
            updated_at=None,
            doubts=(*entry.doubts, Doubt("updated", entry.updated_at or "", "shared", entry.updated_at)),
        )
        for entry in entries
    ]
