"""Every rule of every pack, held to its own examples."""

from __future__ import annotations

from dataclasses import replace

import pytest

from transforms.boilerplate import engine, packs
from transforms.boilerplate.rules import Rule, Rules
from transforms.boilerplate.scoring import THRESHOLD

RULES = packs.default_rules()
EVERY = [rule for pack in RULES.packs for rule in pack.rules if rule.form != "between"]
MATCHES = [pytest.param(rule, text, id=f"{rule.id}: {text[:40]}") for rule in EVERY for text in rule.match]
AVOIDS = [pytest.param(rule, text, id=f"{rule.id}: {text[:40]}") for rule in EVERY for text in rule.avoid]


def alone(rule: Rule) -> Rules:
    """The packs with no rule but this one, made sure of itself."""
    return Rules(
        tuple(
            replace(pack, rules=tuple(replace(r, weight=1.0) for r in pack.rules if r.id == rule.id))
            for pack in RULES.packs
        )
    )


def language_of(rule: Rule) -> str | None:
    pack = rule.id.split("/")[0]
    return None if pack == "common" else pack


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.id)
def test_every_rule_has_an_example_that_matches_and_one_that_does_not(rule: Rule) -> None:
    assert rule.match
    assert rule.avoid


@pytest.mark.parametrize(("rule", "text"), MATCHES)
def test_a_rule_speaks_of_its_examples_also_alone(rule: Rule, text: str) -> None:
    cuts = engine.find_cuts("", "", text, language_of(rule), alone(rule))
    assert [cut.rule for cut in cuts][:1] == [rule.id]


@pytest.mark.parametrize(("rule", "text"), MATCHES)
def test_what_a_sure_rule_speaks_of_is_cut_whole(rule: Rule, text: str) -> None:
    if rule.weight < THRESHOLD:
        assert rule.form == "sentence"  # only sentences may wait for a neighbour's word
    else:
        assert engine.clean_text(text, RULES, language_of(rule)) == ""


@pytest.mark.parametrize(("rule", "text"), AVOIDS)
def test_what_a_rule_must_not_touch_stays_whole(rule: Rule, text: str) -> None:
    assert engine.clean_text(text, RULES, language_of(rule)) == text


def test_between_rules_are_woken_by_kinds_that_some_rule_has() -> None:
    kinds = {rule.kind for rule in EVERY}
    assert RULES.between
    assert all(set(rule.kinds) <= kinds for rule in RULES.between)
