"""The wire: the one place where a request goes out, and where every exchange is noted.

After each exchange the host's lane is freed for the time of its spacing, limits are taken into account and saved, and
the observer (a log of politeness) and the recording are told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import orjson

from transforms.fetch.clock import Clock, instant_of
from transforms.fetch.crawl_settings import CrawlSettings
from transforms.fetch.cursor import PendingEntry, RobotsState
from transforms.fetch.lanes import Job, Lane, Lanes
from transforms.fetch.ledger import Ledger
from transforms.fetch.limits import Limits
from transforms.fetch.manners import Manners
from transforms.fetch.outbox import Handout
from transforms.fetch.places import origin_of, spacing_factor
from transforms.fetch.transport import Exchange, Request, Response, Transport, TransportError

#: Told of every exchange, in the crawler's event loop.
Observer = Callable[[Exchange], None]


class Recorder(Protocol):
    """What keeps a crawl for a replay (``recording.py``). Where it cannot it raises, and the crawl ends."""

    async def note(self, exchange: Exchange) -> None:
        """An exchange has ended."""
        ...

    async def keep(self, handout: Handout) -> None:
        """An entry has come to this: it may be handed out when this has returned."""
        ...

    def let_go(self, entry_id: str) -> None:
        """What was noted for this entry brought nothing that is handed out."""
        ...


@dataclass(slots=True)
class Wire:
    """Asks, paced. All parts of the crawler share one."""

    transport: Transport
    clock: Clock
    ledger: Ledger
    settings: CrawlSettings
    lanes: Lanes
    limits: Limits
    robots: Mapping[str, RobotsState]
    observe: Observer | None = None
    recorder: Recorder | None = None
    #: What the list sets for single feeds and hosts.
    manners: Manners = field(default_factory=Manners)
    #: Exchanges so far, by purpose.
    counts: dict[str, int] = field(default_factory=dict)

    async def ask(
        self,
        lane: Lane,
        job: Job,
        request: Request,
        feed_url: str | None = None,
        entry: PendingEntry | None = None,
    ) -> Response | TransportError:
        """One exchange in a lane that is held; the lane is free afterwards. A TransportError is returned, not raised:
        it is an answer like any other."""
        agent = self.manners.agent(request.url, feed_url)
        if agent:
            request = replace(request, headers=(*request.headers, ("User-Agent", agent)))
        started = self.clock.now_ms()
        answer: Response | TransportError
        try:
            answer = await self.transport.fetch(request)
        except TransportError as error:
            answer = error
        finally:
            ended = self.clock.now_ms()
            self.lanes.release(lane, ended + self.spacing(request.url))
        self.counts[job.kind] = self.counts.get(job.kind, 0) + 1
        if self.observe is not None or self.recorder is not None:
            await self._tell(_exchange(started, ended, job, request, answer, feed_url, entry))
        # A 403 on robots.txt means that there are no rules (RFC 9309, 2.3.1.3): it is no limit.
        is_robots = job.kind in ("robots", "tdm")
        if isinstance(answer, TransportError) or (is_robots and answer.status == 403):
            return answer
        if self.limits.note(answer, started, ended, is_robots=is_robots):
            await self.ledger.save_limits(self.limits.in_force())
        return answer

    async def _tell(self, exchange: Exchange) -> None:
        if self.observe is not None:
            self.observe(exchange)
        if self.recorder is not None:
            await self.recorder.note(exchange)

    def spacing(self, url: str) -> int:
        """Milliseconds from the end of a request to this address to the start of the next to its host."""
        base = self.manners.spacing(url, self.settings.spacing)
        robots = self.robots.get(origin_of(url))
        asked = min(robots.crawl_delay, self.settings.max_crawl_delay) if robots is not None else 0
        if self.settings.shards == 1:
            return max(base, asked)
        return max(base, asked) * spacing_factor(url, self.settings.shard, self.settings.shards)


def _exchange(
    started: int,
    ended: int,
    job: Job,
    request: Request,
    answer: Response | TransportError,
    feed_url: str | None,
    entry: PendingEntry | None,
) -> Exchange:
    known = (("entry-id", entry.entry_id), ("entry", orjson.dumps(entry.entry).decode())) if entry is not None else ()
    return Exchange(
        started_at=instant_of(started),
        ended_at=instant_of(ended),
        purpose=job.kind,
        request=request,
        response=answer if isinstance(answer, Response) else None,
        error=answer.reason if isinstance(answer, TransportError) else None,
        feed_url=feed_url,
        extra=known,
    )
