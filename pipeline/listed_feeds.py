"""The feeds of a live run as they were given: read before anything begins, and again at every epoch."""

from __future__ import annotations

import sqlite3

from pipeline.console import messages
from pipeline.errors import WrongUse
from pipeline.settings import FetchSettings
from transforms.fetch.feed_list import FeedListError, is_list_address, read_feed_lists
from transforms.fetch.feed_spec import FeedList, ListRules
from transforms.store.feed_sync import sync_feeds


def check_feeds(fetch: FetchSettings) -> None:
    """Refuses feed lists that cannot be read, and names what is wrong in those that can. Lists behind an address are
    left to the crawl, which asks the network. Raises WrongUse."""
    found = read_listed(fetch)
    for problem in found.problems:
        messages().print(f"{problem}")
    if not found.feeds and not _remote(fetch):
        raise WrongUse(f"no feed in {', '.join(fetch.feeds)}: give addresses, or lists that have some")


def count_feeds(fetch: FetchSettings) -> int:
    """How many feeds are listed here, at least one; those of lists behind an address are not known before."""
    return max(1, len(read_listed(fetch).feeds))


def note_feeds(connection: sqlite3.Connection, fetch: FetchSettings, now: str) -> None:
    """Notes in the store which feeds are listed, with their names and settings, for ``feeds list``. Where a list lies
    behind an address, or cannot be read just now, the crawl's own reading has to do."""
    if _remote(fetch):
        return
    try:
        found = read_listed(fetch)
    except WrongUse as error:
        messages().print(f"the feed list stays as it was: {error}")
        return
    sync_feeds(connection, found.feeds, now)


def _remote(fetch: FetchSettings) -> bool:
    return any(is_list_address(source) for source in fetch.feeds)


def read_listed(fetch: FetchSettings) -> FeedList:
    """The lists that lie here, as one; those behind an address are left out. Raises WrongUse."""
    here = [source for source in fetch.feeds if not is_list_address(source)]
    rules = ListRules(
        min_interval=min(600.0, fetch.crawl.min_interval / 1000), spacing=min(1.0, fetch.crawl.spacing / 1000)
    )
    try:
        return read_feed_lists(here, rules=rules)
    except FeedListError as error:
        raise WrongUse(str(error)) from error
    except OSError as error:
        raise WrongUse(f"{error.filename}: {error.strerror}: give a feed's address or the path of a list") from error
