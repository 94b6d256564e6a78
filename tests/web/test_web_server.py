"""The fake web over sockets and in memory: the same answers, and the same failures under the same names."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.virtual_time import run_virtually
from tests.web.faults import KINDS, Fault
from tests.web.log import RequestLog, read_log
from tests.web.memory import MemoryTransport
from tests.web.server import serving
from tests.web.simulation import AGENT
from tests.web.sites import Robots
from tests.web.world import World
from transforms.fetch.sockets import SocketTransport
from transforms.fetch.transport import Request, Response, Transport, TransportError

#: What must be the same: status, headers, body; or the reason that there is none.
Outcome = tuple[int, list[tuple[str, str]], bytes] | str

# Waits are on purpose as short as a loaded machine allows: they are what a stalled host costs.
STALL, DEADLINE = 1.0, 2.5
#: Kinds that only differ by how the answer travels or what it weighs, and what a client is to see of them.
BROKEN = {
    "stalled": "timeout",
    "drip": "timeout",
    "slow": "timeout",
    "reset": "unreachable",
    "cut": "broken",
    "short": "broken",
    "gzip-bomb": "too-large",
    "br-bomb": "too-large",
    "zstd-bomb": "too-large",
}


def world() -> World:
    """Twenty well hosts with forty feeds, struck by nothing yet."""
    return World(5, 20, 40, steps=600, trouble=False)


async def ask(transport: Transport, urls: Sequence[str]) -> list[Outcome]:
    """What a transport gives for each address, all asked at once."""

    async def one(url: str) -> Outcome:
        try:
            answer: Response = await transport.fetch(Request(url, (), 10_000_000, DEADLINE, STALL))
        except TransportError as error:
            return error.reason
        own = ("content-encoding", "content-length")
        return answer.status, [each for each in answer.headers if each[0] not in own], answer.content

    found = await asyncio.gather(*(one(url) for url in urls))
    await transport.close()
    return found


def over_sockets(served: World, paths: Sequence[tuple[str, str]], **options: object) -> list[Outcome]:
    """The answers of a server; ``paths`` are hosts with paths."""
    with serving(served, **options) as server:

        async def run() -> list[Outcome]:
            transport = SocketTransport(AGENT, allow_loopback=True, hosts=server.hosts)
            return await ask(transport, [served.places.url(*place) for place in paths])

        return asyncio.run(run())


def in_memory(made: World, places: World, paths: Sequence[tuple[str, str]]) -> list[Outcome]:
    """The answers of a like world in memory, its hosts at the same addresses."""
    made.places = places.places
    transport = MemoryTransport(made, RequestLog(lambda: 0, made.places), AGENT)
    return run_virtually(ask(transport, [made.places.url(*place) for place in paths]))


def all_paths(served: World) -> list[tuple[str, str]]:
    """Feeds, pages, robots.txt, front pages, and what is not there."""
    paths = [(feed.host, feed.path) for feed in served.feeds]
    for article in list(served.articles())[:200]:
        host, path = served.places.split(served.article_url(article))
        paths.append((host or "", path))
    return [*paths, *((host, path) for host in served.sites for path in ("/robots.txt", "/", "/nothing"))]


@pytest.mark.parametrize("named", [False, True])
def test_what_comes_over_sockets_is_what_comes_from_memory(named: bool) -> None:
    served, like = world(), world()
    paths = all_paths(served)
    for each in (served, like):
        each.release(300)
    assert over_sockets(served, paths, named=named) == in_memory(like, served, paths)


def test_every_fault_has_the_same_name_over_sockets_and_in_memory() -> None:
    served, like = world(), world()
    feeds = served.feeds[: len(KINDS)]
    for each in (served, like):
        each.add_faults(*(Fault(k, f.host, f.path, amount=3) for k, f in zip(KINDS, feeds, strict=True)))
    paths = [(feed.host, feed.path) for feed in feeds]
    sockets = over_sockets(served, paths)
    assert sockets == in_memory(like, served, paths)
    assert {k: found for k, found in zip(KINDS, sockets, strict=True) if isinstance(found, str)} == BROKEN


def test_a_robots_txt_that_never_comes_is_a_timeout_over_sockets_and_in_memory() -> None:
    served, like = world(), world()
    host = next(iter(served.sites))
    for each in (served, like):
        each.set_robots(host, Robots("timeout"))
    assert (
        over_sockets(served, [(host, "/robots.txt")]) == in_memory(like, served, [(host, "/robots.txt")]) == ["timeout"]
    )


def test_the_server_logs_what_was_asked_and_what_came_of_it(tmp_path: Path) -> None:
    served, path = world(), tmp_path / "log.jsonl"
    feed = served.feeds[0]
    served.add_faults(Fault("cut", feed.host, "/feeds/"))
    over_sockets(served, [(feed.host, "/robots.txt"), (feed.host, feed.path)], log_path=path)
    logged = {request.kind: request for request in read_log(path)}
    assert (logged["robots"].failure, logged["feed"].failure) == ("", "cut")
    assert logged["feed"].user_agent == AGENT
    assert logged["robots"].accept_encoding == "gzip, br, zstd"
    assert all(request.ended is not None and request.ended >= request.started for request in logged.values())


def test_a_client_that_leaves_in_the_middle_stands_in_the_log() -> None:
    served = world()
    feed = served.feeds[0]
    served.add_faults(Fault("slow", feed.host, "/feeds/", amount=2))
    with serving(served) as server:

        async def leave() -> None:
            transport = SocketTransport(AGENT, allow_loopback=True)
            with pytest.raises(TransportError, match="timeout"):
                await transport.fetch(Request(served.feed_urls()[0], deadline=0.2))
            await transport.close()

        asyncio.run(leave())
    (logged,) = server.log.entries()
    assert (logged.failure, logged.is_answered) == ("client-left", False)


def test_steps_are_released_from_another_process_and_nonsense_is_refused() -> None:
    served = world()
    with serving(served) as server:
        assert urllib.request.urlopen(f"{server.control}/release?step=30").read() == b"30\n"
        for nonsense in ("/release?step=29", "/release?step=x", "/other"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(server.control + nonsense)
            refused.value.close()
    assert served.step == 30
    assert server.log.entries() == []


def test_the_command_serves_until_it_is_ended_and_writes_its_feed_list(tmp_path: Path, root: Path) -> None:
    feeds = tmp_path / "feeds.txt"
    command = [sys.executable, "-m", "tests.web.server", "--sites", "3", "--feeds", "4", "--list", str(feeds)]
    with subprocess.Popen([*command, "--step", "5"], stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        ready = process.stdout.readline().split()
        listed = feeds.read_text().split()
        assert (ready[0], len(listed)) == ("ready", 4)
        assert [process.stdout.readline().strip() for _ in listed] == listed
        assert urllib.request.urlopen(listed[0]).status == 200
        assert urllib.request.urlopen(f"{ready[1]}/release?step=6").read() == b"6\n"
        process.terminate()
        assert process.wait(20) == 0
