"""Troubles of a day of crawling, each in its smallest form: one operator's trouble is no other's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.web import politeness
from tests.web.faults import Fault
from tests.web.simulation import Simulated, simulate
from tests.web.sites import Robots
from tests.web.world import World
from transforms.fetch.crawl_settings import FeedOptions

HOUR = 3_600_000


def one_feed(
    kind: str, hours: int, start: int, caching: str = "none", skip: tuple[int, ...] = ()
) -> tuple[World, Simulated]:
    """One feed, well until a step and then struck by a fault for good."""
    world = World(3, 20, 20, steps=hours * 60, trouble=False)
    feed = next(feed for feed in world.feeds if feed.host.startswith("paper-") and feed.format == "rss")
    feed.manners = replace(feed.manners, caching=caching, minutes=90, ttl=0, skip_hours=skip)
    world.add_faults(Fault(kind, feed.host, "/feeds/", start=start))
    return world, simulate(world, hours, [FeedOptions(world.places.url(feed.host, feed.path))])


def group() -> tuple[World, str, Simulated]:
    """An operator of many hosts, one of which answers its robots.txt with 429 and names no time."""
    world = World(3, 20, 90, steps=24 * 60, trouble=False)
    sick = "city-013.group-00.example"
    world.set_robots(sick, Robots("limit"))
    mine = [feed for feed in world.feeds if world.operator(feed.host) == "group-00.example"]
    return world, sick, simulate(world, 24, [FeedOptions(world.places.url(f.host, f.path)) for f in mine])


def test_hosts_that_are_down_do_not_keep_others_from_being_polled() -> None:
    # Six operators list 150 articles each, whose pages answer 503: three of them could fill the queue.
    world = World(3, 40, 40, steps=24 * 60, trouble=False)
    alone = [feed for feed in world.feeds if feed.host.startswith("paper-")]
    for feed in alone[:6]:
        feed.format, feed.manners = "json", replace(feed.manners, ttl=0, skip_hours=(), caching="none")
        world.add_faults(Fault("flood", feed.host, "/feeds/", amount=150), Fault("unavailable", feed.host, "/flood/"))
    crawl = simulate(world, 12)
    well = {feed.host for feed in alone[6:]}
    late = [r for r in crawl.log if r.kind == "feed" and r.host in well and r.started > world.origin + 6 * HOUR]
    assert len(late) > 50


def test_an_entry_whose_host_is_left_alone_ends_when_its_time_is_over() -> None:
    world = World(3, 20, 20, steps=24 * 60, trouble=False)
    feed = next(feed for feed in world.feeds if feed.host.startswith("paper-"))
    feed.format = "json"
    world.add_faults(Fault("flood", feed.host, "/feeds/", amount=50), Fault("unavailable", feed.host, "/flood/"))
    crawl = simulate(world, 24, entry_lifetime=12 * HOUR)
    assert "expired" in {reason for found in crawl.outcomes.values() for reason in found}
    assert {len(found) for found in crawl.outcomes.values()} == {1}
    assert [e.url for e in crawl.cursor.pending if e.added_at < crawl.ended - 13 * HOUR] == []


def test_a_host_whose_robots_txt_is_limited_does_not_shut_its_sisters_out() -> None:
    _, sick, crawl = group()
    polls = {url: sum(r.kind == "feed" and f"http://{r.host}{r.path}" == url for r in crawl.log) for url in crawl.feeds}
    assert min(count for url, count in polls.items() if sick not in url) >= 2, polls


def test_a_feed_that_fails_is_not_asked_in_the_hours_it_skips() -> None:
    # Well until 11:00 UTC.
    _, crawl = one_feed("error", 36, 300, skip=(12, 13, 14, 15, 16, 17))
    assert {r.skip_hours for r in crawl.log if r.kind == "feed"} > {()}
    assert politeness.polls_at_skipped_hours(crawl.log) == []


@pytest.mark.parametrize("kind", ["page", "empty", "unmodified"])
def test_cache_headers_of_an_answer_that_is_no_feed_are_obeyed(kind: str) -> None:
    _, crawl = one_feed(kind, 12, 60, caching="max-age")
    assert sum(r.kind == "feed" for r in crawl.log) > 2
    assert politeness.polls_too_early(crawl.log) == []


def test_a_robots_txt_of_more_than_a_megabyte_is_read_as_far_as_it_is_parsed() -> None:
    # RFC 9309, 2.5: at least 500 KiB are parsed; the rest may be ignored, not the whole file.
    world = World(3, 20, 20, steps=120, trouble=False)
    feed = next(feed for feed in world.feeds if feed.host.startswith("paper-"))
    world.set_robots(feed.host, Robots("huge", comments=90_000))
    crawl = simulate(world, 2, [FeedOptions(world.places.url(feed.host, feed.path))])
    assert [r.status for r in crawl.log if r.kind == "feed"] != []


def test_no_feed_that_waits_for_a_limit_is_silent_about_it() -> None:
    # From the second hour on one host asks for eight hours' rest, which holds for all hosts of its operator.
    world = World(3, 20, 90, steps=24 * 60, trouble=False)
    mine = [feed for feed in world.feeds if world.operator(feed.host) == "group-00.example"]
    world.add_faults(Fault("limited", mine[0].host, "/feeds/", start=60, amount=8 * 3600))
    crawl = simulate(world, 8, [FeedOptions(world.places.url(f.host, f.path)) for f in mine])
    assert [f.url for f in crawl.feeds.values() if not f.trouble and f.next_due < crawl.ended - HOUR] == []
    waiting = [f for f in crawl.feeds.values() if f.trouble == "limited (status-429)"]
    assert len(waiting) > 5
    assert all(f.trouble_since and f.next_due > crawl.ended for f in waiting)
