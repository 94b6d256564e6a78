"""What goes wrong in the fake web, where and when: a fault is a value, attached to a host, a prefix of paths and steps.

A fault turns the answer that an address would give into the one that it gives. ``robots.txt`` has variants of its own
(``sites.Robots``) and is never struck.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.web.answers import Answer, Asked, Asks, Delivery, redirect, refuse, wait_header

NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong. ``kind`` is one of ``KINDS``."""

    kind: str
    host: str
    #: What it strikes: all paths that begin so.
    prefix: str = "/feeds/"
    #: Steps from which and before which it holds; ``period``: by turns so many steps well and so many ill.
    start: int = -NEVER
    end: int = NEVER
    period: int = 0
    #: Of a limit: seconds to wait; of slow and drip: seconds; of a flood: entries.
    amount: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"fault {self.kind!r}: known are {', '.join(KINDS)}")

    def holds(self, path: str, step: int) -> bool:
        """Whether it strikes a path at a step."""
        ill = not self.period or step // self.period % 2 == 1
        return ill and self.start <= step < self.end and path.startswith(self.prefix)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a fault needs to know of the world: the time of the step, and the addresses it points to."""

    now: int
    #: The same content at its new address, on the operator's hosts; where nobody should be led.
    moved: str
    trap: str
    #: The struck address itself, without query.
    here: str
    #: The body of a list of so many entries, in the format of the address.
    flood: Callable[[int], bytes]


def strike(fault: Fault, asked: Asked, answer: Answer, scene: Scene) -> Answer:
    """The answer that a fault makes of an answer."""
    return _STRIKES[fault.kind](fault, asked, answer, scene)


def _delivered(kind: str, seconds: float = 0.0) -> Callable[[Fault, Asked, Answer, Scene], Answer]:
    def struck(fault: Fault, asked: Asked, answer: Answer, scene: Scene) -> Answer:
        return replace(answer, delivery=Delivery(kind, seconds and (fault.amount or seconds)))

    return struck


def _bomb(encoding: str) -> Callable[[Fault, Asked, Answer, Scene], Answer]:
    def struck(fault: Fault, asked: Asked, answer: Answer, scene: Scene) -> Answer:
        whole = replace(answer, status=200, is_bomb=True, encoding=encoding, is_readable=False, asks=Asks())
        return replace(whole, headers=_without(answer, "etag", "last-modified"))

    return struck


def _points(status: int, target: Callable[[Asked, Scene], str]) -> Callable[[Fault, Asked, Answer, Scene], Answer]:
    def struck(fault: Fault, asked: Asked, answer: Answer, scene: Scene) -> Answer:
        return redirect(status, target(asked, scene), answer.kind)

    return struck


def _loop(asked: Asked, scene: Scene) -> str:
    return scene.here if "?" in asked.path else f"{scene.here}?again=1"


def _endless(asked: Asked, scene: Scene) -> str:
    return f"{scene.here}?hop={int(asked.path.partition('?hop=')[2] or 0) + 1}"


def _limit(status: int, *, as_date: bool) -> Callable[[Fault, Asked, Answer, Scene], Answer]:
    def struck(fault: Fault, asked: Asked, answer: Answer, scene: Scene) -> Answer:
        wait = fault.amount * 1000
        limited = replace(refuse(status, answer.kind), asks=Asks(wait=wait))
        return limited.with_headers(wait_header(wait, scene.now, as_date=as_date)) if wait else limited

    return struck


def _status(status: int) -> Callable[[Fault, Asked, Answer, Scene], Answer]:
    def struck(fault: Fault, asked: Asked, answer: Answer, scene: Scene) -> Answer:
        return refuse(status, answer.kind)

    return struck


def _unmodified(fault: Fault, asked: Asked, answer: Answer, scene: Scene) -> Answer:
    """304 to whatever is asked, also where nothing was given to compare with: then there is no list that could ask to
    be left alone, only the headers do."""
    conditional = asked.header("if-none-match") or asked.header("if-modified-since")
    asks = answer.asks if conditional else replace(answer.asks, ttl=0)
    return replace(answer, status=304, body=b"", encoding="", asks=asks)


def _lying_etag(fault: Fault, asked: Asked, answer: Answer, scene: Scene) -> Answer:
    """One entity tag for all that ever stands there; 304 to whoever sends it."""
    if asked.header("if-none-match") == '"for-ever"':
        answer = replace(answer, status=304, body=b"", encoding="")
    elif answer.status != 200:
        return answer
    return replace(answer, headers=(*_without(answer, "etag", "last-modified"), ("ETag", '"for-ever"')))


def _body(change: Callable[[Answer], bytes], readable: bool | None) -> Callable[[Fault, Asked, Answer, Scene], Answer]:
    def struck(fault: Fault, asked: Asked, answer: Answer, scene: Scene) -> Answer:
        if answer.status != 200:
            return answer
        broken = replace(answer, body=change(answer), is_readable=readable)
        # Its own validators: whoever keeps them asks for the broken list for ever.
        tags = (("ETag", f'"{fault.kind}"'),)
        return replace(broken, headers=(*_without(answer, "etag", "last-modified"), *tags))

    return struck


def _page_instead(answer: Answer) -> bytes:
    return b"<!doctype html><html><head><title>Back soon</title></head><body><p>We are moving house.</p></body></html>"


def _broken(answer: Answer) -> bytes:
    """Cut in the middle of an entry."""
    return answer.body[: len(answer.body) * 2 // 3]


def _latin(answer: Answer) -> bytes:
    """Written in Latin-1 although its head says UTF-8."""
    return answer.body.decode().encode("latin-1", "xmlcharrefreplace")


def _flood(fault: Fault, asked: Asked, answer: Answer, scene: Scene) -> Answer:
    if answer.status != 200:
        return answer
    return replace(answer, body=scene.flood(fault.amount or 5_000))


def _without(answer: Answer, *names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in answer.headers if name.lower() not in names)


_STRIKES: dict[str, Callable[[Fault, Asked, Answer, Scene], Answer]] = {
    "slow": _delivered("whole", 12.0),
    "stalled": _delivered("stalled"),
    "drip": _delivered("drip", 5.0),
    "reset": _delivered("reset"),
    "cut": _delivered("cut"),
    "short": _delivered("short"),
    "gzip-bomb": _bomb("gzip"),
    "br-bomb": _bomb("br"),
    "zstd-bomb": _bomb("zstd"),
    "moved": _points(301, lambda asked, scene: scene.moved),
    "moved-308": _points(308, lambda asked, scene: scene.moved),
    "found": _points(302, lambda asked, scene: scene.moved),
    "loop": _points(302, _loop),
    "endless": _points(302, _endless),
    "off-site": _points(301, lambda asked, scene: scene.trap),
    "private": _points(302, lambda asked, scene: "http://10.0.0.8/feed"),
    "metadata": _points(302, lambda asked, scene: "http://[::ffff:169.254.169.254]/latest/"),
    "limited": _limit(429, as_date=False),
    "limited-date": _limit(429, as_date=True),
    "unavailable": _limit(503, as_date=False),
    "unavailable-date": _limit(503, as_date=True),
    "forbidden": _limit(403, as_date=False),
    "gone": _status(410),
    "missing": _status(404),
    "error": _status(500),
    "unmodified": _unmodified,
    "lying-etag": _lying_etag,
    "page": _body(_page_instead, False),
    "broken-xml": _body(_broken, None),
    "empty": _body(lambda answer: b"", False),
    "latin": _body(_latin, None),
    "flood": _flood,
}

#: Every kind of fault.
KINDS: Sequence[str] = tuple(_STRIKES)
