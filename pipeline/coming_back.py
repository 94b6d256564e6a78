"""What of one article comes back in other stories of its site: asked of a store, for ``newsbeam explain``."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from pipeline.settings import DEFAULT_STORE
from transforms.documents import parse_record
from transforms.learn.before import before_learned
from transforms.learn.blocks import Story, blocks_of
from transforms.learn.corpus import count_records
from transforms.learn.counts import STORIES
from transforms.learn.snapshot import Verdict, verdicts
from transforms.records import Article
from transforms.store.addresses import store_path
from transforms.store.connection import open_store
from transforms.store.errors import StoreError

Blocks = Sequence[Verdict]

_NEWEST = "select document from records where site = ? order by coalesce(fetched_at, '') desc, id limit ?"
_ONE = "select document from records where id = ?"


def store_at_hand(named: str | None) -> str | None:
    """The store that is named, or the default one where it is there and can be read; None where neither is."""
    if named is not None:
        return named
    if not store_path(DEFAULT_STORE).exists():
        return None
    try:
        open_store(DEFAULT_STORE, read_only=True).close()
    except StoreError:  # nobody asked for it
        return None
    return DEFAULT_STORE


def blocks_that_come_back(store: str, article: Article) -> Blocks:
    """What is thought of each block of the article that comes back, by its place. Raises StoreError."""
    here = {block.hash: block.start for block in blocks_of(before_learned(article))}
    connection = open_store(store, read_only=True)
    try:
        rows = connection.execute(_NEWEST, (article.site, 2 * STORIES)).fetchall()
        counts = count_records(parse_record(document) for (document,) in rows)
        found = verdicts(article.site, counts, lambda story: _read(connection, story))
    finally:
        connection.close()
    return sorted((each for each in found if each.block in here), key=lambda each: (here[each.block], each.block))


def _read(connection: sqlite3.Connection, story: Story) -> Article | None:
    row = connection.execute(_ONE, (story.record_id,)).fetchone()
    return parse_record(row[0]).article if row else None
