"""`newsbeam feeds check`: reads feeds once, from files or the network, and says what is in them and what would follow.

The network is asked by the crawler itself (``feed_trial.py``), so manners are those of a run: robots.txt, spacing,
redirects, refused addresses. Feeds are read in a process that can be killed (``fetch/guarded.py``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from pipeline.feed_given import Given, GivenAddress, GivenFile, GivenList, GivenListAddress, UnreadableFile, read_given
from pipeline.feed_plan import Manners, plan_after_success
from pipeline.feed_report import Content, FeedReport, Plan, describe
from pipeline.feed_trial import FeedTrial, Tried
from pipeline.feed_verdict import not_asked, report_of
from transforms.characters import printable
from transforms.failures import StageError
from transforms.fetch import polls
from transforms.fetch.clock import Clock, SystemClock, instant_of
from transforms.fetch.crawl_plan import options_of
from transforms.fetch.crawl_settings import CrawlSettings, FeedOptions, HostOptions
from transforms.fetch.cursor import FeedCursor
from transforms.fetch.feed_document import FeedDocument
from transforms.fetch.feed_list import FeedListError, parse_feed_list
from transforms.fetch.feed_spec import FeedList, ListRules, merge
from transforms.fetch.guarded import FeedReader
from transforms.fetch.sockets import SocketTransport
from transforms.fetch.transport import Request, Response, Transport, TransportError

#: Stands for the address of a file that does not say where it is from; no name can end so (RFC 6761).
NOWHERE = "http://feed.invalid/"

#: Told how many of how many feeds were asked.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """How feeds are asked."""

    #: The User-Agent; None: nobody is asked, only files are read.
    agent: str | None
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    allow_loopback: bool = False
    proxy: str | None = None
    #: Why nobody is asked, where there is no agent: no-contact or offline.
    silent: str = "no-contact"

    @property
    def rules(self) -> ListRules:
        """What a feed list may ask for, as in a run."""
        return ListRules(
            min_interval=min(600.0, self.crawl.min_interval / 1000), spacing=min(1.0, self.crawl.spacing / 1000)
        )


def check(
    given: Sequence[Given], settings: CheckSettings, progress: Progress, clock: Clock | None = None
) -> list[FeedReport]:
    """A report for each source, and for each feed of a list behind the list's own, in the order given."""
    with FeedReader() as reader:
        return asyncio.run(_Check(settings, reader, clock or SystemClock(), progress).run(given))


def own_lists(given: Sequence[Given]) -> FeedList:
    """The lists among the files, as one, for what they set for all their feeds. What cannot be read is left out: the
    check names it."""
    found = []
    for each in given:
        if isinstance(each, GivenList):
            with suppress(FeedListError, UnreadableFile):
                found.append(parse_feed_list(read_given(each), each.source))
    return merge(found, ListRules())


def open_transport(settings: CheckSettings) -> Transport:
    """The network. Needs a running event loop and an agent."""
    assert settings.agent is not None
    return SocketTransport(settings.agent, allow_loopback=settings.allow_loopback, proxy=settings.proxy)


async def ask_all(
    trial: FeedTrial, feeds: Sequence[FeedOptions], hosts: Mapping[str, HostOptions], progress: Progress
) -> dict[str, Tried]:
    """What came of each feed, by address."""
    found: dict[str, Tried] = {}

    def tell(tried: Tried) -> None:
        found[tried.options.url] = replace(tried, content=b"")  # of thousands of feeds only what is said is kept
        progress(len(found), len(feeds))

    await trial.ask(feeds, hosts, tell)
    return found


def saved_report(
    source: str, content: bytes, read: Callable[[bytes, str, str | None, str], FeedDocument], now: int, manners: Manners
) -> FeedReport:
    """The report of a feed that lies in a file, judged as if its address had answered with it just now.

    ``read``: reads a feed, raising StageError where it is none. Relative links are resolved against the address that
    the feed gives as its own; without one they are left out.
    """
    try:
        document = read(content, NOWHERE, None, instant_of(now))
        url = document.self_url or document.link or ""
        if url.startswith(NOWHERE):
            url = ""
        if url and _has_relative(document):
            document = read(content, url, None, instant_of(now))
    except StageError as error:
        return FeedReport(source, "", "", "failed", error.reason, error.message)
    if not url and _has_relative(document):
        document = _without_relative(document)
    told = describe(document, now)
    return FeedReport(source, url, "", "read", content=told, plan=_plan(document, told, url, now, manners))


def _plan(document: FeedDocument, content: Content, url: str, now: int, manners: Manners) -> Plan:
    response = Response(url or NOWHERE, 200)
    poll = polls.Poll(manners.settings, manners.options, manners.seed, now)
    room = max(1, manners.settings.pending_limit // 3)  # of one operator, in an empty queue (fetch/queue_room.py)
    cursor, entries = polls.read(FeedCursor(url or NOWHERE), document, response, "", room, poll)
    return plan_after_success(cursor, response, content, entries, manners)


def _has_relative(document: FeedDocument) -> bool:
    return any((entry.url or "").startswith(NOWHERE) for entry in document.entries)


def _without_relative(document: FeedDocument) -> FeedDocument:
    entries = [replace(e, url=None) if (e.url or "").startswith(NOWHERE) else e for e in document.entries]
    lost = sum(1 for e, before in zip(entries, document.entries, strict=True) if e.url != before.url)
    problem = f"{lost:,} links are relative, and the file does not say which address it is from"
    return replace(document, entries=entries, problems=(*document.problems, problem))


class _Check:
    """One check: lists are read first, then all feeds are asked together, then files are read."""

    def __init__(self, settings: CheckSettings, reader: FeedReader, clock: Clock, progress: Progress) -> None:
        self._settings, self._reader, self._clock, self._progress = settings, reader, clock, progress
        self._options: dict[str, FeedOptions] = {}
        self._hosts: dict[str, HostOptions] = {}
        self._tried: dict[str, Tried] = {}

    async def run(self, given: Sequence[Given]) -> list[FeedReport]:
        transport = open_transport(self._settings) if self._settings.agent else None
        try:
            lists = {each: await self._list(each, transport) for each in given}
            for each in given:
                if isinstance(each, GivenAddress):
                    self._options.setdefault(each.url, FeedOptions(each.url))
            if transport is not None:
                trial = FeedTrial(transport, self._reader.read_async, self._settings.crawl, self._clock)
                self._tried = await ask_all(trial, list(self._options.values()), self._hosts, self._progress)
            found = [report for each in given for report in await self._reports(each, lists[each])]
            # Names of files can have bytes that are no text in any charset.
            return [replace(report, source=printable(report.source)) for report in found]
        finally:
            if transport is not None:
                await transport.close()

    async def _list(self, given: Given, transport: Transport | None) -> FeedList | str | None:
        """The list that a source is, or why it cannot be read; None for what is no list."""
        if isinstance(given, GivenFile | GivenAddress):
            return None
        try:
            if isinstance(given, GivenListAddress):
                content = await _fetched(given.source, transport)
            else:
                content = await asyncio.to_thread(read_given, given)
            found = parse_feed_list(content, given.source, self._settings.rules)
        except (FeedListError, UnreadableFile) as error:
            return printable(str(error))
        feeds, hosts = options_of(found, self._settings.agent or "newsbeam")
        for feed in feeds:
            self._options.setdefault(feed.url, feed)
        for name, host in hosts.items():
            self._hosts.setdefault(name, host)
        return found

    async def _reports(self, given: Given, found: FeedList | str | None) -> list[FeedReport]:
        if isinstance(given, GivenAddress):
            return [self._feed(given.source, given.url)]
        if isinstance(given, GivenFile):
            return [await asyncio.to_thread(self._saved, given)]
        if not isinstance(found, FeedList):
            return [FeedReport(given.source, "", "", "failed", "feed-list", found or "")]
        problems = [printable(str(problem)) for problem in found.problems]
        head = FeedReport(
            given.source, "", "", "list", feeds=len(found.feeds), duplicates=found.duplicates, problems=problems
        )
        if not found.feeds:
            head = replace(head, reason="no-feeds", message="no feed in it that can be used")
        return [head, *(self._feed(given.source, feed.url) for feed in found.feeds)]

    def _saved(self, given: GivenFile) -> FeedReport:
        try:
            content = read_given(given)
        except UnreadableFile as error:
            return FeedReport(given.source, "", "", "failed", "unreadable-file", str(error))
        manners = Manners(self._settings.crawl, FeedOptions(given.source))
        return saved_report(given.source, content, self._reader.read, self._clock.now_ms(), manners)

    def _feed(self, source: str, url: str) -> FeedReport:
        options = self._options[url]
        tried = self._tried.get(url)
        if tried is None:
            return not_asked(source, options, self._settings.silent)
        return report_of(source, tried, Manners(self._settings.crawl, options))


async def _fetched(source: str, transport: Transport | None) -> bytes:
    """The list at an address. Raises FeedListError."""
    if transport is None:
        raise FeedListError(f"{source}: not asked: --contact says how publishers can reach you")
    try:
        answer = await transport.fetch(Request(source))
    except TransportError as error:
        raise FeedListError(f"{source}: {error.reason}: the feed list cannot be read ({error.detail})") from error
    if answer.status != 200:
        raise FeedListError(f"{source}: status {answer.status}: the feed list cannot be read")
    return answer.content
