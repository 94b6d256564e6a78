"""tdmrep.json: what it says of an address, and when it is asked for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.fetch.scripted_web import DAY, HOUR, START, Answer, Crawled, ScriptedWeb, crawl, fails, feed, ok, robots
from tests.unit.fetch.scripted_web import status as answers
from transforms.fetch import tdmrep
from transforms.fetch.ledger import MemoryLedger
from transforms.fetch.transport import Response

SITE, FEED = "http://news.example.org", "http://feeds.example.net/feed"
FILE = f"{SITE}/.well-known/tdmrep.json"
YES = ("tdmrep.json: tdm-reservation=1",)


def said(rules: object, path: str = "/2026/story?page=2") -> tuple[str, ...]:
    content = rules if isinstance(rules, bytes) else json.dumps(rules).encode()
    state = tdmrep.read_answer(SITE, Response(FILE, 200, (), content), START)
    return tdmrep.signals(state, SITE + path)


def rule(location: object, reserved: object = 1, **more: object) -> dict[str, object]:
    return {"location": location, "tdm-reservation": reserved, **more}


@pytest.mark.parametrize("location", ["/", "*", "/2026/", "/*/story", "/2026/story?page=2$", "/*page=*", "/2026*2$"])
def test_a_location_is_a_pattern_as_in_robots_txt(location: str) -> None:
    assert said([rule(location)]) == YES


@pytest.mark.parametrize("location", ["/2025/", "story", "/2026/story$", "/*/story/*", "/2026/story?page=2*3$", "$"])
def test_a_location_that_does_not_match_says_nothing(location: str) -> None:
    assert said([rule(location)]) == ()


def test_the_first_pattern_that_matches_holds_however_long_it_is() -> None:
    rules = [rule("/2026/s*", 0), rule("/2026/"), rule("/", 0), rule("/2026/story?page=2$")]
    assert said(rules) == said(rules[2:]) == ("tdmrep.json: tdm-reservation=0",)
    assert said(rules, "/2026/other") == said(rules[::-1]) == YES
    assert said([rule("/2025/", 0), *rules[1:]]) == YES


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/path/foo-%24", "/path/foo-$"),
        ("/path/foo-%24", "/path/foo-%24"),
        ("/a%2a", "/a*b"),
        ("/%61bc", "/abc"),
        ("/abc", "/%61bc"),
        ("/a%2Fb", "/a%2fb"),
    ],
)
def test_a_location_may_be_percent_encoded(location: str, path: str) -> None:
    assert said([rule(location)], path) == YES


def test_what_stands_for_something_in_an_address_is_not_undone() -> None:
    assert said([rule("/a/b")], "/a%2Fb") == ()


def test_a_policy_is_kept_beside_the_reservation_on_one_line() -> None:
    found = said([rule("/", "1", **{"tdm-policy": "https://news.example.org/p\n.json"})])
    assert found == (*YES, "tdmrep.json: tdm-policy=https://news.example.org/p .json")


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"{}", b"[1, null, []]", b'[{"location": 1, "tdm-reservation": 1}]', b"[" * 100_000]
    + [json.dumps([rule("/", value)]).encode() for value in (True, 2, "yes", None, [1])],
)
def test_what_cannot_be_read_reserves_nothing(content: bytes) -> None:
    assert said(content) == ()


@given(st.text(alphabet="/a*$?", max_size=40), st.text(alphabet="/ab", max_size=40))
def test_any_pattern_is_matched_and_its_own_words_match_it(pattern: str, path: str) -> None:
    said([rule(pattern)], f"/{path}")
    plain = pattern.replace("*", "").replace("$", "").replace("?", "")
    assert said([rule(f"/{plain}")], f"/{plain}") == YES


def test_hostile_patterns_cost_little() -> None:
    rules = [rule("/" + "*a" * 240 + "*b") for _ in range(500)]
    assert said(rules, "/" + "a" * 4_000) == ()


def fetched(answer: Answer, hours: float = 1.0, ledger: MemoryLedger | None = None, **more: Answer) -> Crawled:
    stories = [f"{SITE}/{n}" for n in range(3)]
    web = ScriptedWeb({FEED: feed(*stories), FILE: answer, **more}, pages=(f"{SITE}/",))
    return crawl(web, [FEED], hours, ledger, tdm=True)


def reserved() -> Answer:
    return lambda request, now: ok(request.url, json.dumps([rule("/")]), "application/json")


def test_it_is_asked_for_once_before_the_first_page_and_only_where_pages_are_fetched() -> None:
    crawled = fetched(reserved())
    there = [exchange.request.url for exchange in crawled.log if "news." in exchange.request.url]
    assert there[:2] == [f"{SITE}/robots.txt", FILE]
    assert sorted(there[2:]) == [f"{SITE}/{n}" for n in range(3)]
    assert not any("feeds.example.net/.well-known" in exchange.request.url for exchange in crawled.log)
    assert [handout.page.signals for handout in crawled.handouts if handout.page] == [YES] * 3
    assert {exchange.purpose for exchange in crawled.log if exchange.request.url == FILE} == {"tdm"}


def test_it_is_remembered_over_a_restart_for_a_day() -> None:
    ledger = MemoryLedger()
    fetched(reserved(), ledger=ledger)
    more = ScriptedWeb({FEED: feed(f"{SITE}/8"), FILE: reserved()}, pages=(f"{SITE}/",))
    again = crawl(more, [FEED], 3, ledger, start=START + 2 * HOUR, tdm=True)
    assert (again.asked(FILE), [h.page.signals for h in again.handouts if h.page]) == ([], [YES])
    late = ScriptedWeb({FEED: feed(f"{SITE}/9"), FILE: reserved()}, pages=(f"{SITE}/",))
    assert len(crawl(late, [FEED], 3, ledger, start=START + 2 * DAY, tdm=True).asked(FILE)) == 1


@pytest.mark.parametrize(
    "answer", [answers(404), answers(500), answers(403), answers(301, location="/"), fails("timeout")]
)
def test_a_host_that_has_none_or_cannot_say_is_read_all_the_same(answer: Answer) -> None:
    crawled = fetched(answer)
    assert set(crawled.outcomes().values()) == {"page"}
    assert len(crawled.asked(FILE)) == 1
    assert {handout.page.signals for handout in crawled.handouts if handout.page} == {()}


def test_it_is_not_asked_for_where_robots_txt_forbids_it() -> None:
    shut = robots("User-agent: *\nDisallow: /.well-known/")
    crawled = fetched(reserved(), **{f"{SITE}/robots.txt": shut})
    assert (crawled.asked(FILE), set(crawled.outcomes().values())) == ([], {"page"})
