"""Quick ways to a text's words and phrases find what the plain ways find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.boilerplate.lexicon import WORD, Lexicon, blank, spans_of


@given(st.text(st.sampled_from("aZ9éß_ -’“„\n\xa0\u2003.,:;²½ªяё会ぁ한ع\u0301") | st.characters(), max_size=60))
def test_words_and_their_places_are_the_same_by_blanks_as_by_the_pattern(text: str) -> None:
    found = [(match[0], match.span()) for match in WORD.finditer(text)]
    words = blank(text).split()
    assert list(zip(words, spans_of(text, 0, words), strict=True)) == found


_PHRASES = [
    ("a", "sign up"),
    ("b", "jour*"),
    ("a", "up to day"),
    ("c", "to"),
    ("b", "day sign*"),
    ("c", "会員"),
    ("a", "会"),
]


@given(
    st.lists(
        st.sampled_from(["sign", "up", "to", "day", "days", "journal", "jour", "会員", "signs", ".", "and"]), max_size=9
    ),
    st.integers(0, len(_PHRASES)),
    st.sampled_from([frozenset[str](), frozenset({"sign", "day"})]),
)
def test_a_lexicon_that_begins_with_another_finds_what_one_of_all_phrases_finds(
    words: list[str], first: int, common: frozenset[str]
) -> None:
    text, leadins = " ".join(words), frozenset({"and"})
    whole = Lexicon(_PHRASES, leadins)
    base = Lexicon(_PHRASES[:first], leadins)
    before = base.find(text, 0, len(text))
    grown = Lexicon(_PHRASES[first:], leadins, base, common)
    assert grown.find(text, 0, len(text)) == whole.find(text, 0, len(text))
    assert base.find(text, 0, len(text)) == before
