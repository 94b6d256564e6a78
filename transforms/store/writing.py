"""What a run writes to the store: settlements, many at a time, in one transaction.

The rules by which something replaces something stand with the rows (``record_rows.py`` and its siblings). Together
they make writing idempotent: the same settlements in any order, split or repeated in any way, end in the same store,
and what is there already changes nothing, not even the change log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.records import Settlement
from transforms.store.connection import transaction
from transforms.store.failure_rows import put_failures, remove_failures
from transforms.store.memory_rows import put_sketches, put_stories
from transforms.store.outcome_rows import put_outcomes, put_sightings
from transforms.store.record_rows import put_records
from transforms.store.unsettled_rows import remove_settled


@dataclass(frozen=True, slots=True)
class Written:
    """How much became or changed by a write; zero for what was there already."""

    sightings: int = 0
    records: int = 0
    outcomes: int = 0
    failures: int = 0
    stories: int = 0
    sketches: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(
            self.sightings + other.sightings,
            self.records + other.records,
            self.outcomes + other.outcomes,
            self.failures + other.failures,
            self.stories + other.stories,
            self.sketches + other.sketches,
        )


class Writer:
    """Writes settlements to an open store on behalf of a run. What is settled leaves the crawl's spool with it.

    Args:
        connection: An open store (``open_store``), used by this writer alone.
        run: Number of the run, from ``begin_run``; it stands beside what changes.
    """

    def __init__(self, connection: sqlite3.Connection, run: int) -> None:
        self._connection = connection
        self._run = run

    def write(self, settlements: Sequence[Settlement]) -> Written:
        """Writes all of them, or nothing. Raises StoreError where the store cannot be written; try again then."""
        connection, run = self._connection, self._run
        with transaction(connection):
            sightings = put_sightings(connection, run, (each for s in settlements for each in s.sightings))
            records = put_records(connection, run, (each for s in settlements for each in s.records))
            outcomes = put_outcomes(connection, run, (each for s in settlements for each in s.outcomes))
            remove_failures(connection, (id for id, each in outcomes.items() if each.outcome != "dead-letter"))
            failures = put_failures(connection, run, (each for s in settlements for each in s.failures))
            remove_settled(connection, (each.entry_id for s in settlements for each in s.outcomes))
            stories = put_stories(
                connection, run, ((s.article_id, s.story, _latest(s)) for s in settlements if s.article_id and s.story)
            )
            sketches = put_sketches(connection, (each for s in settlements for each in s.sketches))
        return Written(sightings, records, len(outcomes), failures, stories, sketches)


def _latest(settlement: Settlement) -> str | None:
    """The latest time of fetching among the entries that it decides; None where none is known."""
    return max((each.fetched_at for each in settlement.outcomes if each.fetched_at), default=None)
