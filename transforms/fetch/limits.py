"""Limits that servers impose (429, 503, 403), and whom they hold for.

- 429 holds for the operator: who counts our requests counts them over all hosts. On a robots.txt it holds for the
  operator only where the server names a time: that file is asked for first, so nothing could ever relieve the limit.
- 503 holds for the operator where the server names a time, else for the host.
- 403 with a time holds for the host. Without one it is taken as being about the one address, until three come from a
  host without a good answer between them: then the host does not want us for now.

A scope that is limited again and again is left alone for longer and longer, up to six hours at a time. Only an answer
to what was asked after the last limit was over says that again: several requests are under way at an operator, and all
of them may be refused at once.

The hosts of an operator do not all wake at the moment its limit ends, but spread over a tenth of its length: the first
of them finds out for all whether we are welcome again.
"""

from __future__ import annotations

from collections.abc import Iterable

from transforms.addresses import operator
from transforms.fetch.cursor import Limit
from transforms.fetch.places import host_of
from transforms.fetch.retry_after import retry_after
from transforms.fetch.schedule import chance
from transforms.fetch.transport import Response

LIMITING = frozenset((403, 429, 503))

#: First wait by status where the server names none, doubled by each repeat.
_FIRST = {429: 5 * 60_000, 503: 2 * 60_000, 403: 15 * 60_000}
_LONGEST = 6 * 3_600_000
#: 403 in a row from a host before they hold for all of it.
_FORBIDDEN = 3
#: Over which share of an operator's limit its hosts wake, and for how long at most (milliseconds).
_SPREAD = 0.1
_LONGEST_SPREAD = 5 * 60_000


class Limits:
    """The limits in force. Holds at most one per scope; scopes are ``host:NAME`` and ``operator:NAME``.
    ``seed``: of the moments at which the hosts of an operator wake."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._by_scope: dict[str, Limit] = {}

    def restore(self, known: Iterable[Limit]) -> None:
        """Takes over what was remembered."""
        self._by_scope.update((limit.scope, limit) for limit in known)

    def until(self, url: str) -> int:
        """Until when nothing may be asked of the address's host (milliseconds); 0 where nothing holds."""
        if not self._by_scope:
            return 0
        host, whole = (self._by_scope.get(scope) for scope in _scopes(url))
        return max(host.until if host is not None else 0, self._wakes(whole, url) if whole is not None else 0)

    def reason(self, url: str) -> str:
        """Why nothing may be asked of the address's host: of the limit that holds longest; '' where none is known."""
        found = [limit for scope in _scopes(url) if (limit := self._by_scope.get(scope)) is not None]
        return max(found, key=lambda limit: limit.until).reason if found else ""

    def note(self, response: Response, asked_at: int, now: int, *, is_robots: bool = False) -> bool:
        """Takes an answer into account; whether that changed anything. ``asked_at``: when its request went out.
        ``is_robots``: it is one to a robots.txt."""
        if response.status not in LIMITING:
            return self._relieve(response, asked_at)
        asked = retry_after(response.header("retry-after"), now)
        scope = _scope(response, asked, is_robots)
        before = self._by_scope.get(scope)
        repeats = 1 if before is None else before.repeats + (asked_at >= before.until)
        until = asked or now + min(_LONGEST, _FIRST[response.status] * 2 ** min(repeats - 1, 10))
        if response.status == 403 and asked is None and repeats < _FORBIDDEN:
            until = 0
        since = now
        if before is not None and before.until > until:
            until, since = before.until, before.since
        self._by_scope[scope] = Limit(scope, until, f"status-{response.status}", repeats, since)
        return True

    def in_force(self) -> tuple[Limit, ...]:
        """All limits, by scope."""
        return tuple(self._by_scope[scope] for scope in sorted(self._by_scope))

    def _wakes(self, limit: Limit, url: str) -> int:
        """When a limit of the operator ends for the host of an address."""
        spread = min(_LONGEST_SPREAD, int((limit.until - limit.since) * _SPREAD))
        return limit.until + int(spread * chance(self._seed, host_of(url), limit.until))

    def _relieve(self, response: Response, asked_at: int) -> bool:
        """A good answer ends the count of repeats; a limit in force stays: the answer was under way before it."""
        if not self._by_scope or not (response.status < 400 or response.status in (404, 410)):
            return False
        over = [s for s in _scopes(response.url) if s in self._by_scope and self._by_scope[s].until <= asked_at]
        for scope in over:
            del self._by_scope[scope]
        return bool(over)


def own_wait(response: Response, now: int) -> int | None:
    """Until when the server asks that this very address be left alone; None where it names no time."""
    if response.status in LIMITING or response.status >= 500:
        return retry_after(response.header("retry-after"), now)
    return None


def _scope(response: Response, asked: int | None, is_robots: bool) -> str:
    host, whole = _scopes(response.url)
    is_whole = response.status in (429, 503) if asked is not None else response.status == 429 and not is_robots
    return whole if is_whole else host


def _scopes(url: str) -> tuple[str, str]:
    return f"host:{host_of(url)}", f"operator:{operator(url)}"
