from __future__ import annotations

from story_support.texts import ADDED, BRIDGE, FIGURE, article, day

from transforms.records import Article, Fact, Match, Settlement
from transforms.stories.decide import decide, nearby
from transforms.stories.identity import article_id_of
from transforms.stories.limits import Limits
from transforms.stories.story import Story, decode, encode, latest_time
from transforms.stories.text import ArticleText

URL = "https://example.org/news/old-bridge-to-close"
ID = article_id_of(article(URL, BRIDGE))
_THREE = Limits(partitions=3)


def _tell(story: Story, *facts: Fact, limits: Limits | None = None) -> tuple[Story, list[Settlement]]:
    settled = []
    for fact in facts:
        story, settlement = decide(story, fact, limits or _THREE)
        story = decode(encode(story))
        settled += [settlement] if settlement else []
    return story, settled


def _facts(one: Article, *matches: Match) -> list[Fact]:
    answers = [Fact(group=g, entry_id=one.entry_id, matches=matches if g == 0 else ()) for g in range(3)]
    return [Fact(article=one), *answers]


def _match(one: Article, relation: str, at: str | None, other: str = "r-other") -> Match:
    return Match(ArticleText(one).record_id(ID), other, "a-other", "example.net", at, f"e-{other}", relation)


def test_nothing_is_settled_before_the_article_and_all_partitions_have_spoken() -> None:
    one = article(URL, BRIDGE, day(1))
    story, settled = _tell(Story(ID), *_facts(one)[:-1])
    assert settled == []
    _, settled = _tell(story, _facts(one)[-1])
    assert [r.status for r in settled[0].records] == ["new"]
    assert [s.record_id for s in settled[0].sketches] == [settled[0].records[0].id]


def test_the_article_and_the_answer_of_a_single_partition_may_come_as_one_fact() -> None:
    one = article(URL, BRIDGE, day(1))
    apart, first = _tell(Story(ID), Fact(article=one), Fact(group=0, entry_id=one.entry_id), limits=Limits())
    at_once, second = _tell(Story(ID), Fact(article=one, group=0, entry_id=one.entry_id), limits=Limits())
    assert (apart, first) == (at_once, second)
    assert [r.status for r in second[0].records] == ["new"]


def test_a_repeat_of_a_known_entry_says_nothing() -> None:
    one = article(URL, BRIDGE, day(1))
    story, _ = _tell(Story(ID), *_facts(one))
    after, settled = _tell(story, *_facts(one))
    assert settled == []
    assert after == story


def test_the_latest_time_of_a_story_is_that_of_its_last_page_or_neighbour_in_any_order() -> None:
    pages = [article(URL, BRIDGE, day(9)), article(URL, ADDED, day(2)), article(URL, BRIDGE, day(1))]
    story, _ = _tell(Story(ID), *(fact for one in pages for fact in _facts(one)))
    assert latest_time(story) == day(9)
    assert latest_time(Story(ID)) is None
    told, _ = _tell(Story(ID), Fact(group=0, matches=(_match(pages[0], "same", day(4)),)))
    assert latest_time(told) == day(4)


def test_decide_leaves_the_story_it_was_given_alone() -> None:
    one = article(URL, BRIDGE, day(1))
    story, _ = _tell(Story(ID), *_facts(one)[:-1])
    before = encode(story)
    decide(story, _facts(one)[-1], _THREE)
    assert encode(story) == before


def test_the_settled_story_leaves_out_what_is_pending() -> None:
    one, two = article(URL, BRIDGE, day(1)), article(URL, ADDED, day(2))
    story, settled = _tell(Story(ID), Fact(article=two), *_facts(one))
    assert list(story.pending) == [two.entry_id]
    assert decode(settled[0].story).pending == {}


def test_the_earliest_qualified_match_is_the_source_and_a_later_copy_is_none() -> None:
    one = article(URL, BRIDGE, day(5))
    matches = [
        _match(one, "same", day(6), "later"),
        _match(one, "same", day(4), "early"),
        _match(one, "same", day(3), "earlier"),
        _match(one, "whole", day(1), "its-stub"),
    ]
    _, (settlement,) = _tell(Story(ID), *_facts(one, *matches))
    (record,) = settlement.records
    assert (record.status, record.copies_of, record.article.body) == ("copy", "earlier", "")
    assert (settlement.outcomes[0].outcome, settlement.outcomes[0].reason) == ("duplicate", "copy")


def test_a_neighbour_told_later_corrects_by_a_new_revision() -> None:
    one = article(URL, BRIDGE, day(5))
    story, _ = _tell(Story(ID), *_facts(one))
    _, (settlement,) = _tell(story, Fact(group=1, matches=(_match(one, "part", day(9)),)))
    assert [(r.status, r.revision) for r in settlement.records] == [("truncated", 2)]
    assert [(o.reason, o.revision) for o in settlement.outcomes] == [("truncated", 2)]
    assert settlement.sketches == ()


def test_a_second_text_stays_a_version_even_where_it_copies() -> None:
    one, two = article(URL, BRIDGE, day(1)), article(URL, FIGURE, day(2))
    _, settled = _tell(Story(ID), *_facts(one), *_facts(two, _match(two, "same", day(1))))
    (record,) = settled[1].records
    assert (record.version, record.status, record.copies_of, record.article) == (2, "corrected", "r-other", two)
    assert [c.what for c in record.changed] == ["rewritten"]


def test_texts_beyond_the_cap_are_dropped_by_name_and_the_smallest_stay() -> None:
    texts = [article(URL, f"{BRIDGE} Edition {n}.", day(n)) for n in (4, 2, 3, 1)]
    facts = [fact for one in texts for fact in _facts(one)]
    story, settled = _tell(Story(ID), *facts, limits=Limits(partitions=3, versions=2))
    last = {o.entry_id: (o.outcome, o.reason) for s in settled for o in s.outcomes}
    assert [last[t.entry_id] for t in texts] == [
        ("dropped", "too-many-versions"),
        ("version", "corrected"),
        ("dropped", "too-many-versions"),
        ("record", "new"),
    ]
    assert len(story.versions) == 2


def test_sightings_beyond_the_cap_are_named() -> None:
    seen = [article(f"{URL}?utm_source={n}", BRIDGE, day(n)) for n in (1, 2, 3, 4)]
    story, settled = _tell(Story(ID), *(f for one in seen for f in _facts(one)), limits=Limits(partitions=3, repeats=2))
    reasons = [o.reason for s in settled for o in s.outcomes]
    assert reasons == ["new", "unchanged", "unchanged", "over-cap"]
    assert len(story.repeats) == 2


def test_the_number_of_matches_and_of_texts_nobody_has_seen_is_bounded() -> None:
    one = article(URL, BRIDGE, day(5))
    matches = tuple(_match(one, "same", day(1, n), f"o{n:02d}") for n in range(23, 0, -1))
    strays = [Fact(group=0, matches=(Match(f"r-{n}", "o", "a", "s", None, "e", "same"),)) for n in range(20)]
    story, _ = _tell(Story(ID), *strays, *_facts(one, *matches), limits=Limits(matches=4, orphans=5))
    assert sorted(story.matches[ArticleText(one).record_id(ID)]) == ["o01", "o02", "o03", "o04"]
    assert len(story.matches) <= 6


def test_an_unknown_time_is_near_and_a_day_is_a_day() -> None:
    assert nearby(None, day(1), 0.5)
    assert nearby(day(1), day(2), 1.0)
    assert not nearby(day(1), day(3), 1.0)
    assert not nearby(day(3), day(1), 1.0)
