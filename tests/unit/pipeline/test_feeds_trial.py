"""Feeds asked once by the crawler itself, on a web of scripted answers under virtual time."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence

from pipeline.feed_plan import Manners
from pipeline.feed_report import FeedReport
from pipeline.feed_trial import FeedTrial, Tried
from pipeline.feed_verdict import report_of
from tests.unit.fetch.scripted_web import (
    HOUR,
    MINUTE,
    START,
    Answer,
    ScriptedWeb,
    entry,
    fails,
    listing,
    ok,
    read_listing,
    redirect,
    robots,
    status,
)
from tests.virtual_time import run_virtually
from transforms.fetch import entries
from transforms.fetch.clock import LoopClock, instant_of
from transforms.fetch.crawl_settings import CrawlSettings, FeedOptions
from transforms.fetch.transport import Request, Response

SETTINGS = CrawlSettings()
SITE = "https://news.example.org"
FEED = f"{SITE}/feed"


class LoggedWeb(ScriptedWeb):
    """A scripted web that notes each request with its simulated second."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        super().__init__(answers, origin=START)
        self.asked: list[tuple[str, float]] = []
        self.headers: list[dict[str, str]] = []

    async def fetch(self, request: Request) -> Response:
        self.asked.append((request.url, asyncio.get_running_loop().time()))
        self.headers.append(dict(request.headers))
        return await super().fetch(request)

    def urls(self) -> list[str]:
        return [url for url, _ in self.asked]


def trial(web: LoggedWeb, *feeds: str | FeedOptions, settings: CrawlSettings = SETTINGS) -> list[Tried]:
    """What came of the feeds, in the order given."""
    options = [FeedOptions(feed) if isinstance(feed, str) else feed for feed in feeds]

    async def ask() -> dict[str, Tried]:
        found: dict[str, Tried] = {}
        clock = LoopClock(asyncio.get_running_loop(), START)
        asking = FeedTrial(web, read_listing, settings, clock)
        await asking.ask(options, {}, lambda tried: found.update({tried.options.url: tried}))
        return found

    found = run_virtually(ask())
    return [found[each.url] for each in options]


def reports(web: LoggedWeb, *feeds: str | FeedOptions) -> list[FeedReport]:
    found = trial(web, *feeds)
    return [report_of(each.options.url, each, Manners(SETTINGS, each.options)) for each in found]


def report(answer: Answer, more: dict[str, Answer] | None = None) -> FeedReport:
    (only,) = reports(LoggedWeb({FEED: answer, **(more or {})}), FEED)
    return only


def answer(rows: Sequence[dict[str, object]], headers: dict[str, str] | None = None, **about: object) -> Answer:
    return lambda request, now: ok(request.url, listing(rows, **about), "text/x-feed", **(headers or {}))


def hourly(count: int = 12) -> list[dict[str, object]]:
    """Entries that came an hour apart, the last half an hour ago."""
    return [entry(f"{SITE}/{n}", published=START - HOUR // 2 - n * HOUR) for n in range(count)]


def test_a_trial_asks_for_robots_and_feed_and_for_no_article() -> None:
    web = LoggedWeb({FEED: answer(hourly())})
    (tried,) = trial(web, FEED)
    assert web.urls() == [f"{SITE}/robots.txt", FEED]
    assert len(tried.entries) == 12
    assert tried.document is not None
    assert [step.url for step in tried.steps] == [FEED]


def test_two_feeds_of_a_host_are_asked_one_after_the_other_with_the_spacing_between() -> None:
    web = LoggedWeb({FEED: answer(hourly()), f"{SITE}/two": answer(hourly())})
    trial(web, FEED, f"{SITE}/two")
    times = [second for _, second in web.asked]
    assert len(times) == 3
    assert all(later - earlier >= 2.2 for earlier, later in itertools.pairwise(times))


def test_the_next_poll_is_the_one_that_the_crawler_scheduled_and_the_reason_is_its_own_rhythm() -> None:
    web = LoggedWeb({FEED: answer(hourly())})
    (tried,) = trial(web, FEED)
    told = report_of(FEED, tried, Manners(SETTINGS, tried.options))
    assert tried.cursor is not None
    assert told.plan is not None
    assert told.plan.next_poll == instant_of(tried.cursor.next_due)
    assert told.plan.decided_by == "rhythm"
    assert told.plan.action == "follow"
    assert "0.6" in told.plan.notes[0]


def test_cache_headers_decide_where_they_last_longer_than_the_rhythm() -> None:
    told = report(answer(hourly(), {"cache_control": "max-age=18000", "etag": '"a"'}))
    assert told.plan is not None
    assert told.asked is not None
    assert told.plan.decided_by == "cache"
    assert "fresh for 5 h" in told.plan.notes[0]
    assert told.asked.etag == '"a"'
    assert any("conditional (ETag)" in note for note in told.plan.notes)


def test_ttl_and_skipped_hours_decide_and_are_named() -> None:
    slow = report(answer(hourly(), ttl_minutes=240))
    assert slow.plan is not None
    assert slow.plan.decided_by == "ttl"
    quiet = report(answer(hourly(), skip_hours=[6, 7, 8]))
    assert quiet.plan is not None
    assert quiet.plan.decided_by == "skip"
    assert quiet.plan.next_poll == instant_of(START + 3 * HOUR)
    assert "skipped hours (UTC): 6, 7, 8" in quiet.plan.notes


def test_the_bounds_of_the_interval_are_told_from_the_rhythm() -> None:
    busy = [entry(f"{SITE}/{n}", published=START - n * 6 * MINUTE) for n in range(30)]
    assert report(answer(busy)).plan.decided_by == "shortest"  # type: ignore[union-attr]
    old = [entry(f"{SITE}/{n}", published=START - 900 * 24 * HOUR) for n in range(3)]
    assert report(answer(old)).plan.decided_by == "longest"  # type: ignore[union-attr]


def test_more_entries_than_the_queue_has_room_for_are_counted() -> None:
    told = report(answer(hourly(130)))
    assert told.plan is not None
    assert (told.plan.takes, told.plan.left, told.plan.decided_by) == (100, 30, "room")


def test_entries_without_a_link_are_named_with_what_becomes_of_them() -> None:
    rows = [*hourly(2), {"identity": "x", "url": None, "title": "No way to it"}]
    told = report(answer(rows))
    assert told.content is not None
    assert told.plan is not None
    assert (told.content.without_link, list(told.content.without_link_samples)) == (1, ["No way to it"])
    assert any("no-address" in note for note in told.plan.notes)


def test_whole_texts_teasers_and_titles_are_told_apart_by_what_may_stand_in() -> None:
    whole = {**entry(f"{SITE}/1"), "content_html": "<p>" + "word " * entries.FULL_CONTENT}
    rows = [whole, {**entry(f"{SITE}/2"), "summary": "In short."}, entry(f"{SITE}/3")]
    told = report(answer(rows))
    assert told.content is not None
    assert (told.content.full_text, told.content.teasers, told.content.titles_only) == (1, 1, 1)


def test_a_permanent_redirect_is_followed_and_the_adoption_announced() -> None:
    told = report(redirect(f"{SITE}/new"), {f"{SITE}/new": answer(hourly())})
    assert told.state == "read"
    assert told.asked is not None
    assert told.plan is not None
    assert [(hop.status, hop.to, hop.followed) for hop in told.asked.redirects] == [(301, f"{SITE}/new", True)]
    assert any("moved for good" in note and f"{SITE}/new" in note for note in told.plan.notes)


def test_a_redirect_to_another_site_is_named_and_not_followed() -> None:
    web = LoggedWeb({FEED: redirect("https://other.example.com/feed", 302)})
    (told,) = reports(web, FEED)
    assert (told.state, told.reason) == ("failed", "redirect-off-site")
    assert "https://other.example.com/feed" in told.message
    assert told.asked is not None
    assert not told.asked.redirects[0].followed
    assert not any("other.example.com" in url for url in web.urls())


def test_what_robots_forbids_is_not_asked() -> None:
    web = LoggedWeb({FEED: answer(hourly()), f"{SITE}/robots.txt": robots("User-agent: *\nDisallow: /feed")})
    (told,) = reports(web, FEED)
    assert (told.state, told.reason) == ("failed", "robots-disallowed")
    assert told.asked is not None
    assert told.plan is not None
    assert [each.verdict for each in told.asked.robots] == ["disallowed"]
    assert (told.plan.action, told.plan.decided_by) == ("wait", "robots")
    assert web.urls() == [f"{SITE}/robots.txt"]


def test_a_crawl_delay_is_shown() -> None:
    told = report(answer(hourly()), {f"{SITE}/robots.txt": robots("User-agent: *\nCrawl-delay: 7\nAllow: /")})
    assert told.asked is not None
    assert told.asked.robots[0].crawl_delay == 7.0
    assert told.asked.robots[0].verdict == "allowed"


def test_a_host_that_cannot_be_reached_is_named_by_what_is_wrong_with_it_not_by_its_robots_file() -> None:
    for reason in ("unresolvable", "refused-address", "certificate", "timeout"):
        web = LoggedWeb({FEED: fails(reason), f"{SITE}/robots.txt": fails(reason)})
        (told,) = reports(web, FEED)
        assert (told.state, told.reason) == ("failed", reason)
        assert told.message
    told = report(answer(hourly()), {f"{SITE}/robots.txt": status(500)})
    assert told.reason == "robots-unreadable"
    assert "status-500" in told.message


def test_a_limit_is_kept_and_what_lies_behind_it_is_given_up_with_the_time() -> None:
    # The feed that found the robots.txt missing waits behind the other one.
    web = LoggedWeb({FEED: answer(hourly()), f"{SITE}/limited": status(429, retry_after="7200")})
    behind, limited = reports(web, FEED, f"{SITE}/limited")
    assert limited.reason == "status-429"
    assert limited.plan is not None
    assert limited.plan.decided_by == "limit"
    assert (behind.state, behind.reason) == ("failed", "limited")
    assert "status-429" in behind.message
    assert instant_of(START + 2 * HOUR)[:13] in behind.message
    assert FEED not in web.urls()


def test_cache_headers_of_what_is_no_feed_are_named_as_what_decides() -> None:
    told = report(lambda request, now: ok(request.url, "<html>", "text/html", cache_control="max-age=86400"))
    assert told.plan is not None
    assert (told.state, told.plan.decided_by) == ("failed", "cache")
    assert "cache headers" in told.plan.notes[0]


def test_gone_ends_a_feed() -> None:
    told = report(status(410))
    assert (told.state, told.reason) == ("failed", "gone")
    assert told.plan is not None
    assert (told.plan.action, told.plan.next_poll) == ("end", None)


def test_a_failure_backs_off_and_says_when_it_tries_again() -> None:
    web = LoggedWeb({FEED: status(500)})
    (tried,) = trial(web, FEED)
    told = report_of(FEED, tried, Manners(SETTINGS, tried.options))
    assert tried.cursor is not None
    assert told.plan is not None
    assert (told.reason, told.plan.action, told.plan.decided_by) == ("status-500", "retry", "failure")
    assert told.plan.next_poll == instant_of(tried.cursor.next_due)


def test_what_is_no_feed_is_told_in_the_readers_own_words() -> None:
    told = report(lambda request, now: ok(request.url, "<p>hello", "text/html"))
    assert (told.reason, told.message) == ("not-a-feed", "text/html: a feed is expected")


def test_the_sitemaps_of_an_index_are_named_and_not_asked() -> None:
    maps = [[f"{SITE}/map-{n}.xml", "", None] for n in range(7)]
    web = LoggedWeb({FEED: answer([], kind="sitemap-index", listed=maps)})
    (told,) = reports(web, FEED)
    assert told.state == "read"
    assert told.content is not None
    assert (told.content.listed, told.content.listed_samples[0]) == (7, f"{SITE}/map-0.xml")
    assert web.urls() == [f"{SITE}/robots.txt", FEED]


def test_an_interval_set_by_a_list_is_what_the_plan_counts_with() -> None:
    busy = [entry(f"{SITE}/{n}", published=START - n * 6 * MINUTE) for n in range(30)]
    (told,) = reports(LoggedWeb({FEED: answer(busy)}), FeedOptions(FEED, min_interval=90 * MINUTE))
    assert told.plan is not None
    assert told.plan.decided_by == "shortest"
    assert any("90 min" in note for note in told.plan.notes)
