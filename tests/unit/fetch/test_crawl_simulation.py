"""A day of sixty feeds on fifteen hosts: manners, freshness, and that nothing is lost, whenever it is killed."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from random import Random
from statistics import median

import pytest

from tests.unit.fetch.scripted_web import (
    DAY,
    HOUR,
    MINUTE,
    START,
    Answer,
    Crawled,
    ScriptedWeb,
    assert_polite,
    crawl,
    entry,
    listing,
    ok,
)
from transforms.fetch.clock import moment_of
from transforms.fetch.ledger import MemoryLedger
from transforms.fetch.transport import Request, Response

FEEDS, HOSTS = 60, 15
GAPS = (3 * MINUTE, 12 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, DAY)
FRESH = {4: 45 * MINUTE, 9: 2 * HOUR}


def gap_of(n: int) -> int:
    return GAPS[n % len(GAPS)]


def url_of(n: int) -> str:
    return f"http://host{n % HOSTS}.org/feed{n}"


@cache
def published(n: int) -> tuple[int, ...]:
    """When the articles of a feed appear: at random, so many a day as its gap says; none in the small hours."""
    random, times, at = Random(n), [], float(START - 2 * DAY)
    while at < START + 2 * DAY:
        at += random.expovariate(1 / gap_of(n))
        if at // HOUR % 24 not in (2, 3, 4):
            times.append(int(at))
    return tuple(times)


def answer_of(n: int) -> Answer:
    def answer(request: Request, now: int) -> Response:
        count = bisect_right(published(n), now)
        tag = f'W/"{count}"'
        if n % 3 and dict(request.headers).get("If-None-Match") == tag:
            return Response(request.url, 304, (("cache-control", f"max-age={FRESH.get(n, 0) // 1000}"),))
        shown = range(count - 1, max(-1, count - 26), -1)
        stories = [entry(f"http://host{n % HOSTS}.org/{n}/{k}", published=published(n)[k]) for k in shown]
        fresh = {"cache_control": f"max-age={FRESH[n] // 1000}"} if n in FRESH else {}
        return ok(request.url, listing(stories), "text/x-feed", etag=tag, **fresh)

    return answer


def web() -> ScriptedWeb:
    return ScriptedWeb({url_of(n): answer_of(n) for n in range(FEEDS)}, pages=("http://host",))


@pytest.fixture(scope="module")
def day() -> Crawled:
    return crawl(web(), [url_of(n) for n in range(FEEDS)], hours=24, pending_limit=5_000)


def test_no_host_is_asked_two_things_at_once_or_too_soon(day: Crawled) -> None:
    assert len(day.log) > 5_000
    assert_polite(day.log, 2_000)


def test_no_feed_is_polled_before_it_is_permitted(day: Crawled) -> None:
    polls = defaultdict(list)
    for exchange in day.log:
        if exchange.purpose == "feed":
            polls[exchange.feed_url].append(moment_of(exchange.started_at))
    for n in range(FEEDS):
        least = max(10 * MINUTE, FRESH.get(n, 0))
        times = polls[url_of(n)]
        assert all(after - before >= least for before, after in itertools.pairwise(times)), url_of(n)


def test_an_article_is_fetched_at_the_median_within_half_of_what_its_feed_permits(day: Crawled) -> None:
    waits = defaultdict(list)
    for handout in day.handouts:
        assert handout.page is not None
        assert handout.page.fetched_at is not None
        at = moment_of(handout.entry.entry.published_at or "")
        if at > START + 4 * HOUR:
            waits[handout.entry.feed_url].append(moment_of(handout.page.fetched_at) - at)
    judged = 0
    for n in range(FEEDS):
        if len(waits[url_of(n)]) >= 20:
            bar = max(gap_of(n), 10 * MINUTE, FRESH.get(n, 0)) / 2
            # What is polled at the shortest interval waits half of it by itself; the rest is spacing and chance.
            assert median(waits[url_of(n)]) <= bar * 1.2, url_of(n)
            judged += 1
    assert judged > 25
    everything = [
        wait / max(gap_of(n), 10 * MINUTE, FRESH.get(n, 0)) for n in range(FEEDS) for wait in waits[url_of(n)]
    ]
    assert median(everything) <= 0.5


def test_quiet_feeds_are_not_asked_more_often_than_they_need(day: Crawled) -> None:
    polls = defaultdict(int)
    for exchange in day.log:
        polls[exchange.feed_url] += exchange.purpose == "feed"
    slow = [polls[url_of(n)] for n in range(FEEDS) if gap_of(n) == DAY]
    busy = [polls[url_of(n)] for n in range(FEEDS) if gap_of(n) == 3 * MINUTE and n not in FRESH]
    assert median(slow) <= 4
    assert max(slow) <= 24  # of a feed that lists nothing at all nothing is known
    assert min(busy) >= 130


def test_nothing_that_was_listed_is_missed(day: Crawled) -> None:
    expected = {
        f"http://host{n % HOSTS}.org/{n}/{k}"
        for n in range(FEEDS)
        for k, at in enumerate(published(n))
        if START < at < START + 20 * HOUR and gap_of(n) < 3 * HOUR
    }
    assert expected <= set(day.outcomes())
    assert len(day.outcomes()) == len(day.handouts)


def kills(seed: int) -> Iterator[float]:
    random = Random(seed)
    while True:
        yield random.uniform(0.02, 0.4)


def test_killed_at_any_moment_it_loses_nothing_and_repeats_only_what_no_checkpoint_held() -> None:
    feeds = [url_of(n) for n in range(12)]
    ledger, handed, ended = MemoryLedger(), [], START
    for hours, _ in zip(kills(5), range(12), strict=False):
        run = crawl(web(), feeds, hours, ledger, collect_every=20.0, start=ended, killed=True)
        handed += [handout.entry.entry_id for handout in run.handouts]
        ledger, ended = MemoryLedger(ledger.checkpoint()), run.ended
    run = crawl(web(), feeds, 1.0, ledger, start=ended)
    handed += [handout.entry.entry_id for handout in run.handouts]
    calm = crawl(web(), feeds, (ended - START) / HOUR + 0.9)
    assert {h.entry.entry_id for h in calm.handouts} <= set(handed)
    assert len(handed) == len(set(handed))
