"""How long a response is fresh (RFC 9111): no poll comes before that.

Only what a private cache of one client needs: max-age before Expires, Age taken off, no-cache and no-store as not
fresh. Heuristic freshness is left out: without a word from the server the feed's own rhythm decides.
"""

from __future__ import annotations

import re

from transforms.fetch.http_dates import parse_http_date
from transforms.fetch.transport import Response

#: A year-long max-age on a feed is a server's default for all its files, never meant for a list of news.
LONGEST = 24 * 3_600_000

_DIRECTIVE = re.compile(r"([a-z-]+)(?:\s*=\s*\"?([^\",]*)\"?)?")


def fresh_until(response: Response, now: int) -> int:
    """Until when a response that ended at ``now`` (milliseconds) stays fresh: ``now`` where it is not, at most a day
    ahead."""
    directives = cache_control(response)
    if "no-cache" in directives or "no-store" in directives:
        return now
    age = _seconds(response.header("age")) or 0
    if (lifetime := _seconds(directives.get("max-age"))) is not None:
        return now + min(max(0, lifetime - age) * 1000, LONGEST)
    expires = response.header("expires")
    moment = parse_http_date(expires) if expires else None
    if moment is None:
        return now
    # Expires speaks in the server's clock: what counts is its distance from Date (RFC 9111, 4.2.1).
    date = parse_http_date(response.header("date") or "")
    return now + min(max(0, moment - (date if date is not None else now)), LONGEST)


def cache_control(response: Response) -> dict[str, str]:
    """Directives of all Cache-Control headers, names in lower case; the first value of a name counts."""
    found: dict[str, str] = {}
    for name, value in response.headers:
        if name == "cache-control":
            for directive, argument in _DIRECTIVE.findall(value[:1_000].lower()):
                found.setdefault(directive, argument.strip())
    return found


def _seconds(value: str | None) -> int | None:
    """Whole seconds; None for anything else. Bounded, since the number comes from outside."""
    if value is None or not (value.isascii() and value.strip().isdigit()):
        return None
    return int(value.strip()[:10])
