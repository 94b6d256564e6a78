"""The publisher's voice: sentences that no rule names, heard by who speaks to whom about whose wares."""

from __future__ import annotations

import pytest

from transforms.boilerplate import engine, packs
from transforms.boilerplate.rules import VOICE, Pack

RULES = packs.default_rules()
VOICED = [pack for pack in RULES.packs if pack.voices]
HEARD = [pytest.param(pack, text, id=f"{pack.id}: {text[:40]}") for pack in VOICED for text in pack.heard]
UNHEARD = [pytest.param(pack, text, id=f"{pack.id}: {text[:40]}") for pack in VOICED for text in pack.unheard]


@pytest.mark.parametrize(("pack", "text"), HEARD)
def test_a_publisher_who_speaks_of_its_wares_to_the_reader_is_heard(pack: Pack, text: str) -> None:
    assert engine.clean_text(text, RULES, pack.languages[0]) == ""


@pytest.mark.parametrize(("pack", "text"), UNHEARD)
def test_news_about_such_wares_is_not_taken_for_a_publisher(pack: Pack, text: str) -> None:
    assert engine.clean_text(text, RULES, pack.languages[0]) == text


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "ja", "ko", "zh", "ar"])
def test_thirteen_languages_have_a_voice_with_every_family(language: str) -> None:
    pack = next(pack for pack in VOICED if language in pack.languages)
    assert {cue.split(".voice-")[1] for cue in pack.cues if ".voice-" in cue} >= VOICE
    assert len(pack.voices) >= 12
    assert len(pack.heard) >= 3
    assert len(pack.unheard) >= 3


def test_what_a_voice_cuts_names_its_pack_and_kind() -> None:
    text = "You can choose from a weekly pass or our annual subscription."
    cuts = engine.find_cuts("", "", text, "en", RULES)
    assert [(cut.rule, cut.kind) for cut in cuts] == [("en/voice-subscribe", "subscribe")]


def test_a_faint_sentence_goes_with_the_clear_ones_on_both_its_sides() -> None:
    story = "The council voted on Tuesday to close the bridge, officials said."
    notice = "Please support our newsroom with a donation. We are small. Donate here."
    assert engine.clean_text(f"{story} {notice}", RULES, "en") == story


def test_a_notice_goes_as_far_as_the_one_joint_without_a_blank() -> None:
    story = "The council voted on Tuesday to close the bridge, officials said."
    notice = "All of this data comes from one place. Subscribe to our newsletter today for more of it, every week."
    assert engine.clean_text(f"{story}{notice}", RULES, "en") == story


def test_an_unknown_family_of_words_is_refused_with_its_place() -> None:
    with pytest.raises(packs.PackError, match="pack zz: voice: unknown key 'tone'"):
        packs.parse("zz", b'id = "zz"\n[voice]\ntone = ["x"]', {})
    with pytest.raises(packs.PackError, match="pack zz: voice: trade 'advert': allowed are ad"):
        packs.parse("zz", b'id = "zz"\n[voice.trade]\nadvert = ["x"]', {})
