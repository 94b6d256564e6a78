"""Reading the tdmrep.json of origins whose pages are fetched: once a day, before the first page, as politely as a
robots.txt. An origin of which only feeds are asked is not asked for it."""

from __future__ import annotations

from transforms.fetch import tdmrep
from transforms.fetch.crawl_settings import CrawlSettings
from transforms.fetch.cursor import RobotsState
from transforms.fetch.lanes import Job, Lane
from transforms.fetch.places import origin_of
from transforms.fetch.robots_desk import RobotsDesk
from transforms.fetch.transport import Request, TransportError
from transforms.fetch.wire import Wire

_ACCEPT = (("Accept", "application/json, */*;q=0.1"),)


class TdmDesk:
    """What is known of each origin's wishes, and the jobs that find it out. ``known``: shared with robots.txt files,
    so that it is remembered, and forgotten, with them."""

    def __init__(self, wire: Wire, known: dict[str, RobotsState], robots: RobotsDesk, settings: CrawlSettings) -> None:
        self._wire, self._known, self._robots, self._settings = wire, known, robots, settings

    def has_to_ask(self, url: str, rules: RobotsState, feed_url: str, now: int) -> bool:
        """Whether the file has to be read before this page is asked for. ``rules``: of the origin's robots.txt, which
        may forbid it; then nothing is known."""
        if not self._settings.tdm:
            return False
        origin = origin_of(url)
        state = self._known.get(tdmrep.key_of(origin))
        if state is not None and state.expires > now:
            return False
        if self._robots.allows(rules, tdmrep.key_of(origin), feed_url):
            return True
        self._known[tdmrep.key_of(origin)] = tdmrep.nothing(origin, "robots-disallowed", now, rules.expires)
        return False

    def request(self, lane: Lane, url: str, now: int) -> None:
        """Queues the reading; the lane waits for it."""
        origin = origin_of(url)
        self._wire.lanes.block(lane, True)
        self._wire.lanes.add(Job("tdm", origin, tdmrep.key_of(origin), now))

    async def run(self, lane: Lane, job: Job) -> None:
        """The reading."""
        settings = self._settings
        asked = Request(job.url, _ACCEPT, tdmrep.MOST_BYTES, settings.deadline, settings.stall)
        answer = await self._wire.ask(lane, job, asked)
        now = self._wire.clock.now_ms()
        if isinstance(answer, TransportError):
            state = tdmrep.nothing(job.key, answer.reason, now)
        else:
            state = tdmrep.read_answer(job.key, answer, now)
        self._known[state.origin] = state
        await self._wire.ledger.save_robots(state)
        self._wire.lanes.block(lane, False)

    def signals(self, url: str) -> tuple[str, ...]:
        """What the origin of a page that was fetched says of it."""
        state = self._known.get(tdmrep.key_of(origin_of(url)))
        return tdmrep.signals(state, url) if state is not None else ()
