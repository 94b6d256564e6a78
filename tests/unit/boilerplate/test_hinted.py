"""Hints and rules together: what a hint takes, what it only adds to, and that nothing of it reaches a record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from transforms.boilerplate import engine, hinted, packs, spans
from transforms.boilerplate.features import Line, Unit
from transforms.boilerplate.rules import Rule, Rules
from transforms.boilerplate.scoring import THRESHOLD
from transforms.records import Article, Hint

LEAD = "The harbour council decided on Tuesday to rebuild the old crane, after a debate of four hours."
LAST = "The work will begin in March."


@pytest.fixture(scope="module")
def rules() -> Rules:
    return packs.load(["en"])


def article(*lines: str, **hints: tuple[str, float]) -> Article:
    """An article of these lines; ``l1=("newsletter", 0.9)`` hints line 1."""
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    given = tuple(Hint(starts[int(n[1:])], kind, f"{kind}-class", sure) for n, (kind, sure) in hints.items())
    return Article("e1", "https://news.example/a", None, "news.example", None, None, "Crane", "", "\n".join(lines), "en",
                   hints=given)  # fmt: skip


def test_a_strong_hint_takes_its_line_and_says_so(rules: Rules) -> None:
    cleaned = engine.clean(article(LEAD, "Whales seen off pier", LAST, l1=("related", 0.9)), rules)

    assert cleaned.body == f"{LEAD}\n{LAST}"
    assert [(r.kind, r.rule) for r in cleaned.removed] == [("related", "hint/related-class")]
    assert spans.restore(cleaned.body, cleaned.removed) == f"{LEAD}\nWhales seen off pier\n{LAST}"


def test_a_weak_hint_alone_takes_nothing(rules: Rules) -> None:
    given = article(LEAD, "The mayor was not there.", "Whales seen off pier", l1=("paywall", 0.4), l2=("related", 0.4))

    assert engine.clean(given, rules).body == given.body


def test_a_weak_hint_adds_to_a_rule_that_is_not_sure() -> None:
    body = "Leave whenever you like. It is raining."
    rule = Rule("en/leave", "newsletter", weight=0.6)
    units = [Unit(0, 24, 0, [], rule, 0.6, 24), Unit(25, len(body), 0)]

    weighed = hinted.weigh(body, [Line(0, len(body), 0)], units, {0: Hint(0, "newsletter", "newsletter-class", 0.4)})

    assert [(unit.rule, unit.score >= THRESHOLD) for unit in weighed] == [(rule, True), (None, False)]


def test_a_short_line_with_a_weak_hint_goes_with_its_neighbour(rules: Rules) -> None:
    given = article(LEAD, "Sign up to our newsletter.", "The week in the port", l2=("newsletter", 0.4))

    assert engine.clean(given, rules).body == LEAD
    assert engine.clean(replace(given, hints=()), rules).body == f"{LEAD}\nThe week in the port"


def test_a_rule_that_is_sure_by_itself_keeps_its_name(rules: Rules) -> None:
    cleaned = engine.clean(article(LEAD, "Sign up to our newsletter.", l1=("ui", 0.9)), rules)

    assert cleaned.removed[0].rule.startswith("en/newsletter")


def test_no_hint_is_left_behind_and_cleaning_again_changes_nothing(rules: Rules) -> None:
    cleaned = engine.clean(article(LEAD, "Whales seen off pier", l1=("related", 0.9)), rules)

    assert cleaned.hints == ()
    assert engine.clean(cleaned, rules) == cleaned


@pytest.mark.parametrize("hint", [Hint(3, "related", "x", 0.9), Hint(0, "mood", "x", 0.9), Hint(9_999, "ui", "x", 0.9)])
def test_a_hint_of_no_line_or_kind_is_ignored(hint: Hint, rules: Rules) -> None:
    given = article(LEAD, LAST)

    assert engine.clean(replace(given, hints=(hint,)), rules).body == given.body
