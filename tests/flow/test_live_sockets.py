"""The crawler on real sockets against the fake web's server: what is published arrives, and the server's own log is
that of a good guest. Spacing and interval are short, since this takes real time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.web import politeness
from tests.web.faults import Fault
from tests.web.log import Logged
from tests.web.server import WebServer, serving
from tests.web.simulation import AGENT, read_feed
from tests.web.world import World
from transforms.fetch.clock import SystemClock
from transforms.fetch.crawl_settings import CrawlSettings, FeedOptions
from transforms.fetch.crawler import Crawler
from transforms.fetch.ledger import MemoryLedger
from transforms.fetch.outbox import Handout
from transforms.fetch.sockets import SocketTransport

SPACING, INTERVAL = 20, 300
#: Times are noted on both sides of a socket, in whole milliseconds.
SLACK = 2


def crawl(server: WebServer, done: Callable[[list[Handout]], bool]) -> list[Handout]:
    """Crawls the server's feeds until what was handed out is enough."""
    return asyncio.run(_crawl(server, done))


async def _crawl(server: WebServer, done: Callable[[list[Handout]], bool]) -> list[Handout]:
    ledger, stop, came = MemoryLedger(), asyncio.Event(), list[Handout]()
    transport = SocketTransport(AGENT, allow_loopback=True, hosts=server.hosts)
    crawler = Crawler(
        ledger,
        transport,
        SystemClock(),
        read_feed,
        CrawlSettings(spacing=SPACING, min_interval=INTERVAL, max_interval=2 * INTERVAL),
        seed=1,
    )
    await crawler.set_feeds([FeedOptions(url) for url in server.world.feed_urls()])
    running = asyncio.create_task(crawler.run(stop))
    while not done(came) and not running.done():
        await asyncio.wait([running], timeout=0.05)
        for handout in crawler.outbox.take(100, 10**8):
            ledger.handed_out(handout)
            came.append(handout)
    stop.set()
    await running
    await transport.close()
    return came


def brisk_world() -> World:
    """Eight hosts with sixteen feeds that do not make anybody wait for minutes."""
    world = World(9, 8, 16, steps=200, trouble=False)
    world.make_brisk()
    return world


def published(world: World, step: int) -> set[tuple[str, int]]:
    """The articles that the feeds list at a step."""
    listed = [each.article for feed in world.feeds for each in feed.listing(feed.state(step))]
    return {(article.host, article.number) for article in listed if not article.is_premium}


def arrived(world: World, came: list[Handout]) -> set[tuple[str, int]]:
    """The articles whose pages came."""
    found = [world.article_at(handout.entry.url) for handout in came if handout.page]
    return {(article.host, article.number) for article in found if article}


def impolite(world: World, log: list[Logged]) -> dict[str, list[str]]:
    listed = [(feed.host, feed.path) for feed in world.feeds]
    return politeness.all_violations(log, world, listed, spacing=SPACING - SLACK, least=INTERVAL - SLACK)


def test_what_is_published_arrives_over_sockets_and_the_servers_log_is_polite() -> None:
    world = brisk_world()
    with serving(world) as server:

        def enough(came: list[Handout]) -> bool:
            if world.step == 0 and arrived(world, came) >= published(world, 0):
                world.release(120)
            return world.step == 120 and arrived(world, came) >= published(world, 120)

        came = crawl(server, enough)
    assert impolite(world, server.log.entries()) == {}
    wrong = {h.settlement.outcomes[0].reason for h in came if h.settlement}
    assert wrong <= {"robots-disallowed"}


def test_bombs_cuts_and_resets_over_sockets_end_as_named_outcomes_and_stop_nobody_else() -> None:
    world = brisk_world()
    one, two = list(world.sites)[:2]
    world.add_faults(Fault("gzip-bomb", one, "/2"), Fault("private", two, "/2"), Fault("reset", two, "/feeds/"))
    struck = {article for article in published(world, 0) if article[0] in (one, two)}
    with serving(world) as server:

        def enough(came: list[Handout]) -> bool:
            ended = {handout.entry.url for handout in came if handout.settlement}
            return arrived(world, came) >= published(world, 0) - struck and any(
                one in world.places.label(u) for u in ended
            )

        came = crawl(server, enough)
    reasons = {h.settlement.outcomes[0].reason for h in came if h.settlement}
    assert "too-large" in reasons
    assert reasons <= {"too-large", "refused-address", "robots-disallowed"}
    assert impolite(world, server.log.entries()) == {}
