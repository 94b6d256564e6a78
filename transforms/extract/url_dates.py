"""The date in an address's path: ``/2024/05/12/``, ``-20240512``."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from transforms import instants
from transforms.date_names import MONTHS

_PATH = re.compile(r"^[a-z]+://[^/]*|[?#].*$", re.IGNORECASE)
_DATE = re.compile(
    r"/((?:19|20)\d\d)[/_-](0?[1-9]|1[0-2]|[a-z]{3})[/_-](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
    r"|[/_.-]((?:19|20)\d\d)[_-]?(0[1-9]|1[0-2])[_-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
    r"|/((?:19|20)\d\d)/(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)",
    re.IGNORECASE,
)


def date_in_path(url: str) -> str | None:
    """The instant at which the day in an address's path begins; None where it has none."""
    for match in _DATE.finditer(_PATH.sub("", url[:2_048])):
        year, month, day = (part for part in match.groups() if part)
        number = MONTHS.get(month.lower(), 0) if month.isalpha() else int(month)
        try:
            return instants.from_datetime(datetime(int(year), number, int(day), tzinfo=UTC))
        except ValueError:
            continue
    return None
