"""What readers give: positions in a file, pages, and what an input loses.

Decides what every page must be to count as one (not empty, not binary) and how a loss is named, so that the readers
only read.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import NamedTuple

from transforms import ids
from transforms.failures import (
    Dropped,
    StageError,
    input_failure,
    page_failure,
    settle_drop,
    settle_failure,
)
from transforms.records import Entry, Page, Settlement, Sighting

STAGE = "seeds"

#: Signals and names in headers beyond this are cut: they are read by people.
_MAX_SIGNAL = 500

# A resource's first bytes, as browsers look at them to tell text from binary data (WHATWG MIME Sniffing, 5.2).
_SNIFFED = 1_445
_WIDE = re.compile(r"utf-?(16|32)|ucs-?[24]|iso-10646", re.IGNORECASE)
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

# Codecs of Python that decode bytes to text but are no charset of any page.
_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"})


class Position(NamedTuple):
    """A place in a file where reading can start: ``skip`` items (lines, records) after a byte offset, before which lie
    ``before`` lines (a line is named by its number, wherever reading started).

    Positions sort as the items lie. Right behind the item at ``(offset, skip)`` lies ``(offset, skip + 1)``, whatever
    the kind of file: no reader needs to look ahead to say where the next item starts. Damage between items lies at skip
    -1 of the place where reading goes on.
    """

    offset: int = 0
    skip: int = 0
    before: int = 0

    @property
    def behind(self) -> Position:
        """The position right behind the item that lies here."""
        return self._replace(skip=self.skip + 1)


START = Position()

#: Where the loss of the whole rest of a file lies: behind every item.
END = Position(2**62)


@dataclass(frozen=True, slots=True)
class Lost:
    """An input that became no page: that it was seen, and what became of it."""

    sighting: Sighting
    settlement: Settlement


Item = Page | Lost


def make_page(
    content: bytes,
    *,
    url: str,
    fetched_at: str | None,
    media_type: str,
    source: str,
    charset: str | None = None,
    signals: tuple[str, ...] = (),
    entry: Entry | None = None,
) -> Item:
    """The page of this content, or the loss that it is: a drop ``empty`` or a dead letter ``binary``."""
    entry = entry or Entry()
    page = Page(
        entry_id=ids.entry_id(url, fetched_at, ids.content_digest(content), entry.feed_url, entry.guid),
        url=url,
        fetched_at=fetched_at,
        media_type=media_type,
        content=content,
        charset=known_charset(charset),
        source=source,
        signals=tuple(signal[:_MAX_SIGNAL] for signal in signals),
        entry=entry,
    )
    if not content.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf"):
        return _lost(page, settle_drop(STAGE, page, "empty"))
    if _is_binary(content, page.charset):
        message = f"{source} holds binary data, not text: give HTML or plain text"
        return _lost(page, settle_failure(page_failure(STAGE, page, StageError("binary", message))))
    return page


def dropped(error: Dropped, *, url: str, fetched_at: str | None, source: str) -> Lost:
    """An input that is fine but no page. Its content is not read: the reason stands for it in the entry's id."""
    page = Page(
        entry_id=ids.entry_id(url, fetched_at, ids.content_digest(error.reason.encode())),
        url=url,
        fetched_at=fetched_at,
        media_type="",
        content=b"",
        source=source,
    )
    return _lost(page, settle_drop(STAGE, page, error.reason))


def failed(error: StageError, *, source: str, url: str = "") -> Lost:
    """An input that never became a page, named by its place."""
    failure = input_failure(STAGE, source, error, url)
    sighting = Sighting(entry_id=failure.entry_id, url=url, source=source)
    return Lost(sighting, settle_failure(failure))


def sighting_of(item: Item) -> Sighting:
    """That the item was read."""
    return item.sighting if isinstance(item, Lost) else _sighting(item)


def known_charset(name: str | None) -> str | None:
    """The charset's name in lower case; None where it names none that Python can decode pages with."""
    name = (name or "").strip().strip("\"'").lower()
    if not re.fullmatch(r"[a-z0-9_.:+-]{1,40}", name):
        return None
    try:
        if codecs.lookup(name).name.replace("_", "-") in _NO_CHARSETS:
            return None
        b"x".decode(name, "replace")
    except (LookupError, UnicodeError):  # no such charset, or a codec from bytes to bytes
        return None
    return name


def _lost(page: Page, settlement: Settlement) -> Lost:
    return Lost(_sighting(page), settlement)


def _sighting(page: Page) -> Sighting:
    return Sighting(page.entry_id, page.url, page.fetched_at, page.entry.feed_url, page.source)


def _is_binary(content: bytes, charset: str | None) -> bool:
    if content.startswith(b"%PDF-"):
        return True
    if content.startswith(_MARKS) or (charset and _WIDE.match(charset)):
        return False
    return b"\x00" in content[:_SNIFFED]
