from __future__ import annotations

import pytest

from tests.quality.made_pairs import KINDS_OF_CASE, cases
from tests.quality.made_pairs_score import accuracy, score

#: What each kind may not fall below; the whole may not fall below ACCURACY.
KIND = 0.7
ACCURACY = 0.97


@pytest.mark.parametrize("half", ["seen", "held"])
def test_made_pairs_are_decided_right(half: str) -> None:
    found, _ = score(10 * len(KINDS_OF_CASE), seed=2, half=half)
    assert accuracy(found) >= ACCURACY
    assert {kind: said for kind, said in found.items() if said["right"] / said.total() < KIND} == {}


def test_made_pairs_are_the_same_from_one_seed() -> None:
    assert list(cases(60, 3)) == list(cases(60, 3))
    assert list(cases(60, 3)) != list(cases(60, 4))
