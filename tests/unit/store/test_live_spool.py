"""The spool: synced before it is handed out, many pages at a price of one, given back in portions after a restart."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from concurrent.futures import Future
from pathlib import Path

import pytest
import zstandard

from tests.unit.store.builders import entry
from tests.unit.store.live_builders import DirectWork, do, ledger, make_feed, make_handout, make_pending, outcome_of
from transforms.fetch.outbox import Handout, Outbox
from transforms.store import live_ledger
from transforms.store.connection import open_store
from transforms.store.errors import StoreError
from transforms.store.live_ledger import StoreLedger
from transforms.store.write_thread import Change, WriteThread
from transforms.store.writing import Writer


def transactions(address: str) -> int:
    """Commits in the log so far: the salted header of a frame that ends one has the size of the database in it."""
    log = Path(address.removeprefix("sqlite:") + "-wal").read_bytes()
    size = int.from_bytes(log[8:12], "big") + 24
    return sum(1 for at in range(32, len(log) - 24, size) if int.from_bytes(log[at + 4 : at + 8], "big"))


def test_pages_that_wait_at_once_are_committed_together_and_in_their_order(address: str) -> None:
    begin = threading.Event()
    done: list[int] = []

    def blocked() -> Change[None]:
        begin.wait(10)
        return lambda connection: None

    def noting(number: int) -> Change[None]:
        return lambda connection: done.append(number)

    with ledger(address) as crawl:
        before = transactions(address)
        work = crawl._work
        futures: list[Future[None]] = [work.submit(blocked)]
        for number in range(20):
            futures.append(work.submit(lambda number=number: noting(number)))  # type: ignore[misc]
        spools = [make_handout(number) for number in range(20)]

        async def spool_all() -> None:
            waiting = [asyncio.ensure_future(crawl.spool(handout)) for handout in spools]
            await asyncio.sleep(0)
            begin.set()
            await asyncio.gather(*waiting)

        asyncio.run(spool_all())
        assert done == list(range(20))
        assert transactions(address) - before <= 2
        assert do(crawl.load())[0].spooled == tuple(spools)


def test_a_change_that_fails_leaves_nothing_of_those_beside_it_and_the_thread_goes_on(address: str) -> None:
    begin = threading.Event()

    def blocked() -> Change[None]:
        begin.wait(10)
        return lambda connection: None

    def insert() -> Change[None]:
        return lambda connection: connection.execute(
            "insert into stories (article_id, state) values ('a', x'')"
        ).close()

    def broken() -> Change[None]:
        raise KeyError("a defect")

    work = WriteThread(address)
    work.submit(blocked)
    good, bad = work.submit(insert), work.submit(broken)
    begin.set()
    with pytest.raises(KeyError, match="a defect"):
        bad.result(10)
    assert good.exception(10) is bad.exception()
    work.submit(insert).result(10)
    work.close()

    assert open_store(address).execute("select count(*) from stories").fetchone() == (1,)


def test_a_call_that_was_given_up_while_it_waited_is_not_done(address: str) -> None:
    begin = threading.Event()

    def blocked() -> Change[None]:
        begin.wait(10)
        return lambda connection: None

    async def give_up(crawl: StoreLedger) -> None:
        crawl._work.submit(blocked)
        waiting = asyncio.ensure_future(crawl.postpone(make_pending(1)))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0)
        begin.set()
        await crawl.postpone(make_pending(2))

    with ledger(address) as crawl:
        asyncio.run(give_up(crawl))

        assert do(crawl.load())[0].cursor.pending == (make_pending(2),)


def test_the_event_loop_goes_on_while_the_disk_is_written(address: str) -> None:
    begin = threading.Event()

    def blocked() -> Change[None]:
        begin.wait(10)
        return lambda connection: None

    async def other_work(crawl: StoreLedger) -> bool:
        crawl._work.submit(blocked)
        waiting = asyncio.ensure_future(crawl.spool(make_handout(1)))
        for _ in range(100):
            await asyncio.sleep(0)
        was_waiting = not waiting.done()
        begin.set()
        await waiting
        return was_waiting

    with ledger(address) as crawl:
        assert asyncio.run(other_work(crawl))


def fill(address: str, count: int) -> list[Handout]:
    handouts = [make_handout(number, b"x" * 1_000) for number in range(count)]
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(number) for number in range(count)]))
        do(*(crawl.spool(handout) for handout in handouts))
    return handouts


def test_a_large_spool_is_given_back_in_portions_as_the_pages_before_go_out(
    address: str, store: sqlite3.Connection
) -> None:
    handouts = fill(address, 300)
    crawl = StoreLedger(address, 2, work=DirectWork(address))
    outbox, taken, most = Outbox(), [], 0
    crawl.on_more(outbox.put)
    for handout in do(crawl.load())[0].spooled:
        outbox.put(handout)
    while outbox.pages:
        most = max(most, outbox.pages)
        for handout in outbox.take(16, 10**9):
            # A run that looks once does not take an empty outbox for the end while there is more.
            assert crawl.holds_back()
            crawl.handed_out(handout)
            taken.append(handout)
            Writer(store, 2).write([outcome_of(int(handout.entry.entry_id[2:], 16))])
    assert not crawl.holds_back()
    crawl.close()

    assert taken == handouts
    assert most <= 2 * live_ledger.PORTION_PAGES
    assert store.execute("select count(*) from spool").fetchone() == (0,)


def test_portions_are_bounded_in_bytes_and_hold_one_page_at_least(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(address, 5)
    monkeypatch.setattr(live_ledger, "PORTION_BYTES", 4_500)  # a page counts for 2,000
    with ledger(address, 2) as crawl:
        assert len(do(crawl.load())[0].spooled) == 2
        monkeypatch.setattr(live_ledger, "PORTION_BYTES", 100)
        assert len(do(crawl.load())[0].spooled) == 1


def test_large_pages_of_a_spool_are_never_held_many_at_a_time(
    address: str, store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    handouts = fill(address, 40)
    monkeypatch.setattr(live_ledger, "PORTION_BYTES", 6_000)  # a page counts for 2,000
    crawl = StoreLedger(address, 2, work=DirectWork(address))
    outbox, taken, most = Outbox(), [], 0
    crawl.on_more(outbox.put)
    for handout in do(crawl.load())[0].spooled:
        outbox.put(handout)
    while outbox.pages:
        most = max(most, outbox.bytes)
        for handout in outbox.take(1, 10**9):
            crawl.handed_out(handout)
            taken.append(handout)
    crawl.close()

    assert taken == handouts
    assert most <= 2 * 6_000


def test_what_is_held_back_of_a_spool_is_there_at_the_next_start(address: str) -> None:
    handouts = fill(address, 100)
    with ledger(address, 2) as crawl:
        assert do(crawl.load())[0].spooled == tuple(handouts[:64])
    with ledger(address, 3) as crawl:
        assert do(crawl.load())[0].spooled == tuple(handouts[:64])


def test_a_spool_that_cannot_be_read_any_more_ends_the_crawl(address: str, store: sqlite3.Connection) -> None:
    fill(address, 70)
    crawl = StoreLedger(address, 2, work=DirectWork(address))
    crawl.on_more(lambda handout: None)
    (loaded,) = do(crawl.load())
    store.execute("update spool set handout = x'00' where number = (select max(number) from spool)")
    for handout in loaded.spooled:
        crawl.handed_out(handout)
    with pytest.raises(zstandard.ZstdError):
        do(crawl.forget("e1"))
    crawl.close()


def test_a_ledger_that_is_closed_has_done_what_it_was_given(address: str) -> None:
    crawl = StoreLedger(address, 1)
    futures = [crawl._work.submit(lambda: lambda connection: 1) for _ in range(100)]
    crawl.close()
    crawl.close()

    assert all(future.done() for future in futures)


def test_a_store_that_cannot_be_opened_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        StoreLedger(f"sqlite:{tmp_path}/file/news.db", 1)


def test_a_page_takes_a_fifth_of_its_length(address: str, store: sqlite3.Connection) -> None:
    html = b"".join(b"<p>On day %d the council met in hall %d.</p>\n" % (n, n * 7) for n in range(2_000))
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1)]))
        do(crawl.spool(make_handout(1, html)))
        (size, length), = store.execute("select size, length(handout) from spool")  # fmt: skip

        assert size == len(html) + 1_000
        assert length < len(html) / 5
        assert store.execute("select state, length(entry) from unsettled").fetchall() == [("spooled", 0)]
        assert do(crawl.load())[0].spooled[0].entry.entry_id == entry(1)
