"""Reading feeds in worker processes that can be killed.

What a feed may measure decides whether it is read (``feed_text.py``); this is the backstop for what those counts let
through: a bound on CPU time and on memory. A feed that runs into it is refused, retryable, and the process replaced.
The process starts when the first feed comes, and lives on between feeds.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from transforms.encoding import encode
from transforms.extract.process import WorkerGone, WorkerProcess
from transforms.failures import StageError
from transforms.fetch.feed_document import FeedDocument, FeedLimits
from transforms.fetch.feed_worker import FeedRequest, FeedWorkerLimits, result

_MODULE = "transforms.fetch.feed_worker"
_TRIES = 2


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """How many processes read feeds, and what each may use. Raises ValueError for none."""

    workers: int = 1
    limits: FeedWorkerLimits = field(default_factory=lambda: FeedWorkerLimits(FeedLimits()))
    #: A process is replaced after so many feeds, or when it has grown by so many bytes.
    recycle_feeds: int = 5_000
    recycle_bytes: int = 200_000_000
    #: Seconds without an answer after which a process is killed even if it used no CPU (stopped, swapped out).
    wall_seconds: float = 120.0

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise ValueError(f"workers={self.workers}: at least 1 is allowed")


class FeedReader:
    """``parse_feed`` behind processes. Safe for threads; ``close`` it, or use it as a context manager."""

    def __init__(self, settings: GuardSettings | None = None) -> None:
        self._settings = settings or GuardSettings()
        self._lock = threading.Lock()
        self._closed = False
        self._running: list[WorkerProcess] = []
        # A slot is a process, or None for one that is to be started; taken by one thread at a time.
        self._slots: queue.LifoQueue[WorkerProcess | None] = queue.LifoQueue()
        for _ in range(self._settings.workers):
            self._slots.put(None)
        self._threads = ThreadPoolExecutor(self._settings.workers, thread_name_prefix="feeds")

    def read(self, content: bytes, url: str, content_type: str | None, now: str) -> FeedDocument:
        """What ``parse_feed`` returns; waits for a free process.

        Raises:
            StageError: as ``parse_feed``; also ``deadline``, ``memory``, ``worker-died`` and ``fault`` (a bug that this
                feed brought to light), which are retryable.
            RuntimeError: a process that cannot start, or a reader that is closed.
        """
        allowed = self._settings.limits.feed.bytes
        if len(content) > allowed:  # refused before it is copied to a process
            raise StageError("too-large", f"{len(content):,} bytes, allowed are {allowed:,}: raise the limit")
        request = encode(FeedRequest(content, url, content_type, now))
        for remaining in reversed(range(_TRIES)):
            try:
                return self._ask(request)
            except WorkerGone as gone:
                if gone.overdue:
                    seconds = self._settings.limits.cpu_seconds
                    message = f"reading was stopped ({gone.how}), allowed are {seconds:g} CPU seconds: try it again"
                    raise StageError("deadline", message, retryable=True) from None
                if not remaining:
                    message = f"the process that read it died twice ({gone.how}): try it again with more memory"
                    raise StageError("worker-died", message, retryable=True) from None
        raise AssertionError("every try returns or raises")

    async def read_async(self, content: bytes, url: str, content_type: str | None, now: str) -> FeedDocument:
        """The same without holding up an event loop."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, self.read, content, url, content_type, now
        )

    def pids(self) -> list[int]:
        """Process ids of the workers that run now."""
        with self._lock:
            return [process.pid for process in self._running]

    def close(self) -> None:
        """Ends the processes; a feed that is being read is given up."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        for process in running:
            process.terminate()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for _ in range(self._settings.workers):
            process_or_none = self._slots.get()
            if process_or_none is not None:
                self._end(process_or_none)
            self._slots.put(None)

    def __enter__(self) -> FeedReader:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _ask(self, request: bytes) -> FeedDocument:
        process = self._slots.get()
        try:
            if process is None:
                process = self._start()
            answer = process.ask(request, self._settings.wall_seconds)
        except BaseException:
            if process is not None:
                self._end(process)
            self._slots.put(None)
            raise
        grown = answer.resident - process.base > self._settings.recycle_bytes
        if grown or process.asked >= self._settings.recycle_feeds:
            self._end(process)
            self._slots.put(None)
        else:
            self._slots.put(process)
        return result(answer)

    def _start(self) -> WorkerProcess:
        if self._closed:
            raise RuntimeError("this reader of feeds is closed")
        process = WorkerProcess(self._settings.limits, _MODULE)
        with self._lock:
            self._running.append(process)
        return process

    def _end(self, process: WorkerProcess) -> None:
        with self._lock:
            self._running.remove(process)
        process.kill()
