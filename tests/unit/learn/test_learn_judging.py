"""What is furniture, and what comes back and belongs to its stories."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.learn.learn_builders import article, judged, learned
from transforms.learn.forms import _data, form_of, languages
from transforms.learn.snapshot import LearnedRule, Snapshot

APPEAL = "Our lamps burn because {} neighbours pay for the oil: will you add a drop?"


def test_an_appeal_in_unrelated_stories_is_furniture_although_its_figures_change() -> None:
    (rule,) = learned([article(n, [APPEAL.format(f"{900 + n:,}")]) for n in range(12)]).rules

    assert (rule.site, rule.stories, rule.of) == ("paper.example", 12, 12)
    assert rule.text == APPEAL.format("911")


def test_two_stories_are_not_enough() -> None:
    assert learned([article(n, [APPEAL.format(n)]) for n in range(2)]).rules == ()


def test_of_a_site_with_few_stories_nothing_is_learned() -> None:
    assert {each.kept for each in judged([article(n, [APPEAL.format(n)]) for n in range(9)]).values()} == {
        "few-stories-of-site"
    }


def test_an_appeal_in_few_of_many_stories_stays() -> None:
    articles = [article(n, [APPEAL.format(n)] if n % 13 == 0 else []) for n in range(65)]

    assert {each.kept for each in judged(articles).values()} == {"small-share"}


def test_reports_of_one_event_are_one_story() -> None:
    """The same texts under ten addresses say nothing about the site."""
    first, second = article(0, [APPEAL.format(1)]), article(1, [APPEAL.format(2)])
    same = [replace(each, url=f"{each.url}/{n}", entry_id=f"{n}") for n in range(5) for each in (first, second)]

    assert {each.kept for each in judged(same).values()} <= {"few-stories", "one-topic"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("This article was amended on {} May to correct a figure that we gave.", "correction"),
        ("We are now closing our live coverage of the day, thank you for reading it.", "live"),
        ("This is part {} of our series on how people live beside the water.", "series"),
        ("“We never speak about matters that lie before a judge,” a spokeswoman said.", "quotation"),
        ("The company did not reply to our request for comment on Friday.", "reported"),
        ("By the morning desk of this house", "byline"),
        ("EASTBRIDGE UPON THE RIVER, {} March –", "open-line"),
        ("What we know about it so far", "open-line"),
    ],
)
def test_what_belongs_to_its_story_is_kept_however_often_it_comes_back(text: str, why: str) -> None:
    verdicts = judged([article(n, [text.format(n + 2)]) for n in range(12)])

    assert {each.kept for each in verdicts.values()} == {why}


def test_every_sentence_of_a_note_stays() -> None:
    note = "We are now closing our live coverage of the day. Thank you for being with us through all of it."

    assert learned([article(n, [note]) for n in range(12)]).rules == ()


def test_what_keeps_to_one_section_or_one_author_stays() -> None:
    column = "Here we look for you behind the doors that are mostly closed to us."
    sections = [
        article(n, [column] if n % 3 == 0 else [], section="Science" if n % 3 == 0 else "Local") for n in range(18)
    ]
    authors = [article(n, [column] if n % 3 == 0 else [], authors=("One" if n % 3 == 0 else "Two",)) for n in range(18)]

    assert {each.kept for each in judged(sections).values()} == {"one-section"}
    assert {each.kept for each in judged(authors).values()} == {"one-author"}


def test_what_keeps_to_one_topic_stays() -> None:
    note = "Here we look for you behind the doors that are mostly closed to us."
    articles = [article(n, [note] if n % 12 < 2 else []) for n in range(36)]

    assert {each.kept for each in judged(articles).values()} == {"one-topic"}


def test_a_plain_sentence_is_furniture_only_where_most_stories_end_with_it() -> None:
    plain = "The valley gazette has come out on every working day since the mill was built."
    everywhere = learned([article(n, [plain]) for n in range(11)])
    seldom = judged([article(n, [plain] if n % 5 == 0 else []) for n in range(30)])

    assert [rule.whole_line for rule in everywhere.rules] == [True]
    assert {each.kept for each in seldom.values()} == {"small-share"}


def test_a_background_sentence_in_the_middle_of_most_stories_stays() -> None:
    plain = "The mill had burnt down in the winter before and was never built again."
    articles = []
    for n in range(12):
        name = f"Mill{chr(97 + n)}"
        before, behind = (
            [f"{word} then the hands of {name} went home for the {time}." for word in ("Even", "Only", "Just", "And")]
            for time in ("day", "night")
        )
        articles.append(article(n, [*before, plain, *behind]))

    assert {each.kept for each in judged(articles).values()} == {"no-place"}


def test_every_language_has_words_of_every_kind() -> None:
    kinds = {"own", "reader", "ask", "correction", "series", "live", "reported", "byline"}
    assert {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "ja", "ko", "zh", "ar"} <= languages()
    assert {language: set(table) for language, table in _data().items()} == dict.fromkeys(languages(), kinds)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Unsere Arbeit bezahlen die Menschen, die hier leben: Legen Sie etwas dazu?"),
        ("fr", "Sans vous, notre lampe serait éteinte depuis longtemps."),
        ("es", "Nuestra lámpara sigue encendida gracias a ti."),
        ("it", "La nostra lampada resta accesa grazie a te."),
        ("pt", "A nossa luz continua acesa graças a você."),
        ("nl", "Onze lamp brandt dankzij u."),
        ("pl", "Nasza lampa świeci dzięki Tobie."),
        ("ru", "Наша лампа горит благодаря вам."),
        ("ja", "私たちの灯は読者の皆さまが守ってくださっています。"),
        ("ko", "저희 등불은 독자 여러분이 지켜 주십니다."),
        ("zh", "我们的灯因为您而亮着。"),
        ("ar", "مصباحنا مضاء بفضل دعمكم، نحن نعتمد عليكم."),
    ],
)
def test_a_publisher_that_speaks_to_its_readers_is_recognised(language: str, text: str) -> None:
    form = form_of(text, language)

    assert form.story == ""
    assert form.appeal == 2


def test_the_id_of_a_snapshot_is_that_of_what_it_cuts() -> None:
    one = LearnedRule("a.example", "Give us 5 pounds today.", 7, 9)
    same = LearnedRule("a.example", "Give us 900 pounds today.", 17, 30)
    other = LearnedRule("b.example", "Give us 5 pounds today.", 7, 9)

    assert Snapshot((one,)).id == Snapshot((same,)).id
    assert len({Snapshot(rules).id for rules in ((), (one,), (other,), (one, other))}) == 4
    assert Snapshot((one, other)) == Snapshot((other, one))
    assert Snapshot((one,)).name == f"learned@{Snapshot((one,)).id}"
