"""Troubles of a day of crawling, each in its smallest form: one operator's trouble is no other's."""

from __future__ import annotations

from dataclasses import replace

from tests.web.faults import Fault
from tests.web.simulation import simulate
from tests.web.world import World

HOUR = 3_600_000


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
