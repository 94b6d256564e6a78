"""What makes two blocks the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.learn.masking import MASK, blocks_said, is_closed, places_said, said, words


def test_figures_dates_and_amounts_are_one_sign() -> None:
    for text in ("By 12 March 2026 we need £3,000.", "By 1/4 we need £12.5 million.", "By Friday we need £ 9 000."):
        assert said(text) == ("by", MASK, "we", "need", MASK)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Seit März zahlen 1.204 Leser.", "Seit Oktober zahlen 987 Leser."),
        ("Дo 3 мая нужно 500 рублей.", "Дo 12 июня нужно 1 200 рублей."),
        ("3月12日までに500人。", "11月2日までに1,204人。"),
        ("Hasta enero, dos mil lectores.", "Hasta junio, 4.000 lectores."),
    ],
)
def test_blocks_that_differ_in_figures_and_dates_only_say_the_same(one: str, other: str) -> None:
    assert said(one) == said(other)


def test_accents_case_and_punctuation_do_not_matter_and_words_do() -> None:
    assert said("L'Été, déjà !") == said("l’ete deja")
    assert said("Give today.") != said("Give now and then.")


def test_sentences_and_the_line_of_several_are_blocks() -> None:
    text = "Mr. J. Smith paid 3.14 million. “Why?” he asked. Support us!Rain fell on paper.example.\nA heading"
    found = [text[start:end] for _, start, end in places_said(text)]

    assert found[:4] == [
        "Mr. J. Smith paid 3.14 million.",
        "“Why?” he asked.",
        "Support us!",
        "Rain fell on paper.example.",
    ]
    assert found[4] == text.partition("\n")[0]
    assert found[5] == "A heading"


def test_a_stop_that_needs_no_blank_ends_a_sentence() -> None:
    assert [each.words for each in blocks_said("雨が降った。寄付をお願いします。")][:2] == [
        ("雨が降った",),
        ("寄付をお願いします",),
    ]


def test_a_block_is_closed_where_it_ends_as_a_sentence_does() -> None:
    assert is_closed("He left.”")
    assert is_closed("まで。")
    assert not is_closed("By the morning desk")


@given(st.text(alphabet="Aa b.B1!\n“”é。の3,", max_size=80))
def test_words_with_places_and_without_are_the_same_and_places_lie_within_the_text(text: str) -> None:
    found = words(text)

    assert tuple(word.text for word in found) == said(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert [each for each, _, _ in places_said(text)] == blocks_said(text)
    for block, start, end in places_said(text):
        assert said(text[start:end]) == block.words
        assert is_closed(text[start:end]) == block.closed
