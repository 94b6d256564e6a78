"""A simulated day or week of 500 feeds on 120 hosts: made once, and what a reader may ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from statistics import median

from tests.web import politeness
from tests.web.publications import Feed
from tests.web.simulation import Simulated, simulate
from tests.web.world import STEP, World

MINUTE, HOUR = 60_000, 3_600_000
#: Shortest interval between two polls of a feed.
LEAST = 10 * MINUTE
#: Articles of the first hours are not asked about: the lists that were there at the start are fetched first.
SETTLED = 2 * 60


@dataclass(frozen=True)
class Crawled:
    """A world with the crawl of it."""

    world: World
    simulated: Simulated
    hours: int
    #: When each article was first fetched, by host and number.
    fetched: dict[tuple[str, int], int]
    #: Violations of politeness, by check.
    violations: dict[str, list[str]]

    def well_feeds(self) -> list[Feed]:
        """Feeds on hosts where nothing goes wrong."""
        return [feed for feed in self.world.feeds if self.world.is_well(feed.host)]

    def delays(self, feed: Feed, until: int) -> Iterator[int | None]:
        """Milliseconds from publication to fetch of each article of a feed up to a step; None: never fetched."""
        for article in self.world.published(feed, SETTLED, until):
            if self.world.is_well(article.host) and not article.is_premium:
                at = self.fetched.get((article.host, article.number))
                yield None if at is None else at - self.world.time(article.released)

    def interval(self, feed: Feed) -> float:
        """The larger of the feed's publishing interval and the shortest interval at which it may be polled."""
        moments = {article.released for article in self.world.published(feed, 1, self.hours * 60)}
        return max(self.hours * HOUR / max(1, len(moments)), LEAST, feed.manners.rest)

    def lateness(self, feed: Feed) -> list[float]:
        """Delays of a feed's articles that were fetched, as shares of ``interval``."""
        found = [delay for delay in self.delays(feed, self.hours * 60) if delay is not None]
        return [delay / self.interval(feed) for delay in found]

    def latest(self, least: int) -> dict[str, float]:
        """Median lateness by feed, of the well feeds that published at least so many articles and skip no hours."""
        feeds = [feed for feed in self.well_feeds() if not feed.manners.skip_hours]
        late = {f"{feed.host}{feed.path}": self.lateness(feed) for feed in feeds}
        return {name: median(delays) for name, delays in late.items() if len(delays) >= least}


@cache
def crawled(hours: int, flood: int) -> Crawled:
    """The crawl of so many hours, made once in a process: it takes about a minute of CPU a day."""
    world = World(steps=hours * 60 + 60, flood=flood)
    simulated = simulate(world, hours)
    fetched: dict[tuple[str, int], int] = {}
    for request in simulated.log:
        number = request.path.rpartition("-")[2]
        if request.kind == "page" and request.status == 200 and request.is_answered and number.isdigit():
            fetched.setdefault((request.host, int(number)), request.ended or 0)
    listed = [(feed.host, feed.path) for feed in world.feeds]
    violations = politeness.all_violations(simulated.log, world, listed)
    assert world.step >= hours * 60 - 60_000 // STEP
    return Crawled(world, simulated, hours, fetched, violations)
