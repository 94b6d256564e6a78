"""What time it is, for the list of runs and for retention. Nothing of it reaches a record but by a response's time."""

from __future__ import annotations

from datetime import UTC, datetime

from transforms import instants


def now() -> str:
    """This instant."""
    return instants.from_datetime(datetime.now(UTC))
