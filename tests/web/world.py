"""The fake web: a deterministic world of hosts, feeds and articles, with what goes wrong in it.

What an address answers depends on the address, on the request's headers, and on the publication *step* that a test has
released; never on a clock. A step is a minute of the world's own calendar, which begins at ``origin``; how fast steps
are released is the test's affair. The same world is served from memory (``memory.py``) and over sockets
(``server.py``). It is made from its arguments alone: two worlds of the same arguments answer alike, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate

from tests.web import answers, articles, feeds
from tests.web.answers import Answer, Asked, Asks, Delivery
from tests.web.faults import Fault, Scene, strike
from tests.web.publications import DAY, Archive, Article, Feed, Happening, make_feeds, publish
from tests.web.robots_file import MOVED_TO, robots_answer
from tests.web.sites import Places, Robots, Site, make_sites
from tests.web.troubles import make_trouble
from transforms import instants
from transforms.fetch.clock import instant_of

#: When a world's calendar begins: a Wednesday, 06:00.
ORIGIN = instants.to_millis("2026-03-04T06:00:00.000Z")
#: Milliseconds of a step on the world's calendar.
STEP = 60_000


#: Where a host says which of its pages may not be mined.
TDMREP = "/.well-known/tdmrep.json"


class World:
    """A web of so many sites with so many feeds.

    Args:
        seed: of all that is chosen.
        sites: hosts.
        feeds: feeds on them.
        steps: up to which step there are publications.
        origin: milliseconds since 1970 of step 0.
        trouble: whether things go wrong; a world without has well-behaved hosts only.
        flood: entries of the one feed that lists too many, where there is trouble.
    """

    def __init__(
        self,
        seed: int = 1,
        sites: int = 120,
        feeds: int = 500,
        *,
        steps: int = DAY,
        origin: int = ORIGIN,
        trouble: bool = True,
        flood: int = 600,
    ) -> None:
        self.origin, self.steps, self.step = origin, steps, 0
        made = make_sites(seed, sites)
        self.feeds = make_feeds(seed, made, feeds)
        self._archive: Archive = publish(seed, made, self.feeds, steps)
        made, faults = make_trouble(made, self.feeds, flood) if trouble else (made, ())
        self.sites = {site.name: site for site in made}
        self.places = Places.named(list(self.sites))
        self._faults_of: dict[str, list[Fault]] = {}
        self.add_faults(*faults)
        self._feeds = {(feed.host, feed.path): feed for feed in self.feeds}
        self._bodies: dict[tuple[str, str], tuple[int, bytes]] = {}

    def release(self, step: int) -> None:
        """Publishes all that happens up to a step. Raises ValueError for a step back: nothing is taken back."""
        if step < self.step:
            raise ValueError(f"step {step} after step {self.step}: steps only rise")
        self.step = step

    def add_faults(self, *faults: Fault) -> None:
        """Lets something more go wrong. Of several that strike an address the first holds."""
        for fault in faults:
            self._faults_of.setdefault(fault.host, []).append(fault)

    @property
    def faults(self) -> list[Fault]:
        """All that goes wrong, by host."""
        return [fault for faults in self._faults_of.values() for fault in faults]

    def set_robots(self, host: str, robots: Robots) -> None:
        """Gives a host another robots.txt."""
        self.sites[host] = replace(self.sites[host], robots=robots)

    def make_brisk(self) -> None:
        """Takes away what lets a polite client wait for minutes: Crawl-delay, cache headers, ttl and skipHours. For
        demonstrations and tests in real time."""
        for name, site in self.sites.items():
            self.set_robots(name, replace(site.robots, crawl_delay=0))
        for feed in self.feeds:
            feed.manners = replace(feed.manners, caching="none", ttl=0, skip_hours=())

    def time(self, step: int) -> int:
        """The moment of a step on the world's calendar, milliseconds since 1970."""
        return self.origin + step * STEP

    # What a test may know.

    def feed_urls(self) -> list[str]:
        """The addresses of all feeds, as they stand in a feed list."""
        return [self.places.url(feed.host, feed.path) for feed in self.feeds]

    def feed_at(self, url: str) -> Feed | None:
        """The feed of an address in the list."""
        host, path = self.places.split(url)
        return self._feeds.get((host or "", path))

    def article_url(self, article: Article, version: int = 0) -> str:
        """The address of an article; the slug may be another in another version, the page is the same."""
        return self.places.url(article.host, self._article_path(article, version))

    def article_at(self, url: str) -> Article | None:
        """The article that an address leads to, released or not."""
        host, path = self.places.split(url)
        return self._article(host, path) if host else None

    def articles(self) -> Iterator[Article]:
        """All articles, released or not."""
        return iter(self._archive)

    def published(self, feed: Feed, first: int, last: int) -> Iterator[Article]:
        """The articles that came new into a feed from a step on, up to another."""
        for happening in feed.published(first, last):
            yield happening.article

    def is_well(self, host: str) -> bool:
        """Whether nothing goes wrong on the hosts of this one's operator, ever."""
        mine = self.operator(host)
        troubled = {self.operator(fault.host) for fault in self.faults}
        shut = {
            self.operator(s.name) for s in self.sites.values() if s.robots.kind == "closed" or not s.robots.is_readable
        }
        return mine not in troubled and mine not in shut

    # What politeness is judged by (``politeness.Rules``).

    def operator(self, host: str) -> str:
        """Who operates a host, as far as its address tells."""
        return self.places.operator(host)

    def crawl_delay(self, host: str) -> int:
        """Milliseconds that the host's robots.txt asks to leave between two requests."""
        robots = self.sites[host].robots
        return robots.crawl_delay * 1000 if robots.kind in ("rules", "huge", "moved") else 0

    def allows(self, host: str, path: str) -> bool:
        """Whether the host's robots.txt, once it could be read, allows a path."""
        robots = self.sites[host].robots
        if robots.kind in ("rules", "huge", "moved"):
            return not path.startswith(tuple(robots.disallowed))
        return robots.kind in ("missing", "forbidden", "html")

    # What it answers.

    def answer(self, asked: Asked) -> Answer:
        """What an address answers at the released step. A host that is not of this world is answered 421."""
        site = self.sites.get(asked.host)
        if site is None:
            return answers.refuse(421, "other", "no such host\n")
        plain = asked.path.partition("?")[0]
        if plain in ("/robots.txt", MOVED_TO):
            answer = robots_answer(site, self.places.url(site.name, MOVED_TO), moved=plain == MOVED_TO)
        else:
            answer = self._struck(site, asked, plain)
        # Nothing comes at once.
        return replace(answer, delivery=Delivery(seconds=site.latency)) if answer.delivery == Delivery() else answer

    def _struck(self, site: Site, asked: Asked, plain: str) -> Answer:
        """What stands at an address, with the first fault that strikes it."""
        answer = self._content(site, asked, plain)
        for fault in self._faults_of.get(site.name, ()):
            if fault.holds(asked.path, self.step):
                return strike(fault, asked, answer, self._scene(asked, plain))
        return answer

    def _content(self, site: Site, asked: Asked, plain: str) -> Answer:
        """What stands at an address where nothing goes wrong."""
        feed = self._feeds.get(self._moved_from(site.name, plain))
        if feed is not None:
            return self._feed(self.sites[feed.host], feed, asked)
        article = self._article(site.name, plain)
        if article is not None and article.released <= self.step:
            return self._page(site, article, asked)
        if plain.startswith("/trap/"):
            return Answer(200, (("Content-Type", "text/html"),), b"<p>Nobody should be here.</p>", "trap")
        if plain.startswith("/flood/"):
            return self._plain_page(site, f"Notice {plain[7:]}")
        if plain == "/":
            return self._front(site)
        if plain == TDMREP:
            return _tdmrep(site)
        return answers.refuse(404, "page" if article is not None else "other")

    def _moved_from(self, host: str, plain: str) -> tuple[str, str]:
        """The host and path whose content stands at a path: ``/moved/HOST/PATH`` is that host's, on its operator's."""
        if plain.startswith("/moved/"):
            name, _, rest = plain[7:].partition("/")
            return name, f"/{rest}"
        return host, plain

    def _feed(self, site: Site, feed: Feed, asked: Asked) -> Answer:
        manners, state = feed.manners, feed.state(self.step)
        last = feed.happenings[state - 1].step if state else 0
        etag = {"both": f'"{state:x}-{feed.length}"', "etag": f'"{state}"', "weak": f'W/"list {state}"'}
        date = formatdate(self.time(last) / 1000, usegmt=True)
        # A form that no parser would write back as it was: validators are to be returned as they were given.
        dates = {"both": date, "date": date, "weak": date.replace("GMT", "+0000").replace(" 0", " ", 1)}
        headers = answers.cache_headers(manners.caching, manners.minutes * 60_000, self.time(self.step))
        answer = Answer(
            200,
            (("Content-Type", feeds.TYPES[feed.format]), *headers),
            self._list(feed, state),
            "feed",
            site.encoding,
            asks=Asks(manners.fresh, manners.ttl * 60_000, skip_hours=manners.skip_hours),
        )
        return answers.conditional(asked, answer, etag.get(manners.validators), dates.get(manners.validators))

    def _list(self, feed: Feed, state: int) -> bytes:
        known = self._bodies.get((feed.host, feed.path))
        if known is None or known[0] != state:
            listed = feeds.items(feed, feed.listing(state), state, self._listed_url, self.time)
            known = state, feeds.render(feed, listed, self.places.url(feed.host, ""))
            self._bodies[feed.host, feed.path] = known
        return known[1]

    def _listed_url(self, happening: Happening, version: int) -> str:
        return self.article_url(happening.article, version)

    def _page(self, site: Site, article: Article, asked: Asked) -> Answer:
        version = article.version(self.step)
        published = instant_of(self.time(article.released))[:19] + "Z"
        body = articles.page(article, self.step, site, self.article_url(article), published).encode()
        return answers.conditional(asked, self._html(site, body), f'"{article.number}.{version}"', None)

    def _html(self, site: Site, body: bytes) -> Answer:
        headers: list[tuple[str, str]] = [("Content-Type", "text/html; charset=utf-8")]
        headers += [("X-Robots-Tag", "noai, noimageai"), ("tdm-reservation", "1")] if site.noai else []
        headers.append(("Set-Cookie", "visitor=1; Path=/"))
        return Answer(200, tuple(headers), body, "page", site.encoding)

    def _plain_page(self, site: Site, title: str) -> Answer:
        html = f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        lines = "".join(f"<p>{title} was posted on the board of the town hall, line {n} of four.</p>" for n in range(4))
        return self._html(site, f"{html}{lines}</article></body></html>".encode())

    def _front(self, site: Site) -> Answer:
        mine = [feed for feed in self.feeds if feed.host == site.name]
        links = "".join(
            f'<link rel="alternate" type="{feeds.TYPES[f.format].partition(";")[0]}" href="{f.path}" title="{f.title}">'
            for f in mine
        )
        html = f"<!doctype html><html><head><title>{site.title}</title>{links}</head><body><h1>{site.title}</h1></body>"
        return replace(self._html(site, f"{html}</html>".encode()), kind="other")

    def _scene(self, asked: Asked, plain: str) -> Scene:
        mine = self.operator(asked.host)
        siblings = [name for name in self.sites if self.operator(name) == mine and name != asked.host]
        foreign = next((name for name in reversed(self.sites) if self.operator(name) != mine), asked.host)
        home = (siblings or [asked.host])[0]
        return Scene(
            now=self.time(self.step),
            moved=self.places.url(home, f"/moved/{asked.host}{plain}"),
            trap=self.places.url(foreign, f"/trap{plain}"),
            here=self.places.url(asked.host, plain),
            flood=lambda count: self._flooded(asked.host, plain, count),
        )

    def _flooded(self, host: str, plain: str, count: int) -> bytes:
        feed, time = self._feeds[host, plain], self.time(0)
        listed = [
            feeds.Item(self.places.url(host, f"/flood/{n}"), f"notice-{n}", f"Notice {n}", "", time - n, time - n)
            for n in range(count)
        ]
        return feeds.render(feed, listed, self.places.url(host, ""))

    def _article_path(self, article: Article, version: int) -> str:
        day = instant_of(self.time(article.released))[:10].replace("-", "/")
        folder = "premium" if article.is_premium else day
        return f"/{folder}/{articles.slug(article, version)}"

    def _article(self, host: str, path: str) -> Article | None:
        number = path.partition("?")[0].rpartition("-")[2]
        if not (number.isascii() and number.isdigit()) or len(number) > 9:
            return None
        return self._archive.find(host, int(number))


def _tdmrep(site: Site) -> Answer:
    """What a host answers to a request for its tdmrep.json; most have none."""
    if not site.tdm:
        return answers.refuse(404, "tdm")
    rules = b'[{"location": "/premium/", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]\n'
    return Answer(200, (("Content-Type", "application/json"),), rules, "tdm", site.encoding)
