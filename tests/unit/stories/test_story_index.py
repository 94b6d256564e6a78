from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from story_support.texts import ADDED, BRIDGE, EDITED, ORCHARD, STUB, day

from transforms.records import Sketch
from transforms.stories.index import Index, Stamp
from transforms.stories.limits import Limits
from transforms.stories.packing import pack
from transforms.stories.sketch import only_partition, sketch_text


def _sketch(name: str, text: str, fetched_at: str | None, article: str | None = None) -> Sketch:
    blank = Sketch(f"r-{name}", article or f"a-{name}", "example.org", fetched_at, f"e-{name}")
    return only_partition(sketch_text(text, blank), 0, 3)


def test_the_later_of_two_copies_is_told_of_the_earlier_whichever_comes_first() -> None:
    early, late = _sketch("early", BRIDGE, day(1)), _sketch("late", EDITED, day(2))
    index = Index(Limits())
    assert index.ask(early).matches == ()
    answer = index.ask(late)
    assert [(m.record_id, m.other_id, m.relation) for m in answer.matches] == [("r-late", "r-early", "same")]
    assert answer.told == ()
    index = Index(Limits())
    assert index.ask(late).matches == ()
    answer = index.ask(early)
    assert answer.matches == ()
    assert [(a, m.record_id, m.other_id) for a, m in answer.told] == [("a-late", "r-late", "r-early")]


def test_a_truncated_copy_is_told_of_its_whole_at_any_time() -> None:
    stub = replace(sketch_text(STUB, Sketch("r-s", "a-s", "example.org", day(1), "e-s")))
    whole = replace(sketch_text(BRIDGE, Sketch("r-w", "a-w", "example.org", day(2), "e-w")))
    index = Index(Limits())
    index.ask(only_partition(stub, 2, 3))
    ((article_id, match),) = index.ask(only_partition(whole, 2, 3)).told
    assert (article_id, match.relation) == ("a-s", "part")


def test_texts_of_one_article_are_not_matched_with_each_other() -> None:
    index = Index(Limits())
    index.ask(_sketch("one", BRIDGE, day(1), "a"))
    assert index.ask(_sketch("two", EDITED, day(2), "a")).matches == ()


def test_a_known_text_seen_later_changes_nothing_and_seen_earlier_tells_again() -> None:
    index = Index(Limits())
    index.ask(_sketch("x", BRIDGE, day(3)))
    index.ask(_sketch("y", EDITED, day(4)))
    later = index.ask(replace(_sketch("x", BRIDGE, day(5)), entry_id="e-later"))
    assert (later.log, later.told) == (None, ())
    earlier = index.ask(replace(_sketch("x", BRIDGE, day(2)), entry_id="e-earlier"))
    assert earlier.log is not None
    ((_, match),) = earlier.told
    assert (match.other_fetched_at, match.other_entry_id) == (day(2), "e-earlier")


def test_beyond_the_horizon_is_no_match_but_an_unknown_time_is_near_to_all() -> None:
    index = Index(Limits(horizon_days=7))
    index.ask(_sketch("x", BRIDGE, day(1)))
    assert index.ask(_sketch("y", BRIDGE, day(9))).matches == ()
    index.ask(_sketch("z", BRIDGE, None))
    assert [m.other_id for m in index.ask(_sketch("w", BRIDGE, day(20))).matches] == ["r-z"]


def test_what_the_store_remembers_is_matched_as_if_it_had_been_seen_here() -> None:
    index = Index(Limits())
    answer = index.ask(
        _sketch("late", EDITED, day(2)), [_sketch("early", BRIDGE, day(1)), _sketch("far", ORCHARD, day(1))]
    )
    assert [m.other_id for m in answer.matches] == ["r-early"]
    known = index.ask(replace(_sketch("early", BRIDGE, day(3)), entry_id="e-again"), [_sketch("early", BRIDGE, day(1))])
    assert (known.log, known.matches) == (None, ())


def test_a_full_bucket_keeps_the_smallest_and_is_counted() -> None:
    index = Index(Limits(bucket=3))
    hot = [index.ask(_sketch(f"{n}", BRIDGE, day(n))).hot for n in (5, 4, 3, 2, 1)]
    assert hot[:3] == [0, 0, 0]
    assert hot[3] > 0
    assert len(index) == 3
    assert {m.other_id for m in index.ask(_sketch("9", BRIDGE, day(6))).matches} == {"r-1", "r-2", "r-3"}
    assert index.ask(_sketch("8", BRIDGE, day(7))).log is None  # of no use to anybody: not even logged


@settings(max_examples=30)
@given(st.permutations(range(8)), st.integers(1, 4))
def test_what_a_full_bucket_keeps_does_not_depend_on_the_order(order: list[int], bucket: int) -> None:
    index = Index(Limits(bucket=bucket, horizon_days=30))
    for n in order:
        index.ask(_sketch(f"{n}", BRIDGE, day(n + 1)))
    found = index.ask(_sketch("last", BRIDGE, day(9))).matches
    assert {m.other_id for m in found} == {f"r-{n}" for n in range(bucket)}
    assert len(index) == bucket


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from([BRIDGE, EDITED, ADDED, ORCHARD]), st.integers(1, 9))),
    st.randoms(use_true_random=False),
)
def test_an_index_rebuilt_from_its_log_in_any_order_answers_the_same(
    seen: list[tuple[int, str, int]], rng: random.Random
) -> None:
    limits = Limits(bucket=2)
    index, log = Index(limits), []
    for n, text, at in seen:
        answer = index.ask(_sketch(f"{n}-{len(text)}", text, day(at)))
        log += [answer.log] if answer.log is not None else []
    rng.shuffle(log)
    again = Index.rebuilt(limits, log)
    assert again.stamp == index.stamp
    question = _sketch("asking", EDITED, day(9))
    assert sorted(again.ask(question).matches, key=str) == sorted(index.ask(question).matches, key=str)


def test_a_log_written_anew_holds_the_same_and_its_stamp_says_so() -> None:
    index = Index(Limits())
    for n in range(5):
        index.ask(_sketch("x", BRIDGE, day(9 - n)))
    assert index.stamp.entries == 5
    entries = index.log()
    assert len(entries) == 1
    assert Index.rebuilt(Limits(), entries).stamp == index.stamp == Stamp().plus(entries[0])


def test_a_stamp_tells_logs_apart_whatever_their_order() -> None:
    one, two = pack(_sketch("x", BRIDGE, day(1))), pack(_sketch("x", BRIDGE, day(2)))
    assert Stamp().plus(one).plus(two) == Stamp().plus(two).plus(one)
    assert Stamp().plus(one) != Stamp().plus(two)


def test_what_is_beyond_the_horizon_is_forgotten_when_it_is_most_and_one_time_in_the_future_makes_nothing_old() -> None:
    index = Index(Limits(horizon_days=2))
    for n in range(12):
        index.ask(_sketch(f"old-{n}", f"{ORCHARD} Telling {n}.", day(1)))
    index.ask(_sketch("future", BRIDGE, "2099-01-01T00:00:00.000Z"))
    assert index.forget_stale() == 0
    for n in range(8):
        index.ask(_sketch(f"new-{n}", f"{BRIDGE} Telling {n}.", day(20)))
    assert index.forget_stale() == 12
    assert len(index) == 9
    assert Index.rebuilt(Limits(horizon_days=2), index.log()).stamp == index.stamp
    assert {m.other_id for m in index.ask(_sketch("x", BRIDGE, day(21))).matches} == {f"r-new-{n}" for n in range(8)}
    assert index.ask(_sketch("y", ORCHARD, day(2))).matches == ()
