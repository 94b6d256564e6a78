"""JSON lines: one page a line, with what a crawl or a data set knows of it.

Decides what a line may say and which files it may point to; a line that says it wrongly is a dead letter of its own,
named ``FILE:LINE``, and the lines around it are read. The keys are described in ``seeds/README.md``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

from transforms import ids, instants
from transforms.addresses import normalise
from transforms.characters import line as one_line
from transforms.failures import Dropped, StageError
from transforms.records import Entry
from transforms.seeds.files import open_unzipped, read_page, too_large
from transforms.seeds.html import address_of
from transforms.seeds.items import START, Item, Position, dropped, failed, make_page
from transforms.seeds.limits import SeedLimits

MEDIA_TYPES = {"text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain"}

_MAX_AUTHORS = 50
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it lies in the file: where it starts, which one it is, its bytes (None: over the bound)."""

    position: Position
    number: int
    data: bytes | None


def read(path: str, name: str, limits: SeedLimits, start: Position = START) -> Iterator[tuple[Position, Item]]:
    """The pages of a lines file from a position on. Raises StageError where the file cannot be read (on).

    A plain file is entered at a byte offset; of a gzip file the lines before are unpacked again and passed over.
    """
    folder = os.path.dirname(path)
    for line in _lines(path, limits, start):
        source = f"{name}:{line.number}"
        if line.data is None:
            yield line.position, failed(too_large("the line", limits.line_bytes), source=source)
        elif line.data.strip():
            yield line.position, _item(line.data, source, folder, limits)


def referenced(path: str, limits: SeedLimits) -> Iterator[str]:
    """Real paths of the files that a lines file points to. What cannot be read ends the list: reading it will tell."""
    folder = os.path.dirname(path)
    try:
        for line in _lines(path, limits, START):
            if line.data is None or b'"file"' not in line.data:
                continue
            try:
                yield beside(folder, _text(_object(line.data), "file") or "")
            except StageError:
                continue
    except StageError:
        return


def beside(folder: str, file: str) -> str:
    """Real path of a file named in a lines file. Raises StageError ``outside`` where it leaves that file's folder:
    a downloaded data set must not read what else lies on the machine."""
    try:
        root, found = os.path.realpath(folder), os.path.realpath(os.path.join(folder, file))
        inside = os.path.commonpath([root, found]) == root and found != root
    except ValueError as error:  # a NUL in the name
        raise StageError("bad-line", "file names no path: give one beside the lines file") from error
    if os.path.isabs(file) or not inside:
        message = f"file {_shown(file)} leads out of the lines file's folder: only files in it or below are read"
        raise StageError("outside", message)
    return found


def _lines(path: str, limits: SeedLimits, start: Position) -> Iterator[_Line]:
    with open_unzipped(path, limits) as (stream, zipped):
        if not zipped:
            stream.seek(start.offset)
        offset, number, first = start.offset, start.before, start.before + start.skip
        while True:
            data, length = _line(stream, limits.line_bytes)
            if not length:
                return
            if number >= first:
                yield _Line(Position(0, number) if zipped else Position(offset, 0, number), number + 1, data)
            number += 1
            offset += length


def _line(stream: BinaryIO, allowed: int) -> tuple[bytes | None, int]:
    """The next line and how long it is; None in its place where it is over the bound, ('', 0) at the end."""
    data = stream.readline(allowed + 1)
    length = len(data)
    if length <= allowed:
        return data, length
    while not data.endswith(b"\n"):
        data = stream.readline(1_000_000)
        length += len(data)
        if not data:
            break
    return None, length


def _item(data: bytes, source: str, folder: str, limits: SeedLimits) -> Item:
    url, fetched_at = "", None
    try:
        fields = _object(data)
        if "url" not in fields:
            raise StageError("bad-line", "the line has no url: give the page's http(s) address, or null to look in it")
        url = _address(fields, "url") or ""
        fetched_at = _instant(fields, "fetched_at")
        media_type = _media_type(fields)
        entry = _entry(fields)
        content, charset = _content(fields, folder, limits)
    except StageError as error:
        return failed(error, source=source, url=url)
    except Dropped as error:
        return dropped(error, url=url, fetched_at=fetched_at, source=source)
    return make_page(
        content,
        url=url or address_of(content) or ids.seed_url(content),
        fetched_at=fetched_at,
        media_type=media_type,
        source=source,
        charset=charset,
        entry=entry,
    )


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise StageError("not-json", f"the line is not JSON ({error.msg}): each line is one JSON object") from error
    if not isinstance(value, dict):
        raise StageError("not-json", f"the line is a JSON {type(value).__name__}: each line is one JSON object")
    return value


def _content(fields: dict[str, Any], folder: str, limits: SeedLimits) -> tuple[bytes, str | None]:
    """The page's bytes and their charset. ``html`` is text already, so a charset named beside it says nothing."""
    html = _text(fields, "html")
    if html is not None:
        content = html.encode()
        if len(content) > limits.page_bytes:
            raise too_large("a page", limits.page_bytes)
        return content, "utf-8"
    file = _text(fields, "file")
    if not file:
        raise StageError("bad-line", "the line has neither html nor file: give the page's text or the file it lies in")
    found = beside(folder, file)
    try:
        return read_page(found, limits), _text(fields, "charset")
    except StageError as error:
        raise StageError(error.reason, f"file {_shown(file)} {error.message}") from error


def _entry(fields: dict[str, Any]) -> Entry:
    published = _text(fields, "published_at")
    return Entry(
        feed_url=_address(fields, "feed_url"),
        title=_line_of_text(fields, "title"),
        summary=_line_of_text(fields, "summary"),
        guid=_text(fields, "guid"),
        # What a feed claims may be wrong without making the page wrong: it is evidence only, unlike fetched_at.
        published_at=instants.parse(published) if published else None,
        authors=_authors(fields),
    )


def _media_type(fields: dict[str, Any]) -> str:
    named = (_text(fields, "media_type") or "text/html").partition(";")[0].strip().lower()
    if named not in MEDIA_TYPES:
        raise Dropped("not-html")
    return MEDIA_TYPES[named]


def _address(fields: dict[str, Any], key: str) -> str | None:
    text = _text(fields, key)
    if not text:
        return None
    address = normalise(text.strip())
    if address is None:
        raise StageError("bad-url", f"{key} {_shown(text)} is no http(s) address: give one in full")
    return address


def _instant(fields: dict[str, Any], key: str) -> str | None:
    text = _text(fields, key)
    if text is None:
        return None
    instant = instants.parse(text)
    if instant is None:
        message = f"{key} {_shown(text)} is no time: give ISO 8601 with zone (2026-11-22T22:07:20Z) or leave it out"
        raise StageError("bad-time", message)
    return instant


def _authors(fields: dict[str, Any]) -> Sequence[str]:
    value = fields.get("authors")
    names = [value] if isinstance(value, str) else value or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise StageError("bad-line", "authors is no list of texts: give the names, or leave it out")
    return tuple(name for name in map(one_line, names[:_MAX_AUTHORS]) if name)


def _line_of_text(fields: dict[str, Any], key: str) -> str | None:
    text = _text(fields, key)
    return one_line(text) if text is not None else None


def _text(fields: dict[str, Any], key: str) -> str | None:
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        raise StageError("bad-line", f"{key} is a JSON {type(value).__name__}: give text, or leave it out")
    return value


def _shown(text: str) -> str:
    """The text as a message may show it: short, escaped."""
    return ascii(text[:_SHOWN])
