"""What a sink is: somewhere that takes settlements, again and again, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from transforms.records import Settlement


class SinkError(Exception):
    """A sink cannot be written now (or at all): says which, why, and what to do. What it has stays."""


class Sink(Protocol):
    """Takes settlements. Every method may be called again after it failed; nothing is doubled by it.

    Of two accounts of the same thing the higher revision stands. A sink takes records, outcomes and failures;
    sightings, stories and sketches only where it has a place for them.
    """

    def open(self) -> bool:
        """Makes ready for writing; True where there was nothing yet, so that who follows a log begins at its start.

        Raises SinkError where it cannot be written.
        """
        ...

    def write(self, settlements: Sequence[Settlement], sequence: int | None = None) -> None:
        """Writes them durably, or raises SinkError.

        ``sequence`` is the number of the first change in a log that is followed: the same number overwrites what was
        written under it. None where there is no log: then the same content does.
        """
        ...

    def finish(self) -> None:
        """Makes the output final, at the end of a bounded run. Raises SinkError where it cannot."""
        ...

    def close(self) -> None:
        """Lets go of everything held; without ``finish`` what was written stays to be finished another time."""
        ...
