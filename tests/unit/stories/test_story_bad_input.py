"""What no news text is, and what comes in all the same: work and memory stay bounded, outcomes clear."""

from __future__ import annotations

import pytest
from story_support.texts import BRIDGE, article, day
from story_support.world import settle

from transforms import ids
from transforms.records import Sketch
from transforms.stories.index import Index
from transforms.stories.limits import Limits
from transforms.stories.sketch import MAX_LENGTH, sketch_text


def _sketch(number: int, text: str, fetched_at: str | None) -> Sketch:
    name = f"{number:032x}"
    return sketch_text(text, Sketch(f"r1{name}", f"a1{name}", "example.org", fetched_at, f"e1{name}"))


def test_a_text_that_runs_everywhere_costs_each_article_the_same_and_the_index_nothing() -> None:
    index, limits = Index(Limits()), Limits()
    first = _sketch(0, BRIDGE, day(1))
    index.ask(first)
    for number in range(1, 1_000):
        answer = index.ask(_sketch(number, BRIDGE, day(2)))
        assert len(answer.matches) == min(number, limits.matches)
        assert answer.matches[0].other_id == first.record_id
        assert answer.told == ()
        assert (answer.log is None) == (number >= limits.bucket)
    assert len(index) == limits.bucket
    assert answer.hot == len([band for group in first.bands for band in group])


@pytest.mark.parametrize("texts", [[""], ["One line."], ["Yes.", "Yes."], ["\u3000", "\u200b"], ["No comment. " * 4]])
def test_short_texts_are_in_no_bucket(texts: list[str]) -> None:
    index = Index(Limits())
    for number, text in enumerate(texts * 3):
        answer = index.ask(_sketch(number, text, day(1)))
        assert (answer.matches, answer.log) == ((), None)
    assert len(index) == 0


def test_of_a_page_without_end_the_beginning_is_compared() -> None:
    endless = f"{BRIDGE} " * (5_000_000 // len(BRIDGE))
    assert sketch_text(endless) == sketch_text(endless[: 3 * MAX_LENGTH])


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"w{n}" for n in range(40_000)),
        "".join(chr(0x2000 + n) for n in range(0x1000)) * 20,
        "\ud800 " * 30_000,
        "大桥" * 60_000,
        "1 2 " * 50_000,
    ],
    ids=["all words differ", "all signs", "broken characters", "no spaces", "figures only"],
)
def test_texts_of_one_odd_kind_have_a_sketch_of_the_usual_size(text: str) -> None:
    sketch = sketch_text(text)
    assert len(sketch.minima) in (0, 144)
    assert sum(map(len, sketch.bands)) <= 12
    assert len(sketch.figures) <= 16


def test_mixed_scripts_and_texts_of_one_word_again_and_again_have_outcomes() -> None:
    mixed = "Мост closed 大桥 اليوم " * 20
    articles = [
        article(f"https://{site}.example/news/a-b-c-{n}", text, day(n + 1, hour))
        for n, text in enumerate([mixed, "word " * 500, "дом " * 30])
        for site, hour in (("x", 8), ("y", 9))
    ]
    outcomes = settle(articles).outcomes
    assert [outcomes[a.entry_id].outcome for a in articles] == ["record", "duplicate"] * 3


def test_times_that_are_missing_absurd_or_in_the_future_leave_the_others_alone() -> None:
    times = [None, "0001-01-01T00:00:00.000Z", day(2), day(1), "9999-12-31T23:59:59.999Z"]
    articles = [article(f"https://site{n}.example/news/bridge-to-close", BRIDGE, at) for n, at in enumerate(times)]
    view = settle(articles)
    links = {r.article.fetched_at: r.copies_of for r in view.records.values()}
    unknown = next(r.id for r in view.records.values() if r.article.fetched_at is None)
    assert links[None] is None
    assert {links[at] for at in times if at} == {unknown}  # an unknown time is near to every other


def test_hash_flooding_fills_one_bucket_and_no_more() -> None:
    """Texts whose opening is the same and all else differs: one stands in all their buckets."""
    index = Index(Limits())
    opening = " ".join(BRIDGE.split()[:40])
    for number in range(300):
        rest = " ".join(ids.content_digest(f"{number} {n}".encode())[:12] for n in range(200))
        index.ask(_sketch(number, f"{opening} {rest}", day(1)))
    assert index.size < 300 * 2_000
    assert index.ask(_sketch(999, BRIDGE, day(2))).matches == ()
