"""Made articles of known truth through the command line: in another order, killed in the middle, the store is the same.

Plain texts with addresses and times, so that nearly all the time goes where order could matter.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.flow.pages import write_lines
from tests.flow.running import content, run_command
from tests.flow.test_kill import kill_at
from tests.quality.made_stories import as_row, stream


def _store(folder: Path, rows: list[dict[str, str | None]], *, kill: int | None = None) -> list[bytes]:
    """What a replay of the rows leaves; killed once that many outcomes are there, and started again."""
    folder.mkdir()
    lines, store = write_lines(folder / "made.jsonl", rows), folder / "made.db"
    if kill is not None:
        assert kill_at(store, lines, kill), "it ended before it was killed"
    ran = run_command("replay", lines, "--store", f"sqlite:{store}", timeout=3_600)
    assert ran.code == 0, ran.out + ran.err
    return list(content(store))


def _check(folder: Path, size: int, orders: int) -> None:
    rows = [as_row(made) for made in stream(size, seed=3)]
    expected = _store(folder / "in-order", rows)
    for seed in range(1, orders):
        shuffled = list(rows)
        random.Random(seed).shuffle(shuffled)
        found = _store(folder / f"order-{seed}", shuffled, kill=size // 2)
        assert len(found) == len(expected)
        assert [one for one, other in zip(found, expected, strict=True) if one != other] == []


def test_made_articles_in_another_order_with_a_kill_in_the_middle_end_in_the_same_store(tmp_path: Path) -> None:
    _check(tmp_path, 400, orders=2)


@pytest.mark.long
@pytest.mark.timeout(1_200)
def test_five_thousand_made_articles_in_two_orders_end_in_the_same_store(tmp_path: Path) -> None:
    _check(tmp_path, 5_000, orders=2)


@pytest.mark.soak
def test_fifty_thousand_made_articles_in_three_orders_end_in_the_same_store(tmp_path: Path) -> None:
    _check(tmp_path, 50_000, orders=3)
