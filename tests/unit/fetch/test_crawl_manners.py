"""What a list sets for single feeds and hosts, seen from the log of a simulated crawl."""

from __future__ import annotations

from itertools import pairwise

from tests.unit.fetch.recorded_crawl import AGENT
from tests.unit.fetch.scripted_web import ScriptedWeb, crawl, feed, listing, ok, robots
from transforms import instants
from transforms.fetch import warc_records
from transforms.fetch.crawl_settings import FeedOptions, HostOptions
from transforms.fetch.transport import Request, Response

FEED, OTHER = "http://example.org/feed", "http://example.org/other"
NEAR, FAR = "http://example.org/1", "http://www.example.net/1"
HOURLY, DESK, NET = "hourly/1 (+a@example.org)", "desk/2", "net/3 (+b@example.net)"


def web() -> ScriptedWeb:
    return ScriptedWeb({FEED: feed(NEAR, FAR), OTHER: feed("http://example.org/2")}, pages=("http://",))


def test_feeds_and_hosts_are_asked_by_who_the_list_names() -> None:
    listed = [FeedOptions(FEED, agent=DESK), FeedOptions(OTHER)]
    log = crawl(web(), listed, 0.1, hosts={"www.example.net": HostOptions(agent=NET)}).log
    sent = {exchange.request.url: dict(exchange.request.headers).get("User-Agent") for exchange in log}
    assert sent == {
        "http://example.org/robots.txt": DESK,
        FEED: DESK,
        OTHER: None,
        NEAR: DESK,
        "http://example.org/2": None,
        "http://www.example.net/robots.txt": NET,
        FAR: NET,
    }


def test_a_recording_holds_the_user_agent_that_was_sent_and_no_other() -> None:
    (first, *_) = crawl(web(), [FeedOptions(FEED, agent=DESK)], 0.1).log
    request = warc_records.exchange_records(first, AGENT, 0)[0][0]
    assert request.count(b"User-Agent:") == 1
    assert b"User-Agent: desk/2\r\n" in request


def test_robots_txt_is_obeyed_by_the_name_that_asks() -> None:
    rules = robots("User-agent: desk\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    shut = web()
    shut.answers["http://example.org/robots.txt"] = rules
    crawled = crawl(shut, [FeedOptions(FEED, agent=DESK), FeedOptions(OTHER)], 0.1)
    assert crawled.cursors[FEED].trouble == "robots-disallowed"
    assert crawled.cursors[OTHER].trouble == ""


def test_the_spacing_of_a_host_holds_for_articles_there_whatever_feed_announced_them() -> None:
    def many(request: Request, now: int) -> Response:
        entries = [{"identity": str(n), "url": f"http://www.example.net/{n}", "title": str(n)} for n in range(5)]
        return ok(request.url, listing(entries), "text/x-feed")

    log = crawl(
        ScriptedWeb({FEED: many}, pages=("http://",)), [FEED], hosts={"www.example.net": HostOptions(30_000)}
    ).log
    there = [exchange for exchange in log if "example.net" in exchange.request.url]
    gaps = [instants.to_millis(b.started_at) - instants.to_millis(a.ended_at) for a, b in pairwise(there)]
    assert len(gaps) == 5
    assert min(gaps) >= 30_000


def test_a_sitemap_of_an_index_is_asked_for_as_the_index() -> None:
    child = "http://example.org/news.xml"
    index = listing([], kind="sitemap-index", listed=[[child, "2026-03-04T05:00:00.000Z"]])
    asked = ScriptedWeb({FEED: lambda request, now: ok(request.url, index, "text/x-feed"), child: feed(NEAR)})
    assert set(crawl(asked, [FeedOptions(FEED, agent=DESK)]).sent(child, "User-Agent")) == {DESK}
