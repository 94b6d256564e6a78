"""The fake web's world: what it answers depends on the address and the released step, and what it says is true."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from tests.web.answers import Answer, Asked, Asks
from tests.web.faults import KINDS, Fault
from tests.web.publications import Feed
from tests.web.sites import Places, Robots
from tests.web.world import ORIGIN, World
from transforms.fetch.clock import instant_of
from transforms.fetch.feed import parse_feed
from transforms.fetch.http_dates import parse_http_date
from transforms.fetch.robots import Rules, read_answer
from transforms.fetch.transport import Response


def small(**more: object) -> World:
    return World(7, 20, 40, steps=600, **{"trouble": False, **more})  # type: ignore[arg-type]


def get(world: World, url: str, **headers: str) -> Answer:
    host, path = world.places.split(url)
    return world.answer(Asked(host or "", path, tuple((k.replace("_", "-"), v) for k, v in headers.items())))


def struck(kind: str, **more: object) -> tuple[World, Feed]:
    """A world whose first feed is struck by one fault."""
    world = small()
    feed = world.feeds[0]
    world.add_faults(Fault(kind, feed.host, feed.path, **more))  # type: ignore[arg-type]
    return world, feed


def feed_url(world: World, feed: Feed) -> str:
    return world.places.url(feed.host, feed.path)


def listed(world: World, feed: Feed) -> list[str]:
    """The addresses that a feed lists, as our own reader reads them."""
    answer = get(world, feed_url(world, feed))
    document = parse_feed(answer.body, feed_url(world, feed), answer.header("content-type"), instant_of(ORIGIN))
    return [entry.url or "" for entry in document.entries]


def test_two_worlds_of_the_same_arguments_answer_alike_and_of_another_seed_do_not() -> None:
    one, two, other = World(1, 20, 40, steps=300), World(1, 20, 40, steps=300), World(2, 20, 40, steps=300)
    for step in (0, 120, 299):
        for world in (one, two, other):
            world.release(step)
        answers = [[get(world, url) for url in one.feed_urls()] for world in (one, two, other)]
        assert answers[0] == answers[1]
        assert answers[0] != answers[2]


def test_an_answer_depends_on_the_step_released_and_not_on_when_or_how_often_it_is_asked() -> None:
    world = small()
    before = [get(world, url) for url in world.feed_urls()]
    assert [get(world, url) for url in world.feed_urls()] == before
    world.release(599)
    assert [get(world, url) for url in world.feed_urls()] != before


def test_a_step_back_is_refused() -> None:
    world = small()
    world.release(10)
    with pytest.raises(ValueError, match="only rise"):
        world.release(9)


def test_every_format_is_read_as_what_was_published() -> None:
    world = small()
    world.release(300)
    assert {feed.format for feed in world.feeds} == {"rss", "atom", "json", "rdf", "sitemap"}
    for feed in world.feeds:
        meant = [(h.article.host, h.article.number) for h in feed.listing(feed.state(300))]
        read = [world.article_at(url) for url in listed(world, feed)]
        assert [(article.host, article.number) for article in read if article] == meant


def test_an_article_stands_there_from_its_step_on_under_each_address_that_a_feed_gave() -> None:
    world = small()
    feed = next(f for f in world.feeds if f.manners.changing == "links" and f.host.startswith("paper"))
    article = next(a for a in world.published(feed, 1, 500) if not a.is_premium)
    world.release(article.released - 1)
    assert get(world, world.article_url(article)).status == 404
    world.release(article.released)
    pages = [get(world, world.article_url(article, version)) for version in (0, 2)]
    assert [page.status for page in pages] == [200, 200]
    assert pages[0].body == pages[1].body


def test_a_copy_has_its_sources_text_and_a_truncated_one_the_beginning_of_it() -> None:
    world = World(1, 60, 200, steps=600, trouble=False)
    world.release(599)
    taken = [a for a in world.articles() if a.source and a.released < 600]
    assert {a.variant for a in taken} == {"copy", "truncated"}
    for article in taken:
        assert article.source is not None
        assert article.host != article.source.host
        lead = get(world, world.article_url(article.source)).body.decode().partition("<p>")[2]
        last = lead.partition("</p>")[0].rpartition(". ")[2]
        assert last in get(world, world.article_url(article)).body.decode()


def test_an_update_changes_the_page_and_its_validators() -> None:
    world = World(1, 20, 60, steps=1_400, trouble=False)
    article = next(a for a in world.articles() if a.updates and a.released >= 0 and a.updates[-1] < 1_400)
    world.release(article.updates[0] - 1)
    before = get(world, world.article_url(article))
    world.release(article.updates[-1])
    after = get(world, world.article_url(article))
    assert before.body != after.body
    assert before.header("etag") != after.header("etag")


def test_validators_are_answered_304_until_something_happens() -> None:
    world = small()
    feed = next(f for f in world.feeds if f.manners.validators == "both" and list(f.published(1, 500)))
    first = get(world, feed_url(world, feed))
    tags = {"if_none_match": first.header("etag") or "", "if_modified_since": first.header("last-modified") or ""}
    assert get(world, feed_url(world, feed), **tags).status == 304
    assert get(world, feed_url(world, feed), if_none_match='"other"').status == 200
    world.release(500)
    assert get(world, feed_url(world, feed), **tags).status == 200


def test_the_meaning_of_an_answer_is_what_its_headers_and_document_say() -> None:
    world = World(1, 40, 200, steps=60, trouble=False)
    seen = set()
    for feed in world.feeds:
        answer, manners = get(world, feed_url(world, feed)), feed.manners
        seen.add(manners.caching)
        age = (answer.header("cache-control") or "").partition("max-age=")[2]
        ends, date = answer.header("expires"), answer.header("date")
        moment = parse_http_date(ends or "")
        said = int(age) * 1000 if age else moment - (parse_http_date(date or "") or 0) if moment else 0
        assert answer.asks.rest == said == manners.fresh
        document = parse_feed(answer.body, feed_url(world, feed), answer.header("content-type"), instant_of(ORIGIN))
        assert answer.asks.ttl == (document.ttl_minutes or 0) * 60_000
        assert tuple(answer.asks.skip_hours) == tuple(document.skip_hours)
    assert seen == {"none", "max-age", "expires"}


def test_what_robots_txt_says_is_what_the_world_says_of_it() -> None:
    world = World(1, 40, 40, steps=1, trouble=False)
    kinds = ("rules", "missing", "forbidden", "html", "huge", "closed", "limit", "error")
    for host, kind in zip(world.sites, kinds, strict=False):
        world.set_robots(host, Robots(kind, ("/premium/",), crawl_delay=7))
        answer = get(world, world.places.url(host, "/robots.txt"))
        headers = tuple((name.lower(), value) for name, value in answer.headers)
        state = read_answer(f"http://{host}", Response("", answer.status, headers, answer.body), None, "newsbeam", 0)
        for path in ("/premium/x-1", "/feeds/all.xml"):
            allowed = Rules("newsbeam").allows(state, f"http://{host}{path}")
            assert allowed == (world.allows(host, path) and world.sites[host].robots.is_readable), (kind, path)
        assert state.crawl_delay == world.crawl_delay(host)


def test_a_fault_strikes_its_paths_in_its_steps_and_nothing_else() -> None:
    world, feed = struck("error", start=10, end=20)
    other = next(f for f in world.feeds if f.host != feed.host)
    found = []
    for step in (9, 10, 19, 20):
        world.release(step)
        found.append((get(world, feed_url(world, feed)).status, get(world, feed_url(world, other)).status))
    assert found == [(200, 200), (500, 200), (500, 200), (200, 200)]
    assert get(world, world.places.url(feed.host, "/robots.txt")).kind == "robots"


def test_a_fault_by_turns_is_well_first() -> None:
    fault = Fault("error", "x", period=60)
    assert [fault.holds("/feeds/", step) for step in (0, 59, 60, 119, 120)] == [False, False, True, True, False]


def test_an_unknown_fault_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'fire'"):
        Fault("fire", "x")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fault_changes_the_answer(kind: str) -> None:
    world, feed = struck(kind, amount=5 if kind in ("flood", "limited-date", "unavailable-date") else 0)
    well = small()
    ill, fine = get(world, feed_url(world, feed)), get(well, feed_url(well, feed))
    assert replace(ill, asks=Asks()) != replace(fine, asks=Asks())


def test_a_lying_etag_says_not_modified_although_the_list_is_another() -> None:
    world, feed = struck("lying-etag")
    tag = get(world, feed_url(world, feed)).header("etag") or ""
    before = listed(world, feed)
    world.release(599)
    assert get(world, feed_url(world, feed), if_none_match=tag).status == 304
    assert listed(world, feed) != before


def test_a_limit_says_the_same_time_in_both_forms() -> None:
    for kind, status in (("limited", 429), ("limited-date", 429), ("unavailable", 503), ("unavailable-date", 503)):
        world, feed = struck(kind, amount=600)
        answer = get(world, feed_url(world, feed))
        value = answer.header("retry-after") or ""
        until = int(value) * 1000 if value.isdigit() else (parse_http_date(value) or 0) - world.time(2)
        assert (answer.status, answer.asks.wait, until) == (status, 600_000, 600_000)


def test_redirects_lead_where_their_names_say() -> None:
    ends = {"loop": "loop", "endless": "endless", "off-site": "trap", "private": "out", "moved": "feed"}
    for kind, end in ends.items():
        world, feed = struck(kind)
        url, visited = feed_url(world, feed), list[str]()
        while url not in visited and len(visited) < 20:
            visited.append(url)
            answer = get(world, url)
            url = answer.header("location") or ""
            if not url or world.places.split(url)[0] is None:
                break
        found = "loop" if url in visited else "endless" if len(visited) == 20 else "out" if url else answer.kind
        assert found == end, kind


def test_what_has_moved_is_on_the_same_operators_hosts_and_trouble_does_not_follow_it() -> None:
    world, feed = struck("moved")
    target = get(world, feed_url(world, feed)).header("location") or ""
    assert world.operator(world.places.split(target)[0] or "") == world.operator(feed.host)
    assert get(world, target).body == get(small(), feed_url(world, feed)).body


def test_a_flood_lists_as_many_articles_as_were_asked_for_and_they_exist() -> None:
    world, feed = struck("flood", amount=5_000)
    urls = listed(world, feed)
    assert len(urls) == 5_000
    assert {get(world, url).status for url in itertools.islice(urls, 0, 5_000, 500)} == {200}


def test_the_front_page_tells_of_its_feeds_and_a_strange_host_is_refused() -> None:
    world = small()
    feed = world.feeds[0]
    assert f'href="{feed.path}"'.encode() in get(world, world.places.url(feed.host, "/")).body
    assert world.answer(Asked("elsewhere.example", "/")).status == 421


def test_most_hosts_are_well_and_every_kind_of_fault_is_somewhere() -> None:
    world = World()
    assert {fault.kind for fault in world.faults} == set(KINDS)
    assert sum(world.is_well(host) for host in world.sites) > len(world.sites) / 2
    assert (len(world.sites), len(world.feeds), len(set(world.feed_urls()))) == (120, 500, 500)


def test_hosts_on_loopback_are_operators_of_their_own() -> None:
    places = Places.loopback({"a.group.example": ("127.0.1.1", 8_080), "b.group.example": ("127.0.1.2", 8_080)})
    assert places.split("http://127.0.1.2:8080/x?y=1") == ("b.group.example", "/x?y=1")
    assert places.operator("a.group.example") == "127.0.1.1"
    assert places.name("A.group.example") is None
    assert Places.named(["a.group.example"]).operator("a.group.example") == "group.example"
    assert Places.named(["a.group.example"]).label("http://a.group.example/x") == "a.group.example/x"
