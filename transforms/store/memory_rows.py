"""Rows of what the stateful stage must remember: stories by article, sketches by band."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain

import orjson

from transforms.encoding import decode, encode
from transforms.instants import order, to_millis
from transforms.records import Sketch

_KNOWN = """
    select record_id, number, fetched_at, entry_id, data from sketches
    where record_id in (select value from json_each(?))
"""
_INSERT = """
    insert or replace into sketches (number, record_id, article_id, fetched_at, entry_id, data)
    values (?, ?, ?, ?, ?, ?)
"""
_REMOVE_BAND = "delete from bands where band = ? and at = ? and entry = ? and sketch = ?"
_PUT_STORY = """
    insert into stories (article_id, state, fetched_at, run) values (?, ?, ?, ?)
    on conflict (article_id) do update set
        state = excluded.state, run = excluded.run,
        fetched_at = nullif(max(coalesce(fetched_at, ''), coalesce(excluded.fetched_at, '')), '')
    where state is not excluded.state
"""


def signed(band: int) -> int:
    """A 64-bit hash as SQLite keeps integers: the same bits, signed."""
    return band - (1 << 64) if band >= 1 << 63 else band


def band_order(fetched_at: str | None, entry_id: str) -> tuple[int, int]:
    """(time, entry id) as two integers that sort alike: milliseconds, an unknown time first, and the first 60 bits of
    the id's digits (0 for an id of another shape)."""
    try:
        entry = int(entry_id[2:17], 16)
    except ValueError:
        entry = 0
    return (-(1 << 62) if fetched_at is None else to_millis(fetched_at), entry)


def put_stories(connection: sqlite3.Connection, run: int, stories: Iterable[tuple[str, bytes, str | None]]) -> int:
    """Writes the state of each article, the last one given, and the latest time given with any (None: unknown), by
    which retention finds it; returns how many became or changed."""
    last: dict[str, tuple[bytes, str | None]] = {}
    for article_id, state, fetched_at in stories:
        before = last.get(article_id, (b"", None))[1]
        last[article_id] = (state, max(fetched_at or "", before or "") or None)
    rows = [(article_id, state, fetched_at, run) for article_id, (state, fetched_at) in last.items()]
    return max(connection.executemany(_PUT_STORY, rows).rowcount, 0)


def put_sketches(connection: sqlite3.Connection, sketches: Iterable[Sketch]) -> int:
    """Writes the sketches with their bands; returns how many became or changed. The earlier sighting of a text stands
    by (time, entry id); of equally early ones the later written (made by a newer recipe)."""
    earliest: dict[str, Sketch] = {}
    for sketch in sketches:
        old = earliest.get(sketch.record_id)
        if old is None or _order(sketch) <= _order(old):
            earliest[sketch.record_id] = sketch
    if not earliest:
        return 0
    known = {row[0]: row[1:] for row in connection.execute(_KNOWN, (orjson.dumps(list(earliest)).decode(),))}
    (last,) = connection.execute("select coalesce(max(number), 0) from sketches").fetchone()
    rows, bands, gone = [], [], []
    for id, sketch in earliest.items():
        data = encode(sketch)
        if id in known:
            number, fetched_at, entry_id, old_data = known[id]
            if data == old_data or _order(sketch) > order(fetched_at, entry_id):
                continue
            gone += _band_rows(decode(Sketch, old_data), number)
        else:
            last += 1
            number = last
        rows.append((number, id, sketch.article_id, sketch.fetched_at, sketch.entry_id, data))
        bands += _band_rows(sketch, number)
    connection.executemany(_REMOVE_BAND, gone)
    connection.executemany(_INSERT, rows)
    # Sorted: the index is then walked in one direction, which a large one on disk repays.
    connection.executemany("insert or ignore into bands (band, at, entry, sketch) values (?, ?, ?, ?)", sorted(bands))
    return len(rows)


def remove_sketches_of(connection: sqlite3.Connection, record_ids: Sequence[str]) -> int:
    """Deletes the sketches of these records with their bands; returns how many there were."""
    known = connection.execute(_KNOWN, (orjson.dumps(list(record_ids)).decode(),)).fetchall()
    gone = [row for _, number, _, _, data in known for row in _band_rows(decode(Sketch, data), number)]
    connection.executemany(_REMOVE_BAND, gone)
    connection.executemany("delete from sketches where number = ?", [(row[1],) for row in known])
    return len(known)


def _band_rows(sketch: Sketch, number: int) -> list[tuple[int, int, int, int]]:
    at, entry = band_order(sketch.fetched_at, sketch.entry_id)
    return [(signed(band), at, entry, number) for band in chain.from_iterable(sketch.bands)]


def _order(sketch: Sketch) -> tuple[str, str]:
    return order(sketch.fetched_at, sketch.entry_id)
