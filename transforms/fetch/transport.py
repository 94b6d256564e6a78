"""The seam between the crawler and the network: what a request is, what comes back, what can go wrong.

The crawler sees this protocol only. Sockets stand behind it in a run (``sockets.py``), the simulated world of
``tests/web`` in tests. A transport does one exchange: it follows no redirect, keeps no cookie, retries nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """One GET."""

    #: Absolute http(s) address.
    url: str
    #: Headers besides Accept-Encoding and User-Agent, which the transport sets; a User-Agent here goes before its own.
    headers: Sequence[tuple[str, str]] = ()
    #: Most bytes of the body to accept, after decompression.
    max_bytes: int = 8_000_000
    #: Seconds for the whole exchange, and for the wait between two pieces of it.
    deadline: float = 60.0
    stall: float = 20.0
    #: Take the first ``max_bytes`` of a longer body instead of refusing it (``too-large``).
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What the server answered, whatever its status."""

    url: str
    status: int
    #: Names in lower case, in the order received; a name can come more than once.
    headers: Sequence[tuple[str, str]] = ()
    #: Body with its content encoding undone.
    content: bytes = b""
    #: Address of the peer, for the record of the exchange.
    peer: str = ""

    def header(self, name: str) -> str | None:
        """First value of a header; ``name`` in lower case."""
        for key, value in self.headers:
            if key == name:
                return value
        return None


class TransportError(Exception):
    """An exchange that gave no response. ``reason`` is one of ``REASONS``; ``url`` what was asked for."""

    def __init__(self, reason: str, url: str, detail: str = "") -> None:
        super().__init__(reason, url, detail)
        self.reason, self.url, self.detail = reason, url, detail


#: Every reason a transport can give.
REASONS = (
    "unresolvable",  # the name has no address
    "refused-address",  # it resolves to an address that is never asked (private, loopback, link-local, …)
    "unreachable",  # no connection, or it was reset
    "certificate",  # the certificate does not verify
    "timeout",  # the deadline passed, or nothing came for the stall time
    "too-large",  # more bytes than the request accepts, before or after decompression
    "broken",  # no valid HTTP, wrong length, undecodable encoding
)


class Transport(Protocol):
    """What the crawler asks the network through."""

    async def fetch(self, request: Request) -> Response:
        """One exchange. Raises TransportError where there is no response."""
        ...

    async def close(self) -> None:
        """Frees connections."""
        ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with what came of it, as the log of politeness and the recording keep it."""

    #: Instant of the request's start and of its end.
    started_at: str
    ended_at: str
    #: robots, feed, page, tdm.
    purpose: str
    request: Request
    response: Response | None = None
    #: Reason of a TransportError where there was no response.
    error: str | None = None
    #: The feed this was for, where there is one.
    feed_url: str | None = None
    extra: Sequence[tuple[str, str]] = field(default=())
