"""One date as pages write it for machines, as an instant.

Times keep their zone; a time without one is UTC; a date without time is that day's ``T00:00:00.000Z``. How a date is
written for people is read by ``written_dates.py``; this file knows the shapes of machines, and what is too vague.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from transforms import instants
from transforms.date_names import ZONES
from transforms.written_dates import Written, parse_written

#: A text longer than this is no date.
MAX_LENGTH = 100

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_ISO_LOOSE = re.compile(
    r"(\d{4}-\d\d-\d\d)[T\s]+(\d{1,2}:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s*(Z|UTC|GMT|[+\u2212-]\d{1,2}(?::?\d\d)?)?(?![\d:])",
    re.IGNORECASE,
)
# A year alone, or a year and a month: no day.
_VAGUE = re.compile(r"\d{4}(?:\s?[-/.年년]\s?\d{1,2}\s?[월月]?)?\s?[.年년]?")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})\s?[/-]\s?(\d{1,2})\s?[/-]\s?(?:\d{4}|\d\d)(?!\d)")
_NUMBER = re.compile(r"\d+")


def parse_moment(text: str, day_first: bool | None = None) -> Written | None:
    """The moment that a text of a page gives; None for anything else.

    ISO 8601 and near it, RFC 2822, seconds or milliseconds since 1970, ``20240512``, and what people write in the
    languages of ``date_names.py``.

    Args:
        text: as it stands in the page.
        day_first: how ``05/12/2024`` is meant; None: it is not guessed.
    """
    text = text[: MAX_LENGTH + 20].strip()
    if not 6 <= len(text) <= MAX_LENGTH:
        return None
    try:
        if text.isdecimal() and text.isascii():
            return _numeric(text)
        return _iso(text) if _ISO_DATE.match(text) else _written(text, day_first)
    except (ValueError, OverflowError):  # out of range
        return None


def _numeric(text: str) -> Written | None:
    if len(text) == 8:
        return Written(instants.from_datetime(datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC)), False, False)
    if len(text) == 14:
        return Written(instants.from_datetime(datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)), True, False)
    if len(text) in (10, 13):
        seconds = int(text) / (1_000 if len(text) == 13 else 1)
        return Written(
            instants.from_datetime(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)), True, True
        )
    return None


def _iso(text: str) -> Written | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _iso_loose(text)
    zoned = moment.tzinfo is not None
    return Written(instants.from_datetime(moment if zoned else moment.replace(tzinfo=UTC)), len(text) > 10, zoned)


def _iso_loose(text: str) -> Written | None:
    match = _ISO_LOOSE.match(text)
    if match:
        day, clock, fraction, zone = match.groups()
        clock = clock.rjust(8 if clock.count(":") == 2 else 5, "0")
        fraction = f".{fraction[:6].ljust(6, '0')}" if fraction and len(clock) == 8 else ""
        if zone is None and text[match.end() :].strip(" ()").lower() in ZONES:  # 2020-09-25T16:02:50CDT
            return parse_written(f"{day} {clock} {text[match.end() :].strip(' ()')}")
        instant = instants.parse(f"{day}T{clock}{fraction}{_offset(zone)}")
        return Written(instant, True, zone is not None) if instant else None
    instant = instants.parse(text[:10])
    return Written(instant, False, False) if instant else None


def _offset(zone: str | None) -> str:
    """``-5:00``, ``+0530``, ``+2`` as ``-05:00`` and so on."""
    if zone is None or zone.upper() in ("Z", "UTC", "GMT"):
        return "+00:00"
    sign, digits = ("+" if zone[0] == "+" else "-"), zone[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{sign}{hours.rjust(2, '0')}:{minutes}"


def _written(text: str, day_first: bool | None) -> Written | None:
    if _VAGUE.fullmatch(text) or len(_NUMBER.findall(text)) < 2:
        return None
    if day_first is None and (slashed := _SLASHED.search(text)):
        first, second = int(slashed[1]), int(slashed[2])
        if first <= 12 and second <= 12 and first != second:
            return None
    return parse_written(text, day_first=day_first)
