"""Beam's face of what was learned: the file that a cluster's workers read again and again.

On one machine the snapshots are handed in when a graph is built; side inputs hold up the local runner. On a cluster a
job never ends, so each worker looks at the file every five minutes, when a bundle begins. A page is cleaned by what was
in force when it was fetched (``schedule.py``): give a new file a ``since`` some minutes ahead, and all workers agree.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from apache_beam.io.filesystems import FileSystems

from transforms.learn.schedule import Schedule, parse

_LOOK_SECONDS = 300.0


class LearnedFile:
    """Snapshots of a file, wherever Beam can read one. What it held before stays in force for the pages of its time.

    Raises LearnedError where the file holds something else, and OSError where it cannot be read.
    """

    def __init__(self, path: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._path, self._clock = path, clock
        self._looked = float("-inf")
        self._data = b""
        self._schedule = Schedule()

    def read(self) -> Schedule | None:
        """The schedule, where it is another one than the last time; None where nothing has changed."""
        at = self._clock()
        if at - self._looked < _LOOK_SECONDS:
            return None
        with FileSystems.open(self._path) as file:
            data = file.read()
        self._looked = at
        if data == self._data:
            return None
        self._data = data
        self._schedule = Schedule((*self._schedule.entries, parse(data)))
        return self._schedule
