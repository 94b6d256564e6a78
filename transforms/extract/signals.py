"""Wishes of a publisher about the use of a page, as found in its markup, its response's headers, and its
origin's tdmrep.json.

``noai`` and ``noimageai`` in robots directives; the TDM Reservation Protocol
(https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/). They are put on the record, not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.extract.head import Head

_ROBOTS = re.compile(r"\b(noai|noimageai|noml)\b")
_MAX_LENGTH = 200


def find_opt_out(head: Head, headers: Sequence[str]) -> tuple[str, ...]:
    """Signals as ``meta:robots=noai`` or ``header:tdm-reservation=1``, sorted and distinct.

    Args:
        head: the page's head.
        headers: the response's headers that limit use, as ``name: value``, and what its origin's tdmrep.json says.
    """
    found: set[str] = set()
    for name, contents in head.metas.items():
        if name == "robots" or name.endswith(("bot", "crawler")):
            found |= {f"meta:{name}={word}" for text in contents for word in _ROBOTS.findall(text.lower())}
    if "1" in head.metas.get("tdm-reservation", ()):
        found.add("meta:tdm-reservation=1")
    # The markup goes before the response's header, and both before what the origin says of many.
    marked = head.metas.get("tdm-reservation", ())
    speaks_itself = marked or any(header.lower().startswith("tdm-reservation:") for header in headers)
    for header in headers:
        name, _, value = header.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        if name == "tdm-reservation" and value == "1" and (not marked or "1" in marked):
            found.add("header:tdm-reservation=1")
        elif name == "tdmrep.json" and value == "tdm-reservation=1" and not speaks_itself:
            found.add("tdmrep.json:tdm-reservation=1")
        elif name == "x-robots-tag":
            found |= {f"header:x-robots-tag={word}" for word in _ROBOTS.findall(value)}
    return tuple(sorted(signal[:_MAX_LENGTH] for signal in found))
