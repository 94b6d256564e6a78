"""Candidates: what each source of a page says about one field, kept beside what was chosen.

A record carries the choice and its source. All candidates, with the reason why each did not win, are for people:
``newsbeam explain`` prints them. They are made anew from the page whenever somebody asks, and stored nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

#: Verdict of the candidate that became the record's value.
CHOSEN = "chosen"
#: Verdict of one that would have been believed, had a stronger one not been there.
WEAKER = "weaker source"
#: Verdict of one that says what the chosen one says.
AGREES = "agrees"

_MAX_CANDIDATES = 60
_MAX_TEXT = 120


class Candidate(NamedTuple):
    """What one source says about one field."""

    #: The record's field: ``published``, ``modified``, ``authors``, ``agency``, ``access``, ``language``, ``form``.
    field: str
    #: As it would stand in the record; '' where it means nothing.
    value: str
    #: ``json-ld``, ``meta:NAME``, ``time``, ``feed``, ``url``, ``text`` …
    source: str
    #: What stands there; '' where that is the value.
    text: str
    #: ``chosen``, ``agrees``, ``weaker source``, or the reason against it.
    verdict: str


def bounded(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The first 60 of the candidates, their texts cut to a length that can be printed, repetitions left out."""
    kept: dict[Candidate, None] = {}
    for candidate in candidates:
        short = candidate._replace(value=candidate.value[:_MAX_TEXT], text=candidate.text[:_MAX_TEXT])
        kept.setdefault(short)
        if len(kept) >= _MAX_CANDIDATES:
            break
    return tuple(kept)
