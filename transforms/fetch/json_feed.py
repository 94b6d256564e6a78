"""JSON Feed 1.0 and 1.1 (jsonfeed.org), and what is nearly one: wrong types are read where they can be meant."""

from __future__ import annotations

import re
from typing import Any

import orjson

from transforms.addresses import absolute
from transforms.failures import StageError
from transforms.fetch.entry_build import RawEntry, build_entries, feed_language
from transforms.fetch.feed_document import FeedDocument, FeedLimits
from transforms.fetch.feed_markup import plain

_TITLE = 1_000
# A pair of halves, a backslash with what it escapes, or a half that stands alone.
_ESCAPED_SURROGATE = re.compile(
    r"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\)|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)


def parse_json_feed(text: str, url: str, now: str, limits: FeedLimits) -> FeedDocument:
    """The document of a JSON Feed.

    Raises:
        StageError: ``broken-json``; ``not-a-feed`` for JSON that is something else.
    """
    value = _loaded(text)
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(items, list):
        raise StageError("not-a-feed", "JSON without a list of items: a JSON Feed has version, title and items")
    read = [item for item in items[: limits.entries] if isinstance(item, dict)]
    link = _absolute(_text(value.get("home_page_url")), url)
    language = feed_language(_text(value.get("language")))
    hubs = [hub for hub in _list(value.get("hubs")) if _text(hub.get("type")).lower() == "websub"]
    shared_authors = _authors(value)
    return FeedDocument(
        kind="json",
        entries=tuple(build_entries([_raw(item, shared_authors) for item in read], link or url, now, limits, language)),
        title=plain(_text(value.get("title")), _TITLE),
        link=link,
        self_url=_absolute(_text(value.get("feed_url")), url),
        hub=_absolute(_text(hubs[0].get("url")), url) if hubs else None,
        next_url=_absolute(_text(value.get("next_url")), url),
        language=language,
        expired=value.get("expired") is True,
        problems=_problems(value, items, read, limits),
    )


def _loaded(text: str) -> Any:
    # A text cut in the middle of an emoji ends in half a character, which is no JSON for orjson.
    text = _ESCAPED_SURROGATE.sub(lambda m: m[0] if m[1] else "\\ufffd", text)
    try:
        return orjson.loads(text.encode("utf-8", "replace"))
    except orjson.JSONDecodeError as error:
        raise StageError("broken-json", f"JSON that cannot be read: {error}") from error


def _raw(item: dict[str, Any], shared_authors: list[str]) -> RawEntry:
    content = _text(item.get("content_html"))
    plain_content = _text(item.get("content_text"))
    if not content and plain_content:
        content = plain_content.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    attached = _list(item.get("attachments"))
    return RawEntry(
        guid=_text(item.get("id")),
        guid_is_link=True,
        links=(_text(item.get("url")), _text(item.get("external_url"))),
        title=_text(item.get("title")),
        title_is_html=False,
        summary=_text(item.get("summary")),
        summary_is_html=False,
        content_html=content,
        published=_text(item.get("date_published")),
        updated=_text(item.get("date_modified")),
        authors=_authors(item) or shared_authors,
        language=_text(item.get("language")),
        enclosure=_text(attached[0].get("url")) if attached else "",
        enclosure_type=_text(attached[0].get("mime_type")) if attached else "",
        has_media=bool(_text(item.get("image")) or _text(item.get("banner_image"))),
    )


def _text(value: object) -> str:
    """A text, or a number where a text was meant (ids)."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(value: object) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _authors(value: dict[str, Any]) -> list[str]:
    """Version 1.1 has a list of authors, version 1.0 one."""
    authors = _list(value.get("authors")) or _list([value.get("author")])
    return [_text(author.get("name")) for author in authors]


def _absolute(reference: str, base: str) -> str | None:
    return absolute(reference, base) if reference.strip() else None


def _problems(value: dict[str, Any], items: list[Any], read: list[Any], limits: FeedLimits) -> tuple[str, ...]:
    problems = []
    if "jsonfeed.org/version/" not in _text(value.get("version")):
        problems.append("it does not say which version of JSON Feed it is")
    if len(items) > limits.entries:
        problems.append(f"{len(items):,} items, the first {limits.entries:,} were read")
    if len(read) < min(len(items), limits.entries):
        problems.append(f"{min(len(items), limits.entries) - len(read):,} items are no objects")
    return tuple(problems)
