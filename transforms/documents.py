"""Records, outcomes and failures as the JSON that newsbeam hands out, and records back from it.

One flat object a record, names and order fixed here: the fields of the article stand beside those of the record. What a
later version adds to the classes comes at the end, until it gets its place in the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any

import orjson

from transforms.encoding import from_plain
from transforms.records import Article, Failure, Outcome, Record

_ORDER = (
    "id", "article_id", "revision", "version", "status",
    "url", "canonical_url", "site", "feed_url",
    "title", "standfirst", "body", "language", "authors",
    "published_at", "published_from", "modified_at", "modified_from", "fetched_at",
    "access", "access_from", "section", "tags", "image", "opt_out",
    "removed", "changed", "copies_of", "rules", "extractor", "schema", "entry_id", "text_digest",
)  # fmt: skip

# Hints never reach a record: they pass between two stages.
_ARTICLE = tuple(field.name for field in fields(Article) if field.name != "hints")
_RECORD = tuple(field.name for field in fields(Record) if field.name != "article")

#: Every name of a record's JSON, in its order.
RECORD_FIELDS: tuple[str, ...] = (*_ORDER, *(name for name in (*_RECORD, *_ARTICLE) if name not in _ORDER))

_VALUES: Callable[[Record], tuple[Any, ...]] = attrgetter(
    *(name if name in _RECORD else f"article.{name}" for name in RECORD_FIELDS)
)


def flat(record: Record) -> dict[str, Any]:
    """The record as one flat mapping, in the order of its JSON. Values are the record's own."""
    return dict(zip(RECORD_FIELDS, _VALUES(record), strict=True))


def record_document(record: Record) -> bytes:
    """The record as one line of JSON, without the newline."""
    return orjson.dumps(flat(record))


def parse_record(document: bytes | str) -> Record:
    """The record of a line of JSON. What the line has beyond the fields is left out, what it lacks is the default.

    Raises ValueError for what is no JSON object and TypeError where a field without default is missing.
    """
    value = orjson.loads(document)
    if not isinstance(value, dict):
        raise ValueError(f"no record: {document[:40]!r}")
    own = {name: value[name] for name in _RECORD if name in value}
    return from_plain(Record, {**own, "article": {name: value[name] for name in _ARTICLE if name in value}})


def outcome_document(outcome: Outcome) -> bytes:
    """The outcome as one line of JSON, fields in the order of its class."""
    return orjson.dumps(outcome)


def parse_outcome(document: bytes | str) -> Outcome:
    """The outcome of a line of JSON."""
    return from_plain(Outcome, orjson.loads(document))


#: Every name of a failure's JSON: all but the page itself, of which length and digest stand there.
FAILURE_FIELDS = tuple(field.name for field in fields(Failure) if field.name != "page")


def failure_document(failure: Failure) -> bytes:
    """The failure as one line of JSON: everything but the page's bytes."""
    return orjson.dumps({name: getattr(failure, name) for name in FAILURE_FIELDS})


def parse_failure(document: bytes | str) -> Failure:
    """The failure of a line of JSON, without its page."""
    return from_plain(Failure, orjson.loads(document))
