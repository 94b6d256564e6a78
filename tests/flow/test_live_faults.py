"""Every fault under every kind of cache header, each on a host of its own for a day and a half; a crawl in parts; and
the same crawl twice. Seen from the log of the fake web."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

import pytest

from tests.web import politeness
from tests.web.faults import KINDS, Fault
from tests.web.publications import Feed
from tests.web.simulation import Simulated, simulate
from tests.web.world import World
from transforms.fetch.crawl_settings import FeedOptions
from transforms.fetch.cursor import FeedCursor

HOURS, HOUR = 36, 3_600_000
CACHING = ("none", "max-age", "expires")
#: What stands in a feed's cursor while it is struck; the others do not keep it from being read.
TROUBLES = {
    "stalled": "timeout",
    "drip": "timeout",
    "reset": "unreachable",
    "cut": "broken",
    "short": "broken",
    "gzip-bomb": "too-large",
    "br-bomb": "too-large",
    "zstd-bomb": "too-large",
    "loop": "redirect-loop",
    "endless": "too-many-redirects",
    "off-site": "redirect-off-site",
    "private": "redirect-off-site",
    "metadata": "redirect-off-site",
    "limited": "status-429",
    "limited-date": "status-429",
    "unavailable": "status-503",
    "unavailable-date": "status-503",
    "forbidden": "status-403",
    "missing": "status-404",
    "error": "status-500",
    "page": "html",
    "empty": "empty",
    "gone": "gone",
}


@dataclass(frozen=True)
class Matrix:
    """A crawl of one feed a host, each well for three hours and then struck by one fault for good."""

    world: World
    simulated: Simulated
    #: Fault and cache headers by host.
    struck: dict[str, tuple[str, str]]

    def cursor(self, host: str) -> FeedCursor:
        """What is remembered of a host's feed."""
        return next(c for url, c in self.simulated.feeds.items() if self.world.places.split(url)[0] == host)

    def violations(self, check: str) -> list[tuple[str, str, str]]:
        """What a check found, with the fault and the cache headers of the host, one a host."""
        listed = [(feed.host, feed.path) for feed in self.world.feeds]
        found = politeness.all_violations(self.simulated.log, self.world, listed).get(check, [])
        return [
            (*self.struck[host], next(w for w in found if host in w))
            for host in self.struck
            if any(host in w for w in found)
        ]


@cache
def matrix() -> Matrix:
    """The crawl, made once in a process."""
    world = World(3, 200, 200, steps=HOURS * 60 + 60, trouble=False)
    alone = [feed for feed in world.feeds if feed.host.startswith("paper-")]
    plans = [(kind, caching) for kind in KINDS for caching in CACHING]
    struck: dict[str, tuple[str, str]] = {}
    for feed, (kind, caching) in zip(alone, plans, strict=False):
        _strike(world, feed, kind, caching)
        struck[feed.host] = kind, caching
    assert len(struck) == len(plans)
    listed = [FeedOptions(world.places.url(f.host, f.path)) for f in alone if f.host in struck]
    return Matrix(world, simulate(world, HOURS, listed), struck)


def _strike(world: World, feed: Feed, kind: str, caching: str) -> None:
    """Gives a feed cache headers, and lets a fault strike it from the third hour on."""
    ttl = 45 if caching == "none" else 0
    feed.format = "rss"
    feed.manners = replace(feed.manners, caching=caching, minutes=90, ttl=ttl, skip_hours=(), validators="both")
    amount = {"slow": 0, "drip": 0, "flood": 30}.get(kind, 1_500)
    world.add_faults(Fault(kind, feed.host, "/feeds/", start=180, amount=amount))


@pytest.mark.parametrize("check", politeness.CHECKS)
def test_no_fault_makes_an_impolite_guest(check: str) -> None:
    assert matrix().violations(check) == []


def test_a_feed_that_is_struck_says_why_and_since_when_and_is_asked_again_within_the_day() -> None:
    crawl = matrix()
    for host, (kind, _) in crawl.struck.items():
        cursor = crawl.cursor(host)
        if kind not in TROUBLES:
            continue
        assert cursor.trouble.partition(" ")[0] == TROUBLES[kind], kind
        assert cursor.trouble_since is not None
        since = cursor.trouble_since - crawl.world.origin
        assert 3 * HOUR <= since < 12 * HOUR, kind
        assert cursor.state == ("gone" if kind == "gone" else "active")
        assert kind == "gone" or cursor.next_due - crawl.simulated.ended < 27 * HOUR


def test_a_feed_that_is_struck_but_can_be_read_is_in_no_trouble() -> None:
    crawl = matrix()
    fine = {host: kind for host, (kind, _) in crawl.struck.items() if kind not in TROUBLES}
    assert set(fine.values()) == {
        "slow",
        "moved",
        "moved-308",
        "found",
        "unmodified",
        "lying-etag",
        "broken-xml",
        "latin",
        "flood",
    }
    troubled = {kind: crawl.cursor(host).trouble for host, kind in fine.items() if crawl.cursor(host).trouble}
    # Who says "not modified" to everything is found out when the whole is asked for.
    assert set(troubled.items()) <= {("unmodified", "status-304")}


def test_a_list_cut_in_the_middle_still_gives_the_entries_before_the_cut() -> None:
    crawl = matrix()
    for host, (kind, _) in crawl.struck.items():
        if kind in ("broken-xml", "latin"):
            feed = next(f for f in crawl.world.feeds if f.host == host)
            late = [a for a in crawl.world.published(feed, 200, (HOURS - 26) * 60) if not a.is_premium]
            asked = {request.path.rpartition("-")[2] for request in crawl.simulated.log if request.host == host}
            assert {str(a.number) for a in late} <= asked, kind


def test_a_crawl_in_parts_is_as_polite_as_one_and_repeats_nothing() -> None:
    world = World(4, 40, 100, steps=13 * 60)
    parts = simulate(world, 4)
    for hours in (2, 3, 3):
        parts = simulate(world, hours, before=parts)
    listed = [(feed.host, feed.path) for feed in world.feeds]
    found = politeness.all_violations(parts.log, world, listed)
    assert {name: wrong[:3] for name, wrong in found.items()} == {}
    assert set(parts.sighted) == set(parts.outcomes) | {entry.entry_id for entry in parts.cursor.pending}
    back = {entry_id for entry_id, came in parts.outcomes.items() if len(came) > 1}
    articles = [world.article_at(parts.sighted[entry_id].url) for entry_id in back]
    assert {article for article in articles if article} <= {
        h.article for feed in world.feeds for h in feed.happenings if h.kind == "back"
    }


def test_a_crawl_without_manners_is_found_out() -> None:
    world = World(4, 40, 60, steps=200, trouble=False)
    rude = simulate(world, 2, spacing=0, min_interval=60_000, max_interval=60_000, max_crawl_delay=0)
    found = politeness.all_violations(rude.log, world, [(feed.host, feed.path) for feed in world.feeds])
    assert sorted(found) == ["polls_too_early", "spacing_broken"]
    assert all("came" in wrong for wrong in found["spacing_broken"])


def test_the_same_crawl_twice_leaves_the_same_log() -> None:
    one, two = (simulate(World(6, 40, 80, steps=200), 3) for _ in range(2))
    assert one.log == two.log
    assert one.cursor == two.cursor
    assert Counter(request.kind for request in one.log)["page"] > 500
