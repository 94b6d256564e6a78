"""One thread that does a connection's work, so that an event loop never waits for a disk.

What waits when the thread is free goes into one transaction: a commit's price is its fsync, and ten pages that were
fetched at once pay it once. Order is kept: what was given first is done first.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Protocol, TypeVar

from transforms.store.connection import BUSY_SECONDS, open_store, transaction

R = TypeVar("R")

#: Jobs of one transaction: more gain nothing, and the one that writes records waits behind them.
_MOST = 64

#: What is done inside a transaction.
Change = Callable[[sqlite3.Connection], R]


class Work(Protocol):
    """Does changes to a store one after another."""

    def submit(self, prepare: Callable[[], Change[R]]) -> Future[R]:
        """Takes a change. ``prepare`` makes it, before the transaction begins: there the costly part has its place.

        The future is done when the change is durable, or has failed and left nothing.
        """
        ...

    def close(self) -> None:
        """Does what was taken, and ends. Nothing may be submitted afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class _Job:
    prepare: Callable[[], Change[Any]]
    future: Future[Any] = field(default_factory=Future)


class WriteThread:
    """``Work`` in a thread with a connection of its own.

    Args:
        address: Of the store; made or migrated first.
        busy_seconds: How long a transaction waits for another writer.

    Raises StoreError where the store cannot be opened. What a change raises (StoreError for a full disk or a lock that
    is not given up) all changes of its transaction raise: none of them is done.
    """

    def __init__(self, address: str, busy_seconds: float = BUSY_SECONDS) -> None:
        self._connection = open_store(address, busy_seconds=busy_seconds)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="store-writes", daemon=True)
        self._thread.start()

    def submit(self, prepare: Callable[[], Change[R]]) -> Future[R]:
        job = _Job(prepare)
        self._jobs.put(job)
        return job.future

    def close(self) -> None:
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        going = True
        while going:
            batch, going = self._next()
            do_together(self._connection, batch)

    def _next(self) -> tuple[list[_Job], bool]:
        """The jobs that wait, at least one; and whether there will be more."""
        batch: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            batch.append(job)
            if len(batch) == _MOST:
                return batch, True
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return batch, True
        return batch, False


def do_together(connection: sqlite3.Connection, batch: list[_Job]) -> None:
    """Does the jobs in one transaction and tells their futures. Those that were cancelled while they waited are out."""
    jobs = [job for job in batch if job.future.set_running_or_notify_cancel()]
    if not jobs:
        return
    try:
        changes = [job.prepare() for job in jobs]
        with transaction(connection):
            results = [change(connection) for change in changes]
    except BaseException as error:  # whoever waits for a job gets it
        for job in jobs:
            job.future.set_exception(error)
    else:
        for job, result in zip(jobs, results, strict=True):
            job.future.set_result(result)
