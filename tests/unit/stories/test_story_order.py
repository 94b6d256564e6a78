from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story_support.texts import ADDED, BRIDGE, EDITED, FIGURE, ORCHARD, STUB, article, day
from story_support.world import View, settle, settle_with_kills

from transforms.records import Article
from transforms.stories.limits import Limits

_URLS = [
    "https://example.org/news/old-bridge-to-close",
    "https://www.example.org/news/old-bridge-to-close?utm_source=x",
    "https://example.net/city/harbour-bridge-closed-to-lorries",
    "https://example.com/2026/05/bridge-shut-for-heavy-traffic",
    "https://agency.example/wire/88412",
]
_TEXTS = [BRIDGE, BRIDGE.upper(), EDITED, STUB, ADDED, FIGURE, ORCHARD, "", "Too short to say anything."]
_TIMES = [None, *(day(n, h) for n in (1, 2, 5, 9, 14) for h in (6, 18))]


def _page(url: str, body: str, fetched_at: str | None, title: str) -> Article:
    """A page; under one of the headlines it names another publisher's."""
    return article(url, body, fetched_at, title, _URLS[2] if title == "As told elsewhere" else None)


_articles = st.lists(
    st.builds(
        _page,
        url=st.sampled_from(_URLS),
        body=st.sampled_from(_TEXTS),
        fetched_at=st.sampled_from(_TIMES),
        title=st.sampled_from(["Old bridge to close", "Lorries banned", "As told elsewhere"]),
    ),
    min_size=1,
    max_size=10,
)


def _in_one_go(articles: list[Article], limits: Limits | None = None) -> View:
    return settle(sorted(articles, key=lambda a: (a.fetched_at or "", a.entry_id)), limits)


@settings(max_examples=40)
@given(_articles, st.randoms(use_true_random=False), st.integers(1, 10))
def test_the_same_articles_in_any_order_and_any_bundles_end_in_the_same_store(
    articles: list[Article], rng: random.Random, bundle: int
) -> None:
    expected = _in_one_go(articles).without_revisions()
    shuffled = list(articles)
    rng.shuffle(shuffled)
    assert settle(shuffled, rng=rng, bundle=bundle).without_revisions() == expected


@settings(max_examples=30)
@given(_articles, st.randoms(use_true_random=False), st.sampled_from([2, 3]))
def test_however_the_bands_are_divided_the_store_ends_the_same(
    articles: list[Article], rng: random.Random, partitions: int
) -> None:
    expected = _in_one_go(articles).without_revisions()
    divided = Limits(partitions=partitions)
    assert settle(articles, divided, rng, bundle=3).without_revisions() == expected
    assert settle_with_kills(articles, rng, divided).without_revisions() == expected


@settings(max_examples=40)
@given(_articles, st.randoms(use_true_random=False))
def test_a_run_that_is_killed_again_and_again_ends_in_the_same_store(
    articles: list[Article], rng: random.Random
) -> None:
    expected = _in_one_go(articles).without_revisions()
    shuffled = list(articles)
    rng.shuffle(shuffled)
    assert settle_with_kills(shuffled, rng).without_revisions() == expected


@settings(max_examples=30)
@given(_articles)
def test_every_entry_has_exactly_one_outcome(articles: list[Article]) -> None:
    assert set(_in_one_go(articles).outcomes) == {a.entry_id for a in articles}


@settings(max_examples=25)
@given(_articles, st.randoms(use_true_random=False))
def test_a_second_pass_over_the_same_articles_changes_nothing(articles: list[Article], rng: random.Random) -> None:
    once = _in_one_go(articles)
    twice = _in_one_go([*articles, *articles])
    assert twice == once
    again = list(articles) * 2
    rng.shuffle(again)
    assert settle(again, rng=rng, bundle=3).without_revisions() == once.without_revisions()


@settings(max_examples=30)
@given(_articles, st.randoms(use_true_random=False))
def test_with_narrow_caps_the_outcomes_do_not_depend_on_the_order(articles: list[Article], rng: random.Random) -> None:
    narrow = Limits(versions=2, repeats=2, matches=2)
    expected = _in_one_go(articles, narrow).without_revisions()[1]
    shuffled = list(articles)
    rng.shuffle(shuffled)
    assert settle(shuffled, narrow, rng, bundle=4).without_revisions()[1] == expected


@settings(max_examples=30)
@given(_articles)
def test_a_copy_names_an_article_that_stands_and_carries_no_text(articles: list[Article]) -> None:
    view = _in_one_go(articles)
    for record in view.records.values():
        assert (record.article.body == "") or record.status in ("new", "updated", "corrected", "withdrawn")
        if record.copies_of is not None:
            assert record.copies_of in view.records
            assert view.records[record.copies_of].article_id != record.article_id


@pytest.mark.long
@pytest.mark.timeout(600)
@settings(max_examples=1_000)
@given(_articles, st.randoms(use_true_random=False), st.integers(1, 10))
def test_a_thousand_runs_shuffled_split_and_killed_end_as_the_orderly_one(
    articles: list[Article], rng: random.Random, bundle: int
) -> None:
    expected = _in_one_go(articles).without_revisions()
    shuffled = list(articles)
    rng.shuffle(shuffled)
    assert settle(shuffled, rng=rng, bundle=bundle).without_revisions() == expected
    assert settle_with_kills(shuffled, rng).without_revisions() == expected
