"""The fake web over sockets: one asyncio server on loopback that serves a world, faults and all, at the byte.

In a test: ``with serving(World(…)) as server: …`` runs it in a thread. From a shell::

    python -m tests.web.server --sites 6 --feeds 12 --brisk --advance 2 --list feeds.txt
    newsbeam run feeds.txt --allow-loopback --spacing 0.1 --min-interval 0.1

The server prints where it listens and runs until it is ended. Each host has a loopback address of its own (127.0.1.2,
127.0.1.3, …) with one port, so that a crawler paces them as hosts; where a system has 127.0.0.1 only, each has a port
of its own. Hosts can also be asked for by name (``Host: paper-001.example``), by a client that has a table of fixed
addresses.

Steps are released by the test (``server.world.release``), by ``--advance SECONDS`` one after another, or from another
process at the control address: ``GET /release?step=N``. Date forms of headers speak in the world's calendar: they mean
something to a client only where ``origin`` is about now.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.web.answers import Answer, Asked, refuse
from tests.web.log import RequestLog
from tests.web.sites import Places
from tests.web.wire_format import HEAD_LIMIT, head_of, read_asked
from tests.web.world import World

#: Seconds that a kept connection may be idle; a stalled answer lasts at most as long.
_IDLE = 600.0


def _now() -> int:
    return time.time_ns() // 1_000_000


class WebServer:
    """A world at loopback addresses. Open it with ``start`` in a running event loop, end it with ``close``.

    Args:
        world: what answers; its places become the loopback addresses (``named``: names with the one port).
        port: of all hosts; 0: one that is free.
        log_path: where each request is written as a JSON line when it ends.
        named: whether the world's own links use names; the client then needs ``hosts`` to find them.
        latency: whether answers take the time that the world's hosts take; else as little as can be.
    """

    def __init__(
        self,
        world: World,
        *,
        port: int = 0,
        log_path: Path | None = None,
        named: bool = False,
        latency: bool = False,
    ) -> None:
        self.world, self._named, self._latency = world, named, latency
        self._sockets = _bind(list(world.sites), port)
        self._control = _listening("127.0.0.1", 0)
        self.control = f"http://127.0.0.1:{self._control.getsockname()[1]}"
        world.places = self._places()
        #: Fixed addresses of the hosts' names, for a client that asks by name.
        self.hosts = {name: bound.getsockname()[0] for name, bound in self._sockets.items()}
        self.log = RequestLog(_now, world.places, log_path)
        self._servers: list[asyncio.Server] = []
        self._open: set[asyncio.Task[None]] = set()

    def _places(self) -> Places:
        at = {name: bound.getsockname()[:2] for name, bound in self._sockets.items()}
        ports = {port for _, port in at.values()}
        if self._named and len(ports) == 1:
            return Places.named(list(at), ports.pop())
        return Places.loopback(at)

    async def start(self) -> None:
        """Begins to serve."""
        for name, bound in self._sockets.items():
            self._servers.append(await asyncio.start_server(self._serve(name), sock=bound, limit=HEAD_LIMIT))
        self._servers.append(await asyncio.start_server(self._control_one, sock=self._control, limit=HEAD_LIMIT))

    async def close(self) -> None:
        """Ends it, and what is under way."""
        for server in self._servers:
            server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _serve(self, name: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._open.add(task)
            try:
                while await self._exchange(name, reader, writer):
                    pass
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
                pass  # the client left or asked nonsense: what it got of an answer stands in the log
            except asyncio.CancelledError:
                pass  # the server ends; a task of asyncio's streams that ends cancelled is logged as a fault
            finally:
                self._open.discard(task)
                writer.close()

        return connected

    async def _exchange(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; whether the connection stays."""
        asked = await read_asked(name, reader, _IDLE)
        if asked is None:
            return False
        host = self.world.places.name(asked.header("host") or "")
        asked = Asked(host, asked.path, asked.headers) if host else asked
        number = self.log.begin(asked, self.world.step)
        answer = self.world.answer(asked)
        failure, sent = "client-left", None
        try:
            if answer.delivery.kind == "whole":
                sent = await self._send_whole(answer, writer)
                failure = ""
            else:
                failure = await self._send_badly(answer, reader, writer)
        finally:
            self.log.end(number, answer, failure, sent if not failure else None)
        return not failure and (asked.header("connection") or "").lower() != "close"

    async def _send_whole(self, answer: Answer, writer: asyncio.StreamWriter) -> int:
        """Sends an answer; returns when its last byte was given away. That is noted before it is done: the client may
        have it, and go on, long before this thread runs again."""
        if self._latency or answer.delivery.seconds > 1:
            await asyncio.sleep(answer.delivery.seconds)
        body = _body(answer)
        sent = self.log.now()
        writer.write(head_of(answer, len(body)) + body)
        await writer.drain()
        return sent

    async def _send_badly(self, answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        """Sends an answer as its delivery says; returns why the client did not get it whole, '' where it did."""
        kind, body = answer.delivery.kind, _body(answer)
        if kind == "reset":
            _abort(writer)
            return kind
        writer.write(head_of(answer, len(body) + (1_000 if kind == "short" else 0)))
        if kind == "drip":
            return await self._drip(body, answer.delivery.seconds, reader, writer)
        writer.write(body[: len(body) // 2] if kind != "short" else body)
        await writer.drain()
        if kind == "stalled":
            await asyncio.wait_for(reader.read(1), _IDLE)
        elif kind == "cut":
            _abort(writer)
        return kind

    async def _drip(
        self, body: bytes, seconds: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> str:
        for place in range(len(body)):
            writer.write(body[place : place + 1])
            await writer.drain()
            try:
                if not await asyncio.wait_for(reader.read(1), seconds):
                    return "drip"
            except TimeoutError:
                continue
        return ""

    async def _control_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await read_asked("", reader, _IDLE)
        answer = refuse(404, "other")
        if asked is not None and asked.path.startswith("/release?"):
            step = parse_qs(urlsplit(asked.path).query).get("step", [""])[0]
            try:
                self.world.release(int(step))
                answer = Answer(200, (), f"{self.world.step}\n".encode())
            except ValueError as error:
                answer = refuse(400, "other", f"{error}\n")
        writer.write(head_of(answer, len(answer.body)) + answer.body)
        await writer.drain()
        writer.close()


@contextmanager
def serving(world: World, **options: object) -> Iterator[WebServer]:
    """A server in a thread of its own; ``options`` as ``WebServer`` takes them."""
    server = WebServer(world, **options)  # type: ignore[arg-type]
    loop = asyncio.new_event_loop()
    started = threading.Event()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(server.start())
        started.set()
        loop.run_forever()
        loop.run_until_complete(server.close())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=run, name="fake-web", daemon=True)
    thread.start()
    started.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def _bind(names: Sequence[str], port: int) -> dict[str, socket.socket]:
    """A listening socket a host: 127.0.1.2 and up on one port, else 127.0.0.1 on a port each."""
    bound: dict[str, socket.socket] = {}
    try:
        for number, name in enumerate(names, 1):
            bound[name] = _listening(f"127.0.{1 + number // 250}.{number % 250 + 1}", port)
            port = bound[name].getsockname()[1]
    except OSError as error:
        for each in bound.values():
            each.close()
        if error.errno != errno.EADDRNOTAVAIL:
            raise
        return {name: _listening("127.0.0.1", port + n if port else 0) for n, name in enumerate(names)}
    return bound


def _listening(address: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((address, port))
    except OSError:
        made.close()
        raise
    return made


def _body(answer: Answer) -> bytes:
    return b"" if answer.status == 304 else answer.packed()


def _abort(writer: asyncio.StreamWriter) -> None:
    """Tears the connection down, with a reset on the wire."""
    made = writer.get_extra_info("socket")
    if made is not None:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    writer.transport.abort()


if __name__ == "__main__":
    from tests.web.command import main

    main()
