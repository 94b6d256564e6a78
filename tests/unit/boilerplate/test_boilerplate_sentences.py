"""Where sentences end, with and without white space, and where a headline ends and a lead begins."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.boilerplate import packs
from transforms.boilerplate import sentences as module
from transforms.boilerplate.joints import joint
from transforms.boilerplate.lexicon import WORD, Lexicon, fold
from transforms.boilerplate.sentences import sentences

RULES = packs.default_rules()
ENGLISH = RULES.grammars["en"]


def split(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text, 0, len(text), RULES.abbreviations, ENGLISH.openers)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The vote failed. The mayor left.", 2),
        ("It makes a difference.The mayor left.", 2),
        ("Leave your comments belowThe mayor left.", 2),
        ("Announced in September 2025The mayor left.", 2),
        ("Share it with friends!What a day it was.", 2),
        ("“It is over.”She left the hall.", 2),
        ('It is over for him"I will go," he said.', 2),
        ("See our guide.“We are late,” he said.", 2),
        ("Er sagte: „Wir warten.“ Der Rat tagt.", 2),
        ("Er sagte: „Wir warten.“Der Rat tagt.", 2),
        ("Es war das „Fest des Jahres“.Der Rat tagt.", 2),
        ("Er sagte: „Wir warten!“, und ging", 1),
        ("Kun 99 kr. om måneden.»Vi venter!« siger hun", 2),
        ("« On attend.» Le maire est là", 2),
        ("« On attend.»Le maire est là", 2),
        ("Read more on our site.- The harbour stays open", 2),
        ("Read more on our site.12 boats are left", 2),
        ("Siehe Abb.3 auf Seite 4", 1),
        ("橋は閉鎖された。市長は会見した。", 2),
        ("Read on https://example.org/a The mayor left.", 2),
        ("Mr. Mayor met Dr. No at 3.14 p.m. in the U.S. Senate", 1),
        ("He runs example.com and Example.Com too", 1),
        ("J. R. Example wrote it", 1),
        ("YouTube, LinkedIn and the iPhone", 1),
        ("Am 16. Mai ist Wahl", 1),
        ("It grew by 2.5 per cent and no. 4 won", 1),
        ("the firm Yahoo! said nothing", 1),
    ],
)
def test_a_text_has_as_many_sentences_as_a_reader_sees(text: str, count: int) -> None:
    assert len(split(text)) == count, split(text)


@given(st.text(alphabet=st.sampled_from("aBcD .!?\"“”'“„«»()。1\n:|→é漢"), max_size=80))
def test_sentences_are_in_order_and_hold_everything_but_white_space(text: str) -> None:
    spans = sentences(text, 0, len(text), RULES.abbreviations, ENGLISH.openers)
    assert all(a < b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


@pytest.mark.parametrize(
    ("headline", "lead"),
    [
        ("Ferry to run all night after storm", "She told the council that the bridge was not safe."),
        ("Ten Walks For The Perfect Weekend", "The hills are full of paths that nobody knows."),
        ("Harbour Board and Ferry Line likely to raise fees again", "Parliament did not debate the plan on Monday."),
        ("Old bridge closes for two years", "“We had no choice,” the engineer told the hall."),
    ],
)
def test_a_headline_ends_where_its_lead_opens(headline: str, lead: str) -> None:
    text = f"{headline} {lead}"
    assert joint(text, 0, len(text), ENGLISH, least=3) == len(headline) + 1


@pytest.mark.parametrize(
    "text",
    [
        "the council of New Town and the Harbour Board met in the Old Hall on the quay",
        "all of it was seen by the crew of the North Star off Long Island last week",
        "short Text here",
    ],
)
def test_names_inside_a_sentence_are_no_joint(text: str) -> None:
    assert joint(text, 0, len(text), ENGLISH) is None


@given(st.text(max_size=60))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folding_takes_case_and_accents_off() -> None:
    assert fold("À LIRE ÉGALEMENT, İstanbul, Łódź, ещё") == "a lire egalement, istanbul, lodz, еще"


def test_a_lexicon_finds_phrases_prefixes_and_scripts_without_blanks() -> None:
    lexicon = Lexicon(
        [("a", "sign up"), ("b", "journalis*"), ("c", "会員"), ("d", "sign up today")], frozenset({"please"})
    )
    text = fold("Readers sign up. Please sign up today for journalism, 会員限定")
    assert [(hit.cue, text[hit.start : hit.end], hit.opens) for hit in lexicon.find(text, 0, len(text))] == [
        ("a", "sign up", False),
        ("a", "sign up", True),
        ("d", "sign up today", True),
        ("b", "journalism", False),
        ("c", "会員", True),
    ]


@given(st.text(alphabet=st.sampled_from("sign up today journalism x.會会員"), max_size=60))
def test_a_lexicon_wakes_wherever_it_finds(text: str) -> None:
    lexicon = Lexicon([("a", "sign up"), ("b", "jour*"), ("c", "会員"), ("d", "up to day")], frozenset())
    assert lexicon.wakes(text, WORD.findall(text)) or not lexicon.find(text, 0, len(text))


_PIECES = [*'aB1.!?…"“„«»:)]|,h \xa0\n」ぁ一。！？', "세요 ", "시오 가", "https://x", ".com/a", "ABC D", "Ab", "› A"]


@given(st.lists(st.sampled_from(_PIECES), max_size=16).map("".join), st.integers(0, 3), st.integers(0, 3))
def test_stops_are_found_where_the_whole_pattern_finds_them(text: str, start: int, before_end: int) -> None:
    end = max(start, len(text) - before_end)
    whole = [match.span() for match in module._STOPS.finditer(text, start, end)]
    assert [match.span() for match in module.stops(text, start, end)] == whole
