"""``--keep KIND=DAYS``: for how long a store keeps what, as the command line says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from pipeline.errors import WrongUse
from transforms.store.keep import KeepDays


def keep_days(given: Sequence[str]) -> KeepDays:
    """The days for each kind: the defaults, and what was given. Raises WrongUse for what is no ``KIND=DAYS``."""
    kinds = {field.name.replace("_", "-"): field.name for field in fields(KeepDays)}
    wanted: dict[str, int | None] = {}
    for each in given:
        kind, _, days = each.partition("=")
        if kind not in kinds or not (days.isdecimal() or days == "always"):
            raise WrongUse(f"--keep {each}: give KIND=DAYS or KIND=always, with a KIND of {', '.join(sorted(kinds))}")
        wanted[kinds[kind]] = None if days == "always" else int(days)
    try:
        return KeepDays(**wanted)
    except ValueError as error:
        raise WrongUse(f"--keep: {error}") from error
