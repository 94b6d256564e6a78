"""Feeds read in processes that can be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import threading

import psutil
import pytest

from transforms.extract.process import WorkerProcess
from transforms.failures import StageError
from transforms.fetch.feed import FeedLimits, parse_feed
from transforms.fetch.feed_worker import FeedWorkerLimits
from transforms.fetch.guarded import FeedReader, GuardSettings

NOW = "2026-11-22T12:00:00.000Z"
URL = "https://feeds.example.org/feed.xml"
FEED = (
    b'<rss version="2.0"><channel><title>Example</title><skipHours><hour>3</hour></skipHours><item><title>One</title>'
    b"<link>https://example.org/1</link><author>desk@example.org (The desk)</author><pubDate>soon</pubDate></item></channel></rss>"
)
LIST = b"<opml><body><outline text='a'><outline text='b' xmlUrl='https://example.org/f'/></outline></body></opml>"
# Takes seconds, where a fraction of one is allowed.
SLOW = b'<rss version="2.0"><channel>' + b"<item><title>One</title><link>https://example.org/1</link></item>" * 20_000


@pytest.fixture(scope="module")
def reader():
    with FeedReader(GuardSettings(limits=FeedWorkerLimits(FeedLimits(), cpu_seconds=0.3))) as found:
        yield found


@pytest.mark.parametrize("content", [FEED, LIST])
def test_a_document_comes_back_from_the_process_as_it_was_read(reader, content):
    assert reader.read(content, URL, "text/xml", NOW) == parse_feed(content, URL, "text/xml", NOW)


def test_a_refusal_comes_back_with_its_reason(reader):
    with pytest.raises(StageError) as caught:
        reader.read(b"<html></html>", URL, None, NOW)
    assert (caught.value.reason, caught.value.retryable) == ("html", False)


def test_a_feed_that_takes_too_long_is_stopped_and_the_next_one_is_read(reader):
    with pytest.raises(StageError) as caught:
        reader.read(SLOW, URL, None, NOW)
    assert (caught.value.reason, caught.value.retryable) == ("deadline", True)
    assert len(reader.read(FEED, URL, None, NOW).entries) == 1


def test_a_feed_that_is_too_long_never_reaches_the_process(reader):
    with pytest.raises(StageError, match="too-large"):
        reader.read(b"x" * 10_000_001, URL, None, NOW)


def test_a_process_that_somebody_kills_is_replaced(reader):
    reader.read(FEED, URL, None, NOW)
    (pid,) = reader.pids()
    os.kill(pid, signal.SIGKILL)
    assert len(reader.read(FEED, URL, None, NOW).entries) == 1
    assert reader.pids() != [pid]


def test_a_ctrl_c_does_not_reach_a_process_that_is_still_importing(tmp_path, monkeypatch, capfd):
    (tmp_path / "interrupted_worker.py").write_text(
        "import os, signal, sys\n"
        "os.kill(os.getpid(), signal.SIGINT)\n"
        "from transforms.fetch.feed_worker import main\n"
        "main(sys.argv[1:])\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    process = WorkerProcess(FeedWorkerLimits(FeedLimits()), "interrupted_worker")
    process.close()
    assert capfd.readouterr().err == ""
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_many_threads_share_few_processes(reader):
    found: list[int] = []

    def read() -> None:
        found.append(len(reader.read(FEED, URL, None, NOW).entries))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 8
    assert len(reader.pids()) == 1


def test_an_event_loop_is_not_held_up(reader):
    async def both() -> list[int]:
        documents = await asyncio.gather(*(reader.read_async(FEED, URL, None, NOW) for _ in range(3)))
        return [len(document.entries) for document in documents]

    assert asyncio.run(both()) == [1, 1, 1]


def test_no_process_is_left_after_closing():
    reader = FeedReader()
    reader.read(FEED, URL, None, NOW)
    (pid,) = reader.pids()
    reader.close()
    assert not psutil.pid_exists(pid)
    with pytest.raises(RuntimeError, match="closed"):
        reader.read(FEED, URL, None, NOW)


def test_a_process_is_replaced_after_its_share_of_feeds():
    with FeedReader(GuardSettings(recycle_feeds=1)) as reader:
        reader.read(FEED, URL, None, NOW)
        assert reader.pids() == []


def test_no_workers_are_refused():
    with pytest.raises(ValueError, match="workers=0"):
        GuardSettings(workers=0)
