"""Lanes: one queue of requests a host, so that a host is asked one thing at a time and never too soon.

A lane knows when its next job may start: when the job is due, the spacing since the last request's end is over, and no
limit holds. An agenda (a heap over all lanes) gives the lane that is next, so thousands of quiet feeds cost nothing.
What a job does is the crawler's affair.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from transforms.fetch.places import host_of

NEVER = 2**62


@dataclass(slots=True)
class Job:
    """One request to be made: a feed to poll, an article to fetch, or a robots.txt to read."""

    #: feed, page, robots or tdm.
    kind: str
    #: The feed's address, the entry's id or the origin: what the job is for.
    key: str
    #: The address to ask now, and all addresses asked before it on the way here, oldest first.
    url: str
    due: int
    visited: tuple[str, ...] = ()
    #: (status, target) of the redirects on the way here.
    chain: tuple[tuple[int, str], ...] = ()
    #: Of a feed: ask for the whole. Chosen once for all hops.
    full: bool = False


@dataclass(slots=True)
class Lane:
    """The queue of one host."""

    host: str
    #: From when the next request may start: the end of the last one and the spacing.
    free_at: int = 0
    busy: bool = False
    #: Waits for a robots.txt or tdmrep.json: only such jobs are started.
    blocked: bool = False
    jobs: list[tuple[int, int, Job]] = field(default_factory=list)
    #: robots.txt and tdmrep.json to be read on this host, before everything else.
    robots: list[tuple[int, int, Job]] = field(default_factory=list)
    #: When the agenda wakes this lane; entries of the agenda with another time are stale.
    wakes: int = NEVER

    def is_idle(self) -> bool:
        """Whether nothing is queued and nothing under way."""
        return not (self.busy or self.blocked or self.jobs or self.robots)

    def ready_at(self) -> int:
        """When its next job may start; NEVER while one is under way or there is none."""
        if self.busy:
            return NEVER
        due = self.robots[0][0] if self.robots else NEVER
        if self.jobs and not self.blocked:
            due = min(due, self.jobs[0][0])
        return max(due, self.free_at) if due < NEVER else NEVER


class Lanes:
    """All lanes with their agenda. ``limited_until`` tells until when an address may not be asked (``limits.py``);
    ``held`` is told of the jobs that such a limit keeps waiting beyond their time, and until when."""

    def __init__(
        self,
        limited_until: Callable[[str], int],
        start: int,
        held: Callable[[list[Job], int], None] = lambda jobs, until: None,
    ) -> None:
        self._lanes: dict[str, Lane] = {}
        self._agenda: list[tuple[int, int, Lane]] = []
        self._numbers = count()
        self._limited_until, self._held = limited_until, held
        #: No lane is free before it: after a restart the last request to a host may have been just now.
        self._start = start

    def __len__(self) -> int:
        return len(self._lanes)

    def add(self, job: Job) -> None:
        """Queues a job in the lane of its address's host."""
        lane = self.lane(job.url)
        first = job.kind in ("robots", "tdm")
        heapq.heappush(lane.robots if first else lane.jobs, (job.due, next(self._numbers), job))
        self._schedule(lane)
        if (until := self._limited_until(job.url)) > job.due:
            self._held([job], until)

    def lane(self, url: str) -> Lane:
        """The lane of an address's host."""
        host = host_of(url)
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = Lane(host, self._start)
        return lane

    def next_wake(self) -> int:
        """When the next lane has something to start; NEVER where none has."""
        while self._agenda and self._agenda[0][2].wakes != self._agenda[0][0]:
            heapq.heappop(self._agenda)
        return self._agenda[0][0] if self._agenda else NEVER

    def take(self, now: int) -> tuple[Lane, Job] | None:
        """The next job that may start at ``now``, its lane marked busy; None where there is none yet."""
        while self.next_wake() <= now:
            _, _, lane = heapq.heappop(self._agenda)
            lane.wakes = NEVER
            queue = lane.robots if lane.robots and lane.robots[0][0] <= now else lane.jobs
            until = self._limited_until(queue[0][2].url)
            if until > now:
                lane.free_at = max(lane.free_at, until)
                self._schedule(lane)
                self._held([waiting for due, _, waiting in lane.jobs if due < until], until)
                continue
            _, _, job = heapq.heappop(queue)
            lane.busy = True
            return lane, job
        return None

    def release(self, lane: Lane, free_at: int) -> None:
        """Ends the request under way in a lane; the next may start at ``free_at``."""
        lane.busy, lane.free_at = False, max(lane.free_at, free_at)
        self._schedule(lane)

    def hold(self, lane: Lane, until: int) -> None:
        """Lets nothing start in a lane before ``until``."""
        lane.free_at = max(lane.free_at, until)
        self._schedule(lane)

    def block(self, lane: Lane, blocked: bool) -> None:
        """Holds back everything but robots jobs, or lets it go on."""
        lane.blocked = blocked
        self._schedule(lane)

    def forget_idle(self, now: int) -> None:
        """Frees the lanes that have nothing queued and whose spacing is over."""
        idle = [host for host, lane in self._lanes.items() if lane.is_idle() and lane.free_at <= now]
        for host in idle:
            del self._lanes[host]

    def _schedule(self, lane: Lane) -> None:
        ready = lane.ready_at()
        if ready != lane.wakes:
            lane.wakes = ready
            if ready < NEVER:
                heapq.heappush(self._agenda, (ready, next(self._numbers), lane))
