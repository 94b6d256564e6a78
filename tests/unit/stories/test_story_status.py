from __future__ import annotations

import pytest
from story_support.texts import ADDED, BRIDGE, FIGURE, article, day
from story_support.world import settle

from transforms.records import Article, Record
from transforms.stories.notices import is_correction, is_retraction

URL = "https://example.org/news/old-bridge-to-close"


def _second(*texts: str) -> Record:
    pages = [article(URL, text, day(number)) for number, text in enumerate(texts, start=1)]
    return max(settle(pages).records.values(), key=lambda record: record.version)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BRIDGE, FIGURE),
        (BRIDGE, BRIDGE.replace("Tuesday", "Thursday")),
        (BRIDGE, BRIDGE.replace("Engineers had", "Surveyors had")),
        (BRIDGE, f"{ADDED}\nCorrection: An earlier version of this article gave another cost."),
        (BRIDGE, f"Anmerkung: In einer früheren Version stand eine andere Summe.\n{BRIDGE}"),
    ],
    ids=["figure", "day", "name", "notice", "notice-first"],
)
def test_a_replaced_fact_or_a_notice_makes_a_correction(before: str, after: str) -> None:
    record = _second(before, after)
    assert (record.version, record.status) == (2, "corrected")
    assert record.changed


@pytest.mark.parametrize(
    "after",
    [ADDED, ADDED.replace("4.2 million", "6.8 million"), BRIDGE.replace("voted on", "met on"), BRIDGE.split("\n")[0]],
    ids=["added", "added-and-figure", "wording", "shortened"],
)
def test_what_adds_drops_or_rewords_is_an_update(after: str) -> None:
    assert _second(BRIDGE, after).status == "updated"


@pytest.mark.parametrize(
    "after",
    [
        "This article has been removed.",
        f"Editor's note: This story has been retracted.\n{BRIDGE}",
        "この記事は削除されました。",
    ],
)
def test_a_retraction_withdraws_and_the_page_it_stands_on_is_kept(after: str) -> None:
    record = _second(BRIDGE, after)
    assert (record.status, record.article.body) == ("withdrawn", after)


def test_a_notice_that_stood_there_before_says_nothing_new() -> None:
    noted = f"{BRIDGE}\nCorrection: An earlier version of this article gave another cost."
    assert _second(BRIDGE, noted, f"{noted}\nThe committee meets again in June, a clerk said.").status == "updated"


def test_statuses_follow_the_times_of_the_looks_and_not_their_arrival() -> None:
    pages = [article(URL, text, day(n)) for n, text in ((1, BRIDGE), (2, FIGURE), (3, ADDED))]
    orders = ((0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1))
    found = {tuple(_statuses([pages[place] for place in order])) for order in orders}
    assert found == {("new", "corrected", "updated")}


def _statuses(pages: list[Article]) -> list[str]:
    return [r.status for r in sorted(settle(pages).records.values(), key=lambda record: record.version)]


@pytest.mark.parametrize(
    "sentence",
    [
        "“This article has been corrected,” the editor said.",
        "The ministry retracted its statement.",
        "A journal withdrew an article on rye.",
        "The company corrected its forecast to 14 million crowns.",
        "Der Minister zog seinen Bericht zurück.",
        "",
    ],
)
def test_what_others_correct_and_withdraw_is_news(sentence: str) -> None:
    assert not is_correction(sentence)
    assert not is_retraction(sentence)


def test_a_later_text_of_another_publisher_is_linked_and_stands() -> None:
    one = article(URL, BRIDGE, day(1))
    other = article("https://example.net/city/harbour-bridge-closed", ADDED, day(2))
    retold = FIGURE.replace("cracks in two of", "long cracks in three of").replace("forty minutes", "an hour")
    moved = article("https://example.com/2026/05/bridge-shut-for-lorries", retold, day(3))
    for pages in ([one, other, moved], [moved, other, one]):
        records = {record.article.url: record for record in settle(pages).records.values()}
        assert [records[page.url].status for page in (one, other, moved)] == ["new", "new", "new"]
        assert records[other.url].based_on == records[moved.url].based_on == records[one.url].id
        assert records[one.url].based_on is None
        assert records[other.url].article.body == ADDED


def test_what_others_made_of_a_text_is_no_base_of_its_next_version() -> None:
    first, copy = article(URL, BRIDGE, day(1)), article("https://example.net/city/bridge-closed-to", BRIDGE, day(2))
    later = article(URL, ADDED, day(3))
    records = settle([copy, later, first]).records.values()
    assert [(r.status, r.based_on) for r in records if r.article.url == URL and r.version == 2] == [("updated", None)]


def test_a_page_that_names_another_publisher_is_its_copy_also_where_it_was_seen_first() -> None:
    original = article("https://example.net/city/harbour-bridge-closed", BRIDGE, day(2))
    copy = article(URL, BRIDGE, day(1), canonical_url=original.url)
    third = article("https://example.com/2026/05/bridge-shut-for-lorries", BRIDGE, day(3))
    for pages in ([copy, original, third], [third, original, copy], [original, third, copy]):
        records = {record.article.url: record for record in settle(pages).records.values()}
        assert (records[copy.url].status, records[copy.url].copies_of) == ("copy", records[original.url].id)
        assert (records[original.url].status, records[original.url].copies_of) == ("new", None)
        assert (records[third.url].status, records[third.url].copies_of) == ("copy", records[copy.url].id)


def test_two_pages_that_name_each_other_are_told_apart_by_time() -> None:
    other = "https://example.net/city/harbour-bridge-closed"
    one, two = article(URL, BRIDGE, day(1), canonical_url=other), article(other, BRIDGE, day(2), canonical_url=URL)
    records = {record.article.url: record for record in settle([two, one]).records.values()}
    assert [records[url].status for url in (URL, other)] == ["new", "copy"]
