"""Whether a client was a good guest, judged from the log of the fake web alone. Pure.

Each function takes a log and the rules of the world that wrote it, and returns what was done wrong, a sentence each;
none means that all was well. Nothing of the crawler is used here: what headers meant stands in the log as the world
meant it, so a header that the crawler misreads is a wrong to be found, not a mistake to be shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from tests.web.log import Logged

SECOND, HOUR, DAY = 1_000, 3_600_000, 86_400_000
FOREVER = 2**62

_MOVES = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)


class Rules(Protocol):
    """What is to be known of the world, as it is meant and not as it is spelled."""

    def operator(self, host: str) -> str:
        """Who operates a host."""
        ...

    def crawl_delay(self, host: str) -> int:
        """Milliseconds that the host's robots.txt asks to leave between two requests; 0 where it says nothing."""
        ...

    def allows(self, host: str, path: str) -> bool:
        """Whether the host's robots.txt, once it could be read, allows a path."""
        ...


Log = Sequence[Logged]


def requests_at_once(log: Log) -> list[str]:
    """Never two requests at once to a host."""
    wrong = []
    for host, requests in _by_host(log):
        for before, after in pairwise(requests):
            if after.started < _end(before):
                wrong.append(f"{host}: {_name(after)} began while {_name(before)} was under way")
    return wrong


def spacing_broken(log: Log, rules: Rules, spacing: int = 2 * SECOND, cap: int = 60 * SECOND) -> list[str]:
    """From the end of a request to the start of the next to its host: the spacing, or the robots.txt's Crawl-delay
    where that asks for more (up to a cap) and has been read."""
    wrong = []
    for host, requests in _by_host(log):
        known = next((_end(r) for r in requests if r.kind == "robots" and r.status == 200 and r.is_answered), FOREVER)
        delay = max(spacing, min(rules.crawl_delay(host), cap))
        for before, after in pairwise(requests):
            least = delay if _end(before) >= known else spacing
            if after.started - _end(before) < least:
                gap = after.started - _end(before)
                wrong.append(f"{host}: {_name(after)} came {gap} ms after {_name(before)}, {least} are to be left")
    return wrong


def polls_too_early(log: Log, least: int = 10 * 60 * SECOND) -> list[str]:
    """No feed is asked again before what its answer asked for is over (Cache-Control, Expires, ttl), nor before the
    shortest interval between two polls."""
    wrong = []
    for url, requests in _by_url(log, "feed"):
        for before, after in pairwise(requests):
            asked = max(before.rest if before.is_answered else 0, least)
            if after.started - _end(before) < asked:
                gap = (after.started - _end(before)) / 60_000
                wrong.append(f"{url}: asked again after {gap:.1f} minutes, {asked / 60_000:.0f} are to be left")
    return wrong


def polls_at_skipped_hours(log: Log) -> list[str]:
    """No feed is asked in the hours that it names in skipHours, once it was read."""
    wrong = []
    for url, requests in _by_url(log, "feed"):
        skipped: tuple[int, ...] = ()
        for request in requests:
            if request.started // HOUR % 24 in skipped:
                wrong.append(f"{url}: asked at {_clock(request.started)} UTC, an hour that it skips")
            if request.status == 200 and request.is_answered and request.is_readable:
                skipped = request.skip_hours
    return wrong


def limits_ignored(log: Log, rules: Rules, unnamed: int = 60 * SECOND) -> list[str]:
    """Whoever says 429 or 503 with a Retry-After is left alone by all feeds of the operator for that time; a host that
    says 403 with one, as a host. Without one, the host is left alone for a minute at least after 429 and 503."""
    wrong, held = [], dict[str, tuple[int, Logged]]()
    for is_start, request in _events(log):
        scopes = (f"operator {rules.operator(request.host)}", f"host {request.host}")
        if is_start:
            for scope in scopes:
                until, by = held.get(scope, (0, request))
                if request.started < until:
                    wrong.append(f"{scope}: {_name(request)} came although {_name(by)} was answered {by.status}")
        elif request.is_answered and request.status in (429, 503, 403):
            wait = request.wait or (unnamed if request.status != 403 else 0)
            scope = scopes[0] if request.wait and request.status != 403 else scopes[1]
            if _end(request) + wait > held.get(scope, (0, request))[0]:
                held[scope] = _end(request) + wait, request
    return wrong


def validators_wrong(log: Log) -> list[str]:
    """Validators are sent exactly as given, only to the address that gave them, both from one and the same answer, and
    only from the last answer that could be read: not from a broken one, nor an older one."""
    wrong = []
    for url, requests in _by_url(log, "feed", "page"):
        given: list[tuple[str | None, str | None]] = []
        for request in requests:
            sent = request.if_none_match, request.if_modified_since
            if request.is_conditional and sent not in given:
                wrong.append(f"{url}: sent {sent} at {_clock(request.started)}, given were {given[-3:]}")
            if request.status == 200 and request.is_answered and request.is_readable is not False:
                # Whether a damaged list is read is a matter of taste: then the validators before it stay good, too.
                given = [*(given if request.is_readable is None else []), (request.etag, request.last_modified)]
    return wrong


def robots_disobeyed(log: Log, rules: Rules, longest: int = DAY) -> list[str]:
    """Nothing is asked of a host before its robots.txt was, nothing that it forbids, nothing at all while it cannot be
    read (429, 5xx, no answer), and nothing on the strength of an answer older than a day (RFC 9309, 2.4)."""
    wrong = []
    verdicts: dict[str, tuple[str, int]] = {}
    awaited: dict[str, list[str]] = {}
    for is_start, request in _events(log):
        if request.kind == "robots":
            if not is_start:
                _learn_robots(request, verdicts, awaited)
        elif is_start:
            verdict, since = verdicts.get(request.host, ("unasked", 0))
            if verdict != "read":
                wrong.append(f"{_name(request)}: asked while robots.txt is {verdict}")
            elif not rules.allows(request.host, request.path):
                wrong.append(f"{_name(request)}: robots.txt forbids it")
            elif request.started - since > longest:
                wrong.append(f"{_name(request)}: the robots.txt is {(request.started - since) // HOUR} hours old")
    return wrong


def asked_when_gone(log: Log) -> list[str]:
    """A feed that was answered 410 is not asked for again."""
    wrong = []
    for url, requests in _by_url(log, "feed"):
        gone = next((i for i, r in enumerate(requests) if r.status == 410 and r.is_answered), len(requests))
        wrong += [f"{url}: asked again at {_clock(r.started)}, gone since" for r in requests[gone + 1 :]]
    return wrong


def moved_too_early(log: Log, listed: Iterable[tuple[str, str]], least: int = 3) -> list[str]:
    """A permanent redirect of a feed is adopted (its target asked without the old address before it) after at least so
    many sightings, a temporary one never. ``listed``: (host, path) of the feeds as they stand in the feed list."""
    wrong, feeds = [], set(listed)
    sightings: dict[str, list[int]] = {}
    led: dict[str, int] = {}
    for is_start, request in _events(log):
        place = (request.host, request.path)
        if request.kind != "feed":
            continue
        url = _target(request)
        if not is_start and request.status in _REDIRECTS and request.location:
            sightings.setdefault(request.location, []).append(request.status)
            led[request.location] = led.get(request.location, 0) + 1
        elif is_start and place not in feeds:
            if not led.get(url):
                seen = sightings.get(url, [])
                if any(status not in _MOVES for status in seen):
                    wrong.append(f"{url}: adopted after a temporary redirect")
                elif len(seen) < least:
                    wrong.append(f"{url}: adopted after {len(seen)} sightings, {least} are to be seen")
            led[url] = 0
    return wrong


def strayed(log: Log) -> list[str]:
    """Nobody asks for what only an off-site redirect of a feed leads to."""
    return [f"{_name(request)}: nobody was to go there" for request in log if request.kind == "trap"]


def unsigned(log: Log) -> list[str]:
    """Each request says who asks and where to complain, and carries no cookie."""
    wrong = []
    for request in log:
        agent = request.user_agent or ""
        if "/" not in agent.partition(" ")[0] or "+" not in agent:
            wrong.append(f"{_name(request)}: signed {agent!r}")
        if request.cookie is not None:
            wrong.append(f"{_name(request)}: with a cookie")
    return wrong


def wishes_asked_too_often(log: Log) -> list[str]:
    """A host's tdmrep.json is asked for once a day, in an hour again where the host could not answer, and only where
    its pages are asked for."""
    wrong = []
    read = {request.host for request in log if request.kind in ("page", "other", "trap")}
    for host, requests in _by_host([request for request in log if request.kind == "tdm"]):
        if host not in read:
            wrong.append(f"{host}: asked for its tdmrep.json and for no page")
        for before, after in pairwise(requests):
            fine = before.is_answered and before.status < 500 and before.status != 429
            if after.started - _end(before) < (DAY if fine else HOUR):
                wrong.append(f"{host}: asked for its tdmrep.json twice within {'a day' if fine else 'an hour'}")
    return wrong


_CHECKS: dict[str, Callable[[Log, Rules, Sequence[tuple[str, str]], int, int], list[str]]] = {
    "requests_at_once": lambda log, rules, listed, spacing, least: requests_at_once(log),
    "spacing_broken": lambda log, rules, listed, spacing, least: spacing_broken(log, rules, spacing),
    "polls_too_early": lambda log, rules, listed, spacing, least: polls_too_early(log, least),
    "polls_at_skipped_hours": lambda log, rules, listed, spacing, least: polls_at_skipped_hours(log),
    "limits_ignored": lambda log, rules, listed, spacing, least: limits_ignored(log, rules),
    "validators_wrong": lambda log, rules, listed, spacing, least: validators_wrong(log),
    "robots_disobeyed": lambda log, rules, listed, spacing, least: robots_disobeyed(log, rules),
    "asked_when_gone": lambda log, rules, listed, spacing, least: asked_when_gone(log),
    "moved_too_early": lambda log, rules, listed, spacing, least: moved_too_early(log, listed),
    "strayed": lambda log, rules, listed, spacing, least: strayed(log),
    "unsigned": lambda log, rules, listed, spacing, least: unsigned(log),
    "wishes_asked_too_often": lambda log, rules, listed, spacing, least: wishes_asked_too_often(log),
}

#: The names of all checks.
CHECKS = tuple(_CHECKS)


def all_violations(
    log: Log,
    rules: Rules,
    listed: Sequence[tuple[str, str]],
    *,
    spacing: int = 2 * SECOND,
    least: int = 10 * 60 * SECOND,
) -> dict[str, list[str]]:
    """What each check found, by its name; only those that found something.

    Args:
        log: what was asked.
        rules: of the world that was asked.
        listed: (host, path) of the feeds as they stand in the feed list.
        spacing: milliseconds to be left between two requests to a host.
        least: milliseconds to be left between two polls of a feed.
    """
    found = {name: check(log, rules, listed, spacing, least) for name, check in _CHECKS.items()}
    return {name: wrong for name, wrong in found.items() if wrong}


def _learn_robots(request: Logged, verdicts: dict[str, tuple[str, int]], awaited: dict[str, list[str]]) -> None:
    """What an answer to a robots.txt means for its host, and for those whose redirect led to it."""
    hosts = awaited.pop(_target(request), None) or [request.host]
    if request.status in _REDIRECTS and request.location and request.is_answered:
        awaited.setdefault(request.location, []).extend(hosts)
        return
    fine = request.is_answered and (request.status == 200 or (400 <= request.status < 500 and request.status != 429))
    for host in hosts:
        verdicts[host] = ("read" if fine else f"unreadable ({request.failure or request.status})", _end(request))


def _events(log: Log) -> Iterator[tuple[bool, Logged]]:
    """Starts (True) and ends (False) of all requests in the order of time. At one moment ends come first, but that of
    a request which took no time comes after its own start."""
    moments = [(r.started, 1, r.number, r) for r in log]
    moments += [(r.ended, 2 if r.ended == r.started else 0, r.number, r) for r in log if r.ended is not None]
    for _, part, _, request in sorted(moments, key=lambda moment: moment[:3]):
        yield part == 1, request


def _by_host(log: Log) -> list[tuple[str, list[Logged]]]:
    return _grouped(log, lambda request: request.host)


def _by_url(log: Log, *kinds: str) -> list[tuple[str, list[Logged]]]:
    return _grouped([r for r in log if r.kind in kinds], _target)


def _grouped(log: Log, key: Callable[[Logged], str]) -> list[tuple[str, list[Logged]]]:
    groups: dict[str, list[Logged]] = {}
    for request in sorted(log, key=lambda r: (r.started, r.number)):
        groups.setdefault(key(request), []).append(request)
    return sorted(groups.items())


def _end(request: Logged) -> int:
    return FOREVER if request.ended is None else request.ended


def _target(request: Logged) -> str:
    return f"{request.host}{request.path}"


def _name(request: Logged) -> str:
    return f"{_target(request)} (request {request.number}, {_clock(request.started)})"


def _clock(moment: int) -> str:
    return f"{moment // DAY}d {moment // HOUR % 24:02d}:{moment // 60_000 % 60:02d}:{moment // SECOND % 60:02d}"
