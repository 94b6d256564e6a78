"""Sentences, sketches, relations, changes and the comparison of two plain texts."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from story_support.texts import ADDED, BRIDGE, EDITED, FIGURE, ORCHARD, STUB, article

from transforms.records import Change, Sketch
from transforms.stories.compare import compare_texts
from transforms.stories.packing import pack, unpack
from transforms.stories.relate import relate
from transforms.stories.sentences import split
from transforms.stories.sketch import MIN_WORDS, only_partition, sketch_article, sketch_text
from transforms.stories.text import ArticleText
from transforms.stories.versions import MAX_CHANGES, changes, sentence_changes

_BLANK = Sketch("r", "a", "site", None, "e")


def _sketch(text: str) -> Sketch:
    return sketch_text(text, _BLANK)


def test_sentences_end_at_stops_and_newlines_but_not_after_initials() -> None:
    text = 'Mr. Mayor said so. "It is late." Was it?\nA headline\nThe U.S. envoy left at 4.30 p.m. on Monday.'
    assert split(text) == [
        "Mr. Mayor said so.",
        '"It is late."',
        "Was it?",
        "A headline",
        "The U.S. envoy left at 4.30 p.m. on Monday.",
    ]


@given(st.text())
def test_no_word_is_lost_between_sentences(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text", ["." * 200_000, "\n" * 200_000, "a. " * 70_000, "!?" * 100_000, '."' * 100_000, "9" * 200_000]
)
def test_hostile_texts_are_sketched_in_linear_time(text: str) -> None:
    assert _sketch(text).size <= 65_535


@given(st.text(max_size=400))
def test_a_sketch_survives_its_bytes(text: str) -> None:
    sketch = _sketch(text * 3)
    assert unpack(pack(sketch)) == sketch


def test_bytes_of_another_version_are_refused() -> None:
    with pytest.raises(ValueError, match="version byte"):
        unpack(b"\x09" + pack(_sketch(BRIDGE))[1:])


def test_white_space_and_case_do_not_change_a_sketch() -> None:
    assert _sketch(BRIDGE.upper().replace(" ", "\n\n  ")) == _sketch(BRIDGE)


def test_a_sketch_is_the_same_in_every_process() -> None:
    code = (
        "import sys; from transforms.records import Sketch; from transforms.stories.packing import pack; from transforms.stories.sketch import sketch_text;"
        "print(pack(sketch_text(sys.stdin.read(), Sketch('r', 'a', 'site', None, 'e'))).hex())"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            input=BRIDGE,
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        )
        assert done.stdout.strip() == pack(_sketch(BRIDGE)).hex()


def test_short_texts_have_no_bands_and_relate_to_nothing() -> None:
    short = " ".join(["word"] * (MIN_WORDS - 1))
    for text in ("", "One line.", short):
        sketch = _sketch(text)
        assert not any(sketch.bands)
        assert relate(sketch, sketch) is None
        assert relate(sketch, _sketch(BRIDGE)) is None


def test_the_headline_is_not_part_of_the_sketch_but_the_standfirst_stands_in_for_a_missing_body() -> None:
    one, other = (
        article("https://a.example/x", BRIDGE, title="One"),
        article("https://a.example/x", BRIDGE, title="Two"),
    )
    assert sketch_article(ArticleText(one), "a").bands == sketch_article(ArticleText(other), "a").bands


@pytest.mark.parametrize("partitions", [1, 2, 3])
def test_each_band_lies_in_exactly_one_partition(partitions: int) -> None:
    sketch = _sketch(BRIDGE)
    parts = [only_partition(sketch, partition, partitions).bands for partition in range(partitions)]
    assert [[g for part in parts for g in part[i]] for i in range(3)] == [list(group) for group in sketch.bands]
    assert all(any(part) for part in parts)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BRIDGE, BRIDGE, "same"),
        (EDITED, BRIDGE, "same"),
        (BRIDGE, EDITED, "same"),
        (STUB, BRIDGE, "part"),
        (BRIDGE, STUB, "whole"),
        (BRIDGE, ORCHARD, None),
        (ADDED, BRIDGE, "more"),
        (BRIDGE, ADDED, "same"),  # says nothing more
    ],
    ids=["itself", "edited", "edited-back", "stub", "stub-back", "unrelated", "added", "added-back"],
)
def test_relations_have_a_direction(one: str, other: str, expected: str | None) -> None:
    assert relate(_sketch(one), _sketch(other)) == expected


@pytest.mark.parametrize("other", [EDITED, STUB])
def test_related_texts_share_a_band(other: str) -> None:
    pairs = zip(_sketch(BRIDGE).bands, _sketch(other).bands, strict=True)
    assert any(set(one) & set(two) for one, two in pairs)


def test_a_quote_shared_with_other_news_is_no_copy() -> None:
    quoting = ORCHARD + "\n" + BRIDGE.split("\n")[1]
    assert relate(_sketch(quoting), _sketch(BRIDGE)) is None
    assert relate(_sketch(BRIDGE), _sketch(quoting)) is None


def test_two_texts_compare_as_earlier_and_later() -> None:
    assert compare_texts(BRIDGE, EDITED) == "same"
    assert compare_texts(BRIDGE, STUB) == "same"
    assert compare_texts(BRIDGE, ADDED) == "update"
    assert compare_texts(BRIDGE, ORCHARD) == "other"
    assert compare_texts("Bridge closed\n\n" + BRIDGE, "Lorries banned from the bridge\n\n" + BRIDGE) == "same"
    assert compare_texts("Yes.", "No.") == "other"
    assert compare_texts("Yes.", "yes") == "same"


def test_changes_name_what_was_added_removed_and_rewritten() -> None:
    before = article(
        "https://a.example/x", "One stays. Two goes away now. The bill is 4 million crowns this year.", title="T"
    )
    after = article(
        "https://a.example/x", "One stays. The bill is 6 million crowns this year. Three is new here.", title="T"
    )
    assert changes(before, after) == (
        Change("removed", "Two goes away now.", None),
        Change("rewritten", "The bill is 4 million crowns this year.", "The bill is 6 million crowns this year."),
        Change("added", None, "Three is new here."),
    )


def test_a_changed_figure_is_a_rewritten_sentence() -> None:
    (change,) = changes(article("https://a.example/x", BRIDGE), article("https://a.example/x", FIGURE))
    assert change.what == "rewritten"
    assert "6.8 million" in (change.after or "")


def test_moved_sentences_and_other_punctuation_are_no_change() -> None:
    assert sentence_changes(["A b c.", "D e f.", "G h."], ["D e f!", "A B c", "G h."]) == ()


@given(st.lists(st.sampled_from("abcdef"), max_size=12), st.lists(st.sampled_from("abcdef"), max_size=12))
def test_changes_lead_from_the_one_text_to_the_other(before: list[str], after: list[str]) -> None:
    found = sentence_changes(before, after)
    left = sorted([*before, *(c.after for c in found if c.after)])
    right = sorted([*after, *(c.before for c in found if c.before)])
    assert left == right


def test_the_number_of_changes_is_bounded_for_any_length() -> None:
    before, after = [f"old {n} x" for n in range(5_000)], [f"new {n} y" for n in range(5_000)]
    assert len(sentence_changes(before, after)) == MAX_CHANGES
