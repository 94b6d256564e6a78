"""What a feed list comes to: feeds with their settings, settings of hosts, and what in the list cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import orjson


@dataclass(frozen=True, slots=True)
class ListRules:
    """What a list may ask for. ``min_interval`` and ``spacing`` are floors: a list cannot make the crawl less polite.
    Raises ValueError where one is negative or no number of feeds is allowed."""

    #: Bytes of one list, and feeds of all lists together.
    bytes: int = 8_000_000
    feeds: int = 50_000
    #: Least seconds between two polls of a feed, and between two requests to a host.
    min_interval: float = 600.0
    spacing: float = 1.0

    def __post_init__(self) -> None:
        if self.bytes < 1 or self.feeds < 1:
            raise ValueError(f"bytes is {self.bytes}, feeds is {self.feeds}: at least 1 is allowed")
        if self.min_interval < 0 or self.spacing < 0:
            raise ValueError(f"min_interval is {self.min_interval}, spacing is {self.spacing}: at least 0 is allowed")


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """One feed to follow. A setting that is None is left to the run."""

    #: Absolute http(s) address, normalised.
    url: str
    #: What people call it; '' where the list does not say.
    name: str = ""
    tags: tuple[str, ...] = ()
    #: Whom a publisher can write to, sent with each request: an address of mail or web.
    contact: str | None = None
    #: Least seconds between two polls of this feed.
    min_interval: float | None = None
    #: Least seconds between two requests to the feed's host.
    spacing: float | None = None
    #: Whether recent articles are looked at again for changes.
    recheck: bool | None = None
    #: The whole User-Agent, in place of name, version and contact.
    user_agent: str | None = None


@dataclass(frozen=True, slots=True)
class HostSpec:
    """Settings for all requests to one host, articles included."""

    #: Host name, lower case, with the port where one is given.
    host: str
    contact: str | None = None
    min_interval: float | None = None
    spacing: float | None = None
    recheck: bool | None = None
    user_agent: str | None = None


@dataclass(frozen=True, slots=True)
class ListProblem:
    """Something in a list that is not used, or not as it stands."""

    #: Name of the file, or the address or word that was given.
    source: str
    #: Line in it, from 1; 0 where there are no lines.
    line: int
    #: What stands there, what is allowed, what to do.
    message: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.message}" if self.line else f"{self.source}: {self.message}"


@dataclass(frozen=True, slots=True)
class FeedList:
    """Feeds in the order given, each address once."""

    feeds: tuple[FeedSpec, ...] = ()
    hosts: tuple[HostSpec, ...] = ()
    problems: tuple[ListProblem, ...] = ()
    #: Feeds that were listed again and folded into the first.
    duplicates: int = 0
    #: What is set for all of the list: who asks where the command line does not say.
    contact: str | None = None
    user_agent: str | None = None

    @property
    def digest(self) -> str:
        """Changes when a feed or a setting changes: ``f2`` + 32 hex digits. Order and problems do not count."""
        feeds = sorted(self.feeds, key=lambda feed: feed.url)
        hosts = sorted(self.hosts, key=lambda host: host.host)
        return "f2" + blake2b(orjson.dumps([feeds, hosts]), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class ListDiff:
    """What became of a list: feeds in the order of the list they stand in."""

    added: tuple[FeedSpec, ...] = ()
    removed: tuple[FeedSpec, ...] = ()
    #: (before, after) of feeds whose settings differ, those of their host included.
    changed: tuple[tuple[FeedSpec, FeedSpec], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def diff(old: FeedList, new: FeedList) -> ListDiff:
    """What differs between two lists, by the feeds' addresses."""
    before = {feed.url: feed for feed in old.feeds}
    after = {feed.url: feed for feed in new.feeds}
    return ListDiff(
        added=tuple(feed for feed in new.feeds if feed.url not in before),
        removed=tuple(feed for feed in old.feeds if feed.url not in after),
        changed=tuple(
            (before[feed.url], feed) for feed in new.feeds if feed.url in before and before[feed.url] != feed
        ),
    )


def merge(lists: Sequence[FeedList], rules: ListRules) -> FeedList:
    """Several lists as one: the first mention of a feed or host counts. http and https are one feed."""
    feeds: dict[str, FeedSpec] = {}
    hosts: dict[str, HostSpec] = {}
    problems: list[ListProblem] = []
    duplicates = dropped = 0
    for each in lists:
        duplicates += each.duplicates
        problems += each.problems
        for feed in each.feeds:
            key = feed.url.partition("://")[2]
            if key in feeds:
                duplicates += 1
            elif len(feeds) < rules.feeds:
                feeds[key] = feed
            else:
                dropped += 1
        for host in each.hosts:
            hosts.setdefault(host.host, host)
    if dropped:
        problems.append(ListProblem("feed lists", 0, f"{dropped:,} feeds are left out: {rules.feeds:,} are allowed"))
    contact = next((each.contact for each in lists if each.contact), None)
    agent = next((each.user_agent for each in lists if each.user_agent), None)
    return FeedList(tuple(feeds.values()), tuple(hosts.values()), tuple(problems), duplicates, contact, agent)
