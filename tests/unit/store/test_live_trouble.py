"""kill -9, a full disk and a locked store: what was told is there, what was under way is not, and it goes on later."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.store.builders import entry
from tests.unit.store.live_builders import do, ledger, make_feed, make_handout, make_pending, outcome_of
from transforms.store.connection import open_store
from transforms.store.errors import StoreError
from transforms.store.live_ledger import StoreLedger
from transforms.store.totals import run_totals, store_totals
from transforms.store.write_thread import WriteThread
from transforms.store.writing import Writer

# Does three rounds of poll, spool and settle, then stops in the middle of a transaction of the fourth, where the test
# kills it.
CRAWL = """
import asyncio, sys
from tests.unit.store.live_builders import make_feed, make_handout, make_pending, outcome_of
from transforms.store import cursor_rows, unsettled_rows, writing
from transforms.store.connection import open_store
from transforms.store.live_ledger import StoreLedger

def stop(*arguments):
    print("in the middle", flush=True)
    sys.stdin.read()

async def crawl(ledger, writer, where):
    for n in range(4):
        if n == 3 and where == "poll":
            cursor_rows.put_cursor = stop            # entries and sightings are written, the cursor is not
        await ledger.commit_poll(make_feed(polled=n), [make_pending(2 * n), make_pending(2 * n + 1)])
        if n == 3 and where == "spool":
            unsettled_rows.put_pending = stop        # the page is written, the next look at the article is not
        await ledger.spool(make_handout(2 * n), make_pending(2 * n, entry_id=f"look {n}", recheck=1))
        if n == 3 and where == "settle":
            writing.put_stories = stop               # outcomes are written, the queue is cleared, stories are not
        writer.write([outcome_of(2 * n)])

ledger = StoreLedger(sys.argv[1], 1)
asyncio.run(crawl(ledger, writing.Writer(open_store(sys.argv[1]), 1), sys.argv[2]))
"""

FULL = """
import asyncio, resource, sys
from tests.unit.store.live_builders import make_feed, make_handout, make_pending
from transforms.store.errors import StoreError
from transforms.store.live_ledger import StoreLedger

async def crawl(ledger):
    await ledger.commit_poll(make_feed(), [make_pending(n) for n in range(100)])
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    noise = open("/dev/urandom", "rb")
    for n in range(100):
        await ledger.spool(make_handout(n, noise.read(50_000)))
        print(n + 1, flush=True)

try:
    asyncio.run(crawl(StoreLedger(sys.argv[1], 1)))
except StoreError as error:
    print(error, flush=True)
"""


@pytest.mark.parametrize(
    ("where", "pending", "spooled", "polled", "entries"),
    [
        ("poll", [1, 3, 5], [], 2, 6),
        ("spool", [1, 3, 5, 6, 7], [], 3, 8),
        ("settle", [1, 3, 5, 7], [6], 3, 8),
    ],
)
def test_after_kill_9_everything_that_was_told_is_there_and_nothing_of_what_was_under_way(
    address: str, root: Path, where: str, pending: list[int], spooled: list[int], polled: int, entries: int
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CRAWL, address, where],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    ) as crawl:
        assert crawl.stdout is not None
        assert crawl.stdout.readline() == "in the middle\n"
        crawl.kill()

    store = open_store(address)
    assert store.execute("pragma integrity_check").fetchone() == ("ok",)
    assert store_totals(store).adds_up
    with ledger(address, 2) as again:
        (loaded,) = do(again.load())
        assert [each.entry_id for each in loaded.cursor.pending if not each.recheck] == [entry(n) for n in pending]
        assert loaded.spooled == tuple(make_handout(n) for n in spooled)
        assert loaded.cursor.feeds == (make_feed(polled=polled),)
        assert store_totals(store).entries == entries
        totals = run_totals(store, 2)
        assert (totals.entries, totals.waiting, totals.adds_up) == (
            len(pending) + len(spooled),
            len(pending) + len(spooled),
            True,
        )
        Writer(store, 2).write([outcome_of(n) for n in [*pending, *spooled]])
    assert run_totals(store, 2).outcomes == (("record", "new", len(pending) + len(spooled)),)
    assert store_totals(store).adds_up
    store.close()


def test_a_disk_that_is_full_is_named_and_the_crawl_goes_on_when_there_is_room(address: str, root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, address], capture_output=True, text=True, cwd=root, timeout=60, check=False
    )
    *spooled, error = done.stdout.splitlines()

    assert done.stderr == ""
    assert "the disk" in error
    with ledger(address, 2) as again:
        (loaded,) = do(again.load())
        assert len(loaded.spooled) == int(spooled[-1])
        assert len(loaded.cursor.pending) == 100 - int(spooled[-1])
        do(again.spool(make_handout(99)))
    store = open_store(address)
    assert store.execute("pragma integrity_check").fetchone() == ("ok",)
    assert run_totals(store, 2).waiting == 100
    store.close()


def test_a_full_disk_ends_a_call_and_not_the_thread(address: str, store: sqlite3.Connection) -> None:
    work = WriteThread(address)
    pages = store.execute("pragma page_count").fetchone()[0]
    work._connection.execute(f"pragma max_page_count = {pages}")
    crawl = StoreLedger(address, 1, work=work)
    with pytest.raises(StoreError, match="the disk is full"):
        do(crawl.commit_poll(make_feed(), [make_pending(n) for n in range(1_000)]))
    work._connection.execute("pragma max_page_count = 1000000")
    assert len(do(crawl.commit_poll(make_feed(), [make_pending(n) for n in range(1_000)]))[0]) == 1_000
    crawl.close()


def test_a_store_that_another_writer_holds_is_waited_for_and_then_named(
    address: str, store: sqlite3.Connection
) -> None:
    crawl = StoreLedger(address, 1, work=WriteThread(address, busy_seconds=0.05))
    store.execute("begin immediate")
    with pytest.raises(StoreError, match="another process is writing to it"):
        do(crawl.commit_poll(make_feed(), [make_pending(1)]))
    store.execute("commit")

    assert do(crawl.commit_poll(make_feed(), [make_pending(1)])) == [[make_pending(1)]]
    assert run_totals(store, 1).waiting == 1
    crawl.close()


def test_records_are_written_while_pages_are_spooled(address: str) -> None:
    """Two connections, each in its thread, none of them gives up."""
    writer = Writer(open_store(address), 1)
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(n) for n in range(200)]))
        for start in range(0, 200, 20):
            futures = [crawl._work.submit(_spooling(crawl, n)) for n in range(start, start + 20)]
            writer.write([outcome_of(n) for n in range(start - 20, start) if n >= 0])
            for future in futures:
                future.result(30)
        (loaded,) = do(crawl.load())

    assert [each.entry.entry_id for each in loaded.spooled] == [entry(n) for n in range(180, 200)]


def _spooling(crawl: StoreLedger, number: int):  # type: ignore[no-untyped-def]
    from transforms.store import unsettled_rows
    from transforms.store.pages import pack

    handout = make_handout(number)
    return lambda: lambda connection: unsettled_rows.put_spooled(connection, 1, handout, pack(handout))
