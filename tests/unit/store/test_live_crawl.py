"""A simulated crawl over the store, killed before or after any of its commits and started again: nothing is lost,
nothing is doubled, and of the pages that were spooled none is asked for again."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future

import pytest

from tests.unit.fetch.scripted_web import HOUR, START, ScriptedWeb, crawl, entry, feed, listing, ok, status
from tests.unit.store.live_builders import DirectWork, R
from transforms.failures import settle_drop
from transforms.fetch.outbox import Handout
from transforms.fetch.transport import Request, Response
from transforms.records import Settlement
from transforms.store.connection import open_store
from transforms.store.export import export
from transforms.store.live_ledger import StoreLedger
from transforms.store.totals import run_totals, store_totals
from transforms.store.write_thread import Change
from transforms.store.writing import Writer

FEEDS = ["http://example.org/feed", "http://example.net/feed"]
STORIES = [f"http://example.org/{n}" for n in range(3)] + [f"http://example.net/{n}" for n in range(3)]
GONE = "http://example.net/gone"


class Killed(BaseException):
    """The process ends here."""


class DyingWork(DirectWork):
    """Dies at a change: before it, or right after it was committed."""

    def __init__(self, address: str, at: int, before: bool) -> None:
        super().__init__(address)
        self._left, self._before = at, before

    def submit(self, prepare: Callable[[], Change[R]]) -> Future[R]:
        self._left -= 1
        if self._left == 0 and self._before:
            raise Killed
        done = super().submit(prepare)
        if self._left == 0:
            raise Killed
        return done


def web() -> ScriptedWeb:
    return ScriptedWeb(
        {FEEDS[0]: feed(*STORIES[:3]), FEEDS[1]: feed(*STORIES[3:], GONE), GONE: status(410)},
        pages=("http://example.org/", "http://example.net/"),
    )


def watched(scripted: ScriptedWeb) -> list[str]:
    """The addresses asked for, also in a crawl that dies."""
    asked: list[str] = []
    fetch = scripted.fetch

    async def noting(request: Request) -> Response:
        answer = await fetch(request)
        asked.append(request.url)
        return answer

    scripted.fetch = noting  # type: ignore[method-assign]
    return asked


def outcomes(handouts: list[Handout]) -> list[Settlement]:
    """What a graph would write, in which every page is dropped."""
    return [h.settlement or settle_drop("stories", h.page, "read") for h in handouts if h.settlement or h.page]


def ended(store: sqlite3.Connection) -> list[bytes]:
    """The outcomes without their times, which a repeated request changes."""
    rows = store.execute("select entry_id, outcome, reason, url from outcomes order by entry_id")
    return [repr(row).encode() for row in rows]


def undisturbed(address: str) -> list[bytes]:
    store = open_store(address)
    ledger = StoreLedger(address, 1, work=DirectWork(address))
    crawled = crawl(web(), FEEDS, 1.0, ledger)
    Writer(store, 1).write(outcomes(crawled.handouts))
    ledger.close()
    found = ended(store)
    store.close()
    return found


def test_a_crawl_over_the_store_comes_to_what_it_comes_to_in_memory(address: str, store: sqlite3.Connection) -> None:
    in_memory = crawl(web(), FEEDS, 1.0)
    ledger = StoreLedger(address, 1, work=DirectWork(address))
    crawled = crawl(web(), FEEDS, 1.0, ledger)
    ledger.close()

    assert crawled.handouts == in_memory.handouts
    assert crawled.cursors == in_memory.cursors
    assert [e.request.url for e in crawled.log] == [e.request.url for e in in_memory.log]
    assert len(crawled.handouts) == len(STORIES) + 1
    assert run_totals(store, 1).waiting == len(STORIES) + 1
    Writer(store, 1).write(outcomes(crawled.handouts))
    assert run_totals(store, 1).outcomes == (("dropped", "gone", 1), ("dropped", "read", 6))
    assert run_totals(store, 1).adds_up


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("at", range(2, 16))
def test_a_crawl_that_is_killed_at_any_commit_goes_on_where_it_stood(address: str, at: int, before: bool) -> None:
    expected = undisturbed(address + "-undisturbed")
    store = open_store(address)
    asked: list[str] = []
    first = web()
    seen = watched(first)
    with pytest.raises(Killed):
        crawl(first, FEEDS, 1.0, StoreLedger(address, 1, work=DyingWork(address, at, before)))
    asked += seen
    ledger = StoreLedger(address, 2, work=DirectWork(address))
    second = crawl(web(), FEEDS, 1.0, ledger, start=START + HOUR)
    asked += [exchange.request.url for exchange in second.log]
    Writer(store, 2).write(outcomes(second.handouts))
    ledger.close()

    assert ended(store) == expected
    assert run_totals(store, 2).adds_up
    assert store_totals(store).adds_up
    assert store_totals(store).waiting == 0
    times = Counter(url for url in asked if url in (*STORIES, GONE))
    # Two hosts: at most two requests were under way, or answered and not yet spooled.
    assert sum(count - 1 for count in times.values()) <= 2
    assert set(times) == {*STORIES, GONE}
    store.close()


def test_pages_whose_commit_did_not_come_are_handed_out_again_without_a_request(
    address: str, store: sqlite3.Connection
) -> None:
    ledger = StoreLedger(address, 1, work=DirectWork(address))
    first = crawl(web(), FEEDS, 1.0, ledger)
    ledger.close()
    Writer(store, 1).write(outcomes(first.handouts[:2]))  # then the process dies
    again = StoreLedger(address, 2, work=DirectWork(address))
    second = crawl(web(), FEEDS, 1.0, again, start=START + HOUR)
    again.close()

    assert [h.entry.entry_id for h in second.handouts] == sorted(
        (h.entry.entry_id for h in first.handouts[2:]), key=[h.entry.entry_id for h in second.handouts].index
    )
    assert not {e.request.url for e in second.log} & {*STORIES, GONE}
    Writer(store, 2).write(outcomes(second.handouts))
    assert run_totals(store, 2).count("dropped") == 5
    assert store_totals(store).adds_up
    assert len(list(export(store, "outcomes"))) == 7


def test_an_article_that_leaves_its_feed_and_comes_back_is_not_fetched_again(
    address: str, store: sqlite3.Connection
) -> None:
    def changing(request: Request, now: int) -> Response:
        hours = (now - START) // HOUR
        urls = STORIES[:3] if hours % 4 < 2 else STORIES[:2]
        return ok(request.url, listing([entry(url) for url in urls]), "text/x-feed")

    scripted = ScriptedWeb({FEEDS[0]: changing}, pages=("http://example.org/",))
    asked = watched(scripted)
    for run in range(1, 13):
        ledger = StoreLedger(address, run, work=DirectWork(address))
        crawled = crawl(scripted, FEEDS[:1], 1.0, ledger, start=START + (run - 1) * HOUR)
        Writer(store, run).write(outcomes(crawled.handouts))
        ledger.close()
        assert run_totals(store, run).adds_up

    assert Counter(asked)[STORIES[2]] == 1
    assert store_totals(store).entries == 3


def test_a_feed_list_that_changes_while_nothing_runs_ends_and_starts_feeds(
    address: str, store: sqlite3.Connection
) -> None:
    for run, feeds in enumerate((FEEDS[:1], FEEDS[1:], FEEDS), start=1):
        ledger = StoreLedger(address, run, work=DirectWork(address))
        crawled = crawl(web(), feeds, 1.0, ledger, start=START + run * HOUR)
        Writer(store, run).write(outcomes(crawled.handouts))
        ledger.close()
    states = store.execute("select url, state from feeds order by number").fetchall()

    assert states == [(FEEDS[0], "active"), (FEEDS[1], "active")]
    assert len(ended(store)) == 7
