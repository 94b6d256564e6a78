from __future__ import annotations

import unicodedata

import orjson
from hypothesis import given
from hypothesis import strategies as st

from transforms.characters import clean, line, printable

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=[]))


def test_controls_and_bidi_overrides_go_and_joiners_stay() -> None:
    assert clean("a\x1b[31mb\u202ec\u200dd\u200ce") == "a[31mbc\u200dd\u200ce"


def test_lone_surrogates_go() -> None:
    assert clean("a\ud83db") == "ab"


def test_every_kind_of_line_break_becomes_a_newline() -> None:
    assert clean("a\r\nb\rc\u2028d\u0085e") == "a\nb\nc\nd\ne"
    assert line(" a\r\nb\u2029 c ") == "a b c"


def test_odd_spaces_become_one_space() -> None:
    assert clean("a\u00a0\u2009 b\t\tc") == "a b c"


@given(ANY_TEXT)
def test_cleaned_text_can_always_be_written_as_json_and_stays_clean(text: str) -> None:
    cleaned = clean(text)
    orjson.dumps(cleaned)
    assert clean(cleaned) == cleaned
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in cleaned)


@given(ANY_TEXT)
def test_a_terminal_never_sees_an_escape(text: str) -> None:
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in printable(text))


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_plain_text_is_cleaned_like_any_other(text: str) -> None:
    assert clean(text) == clean(f"\u200b{text}")
