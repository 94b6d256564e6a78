"""Reading robots.txt files for the lanes that wait for them."""

from __future__ import annotations

from transforms.fetch import redirects, robots
from transforms.fetch.crawl_settings import CrawlSettings
from transforms.fetch.cursor import RobotsState
from transforms.fetch.lanes import Job, Lane
from transforms.fetch.manners import product_of
from transforms.fetch.places import origin_of
from transforms.fetch.transport import Request, TransportError
from transforms.fetch.wire import Wire

#: States kept in the process; expired ones are dropped beyond it.
_KEPT = 20_000
#: A chain that leads to a host which is left alone for longer than this is given up: a lane waits for its end.
_PATIENCE = 60_000


class RobotsDesk:
    """What is known of each origin, and the jobs that find it out."""

    def __init__(self, wire: Wire, known: dict[str, RobotsState], settings: CrawlSettings) -> None:
        self._wire, self._known, self._settings = wire, known, settings
        self._rules = robots.Rules(settings.agent)

    def state(self, url: str, now: int) -> RobotsState | None:
        """What holds now for an address; None: it has to be read first (``request``)."""
        state = self._known.get(origin_of(url))
        return state if state is not None and state.expires > now else None

    def allows(self, state: RobotsState, url: str, feed_url: str) -> bool:
        """Whether the address may be asked for, on behalf of this feed."""
        return self._rules.allows(state, url, self._name(url, feed_url))

    def _name(self, url: str, feed_url: str | None = None) -> str:
        """The name by which a robots.txt speaks of who asks for an address."""
        agent = self._wire.manners.agent(url, feed_url)
        return product_of(agent) if agent else self._settings.agent

    def request(self, lane: Lane, url: str, now: int) -> None:
        """Queues the reading of an address's robots.txt; its lane waits for it."""
        origin = origin_of(url)
        self._wire.lanes.block(lane, True)
        self._wire.lanes.add(Job("robots", origin, robots.robots_url(origin), now))

    async def run(self, lane: Lane, job: Job) -> None:
        """One hop of a reading. Five redirects are followed, also over hosts (RFC 9309, 2.3.1.2)."""
        settings = self._settings
        asked = Request(
            job.url,
            (("Accept", "text/plain, */*;q=0.1"),),
            settings.robots_bytes,
            settings.deadline,
            settings.stall,
            cut=True,
        )
        answer = await self._wire.ask(lane, job, asked)
        now, origin, before = self._wire.clock.now_ms(), job.key, self._known.get(job.key)
        if isinstance(answer, TransportError):
            state = robots.unreadable(origin, before, answer.reason, now)
        elif answer.status in redirects.REDIRECTS:
            hop = redirects.next_hop(answer, (*job.visited, job.url), settings.redirects, same_operator=False)
            if not hop.problem and self._wire.limits.until(hop.url) < now + _PATIENCE:
                visited = (*job.visited, job.url)
                self._wire.lanes.add(Job("robots", origin, hop.url, now, visited))
                return
            far = hop.problem in ("too-many-redirects", "redirect-loop", "bad-redirect")
            state = (
                robots.allow_all(origin, hop.problem, now) if far else robots.unreadable(origin, before, "limited", now)
            )
        else:
            state = robots.read_answer(origin, answer, before, self._name(origin + "/"), now)
        await self._settle(state, now)

    async def _settle(self, state: RobotsState, now: int) -> None:
        if len(self._known) > _KEPT:
            for origin in [o for o, known in self._known.items() if known.expires <= now]:
                del self._known[origin]
        self._known[state.origin] = state
        await self._wire.ledger.save_robots(state)
        url = state.origin + "/"
        lane = self._wire.lanes.lane(url)
        self._wire.lanes.hold(lane, now + self._wire.spacing(url))  # also the first request keeps what it asks for
        self._wire.lanes.block(lane, False)
