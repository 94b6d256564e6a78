"""Addresses of sinks."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.sinks.addresses import BadSink, make_sink, parse_sink, sink_name
from transforms.sinks.jsonl import JsonlSink
from transforms.sinks.sqlite import SqliteSink


@pytest.mark.parametrize("address", ["", "records.jsonl", "ftp:place", "JSONL:x", "/tmp/jsonl:x"])
def test_an_unknown_kind_is_refused_with_what_is_allowed(address: str) -> None:
    with pytest.raises(BadSink, match=r"is no sink: allowed are jsonl:.*; sqlite:"):
        parse_sink(address)


@pytest.mark.parametrize("address", ["jsonl:", "sqlite: ", "sqlite::memory:", "jsonl:a\0b"])
def test_a_sink_needs_a_place(address: str) -> None:
    with pytest.raises(BadSink, match="names no place"):
        parse_sink(address)


def test_each_kind_makes_its_sink_and_touches_nothing(tmp_path: Path) -> None:
    assert isinstance(make_sink(f"jsonl:{tmp_path}/out"), JsonlSink)
    assert isinstance(make_sink(f"sqlite:{tmp_path}/out.db"), SqliteSink)
    assert list(tmp_path.iterdir()) == []


def test_a_sink_has_one_name_from_wherever_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert sink_name("jsonl:out") == sink_name(f"jsonl:{tmp_path}/out") == f"jsonl:{tmp_path}/out"
