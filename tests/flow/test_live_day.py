"""A day of crawling 500 feeds on 120 hosts, a fifth of them in trouble, judged by the log and by what came of it; and
a week of it in the long tests."""

from __future__ import annotations

from statistics import median

import pytest

from tests.flow.live_day import HOUR, Crawled, crawled
from tests.web import politeness
from tests.web.politeness import CHECKS
from tests.web.publications import BATCHED, BUSY, STEADY
from transforms.fetch.cursor import FeedCursor

pytestmark = pytest.mark.timeout(1_800)

#: Faults that strike a feed all the time and leave nothing of it to be read.
HOPELESS = ("off-site", "loop", "private", "endless", "metadata")


@pytest.fixture(
    scope="module",
    params=[pytest.param((24, 600), id="day"), pytest.param((168, 3_000), id="week", marks=pytest.mark.long)],
)
def crawl(request: pytest.FixtureRequest) -> Crawled:
    return crawled(*request.param)


def struck_by(crawl: Crawled, *kinds: str) -> list[FeedCursor]:
    """What is remembered of the feeds with such a fault."""
    world, feeds = crawl.world, crawl.simulated.feeds
    return [feeds[world.places.url(f.host, f.prefix)] for f in world.faults if f.kind in kinds and f.prefix != "/2"]


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_impolite_stands_in_the_log(crawl: Crawled, check: str) -> None:
    assert crawl.violations.get(check, [])[:5] == []


def test_no_feed_that_is_well_is_asked_before_its_answers_allow_it_or_in_the_hours_it_skips(crawl: Crawled) -> None:
    well = {feed.host for feed in crawl.well_feeds()}
    log = [request for request in crawl.simulated.log if request.host in well]
    assert {request.skip_hours for request in log} == {(), (1, 2, 3, 4)}
    assert {request.rest // 60_000 for request in log} >= {0, 5, 20, 30, 60, 90}
    assert politeness.polls_too_early(log) == []
    assert politeness.polls_at_skipped_hours(log) == []


def test_the_log_is_that_of_a_busy_crawl(crawl: Crawled) -> None:
    asked = {kind: sum(r.kind == kind for r in crawl.simulated.log) for kind in ("feed", "page", "robots")}
    assert asked["feed"] > 200 * crawl.hours
    assert asked["page"] > 200 * crawl.hours
    assert asked["robots"] >= len(crawl.world.sites)
    assert {r.status for r in crawl.simulated.log} >= {200, 301, 302, 304, 308, 403, 404, 410, 429, 500, 503}


def test_an_article_is_fetched_at_the_median_within_half_of_what_its_feed_permits(crawl: Crawled) -> None:
    late = [each for feed in crawl.well_feeds() for each in crawl.lateness(feed)]
    assert len(late) > 80 * crawl.hours
    assert median(late) <= 0.5


def test_no_busy_feed_is_parked(crawl: Crawled) -> None:
    busy = crawl.latest(20)
    assert len(busy) > 15
    # A feed that may be asked only every half hour, by its cache headers, is late by half of that at the median and by
    # chance a little more: two dozen intervals a day.
    assert {name: round(late, 2) for name, late in busy.items() if late > 0.65} == {}


def test_nothing_that_a_well_feed_published_is_missed(crawl: Crawled) -> None:
    regular = [feed for feed in crawl.well_feeds() if feed.pace in (BUSY, STEADY, BATCHED)]
    delays = {f"{f.host}{f.path}": list(crawl.delays(f, crawl.hours * 60 - 360)) for f in regular}
    assert sum(map(len, delays.values())) > 50 * crawl.hours
    assert {name: found.count(None) for name, found in delays.items() if None in found} == {}


def test_every_entry_has_one_outcome_or_waits_for_a_named_reason(crawl: Crawled) -> None:
    done, now = crawl.simulated, crawl.simulated.ended
    waiting = {entry.entry_id: entry for entry in done.cursor.pending}
    assert set(done.outcomes) | set(waiting) == set(done.sighted)
    assert "unnamed" not in {reason for found in done.outcomes.values() for reason in found}
    held = {limit.scope.partition(":")[2] for limit in done.cursor.limits if limit.until > now}
    world = crawl.world
    for entry in waiting.values():
        host = world.places.split(entry.url)[0] or ""
        assert entry.trouble or now - entry.added_at < HOUR or {host, world.operator(host)} & held, entry.url


def test_an_entry_comes_twice_only_where_its_article_came_back(crawl: Crawled) -> None:
    for entry_id, found in crawl.simulated.outcomes.items():
        if len(found) > 1:
            entry = crawl.simulated.sighted[entry_id]
            article, feed = crawl.world.article_at(entry.url), crawl.world.feed_at(entry.feed_url)
            assert feed is not None
            assert "back" in {h.kind for h in feed.happenings if h.article is article}, entry.url


def test_each_poll_has_an_outcome(crawl: Crawled) -> None:
    failed = [feed for feed in crawl.simulated.feeds.values() if feed.last_success != feed.last_polled]
    assert len(failed) > 20
    assert [feed.url for feed in failed if not feed.trouble or feed.trouble_since is None] == []


def test_every_feed_of_a_well_host_is_polled(crawl: Crawled) -> None:
    feeds = [crawl.simulated.feeds[crawl.world.places.url(feed.host, feed.path)] for feed in crawl.well_feeds()]
    assert [feed.url for feed in feeds if feed.last_success is None or feed.trouble] == []


def test_a_feed_in_trouble_is_never_given_up_silently(crawl: Crawled) -> None:
    for feed in struck_by(crawl, *HOPELESS):
        assert feed.state == "active"
        assert feed.trouble.partition(" ")[0] in ("redirect-off-site", "redirect-loop", "too-many-redirects")
        assert feed.trouble_since is not None
    for feed in crawl.simulated.feeds.values():
        if feed.state == "active":
            assert feed.next_due - crawl.simulated.ended < 27 * HOUR, feed.url


def test_only_feeds_that_were_answered_410_have_ended(crawl: Crawled) -> None:
    ended = {feed.url for feed in crawl.simulated.feeds.values() if feed.state != "active"}
    gone = {crawl.world.places.url(r.host, r.path) for r in crawl.simulated.log if r.kind == "feed" and r.status == 410}
    assert ended == gone != set()


def test_most_polls_of_feeds_with_validators_are_conditional(crawl: Crawled) -> None:
    with_validators = {(f.host, f.path) for f in crawl.well_feeds() if f.manners.validators != "none"}
    polls = [r for r in crawl.simulated.log if (r.host, r.path) in with_validators]
    assert sum(r.is_conditional for r in polls) > 0.85 * len(polls)


def test_a_temporary_redirect_changes_no_address_and_a_permanent_one_does_within_days(crawl: Crawled) -> None:
    assert {feed.address == feed.url for feed in struck_by(crawl, "found")} == {True}
    moved = [feed.address != feed.url for feed in struck_by(crawl, "moved", "moved-308")]
    assert any(moved) == (crawl.hours > 72)


def test_a_list_that_is_far_too_long_is_fetched_in_parts_and_to_its_end(crawl: Crawled) -> None:
    (flood,) = (fault for fault in crawl.world.faults if fault.kind == "flood")
    fetched = {r.path for r in crawl.simulated.log if r.path.startswith("/flood/") and r.status == 200}
    assert len(fetched) == flood.amount
