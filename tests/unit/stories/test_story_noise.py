from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from story_support.texts import BRIDGE, article

from transforms.stories.noise import essence, is_stamp
from transforms.stories.text import ArticleText


def _digest(body: str) -> str:
    return ArticleText(article("https://example.org/news/old-bridge-to-close", body)).digest


@pytest.mark.parametrize(
    "line",
    [
        "Updated at 14:05 on 3 March 2026",
        "5 minutes ago",
        "1,204 comments",
        "Stand: 03.03.2026, 14:05 Uhr",
        "Il y a 2 heures",
        "Обновлено 3 марта 2026 в 14:05",
        "2026年3月3日 14:05 更新",
        "조회수 1,204",
    ],
)
@pytest.mark.parametrize("joint", ["\n", " – "], ids=["line", "fused"])
def test_a_stamp_or_counter_is_noise_as_a_line_and_before_a_sentence(line: str, joint: str) -> None:
    assert is_stamp(line)
    assert _digest(f"{line}{joint}{BRIDGE}") == _digest(BRIDGE)


@pytest.mark.parametrize(
    "line",
    ["Three people died.", "The harbour lost 14 boats on 3 March.", "Norhaven 3, Selby 1.", "12", "", "Updated today"],
)
def test_a_sentence_with_figures_is_no_stamp(line: str) -> None:
    assert not is_stamp(line)


def test_the_order_of_a_list_says_nothing_and_that_of_sentences_does() -> None:
    lead, *rest = BRIDGE.split("\n")
    items = ["- Road to Selby: closed", "- Ferries: every 10 minutes", "- Schools: open"]
    assert _digest("\n".join([lead, *items, *rest])) == _digest("\n".join([lead, *items[::-1], *rest]))
    assert _digest("\n".join([lead, *rest])) != _digest("\n".join([*rest, lead]))
    assert _digest("\n".join([lead, *items, *rest])) != _digest("\n".join([lead, *items[1:], *rest]))


def test_links_below_the_last_sentence_are_noise_and_a_notice_there_is_not() -> None:
    assert _digest(f"{BRIDGE}\nStorm closes the road to Selby\nGrain prices rise") == _digest(BRIDGE)
    assert _digest(f"{BRIDGE}\nCorrection: the bridge is in Selby.") != _digest(BRIDGE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“We agreed,” she said.", '"We agreed," she said.'),
        ("The harbour – once rich – closed.", "The harbour - once rich - closed."),
        ("It’s over, and done.", "It's over and done."),
    ],
)
def test_typography_is_noise(one: str, other: str) -> None:
    assert _digest(one) == _digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("It cost 4.2 crowns.", "It cost 42 crowns."), ("It cost €5.", "It cost $5."), ("-5 at dawn.", "5 at dawn.")],
)
def test_what_stands_in_a_figure_is_no_typography(one: str, other: str) -> None:
    assert _digest(one) != _digest(other)


def test_a_text_of_nothing_but_stamps_stays_what_it_is() -> None:
    assert essence("Updated 14:05\n12 comments") == "Updated 14:05\n12 comments"


@given(st.text(alphabet=st.sampled_from("ab1.:\n -•…é日 "), max_size=300))
def test_what_is_left_without_noise_has_none(text: str) -> None:
    left = essence(text)
    assert set(left) <= set(text)
    assert essence(left) == left or len(essence(left)) < len(left)
