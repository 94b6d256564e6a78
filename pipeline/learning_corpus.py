"""``newsbeam learn`` behind its command: where the records of a corpus come from, and what they lead to."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.errors import WrongUse
from pipeline.replaying import replay
from transforms.documents import parse_record
from transforms.learn.corpus import learn_records
from transforms.learn.counts import STORIES
from transforms.learn.snapshot import Snapshot
from transforms.records import Article, Record
from transforms.store.connection import one_view, open_store

_STORE = "sqlite:"
_NEWEST = "select document from records where site = ? order by coalesce(fetched_at, '') desc, id limit ?"
_ONE = "select document from records where id = ?"


def learn_corpus(places: Sequence[str], workers: int | None = None) -> Snapshot:
    """What a store, files of records (``--to jsonl:``, ``newsbeam export``), or pages of any kind that replay reads
    lead to. Pages go through all stages first, into a store that is thrown away.

    Raises WrongUse where there is nothing to read, StoreError where a store cannot be read.
    """
    stores = [place for place in places if place.startswith(_STORE)]
    if stores and len(places) > 1:
        raise WrongUse(f"{stores[0]} beside others: learn from one store, or from files")
    if stores:
        return learn_store(stores[0])
    if all(_holds_records(place) for place in places):
        return _learn_files(places)
    with tempfile.TemporaryDirectory(prefix="newsbeam-learn-") as folder:
        store = f"{_STORE}{folder}/corpus.db"
        replay(places, store=store, sinks=(), workers=workers, respect_tdm=False, part=100, learn=False)
        return learn_store(store)


def learn_store(address: str) -> Snapshot:
    """What the records of a store lead to, as it is at this moment."""
    connection = open_store(address, read_only=True)
    try:
        with one_view(connection):
            sites = [site for (site,) in connection.execute("select distinct site from records order by site")]
            found = [learn_records(_newest_of(connection, site), _reader(connection)) for site in sites]
            return Snapshot(tuple(rule for snapshot in found for rule in snapshot.rules))
    finally:
        connection.close()


def _newest_of(connection: sqlite3.Connection, site: str) -> Iterator[Record]:
    """Of a site the records that may count; among them versions and copies, which are no stories of their own."""
    return (parse_record(document) for (document,) in connection.execute(_NEWEST, (site, 4 * STORIES)))


def _reader(connection: sqlite3.Connection) -> Callable[[str], Article | None]:
    def read(record_id: str) -> Article | None:
        row = connection.execute(_ONE, (record_id,)).fetchone()
        return parse_record(row[0]).article if row else None

    return read


def _holds_records(place: str) -> bool:
    """Whether a file is one of newsbeam's own records, by its first line."""
    path = Path(place)
    if path.suffix != ".jsonl" or not path.is_file():
        return False
    with path.open("rb") as file:
        try:
            return bool(parse_record(file.readline()).article_id)
        except (ValueError, TypeError):
            return False


def _learn_files(places: Sequence[str]) -> Snapshot:
    found: dict[str, tuple[str, int]] = {}

    def records() -> Iterator[Record]:
        for place in places:
            with open(place, "rb") as file:
                at = 0
                for line in file:
                    record = parse_record(line)
                    found[record.id] = (place, at)  # the last line of a record is its highest revision
                    at += len(line)
                    yield record

    def read(record_id: str) -> Article | None:
        place, at = found[record_id]
        with open(place, "rb") as file:
            file.seek(at)
            return parse_record(file.readline()).article

    return learn_records(records(), read)
