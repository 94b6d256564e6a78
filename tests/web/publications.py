"""What the hosts of the fake web publish and when: feeds, articles, and the steps at which something happens to them.

Everything is decided when a world is made, from its seed: the paces of feeds, the articles with their updates, the
copies in other papers. Steps are whole numbers; those below 0 are the past that a feed already lists at the start.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.web.sites import Site

FORMATS = ("rss", "json", "atom", "sitemap", "rdf", "json")
#: Steps of past that are listed at the start, and steps in a day.
PAST, DAY = 3 * 1440, 1440


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed publishes: mean steps between two publications, and whether it sleeps at night."""

    name: str
    gap: float
    sleeps: bool = False
    #: Articles that come at once.
    batch: int = 1


BUSY = Pace("busy", 18.0)
STEADY = Pace("steady", 90.0, sleeps=True)
SLOW = Pace("slow", 480.0)
RARE = Pace("rare", 2_000.0)
BATCHED = Pace("batched", 720.0, batch=8)
SILENT = Pace("silent", 1e9)
#: Of twenty feeds.
PACES = (BUSY, *(STEADY,) * 8, *(SLOW,) * 6, *(RARE,) * 3, BATCHED, SILENT)


@dataclass(frozen=True, slots=True)
class Article:
    """One address with what stands there. ``variant``: own, copy (of ``source``), truncated (its beginning only)."""

    host: str
    number: int
    released: int
    #: Steps at which its text was changed.
    updates: Sequence[int] = ()
    variant: str = "own"
    source: Article | None = None
    #: free, metered or paid; paid ones show their beginning only.
    access: str = "free"
    #: Below ``/premium/``, where robots.txt keeps crawlers out.
    is_premium: bool = False

    @property
    def key(self) -> str:
        """What its text is made from; copies have that of their source."""
        return self.source.key if self.source else f"{self.host}/{self.number}"

    def version(self, step: int) -> int:
        """How many updates the text has had by a step."""
        return bisect_right(self.updates, step)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that puts an article on top of a feed: new, updated, or back (it had left the list)."""

    step: int
    article: Article
    kind: str = "new"


@dataclass(frozen=True, slots=True)
class Manners:
    """What a feed tells its readers about polling, and how it names its entries."""

    #: etag, date, both, weak or none.
    validators: str = "both"
    #: max-age, expires or none; and the minutes of it.
    caching: str = "none"
    minutes: int = 0
    #: Minutes of RSS ttl; 0: none.
    ttl: int = 0
    skip_hours: Sequence[int] = ()
    #: Guids that are others at each change of the list, or links whose slug follows the headline.
    changing: str = ""
    #: Whether entries carry the whole text.
    full_text: bool = False

    @property
    def fresh(self) -> int:
        """Milliseconds for which the cache headers of an answer ask its reader to leave the feed alone."""
        return self.minutes * 60_000 if self.caching != "none" else 0

    @property
    def rest(self) -> int:
        """The same, ttl included: what a reader who obeys keeps."""
        return max(self.fresh, self.ttl * 60_000)


@dataclass(slots=True)
class Feed:
    """One feed: where it is, how it speaks, and all that happens in it, oldest first."""

    host: str
    path: str
    title: str
    format: str
    pace: Pace
    manners: Manners
    happenings: list[Happening] = field(default_factory=list)
    #: Entries it lists at once.
    length: int = 12
    _steps: list[int] = field(default_factory=list)

    def settle(self) -> None:
        """Puts the happenings in order; to be called once they are all known."""
        self.happenings.sort(key=lambda each: (each.step, each.article.host, each.article.number, each.kind))
        self._steps = [each.step for each in self.happenings]
        busiest = max((bisect_right(self._steps, s + 240) - i for i, s in enumerate(self._steps)), default=0)
        self.length = min(60, max(12, busiest))

    def state(self, step: int) -> int:
        """How many happenings there were by a step: the list is the same while this is."""
        return bisect_right(self._steps, step)

    def listing(self, state: int) -> list[Happening]:
        """The list after so many happenings: the latest of each article, newest first."""
        found: dict[tuple[str, int], Happening] = {}
        for happening in reversed(self.happenings[:state]):
            found.setdefault((happening.article.host, happening.article.number), happening)
            if len(found) == self.length:
                break
        return list(found.values())

    def published(self, first: int, last: int) -> Iterator[Happening]:
        """What came new from a step on, up to another."""
        for happening in self.happenings[bisect_right(self._steps, first - 1) : bisect_right(self._steps, last)]:
            if happening.kind == "new":
                yield happening


class Archive:
    """All articles of a world, by host and number."""

    def __init__(self) -> None:
        self._articles: dict[tuple[str, int], Article] = {}
        self._numbers: dict[str, int] = {}

    def add(self, host: str, released: int, **more: object) -> Article:
        """A new article of a host, under the host's next number."""
        number = self._numbers[host] = self._numbers.get(host, 1_000) + 1
        article = self._articles[host, number] = Article(host, number, released, **more)  # type: ignore[arg-type]
        return article

    def find(self, host: str, number: int) -> Article | None:
        """The article of a host with this number."""
        return self._articles.get((host, number))

    def __iter__(self) -> Iterator[Article]:
        return iter(self._articles.values())


def make_feeds(seed: int, sites: Sequence[Site], count: int) -> list[Feed]:
    """So many feeds on these sites: one each at least while they last, then more on some than on others."""
    chance = random.Random(f"feeds {seed}")
    places = [*range(len(sites)), *(chance.randrange(len(sites)) for _ in range(count - len(sites)))][:count]
    feeds, of_site = [], dict.fromkeys(range(len(sites)), 0)
    for number, place in enumerate(places):
        site, nth = sites[place], of_site[place]
        of_site[place] += 1
        name = FORMATS[number % len(FORMATS)]
        section = f"section-{nth}" if nth else "all"
        feeds.append(
            Feed(
                host=site.name,
                path=f"/feeds/{section}." + {"json": "json", "sitemap": "xml", "rdf": "rdf"}.get(name, "xml"),
                title=f"{site.title}: {section}",
                format=name,
                pace=PACES[number % len(PACES)],
                manners=_manners(chance, name),
            )
        )
    return feeds


def publish(seed: int, sites: Sequence[Site], feeds: Sequence[Feed], steps: int) -> Archive:
    """Fills the feeds with what happens in them up to a step: own articles first, then copies, then aggregators."""
    archive = Archive()
    by_name = {site.name: site for site in sites}
    own = [feed for feed in feeds if not by_name[feed.host].is_aggregator]
    for number, feed in enumerate(own):
        _publish_own(random.Random(f"publish {seed} {number}"), feed, archive, steps)
    _publish_copies(random.Random(f"copies {seed}"), own, archive, steps)
    for number, feed in enumerate(feed for feed in feeds if by_name[feed.host].is_aggregator):
        _aggregate(random.Random(f"digest {seed} {number}"), feed, list(archive), steps)
    for feed in feeds:
        feed.settle()
    return archive


def _manners(chance: random.Random, format: str) -> Manners:
    is_rss = format == "rss"
    return Manners(
        validators=chance.choice(("both", "etag", "date", "weak", "none")),
        caching=chance.choice(("none", "none", "max-age", "expires")),
        minutes=chance.choice((5, 30, 90)),
        ttl=chance.choice((0, 20, 60)) if is_rss else 0,
        skip_hours=(1, 2, 3, 4) if is_rss and chance.random() < 0.3 else (),
        changing=chance.choice(("", "", "", "", "", "guids", "links")),
        full_text=chance.random() < 0.1 and format in ("rss", "atom", "json"),
    )


def _publish_own(chance: random.Random, feed: Feed, archive: Archive, steps: int) -> None:
    step = float(-PAST + chance.uniform(0, min(feed.pace.gap, PAST)))
    while step < steps:
        at = int(step)
        awake = not feed.pace.sleeps or 300 <= at % DAY < 1_260
        for _ in range(feed.pace.batch if awake else 0):
            updates = _updates(chance, at, steps)
            access = chance.choices(("free", "metered", "paid"), (90, 6, 4))[0]
            article = archive.add(feed.host, at, updates=updates, access=access, is_premium=chance.random() < 0.02)
            feed.happenings.append(Happening(at, article))
            feed.happenings += [Happening(u, article, "updated") for u in updates if chance.random() < 0.6]
            if chance.random() < 0.02:
                feed.happenings.append(Happening(at + chance.randint(1_000, 4_000), article, "back"))
        step += max(1.0, chance.expovariate(1 / feed.pace.gap))
    feed.happenings = [each for each in feed.happenings if each.step < steps]


def _updates(chance: random.Random, at: int, steps: int) -> tuple[int, ...]:
    count = chance.choices((0, 1, 2), (88, 9, 3))[0]
    return tuple(sorted({at + chance.randint(20, 900) for _ in range(count)}))


def _publish_copies(chance: random.Random, feeds: Sequence[Feed], archive: Archive, steps: int) -> None:
    """Of thirty articles one is taken over by one to three other papers, a third of them cut short."""
    takers = [feed for feed in feeds if feed.pace in (STEADY, SLOW, BATCHED)]
    for source in [article for article in archive if article.access == "free" and not article.is_premium]:
        if not takers or chance.random() > 1 / 30:
            continue
        for feed in chance.sample(takers, min(len(takers), chance.randint(1, 3))):
            at = source.released + chance.randint(5, 300)
            if feed.host == source.host or at >= steps:
                continue
            variant = "truncated" if chance.random() < 1 / 3 else "copy"
            copied = archive.add(feed.host, at, variant=variant, source=source)
            feed.happenings.append(Happening(at, copied))


def _aggregate(chance: random.Random, feed: Feed, articles: Iterable[Article], steps: int) -> None:
    """An aggregator lists about twelve articles of others a day, a little after they came."""
    known = [article for article in articles if not article.is_premium]
    wanted = min(len(known), 12 * (PAST + steps) // DAY)
    for article in chance.sample(known, wanted):
        at = article.released + chance.randint(2, 60)
        if at < steps:
            feed.happenings.append(Happening(at, article))
