"""Hundreds of real pages through the command line: every one has its outcome, a second time nothing is new."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson

from tests.flow.running import Ran


def test_all_labelled_pages_replay_with_a_sum_that_adds_up(
    shared: Path, newsbeam: Callable[..., Ran], tmp_path: Path
) -> None:
    lines = shared / "data" / "pages.jsonl"
    pages = len(lines.read_bytes().splitlines())
    store, out = f"sqlite:{tmp_path}/a.db", tmp_path / "out"
    ran = newsbeam("replay", lines, "--store", store, "--to", f"jsonl:{out}")
    assert ran.code == 0, ran.out + ran.err
    assert f"{pages} pages read" in ran.err
    assert "adds up" in ran.err
    outcomes = [orjson.loads(line) for line in (out / "outcomes.jsonl").read_bytes().splitlines()]
    assert len({outcome["entry_id"] for outcome in outcomes}) == len(outcomes) == pages
    records = [orjson.loads(line) for line in (out / "records.jsonl").read_bytes().splitlines()]
    # A few addresses of the sample are none; nothing else is lost, and no page passes for a copy of another.
    assert len(records) >= 0.98 * pages
    again = newsbeam("replay", lines, "--store", store)
    assert again.code == 0
    assert "Nothing is new" in again.out
