"""`newsbeam feeds discover`: the feeds of a page, checked.

Which addresses may be feeds says ``fetch/discover.py``; this asks for the page and for them, with the manners of a run.
What the page names comes first. Usual places are tried only where nothing of that is a feed, or when told to: guessing
costs a publisher a request for each wrong guess.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.feed_check import CheckSettings, Progress, ask_all, open_transport
from pipeline.feed_plan import Manners
from pipeline.feed_report import FeedReport
from pipeline.feed_trial import FeedTrial, Tried
from pipeline.feed_verdict import not_asked, report_of
from transforms.fetch.clock import Clock, SystemClock
from transforms.fetch.crawl_settings import FeedOptions
from transforms.fetch.discover import FoundFeed, find_feeds
from transforms.fetch.guarded import FeedReader

#: Addresses of one page that are asked; pages of links can name a feed for each of hundreds of sections.
MOST = 30
#: Stands for the address of a saved page that does not say its own (RFC 6761).
_NOWHERE = "http://page.invalid/"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed, and what it turned out to be."""

    report: FeedReport
    #: itself (the address given is a feed), named (by the page), linked (a link that looks like one) or guessed.
    found: str
    #: What the page calls it; '' where it does not.
    title: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found on one page."""

    #: Address of the page, after redirects; '' where it is not known.
    page: str
    candidates: Sequence[Candidate] = ()
    #: Why the page could not be read; None where it was.
    failure: FeedReport | None = None
    #: Addresses of the page that were not asked since there are too many, and usual places that were not tried.
    left_out: int = 0
    not_guessed: int = 0

    @property
    def feeds(self) -> list[Candidate]:
        """The candidates that are feeds, and those that nobody was asked about; without those that only lead to
        another of them."""
        usable = [each for each in self.candidates if each.report.state in ("read", "not-asked")]
        urls = {each.report.url for each in usable}
        return [each for each in usable if each.report.asked is None or _ends_at(each) not in urls - {each.report.url}]


def _ends_at(candidate: Candidate) -> str:
    return candidate.report.asked.url if candidate.report.asked else candidate.report.url


#: Looks for feeds in a running event loop.
Work = Callable[["_Finder"], Awaitable[Discovery]]


def discover_address(url: str, settings: CheckSettings, progress: Progress, *, guess: bool) -> Discovery:
    """The feeds of the page at an address."""
    return _in_loop(settings, progress, guess, lambda finder: finder.at_address(url))


def discover_file(
    content: bytes, url: str | None, settings: CheckSettings, progress: Progress, *, guess: bool
) -> Discovery:
    """The feeds of a saved page. ``url``: its address; None: not known, and relative links are left out."""
    return _in_loop(settings, progress, guess, lambda finder: finder.on_page(content, url or _NOWHERE))


def _in_loop(settings: CheckSettings, progress: Progress, guess: bool, work: Work) -> Discovery:
    async def run(reader: FeedReader, clock: Clock) -> Discovery:
        transport = open_transport(settings) if settings.agent else None
        try:
            trial = FeedTrial(transport, reader.read_async, settings.crawl, clock) if transport else None
            return await work(_Finder(trial, settings, progress, guess))
        finally:
            if transport is not None:
                await transport.close()

    with FeedReader() as reader:
        return asyncio.run(run(reader, SystemClock()))


class _Finder:
    """One discovery. Without a trial nobody is asked."""

    def __init__(self, trial: FeedTrial | None, settings: CheckSettings, progress: Progress, guess: bool) -> None:
        self._trial, self._settings, self._progress, self._guess = trial, settings, progress, guess

    async def at_address(self, url: str) -> Discovery:
        assert self._trial is not None
        page: list[Tried] = []
        await self._trial.ask([FeedOptions(url)], {}, page.append)
        tried = page[0]
        report = self._report(replace(tried, content=b""))
        if report.state == "read":
            return Discovery(url, [Candidate(report, "itself", report.name)])
        if tried.refused is None or not tried.content:  # no answer of 200: there is no page to look at
            return Discovery(url, failure=report)
        return await self.on_page(tried.content, tried.steps[-1].url)

    async def on_page(self, content: bytes, url: str) -> Discovery:
        usual = {found.url for found in find_feeds(b"", url)}
        known = find_feeds(content, url)
        named = [each for each in known if not (each.url in usual and _is_guess(each))]
        named = [each for each in named if not each.url.startswith(_NOWHERE)]
        guesses = [each for each in known if each.url in usual and _is_guess(each) and url != _NOWHERE]
        candidates = await self._ask(named[:MOST])
        guessing = self._trial is not None and (
            self._guess or not any(each.report.state == "read" for each in candidates)
        )
        if guessing:
            tried = await self._ask(guesses)
            candidates += [each for each in tried if each.report.state == "read"]
        return Discovery(
            page="" if url == _NOWHERE else url,
            candidates=candidates,
            left_out=max(0, len(named) - MOST),
            not_guessed=0 if guessing else len(guesses),
        )

    async def _ask(self, found: Sequence[FoundFeed]) -> list[Candidate]:
        options = [FeedOptions(each.url, title=each.title) for each in found]
        if self._trial is None:
            reports = {each.url: not_asked(each.url, each, self._settings.silent) for each in options}
        else:
            tried = await ask_all(self._trial, options, {}, self._progress)
            reports = {url: self._report(each) for url, each in tried.items()}
        return [Candidate(reports[each.url], _how(each), each.title) for each in found]

    def _report(self, tried: Tried) -> FeedReport:
        return report_of(tried.options.url, tried, Manners(self._settings.crawl, tried.options))


def _is_guess(found: FoundFeed) -> bool:
    return found.type.startswith("guess:") and not found.title


def _how(found: FoundFeed) -> str:
    if not found.type.startswith("guess:"):
        return "named"
    return "linked" if found.title else "guessed"
