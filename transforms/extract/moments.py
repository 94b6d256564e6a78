"""One date as pages write it for machines, as an instant.

Times keep their zone; a time without one is UTC; a date without time is that day's ``T00:00:00.000Z``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from transforms import instants

_DAY_FIRST = re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b(?:[,\s]+(\d{1,2}):(\d\d))?")
_SLASHED = re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})\b")
_ENGLISH = re.compile(r"\b([A-Z][a-z]{2})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_ENGLISH_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Z][a-z]{2})[a-z]*\.?,?\s+(\d{4})\b")
_ISO_LOOSE = re.compile(r"^(\d{4}-\d\d-\d\d)[T\s]+(\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?")
_ISO_DATE = re.compile(r"^\d{4}-\d\d-\d\d")
#: Numbers of the English months by their first three letters, lower case.
MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # noqa: SIM905


def parse_moment(text: str) -> tuple[str, bool] | None:
    """(instant, has a time of day) of a date as pages write them for machines; None for anything else.

    ISO 8601 and near it, RFC 2822, seconds or milliseconds since 1970, ``20240512``, ``12.05.2024``, ``2024/05/12``,
    ``May 12, 2024``, ``12 May 2024``. An order of day and month that cannot be known (``05/12/2024``) is not guessed.
    """
    text = text.strip()[:80]
    try:
        return _numeric(text) if text.isdecimal() and text.isascii() else _written(text)
    except (ValueError, OverflowError, TypeError, LookupError):
        # Out of range, or one of the ways in which email.utils fails on what is no date.
        return None


def _numeric(text: str) -> tuple[str, bool] | None:
    if len(text) == 8:
        return instants.from_datetime(datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC)), False
    if len(text) == 14:
        return instants.from_datetime(datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)), True
    if len(text) in (10, 13):
        seconds = int(text) / (1_000 if len(text) == 13 else 1)
        return instants.from_datetime(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)), True
    return None


def _written(text: str) -> tuple[str, bool] | None:
    if _ISO_DATE.match(text):
        if (instant := instants.parse(text)) is not None:
            return instant, len(text) > 10
        if match := _ISO_LOOSE.match(text):
            day, clock, zone = match.groups()
            zone = "+00:00" if zone in (None, "Z", "UTC", "GMT") else zone
            instant = instants.parse(f"{day}T{clock.rjust(8 if clock.count(':') == 2 else 5, '0')}{zone}")
            return (instant, True) if instant else None
        return (f"{text[:10]}T00:00:00.000Z", False) if instants.parse(text[:10]) else None
    if match := _SLASHED.match(text):
        return instants.from_datetime(datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)), False
    if match := _DAY_FIRST.match(text):
        hour, minute = int(match[4] or 0), int(match[5] or 0)
        moment = datetime(int(match[3]), int(match[2]), int(match[1]), hour, minute, tzinfo=UTC)
        return instants.from_datetime(moment), bool(match[4])
    if ":" in text and (moment := parsedate_to_datetime(text)):
        return instants.from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC)), True
    if match := _ENGLISH.search(text):
        return instants.from_datetime(
            datetime(int(match[3]), MONTHS[match[1].lower()], int(match[2]), tzinfo=UTC)
        ), False
    if match := _ENGLISH_DAY_FIRST.search(text):
        return instants.from_datetime(
            datetime(int(match[3]), MONTHS[match[2].lower()], int(match[1]), tzinfo=UTC)
        ), False
    return None
