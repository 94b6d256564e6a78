"""A run watched from a thread of its own while it goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def watched(watch: Callable[[threading.Event], None]) -> Iterator[None]:
    """Calls ``watch`` in a thread while the body runs. The event it gets is set when the body has ended."""
    done = threading.Event()
    thread = threading.Thread(target=watch, args=(done,), name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
