"""Retry-After (RFC 9110, 10.2.3): seconds or a date, and how far it is believed."""

from __future__ import annotations

from transforms.fetch.http_dates import parse_http_date

#: Longest wait that a server can impose: a slip of the pen ("Retry-After: 31536000") must not end a feed for ever.
LONGEST = 7 * 24 * 3_600_000


def retry_after(value: str | None, now: int) -> int | None:
    """When the server wants to be asked again (milliseconds since 1970), at most a week from ``now``.

    None where the header is missing, is neither form, or lies in the past.
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        until = now + int(text[:9]) * 1000
    else:
        moment = parse_http_date(text)
        if moment is None:
            return None
        until = moment
    return min(until, now + LONGEST) if until > now else None
