"""The store's contents as lines of JSON: for people (``newsbeam export``), and for comparing two stores.

Lines are sorted by id; an exported record, outcome or failure is what ``documents.py`` makes of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import orjson

from transforms.documents import FAILURE_FIELDS
from transforms.store.connection import place
from transforms.store.errors import explained

#: What can be exported.
KINDS = ("records", "outcomes", "failures")

_OUTCOME_FIELDS = (
    "entry_id", "outcome", "reason", "stage", "url", "site", "fetched_at", "record_id", "revision",
)  # fmt: skip

# Not part of what must be equal between two stores: revisions depend on the order of arrival, and ``source`` says where
# in its input an entry lay, which another order of the same pages changes.
_UNEQUAL = {"records": ("revision",), "outcomes": ("revision",), "failures": ("source",)}


def export(connection: sqlite3.Connection, kind: str) -> Iterator[bytes]:
    """Every record, outcome or failure as a line of JSON (without the newline), sorted by id, the latest revision.

    Reads as it is consumed: hold no transaction open meanwhile. Raises ValueError for another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"cannot export {kind!r}: {', '.join(KINDS)} are there")
    with explained(place(connection)):
        if kind == "records":
            for (document,) in connection.execute("select document from records order by id"):
                yield document.encode()
        elif kind == "outcomes":
            rows = connection.execute(f"select {', '.join(_OUTCOME_FIELDS)} from outcomes order by entry_id")
            yield from (orjson.dumps(dict(zip(_OUTCOME_FIELDS, row, strict=True))) for row in rows)
        else:
            rows = connection.execute(f"select {', '.join(FAILURE_FIELDS)} from failures order by entry_id")
            yield from (orjson.dumps(_failure(dict(zip(FAILURE_FIELDS, row, strict=True)))) for row in rows)


def dump(connection: sqlite3.Connection) -> list[bytes]:
    """Everything that must be equal between two stores that saw the same pages, whatever the order, bundles, workers
    and runners: one line each, kind first. Small stores only: it is held in memory."""
    return [
        orjson.dumps([kind, {name: value for name, value in orjson.loads(line).items() if name not in _UNEQUAL[kind]}])
        for kind in KINDS
        for line in export(connection, kind)
    ]


def _failure(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "retryable": bool(values["retryable"])}
