"""The fake web as a transport in memory: the crawler asks, the world answers, and time is the event loop's.

Under a loop whose time jumps (``tests/virtual_time.py``) a simulated day takes as long as its computing. What a socket
would do with a fault is done here in its place: waits, deadlines, sizes, refused addresses.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.web.answers import BOMB, Answer, Asked
from tests.web.log import RequestLog
from tests.web.world import World
from transforms.fetch.address_check import literal
from transforms.fetch.transport import Request, Response, TransportError

#: What breaks off an exchange, by the kind of delivery.
_BROKEN = {"reset": "unreachable", "cut": "broken", "short": "broken"}


class MemoryTransport:
    """A ``transforms.fetch.transport.Transport`` over a world.

    Args:
        world: what answers.
        log: where every request is noted.
        agent: the User-Agent header.
        before: called before each answer: the place to release what is due by the test's clock.
    """

    def __init__(self, world: World, log: RequestLog, agent: str, before: Callable[[], None] = lambda: None) -> None:
        self.world, self.log, self._agent, self._before = world, log, agent, before

    async def fetch(self, request: Request) -> Response:
        """One exchange. Raises TransportError."""
        host, path = self.world.places.split(request.url)
        if host is None:
            name = urlsplit(request.url).hostname or ""
            raise TransportError("unresolvable" if literal(name) is None else "refused-address", request.url)
        sent = tuple((name.lower(), value) for name, value in request.headers)
        agent = () if any(name == "user-agent" for name, _ in sent) else (("user-agent", self._agent),)
        asked = Asked(host, path, (*sent, *agent, ("accept-encoding", "gzip, br, zstd")))
        self._before()
        number = self.log.begin(asked, self.world.step)
        answer = self.world.answer(asked)
        try:
            await self._travel(answer, request)
        except TransportError as error:
            self.log.end(number, answer, error.reason)
            raise
        except asyncio.CancelledError:
            self.log.end(number, answer, "client-left")
            raise
        self.log.end(number, answer)
        headers = tuple((name.lower(), value) for name, value in answer.headers)
        body = answer.body[: request.max_bytes] if request.cut else answer.body
        return Response(request.url, answer.status, headers, body, "192.0.2.1")

    async def close(self) -> None:
        """Nothing is open."""

    async def _travel(self, answer: Answer, request: Request) -> None:
        """Waits as long as the answer travels. Raises TransportError where it does not arrive."""
        delivery = answer.delivery
        if delivery.kind == "stalled":
            await asyncio.sleep(min(request.stall, request.deadline))
            raise TransportError("timeout", request.url, "nothing came")
        if delivery.kind == "drip":
            needed = delivery.seconds * len(answer.body)
            await asyncio.sleep(min(needed, request.deadline))
            if needed > request.deadline:
                raise TransportError("timeout", request.url, "the deadline passed")
            return
        if delivery.seconds > request.stall:
            await asyncio.sleep(request.stall)
            raise TransportError("timeout", request.url, "nothing came")
        await asyncio.sleep(delivery.seconds)
        if delivery.kind in _BROKEN:
            raise TransportError(_BROKEN[delivery.kind], request.url, delivery.kind)
        if not request.cut and (BOMB if answer.is_bomb else len(answer.body)) > request.max_bytes:
            raise TransportError("too-large", request.url)
