"""Counting: the same stories in any order and parts give the same, within bounds."""

from __future__ import annotations

import random
from array import array
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.learn.learn_builders import SITE, article, learned, reader, story
from transforms.learn import counts as counting
from transforms.learn.blocks import Story
from transforms.learn.counts import STORIES, Counts, count, expire, merge, pack_story, stories_of, unpack_story
from transforms.learn.snapshot import learn

APPEAL = "Our lamps burn because {} neighbours pay for the oil: will you add a drop?"


def made(id: int, at: int = 0, site: str = SITE) -> tuple[str, Story]:
    return site, Story(id, (f"{at:03}", f"e{at}"), f"r{id}", 0, (), (), (1, id))


STREAMS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 30), st.sampled_from(["a.example", "b.example"])), max_size=40
)


@given(STREAMS, st.integers(0, 40), st.randoms(use_true_random=False))
def test_in_any_order_and_any_parts_the_counts_are_the_same(
    seen: list[tuple[int, int, str]], cut: int, shuffled: random.Random
) -> None:
    patched = pytest.MonkeyPatch()
    patched.setattr(counting, "STORIES", 4)
    patched.setattr(counting, "ALL_STORIES", 6)
    try:
        stories = [made(*each) for each in seen]
        whole = list(count(stories))
        shuffled.shuffle(stories)
        one, other = count(stories[:cut]), count(stories[cut:])

        assert list(merge(one, other)) == list(merge(other, one)) == whole
        assert list(merge(merge(one, other), one)) == whole
        assert len(whole) <= 6
    finally:
        patched.undo()


@given(STREAMS, st.integers(0, 30))
def test_expiring_and_merging_may_be_done_in_either_order(seen: list[tuple[int, int, str]], before: int) -> None:
    stories = [made(*each) for each in seen]
    one, other = count(stories[::2]), count(stories[1::2])
    limit = f"{before:03}"

    assert list(expire(merge(one, other), limit)) == list(merge(expire(one, limit), expire(other, limit)))


def test_a_site_keeps_its_newest_stories() -> None:
    kept = stories_of(count(made(number, number) for number in range(STORIES + 50)), SITE)

    assert [each.story for each in kept] == list(range(50, STORIES + 50))
    assert all(a.at < b.at for a, b in pairwise(kept))


def test_versions_of_an_article_are_one_story_as_it_was_seen_last() -> None:
    assert [each.at[0] for each in stories_of(count([made(1, 5), made(1, 9), made(1, 2)]), SITE)] == ["009"]


def test_texts_without_a_publisher_are_not_counted() -> None:
    assert len(count([made(1, site="seed"), made(2, site="")])) == 0


def test_a_story_is_read_back_from_its_bytes_and_takes_less_than_a_kilobyte() -> None:
    one = replace(article(3, [APPEAL.format(7)], section="Local", authors=("A desk",)), fetched_at=None)
    _, packed = story(one)

    assert unpack_story(pack_story(packed)) == packed
    assert len(pack_story(packed)) < 400
    most = packed._replace(blocks=array("Q", range(2**63, 2**63 + 100)), words=array("I", range(32)))
    assert unpack_story(pack_story(most)) == most
    assert len(pack_story(most)) < 1_200


def test_the_snapshot_is_the_same_whatever_the_order_of_the_stories() -> None:
    articles = [article(n, [APPEAL.format(1_000 + n)]) for n in range(10)]
    whole = learned(articles)
    assert len(whole.rules) == 1
    random.Random(4).shuffle(articles)
    parts = merge(count(map(story, articles[:3])), count(map(story, articles[3:])))

    assert learn(parts, reader(articles)) == whole
    assert learn(Counts(), reader(articles)).name == ""
