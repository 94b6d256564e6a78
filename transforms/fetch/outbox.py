"""The outbox: what the crawler has ready and nobody has collected yet. Bounded, and safe between threads.

The crawler puts from its event loop; whoever collects takes from another thread. Who takes also says that there is
somebody: the crawler asks for nothing new when nobody came for the time of the lease, or when the outbox is full.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from transforms.fetch.cursor import PendingEntry
from transforms.records import Page, Settlement


@dataclass(frozen=True, slots=True)
class Handout:
    """One entry on its way into the graph: with its page, or with what it ended as where it has none."""

    entry: PendingEntry
    page: Page | None = None
    settlement: Settlement | None = None

    @property
    def size(self) -> int:
        """Bytes that it counts for, in the outbox and in a bundle."""
        return len(self.page.content) + 1_000 if self.page else 1_000


class Outbox:
    """Handouts in the order in which they came. ``ready`` is set while there are any: one event for a process."""

    def __init__(self, ready: threading.Event | None = None) -> None:
        self._lock = threading.Lock()
        self._items: deque[Handout] = deque()
        self._bytes = 0
        self._ready = ready or threading.Event()
        self._taken: Callable[[], None] = lambda: None
        #: Takes since the beginning.
        self.visits = 0

    def on_take(self, taken: Callable[[], None]) -> None:
        """What to call, in the thread that takes, after each take."""
        self._taken = taken

    def put(self, handout: Handout) -> None:
        """Adds a handout. It always fits: who puts looks at ``pages`` and ``bytes`` before asking for more."""
        with self._lock:
            self._items.append(handout)
            self._bytes += handout.size
        # Who clears the event looks here afterwards, so one that is set already need not be set again.
        if not self._ready.is_set():
            self._ready.set()

    def put_back(self, handouts: Sequence[Handout]) -> None:
        """Takes back what was taken and not handed out, in front of all else."""
        with self._lock:
            self._items.extendleft(reversed(handouts))
            self._bytes += sum(handout.size for handout in handouts)
            self._ready.set()

    def take(self, pages: int, size: int) -> list[Handout]:
        """Up to ``pages`` handouts of together at most ``size`` bytes, but at least one where there is any."""
        taken: list[Handout] = []
        with self._lock:
            total = 0
            while self._items and len(taken) < pages and (not taken or total + self._items[0].size <= size):
                taken.append(self._items.popleft())
                total += taken[-1].size
            self._bytes -= total
            self.visits += 1
        self._taken()
        return taken

    @property
    def pages(self) -> int:
        """How many handouts wait."""
        return len(self._items)

    @property
    def bytes(self) -> int:
        """How many bytes they hold."""
        return self._bytes
