"""Dates as feeds and pages write them: what instant a text means, and whether it is believed.

Reads RFC 822/2822 and ISO 8601 (W3CDTF) as they are written and as they are miswritten: month and day names of ten
languages, names of zones, missing zones (UTC) and seconds, two-digit years, 12-hour clocks, slashes and dots, seconds
and milliseconds since 1970, Korean, Chinese and Japanese marks. Nothing relative ("two hours ago") is read.

What to do with a date that is not believed is left to the caller, who gets it with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from transforms import instants
from transforms.date_names import DAYS, FILLERS, MERIDIEMS, MONTHS, ZONES, fold

#: Nothing was published on the web before it.
EARLIEST = "1990-01-01T00:00:00.000Z"
#: A text longer than this is no date.
MAX_LENGTH = 120

_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:t?\s?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?)?(?!\d)")
_ORDINAL = re.compile(r"(\d{4})-(\d{3})(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d+:.])(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,:](\d{1,9}))?)?(?!\d)"
    r"|(?<!\d)(\d{1,2})\s?h\s?(\d\d)?(?![a-z\d])"
    r"|(?<!\d)(\d{1,2})\s?[시時时点](?:\s?(\d{1,2})\s?[분分])?(?:\s?(\d{1,2})\s?[초秒])?"
    r"|(?<!\d)(\d{1,2})\.(\d\d)(?=\s*uhr)"
)
_OFFSET = re.compile(r"\s*\(?(?:gmt|utc|ut|z)?\s*([+\u2212-])\s?(\d{1,2}):?([0-5]\d)?(?![\d:/-])")
_TRAILING_OFFSET = re.compile(r"(?<=\d)([+-])(\d\d):(\d\d)$")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.년年]\s?(\d{1,2})(?:\s?[-/.월月]\s?(\d{1,2})\s?[일日.]?)?월?(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})[-/.]\s?(\d{4}|\d\d)(?!\d)")
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:\.[^\W\d_]\.?)?")
_ORDINAL_MARKS = frozenset(("st", "nd", "rd", "th", "er", "º", "ª", "o", "a"))


class Written(NamedTuple):
    """An instant as it was written."""

    instant: str
    #: With a time of day; without, the instant is midnight.
    timed: bool
    #: With an offset or the name of a zone; without, it is read as UTC.
    zoned: bool


class ReadDate(NamedTuple):
    """What a text says about a time."""

    #: The instant; None where the text is none that is understood.
    instant: str | None
    #: None where it is believed; ``not-understood``, ``future`` (beyond a day from now) or ``absurd`` (before 1990).
    doubt: str | None


def read_date(text: str, now: str, *, day_first: bool | None = None) -> ReadDate:
    """The instant that a text means, with the reason where it is not to be believed at ``now`` (an instant)."""
    instant = parse_date(text, day_first=day_first)
    if instant is None:
        return ReadDate(None, "not-understood")
    if instant < EARLIEST:
        return ReadDate(instant, "absurd")
    return ReadDate(instant, "future" if instant > instants.shift(now, days=1) else None)


def parse_date(text: str, *, day_first: bool | None = None) -> str | None:
    """The instant that a text means, believed or not; None where it means none. A date without a time is midnight, a
    time without a zone UTC. ``day_first`` says how ``03/04/2005`` is meant; None: the day first, but the month with
    slashes and a 12-hour clock."""
    found = parse_written(text, day_first=day_first)
    return found.instant if found else None


def parse_written(text: str, *, day_first: bool | None = None) -> Written | None:
    """As ``parse_date``, with what the text says of time of day and zone."""
    if len(text) > MAX_LENGTH:
        return None
    folded = " ".join(fold(text).split())
    try:
        epoch = _epoch(folded)
        return Written(epoch, True, True) if epoch else _calendar(folded, day_first)
    except (ValueError, OverflowError):  # 31 February, minute 75, an offset of 99 hours
        return None


def prefers_day_first(texts: Iterable[str]) -> bool | None:
    """How a feed means ``03/04/2005``, told by those of its dates that can be meant in one way only; None: not told."""
    votes = [0, 0]
    for text in texts:
        found = _YEAR_LAST.search(fold(text[:MAX_LENGTH]))
        if found:
            votes[0] += int(found[1]) > 12
            votes[1] += int(found[3]) > 12
    return None if votes[0] == votes[1] else votes[0] > votes[1]


def _epoch(text: str) -> str | None:
    found = _EPOCH.fullmatch(text)
    if found is None:
        return None
    seconds = int(found[1]) if found[1] else int(found[2]) / 1000
    return instants.from_datetime(datetime.fromtimestamp(seconds, UTC))


def _calendar(text: str, day_first: bool | None) -> Written | None:
    compact = _COMPACT.match(text)
    if compact:
        clock = ":".join(part for part in compact.groups()[3:] if part) or ""
        text = f"{compact[1]}-{compact[2]}-{compact[3]} {clock}{text[compact.end() :]}"
    clock_found = _CLOCK.search(text)
    head, tail = (text[: clock_found.start()], text[clock_found.end() :]) if clock_found else (text, "")
    east, head, tail = _zone(head, tail)
    shift, head, tail = _meridiem(head.strip(), tail.strip(" ,"))
    rest = f"{head} {tail}"
    if day_first is None and shift is not None and "/" in rest:
        day_first = False
    date = _date(rest, day_first is not False)
    if date is None:
        return None
    time = _time(clock_found, shift)
    moment = datetime(*date, tzinfo=timezone(timedelta(minutes=east or 0))) + time
    return Written(instants.from_datetime(moment), clock_found is not None, east is not None)


def _zone(head: str, tail: str) -> tuple[int | None, str, str]:
    """Minutes east (None where nothing says so), and the two parts without what said so."""
    offset = _OFFSET.search(tail)
    if offset is None and not tail:
        offset = _TRAILING_OFFSET.search(head)
        if offset:
            head = head[: offset.start()]
    elif offset:
        tail = f"{tail[: offset.start()]} {tail[offset.end() :]}"
    named: int | None = None
    kept = []
    for word in re.split(r"([\s()\[\],/]+)", tail):
        if word in ZONES:
            named = ZONES[word] if named is None else named
        else:
            kept.append(word)
    tail = "".join(kept)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return (minutes if offset[1] == "+" else -minutes), head, re.sub(r"\([^()]*\)", " ", tail)
    return named, head, tail


def _meridiem(head: str, tail: str) -> tuple[int | None, str, str]:
    """0 for am, 12 for pm, None without; and the two parts without it. It stands at the clock: elsewhere ``am`` is the
    German for "on"."""
    for name, hours in MERIDIEMS.items():
        if tail.startswith(name) and not tail[len(name) : len(name) + 1].isalpha():
            return hours, head, tail[len(name) :]
        if not name.isascii() and head.endswith(name):
            return hours, head[: -len(name)], tail
    return None, head, tail


def _time(found: re.Match[str] | None, shift: int | None) -> timedelta:
    if found is None:
        return timedelta(0)
    parts = [found[1] or found[5] or found[7] or found[10], found[2] or found[6] or found[8] or found[11]]
    hour, minute, second = int(parts[0]), int(parts[1] or 0), int(found[3] or found[9] or 0)
    if shift is not None and hour <= 12:
        hour = hour % 12 + shift
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError("no time of day")
    micros = int((found[4] or "0").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59), microseconds=micros)


def _date(text: str, day_first: bool) -> tuple[int, int, int] | None:
    """Year, month and day of what is left of the text when clock and zone are gone."""
    ordinal = _ORDINAL.match(text)
    if ordinal:
        day = datetime(int(ordinal[1]), 1, 1) + timedelta(days=int(ordinal[2]) - 1)  # noqa: DTZ001
        return day.year, day.month, day.day
    found = _YEAR_FIRST.search(text)
    if found:
        date = int(found[1]), int(found[2]), int(found[3] or 1)
        return date if _only_words(text, found) else None
    found = _YEAR_LAST.search(text)
    if found:
        first, second = int(found[1]), int(found[3])
        if found[2] == "-" and len(found[1]) == len(found[4]) == 2 and second <= 12 and 1 <= int(found[4]) <= 31:
            return None  # 14-12-29 is 29 December 2014 to those who write the year first: nobody can tell
        day_leads = first > 12 or (second <= 12 and (day_first or found[2] == "."))
        day_number, month = (first, second) if day_leads else (second, first)
        return (_full_year(found[4]), month, day_number) if _only_words(text, found) else None
    return _named_date(_TOKEN.findall(text))


def _only_words(text: str, found: re.Match[str]) -> bool:
    """Whether nothing but the name of a day and fillers stands around a date."""
    words = _TOKEN.findall(f"{text[: found.start()]} {text[found.end() :]}")
    return all(word in DAYS or word in FILLERS for word in words)


def _named_date(tokens: list[str]) -> tuple[int, int, int] | None:
    """A date with the name of a month, in any order that leaves no doubt; or a year alone."""
    numbers: list[str] = []
    months: list[tuple[bool, int]] = []
    for token in tokens:
        word = token.rstrip(".")
        if word.isdigit():
            numbers.append(word)
        elif word in MONTHS:
            months.append((word in DAYS, MONTHS[word]))  # mar: March, or mardi, martes, martedì
        elif not (word in DAYS or word in FILLERS or (word in _ORDINAL_MARKS and numbers)):
            return None
    if not months:
        return (int(numbers[0]), 1, 1) if len(tokens) == 1 and len(numbers[:1]) and len(numbers[0]) == 4 else None
    month = min(months)[1]
    if len(numbers) == 1 and len(numbers[0]) == 4:
        return int(numbers[0]), month, 1
    if len(numbers) != 2:
        return None
    if len(numbers[0]) == 4:
        return int(numbers[0]), month, int(numbers[1])
    return _full_year(numbers[1]), month, int(numbers[0])


def _full_year(text: str) -> int:
    """RFC 2822, 4.3: two digits up to 49 are of this century, three digits count from 1900."""
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if len(text) == 3 else year
