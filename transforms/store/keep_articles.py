"""Retention of articles: records, and what tells versions and copies.

A story goes only when everything it is made of is old, and then with all of it. Kept alone, it would go on taking an
entry for settled whose outcome is gone; the outcome would never come again, and the entry would wait for it for ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

import orjson

from transforms.store.keep_age import Age
from transforms.store.keep_entries import remove_entries
from transforms.store.memory_rows import remove_sketches_of
from transforms.store.record_rows import remove_rows
from transforms.stories.story import Story, decode

_LAST_HEARD = """
    select max(coalesce(fetched_at, '')), max(last_run) from sightings
    where entry_id in (select value from json_each(?))
"""
_OLD_SKETCHES = """
    select k.record_id from sketches k left join sightings s on s.entry_id = k.entry_id
    where k.fetched_at < ? and coalesce(s.last_run, 0) <= ? order by k.fetched_at limit ?
"""
# By the index on the publication, or the fetch where that is unknown; an article is seldom fetched before it appears.
_OLD_RECORDS = """
    select number from records
    where coalesce(published_at, fetched_at, '') < :before and coalesce(fetched_at, '') < :before and run <= :run
    order by coalesce(published_at, fetched_at, '') limit :most
"""


def quiet_stories(connection: sqlite3.Connection, age: Age, most: int) -> list[str]:
    """Articles of which nothing was written lately: those that may be old."""
    rows = connection.execute(
        "select article_id from stories where coalesce(fetched_at, '') < ? and run <= ?"
        " order by coalesce(fetched_at, '') limit ?",
        (age.before, age.run, most),
    )
    return [id for (id,) in rows]


def remove_if_old(connection: sqlite3.Connection, age: Age, article_ids: Sequence[str]) -> int:
    """Deletes the stories that are old as a whole, and notes of the others when they were last heard of."""
    removed = 0
    for article_id in article_ids:
        row = connection.execute("select state from stories where article_id = ?", (article_id,)).fetchone()
        if row is None:
            continue
        story = decode(row[0])
        entries = _entries(story)
        fetched_at, run = _last_heard(connection, story, entries)
        if age.is_old(fetched_at, run):
            remove_entries(connection, entries)
            remove_sketches_of(connection, [*story.versions, *(id for id in story.records if id not in story.versions)])
            connection.execute("delete from stories where article_id = ?", (article_id,))
            removed += 1
        else:
            connection.execute(
                "update stories set fetched_at = ?, run = max(run, ?) where article_id = ?",
                (fetched_at or None, run, article_id),
            )
    return removed


def old_sketches(connection: sqlite3.Connection, age: Age, most: int) -> list[str]:
    """Records whose texts are beyond the horizon of everything that may still come. Those without a time are near to
    every other, and go with their story."""
    return [id for (id,) in connection.execute(_OLD_SKETCHES, (age.before, age.run, most))]


def remove_sketches(connection: sqlite3.Connection, age: Age, record_ids: Sequence[str]) -> int:
    """Deletes the sketches of these records."""
    return remove_sketches_of(connection, record_ids)


def old_records(connection: sqlite3.Connection, age: Age, most: int) -> list[int]:
    """Numbers of old records, the oldest first."""
    values = {"before": age.before, "run": age.run, "most": most}
    return [number for (number,) in connection.execute(_OLD_RECORDS, values)]


def remove_records(connection: sqlite3.Connection, age: Age, numbers: Sequence[int]) -> int:
    """Deletes records, also from the search index."""
    return remove_rows(connection, numbers)


def _entries(story: Story) -> list[str]:
    seen = [*(version.first.entry_id for version in story.versions.values()), *(s.entry_id for s in story.repeats)]
    return list(dict.fromkeys([*story.outcomes, *seen]))


def _last_heard(connection: sqlite3.Connection, story: Story, entries: Iterable[str]) -> tuple[str, int]:
    """When a story's youngest page was fetched ('': unknown), and the last run that read any."""
    row = connection.execute(_LAST_HEARD, (orjson.dumps(list(entries)).decode(),)).fetchone()
    times = [version.first.fetched_at or "" for version in story.versions.values()]
    times += [seen.fetched_at or "" for seen in story.repeats]
    return max([row[0] or "", *times]), row[1] or 0
