"""Packs as files: what is wrong in one is refused, with its place."""

from __future__ import annotations

import pytest

from transforms.boilerplate import packs

RULE = '[[rule]]\nid = "a"\nkind = "ad"\nall = ["x"]\n'


def parse(text: str) -> None:
    packs.parse("zz", f'id = "zz"\n{text}'.encode(), {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colour = 1", "pack zz: unknown key 'colour': allowed are"),
        (f'[cues]\nx = ["y"]\n{RULE}colour = 1', "rule 'a': unknown key 'colour'"),
        (f'[cues]\nx = ["y"]\n{RULE}'.replace('"ad"', '"advert"'), "kind 'advert': allowed are ad, affiliate"),
        (RULE, "unknown cue 'x'"),
        (f'[cues]\nx = ["y"]\n{RULE}{RULE}', "rule zz/a stands twice"),
        (f'[cues]\nx = ["y*"]\n{RULE}', "needs four letters before a"),
        (f'[cues]\nx = ["y"]\n{RULE}pattern = "(a+)+"', "without '.\\*', '.\\+' or a repeat of a repeat"),
        (f'[cues]\nx = ["y"]\n{RULE}pattern = "("', "pattern: missing"),
        (f'[cues]\nx = ["y"]\n{RULE}access = "free"', "access 'free': allowed are metered, paid"),
        ('[[rule]]\nid = "a"\nkind = "ad"\nform = "line"', "form line needs texts"),
        ('[[rule]]\nid = "a"\nkind = "ad"', "form sentence needs all"),
        ('[[rule]]\nid = "A b"\nkind = "ad"', "lower case words joined by dashes"),
        ("[grammar]\nverbs = []", "grammar: .*verbs"),
        ("x = ", "not TOML in UTF-8"),
    ],
)
def test_a_pack_that_is_wrong_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(packs.PackError, match=message):
        parse(text)


def test_a_pack_under_another_name_is_refused() -> None:
    with pytest.raises(packs.PackError, match="id is 'zz', must be the file's name"):
        packs.parse("yy", b'id = "zz"', {})


def test_the_name_of_the_rules_tells_packs_and_digests() -> None:
    rules = packs.load(["fr"])
    assert [part.split("@")[0] for part in rules.name.split()] == ["common", "fr"]
    assert all(len(part.split("@")[1]) == 8 for part in rules.name.split())


def test_a_text_is_judged_by_its_language_english_and_common_alone() -> None:
    rules = packs.default_rules()
    assert [pack.id for pack in rules.speaking("de").packs] == ["common", "de", "en"]
    assert rules.speaking(None) is rules
    assert rules.speaking("xx") is rules


def test_thirteen_languages_have_packs() -> None:
    languages = {language for pack in packs.default_rules().packs for language in pack.languages}
    assert languages >= {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "ja", "ko", "zh", "ar"}
