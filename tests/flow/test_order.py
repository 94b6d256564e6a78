"""Order does not matter: the same pages in any order, in parts of any size, end in the same store."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.flow.pages import made_rows, write_lines
from tests.flow.running import Ran, content

ROWS = made_rows(60)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from pipeline.cli import main

    folder = tmp_path_factory.mktemp("reference")
    lines = write_lines(folder / "pages.jsonl", ROWS)
    assert main(["replay", str(lines), "--store", f"sqlite:{folder}/a.db"]) == 0
    return content(folder / "a.db")


@pytest.mark.parametrize(("seed", "part"), [(1, 1), (2, 7), (3, 1000)])
def test_pages_in_any_order_and_bundles_of_any_size_give_the_same_store(
    reference: Any, newsbeam: Callable[..., Ran], tmp_path: Path, seed: int, part: int
) -> None:
    rows = list(ROWS)
    random.Random(seed).shuffle(rows)
    lines = write_lines(tmp_path / "shuffled.jsonl", rows)
    assert newsbeam("replay", lines, "--store", f"sqlite:{tmp_path}/b.db", "--part", part).code == 0
    assert content(tmp_path / "b.db") == reference


def test_pages_in_several_runs_latest_first_give_the_same_store(
    reference: Any, newsbeam: Callable[..., Ran], tmp_path: Path
) -> None:
    rows = sorted(ROWS, key=lambda each: each["fetched_at"], reverse=True)
    store = f"sqlite:{tmp_path}/b.db"
    for number, start in enumerate(range(0, len(rows), 25)):
        lines = write_lines(tmp_path / f"{number}.jsonl", rows[start : start + 25])
        assert newsbeam("replay", lines, "--store", store).code == 0
    assert content(tmp_path / "b.db") == reference


def test_a_second_replay_changes_nothing_and_says_so(newsbeam: Callable[..., Ran], tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "pages.jsonl", ROWS[:20])
    store, sink = f"sqlite:{tmp_path}/a.db", f"jsonl:{tmp_path}/out"
    assert newsbeam("replay", lines, "--store", store, "--to", sink).code == 0
    before = content(tmp_path / "a.db"), (tmp_path / "out" / "records.jsonl").read_bytes()
    again = newsbeam("replay", lines, "--store", store, "--to", sink)
    assert again.code == 0
    assert "Nothing is new" in again.out
    assert (content(tmp_path / "a.db"), (tmp_path / "out" / "records.jsonl").read_bytes()) == before


def test_the_made_pages_show_every_kind_of_outcome(reference: Any) -> None:
    """Else the tests above would prove little."""
    text = b"".join(reference)
    for status in (b'"new"', b'"updated"', b'"copy"', b'"truncated"', b'"unchanged"'):
        assert status in text, status
