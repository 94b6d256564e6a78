from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms import ids


def test_ids_stay_what_they_are_on_every_machine() -> None:
    """Literals on purpose: a change of these changes every id ever written, and wants a new version digit."""
    assert ids.entry_id("https://a.example/x", None, "d1") == "e1a28b6309403892029b3f3aeca43008fb"
    assert ids.article_id("a.example", "https://a.example/x") == "a10712c4962b2505173448ab25641c6c01"
    assert ids.text_digest("T", "", "b") == "t1dccbeb8dcc5096705e07ddd1ec071d1e"


def test_an_unknown_time_is_not_an_empty_one() -> None:
    assert ids.entry_id("u", None, "d") != ids.entry_id("u", "", "d")


@given(st.lists(st.text(), min_size=2, max_size=3))
def test_where_a_field_ends_counts(fields: list[str]) -> None:
    first, second, *_ = fields
    moved = (first + second[:1], second[1:])
    assert (ids.article_id(first, second) == ids.article_id(*moved)) == (moved == (first, second))


@given(st.text(), st.text(), st.text())
def test_white_space_and_case_do_not_make_another_text(title: str, standfirst: str, body: str) -> None:
    spaced = "  " + "\n".join(body.split()) + " "
    assert ids.text_digest(title, standfirst, body) == ids.text_digest(f" {title}\t", standfirst, spaced)


@given(st.one_of(st.text(), st.text("aB .\n"), st.text("aB \n\t\u2019\u00e9\u00c9\u00a0\u0130\u03c2\x1c\ud800")))
def test_folding_is_the_same_on_its_short_way(text: str) -> None:
    assert ids.fold(text) == " ".join(text.split()).casefold()


def test_an_entry_of_a_feed_does_not_depend_on_when_it_was_seen() -> None:
    known = {"feed_url": "https://a.example/feed", "guid": "7"}
    assert ids.entry_id("u", "2024-01-01T00:00:00.000Z", "d", **known) == ids.entry_id("v", None, "d", **known)
