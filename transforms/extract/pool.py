"""A pool of worker processes, shared by all threads of this process, and the bounded queue of one bundle before it.

A page that uses up its CPU time, or kills its process, becomes a StageError marked retryable; the process is replaced
and the other pages go on. A process that dies for a reason that may lie outside (killed by somebody) has its page tried
once more in another one.
"""

from __future__ import annotations

import atexit
import queue
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from transforms.encoding import encode
from transforms.extract.counts import check_bytes
from transforms.extract.frames import Result
from transforms.extract.process import WorkerGone, WorkerProcess
from transforms.extract.worker import WorkerLimits
from transforms.failures import StageError
from transforms.records import Page

#: What one bundle may have under way, for each process.
PAGES_A_PROCESS = 16
BYTES_A_PROCESS = 8_000_000

_TRIES = 2


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """How many processes, and what each may use. Equal settings share one pool."""

    workers: int
    limits: WorkerLimits
    #: A process is replaced after so many pages, or when it has grown by so many bytes.
    recycle_pages: int = 5_000
    recycle_bytes: int = 300_000_000
    #: Seconds without an answer after which a process is killed even if it used no CPU (stopped, swapped out).
    wall_seconds: float = 600.0

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise ValueError(f"workers={self.workers}: at least 1 is allowed")


@dataclass(eq=False, slots=True)
class Ticket:
    """A page on its way through the pool, and what became of it."""

    page: Page
    #: Whatever the caller needs back with the result.
    context: Any
    #: The queue it belongs to.
    batch: Batch
    done: bool = False
    result: Result | None = None
    cpu_micros: int = 0
    #: A bug in extraction: fails the bundle.
    broken: Exception | None = None
    tries: int = 0


class Batch:
    """The pages of one bundle on their way: bounded, and handed back in the order they came in as far as that is free.

    One thread submits and collects; the pool's threads finish tickets.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._tickets: deque[Ticket] = deque()
        self._bytes = 0
        self.changed = threading.Condition()

    def submit(self, page: Page, context: Any = None) -> None:
        """Hands a page to the pool. It never waits: ``collect`` first makes room."""
        ticket = Ticket(page, context, self)
        self._tickets.append(ticket)
        self._bytes += len(page.content)
        self._pool.submit(ticket)

    def collect(self, room_for: int = 0) -> Iterator[Ticket]:
        """Finished tickets: those that nothing older is waiting before; where there is no room for another page of
        ``room_for`` bytes, also others, after waiting for the first to finish."""
        yield from self._from_head()
        while self._is_full(room_for):
            with self.changed:
                self.changed.wait_for(lambda: any(t.done for t in self._tickets))
            yield from [self._taken(t) for t in list(self._tickets) if t.done]

    def drain(self) -> Iterator[Ticket]:
        """All that is under way, in the order it came in; waits for it."""
        while self._tickets:
            with self.changed:
                self.changed.wait_for(lambda: self._tickets[0].done)
            yield from self._from_head()

    def forget(self) -> None:
        """Lets go of what an earlier bundle, which failed, left behind."""
        self._tickets.clear()
        self._bytes = 0

    def _from_head(self) -> Iterator[Ticket]:
        while self._tickets and self._tickets[0].done:
            yield self._taken(self._tickets[0])

    def _taken(self, ticket: Ticket) -> Ticket:
        self._tickets.remove(ticket)
        self._bytes -= len(ticket.page.content)
        if ticket.broken is not None:
            raise ticket.broken
        return ticket

    def _is_full(self, more: int) -> bool:
        if not self._tickets:
            return False
        workers = self._pool.settings.workers
        too_many = len(self._tickets) >= PAGES_A_PROCESS * workers
        return too_many or self._bytes + more > BYTES_A_PROCESS * workers


class Pool:
    """Worker processes, each asked by a thread of its own; they start when the first page for them comes."""

    def __init__(self, settings: PoolSettings) -> None:
        self.settings = settings
        self._waiting: queue.SimpleQueue[Ticket | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._processes: list[WorkerProcess] = []
        self._closed = False
        self._threads = [
            threading.Thread(target=self._serve, name=f"extract-{n}", daemon=True) for n in range(settings.workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, ticket: Ticket) -> None:
        """Takes a ticket in. One that is too large is refused here, before it is copied to a process."""
        try:
            check_bytes(len(ticket.page.content), self.settings.limits.extract)
        except StageError as error:
            _finish(ticket, error)
            return
        self._waiting.put(ticket)

    def pids(self) -> list[int]:
        """Process ids of the workers that run now."""
        with self._lock:
            return [process.pid for process in self._processes]

    def close(self) -> None:
        """Ends threads and processes. What is under way is lost: the caller has drained it, or does not want it."""
        self._closed = True
        for _ in self._threads:
            self._waiting.put(None)
        with self._lock:
            running = list(self._processes)
        for process in running:
            process.terminate()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        process: WorkerProcess | None = None
        while (ticket := self._waiting.get()) is not None and not self._closed:
            try:
                if process is None:
                    process = self._started()
                process = self._ask(process, ticket)
            except Exception as error:
                # A bug, or a process that cannot start: it fails the bundle that waits, not this thread.
                ticket.broken = error
                _finish(ticket, None)
        if process is not None:
            self._ended(process)
            process.close()

    def _ask(self, process: WorkerProcess, ticket: Ticket) -> WorkerProcess | None:
        """Asks for one page. The process to go on with; None where the next page needs a new one."""
        ticket.tries += 1
        try:
            answer = process.ask(encode(ticket.page), self.settings.wall_seconds)
        except WorkerGone as gone:
            self._ended(process)
            if gone.overdue or ticket.tries >= _TRIES:
                _finish(ticket, self._failure(gone))
            else:
                self._waiting.put(ticket)
            return None
        ticket.cpu_micros = answer.cpu_micros
        result = answer.result()
        grown = answer.resident - process.base > self.settings.recycle_bytes
        starved = isinstance(result, StageError) and result.reason == "memory"
        spent = grown or starved or process.asked >= self.settings.recycle_pages
        if spent:
            self._ended(process)
            process.close()
        _finish(ticket, result)
        return None if spent else process

    def _failure(self, gone: WorkerGone) -> StageError:
        allowed = self.settings.limits.cpu_seconds
        if gone.overdue:
            message = (
                f"extraction was stopped ({gone.how}), allowed are {allowed:g} CPU seconds: try it again, or raise"
            )
            return StageError("deadline", f"{message} cpu_seconds", retryable=True)
        message = f"the extraction process died twice on it ({gone.how}): try it again with more memory"
        return StageError("worker-died", message, retryable=True)

    def _started(self) -> WorkerProcess:
        process = WorkerProcess(self.settings.limits)
        with self._lock:
            self._processes.append(process)
        return process

    def _ended(self, process: WorkerProcess) -> None:
        with self._lock:
            self._processes.remove(process)


@dataclass(slots=True)
class _Shared:
    pool: Pool
    users: int = 0


@dataclass(slots=True)
class Holder:
    """The pools of this process, by settings. One without users is kept for the next, until other settings come."""

    _pools: dict[PoolSettings, _Shared] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def acquire(self, settings: PoolSettings) -> Pool:
        """The pool with these settings; ``release`` it once for each time."""
        with self._lock:
            if settings not in self._pools:
                self._close_idle()
                self._pools[settings] = _Shared(Pool(settings))
            shared = self._pools[settings]
            shared.users += 1
            return shared.pool

    def release(self, settings: PoolSettings) -> None:
        """Says that a user is done. The processes stay: the next bundle or epoch starts with them warm."""
        with self._lock:
            self._pools[settings].users -= 1

    def close_idle(self) -> None:
        """Ends the pools that nobody uses."""
        with self._lock:
            self._close_idle()

    def _close_idle(self) -> None:
        for settings in [s for s, shared in self._pools.items() if shared.users <= 0]:
            self._pools.pop(settings).pool.close()


HOLDER = Holder()
atexit.register(HOLDER.close_idle)


def _finish(ticket: Ticket, result: Result | None) -> None:
    with ticket.batch.changed:
        ticket.result = result
        ticket.done = True
        ticket.batch.changed.notify_all()
