"""Redirects: what a response points to, whether it may be followed, when a move is adopted. Pure.

A page is followed over sites, each hop checked and paced like any request. A feed is followed within its operator only:
who operates another site was never named by the user, so a feed that points there is in trouble and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.addresses import absolute, operator
from transforms.fetch.cursor import FeedCursor
from transforms.fetch.transport import Response

PERMANENT = frozenset((301, 308))
REDIRECTS = frozenset((301, 302, 303, 307, 308))

#: A permanent redirect is adopted when it was seen at this many polls in a row, over at least this time. Wrong ones
#: (a maintenance page, a hotel's login) are gone within the day.
SIGHTINGS = 3
LEAST_TIME = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Hop:
    """Where a redirect leads, or why it is not followed: ``bad-redirect``, ``redirect-loop``, ``too-many-redirects``,
    ``redirect-off-site``."""

    url: str = ""
    problem: str = ""


def next_hop(response: Response, visited: Sequence[str], most: int, *, same_operator: bool) -> Hop:
    """The next address of a chain whose addresses so far are ``visited`` (the last is the one that answered).

    ``same_operator``: only addresses of the first one's operator are followed.
    """
    target = absolute(response.header("location") or "", visited[-1]) if response.header("location") else None
    if target is None:
        return Hop(problem="bad-redirect")
    if target in visited:
        return Hop(target, "redirect-loop")
    if len(visited) > most:
        return Hop(target, "too-many-redirects")
    if same_operator and operator(target) != operator(visited[0]):
        return Hop(target, "redirect-off-site")
    return Hop(target)


def permanent_target(chain: Sequence[tuple[int, str]]) -> str:
    """Where a chain of (status, target) moved for good: the last target before the first temporary hop; '' for
    nowhere."""
    target = ""
    for status, url in chain:
        if status not in PERMANENT:
            break
        target = url
    return target


def note_move(cursor: FeedCursor, target: str, now: int) -> FeedCursor:
    """The cursor after a poll that was answered well and moved for good to ``target`` ('' for no move): sightings
    counted, and the address adopted after enough of them. Validators stay: they are tied to the address that gave
    them."""
    if not target:
        return replace(cursor, moved_to="", moved_seen=0, moved_since=None)
    if target != cursor.moved_to or cursor.moved_since is None:
        return replace(cursor, moved_to=target, moved_seen=1, moved_since=now)
    seen = cursor.moved_seen + 1
    if seen >= SIGHTINGS and now - cursor.moved_since >= LEAST_TIME:
        return replace(cursor, address=target, moved_to="", moved_seen=0, moved_since=None)
    return replace(cursor, moved_seen=seen)
