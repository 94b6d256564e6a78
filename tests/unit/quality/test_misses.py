"""Misses as text: what was left or lost, with what stands before it."""

from __future__ import annotations

from pathlib import Path

from tests.quality import misses


def test_what_was_left_behind_the_body_is_shown_with_the_end_of_the_body() -> None:
    kind, line = misses.describe(
        {"cat": "newsletter", "want": "The bridge opens.", "got": "The bridge opens. Sign up."}
    )
    assert kind == "fused newsletter"
    assert line == "…The bridge opens.[left:  Sign up.]"


def test_what_was_lost_is_shown_with_what_stands_before_it() -> None:
    _, line = misses.describe({"cat": "ad", "want": "It rained. It snowed. It froze.", "got": "It rained. It froze."})
    assert "[lost: snowed. It ]" in line


def test_a_label_that_stayed_is_shown_with_its_page() -> None:
    miss = {"kind": "boilerplate left", "cat": "ad", "text": "Advertisement", "url": "https://example.org/a"}
    assert misses.describe(miss) == ("boilerplate left ad", "Advertisement  (https://example.org/a)")


def test_the_most_frequent_kind_comes_first_and_a_few_of_each_are_printed() -> None:
    rows = [{"kind": "body lost", "text": f"line {n}", "url": "u"} for n in range(20)]
    rows.append({"kind": "boilerplate left", "cat": "ad", "text": "x", "url": "u"})
    text = misses.render(iter(rows)).splitlines()
    assert text[0] == "-- body lost: 20"
    assert len(text) == 1 + misses.MOST + 2


def test_a_file_that_is_not_there_has_no_misses(tmp_path: Path) -> None:
    assert list(misses.read(tmp_path / "none.jsonl")) == []
