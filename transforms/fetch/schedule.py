"""When a feed is polled next: one pure decision, the latest of its own rhythm and of everything the server asked for.

The bar: at the median, an article is fetched within half of the larger of its feed's publishing interval and the
shortest permitted interval. An article appears at any time between two polls, so it waits half an interval at the
median: polling at 0.6 of the gap leaves room for what the gap is misjudged by. Jitter only ever shortens an interval of
our own choosing, and never below what is permitted: added on top it would break the bar for the busiest feeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from transforms.fetch import rhythm
from transforms.fetch.cursor import FeedCursor

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

#: Share of the publishing gap after which a feed is asked again.
SHARE = 0.6
#: Most that jitter takes off an interval, and most that it adds to a back-off.
JITTER = 0.1
#: Longest interval of a feed that fails: it is tried daily for as long as it is in the list.
LONGEST_BACKOFF = DAY
#: After this many answers of "not modified" in a row, or after this time of them, the whole is asked for.
FULL_AFTER = 20
FULL_AFTER_TIME = DAY
#: Longest that ttl, sy:update, skipHours and skipDays can put off a poll.
LONGEST_TTL = DAY
LONGEST_SKIP = 7 * DAY


@dataclass(frozen=True, slots=True)
class Due:
    """The next poll, the earliest that is permitted, and which of the reasons decided, for people."""

    at: int
    allowed_from: int
    why: str


def chance(seed: int, *parts: object) -> float:
    """A number from 0 to below 1, the same for the same parts: jitter that a test can repeat."""
    digest = blake2b(repr((seed, *parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def after_success(
    cursor: FeedCursor, now: int, fresh_until: int, min_interval: int, max_interval: int, seed: int
) -> Due:
    """The next poll after an answer that was understood (200 or 304). ``fresh_until`` is from the cache headers."""
    wanted = min(max_interval, int(rhythm.gap(cursor.rhythm) * SHARE) if cursor.rhythm.moments > 1e-6 else max_interval)
    jitter = 1 - JITTER * chance(seed, cursor.url, now)
    permitted = {
        "rhythm": now + max(min_interval, int(wanted * jitter)),
        "cache": fresh_until,
        "ttl": now + min(cursor.ttl, LONGEST_TTL),
    }
    allowed = skip_over(cursor, max(now + min_interval, permitted["cache"], permitted["ttl"]))
    why = max(permitted, key=lambda name: permitted[name])
    due = skip_over(cursor, max(permitted.values()))
    return Due(due, allowed, why if due == permitted[why] else "skip")


def after_failure(cursor: FeedCursor, now: int, limit_until: int | None, min_interval: int, seed: int) -> Due:
    """The next poll after a failed one; ``cursor.failures`` counts it already. Doubles from twice the shortest
    interval up to a day, never for ever; a limit of the server, and what the feed asked to skip when it was last read,
    only ever put it later."""
    interval = min(LONGEST_BACKOFF, max(min_interval, MINUTE) * 2 ** min(cursor.failures, 16))
    at = now + int(interval * (1 + JITTER * chance(seed, cursor.url, now)))
    allowed = skip_over(cursor, max(now + min_interval, limit_until or 0))
    why = "failure"
    if limit_until is not None and limit_until > at:
        at, why = limit_until + int(MINUTE * chance(seed, cursor.url, limit_until)), "limit"
    due = skip_over(cursor, at)
    return Due(due, allowed, why if due == at else "skip")


def wants_full(cursor: FeedCursor, now: int) -> bool:
    """Whether to ask for the whole although there are validators: some servers say "not modified" for ever."""
    if cursor.unchanged >= FULL_AFTER:
        return True
    return cursor.unchanged >= 3 and cursor.last_full is not None and now - cursor.last_full >= FULL_AFTER_TIME


def skip_over(cursor: FeedCursor, at: int) -> int:
    """The first moment from ``at`` that is in none of the hours and days the feed asks to skip (RSS 2.0). What skips
    every hour or every day is a mistake and is not obeyed."""
    hours, days = set(cursor.skip_hours), set(cursor.skip_days)
    hours, days = hours if len(hours) < 24 else set(), days if len(days) < 7 else set()
    moment = at
    while (hours or days) and moment - at < LONGEST_SKIP:
        if (moment // DAY + 3) % 7 in days:  # 1970 began on a Thursday
            moment = (moment // DAY + 1) * DAY
        elif moment // HOUR % 24 in hours:
            moment = (moment // HOUR + 1) * HOUR
        else:
            break
    return moment
