"""The hosts of the fake web: their names, who operates them, and how their servers behave. Pure and seeded.

Names are under ``.example`` (RFC 2606), so nothing of it can be mistaken for a real publisher. What stands on a host
is told by ``publications.py``, what goes wrong there by ``faults.py``.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

#: How a body travels, by the choice of its server.
ENCODINGS = ("gzip", "gzip", "gzip", "br", "zstd", "")


@dataclass(frozen=True, slots=True)
class Robots:
    """What a host's robots.txt is.

    ``kind``: rules, missing (404), forbidden (403), html (a page in its place), huge, moved (a redirect to another
    path), closed (rules that shut out everybody), limit (429), error (500), timeout.
    """

    kind: str = "rules"
    #: Prefixes of paths that the rules forbid to everybody.
    disallowed: Sequence[str] = ()
    #: Seconds that the rules ask to leave between two requests; 0: they say nothing.
    crawl_delay: int = 0
    #: Lines of comment, 16 bytes each, that follow the rules of a huge one.
    comments: int = 30_000

    @property
    def is_readable(self) -> bool:
        """Whether a crawler can know what is allowed: what is missing allows everything (RFC 9309, 2.3.1.3)."""
        return self.kind not in ("limit", "error", "timeout")


@dataclass(frozen=True, slots=True)
class Site:
    """One host: a paper, one of a group's papers, or an aggregator."""

    name: str
    title: str
    robots: Robots = Robots()
    #: gzip, br, zstd or '' for none.
    encoding: str = "gzip"
    #: Seconds that an answer takes.
    latency: float = 0.2
    #: Whether all pages carry ``X-Robots-Tag: noai``.
    noai: bool = False
    #: Whether its tdmrep.json reserves all pages but those that are for sale.
    tdm: bool = False
    #: Whether its feeds list what others publish.
    is_aggregator: bool = False

    @property
    def group(self) -> str:
        """Name of who operates the site: the last two labels of its name."""
        return ".".join(self.name.split(".")[-2:])


class Places:
    """Where the hosts are reached: by name, or on loopback by number. A table from names to ``scheme://authority``."""

    def __init__(self, bases: Mapping[str, str]) -> None:
        self._bases = dict(bases)
        self._names = {base.partition("://")[2]: name for name, base in bases.items()}

    @classmethod
    def named(cls, names: Sequence[str], port: int = 80) -> Places:
        """Hosts under their own names: for the world in memory, or with a table of fixed addresses for a server."""
        return cls({name: f"http://{name}" + (f":{port}" if port != 80 else "") for name in names})

    @classmethod
    def loopback(cls, addresses: Mapping[str, tuple[str, int]]) -> Places:
        """Hosts at loopback addresses and ports."""
        return cls({name: f"http://{address}:{port}" for name, (address, port) in addresses.items()})

    def url(self, name: str, path: str) -> str:
        """The address of a path on a host."""
        return self._bases[name] + path

    def name(self, authority: str) -> str | None:
        """The host behind an authority (``127.0.0.5:8080``), as a Host header or an address spells it."""
        return self._names.get(authority.lower().removesuffix(":80"))

    def split(self, url: str) -> tuple[str | None, str]:
        """An address as (host or None, path with query)."""
        parts = urlsplit(url)
        return self.name(parts.netloc), (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def label(self, url: str) -> str:
        """An address as host and path of this web (``paper-001.example/feeds/all.xml``), however it is spelled; the
        address itself where it leads out of it."""
        name, path = self.split(url)
        return url if name is None else name + path

    def operator(self, name: str) -> str:
        """Who operates a host, as far as its address tells: its last two labels, or its IP address."""
        host = urlsplit(self._bases[name]).hostname or ""
        return host if host.replace(".", "").isdigit() else ".".join(host.split(".")[-2:])


def make_sites(seed: int, count: int) -> tuple[Site, ...]:
    """So many sites: of twenty, eleven stand alone, eight belong to two groups of four, one is an aggregator."""
    sites = []
    for number in range(count):
        chance = random.Random(f"site {seed} {number}")
        place = number % 20
        if place == 19:
            name, title = f"digest-{number:03d}.example", f"Digest {number}"
        elif place >= 11:
            group = number // 20 * 2 + (place - 11) // 4
            name, title = f"city-{number:03d}.group-{group:02d}.example", f"City Gazette {number}"
        else:
            name, title = f"paper-{number:03d}.example", f"The Paper {number}"
        sites.append(
            Site(
                name=name,
                title=title,
                robots=_healthy_robots(number),
                encoding=chance.choice(ENCODINGS),
                latency=round(chance.uniform(0.05, 0.8), 3),
                noai=number % 10 == 7,
                tdm=number % 10 == 2,
                is_aggregator=place == 19,
            )
        )
    return tuple(sites)


def _healthy_robots(number: int) -> Robots:
    """A robots.txt of a site that wants to be read."""
    match number % 8:
        case 1:
            return Robots("missing")
        case 3:
            return Robots("rules", ("/premium/", "/search"), crawl_delay=(5, 10)[number // 8 % 2])
        case 5:
            return Robots(("html", "huge", "moved", "forbidden")[number // 8 % 4])
        case _:
            return Robots("rules", ("/premium/", "/search"))
