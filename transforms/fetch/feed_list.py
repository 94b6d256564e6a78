"""Feed lists: TOML, OPML, files of addresses, and addresses themselves.

One address a line, ``#`` begins a comment; OPML as readers export it; or TOML, which can say more::

    # for all feeds of this list
    contact = "mailto:desk@example.org"   # or https://example.org/about-our-crawler
    min_interval = 900                    # least seconds between two polls of a feed
    user_agent = "desk-monitor/1.0 (+https://example.org/about)"  # the whole of it, in place of the contact
    spacing = 2                           # least seconds between two requests to a host
    recheck = false                       # look at recent articles again for changes

    [[feeds]]
    url = "https://news.example.org/feed.xml"
    name = "Example News"                 # these two are for people
    tags = ["world", "english"]
    min_interval = 1800                   # settings of one feed go before those of its host

    [hosts."news.example.org"]            # and those of a host before the list's
    spacing = 5

What cannot be used is named by file and line, and the rest of the list is used; only a list that cannot be read at all
raises. Fetching lists that lie at an address, and enforcing what lists set, is left to whoever runs them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from transforms.addresses import normalise
from transforms.characters import printable
from transforms.failures import StageError
from transforms.fetch.feed_document import FeedLimits
from transforms.fetch.feed_list_toml import parse_toml
from transforms.fetch.feed_spec import (
    FeedList,
    FeedSpec,
    HostSpec,
    ListDiff,
    ListProblem,
    ListRules,
    diff,
    merge,
)
from transforms.fetch.feed_text import feed_text, root_name
from transforms.fetch.opml import parse_opml

__all__ = [
    "FeedList",
    "FeedListError",
    "FeedSpec",
    "HostSpec",
    "ListDiff",
    "ListProblem",
    "ListRules",
    "diff",
    "is_list_address",
    "merge",
    "parse_feed_list",
    "read_feed_lists",
]

_RULES = ListRules()
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_TOML_LINE = re.compile(r"\s*(?:\[\[?\s*(?:feeds|hosts)\b|[A-Za-z_]+\s*=)")
_MOST_PROBLEMS = 200


class FeedListError(ValueError):
    """A feed list that cannot be read at all. The message names it and says what to do."""


def read_feed_lists(
    sources: Sequence[str], read: Callable[[str], bytes] | None = None, rules: ListRules = _RULES
) -> FeedList:
    """The feeds of everything that was given: paths of lists, addresses of lists, addresses of feeds.

    Args:
        sources: as given on the command line. An address counts as a feed unless it ends in ``.toml`` or ``.opml``.
        read: gives the bytes of a path or of the address of a list; None: paths are opened, addresses refused.
        rules: what lists may ask for.

    Raises:
        FeedListError: a source that cannot be read, or is no list.
    """
    lists = []
    for source in sources:
        if _ADDRESS.match(source) and not is_list_address(source):
            lists.append(_one_address(source))
        else:
            lists.append(parse_feed_list((read or _open)(source), source, rules))
    return merge(lists, rules)


def is_list_address(source: str) -> bool:
    """Whether an address is that of a list, not of a feed: it ends in ``.toml`` or ``.opml``."""
    return bool(_ADDRESS.match(source)) and re.split(r"[?#]", source)[0].lower().endswith((".toml", ".opml"))


def parse_feed_list(content: bytes, source: str, rules: ListRules = _RULES) -> FeedList:
    """The feeds of one list, whatever its format, which is told from the content.

    Args:
        content: the list; UTF-8, but OPML in the charset it names.
        source: its path or address, for messages and for relative addresses in OPML.
        rules: what it may ask for.

    Raises:
        FeedListError: too long, no text, TOML or OPML that cannot be read.
    """
    if len(content) > rules.bytes:
        raise FeedListError(f"{source}: {len(content):,} bytes, allowed are {rules.bytes:,}: divide the list")
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return merge([_opml(content, source, rules)], rules)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FeedListError(f"{source}:{line}: no UTF-8: save the list as UTF-8") from error
    if "\0" in text:
        raise FeedListError(f"{source}: no text: a feed list is TOML, OPML or one address a line")
    if _is_toml(text, source):
        try:
            return merge([parse_toml(text, source, rules)], rules)
        except ValueError as error:
            raise FeedListError(f"{source}: no TOML that can be read: {error}") from error
    return merge([_lines(text, source)], rules)


def _open(source: str) -> bytes:
    if _ADDRESS.match(source):
        raise FeedListError(f"{source}: a list at an address cannot be read here: save it to a file")
    path = Path(source)
    try:
        if not path.is_file():
            raise FeedListError(f"{source}: no such file: give a list (TOML, OPML, one address a line) or an address")
        with path.open("rb") as file:
            return file.read(_RULES.bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise FeedListError(f"{source}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _one_address(source: str) -> FeedList:
    url = normalise(source)
    if url is None:
        return FeedList(problems=(ListProblem(_shown(source), 0, "no http(s) address"),))
    return FeedList(feeds=(FeedSpec(url),))


def _is_toml(text: str, source: str) -> bool:
    if source.lower().endswith(".toml"):
        return True
    if source.lower().endswith((".txt", ".list", ".csv", ".urls")):
        return False
    first = next((line for line in text.splitlines() if _COMMENT.sub("", line).strip()), "")
    return _TOML_LINE.match(first) is not None


def _lines(text: str, source: str) -> FeedList:
    feeds: list[FeedSpec] = []
    problems: list[ListProblem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        address = _COMMENT.sub("", line).strip()
        if not address:
            continue
        url = normalise(address)
        if url is not None:
            feeds.append(FeedSpec(url))
        elif len(problems) < _MOST_PROBLEMS:
            hint = "" if _ADDRESS.match(address) else ": begin it with https://"
            problems.append(ListProblem(source, number, f"{_shown(address)} is no http(s) address{hint}"))
    return FeedList(tuple(feeds), problems=tuple(problems))


def _opml(content: bytes, source: str, rules: ListRules) -> FeedList:
    limits = FeedLimits(bytes=rules.bytes, entries=rules.feeds)
    try:
        text = feed_text(content, None, limits)
        if root_name(text) != "opml":
            raise FeedListError(f"{source}: XML, but no OPML: give the address of a feed, or a list of them")
        document = parse_opml(text, source, limits)
    except StageError as error:
        raise FeedListError(f"{source}: no OPML that can be read: {error.message}") from error
    feeds = [FeedSpec(feed.url, name=feed.title[:200], tags=tuple(feed.folders)) for feed in document.listed]
    problems = []
    for problem in document.problems:
        found = re.match(r"line (\d+): (.*)", problem, re.DOTALL)
        number, message = (int(found[1]), found[2]) if found else (0, problem)
        problems.append(ListProblem(source, number, message))
    return FeedList(tuple(feeds), problems=tuple(problems))


def _shown(text: str) -> str:
    return repr(printable(text[:100]))
