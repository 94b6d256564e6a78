"""What the feed list sets for single feeds and hosts: how long a host rests between two requests, who asks. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from transforms.fetch.crawl_settings import FeedOptions, HostOptions
from transforms.fetch.places import host_of

_PRODUCT = re.compile(r"[A-Za-z_-]+")


class Manners:
    """What holds beside the crawl's own settings, after a list has been read."""

    def __init__(self, feeds: Sequence[FeedOptions] = (), hosts: Mapping[str, HostOptions] | None = None) -> None:
        self._hosts = dict(hosts or {})
        self._spacing = {name: host.spacing for name, host in self._hosts.items() if host.spacing is not None}
        self._agents: dict[str, str] = {}
        self._first: dict[str, str] = {}
        for feed in feeds:
            host = host_of(feed.url)
            if feed.spacing is not None:
                self._spacing[host] = max(feed.spacing, self._spacing.get(host, 0))
            if feed.agent:
                self._agents[feed.url] = feed.agent
                self._first.setdefault(host, feed.agent)
        self._is_plain = not self._agents and not any(host.agent for host in self._hosts.values())

    def follow(self, sitemap: str, index: str) -> None:
        """A sitemap is asked for as the index that named it."""
        if index in self._agents:
            self._agents[sitemap] = self._agents[index]

    def spacing(self, url: str, default: int) -> int:
        """Milliseconds between two requests to the address's host; ``default``: the crawl's."""
        return self._spacing.get(host_of(url), default) if self._spacing else default

    def agent(self, url: str, feed_url: str | None) -> str:
        """The User-Agent for an address, asked for on behalf of a feed; '' for the crawl's own.

        On the feed's own host the feed's goes first, elsewhere the host's. A robots.txt (no feed) is asked for by the
        host's, else by that of the first feed there.
        """
        if self._is_plain:
            return ""
        name = host_of(url)
        host = self._hosts[name].agent if name in self._hosts else ""
        if feed_url is None:
            return host or self._first.get(name, "")
        feed = self._agents.get(feed_url, "")
        return feed or host if host_of(feed_url) == name else host or feed


def product_of(agent: str) -> str:
    """The name by which robots.txt files speak of a User-Agent: its product without version (RFC 9309, 2.2.1)."""
    found = _PRODUCT.match(agent)
    return found.group() if found else "newsbeam"
