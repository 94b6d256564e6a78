from __future__ import annotations

from pipeline.differences import difference
from transforms.records import Change


def test_the_words_that_differ_within_a_sentence_are_set_off() -> None:
    shown = difference([Change("rewritten", "It cost 4.2 crowns.", "It cost 6.8 crowns.")])
    assert shown.plain == "- It cost 4.2 crowns.\n+ It cost 6.8 crowns."
    off = {shown.plain[span.start : span.end] for span in shown.spans if "reverse" in str(span.style)}
    assert off == {"4", "2", "6", "8"}


def test_what_went_and_what_came_have_a_line_each_and_no_markup_is_carried_in() -> None:
    changed = [Change("removed", "Old [bold]news.", None), Change("added", None, "New\x1b[31m news.")]
    shown = difference(changed).plain
    assert shown.splitlines()[0] == "- Old [bold]news."
    assert "\x1b" not in shown


def test_a_very_long_sentence_is_shown_as_a_whole() -> None:
    long = "word " * 5_000
    assert difference([Change("rewritten", long, f"{long}end")]).plain.startswith("- word")
