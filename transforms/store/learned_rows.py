"""Rows of what is learned: the newest stories of each site, each site's rules, and the snapshots in force."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

import orjson
import zstandard

from transforms.learn.blocks import Story
from transforms.learn.counts import STORIES, pack_story, unpack_story
from transforms.learn.schedule import InForce, Schedule, document, parse
from transforms.learn.snapshot import LearnedRule, Snapshot
from transforms.store.memory_rows import signed

_PUT = """
    insert into learned_stories (site, story, fetched_at, entry_id, data) values (?, ?, ?, ?, ?)
    on conflict (site, story) do update set
        fetched_at = excluded.fetched_at, entry_id = excluded.entry_id, data = excluded.data
    where (excluded.fetched_at, excluded.entry_id) > (fetched_at, entry_id)
"""
_TRIM = """
    delete from learned_stories where site = :site and story in (
        select story from learned_stories where site = :site
        order by fetched_at desc, entry_id desc, story desc limit -1 offset :most)
"""
_CHANGED = """
    insert into learned_sites (site, changed, rules) values (?, 1, x'5b5d') on conflict (site) do update set changed = 1
"""
# The snapshot that the oldest page in the spool is cleaned by, and all since.
_NEEDED = """
    select since, document from learned_snapshots where since >= coalesce((
        select max(since) from learned_snapshots where since <= coalesce(
            (select min(fetched_at) from spool where fetched_at is not null), :now)), '')
    order by since
"""
_PRUNE = """
    delete from learned_snapshots where since < coalesce((
        select max(since) from learned_snapshots where since <= coalesce(
            (select min(fetched_at) from spool where fetched_at is not null), :now)), '')
"""


def put_stories(connection: sqlite3.Connection, stories: Iterable[tuple[str, Story]]) -> int:
    """Writes (site, story) pairs inside the caller's transaction; of each site the newest stay. How many sites."""
    sites: dict[str, None] = {}
    for site, story in stories:
        connection.execute(_PUT, (site, signed(story.story), *story.at, pack_story(story)))
        sites[site] = None
    for site in sites:
        connection.execute(_TRIM, {"site": site, "most": STORIES})
        connection.execute(_CHANGED, (site,))
    return len(sites)


def expire_stories(connection: sqlite3.Connection, before: str, most: int) -> None:
    """Deletes stories from before an instant, and beyond the newest ``most`` of all."""
    connection.execute("delete from learned_stories where fetched_at <> '' and fetched_at < ?", (before,))
    connection.execute(
        "delete from learned_stories where (site, story) in (select site, story from learned_stories"
        " order by fetched_at desc, entry_id desc, site, story limit -1 offset ?)",
        (most,),
    )


def stories_of_site(connection: sqlite3.Connection, site: str) -> list[tuple[str, Story]]:
    """The (site, story) pairs that are remembered of a site."""
    rows = connection.execute("select data from learned_stories where site = ?", (site,))
    return [(site, unpack_story(data)) for (data,) in rows]


def changed_sites(connection: sqlite3.Connection, behind: str, most: int) -> list[str]:
    """Sites with stories that came since they were learned from: by name, those behind a name first."""
    rows = connection.execute(
        "select site from learned_sites where changed = 1 order by site <= ?, site limit ?", (behind, most)
    )
    return [site for (site,) in rows]


def put_rules(connection: sqlite3.Connection, site: str, rules: Sequence[LearnedRule]) -> None:
    """Writes what the stories of a site led to."""
    data = orjson.dumps([rule._asdict() for rule in rules])
    connection.execute("insert or replace into learned_sites (site, changed, rules) values (?, 0, ?)", (site, data))


def all_rules(connection: sqlite3.Connection) -> Snapshot:
    """What was learned of all sites."""
    rows = connection.execute("select rules from learned_sites where rules <> x'5b5d' order by site")
    return Snapshot(tuple(LearnedRule(**each) for (data,) in rows for each in orjson.loads(data)))


def put_snapshot(connection: sqlite3.Connection, entry: InForce) -> None:
    """Writes a snapshot from when it is in force."""
    packed = zstandard.ZstdCompressor().compress(document(entry))
    connection.execute(
        "insert or replace into learned_snapshots (since, id, document) values (?, ?, ?)",
        (entry.since, entry.snapshot.id, packed),
    )


def newest_snapshot(connection: sqlite3.Connection) -> tuple[str, str] | None:
    """(since, id) of the newest snapshot; None where there is none."""
    row = connection.execute("select since, id from learned_snapshots order by since desc limit 1").fetchone()
    return (row[0], row[1]) if row else None


def schedule_in_force(connection: sqlite3.Connection, now: str) -> Schedule:
    """The snapshots by which pages are cleaned from now on, those that wait in the spool included."""
    unpack = zstandard.ZstdDecompressor()
    rows = connection.execute(_NEEDED, {"now": now}).fetchall()
    return Schedule(tuple(parse(unpack.decompress(data)) for _, data in rows))


def prune_snapshots(connection: sqlite3.Connection, now: str) -> None:
    """Deletes snapshots that no page will be cleaned by any more."""
    connection.execute(_PRUNE, {"now": now})
