"""Retention: what a store lets go, and when.

Decides by kind (``KeepDays``) and deletes in small transactions. Nothing goes that another decision still needs: what
tells an old article from a new one goes as a whole (its story, the entries it is made of, their sightings and
outcomes), the memory of feeds stays with the feeds, and a sighting never goes without its outcome, so every sum still
adds up. Freed space is used again; the file itself does not shrink.

To be called between two graphs, not while one runs: a stage that holds a story in its state would bring back the half
of what was deleted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from transforms import instants
from transforms.store import keep_articles, keep_entries, keep_log
from transforms.store.connection import place, transaction
from transforms.store.errors import explained
from transforms.store.keep_age import Age, age_of

#: Pages further apart than this are no copies of each other (``stories/limits.py``).
_HORIZON_DAYS = 7
#: What one transaction deletes, so that whoever else writes waits for milliseconds.
_BATCH = 250
#: What one call deletes of a kind at most (about four seconds): a store that was never pruned is done in several.
_MOST = 5_000
#: A store is looked through once a day.
_EVERY_HOURS = 24.0


@dataclass(frozen=True, slots=True)
class KeepDays:
    """For how many days each kind is kept; None: for ever. Days count from when a thing was last heard of: fetched, or
    read by a run, whichever is later. Raises ValueError for a number that would spoil decisions."""

    #: Records, with their texts and their place in the search.
    records: int | None = 365
    #: What tells a version, or a text seen before, from a new article: the article's story with its sightings, outcomes
    #: and sketches. An article that reappears later than this is new again.
    stories: int | None = 90
    #: What tells copies. Beyond the horizon nothing is a copy any more; sketches without a time go with their story.
    sketches: int | None = 2 * _HORIZON_DAYS
    #: Sightings and outcomes of entries without an article (dropped, dead letters), from their feed's last list on.
    entries: int | None = 30
    #: Pages of dead letters; without it a dead letter cannot be tried again.
    failure_pages: int | None = 30
    #: robots.txt and limits, from when they ceased to hold.
    hosts: int | None = 30

    def __post_init__(self) -> None:
        least = {"sketches": 2 * _HORIZON_DAYS, "stories": 2 * _HORIZON_DAYS, "entries": _HORIZON_DAYS}
        for name, days in asdict(self).items():
            floor = least.get(name, 0)
            if days is not None and days < floor:
                raise ValueError(f"keep {name} for {days} days: at least {floor} are allowed")


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much was deleted, by kind."""

    records: int = 0
    #: Each with all the entries it was made of.
    stories: int = 0
    sketches: int = 0
    #: Entries without an article, each with its sighting and its outcome.
    entries: int = 0
    failure_pages: int = 0
    hosts: int = 0
    #: Lines of the change log.
    changes: int = 0
    #: There is more to delete: the next call goes on at once.
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind is found (at most so many keys) and removed (some of these keys, in the caller's transaction;
    returns how many went)."""

    name: str
    find: Callable[[sqlite3.Connection, Age, int], Sequence[Any]]
    remove: Callable[[sqlite3.Connection, Age, Sequence[Any]], int]


_KINDS = (
    _Kind("stories", keep_articles.quiet_stories, keep_articles.remove_if_old),
    _Kind("sketches", keep_articles.old_sketches, keep_articles.remove_sketches),
    _Kind("records", keep_articles.old_records, keep_articles.remove_records),
    _Kind("entries", keep_entries.loose, keep_entries.remove),
    _Kind("failure_pages", keep_entries.with_page, keep_entries.remove_pages),
    _Kind("hosts", keep_entries.over, keep_entries.remove_over),
)


def prune(connection: sqlite3.Connection, now: str, keep: KeepDays | None = None, most: int = _MOST) -> Pruned:
    """Deletes what ``keep`` does not keep at ``now``: once a day, or when it says something else; else nothing.

    Args:
        connection: An open store.
        now: An instant.
        keep: How long each kind is kept; None: the defaults.
        most: Of each kind at most so many a call.

    Raises StoreError where the store cannot be written; what was deleted until then stays deleted.
    """
    wanted = asdict(keep or KeepDays())
    with explained(place(connection)):
        if not _is_due(connection, now, repr(wanted)):
            return Pruned()
        counts: dict[str, int] = {}
        more = False
        for kind in _KINDS:
            days = wanted[kind.name]
            if days is not None:
                age = age_of(connection, now, days)
                keys = kind.find(connection, age, most)
                counts[kind.name] = _remove(connection, age, keys, kind)
                more = more or len(keys) == most
        spent = keep_log.spent(connection, most)  # last: what was deleted above has lines in it
        counts["changes"] = _remove(connection, age_of(connection, now, 0), spent, _Kind("", _none, keep_log.remove))
        more = more or len(spent) == most
        if not more:
            with transaction(connection):
                connection.execute("insert or replace into upkeep values ('prune', ?, ?)", (now, repr(wanted)))
    return Pruned(**counts, more=more)


def _remove(connection: sqlite3.Connection, age: Age, keys: Sequence[Any], kind: _Kind) -> int:
    removed = 0
    for start in range(0, len(keys), _BATCH):
        with transaction(connection):
            removed += kind.remove(connection, age, keys[start : start + _BATCH])
    return removed


def _none(connection: sqlite3.Connection, age: Age, most: int) -> Sequence[Any]:
    return ()


def _is_due(connection: sqlite3.Connection, now: str, settings: str) -> bool:
    row = connection.execute("select at, settings from upkeep where name = 'prune'").fetchone()
    if row is None or row[1] != settings:
        return True
    return not instants.shift(now, hours=-_EVERY_HOURS) < row[0] <= now  # or the clock was set back
