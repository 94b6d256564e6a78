"""Which hosts of a world are in trouble, and with what: every kind of fault somewhere, most hosts well. Pure.

Of twenty sites five are in trouble: three that stand alone and two of one group, so that the other group's papers and
most single ones show how a crawler treats those that are well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.web.faults import Fault
from tests.web.publications import Feed
from tests.web.sites import Robots, Site

_PLACES = (2, 5, 8, 12, 14)

#: What strikes single feeds, in turn: (kind, start, period, amount).
_FEEDS = (
    ("moved", 0, 0, 0),
    ("lying-etag", 0, 0, 0),
    ("slow", 0, 0, 0),
    ("gone", 300, 0, 0),
    ("page", 0, 240, 0),
    ("unavailable", 0, 180, 900),
    ("broken-xml", 0, 0, 0),
    ("found", 0, 0, 0),
    ("stalled", 0, 150, 0),
    ("error", 0, 200, 0),
    ("latin", 0, 0, 0),
    ("limited", 0, 240, 1_800),
    ("unmodified", 200, 300, 0),
    ("off-site", 0, 0, 0),
    ("empty", 0, 120, 0),
    ("moved-308", 0, 0, 0),
    ("drip", 0, 300, 0),
    ("unavailable-date", 0, 180, 2_400),
    ("gzip-bomb", 0, 400, 0),
    ("loop", 0, 0, 0),
    ("reset", 0, 90, 0),
    ("limited-date", 0, 200, 3_600),
    ("forbidden", 0, 300, 1_200),
    ("cut", 0, 180, 0),
    ("private", 0, 0, 0),
    ("short", 0, 150, 0),
    ("br-bomb", 0, 400, 0),
    ("endless", 0, 0, 0),
    ("missing", 200, 0, 0),
    ("zstd-bomb", 0, 400, 0),
    ("metadata", 0, 0, 0),
    ("forbidden", 0, 200, 0),
)
#: What strikes the articles of a host, in turn.
_ARTICLES = (
    ("slow", 0, 0, 0),
    ("error", 0, 120, 0),
    ("missing", 100, 500, 0),
    ("limited", 0, 240, 1_200),
    ("stalled", 0, 300, 0),
    ("gone", 200, 700, 0),
    ("loop", 0, 400, 0),
    ("forbidden", 0, 200, 0),
    ("cut", 0, 90, 0),
    ("gzip-bomb", 0, 500, 0),
    ("private", 0, 600, 0),
)
_ROBOTS = ("limit", "closed", "error", "timeout")


def make_trouble(
    sites: Sequence[Site], feeds: Sequence[Feed], flood: int
) -> tuple[tuple[Site, ...], tuple[Fault, ...]]:
    """The sites, some with a robots.txt in trouble, and the faults. ``flood``: entries of the one feed that lists too
    many; 0: none."""
    troubled = [site for number, site in enumerate(sites) if number % 20 in _PLACES]
    shut = {site.name: Robots(_ROBOTS[n // 5 % 4]) for n, site in enumerate(troubled) if n % 5 == 4}
    names = {site.name for site in troubled} - set(shut)
    faults: list[Fault] = []
    for number, feed in enumerate(feed for feed in feeds if feed.host in names):
        kind, start, period, amount = _FEEDS[number % len(_FEEDS)]
        faults.append(Fault(kind, feed.host, feed.path, start, period=period, amount=amount))
    for number, name in enumerate(sorted(names)[::2]):
        kind, start, period, amount = _ARTICLES[number % len(_ARTICLES)]
        faults.append(Fault(kind, name, "/2", start, period=period, amount=amount))
    flooded = next((f for f in feeds if f.format == "json" and f.host not in names and f.host not in shut), None)
    if flood and flooded is not None:
        faults.append(Fault("flood", flooded.host, flooded.path, amount=flood))
    return tuple(replace(site, robots=shut.get(site.name, site.robots)) for site in sites), tuple(faults)
