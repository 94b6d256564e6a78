"""``python -m tests.web.server``: the fake web for a shell, a demonstration, or a test in another process."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from pathlib import Path

from tests.web.server import WebServer
from tests.web.world import World


def main(arguments: list[str] | None = None) -> None:
    """Serves a world until it is ended by SIGINT or SIGTERM. Its first line on standard output is ``ready`` with the
    control address, then one feed a line."""
    parser = argparse.ArgumentParser(prog="python -m tests.web.server", description="serve the fake web on loopback")
    parser.add_argument("--port", type=int, default=0, help="port of all hosts (default: a free one)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sites", type=int, default=6, help="hosts (default: 6)")
    parser.add_argument("--feeds", type=int, default=12, help="feeds on them (default: 12)")
    parser.add_argument("--trouble", action="store_true", help="let things go wrong")
    parser.add_argument("--brisk", action="store_true", help="without Crawl-delay, cache headers, ttl and skipHours")
    parser.add_argument("--latency", action="store_true", help="let hosts take their time")
    parser.add_argument("--advance", type=float, default=0.0, help="seconds after which the next step is released")
    parser.add_argument("--step", type=int, default=0, help="step to begin with")
    parser.add_argument("--list", type=Path, help="file to write the feeds' addresses to, one a line")
    parser.add_argument("--log", type=Path, help="file to write each request to, as a JSON line")
    options = parser.parse_args(arguments)
    asyncio.run(_serve(options))


async def _serve(options: argparse.Namespace) -> None:
    world = World(options.seed, options.sites, options.feeds, trouble=options.trouble)
    if options.brisk:
        world.make_brisk()
    world.release(options.step)
    server = WebServer(world, port=options.port, log_path=options.log, latency=options.latency)
    await server.start()
    feeds = "".join(f"{url}\n" for url in world.feed_urls())
    if options.list is not None:
        options.list.write_text(feeds)
    print(f"ready {server.control}\n{feeds}", end="", flush=True)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    while not ended.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), options.advance or None)
        if options.advance:
            world.release(world.step + 1)
    await server.close()
