"""The transport against small servers on loopback that misbehave."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import subprocess
import sys
import zlib
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard

from transforms.fetch.sockets import ACCEPT_ENCODING, SocketTransport, user_agent
from transforms.fetch.transport import Request, Response, TransportError

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], Awaitable[None]]
TEXT = b"<p>What was decided yesterday.</p>" * 40


class Server:
    """Reads a request's head, then does what it is told. Keeps the heads it read."""

    def __init__(self, serve: Serve) -> None:
        self._serve, self.heads = serve, []  # type: tuple[Serve, list[bytes]]
        self.port = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.heads.append(head)
                await self._serve(reader, writer, head)
                if writer.is_closing():
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def says(status: str = "200 OK", body: bytes = TEXT, *headers: str) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Content-Type: text/html", *headers]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await writer.drain()

    return serve


def raw(data: bytes, *, close: bool = True, then_wait: bool = False) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        writer.write(data)
        await writer.drain()
        if then_wait:
            await reader.read()  # until the client gives up
        if close:
            writer.close()

    return serve


async def _asked(
    serve: Serve, times: int = 1, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None, **limits: Any
) -> tuple[list[Response | TransportError], list[bytes]]:
    server = Server(serve)
    listening = await asyncio.start_server(server.handle, "127.0.0.1", 0, limit=2**20, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    transport = SocketTransport(
        user_agent("1", "mailto:desk@example.org"), allow_loopback=True, hosts={"news.example": "127.0.0.1"}
    )
    found: list[Response | TransportError] = []
    try:
        for _ in range(times):
            url = f"http{'s' if tls else ''}://{host}:{server.port}/a%2Fb?c=%C3%A4+d"
            try:
                found.append(await transport.fetch(Request(url, (("If-None-Match", 'W/"x"'),), **limits)))
            except TransportError as error:
                found.append(error)
    finally:
        await transport.close()
        listening.close()
        await asyncio.sleep(0)
    return found, server.heads


def ask(serve: Serve, **limits: Any) -> Response:
    (answer,), _ = asyncio.run(_asked(serve, **limits))
    assert isinstance(answer, Response), answer
    return answer


def error_of(serve: Serve, **limits: Any) -> str:
    (answer,), _ = asyncio.run(_asked(serve, **limits))
    assert isinstance(answer, TransportError), answer
    return answer.reason


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def test_an_answer_comes_with_its_headers_in_lower_case_and_its_peer() -> None:
    answer = ask(says("200 OK", TEXT, 'ETag: W/"1"', "X-Robots-Tag: noai", "X-Robots-Tag: noindex"))
    assert (answer.status, answer.content, answer.peer) == (200, TEXT, "127.0.0.1")
    assert answer.header("etag") == 'W/"1"'
    assert [value for name, value in answer.headers if name == "x-robots-tag"] == ["noai", "noindex"]


def test_bytes_of_a_header_that_are_no_utf_8_are_latin_1() -> None:
    head = b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Robots-Tag: caf\xe9\r\nETag: "caf\xc3\xa9"\r\n\r\n'
    answer = ask(raw(head))
    assert (answer.header("x-robots-tag"), answer.header("etag")) == ("café", '"café"')


def test_a_request_says_who_asks_and_exactly_what_it_was_told_to() -> None:
    _, (head,) = run(_asked(says(), host="news.example"))
    lines = head.decode().split("\r\n")
    assert lines[0] == "GET /a%2Fb?c=%C3%A4+d HTTP/1.1"
    assert "User-Agent: newsbeam/1 (+mailto:desk@example.org)" in lines
    assert f"Accept-Encoding: {ACCEPT_ENCODING}" in lines
    assert 'If-None-Match: W/"x"' in lines


def test_no_cookie_is_kept_and_no_redirect_followed() -> None:
    answers, heads = run(_asked(says("302 Found", b"", "Set-Cookie: a=b", "Location: /elsewhere"), times=2))
    assert [answer.status for answer in answers] == [302, 302]
    assert len(heads) == 2
    assert b"cookie" not in b"".join(heads).lower()


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("gzip", gzip.compress),
        ("br", brotli.compress),
        ("zstd", lambda data: zstandard.ZstdCompressor().compress(data)),
        ("deflate", zlib.compress),
    ],
)
def test_what_was_compressed_for_the_way_is_undone(name: str, encode: Callable[[bytes], bytes]) -> None:
    assert ask(says("200 OK", encode(TEXT), f"Content-Encoding: {name}")).content == TEXT


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("gzip", gzip.compress),
        ("br", brotli.compress),
        ("zstd", lambda data: zstandard.ZstdCompressor().compress(data)),
    ],
)
def test_a_bomb_is_refused_by_what_comes_out_of_it(name: str, encode: Callable[[bytes], bytes]) -> None:
    bomb = encode(b"\0" * 30_000_000)
    assert len(bomb) < 100_000
    assert error_of(says("200 OK", bomb, f"Content-Encoding: {name}"), max_bytes=1_000_000) == "too-large"


def test_more_bytes_than_accepted_are_refused_announced_or_not() -> None:
    assert error_of(says("200 OK", b"x" * 5_000), max_bytes=4_999) == "too-large"
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5_000
    assert error_of(raw(endless, then_wait=True), max_bytes=4_999) == "too-large"
    assert len(ask(says("200 OK", b"x" * 5_000), max_bytes=5_000).content) == 5_000


def test_of_a_body_that_may_be_cut_the_first_bytes_are_taken_compressed_or_not() -> None:
    plain = says("200 OK", b"x" * 5_000)
    assert ask(plain, max_bytes=4_999, cut=True).content == b"x" * 4_999
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5_000
    assert ask(raw(endless, then_wait=True), max_bytes=4_999, cut=True).content == b"x" * 4_999
    packed = says("200 OK", gzip.compress(b"x" * 5_000), "Content-Encoding: gzip")
    assert ask(packed, max_bytes=4_999, cut=True).content == b"x" * 4_999


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\n\x1f\x8b\x08abc",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\nContent-Length: 3\r\n\r\nabc",
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 40_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1_000 + b"\r\n",
    ],
    ids=["wrong length", "cut chunk", "damaged gzip", "unknown encoding", "not http", "long header", "header flood"],
)
def test_what_is_no_valid_answer_is_broken(data: bytes) -> None:
    assert error_of(raw(data)) == "broken"


def test_a_server_that_hangs_up_is_unreachable() -> None:
    assert error_of(raw(b"")) == "unreachable"


def test_a_server_that_says_nothing_or_stops_half_way_is_left_after_the_stall_time() -> None:
    assert error_of(raw(b"", then_wait=True), stall=0.05) == "timeout"
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"
    assert error_of(raw(half, then_wait=True), stall=0.05) == "timeout"


def test_a_server_that_drips_is_left_at_the_deadline() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    assert error_of(drip, deadline=0.15, stall=10.0) == "timeout"


def test_a_kept_connection_that_breaks_is_not_asked_twice() -> None:
    served = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        nonlocal served
        served += 1
        await (says() if served == 1 else raw(b""))(reader, writer, head)

    answers, heads = run(_asked(serve, times=2))
    assert [getattr(answer, "status", None) or answer.reason for answer in answers] == [200, "unreachable"]
    assert len(heads) == 2


def fetch_without_server(url: str, **options: Any) -> str:
    async def work() -> str:
        transport = SocketTransport("x", **options)
        try:
            await transport.fetch(Request(url, deadline=5.0))
        except TransportError as error:
            return error.reason
        finally:
            await transport.close()
        return "answered"

    return str(run(work()))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "0x7f.1",
        "2130706433",
        "10.0.0.1",
        "169.254.169.254",
        "[::ffff:10.0.0.1]",
        "[fe80::1]",
        "100.64.0.1",
    ],
)
def test_private_addresses_are_refused_in_every_spelling(host: str) -> None:
    assert fetch_without_server(f"http://{host}:9/") == "refused-address"


def test_a_name_that_resolves_to_a_private_address_is_refused() -> None:
    assert fetch_without_server("http://inside.example:9/", hosts={"inside.example": "10.1.2.3"}) == "refused-address"
    assert fetch_without_server("http://localhost:9/") == "refused-address"
    both = {"inside.example": "10.1.2.3"}
    assert fetch_without_server("http://inside.example:9/", hosts=both, allow_loopback=True) == "refused-address"


def test_a_closed_port_is_unreachable_where_loopback_is_allowed() -> None:
    assert fetch_without_server("http://127.0.0.1:1/", allow_loopback=True) == "unreachable"


def test_a_name_that_does_not_exist_is_unresolvable() -> None:
    assert fetch_without_server("http://a..b.invalid/") == "unresolvable"


def test_a_certificate_that_does_not_verify_is_refused(tmp_path: Path) -> None:
    made = tmp_path / "own.pem"
    _self_signed(made)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made)
    assert error_of(says(), tls=context) == "certificate"


def _self_signed(path: Path) -> None:
    script = (
        "import datetime,sys\n"
        "from cryptography import x509\n"
        "from cryptography.hazmat.primitives import hashes, serialization\n"
        "from cryptography.hazmat.primitives.asymmetric import ec\n"
        "key = ec.generate_private_key(ec.SECP256R1())\n"
        "name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'a.example')])\n"
        "day = datetime.datetime(2026, 1, 1)\n"
        "made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())\n"
        "made = made.serial_number(1).not_valid_before(day).not_valid_after(day.replace(year=2040)).sign(key, hashes.SHA256())\n"
        "form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()\n"
        "pem = key.private_bytes(serialization.Encoding.PEM, *form) + made.public_bytes(serialization.Encoding.PEM)\n"
        "open(sys.argv[1], 'wb').write(pem)\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", script, str(path)], check=True, timeout=60)
