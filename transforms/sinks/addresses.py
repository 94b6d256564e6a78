"""Addresses of sinks, ``KIND:PLACE``, and the sinks they name."""

from __future__ import annotations

from pathlib import Path

from transforms.sinks.sink import Sink

#: What can stand before the colon, with an example of each.
KINDS = {
    "jsonl": "jsonl:out/records.jsonl for records, jsonl:out for a folder with outcomes and failures too",
    "sqlite": "sqlite:copy.db",
}


class BadSink(ValueError):
    """The address of a sink is none: says what was given and what is allowed."""


def parse_sink(address: str) -> tuple[str, str]:
    """Kind and place of a sink's address. Opens nothing. Raises BadSink for anything else than ``KIND:PLACE``."""
    kind, colon, place = address.partition(":")
    if not colon or kind not in KINDS:
        raise BadSink(f"{address!r} is no sink: allowed are {'; '.join(KINDS.values())}")
    if not place.strip() or "\0" in place or place.startswith(":"):
        raise BadSink(f"{address!r} names no place: give {KINDS[kind]}")
    return kind, place


def make_sink(address: str, run: int = 0) -> Sink:
    """The sink that the address names, not opened yet. ``run`` stands beside what it writes, where there is a place.

    Raises BadSink for the address of none.
    """
    kind, place = parse_sink(address)
    if kind == "sqlite":
        from transforms.sinks.sqlite import SqliteSink

        return SqliteSink(address, run)
    from transforms.sinks.jsonl import JsonlSink

    return JsonlSink(Path(place))


def sink_name(address: str) -> str:
    """The one name of a sink, whatever folder it is named from: its cursor is kept under it. Raises BadSink."""
    kind, place = parse_sink(address)
    return f"{kind}:{Path(place).absolute()}"
