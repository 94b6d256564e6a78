"""Fetching articles, seen from the log and the handouts of a simulated crawl."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.unit.fetch.scripted_web import (
    HOUR,
    MINUTE,
    START,
    Answer,
    Crawled,
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
from transforms.fetch.crawl_settings import FeedOptions
from transforms.fetch.entries import STAND_IN
from transforms.fetch.ledger import MemoryLedger
from transforms.fetch.transport import Request, Response
from transforms.records import Page

FEED, STORY = "http://example.org/feed", "http://example.org/1"


def with_story(answer: Answer, hours: float = 1.0, **settings: object) -> Crawled:
    return crawl(ScriptedWeb({FEED: feed(STORY), STORY: answer}), [FEED], hours, **settings)  # type: ignore[arg-type]


def only_page(crawled: Crawled) -> Page:
    (handout,) = crawled.handouts
    assert handout.page is not None
    return handout.page


def test_a_page_carries_what_the_feed_said_where_it_came_from_and_when() -> None:
    def answer(request: Request, now: int) -> Response:
        named = {"content_type": "x", "x_robots_tag": "noai", "tdm_reservation": "1", "server": "y"}
        return ok(request.url, "<p>Kühl</p>", "text/html; charset=UTF-8", **named)

    crawled = with_story(answer)
    page = only_page(crawled)
    asked = next(e for e in crawled.log if e.request.url == STORY)
    assert (page.url, page.media_type, page.charset, page.content) == (
        STORY,
        "text/html",
        "utf-8",
        "<p>Kühl</p>".encode(),
    )
    assert (page.fetched_at, page.entry.feed_url, page.entry.title) == (asked.ended_at, FEED, STORY)
    assert page.signals == ("x-robots-tag: noai", "tdm-reservation: 1")
    assert page.entry_id == crawled.handouts[0].entry.entry_id
    assert page.entry_id.startswith("e1")


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (status(404), "dropped", "status-404"),
        (status(410), "dropped", "gone"),
        (status(451), "dropped", "status-451"),
        (lambda r, now: ok(r.url, "%PDF", "application/pdf"), "dropped", "not-html"),
        (fails("refused-address"), "dropped", "refused-address"),
        (fails("too-large"), "dead-letter", "too-large"),
        (redirect(STORY), "dead-letter", "redirect-loop"),
        (status(301), "dead-letter", "bad-redirect"),
    ],
)
def test_what_ends_an_entry_at_once(answer: Answer, outcome: str, reason: str) -> None:
    crawled = with_story(answer)
    (handout,) = crawled.handouts
    assert handout.settlement is not None
    (found,) = handout.settlement.outcomes
    assert (found.outcome, found.reason, found.stage, found.entry_id) == (
        outcome,
        reason,
        "fetch",
        handout.entry.entry_id,
    )
    assert len(crawled.asked(STORY)) == 1


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (status(500), "dead-letter", "status-500"),
        (status(403), "dropped", "status-403"),
        (status(304), "dead-letter", "status-304"),
        (fails("timeout"), "dead-letter", "timeout"),
        (fails("unresolvable"), "dead-letter", "unresolvable"),
    ],
)
def test_what_may_pass_is_tried_four_times_over_hours(answer: Answer, outcome: str, reason: str) -> None:
    crawled = with_story(answer, hours=30)
    (handout,) = crawled.handouts
    assert handout.settlement is not None
    assert (handout.settlement.outcomes[0].outcome, handout.settlement.outcomes[0].reason) == (outcome, reason)
    asked = crawled.asked(STORY)
    assert (len(asked), asked[-1] - asked[0] > 70) == (4, True)


def test_an_article_that_comes_back_is_a_page() -> None:
    def answer(request: Request, now: int) -> Response:
        return status(503)(request, now) if now - START < 5 * MINUTE else ok(request.url)

    assert only_page(with_story(answer, hours=3)).url == STORY


def test_a_limit_on_one_article_keeps_all_of_the_operators_pages_waiting_and_loses_none() -> None:
    stories = [f"http://n{n}.example.org/{n}" for n in range(6)]

    def limited(request: Request, now: int) -> Response:
        return status(429, retry_after="1800")(request, now) if now - START < 25 * MINUTE else ok(request.url)

    web = ScriptedWeb({FEED: feed(*stories), stories[0]: limited}, pages=("http://n",))
    crawled = crawl(web, [FEED], hours=4)
    first = crawled.asked(stories[0])[0]
    late = [m for url in stories[1:] for m in crawled.asked(url) if m > first]
    assert all(minute >= first + 30 for minute in late)
    assert set(crawled.outcomes().values()) == {"page"}
    assert len(crawled.outcomes()) == 6


def test_a_page_is_followed_over_sites_and_each_hop_obeys_its_own_robots_txt() -> None:
    far, farther = "http://example.net/x", "http://other.example.net/y"
    answers = {FEED: feed(STORY), STORY: redirect(far, 302), far: redirect(farther, 307)}
    open_web = crawl(ScriptedWeb(answers, pages=("http://other.",)), [FEED])
    assert only_page(open_web).url == farther
    closed = {**answers, "http://other.example.net/robots.txt": robots("User-agent: *\nDisallow: /\n")}
    crawled = crawl(ScriptedWeb(closed, pages=("http://other.",)), [FEED])
    assert crawled.outcomes() == {STORY: "robots-disallowed"}
    assert crawled.asked(farther) == []
    assert_polite(open_web.log, 2_000)


def test_a_chain_of_more_than_five_redirects_is_a_dead_letter() -> None:
    answers = {f"http://example.org/{n}": redirect(f"/{n + 1}", 302) for n in range(1, 9)}
    crawled = crawl(ScriptedWeb({FEED: feed(STORY), **answers}), [FEED])
    assert crawled.outcomes() == {STORY: "too-many-redirects"}
    assert len([e for e in crawled.log if e.purpose == "page"]) == 6


def test_the_text_of_a_full_content_feed_stands_in_for_a_page_that_may_not_be_fetched_and_is_marked() -> None:
    html = "<p>" + "The council met again. " * 90 + "</p>"

    def answer(request: Request, now: int) -> Response:
        return ok(
            request.url, listing([entry(STORY, title="A & B", content_html=html, summary="short")]), "text/x-feed"
        )

    answers = {FEED: answer, "http://example.org/robots.txt": robots("User-agent: *\nDisallow: /1\n")}
    page = only_page(crawl(ScriptedWeb(answers), [FEED]))
    assert page.signals == (STAND_IN,)
    assert b"<h1>A &amp; B</h1><p>The council met again." in page.content
    assert crawl(ScriptedWeb(answers), [FEED], stand_in=False).outcomes() == {STORY: "robots-disallowed"}


@pytest.mark.parametrize("answer", [status(404), status(410)])
def test_nothing_stands_in_for_a_page_that_its_publisher_took_away(answer: Answer) -> None:
    def full(request: Request, now: int) -> Response:
        return ok(request.url, listing([entry(STORY, content_html="word " * 900)]), "text/x-feed")

    crawled = crawl(ScriptedWeb({FEED: full, STORY: answer}), [FEED])
    assert crawled.handouts[0].page is None


def test_an_entry_without_an_address_has_an_outcome_and_asks_nothing() -> None:
    def answer(request: Request, now: int) -> Response:
        return ok(request.url, listing([{"identity": "x1", "guid": "abc", "title": "no link"}]), "text/x-feed")

    crawled = crawl(ScriptedWeb({FEED: answer}), [FEED], hours=0.2)
    assert list(crawled.outcomes().values()) == ["no-address"]
    assert {e.purpose for e in crawled.log} == {"robots", "feed"}


def test_nothing_new_is_asked_for_when_nobody_collects() -> None:
    stories = [f"http://n{n}.example.org/{n}" for n in range(100)]
    web = ScriptedWeb({FEED: feed(*stories)}, pages=("http://n",))
    deserted = crawl(web, [FEED], hours=24, collect_every=None)
    assert max(deserted.log, key=lambda e: e.started_at).started_at < "2026-03-04T06:02:05"
    slow = crawl(web, [FEED], hours=2, collect_every=100.0, queue_pages=4)
    pages = [e for e in slow.log if e.purpose == "page"]
    per_visit = Counter(
        (int(e.ended_at[14:16]) * 60 + int(e.ended_at[17:19])) // 100 + 36 * int(e.ended_at[11:13]) for e in pages
    )
    assert max(per_visit.values()) <= 4
    assert len(slow.handouts) == 100


def test_articles_are_looked_at_again_with_their_validators_when_asked_to() -> None:
    def answer(request: Request, now: int) -> Response:
        tag = f'"{(now - START) // (5 * HOUR)}"'
        if dict(request.headers).get("If-None-Match") == tag:
            return Response(request.url, 304)
        return ok(request.url, f"<p>Text {tag}</p>", etag=tag)

    ages = (HOUR, 6 * HOUR, 7 * HOUR)
    crawled = with_story(answer, hours=24, recheck=True, recheck_ages=ages)
    assert crawled.asked(STORY) == [0, 60, 360, 420]
    assert crawled.sent(STORY, "If-None-Match") == [None, '"0"', '"0"', '"1"']
    assert [h.page.content for h in crawled.handouts if h.page] == [b'<p>Text "0"</p>', b'<p>Text "1"</p>']
    assert len({h.page.entry_id for h in crawled.handouts if h.page}) == 2
    assert crawled.ledger.cursor().pending == ()  # type: ignore[attr-defined]
    assert len(with_story(answer, hours=24).asked(STORY)) == 1
    one = crawl(ScriptedWeb({FEED: feed(STORY), STORY: answer}), [FeedOptions(FEED, recheck=True)], hours=3)
    assert one.asked(STORY) == [0, 60]


def test_a_crawl_goes_on_from_its_ledger_and_asks_again_only_for_what_was_not_settled() -> None:
    stories = [f"http://example.org/{n}" for n in range(40)]
    web = ScriptedWeb({FEED: feed(*stories)}, pages=("http://example.org/",))
    ledger = MemoryLedger()
    first = crawl(web, [FEED], hours=40 / 3600, ledger=ledger, collect_every=5.0)
    restored = MemoryLedger(ledger.checkpoint())
    second = crawl(web, [FEED], hours=1, ledger=restored, start=first.ended)
    assert 0 < len(first.handouts) < 40
    assert sorted(h.entry.url for h in (*first.handouts, *second.handouts)) == sorted(stories)
    assert not second.asked("http://example.org/robots.txt")
    assert_polite([*first.log, *second.log], 2_000)


def test_after_a_restore_nothing_is_asked_for_before_the_old_lease_is_over() -> None:
    web = ScriptedWeb({FEED: feed(STORY)}, pages=("http://example.org/",))
    crawled = crawl(web, [FEED], hours=2, quiet_start=180_000, due_start=10 * MINUTE)
    assert min(crawled.asked(FEED)) >= 10
    assert min(e.started_at for e in crawled.log) >= "2026-03-04T06:10"
