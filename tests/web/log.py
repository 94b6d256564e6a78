"""The log of requests: what a client asked of the fake web, when, what it was answered, and what that asked of it.

Times are milliseconds of whatever clock the log was given. Safe between threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from tests.web.answers import Answer, Asked
from tests.web.sites import Places


@dataclass(frozen=True, slots=True)
class Logged:
    """One request. ``status`` is 0 and ``ended`` None while it is under way."""

    number: int
    host: str
    #: With query.
    path: str
    started: int
    ended: int | None = None
    status: int = 0
    #: Why the client got no whole answer (timeout, reset, …, client-left); '' where it got one.
    failure: str = ""
    #: Headers of the request.
    if_none_match: str | None = None
    if_modified_since: str | None = None
    user_agent: str | None = None
    accept_encoding: str | None = None
    cookie: str | None = None
    #: Headers of the answer.
    etag: str | None = None
    last_modified: str | None = None
    #: Where a redirect leads: host and path, or the address as it stands where that is no host of the world.
    location: str | None = None
    #: What the address is, and what the answer meant (``answers.py``).
    kind: str = "other"
    is_readable: bool | None = True
    rest: int = 0
    wait: int = 0
    skip_hours: tuple[int, ...] = ()
    #: The publication step that was released.
    step: int = 0

    @property
    def is_conditional(self) -> bool:
        """Whether it carried validators."""
        return self.if_none_match is not None or self.if_modified_since is not None

    @property
    def is_answered(self) -> bool:
        """Whether the client got a whole answer."""
        return self.ended is not None and not self.failure


class RequestLog:
    """All requests, in the order in which they began."""

    def __init__(
        self, clock: Callable[[], int], places: Places, path: Path | None = None, before: Sequence[Logged] = ()
    ) -> None:
        """``clock`` gives milliseconds; with ``path`` each request is written there as a JSON line when it ends;
        ``before``: a log that this one goes on."""
        self._clock, self._places, self._path, self._lock = clock, places, path, threading.Lock()
        self._entries: list[Logged] = list(before)

    def __len__(self) -> int:
        return len(self._entries)

    def begin(self, asked: Asked, step: int) -> int:
        """Notes that a request began; returns its number."""
        with self._lock:
            number = len(self._entries)
            self._entries.append(
                Logged(
                    number,
                    asked.host,
                    asked.path,
                    self._clock(),
                    if_none_match=asked.header("if-none-match"),
                    if_modified_since=asked.header("if-modified-since"),
                    user_agent=asked.header("user-agent"),
                    accept_encoding=asked.header("accept-encoding"),
                    cookie=asked.header("cookie"),
                    step=step,
                )
            )
            return number

    def now(self) -> int:
        """The time of the log's clock."""
        return self._clock()

    def end(self, number: int, answer: Answer, failure: str = "", at: int | None = None) -> None:
        """Notes how a request ended; ``at``: when, if not now."""
        location = answer.header("location")
        with self._lock:
            ended = self._entries[number] = replace(
                self._entries[number],
                ended=self._clock() if at is None else at,
                status=answer.status,
                failure=failure,
                etag=answer.header("etag"),
                last_modified=answer.header("last-modified"),
                location=self._places.label(location) if location else None,
                kind=answer.kind,
                is_readable=answer.is_readable,
                rest=max(answer.asks.rest, answer.asks.ttl if answer.is_readable is not False else 0),
                wait=answer.asks.wait,
                skip_hours=tuple(answer.asks.skip_hours),
            )
            if self._path is not None:
                with self._path.open("ab") as file:
                    file.write(orjson.dumps(ended) + b"\n")

    def entries(self) -> list[Logged]:
        """What was logged so far."""
        with self._lock:
            return list(self._entries)


def read_log(path: Path) -> list[Logged]:
    """The log that a server wrote, in the order in which requests began."""
    found = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    read = [Logged(**{**each, "skip_hours": tuple(each["skip_hours"])}) for each in found]
    return sorted(read, key=lambda each: (each.started, each.number))
