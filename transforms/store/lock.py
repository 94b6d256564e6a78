"""One run at a time on a store: an advisory lock on ``PATH.lock`` that the death of its holder releases.

Readers (listings, followers of the change log) need no lock.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from transforms.store.addresses import store_path
from transforms.store.errors import StoreError

_MAX_HOLDER = 200


class RunLock:
    """The lock of the run on a store, as a context manager or by ``acquire`` and ``release``.

    Args:
        address: The store's address.
        holder: What the run is, for who finds it locked (``replay seeds/``).
    """

    def __init__(self, address: str, holder: str = "newsbeam") -> None:
        self._store = store_path(address)
        self._path = self._store.with_name(self._store.name + ".lock")
        self._holder = holder[:_MAX_HOLDER]
        self._file: int | None = None

    def acquire(self) -> None:
        """Takes the lock at once or not at all. Raises StoreError that names who holds it, or why it cannot be had."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(f"the store {self._store}: {self._path} cannot be made ({error.strerror})") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(file, 4 * _MAX_HOLDER).decode("utf-8", "replace").strip() or "another process"
            os.close(file)
            raise StoreError(
                f"the store {self._store} is in use by {holder}: wait for its end, end it, or name another with --store"
            ) from error
        os.ftruncate(file, 0)
        os.write(file, f"process {os.getpid()} ({self._holder})\n".encode("utf-8", "replace"))
        self._file = file

    def release(self) -> None:
        """Gives the lock back; nothing where it is not held. The file stays: removing it would race with who waits."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @property
    def path(self) -> Path:
        """The lock's file."""
        return self._path

    def __enter__(self) -> RunLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
