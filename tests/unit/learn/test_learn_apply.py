"""Cutting what was learned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.learn.learn_builders import SITE, article
from transforms.boilerplate.spans import restore
from transforms.learn.apply import Cutter, ScheduledCutter
from transforms.learn.before import before_learned
from transforms.learn.schedule import InForce, LearnedError, Schedule, document, parse, read_schedule, schedule_of
from transforms.learn.snapshot import LearnedRule, Snapshot
from transforms.records import Article, Removed

APPEAL = "Our lamps burn because 12,345 neighbours pay for the oil: will you add a drop?"
OTHER = "Our lamps burn because 7 neighbours pay for the oil: will you add a drop?"


def rule(text: str, *, whole_line: bool = False, site: str = SITE) -> LearnedRule:
    return LearnedRule(site, text, 9, 10, whole_line)


def cleaned(body: str, *rules: LearnedRule) -> str:
    return Cutter(Snapshot(rules)).clean(replace(article(1), body=body)).body


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (f"Rain fell.\n{OTHER}\nIt stopped.", "Rain fell.\nIt stopped."),
        (f"Rain fell. {OTHER} It stopped.", "Rain fell. It stopped."),
        (f"Rain fell.{OTHER}It stopped.", "Rain fell.It stopped."),
        (f"{OTHER}Rain fell.", "Rain fell."),
        (f"Rain fell.\n• {OTHER} ►", "Rain fell."),
        (f"Rain fell. {OTHER}\n{APPEAL}", "Rain fell."),
        (f"Rain fell below{OTHER} It stopped.", "Rain fell below It stopped."),
    ],
)
def test_a_learned_sentence_goes_wherever_it_stands_whatever_its_figures(body: str, left: str) -> None:
    assert cleaned(body, rule(APPEAL)) == left


def test_a_french_question_goes_with_its_blank_and_its_mark() -> None:
    known = "Si la lampe reste allumée, c'est grâce à 12 voisins : mettrez-vous un peu d'huile ?"

    assert cleaned(f"Il pleut. {known} Il vente.", rule(known)) == "Il pleut. Il vente."


def test_a_learned_sentence_inside_another_one_stays() -> None:
    known = rule("Give us a lamp.")

    for body in ("They cry: “I give us a lamp.”", "Give us a lamp and we go.", "He will not give us a lamp."):
        assert cleaned(f"Rain fell. {body}", known) == f"Rain fell. {body}"


def test_an_open_line_goes_only_as_a_line() -> None:
    known = rule("Lend our reporters a pair of boots")

    assert cleaned("Rain fell.\nLend our reporters a pair of boots\nIt stopped.", known) == "Rain fell.\nIt stopped."
    kept = "Rain fell.\nLend our reporters a pair of boots, he said.\nIt stopped."
    assert cleaned(kept, known) == kept


def test_a_plain_sentence_goes_only_as_a_line_of_its_own() -> None:
    known = rule("The gazette has come out since the mill was built.", whole_line=True)

    assert cleaned("Rain fell.\nThe gazette has come out since the mill was built.", known) == "Rain fell."
    kept = "Rain fell. The gazette has come out since the mill was built. It stopped."
    assert cleaned(kept, known) == kept


def test_what_was_learned_of_one_site_is_cut_on_no_other() -> None:
    body = f"Rain fell.\n{OTHER}"

    assert cleaned(body, rule(APPEAL, site="other.example")) == body


def test_a_body_of_nothing_else_stays() -> None:
    assert cleaned(OTHER, rule(APPEAL)) == OTHER


def test_every_cut_is_kept_and_the_record_names_the_snapshot() -> None:
    snapshot = Snapshot((rule(APPEAL),))
    before = replace(article(1), body=f"Rain fell.\n{OTHER}\nIt stopped.", removed=(Removed("ad", "en/ad", "Ad\n", 0),))
    after = Cutter(snapshot).clean(before)

    assert after.rules == f"common@00000000 learned@{snapshot.id}"
    ad, cut = after.removed
    assert (ad.rule, cut.kind, cut.rule) == ("en/ad", "learned", f"learned/{snapshot.rules[0].block:016x}")
    assert OTHER in cut.text
    assert before_learned(after) == before.body == before_learned(before)
    assert restore(after.body, after.removed) == "Ad\n" + before.body
    unhurt = Cutter(snapshot).clean(article(2))
    assert (unhurt.body, unhurt.removed, unhurt.rules) == (article(2).body, (), after.rules)


PARTS = st.lists(
    st.sampled_from([APPEAL, OTHER, "Rain fell.", "Rain", "He", " ", "\n", "“", "”", "7", "é", ". "]), max_size=9
)


@given(PARTS, PARTS)
def test_whatever_the_body_the_text_before_learned_cuts_comes_back_and_nothing_is_left_to_cut(
    parts: list[str], rest: list[str]
) -> None:
    cutter = Cutter(Snapshot((rule(APPEAL), rule("Rain fell."))))
    before = replace(article(1), body="".join([*parts, "Body stands here.", *rest]))
    after = cutter.clean(before)

    assert before_learned(after) == before.body
    assert cutter.clean(replace(after, removed=())).body == after.body
    assert "Body stands here" in after.body


def test_a_page_is_cleaned_by_what_was_in_force_when_it_was_fetched() -> None:
    first, second, nothing = Snapshot((rule(APPEAL),)), Snapshot((rule(APPEAL), rule("Lend us boots."))), Snapshot()
    schedule = Schedule((InForce("2026-03-03", second), InForce("2026-03-02", first), InForce("2026-03-05", nothing)))

    assert [schedule.at(at) for at in (None, "2026-03-01", "2026-03-02T08", "2026-03-04", "2026-03-06")] == [
        None, None, first, second, nothing,
    ]  # fmt: skip
    assert Schedule((InForce("", first),)).at(None) == first
    cutter = ScheduledCutter(schedule)
    body = f"Rain fell.\n{OTHER}"
    bodies = [
        cutter.clean(replace(article(1), body=body, fetched_at=at)).body for at in ("2026-03-01", "2026-03-02T08")
    ]
    assert bodies == [body, "Rain fell."]
    untouched = replace(article(1), fetched_at="2026-03-06")
    assert cutter.clean(untouched) == untouched


def test_a_snapshot_is_read_back_from_its_document() -> None:
    entry = InForce("2026-03-01T00:00:00.000Z", Snapshot((rule(APPEAL), rule("Plain words.", whole_line=True))))

    assert parse(document(entry)) == entry
    assert schedule_of([document(entry)]).documents() == (document(entry),)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"newsbeam_learned": 1}', b'{"newsbeam_learned": 2, "rules": []}',
                                  b'{"newsbeam_learned": 1, "rules": [{"site": "a", "text": 4}]}'])  # fmt: skip
def test_what_is_no_document_of_rules_is_refused(data: bytes, tmp_path: object) -> None:
    with pytest.raises(LearnedError, match="newsbeam learn"):
        parse(data)


def test_a_file_that_is_not_there_is_refused(tmp_path: object) -> None:
    with pytest.raises(LearnedError, match="No such file"):
        read_schedule(f"{tmp_path}/none.json")


def test_an_article_of_another_site_costs_nothing_but_the_name() -> None:
    one: Article = article(1, site="other.example")

    assert Cutter(Snapshot((rule(APPEAL),))).clean(one) == replace(
        one, rules=f"{one.rules} {Snapshot((rule(APPEAL),)).name}"
    )
