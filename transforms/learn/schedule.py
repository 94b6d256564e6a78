"""Which snapshot a page is cleaned by: the newest that was in force when the page was fetched.

Not when it is processed: so a page that waits over an epoch's end, a replay of the recording and a cluster's worker
that reads a new snapshot a minute later than others all do the same. And the shape of a snapshot as a file: JSON that
people can read, and cut down by hand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from transforms.learn.snapshot import LearnedRule, Snapshot

#: The number of the file's shape.
FORMAT = 1
_MARK = "newsbeam_learned"


class LearnedError(ValueError):
    """A file of learned rules cannot be used: says why, and what to do."""


class InForce(NamedTuple):
    """A snapshot, and the instant from which on pages are cleaned by it ('': all pages)."""

    since: str
    snapshot: Snapshot


@dataclass(frozen=True)
class Schedule:
    """Snapshots by the instant from which they are in force. Of two with one instant the later given stands."""

    entries: tuple[InForce, ...] = ()

    def __post_init__(self) -> None:
        last = {entry.since: entry for entry in self.entries}
        object.__setattr__(self, "entries", tuple(last[since] for since in sorted(last)))

    def at(self, fetched_at: str | None) -> Snapshot | None:
        """The snapshot for a page of this time (None: unknown, before all times); None where none is in force."""
        place = bisect_right([entry.since for entry in self.entries], fetched_at or "")
        return self.entries[place - 1].snapshot if place else None

    def documents(self) -> tuple[bytes, ...]:
        """Each snapshot as a document, in order."""
        return tuple(document(entry) for entry in self.entries)


def document(entry: InForce) -> bytes:
    """A snapshot as JSON, for a file or a recording."""
    value = {
        _MARK: FORMAT,
        "id": entry.snapshot.id,
        "since": entry.since,
        "rules": [rule._asdict() for rule in entry.snapshot.rules],
    }
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def parse(data: bytes) -> InForce:
    """The snapshot of a document. The id is worked out from the rules, so a file may be edited. Raises LearnedError."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise LearnedError(f"no learned rules: {error}; make them with newsbeam learn") from error
    if not isinstance(value, dict) or value.get(_MARK) != FORMAT:
        raise LearnedError(f"no learned rules of shape {FORMAT}; make them with newsbeam learn")
    try:
        rules = tuple(_rule(each) for each in value["rules"])
        return InForce(str(value.get("since") or ""), Snapshot(rules))
    except (TypeError, KeyError, ValueError) as error:
        raise LearnedError(f"a learned rule is not whole ({error!r}); make them again with newsbeam learn") from error


def schedule_of(documents: Iterable[bytes]) -> Schedule:
    """The schedule of several documents. Raises LearnedError."""
    return Schedule(tuple(parse(data) for data in documents))


def read_schedule(path: str) -> Schedule:
    """The schedule of a file with one snapshot. Raises LearnedError where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return Schedule((parse(file.read()),))
    except OSError as error:
        raise LearnedError(f"{path}: {error.strerror}: give a file that newsbeam learn has made") from error
    except LearnedError as error:
        raise LearnedError(f"{path}: {error}") from error


def _rule(value: dict[str, Any]) -> LearnedRule:
    site, text = value["site"], value["text"]
    if not isinstance(site, str) or not isinstance(text, str) or not text.strip():
        raise ValueError("site and text are texts")
    return LearnedRule(site, text, int(value["stories"]), int(value["of"]), bool(value.get("whole_line", False)))
