"""Worker processes: what kills one, what replaces it, and that none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from transforms.encoding import encode
from transforms.extract.article import extract
from transforms.extract.counts import ExtractLimits
from transforms.extract.pool import BYTES_A_PROCESS, PAGES_A_PROCESS, Batch, Holder, Pool, PoolSettings
from transforms.extract.process import WorkerGone, WorkerProcess
from transforms.extract.worker import WorkerLimits, serve
from transforms.failures import Dropped, StageError
from transforms.records import Article, Page

SENTENCE = "The mayor opened the new bridge over the river on Friday and spoke of a long wait. "
LIMITS = WorkerLimits(ExtractLimits())


def story(name: str, paragraphs: int = 5) -> Page:
    text = "".join(f"<p>{n}. {SENTENCE}</p>" for n in range(paragraphs))
    return Page(
        name,
        f"https://www.example.org/{name}",
        None,
        "text/html",
        f"<html><body><article>{text}</article></body></html>".encode(),
    )


def slow(name: str) -> Page:
    """A page that takes trafilatura many seconds of CPU time: its time grows with the square of the paragraphs."""
    return story(name, 70_000)


@pytest.fixture
def pools() -> Iterator[list[Pool]]:
    made: list[Pool] = []
    yield made
    for pool in made:
        pool.close()


def results(pool: Pool, pages: list[Page]) -> dict[str, Article | StageError | Dropped | None]:
    batch = Batch(pool)
    for page in pages:
        batch.submit(page)
    return {ticket.page.entry_id: ticket.result for ticket in batch.drain()}


def test_a_worker_gives_what_the_function_gives(pools: list[Pool]) -> None:
    pools.append(Pool(PoolSettings(2, LIMITS)))
    pages = [story(f"story-{n}", 3 + n) for n in range(12)]
    assert results(pools[0], pages) == {page.entry_id: extract(page) for page in pages}


def test_results_come_in_the_order_of_their_pages(pools: list[Pool]) -> None:
    pools.append(Pool(PoolSettings(2, LIMITS)))
    pages = [story(f"story-{n}", 2_000 if n % 5 == 0 else 3) for n in range(10)]
    assert list(results(pools[0], pages)) == [page.entry_id for page in pages]


def test_a_page_over_its_cpu_time_is_retryable_its_worker_is_replaced_and_the_others_go_on(pools: list[Pool]) -> None:
    limits = WorkerLimits(ExtractLimits(max_nodes=1_000_000), cpu_seconds=0.5)
    pools.append(Pool(PoolSettings(1, limits)))
    assert isinstance(results(pools[0], [story("before")])["before"], Article)
    (hung,) = pools[0].pids()
    got = results(pools[0], [story("one"), slow("slow"), story("two")])
    (replacement,) = pools[0].pids()
    error = got["slow"]
    assert isinstance(error, StageError)
    assert (error.reason, error.retryable) == ("deadline", True)
    assert "0.5 CPU seconds" in error.message
    assert isinstance(got["one"], Article)
    assert isinstance(got["two"], Article)
    assert replacement != hung
    assert not psutil.pid_exists(hung)


def test_a_slow_page_does_not_keep_the_others_waiting_beyond_the_bound(pools: list[Pool]) -> None:
    pools.append(Pool(PoolSettings(2, WorkerLimits(ExtractLimits(max_nodes=1_000_000), cpu_seconds=2.0))))
    batch = Batch(pools[0])
    pages = [slow("slow"), *(story(f"story-{n}") for n in range(3 * PAGES_A_PROCESS))]
    order = []
    for page in pages:
        order += [ticket.page.entry_id for ticket in batch.collect(len(page.content))]
        batch.submit(page)
    order += [ticket.page.entry_id for ticket in batch.drain()]
    assert sorted(order) == sorted(page.entry_id for page in pages)
    assert order[0] != "slow"


def test_a_page_whose_worker_is_killed_from_outside_is_tried_again(pools: list[Pool]) -> None:
    pools.append(Pool(PoolSettings(1, LIMITS)))
    results(pools[0], [story("first")])
    (killed,) = pools[0].pids()
    os.kill(killed, signal.SIGKILL)
    assert results(pools[0], [story("second")]) == {"second": extract(story("second"))}
    assert pools[0].pids() != [killed]


@pytest.mark.parametrize("text", [b"word " * 8_000_000, b"<p>word</p>" * 1_000_000])
def test_a_page_that_needs_too_much_memory_is_retryable_and_the_next_passes(pools: list[Pool], text: bytes) -> None:
    lifted = ExtractLimits(max_bytes=200_000_000, max_nodes=10_000_000, max_depth=300)
    pools.append(Pool(PoolSettings(1, WorkerLimits(lifted, memory_bytes=500_000_000))))
    big = Page("big", "https://www.example.org/big", None, "text/html", b"<html><body><p>" + text)
    got = results(pools[0], [big, story("next")])
    error = got["big"]
    assert isinstance(error, StageError)
    assert (error.reason, error.retryable) == ("memory", True)
    assert isinstance(got["next"], Article)


def test_a_page_too_large_is_refused_without_a_process(pools: list[Pool]) -> None:
    pools.append(Pool(PoolSettings(1, WorkerLimits(ExtractLimits(max_bytes=10)))))
    error = results(pools[0], [story("large")])["large"]
    assert isinstance(error, StageError)
    assert error.reason == "too-large"
    assert pools[0].pids() == []


def test_a_worker_is_recycled_after_its_pages(pools: list[Pool]) -> None:
    pools.append(Pool(PoolSettings(1, LIMITS, recycle_pages=2)))
    seen = []
    for n in range(4):
        results(pools[0], [story(f"story-{n}")])
        seen += pools[0].pids()
    assert len(seen) == 2  # after the second and the fourth page there is none
    assert len(set(seen)) == 2


def test_a_worker_is_recycled_when_it_has_grown(pools: list[Pool]) -> None:
    pools.append(Pool(PoolSettings(1, LIMITS, recycle_bytes=0)))
    results(pools[0], [story("one", 5_000)])
    assert pools[0].pids() == []


def test_a_silent_worker_is_killed_by_the_clock() -> None:
    process = WorkerProcess(LIMITS)
    os.kill(process.pid, signal.SIGSTOP)
    with pytest.raises(WorkerGone) as raised:
        process.ask(encode(story("one")), wall_seconds=0.2)
    assert raised.value.overdue
    assert not psutil.pid_exists(process.pid)


def test_an_error_of_ours_is_a_dead_letter_that_names_its_place() -> None:
    broken = Page("e", "https://www.example.org/", None, "text/html", b"<p>x</p>", charset=7)  # type: ignore[arg-type]
    error = serve(encode(broken), LIMITS).result()
    assert isinstance(error, StageError)
    assert (error.reason, error.retryable) == ("fault", True)
    assert "decoding.py:" in error.message


def test_a_bundle_has_a_bounded_number_of_pages_and_bytes_under_way(pools: list[Pool]) -> None:
    pools.append(Pool(PoolSettings(1, LIMITS)))
    batch = Batch(pools[0])
    most = under_way = 0
    for n in range(40):
        under_way -= sum(1 for _ in batch.collect(1_000))
        batch.submit(story(f"story-{n}"))
        under_way += 1
        most = max(most, under_way)
    assert most <= PAGES_A_PROCESS
    under_way -= sum(1 for _ in batch.collect(BYTES_A_PROCESS))
    assert under_way == 0


def test_a_new_bundle_forgets_what_a_failed_one_left(pools: list[Pool]) -> None:
    pools.append(Pool(PoolSettings(1, LIMITS)))
    batch = Batch(pools[0])
    batch.submit(story("left"))
    batch.forget()
    batch.submit(story("new"))
    assert [ticket.page.entry_id for ticket in batch.drain()] == ["new"]


def test_equal_settings_share_a_pool_and_an_idle_one_waits_for_the_next() -> None:
    holder = Holder()
    settings = PoolSettings(1, LIMITS)
    first, second = holder.acquire(settings), holder.acquire(PoolSettings(1, LIMITS))
    assert first is second
    results(first, [story("one")])
    (pid,) = first.pids()
    holder.release(settings)
    holder.release(settings)
    assert holder.acquire(settings) is first
    assert first.pids() == [pid]
    holder.release(settings)
    holder.close_idle()
    assert not psutil.pid_exists(pid)


def test_settings_without_a_worker_are_refused() -> None:
    with pytest.raises(ValueError, match="workers"):
        PoolSettings(0, LIMITS)


def test_limits_survive_the_way_to_the_process() -> None:
    limits = WorkerLimits(ExtractLimits(1, 2, 3), 4.5, 6)
    assert WorkerLimits.from_argument(limits.to_argument()) == limits


def test_a_worker_does_not_import_beam(root: Path) -> None:
    code = "import sys, transforms.extract.worker; print([m for m in sys.modules if m.startswith('apache_beam')])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert done.stdout == b"[]\n"


PARENT = """
import sys
from transforms.extract.counts import ExtractLimits
from transforms.extract.process import WorkerProcess
from transforms.extract.worker import WorkerLimits
from transforms.encoding import encode
from transforms.records import Page
process = WorkerProcess(WorkerLimits(ExtractLimits(max_nodes=1_000_000), cpu_seconds=60.0))
print(process.pid, flush=True)
text = b"<p>word and another</p>" * 70_000
process.ask(encode(Page("e", "https://www.example.org/", None, "text/html", b"<html><body><article>" + text)), 600.0)
"""


def test_workers_end_when_their_parent_is_killed_even_in_the_middle_of_a_page(root: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    worker.wait(timeout=30)
    assert not worker.is_running()
