"""The made stream: floors under what is learned of it."""

from __future__ import annotations

from tests.quality.made_stream import APPEAL, KEPT, score


def test_appeals_that_no_rule_knows_are_cut_after_the_tenth_story_and_all_else_is_kept() -> None:
    result = score(seed=5, sites=18, stories=16)

    assert result.seen[APPEAL] > 60
    assert result.cut >= 0.85  # of few stories; the whole stream of 50 sites is printed by tests.quality.made_stream
    assert all(result.seen[kind] for kind in KEPT)
    assert result.lost() == 0, [line for line in result.wrong if f" {APPEAL}:" not in line]
