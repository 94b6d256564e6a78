"""robots.txt by RFC 9309: what an answer to it means, how long it holds, what it allows.

Matching is Protego's work. A file that is not there allows everything; one that cannot be read, or whose server says
"too many requests", forbids everything for a short while.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from functools import lru_cache

from protego import Protego

from transforms.fetch.cache_headers import cache_control
from transforms.fetch.cursor import RobotsState
from transforms.fetch.transport import Response

#: Bytes of a file that are read; what follows is ignored (RFC 9309, 2.5 asks for at least this much).
PARSED = 512_000
#: A file is believed this long (RFC 9309, 2.4), and not shorter than an hour, whatever its cache headers say.
LONGEST = 24 * 3_600_000
SHORTEST = 3_600_000
#: A failed try holds this long, doubled by each further one up to an hour.
FIRST_ERROR = 5 * 60_000
LONGEST_ERROR = 3_600_000

_PARSED_KEPT = 1_000


def robots_url(origin: str) -> str:
    """Address of the file that speaks for an origin."""
    return f"{origin}/robots.txt"


def read_answer(origin: str, response: Response, before: RobotsState | None, agent: str, now: int) -> RobotsState:
    """What the last answer of a chain means for its origin. 200: rules. 4xx: allow; but 429, and anything else that is
    no 200, disallow."""
    if response.status == 200:
        text = zlib.compress(_whole_lines(response.content), 6)
        delay = _parse(text).crawl_delay(agent)
        crawl_delay = int(min(float(delay), 86_400.0) * 1000) if delay and delay > 0 else 0
        return RobotsState(origin, "rules", now + _lifetime(response), text, "", 0, crawl_delay)
    if 400 <= response.status < 500 and response.status != 429:
        return RobotsState(origin, "allow", now + LONGEST, reason=f"status-{response.status}")
    return unreadable(origin, before, f"status-{response.status}", now)


def allow_all(origin: str, reason: str, now: int) -> RobotsState:
    """Nothing is forbidden: the file is behind more redirects than are followed (RFC 9309, 2.3.1.2)."""
    return RobotsState(origin, "allow", now + LONGEST, reason=reason)


def unreadable(origin: str, before: RobotsState | None, reason: str, now: int) -> RobotsState:
    """Everything is forbidden for a short while: the file could not be read."""
    failures = (before.failures if before else 0) + 1
    wait = min(LONGEST_ERROR, FIRST_ERROR * 2 ** min(failures - 1, 10))
    return RobotsState(origin, "disallow", now + wait, reason=reason, failures=failures)


class Rules:
    """Answers whether an address may be asked for. Keeps the files parsed last, since parsing costs a millisecond."""

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._parsed: OrderedDict[tuple[str, int], Protego] = OrderedDict()

    def allows(self, state: RobotsState, url: str, agent: str = "") -> bool:
        """Whether ``url``, of the state's origin, may be asked for while the state holds. ``agent``: by this name in
        place of the usual one."""
        if state.verdict != "rules":
            return state.verdict == "allow"
        key = (state.origin, state.expires)
        rules = self._parsed.get(key)
        if rules is None:
            rules = self._parsed[key] = _parse(state.text)
            while len(self._parsed) > _PARSED_KEPT:
                self._parsed.popitem(last=False)
        return bool(rules.can_fetch(url, agent or self._agent))


def _whole_lines(content: bytes) -> bytes:
    """What is read of a file. A line that was cut would say more than it says: ``Allow: /`` of ``Allow: /news``."""
    if len(content) < PARSED:
        return content
    return content[: content.rfind(b"\n", 0, PARSED) + 1 or PARSED]


# Read for its Crawl-delay, a file is asked for what it allows right after; and many hosts have the same one.
@lru_cache(maxsize=16)
def _parse(text: bytes) -> Protego:
    return Protego.parse(zlib.decompress(text).decode("utf-8-sig", "replace"))


def _lifetime(response: Response) -> int:
    given = cache_control(response).get("max-age", "")
    return max(SHORTEST, min(LONGEST, int(given[:9]) * 1000)) if given.isascii() and given.isdigit() else LONGEST
