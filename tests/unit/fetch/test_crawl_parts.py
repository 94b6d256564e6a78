"""The parts of the crawler that hold something: lanes, outbox, room, ledger, plan."""

from __future__ import annotations

import asyncio
import threading

import pytest

from transforms.fetch.clock import instant_of, moment_of
from transforms.fetch.crawl_plan import CrawlPlan, options_of
from transforms.fetch.crawl_settings import CrawlSettings, HostOptions
from transforms.fetch.cursor import FeedCursor, PendingEntry, RobotsState, ShardCursor
from transforms.fetch.entry_identity import seen
from transforms.fetch.feed_document import FeedEntry
from transforms.fetch.feed_list import parse_feed_list
from transforms.fetch.lanes import NEVER, Job, Lanes
from transforms.fetch.ledger import MemoryLedger
from transforms.fetch.manners import Manners, product_of
from transforms.fetch.outbox import Handout, Outbox
from transforms.fetch.places import host_of, origin_of, shard_of, spacing_factor
from transforms.fetch.queue_room import QueueRoom
from transforms.fetch.seen_memory import SeenCache
from transforms.records import Entry, Page


def pending(n: int, feed: str = "http://a.org/feed", **more: int) -> PendingEntry:
    return PendingEntry(f"e{n}", feed, f"http://a.org/{n}", Entry(feed), 0, **more)


def handout(n: int, size: int = 10) -> Handout:
    return Handout(pending(n), Page(f"e{n}", "http://a.org/", None, "text/html", b"x" * size))


def job(url: str, due: int, kind: str = "page") -> Job:
    return Job(kind, url, url, due)


def lanes(limited: dict[str, int] | None = None) -> Lanes:
    return Lanes(lambda url: (limited or {}).get(host_of(url), 0), start=0)


def test_a_lane_starts_one_job_at_a_time_in_the_order_of_their_times() -> None:
    queue = lanes()
    for due in (30, 10, 20):
        queue.add(job(f"http://a.org/{due}", due))
    assert queue.take(9) is None
    first = queue.take(100)
    assert first is not None
    assert first[1].due == 10
    assert (queue.take(100), queue.next_wake()) == (None, NEVER)
    queue.release(first[0], 150)
    assert queue.next_wake() == 150
    second = queue.take(150)
    assert second is not None
    assert second[1].due == 20


def test_lanes_of_other_hosts_go_on_meanwhile_and_the_earliest_goes_first() -> None:
    queue = lanes()
    for n, host in enumerate("cab"):
        queue.add(job(f"http://{host}.org/", 30 - n))
    taken = [queue.take(100) for _ in range(3)]
    assert [each[1].url for each in taken if each] == ["http://b.org/", "http://a.org/", "http://c.org/"]


def test_a_lane_that_waits_for_robots_txt_starts_nothing_else() -> None:
    queue = lanes()
    queue.add(job("http://a.org/1", 5))
    lane = queue.lane("http://a.org/")
    queue.block(lane, True)
    assert queue.take(100) is None
    queue.add(job("http://a.org/robots.txt", 50, "robots"))
    taken = queue.take(100)
    assert taken is not None
    assert taken[1].kind == "robots"
    queue.release(lane, 0)
    queue.block(lane, False)
    assert queue.next_wake() == 5


def test_a_limited_host_is_woken_when_the_limit_ends() -> None:
    queue = lanes({"a.org": 500})
    queue.add(job("http://a.org/1", 5))
    assert queue.take(100) is None
    assert queue.next_wake() == 500


def test_lanes_with_nothing_to_do_are_freed() -> None:
    queue = lanes()
    queue.add(job("http://a.org/1", 5))
    queue.add(job("http://b.org/1", 50))
    taken = queue.take(10)
    assert taken is not None
    queue.release(taken[0], 20)
    queue.forget_idle(19)
    assert len(queue) == 2
    queue.forget_idle(20)
    assert len(queue) == 1


def test_the_outbox_gives_in_order_and_at_most_a_bundle_but_at_least_one() -> None:
    ready = threading.Event()
    box = Outbox(ready)
    for n in range(4):
        box.put(handout(n, 100_000))
    assert (box.pages, box.bytes, ready.is_set()) == (4, 404_000, True)
    first = box.take(10, 250_000)
    assert [each.entry.entry_id for each in first] == ["e0", "e1"]
    assert [each.entry.entry_id for each in box.take(10, 5)] == ["e2"]
    box.put_back(first)
    assert [each.entry.entry_id for each in box.take(10, 10**9)] == ["e0", "e1", "e3"]
    assert (box.pages, box.bytes, box.visits) == (0, 0, 3)


def test_no_operator_holds_more_than_a_third_of_the_queue() -> None:
    room = QueueRoom(30, 2)
    for n in range(10):
        room.put(pending(n))
    assert (room.room("http://www.a.org/other"), room.room("http://b.org/feed")) == (0, 10)
    for n in range(10, 25):
        room.put(pending(n, f"http://n{n}.org/feed"))
    assert (room.room("http://b.org/feed"), room.may_go_on("http://n10.org/feed")) == (5, False)
    room.put(pending(3))
    room.remove("e3")
    room.remove("e3")
    assert (len(room), room.room("http://a.org/feed")) == (24, 1)


def test_an_operator_with_nothing_in_a_full_queue_still_has_a_little_room() -> None:
    room = QueueRoom(30, 2)
    for n in range(30):
        room.put(pending(n, f"http://n{n % 3}.org/feed"))
    assert (room.room("http://n0.org/feed"), room.may_go_on("http://n0.org/feed")) == (0, False)
    assert (room.room("http://b.org/feed"), room.may_go_on("http://b.org/feed")) == (5, True)
    for n in range(30, 34):
        room.put(pending(n, "http://b.org/feed"))
    assert (room.room("http://b.org/feed"), room.may_go_on("http://b.org/feed")) == (1, False)


def test_looks_again_have_a_bound_of_their_own() -> None:
    room = QueueRoom(3, 2)
    room.put(pending(1, recheck=1))
    assert (len(room), room.may_look_again()) == (0, True)
    room.put(pending(2, recheck=1))
    assert (room.may_look_again(), room.room("http://a.org/feed")) == (False, 1)
    room.remove("e1")
    assert room.may_look_again()


def test_the_memory_ledger_holds_an_entry_until_it_was_handed_out() -> None:
    ledger = MemoryLedger()

    async def work() -> None:
        assert len(await ledger.commit_poll(FeedCursor("http://a.org/feed"), [pending(1), pending(2)])) == 2
        assert await ledger.commit_poll(FeedCursor("http://a.org/feed", failures=1), [pending(2)]) == []
        await ledger.spool(handout(1), pending(7, recheck=1))

    asyncio.run(work())
    assert [entry.entry_id for entry in ledger.cursor().pending] == ["e1", "e2", "e7"]
    ledger.handed_out(handout(1))
    after = ledger.checkpoint()
    assert [entry.entry_id for entry in after.pending] == ["e2", "e7"]
    assert (after.feeds[0].failures, after.sequence, ledger.checkpoint().sequence) == (1, 1, 2)
    assert MemoryLedger(after).cursor() == after


def test_the_memory_ledger_keeps_the_latest_robots_txt_files() -> None:
    ledger = MemoryLedger(ShardCursor(robots=(RobotsState("http://0.org", "allow", 1),)))

    async def work() -> None:
        for n in range(1, 2_001):
            await ledger.save_robots(RobotsState(f"http://{n}.org", "allow", 1))

    asyncio.run(work())
    kept = [state.origin for state in ledger.cursor().robots]
    assert (len(kept), kept[0], kept[-1]) == (2_000, "http://1.org", "http://2000.org")


def test_hashes_of_an_entry_are_the_same_from_the_cache() -> None:
    cache = SeenCache(most=2)
    entries = [FeedEntry(identity=f"{n}", guid=f"guid{n}", url=f"http://a.org/{n}", title=f"T{n}") for n in range(4)]
    assert [cache(each) for each in (*entries, *entries)] == [seen(each) for each in (*entries, *entries)]


def test_hosts_origins_and_shards_of_addresses() -> None:
    assert host_of("https://News.example.org:8443/a") == "news.example.org"
    assert origin_of("https://news.example.org:8443/a?b#c") == "https://news.example.org:8443"
    assert origin_of("https://news.example.org?x") == "https://news.example.org"
    assert {shard_of(f"site{n}.org", 5) for n in range(100)} == {0, 1, 2, 3, 4}
    owner = shard_of("example.org", 4)
    assert [spacing_factor("http://www.example.org/", n, 4) for n in range(4)] == [
        1 if n == owner else 4 for n in range(4)
    ]


@pytest.mark.parametrize("moment", [0, 999, 1_772_600_400_001, 253_402_300_799_999])
def test_instants_and_milliseconds_are_the_same_moments(moment: int) -> None:
    assert moment_of(instant_of(moment)) == moment


def test_a_list_sets_feeds_before_hosts_and_hosts_for_their_articles_too() -> None:
    listed = parse_feed_list(
        b"""
[[feeds]]
url = "https://news.example.org/feed"
min_interval = 1800
[[feeds]]
url = "https://news.example.org/other"
[hosts."news.example.org"]
spacing = 5
min_interval = 900
recheck = true
""",
        "list.toml",
    )
    feeds, hosts = options_of(listed)
    assert [(feed.min_interval, feed.recheck) for feed in feeds] == [(1_800_000, True), (900_000, True)]
    assert hosts == {"news.example.org": HostOptions(5_000)}


def test_a_list_says_who_asks_by_feed_and_by_host() -> None:
    listed = parse_feed_list(
        b"""
contact = "mailto:desk@example.org"
[[feeds]]
url = "https://news.example.org/feed"
[[feeds]]
url = "https://news.example.org/other"
user_agent = "other/2 (+https://example.org/about)"
spacing = 7
[[feeds]]
url = "https://www.example.com:8443/feed"
[hosts."www.example.com"]
contact = "https://example.com/us"
spacing = 5
[hosts."[::1]:8080"]
spacing = 9
""",
        "list.toml",
    )
    feeds, hosts = options_of(listed, "newsbeam/3 (+me@example.org)")
    desk, other, www = [feed.agent for feed in feeds]
    assert desk == "newsbeam/3 (+mailto:desk@example.org)"
    assert other == "other/2 (+https://example.org/about)"
    assert www == "newsbeam/3 (+https://example.com/us)"
    assert hosts == {"www.example.com": HostOptions(5_000, www), "::1": HostOptions(9_000)}
    manners = Manners(feeds, hosts)
    assert manners.agent("https://news.example.org/1", feeds[1].url) == other
    assert manners.agent("https://elsewhere.example.net/1", feeds[0].url) == desk
    assert manners.agent("https://www.example.com/1", feeds[0].url) == www
    assert manners.agent("https://news.example.org/robots.txt", None) == desk
    assert manners.agent("https://elsewhere.example.net/robots.txt", None) == ""
    assert [manners.spacing(url, 2_000) for url in ("https://news.example.org/", "http://[::1]/", "http://x.org/")] == [
        7_000,
        9_000,
        2_000,
    ]


@pytest.mark.parametrize(
    ("agent", "product"),
    [("newsbeam/1.0 (+x)", "newsbeam"), ("Desk-Monitor", "Desk-Monitor"), ("1x", "newsbeam"), ("", "newsbeam")],
)
def test_robots_txt_speaks_of_the_product_of_a_user_agent(agent: str, product: str) -> None:
    assert product_of(agent) == product


def test_a_plan_without_a_ledger_keeps_it_in_memory_and_a_list_may_not_be_less_polite_than_the_run() -> None:
    plan = CrawlPlan(("http://a.org/feed",), "newsbeam/1")
    assert isinstance(plan.open_ledger(), MemoryLedger)
    assert plan.open_observer() is None
    assert (plan.list_rules().min_interval, plan.list_rules().spacing) == (600.0, 1.0)


@pytest.mark.parametrize(
    "wrong", [{"spacing": -1}, {"concurrency": 0}, {"shard": 2, "shards": 2}, {"min_interval": 10**9}, {"attempts": 0}]
)
def test_settings_out_of_bounds_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="allowed"):
        CrawlSettings(**wrong)  # type: ignore[arg-type]
