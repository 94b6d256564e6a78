"""HTTP dates (RFC 9110, 5.6.7) in all three forms, as milliseconds since 1970."""

from __future__ import annotations

from calendar import timegm
from email.utils import parsedate_tz


def parse_http_date(text: str) -> int | None:
    """The moment a header names; None where it is no date. A date without zone is UTC, as the RFC says."""
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        seconds = timegm((*parts[:6], 0, 0, 0)) - (parts[9] or 0)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return seconds * 1000 if 0 <= seconds < 253_402_300_800 else None
