"""Polling feeds, seen from the log of a simulated crawl."""

from __future__ import annotations

import itertools

from tests.unit.fetch.scripted_web import (
    DAY,
    HOUR,
    MINUTE,
    START,
    Answer,
    ScriptedWeb,
    assert_polite,
    crawl,
    entry,
    fails,
    feed,
    listing,
    ok,
    redirect,
    robots,
    status,
)
from transforms.fetch.clock import instant_of
from transforms.fetch.crawl_settings import FeedOptions
from transforms.fetch.ledger import MemoryLedger
from transforms.fetch.transport import Request, Response
from transforms.store.cursor_rows import standing

FEED, STORY = "http://example.org/feed", "http://example.org/1"
MOVED = "http://www.example.org/feed"


def web(answer: Answer, **more: Answer) -> ScriptedWeb:
    return ScriptedWeb(
        {FEED: answer, **more}, pages=("http://example.org/", "http://www.example.org/", "http://example.net/")
    )


def with_etag(tag: str = 'W/"v 1"', modified: str = "Tue, 3 Mar 2026 5:00 +0000") -> Answer:
    """A feed that gives validators of an odd shape and answers 304 to nothing but exactly these."""

    def answer(request: Request, now: int) -> Response:
        sent = dict(request.headers)
        if (sent.get("If-None-Match"), sent.get("If-Modified-Since")) == (tag, modified):
            return Response(request.url, 304)
        return ok(request.url, listing([entry(STORY)]), "text/x-feed", etag=tag, last_modified=modified)

    return answer


def test_validators_are_sent_back_exactly_as_given_and_the_whole_is_asked_for_now_and_then() -> None:
    crawled = crawl(web(with_etag()), [FEED], hours=60)
    sent = crawled.sent(FEED, "If-None-Match")
    assert sent[0] is None
    assert set(sent) == {None, 'W/"v 1"'}
    assert 2 <= sent.count(None) < len(sent) / 3
    assert [h.entry.url for h in crawled.handouts] == [STORY]


def test_validators_are_tied_to_the_address_that_gave_them() -> None:
    crawled = crawl(web(redirect(MOVED, 302), **{MOVED: with_etag()}), [FEED], hours=12)
    assert set(crawled.sent(FEED, "If-None-Match")) == {None}
    assert crawled.sent(MOVED, "If-None-Match")[1:3] == ['W/"v 1"', 'W/"v 1"']
    assert crawled.cursors[FEED].address == FEED


def test_validators_of_a_feed_that_could_not_be_read_are_not_kept() -> None:
    broken = web(lambda request, now: ok(request.url, "<html>", "text/html", etag='"x"'))
    crawled = crawl(broken, [FEED], hours=24)
    assert set(crawled.sent(FEED, "If-None-Match")) == {None}
    assert crawled.cursors[FEED].trouble == "not-a-feed"
    assert crawled.cursors[FEED].trouble_since is not None


def test_a_304_that_nobody_asked_for_is_a_failure_not_a_quiet_feed() -> None:
    assert crawl(web(status(304)), [FEED]).cursors[FEED].trouble == "status-304"


def test_410_ends_a_feed_for_good() -> None:
    ledger = MemoryLedger()
    crawled = crawl(web(status(410)), [FEED], hours=72, ledger=ledger)
    assert (len(crawled.asked(FEED)), crawled.cursors[FEED].state) == (1, "gone")
    assert crawl(web(status(410)), [FEED], hours=72, ledger=ledger, start=START + 4 * DAY).asked(FEED) == []


def test_a_failing_feed_is_backed_off_but_tried_for_ever() -> None:
    asked = crawl(web(status(500)), [FEED], hours=24 * 14).asked(FEED)
    waits = [after - before for before, after in itertools.pairwise(asked)]
    assert waits[0] < 25
    assert 24 * 60 <= waits[-1] <= 27 * 60
    assert asked[-1] > 12 * 24 * 60


def test_a_feed_that_recovers_keeps_its_rhythm_and_loses_its_trouble() -> None:
    def answer(request: Request, now: int) -> Response:
        return status(502)(request, now) if now - START < 3 * HOUR else feed(STORY)(request, now)

    cursor = crawl(web(answer), [FEED], hours=12).cursors[FEED]
    assert (cursor.failures, cursor.trouble, cursor.trouble_since) == (0, "", None)


def test_retry_after_of_one_feed_keeps_all_feeds_of_the_operator_away() -> None:
    other, foreign = "http://news.example.org/feed", "http://example.net/feed"
    busy = web(status(429, retry_after="7200"), **{other: feed(), foreign: feed()})
    crawled = crawl(busy, [FEED, FeedOptions(other), foreign], hours=6)
    limited = crawled.asked(FEED)[0]
    assert [minute for minute in crawled.asked(other) if limited < minute < limited + 120] == []
    assert len(crawled.asked(foreign)) > len(crawled.asked(other)) > 1


def test_no_poll_comes_before_what_the_cache_headers_allow() -> None:
    asked = crawl(web(feed(STORY, cache_control="max-age=7200")), [FEED], hours=24).asked(FEED)
    assert len(asked) > 5
    assert all(after - before >= 120 for before, after in itertools.pairwise(asked))


def test_what_the_feed_itself_asks_for_is_kept() -> None:
    def answer(request: Request, now: int) -> Response:
        return ok(request.url, listing([entry(STORY)], ttl_minutes=180, skip_hours=[9, 10, 11]), "text/x-feed")

    asked = crawl(web(answer), [FEED], hours=24).asked(FEED)
    assert all(after - before >= 180 for before, after in itertools.pairwise(asked))
    assert [minute for minute in asked if (minute // 60 + 6) % 24 in (9, 10, 11)] == []


def test_a_permanent_redirect_is_adopted_after_repeated_sightings_and_the_feed_keeps_its_name() -> None:
    crawled = crawl(web(redirect(MOVED), **{MOVED: feed(STORY)}), [FEED], hours=24 * 10)
    old = crawled.asked(FEED)
    assert len(old) >= 3
    assert 24 * 60 <= old[-1] < 4 * 24 * 60
    assert crawled.cursors[FEED].address == MOVED
    assert {h.entry.feed_url for h in crawled.handouts} == {FEED}


def test_a_redirect_off_the_site_is_not_followed_and_says_where_it_leads() -> None:
    away = "http://example.net/feed"
    crawled = crawl(web(redirect(away), **{away: feed(STORY)}), [FEED], hours=5)
    assert crawled.asked(away) == []
    assert crawled.cursors[FEED].trouble == f"redirect-off-site ({away})"


def test_robots_txt_is_read_first_and_obeyed_for_feeds_too() -> None:
    closed = web(feed(STORY), **{"http://example.org/robots.txt": robots("User-agent: *\nDisallow: /feed\n")})
    crawled = crawl(closed, [FEED], hours=30)
    assert crawled.asked(FEED) == []
    assert len(crawled.asked("http://example.org/robots.txt")) == 2
    assert crawled.cursors[FEED].trouble == "robots-disallowed"


def test_robots_txt_that_cannot_be_read_forbids_everything_until_it_can() -> None:
    def sick(request: Request, now: int) -> Response:
        return status(503)(request, now) if now - START < 2 * HOUR else ok(request.url, "", "text/plain")

    for answer in (sick, fails("timeout")):
        crawled = crawl(web(feed(STORY), **{"http://example.org/robots.txt": answer}), [FEED], hours=6)
        assert not [minute for minute in crawled.asked(FEED) if minute < 120]
        assert (len(crawled.asked(FEED)) > 1) == (answer is sick)


def test_a_robots_txt_behind_a_redirect_speaks_for_the_origin_that_was_asked() -> None:
    elsewhere = "http://example.net/rules"
    moved = {
        "http://example.org/robots.txt": redirect(elsewhere, 302),
        elsewhere: robots("User-agent: *\nDisallow: /1\n"),
    }
    crawled = crawl(web(feed(STORY), **moved), [FEED])
    assert crawled.outcomes() == {STORY: "robots-disallowed"}


def test_crawl_delay_is_obeyed_up_to_its_cap() -> None:
    slow = {"http://example.org/robots.txt": robots("User-agent: *\nCrawl-delay: 30\n")}
    stories = [f"http://example.org/{n}" for n in range(8)]
    assert_polite(crawl(web(feed(*stories), **slow), [FEED]).log, 30_000)
    endless = {"http://example.org/robots.txt": robots("User-agent: *\nCrawl-delay: 86400\n")}
    crawled = crawl(web(feed(*stories), **endless), [FEED])
    assert_polite(crawled.log, 60_000)
    assert len(crawled.handouts) == 8


def test_an_entry_that_left_the_list_and_a_list_that_is_empty_for_once_make_nothing_new() -> None:
    def answer(request: Request, now: int) -> Response:
        stories = [] if (now // HOUR) % 2 else [entry(STORY), entry("http://example.org/2")]
        return ok(request.url, listing(stories), "text/x-feed")

    crawled = crawl(web(answer), [FEED], hours=8)
    assert len(crawled.asked(FEED)) > 8
    assert len(crawled.asked(STORY)) == 1


def test_a_changed_entry_is_fetched_again_but_a_feed_that_touches_all_of_them_is_not() -> None:
    def answer(request: Request, now: int) -> Response:
        hour = (now - START) // HOUR
        stories = [
            entry(f"http://example.org/{n}", title=f"{n} at {hour}" if n == 3 or hour == 5 else f"{n}")
            for n in range(9)
        ]
        return ok(request.url, listing(stories), "text/x-feed")

    crawled = crawl(web(answer), [FEED], hours=5.9)
    assert len(crawled.asked("http://example.org/4")) == 1
    assert 4 <= len(crawled.asked("http://example.org/3")) <= 6


def test_a_list_longer_than_the_queue_is_taken_in_parts_and_completely() -> None:
    stories = [f"http://example.org/{n}" for n in range(90)]
    answer = feed(*stories, etag='"same"')
    crawled = crawl(web(answer), [FEED], hours=12, pending_limit=60)
    assert sorted(h.entry.url for h in crawled.handouts) == sorted(stories)
    assert set(crawled.sent(FEED, "If-None-Match")[:5]) == {None}
    assert not crawled.cursors[FEED].overflow


def test_a_feed_taken_off_the_list_is_polled_no_more_and_comes_back_where_it_stood() -> None:
    ledger = MemoryLedger()
    simple = web(feed(STORY), **{"http://example.net/feed": feed()})
    crawl(simple, [FEED], hours=2, ledger=ledger)
    without = crawl(simple, ["http://example.net/feed"], hours=24, ledger=ledger, start=START + 3 * HOUR)
    assert (without.asked(FEED), without.cursors[FEED].state) == ([], "removed")
    again = crawl(simple, [FEED], hours=24, ledger=ledger, start=START + 30 * HOUR)
    assert again.cursors[FEED].state == "active"
    assert len(again.asked(FEED)) > 3
    assert again.handouts == []
    crawl(simple, ["http://example.net/feed"], hours=1, ledger=ledger, start=START + 10 * DAY)
    late = crawl(simple, ["http://example.net/feed"], hours=1, ledger=ledger, start=START + 60 * DAY)
    assert list(late.cursors) == ["http://example.net/feed"]
    assert [feed.url for feed in ledger.cursor().feeds] == ["http://example.net/feed"]


def test_each_shard_polls_its_own_operators_and_stretches_the_spacing_elsewhere() -> None:
    feeds = [f"http://s{n}.example/feed" for n in range(12)]
    shared = "http://cdn.example/"
    answers = {url: feed(*(f"{shared}{n}/{m}" for m in range(3))) for n, url in enumerate(feeds)}
    runs = [crawl(ScriptedWeb(dict(answers), pages=(shared,)), feeds, shards=3, shard=n) for n in range(3)]
    polled = [{e.request.url for e in run.log if e.purpose == "feed"} for run in runs]
    assert sorted(url for urls in polled for url in urls) == sorted(feeds)
    strangers = [run for run in runs if run.handouts]
    assert len(strangers) == 3
    for run in strangers[:]:
        on_cdn = [e for e in run.log if e.request.url.startswith(shared)]
        assert_polite(on_cdn, 2_000)
    assert sum(_keeps(run.log, shared, 6_000) for run in runs) >= 2


def _keeps(log: list, prefix: str, spacing: int) -> bool:  # type: ignore[type-arg]
    try:
        assert_polite([e for e in log if e.request.url.startswith(prefix)], spacing)
    except AssertionError:
        return False
    return True


def test_the_newest_sitemaps_of_an_index_are_polled_in_its_stead_on_its_own_site_only() -> None:
    site = "http://example.org/map"
    days = [(f"{site}{n}", "", f"2026-02-{n + 1:02d}T00:00:00.000Z") for n in range(8)]

    def index(request: Request, now: int) -> Response:
        later = [(f"{site}9", "", "2026-03-04T12:00:00.000Z")] if now - START > 12 * HOUR else []
        listed = [*days, *later, ("http://example.net/map", "", "2026-03-04T00:00:00.000Z")]
        return ok(request.url, listing([], kind="sitemap-index", listed=listed), "text/x-feed")

    maps = {f"{site}{n}": feed(f"http://example.org/{n}") for n in range(10)}
    crawled = crawl(web(index, **maps, **{"http://example.net/map": feed()}), [FEED], hours=48)
    first = {e.request.url for e in crawled.log if e.purpose == "feed" and e.started_at < "2026-03-04T18:00"}
    assert first == {FEED, *(f"{site}{n}" for n in range(3, 8))}
    assert crawled.asked(f"{site}9")
    assert crawled.cursors[f"{site}3"].state == "removed"
    assert {h.entry.feed_url for h in crawled.handouts} == {f"{site}{n}" for n in (3, 4, 5, 6, 7, 9)}


def test_followed_sitemaps_survive_a_restart_and_end_with_their_index() -> None:
    child = "http://example.org/map1"

    def index(request: Request, now: int) -> Response:
        return ok(request.url, listing([], kind="sitemap-index", listed=[(child,)]), "text/x-feed")

    ledger, maps = MemoryLedger(), web(index, **{child: feed(STORY)})
    crawl(maps, [FEED], hours=1, ledger=ledger)
    again = crawl(maps, [FEED], hours=24, ledger=ledger, start=START + 2 * HOUR)
    assert len(again.asked(child)) > 3
    ended = crawl(maps, ["http://example.net/feed"], hours=24, ledger=ledger, start=START + 30 * HOUR)
    assert ended.asked(child) == []
    assert {url: cursor.state for url, cursor in ended.cursors.items() if "org" in url} == {
        FEED: "removed",
        child: "removed",
    }


def test_of_a_plain_sitemap_only_what_changed_lately_is_news() -> None:
    def sitemap(request: Request, now: int) -> Response:
        times = {"new": START - HOUR, "old": START - 9 * DAY}
        pages = [entry(f"http://example.org/{name}", published=at) for name, at in times.items()]
        pages.append(entry("http://example.org/undated"))
        return ok(request.url, listing(pages, kind="sitemap"), "text/x-feed")

    assert crawl(web(sitemap), [FEED], hours=3).outcomes() == {"http://example.org/new": "page"}


def test_a_list_of_feeds_in_place_of_a_feed_is_named() -> None:
    answer = web(lambda request, now: ok(request.url, listing([], kind="opml"), "text/x-feed"))
    assert crawl(answer, [FEED]).cursors[FEED].trouble == "feed-list"


def limiting(minute: int, seconds: int) -> Answer:
    """A feed that, once, from a minute on, wants to be left alone for so many seconds."""
    said: list[int] = []

    def answer(request: Request, now: int) -> Response:
        if now - START >= minute * MINUTE and not said:
            said.append(now)
            return status(429, retry_after=str(seconds))(request, now)
        return feed(STORY)(request, now)

    return answer


def test_a_feed_that_waits_for_a_limit_of_its_operator_says_so_until_it_is_asked_again() -> None:
    waiting = crawl(web(limiting(30, 6 * 3600), **{MOVED: feed(STORY)}), [FEED, MOVED], hours=5).cursors[MOVED]
    assert (waiting.trouble, waiting.failures) == ("limited (status-429)", 0)
    assert waiting.trouble_since is not None
    assert START + 30 * MINUTE < waiting.trouble_since < START + 2 * HOUR
    assert waiting.next_due > START + 6 * HOUR
    after = crawl(web(limiting(30, 6 * 3600), **{MOVED: feed(STORY)}), [FEED, MOVED], hours=12).cursors[MOVED]
    assert (after.trouble, after.trouble_since) == ("", None)
    assert after.last_success is not None
    assert after.last_success > waiting.next_due


def test_a_feed_that_is_listed_while_its_host_is_left_alone_says_so_at_once() -> None:
    ledger = MemoryLedger()
    crawl(web(limiting(0, 6 * 3600)), [FEED], ledger=ledger)
    crawled = crawl(web(limiting(0, 6 * 3600)), [FEED, f"{FEED}/2"], ledger=ledger, start=START + HOUR)
    assert crawled.cursors[f"{FEED}/2"].trouble == "limited (status-429)"
    assert crawled.cursors[FEED].trouble == "status-429"
    assert crawled.log == []


def test_a_short_limit_is_no_trouble_of_the_feeds_that_wait_for_it() -> None:
    cursor = crawl(web(limiting(30, 300), **{MOVED: feed(STORY)}), [FEED, MOVED], hours=0.6).cursors[MOVED]
    assert cursor.trouble == ""


def test_a_poll_that_a_limit_held_back_into_an_hour_its_feed_skips_waits_for_the_end_of_it() -> None:
    # It is 06:00; the limit ends at 08:30.
    def skipping(request: Request, now: int) -> Response:
        return ok(request.url, listing([entry(STORY)], skip_hours=[8, 9]), "text/x-feed")

    crawled = crawl(web(limiting(30, 2 * 3600), **{MOVED: skipping}), [FEED, MOVED], hours=8)
    assert min(minute for minute in crawled.asked(MOVED) if minute > 60) in range(4 * 60, 4 * 60 + 3)
    assert crawled.asked(FEED)[-1] > 150


def test_a_poll_that_waits_long_for_room_in_the_queue_is_no_trouble_and_says_since_when() -> None:
    stories = [f"http://slow.example.org/{n}" for n in range(90)]
    slow = robots("User-agent: *\nDisallow:\nCrawl-delay: 3600\n")
    held = web(feed(*stories), **{"http://slow.example.org/robots.txt": slow})
    crawled = crawl(held, [FEED], hours=0.9, pending_limit=60, max_crawl_delay=HOUR)
    cursor = crawled.cursors[FEED]
    assert (cursor.trouble, cursor.failures, len(crawled.asked(FEED))) == ("", 0, 1)
    assert cursor.parked_since is not None
    assert cursor.next_due <= cursor.parked_since < START + 30 * MINUTE
    assert standing(cursor)._replace(since=None) == (
        "active",
        None,
        f"queue-full: its poll waits for room since {instant_of(cursor.parked_since)}",
    )
    quick = web(feed(*stories))
    after = crawl(quick, [FEED], ledger=crawled.ledger, hours=24, start=START + HOUR, pending_limit=60)
    assert after.cursors[FEED].parked_since is None
