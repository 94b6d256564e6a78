"""The transport of a run: HTTP over sockets by aiohttp, with one connection pool and no memory of its own.

No cookies, no redirects followed, nothing repeated, no proxy but the one that is named, certificates verified. Every
address is checked after resolution and once more when its socket is opened (``address_check.py``). Sizes are bounded
before and after decompression, times by a deadline and a stall time.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from yarl import URL

from transforms.failures import StageError
from transforms.fetch.address_check import literal, refusal
from transforms.fetch.transport import Request, Response, TransportError
from transforms.seeds.encodings import undo_content

ACCEPT_ENCODING = "gzip, br, zstd"

#: Name look-ups at once. They block a thread each, some for half a minute, so they get threads of their own.
_RESOLVING = 32
_DNS_CACHE_SECONDS = 300
_LINE = 16_384
_HEADERS = 200


def user_agent(version: str, contact: str) -> str:
    """The name we go by: product, version, and where its user can be reached."""
    return f"newsbeam/{version} (+{contact})"


class SocketTransport:
    """Exchanges over the network. Make it and use it in one running event loop.

    Args:
        agent: the User-Agent header.
        allow_loopback: opens 127.0.0.0/8 and ::1, for tests and demonstrations.
        proxy: ``http://host:port`` through which everything goes. It resolves the names then, so of an address only
            what is spelled in it can be checked: it is for the proxy to keep private networks closed.
        hosts: fixed addresses of names, before any name server; checked like all others.
        connections: connections at once, over all hosts.
    """

    def __init__(
        self,
        agent: str,
        *,
        allow_loopback: bool = False,
        proxy: str | None = None,
        hosts: Mapping[str, str] | None = None,
        connections: int = 100,
    ) -> None:
        self._allow_loopback, self._proxy = allow_loopback, proxy
        self._resolver = _Resolver(hosts or {}, self._check)
        connector = aiohttp.TCPConnector(
            resolver=self._resolver,
            limit=connections,
            ttl_dns_cache=_DNS_CACHE_SECONDS,
            socket_factory=self._open_socket,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            response_class=_Answer,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            requote_redirect_url=False,
            headers={"User-Agent": agent, "Accept-Encoding": ACCEPT_ENCODING},
            max_line_size=_LINE,
            max_field_size=_LINE,
            max_headers=_HEADERS,
        )
        # aiohttp asks once more, at once, where a kept connection breaks: a request that pacing knows nothing of.
        self._session._retry_connection = False

    async def fetch(self, request: Request) -> Response:
        """One exchange. Raises TransportError."""
        try:
            url = URL(request.url, encoded=True)
            spelled = literal(url.host or "")
        except ValueError as error:
            raise TransportError("broken", request.url, "no address") from error
        if spelled is not None:
            why = refusal(spelled, allow_loopback=self._allow_loopback)
            if why:
                raise TransportError("refused-address", request.url, f"{spelled}: {why}")
        try:
            async with asyncio.timeout(request.deadline):
                return await self._exchange(request, url)
        except (aiohttp.ClientError, OSError, StageError) as error:  # a timeout is an OSError too
            raise _named(error, request.url) from error

    async def close(self) -> None:
        """Closes all connections."""
        await self._session.close()
        await self._resolver.close()

    async def _exchange(self, request: Request, url: URL) -> Response:
        async with self._session.get(
            url, headers=request.headers, allow_redirects=False, timeout=_stalling(request.stall), proxy=self._proxy
        ) as answer:
            body = await _body(answer, request)
            encoding = ", ".join(answer.headers.getall("Content-Encoding", ()))
            return Response(
                url=request.url,
                status=answer.status,
                headers=tuple((name.lower(), _text(value)) for name, value in answer.headers.items()),
                content=undo_content(body, encoding, request.max_bytes, cut=request.cut) if encoding else body,
                peer=answer.peer if isinstance(answer, _Answer) else "",
            )

    def _check(self, address: str) -> str:
        return "" if self._proxy else refusal(address, allow_loopback=self._allow_loopback)

    def _open_socket(self, info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        why = self._check(str(address[0]))
        if why:
            raise _Refused(f"{address[0]}: {why}")
        return socket.socket(family=family, type=kind, proto=protocol)


class _Answer(aiohttp.ClientResponse):
    """An answer that knows who gave it, also when its connection has been given back already."""

    peer = ""

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        name = connection.transport.get_extra_info("peername") if connection.transport is not None else None
        self.peer = str(name[0]) if name else ""
        return await super().start(connection)


class _Refused(OSError):
    """An address that is never asked."""


class _Resolver(AbstractResolver):
    """The system's name look-up, in threads of its own, without the addresses that are refused."""

    def __init__(self, hosts: Mapping[str, str], check: Any) -> None:
        self._hosts, self._check = dict(hosts), check
        self._threads = ThreadPoolExecutor(_RESOLVING, thread_name_prefix="resolve")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        asked = self._hosts.get(host, host)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, asked, port, family)
        addresses = list(dict.fromkeys((kind, str(address[0])) for kind, _, _, _, address in found))
        refused = {address: why for _, address in addresses if (why := self._check(address))}
        if len(refused) == len(addresses):
            raise _Refused(", ".join(f"{address}: {why}" for address, why in refused.items()) or "no address")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=kind,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, address in addresses
            if address not in refused
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[tuple[Any, ...]]:
    try:
        return list(socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, socket.IPPROTO_TCP))
    except UnicodeError as error:  # an empty or too long label
        raise socket.gaierror(socket.EAI_NONAME, str(error)) from error


@lru_cache(maxsize=16)
def _stalling(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, sock_connect=seconds, sock_read=seconds)


def _text(value: str) -> str:
    """A header's value as text that can be written down: bytes that are no UTF-8 are Latin-1, as they always were in
    HTTP (RFC 9110, 5.5). aiohttp gives each of them as half a character, which no JSON takes."""
    if value.isascii():
        return value
    data = value.encode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


async def _body(answer: aiohttp.ClientResponse, request: Request) -> bytes:
    """The body as it travelled, at most as many bytes as are accepted. Raises TransportError."""
    if not request.cut and (answer.content_length or 0) > request.max_bytes:
        raise TransportError("too-large", request.url, f"{answer.content_length:,} bytes are announced")
    parts, length = [], 0
    async for part in answer.content.iter_any():
        parts.append(part)
        length += len(part)
        if length > request.max_bytes:
            answer.close()  # the rest is not read, so the connection cannot be kept
            if request.cut:
                return b"".join(parts)[: request.max_bytes]
            raise TransportError("too-large", request.url, f"more than {request.max_bytes:,} bytes")
    return b"".join(parts)


def _named(error: Exception, url: str) -> TransportError:
    """The transport's own name for what went wrong below it."""
    detail = f"{type(error).__name__}: {error}"[:300]
    if isinstance(error, StageError):
        return TransportError("too-large" if error.reason == "too-large" else "broken", url, detail)
    cause = getattr(error, "os_error", error)
    if isinstance(error, _Refused) or isinstance(cause, _Refused):
        return TransportError("refused-address", url, str(cause)[:300])
    if isinstance(error, TimeoutError):
        return TransportError("timeout", url, detail)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return TransportError("unresolvable", url, detail)
    if isinstance(error, (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError)):
        return TransportError("certificate", url, detail)
    if isinstance(error, (aiohttp.ClientResponseError, aiohttp.ClientPayloadError, aiohttp.InvalidURL)):
        return TransportError("broken", url, detail)
    return TransportError("unreachable", url, detail)
