"""The crawler's clock: the wall clock in a run, the event loop's own time in a simulation.

Only what *now* is stands behind this seam. Waiting is always the event loop's, so a loop whose time jumps when nothing
is ready makes a week pass in seconds.
"""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from functools import lru_cache
from typing import Protocol


class Clock(Protocol):
    """What time it is."""

    def now_ms(self) -> int:
        """Milliseconds since 1970."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


class LoopClock:
    """The time of an event loop, counted from an origin in milliseconds since 1970."""

    def __init__(self, loop: asyncio.AbstractEventLoop, origin: int) -> None:
        self._loop, self._origin = loop, origin

    def now_ms(self) -> int:
        return self._origin + round(self._loop.time() * 1000)


def instant_of(moment: int) -> str:
    """The instant of milliseconds since 1970."""
    return f"{_second(moment // 1000)}{moment % 1000:03d}Z"


def moment_of(instant: str) -> int:
    """Milliseconds since 1970 of an instant, read in a tenth of the time that ``strptime`` takes."""
    return round(datetime.fromisoformat(instant).timestamp() * 1000)


@lru_cache(maxsize=1_024)
def _second(seconds: int) -> str:
    """An instant up to its point."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.", time.gmtime(seconds))
