"""Folding change logs: of many sorted streams of lines, for each id the one that stands, sorted by id.

Memory is one line a stream, whatever their length.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from transforms.documents import parse_outcome
from transforms.sinks.sink import SinkError
from transforms.store.ranking import outcome_rank


class Line(NamedTuple):
    """One line of a change log."""

    id: str
    #: Of two lines with the same id the higher rank stands; of equal ones that of the later stream.
    rank: tuple[Any, ...]
    text: bytes


Parse = Callable[[bytes], Line]


def record_line(text: bytes) -> Line:
    """A line of records. Raises ValueError or KeyError for a line that is none."""
    value = orjson.loads(text)
    if not isinstance(value["article_id"], str):
        raise ValueError("no record")
    return Line(str(value["id"]), (int(value["revision"]),), text)


def outcome_line(text: bytes) -> Line:
    """A line of outcomes."""
    outcome = parse_outcome(text)
    return Line(outcome.entry_id, outcome_rank(outcome), text)


def failure_line(text: bytes) -> Line:
    """A line of failures: the later stands."""
    return Line(str(orjson.loads(text)["entry_id"]), (), text)


def read_lines(path: Path, parse: Parse) -> Iterator[Line]:
    """The lines of a file in our order. Raises SinkError for a line that is none of ours or out of order: then the file
    is something else, and must not be overwritten."""
    last = ""
    with path.open("rb") as stream:
        for number, text in enumerate(stream, 1):
            try:
                line = parse(text.rstrip(b"\n"))
            except (ValueError, KeyError, TypeError) as error:
                raise SinkError(
                    f"{path}:{number} is no line of newsbeam's: move the file away, or name another place with --to"
                ) from error
            if line.id < last:
                raise SinkError(f"{path}:{number} is not sorted by id: move the file away, or sort it by id")
            last = line.id
            yield line


def fold(streams: Sequence[Iterable[Line]]) -> Iterator[Line]:
    """For each id the line that stands, sorted by id. Each stream must be sorted by id."""
    held: Line | None = None
    for line, _ in heapq.merge(*map(_numbered, range(len(streams)), streams), key=_merge_key):
        if held is not None and line.id != held.id:
            yield held
            held = None
        if held is None or line.rank >= held.rank:
            held = line
    if held is not None:
        yield held


def _numbered(index: int, stream: Iterable[Line]) -> Iterator[tuple[Line, int]]:
    return ((line, index) for line in stream)


def _merge_key(item: tuple[Line, int]) -> tuple[str, int]:
    return (item[0].id, item[1])
