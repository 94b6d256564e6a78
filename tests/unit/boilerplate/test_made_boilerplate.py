"""Floors under the made set: what the rules do with notices and traps written for this project, by half of the wordings.

The floors lie below what was measured when they were set (exact .93 seen, .87 unseen; traps 1.0 and .99; harmed .005),
so that a change of a rule may cost a little, but rot shows.
"""

from __future__ import annotations

import pytest

from tests.quality import made_boilerplate
from tests.quality.made_boilerplate import HALVES, MADE, TRAPS, Score

LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "zh")


@pytest.fixture(scope="module")
def scores() -> dict[tuple[str, str, str], Score]:
    return made_boilerplate.score()[0]


@pytest.mark.parametrize(("half", "floor"), [("seen", 0.90), ("unseen", 0.85)])
def test_made_notices_are_cut_at_the_joint(scores: dict[tuple[str, str, str], Score], half: str, floor: float) -> None:
    assert made_boilerplate.total(scores, half, traps=False).rate >= floor


@pytest.mark.parametrize("half", HALVES)
def test_cutting_made_notices_takes_no_body_text(scores: dict[tuple[str, str, str], Score], half: str) -> None:
    total = made_boilerplate.total(scores, half, traps=False)
    assert total.harmed * 100 <= total.cases


@pytest.mark.parametrize("half", HALVES)
def test_news_about_notices_stays_whole(scores: dict[tuple[str, str, str], Score], half: str) -> None:
    assert made_boilerplate.total(scores, half, traps=True).rate >= 0.98


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_falls_behind(scores: dict[tuple[str, str, str], Score], language: str) -> None:
    assert made_boilerplate.total(scores, "unseen", traps=False, language=language).rate >= 0.70


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_wordings_in_every_language(language: str) -> None:
    lists = made_boilerplate.wordings(MADE / f"{language}.txt")
    assert all(len(lists[kind]) >= 8 for kind in ("body", TRAPS))
    assert all(len(texts) >= (25 if language == "en" else 8) for kind, texts in lists.items() if kind != "body")


def test_a_wording_stays_in_its_half_whatever_else_is_added() -> None:
    assert {made_boilerplate.half_of(f"wording {number}") for number in range(20)} == set(HALVES)
    assert made_boilerplate.half_of("wording 1") == made_boilerplate.half_of("wording 1")
