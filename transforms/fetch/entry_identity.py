"""Which entry of a feed is which: across polls, changed guids, changed links and repeats within one list.

An entry is known by its guid and by its address, and either may change: a feed moves to another system (new guids), a
headline is corrected (new slug), http becomes https. So it is remembered by both, and is the same entry while one of
them stays, unless that one is shared by several entries (a guid of ``0``, a link to the front page) and so names none.
Whether the same entry says something new is told by a digest of its text.

What is remembered is hashes, three a entry, of the last list only. Everything is a pure function.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, NamedTuple

from transforms.fetch.feed_document import FeedEntry
from transforms.fetch.feed_markup import plain
from transforms.stories.identity import address_key

#: Characters of a content that its digest is taken over, after the markup is off.
_DIGEST_CHARACTERS = 200_000
#: As many entries with one address as make it the address of a section, not of an article.
_SECTION = 3
#: All that ``str.isalnum`` is false of, at a quarter of the time of asking each character.
_NO_LETTER = re.compile(r"[\W_]+")
_MARKS = bytes(byte for byte in range(128) if not chr(byte).isalnum())

State = Literal["new", "changed", "unchanged"]


class Seen(NamedTuple):
    """What is remembered of one entry: 64-bit hashes, 0 for what it does not have."""

    guid: int
    #: Of the address without scheme, ``www`` and trackers.
    link: int
    content: int


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry with what it is beside what was seen before."""

    entry: FeedEntry
    state: State
    seen: Seen


def identity(entry: FeedEntry) -> str:
    """What names the entry within its feed, from itself alone: guid, else address, else enclosure, else its text.

    A guid of one or two characters names nothing (``0``, ``-``); one that is an address is folded like an address.
    """
    return identity_of(entry.guid, entry.url, entry.enclosure_url, entry.title, entry.summary)


def identity_of(guid: str | None, url: str | None, enclosure_url: str | None, title: str, summary: str) -> str:
    """``identity`` of an entry with these fields."""
    guid = (guid or "").strip()
    if len(guid) > 2:
        return _folded(guid)
    if url:
        return _folded(url)
    if enclosure_url:
        return _folded(enclosure_url)
    return f"text:{_hash('entry-text1', title.casefold(), summary.casefold()):016x}"


def digest(entry: FeedEntry) -> int:
    """64-bit digest of what the entry says: title, summary, content and time of update. Case, white space and markup
    do not count, so a tracking pixel or another order of attributes changes nothing; nor does a time that is not the
    entry's own."""
    content = plain(entry.content_html or "", _DIGEST_CHARACTERS)
    texts = (_letters(text) for text in (entry.title, entry.summary, content))
    # Also a time in the future: it must not begin to count on the day it comes to pass.
    later = (
        doubt.instant or doubt.text for doubt in entry.doubts if doubt.field == "updated" and doubt.why != "shared"
    )
    return _hash("entry-body1", *texts, entry.updated_at or next(later, ""))


def seen(entry: FeedEntry) -> Seen:
    """What is to be remembered of an entry."""
    guid = (entry.guid or "").strip()
    address = entry.url or entry.enclosure_url
    link = address_key(address) if address else ""
    # Most guids are the address, and folding one takes a third of the time of all this.
    name = link if guid == address else _folded(guid) if len(guid) > 2 else ""
    return Seen(
        _hash("entry-guid1", name) if len(guid) > 2 else 0,
        _hash("entry-link1", link) if address else 0,
        digest(entry),
    )


def fold(entries: Sequence[FeedEntry], hashes_of: Callable[[FeedEntry], Seen] = seen) -> list[FeedEntry]:
    """The entries of one list without repeats, in their order; of repeats the one that changed last stays, else the
    first. A repeat has the same guid and address, or the same address and text."""
    kept: list[FeedEntry] = []
    places: dict[tuple[str, int, int], int] = {}
    for entry in entries:
        own = hashes_of(entry)
        names = [("guid", own.guid, own.link)] if own.guid else []
        if own.link or not own.guid:
            names.append(("text", own.link, own.content))
        place = next((places[name] for name in names if name in places), None)
        if place is None:
            place = len(kept)
            kept.append(entry)
        elif (entry.updated_at or "") > (kept[place].updated_at or ""):
            kept[place] = entry
        for name in names:
            places.setdefault(name, place)
    return kept


def judge(
    remembered: Sequence[Seen], entries: Sequence[FeedEntry], hashes_of: Callable[[FeedEntry], Seen] = seen
) -> list[Judged]:
    """What each entry is beside what the last list held.

    Args:
        remembered: the hashes of the last list, in any order.
        entries: the new list, repeats folded (``fold``).
        hashes_of: gives an entry's hashes, for callers that keep them.

    Returns:
        One for each entry, in their order; their ``seen`` are what is to be remembered next. An entry that left the
        list and comes back is new again: whoever keeps articles ends it as unchanged.
    """
    hashes = [hashes_of(entry) for entry in entries]
    # A text without guid and link is known by itself only, and then never changes.
    contents = {known.content for known in remembered}
    by_guid = _names([known.guid for known in remembered], [own.guid for own in hashes], 1)
    by_link = _names([known.link for known in remembered], [own.link for own in hashes], _SECTION - 1)
    found: list[Judged] = []
    for entry, own in zip(entries, hashes, strict=True):
        places = by_guid.get(own.guid, []) + by_link.get(own.link, [])
        state: State = "new"
        if places:
            state = "unchanged" if any(remembered[i].content == own.content for i in places) else "changed"
        elif own.content in contents and not (own.guid and own.link):
            state = "unchanged"
        found.append(Judged(entry, state, own))
    return found


def _names(before: Sequence[int], after: Sequence[int], most: int) -> dict[int, list[int]]:
    """Where each hash stood before, of those that name an entry: not more often than ``most`` in either list."""
    often = {name for counts in (Counter(before), Counter(after)) for name, n in counts.items() if n > most}
    places: dict[int, list[int]] = {}
    for place, name in enumerate(before):
        if name and name not in often:
            places.setdefault(name, []).append(place)
    return places


def _letters(text: str) -> str:
    """Letters and digits of a text, case folded. ASCII's marks go first, at a tenth of the time a pattern takes."""
    data = text.casefold().encode("utf-8", "surrogatepass").translate(None, _MARKS)
    letters = data.decode("utf-8", "surrogatepass")
    return letters if data.isascii() else _NO_LETTER.sub("", letters)


def _folded(text: str) -> str:
    """An address without what changes by itself; any other name as it is."""
    if text.lower().startswith(("http://", "https://")):
        return address_key(text)
    return text


def _hash(kind: str, *fields: str) -> int:
    coded = [value.encode("utf-8", "surrogatepass") for value in fields]
    told = b"".join([b"%d:%b" % (len(data), data) for data in coded])
    return int.from_bytes(blake2b(told, digest_size=8, person=kind.encode()).digest(), "big")
