"""The quality of text and stories on the labelled data does not fall unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.quality import floors


@pytest.mark.parametrize("what", ["fused", "pairs", pytest.param("pages", marks=pytest.mark.long)])
def test_no_score_of_the_labelled_data_falls_below_its_floor(shared: Path, what: str) -> None:
    figures = floors.measure(shared, what)
    assert floors.worse(what, figures, floors.read_floors(), floors.digest(shared, what)) == []


def test_a_score_below_its_floor_is_named_with_both_figures() -> None:
    held = {"fused": {"digest": "d", "exact": 0.9, "harmed": 0.01}}
    assert floors.worse("fused", {"exact": 0.896, "harmed": 0.0}, held, "d") == []
    assert floors.worse("fused", {"exact": 0.89, "harmed": 0.02}, held, "d") == [
        "fused exact: 0.89 measured, 0.9 held, margin 0.005",
        "fused harmed: 0.02 measured, 0.01 held, margin 0.005",
    ]
    assert floors.worse("fused", {"exact": 0.89, "harmed": 0.02}, held, "other data") == []


def test_every_score_has_floors_for_all_that_is_held() -> None:
    held = floors.read_floors()
    assert {what: set(floor) - {"digest"} for what, floor in held.items()} == {
        what: set(names) for what, names in floors.HELD.items()
    }
