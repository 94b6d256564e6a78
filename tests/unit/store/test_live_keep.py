"""Retention: what goes and when, that no decision misses it, and that every sum still adds up."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.story_support.texts import ADDED, BRIDGE, EDITED, ORCHARD, article
from tests.story_support.world import World
from tests.unit.store.builders import dead_letter, entry, make_outcome, make_sighting, settle
from tests.unit.store.live_builders import FEED, do, ledger, make_feed, make_pending
from transforms import instants
from transforms.fetch.clock import moment_of
from transforms.fetch.cursor import Limit, RobotsState
from transforms.records import Article, Settlement, Sighting
from transforms.store.changes import advance, behind, follow
from transforms.store.connection import open_store
from transforms.store.failure_list import failed_page, list_failures
from transforms.store.keep import KeepDays, Pruned, prune
from transforms.store.memory import open_memory
from transforms.store.reading import search
from transforms.store.runs import begin_run
from transforms.store.totals import run_totals, store_totals
from transforms.store.writing import Writer

HOME = "https://example.org/news/old-bridge-to-close"
ELSEWHERE = "https://example.net/city/harbour-bridge-closed-to-lorries"
FOREVER = KeepDays(None, None, None, None, None, None)


def day(number: int) -> str:
    """An instant so many days after the first of January 2026."""
    return instants.shift("2026-01-01T08:00:00.000Z", days=number)


def read(store: sqlite3.Connection, address: str, number: int, *articles: Article) -> dict[str, str]:
    """A run of that day over these articles, with the stage that decides about stories reading through the store;
    what each entry came to."""
    run = begin_run(store, "replay", "[]", day(number))
    memory = open_memory(address)
    world = World(memory)  # type: ignore[arg-type]
    for each in articles:
        world.put(each)
    world.drain()
    memory.close()
    seen = Settlement(sightings=[Sighting(each.entry_id, each.url, each.fetched_at) for each in articles])
    Writer(store, run).write([seen, *world.settled])
    assert run_totals(store, run).adds_up
    rows = store.execute("select entry_id, outcome || '/' || reason from outcomes")
    return {id: outcome for id, outcome in rows if id in {each.entry_id for each in articles}}


def begin_and_write(store: sqlite3.Connection, number: int, *settlements: Settlement) -> int:
    run = begin_run(store, "replay", "[]", day(number))
    Writer(store, run).write(settlements)
    return run


def counts(store: sqlite3.Connection, *tables: str) -> tuple[int, ...]:
    return tuple(store.execute(f"select count(*) from {table}").fetchone()[0] for table in tables)


def dated(number: int, at: int) -> Sequence[Settlement]:
    """A whole settlement of entry ``number``, fetched on that day."""
    made = settle(number)
    (record,), (outcome,), (sighting,) = made.records, made.outcomes, made.sightings
    story = replace(record, article=replace(record.article, fetched_at=day(at), published_at=day(at)))
    return [
        replace(
            made,
            records=(story,),
            outcomes=(replace(outcome, fetched_at=day(at)),),
            sightings=(replace(sighting, fetched_at=day(at)),),
            story=b"",
            article_id=None,
            sketches=(),
        )
    ]


def test_an_old_story_that_reappears_is_unchanged_for_as_long_as_stories_are_kept(
    store: sqlite3.Connection, address: str
) -> None:
    first, later = article(HOME, BRIDGE, day(0)), article(HOME, BRIDGE, day(80))
    read(store, address, 0, first)
    assert not prune(store, day(79), KeepDays(records=1)).stories
    assert counts(store, "stories", "sketches", "records") == (1, 0, 0)

    assert read(store, address, 80, later) == {later.entry_id: "unchanged/unchanged"}

    prune(store, day(160))  # heard of eighty days ago
    again = article(HOME, BRIDGE, day(161))
    assert read(store, address, 161, again) == {again.entry_id: "unchanged/unchanged"}


def test_an_old_story_that_is_told_anew_is_an_update_for_as_long_as_stories_are_kept(
    store: sqlite3.Connection, address: str
) -> None:
    read(store, address, 0, article(HOME, BRIDGE, day(0)))
    prune(store, day(80))
    updated = article(HOME, ADDED, day(81))

    assert read(store, address, 81, updated) == {updated.entry_id: "version/updated"}


def test_an_article_that_reappears_after_its_story_went_is_new_again_and_the_sums_add_up(
    store: sqlite3.Connection, address: str
) -> None:
    first = article(HOME, BRIDGE, day(0))
    read(store, address, 0, first)
    gone = prune(store, day(91))

    assert (gone.stories, gone.entries) == (1, 0)
    assert counts(store, "stories", "sketches", "bands", "sightings", "outcomes") == (0, 0, 0, 0, 0)
    assert counts(store, "records") == (1,)
    assert store_totals(store).adds_up
    again = article(HOME, BRIDGE, day(92))
    assert read(store, address, 92, again, first) == {
        again.entry_id: "unchanged/unchanged",
        first.entry_id: "record/new",
    }
    assert counts(store, "records") == (1,)
    assert store_totals(store).adds_up


def test_a_copy_is_found_within_the_horizon_after_everything_older_went(
    store: sqlite3.Connection, address: str
) -> None:
    read(store, address, 0, article(HOME, ORCHARD, day(0)))
    read(store, address, 20, article(HOME + "-2", BRIDGE, day(20)))
    gone = prune(store, day(27))
    copy = article(ELSEWHERE, EDITED, day(27))

    assert gone.sketches == 1
    assert read(store, address, 27, copy) == {copy.entry_id: "duplicate/copy"}


def test_a_story_stays_whole_while_anything_of_it_is_young(store: sqlite3.Connection, address: str) -> None:
    old, young = article(HOME, BRIDGE, day(0)), article(HOME, ADDED, day(60))
    read(store, address, 0, old)
    read(store, address, 60, young)
    prune(store, day(100))

    assert counts(store, "stories", "outcomes", "sightings") == (1, 2, 2)
    assert prune(store, day(151)).stories == 1
    assert counts(store, "stories", "outcomes", "sightings") == (0, 0, 0)


def test_pages_of_last_year_that_were_read_yesterday_are_young(store: sqlite3.Connection, address: str) -> None:
    old = article(HOME, BRIDGE, "2024-03-01T08:00:00.000Z")
    undated = article(HOME + "-2", ORCHARD, None)
    read(store, address, 0, old, undated)

    assert not prune(store, day(1)).stories
    assert not prune(store, day(13)).sketches
    assert prune(store, day(15)).sketches == 1, "without a time it is near to every other, and stays"
    assert counts(store, "stories", "sketches", "records", "outcomes") == (2, 1, 2, 2)
    read(store, address, 80, old)
    assert prune(store, day(95)).stories == 1, "the other was read again since"
    assert prune(store, day(171)).stories == 1
    assert prune(store, day(366)).records == 2
    assert store_totals(store).entries == 0


def test_the_sketch_of_an_old_page_that_was_read_again_stays(store: sqlite3.Connection, address: str) -> None:
    old = article(HOME, BRIDGE, "2024-03-01T08:00:00.000Z")
    read(store, address, 0, old)
    read(store, address, 10, old)

    assert not prune(store, day(20)).sketches
    assert prune(store, day(25)).sketches == 1


def test_what_a_run_of_many_weeks_fetched_lately_is_young(store: sqlite3.Connection) -> None:
    run = begin_run(store, "run", "[]", day(0))
    for number in (1, 60):
        drop = replace(make_outcome(number, "dropped", "gone"), stage="fetch", fetched_at=day(number))
        seen = replace(make_sighting(number), fetched_at=day(number))
        Writer(store, run).write([Settlement(sightings=(seen,), outcomes=(drop,))])

    assert prune(store, day(80)).entries == 1
    assert (run_totals(store, run).entries, run_totals(store, run).adds_up) == (1, True)


def test_a_story_of_a_store_that_did_not_know_its_time_goes_when_it_is_old(
    store: sqlite3.Connection, address: str
) -> None:
    read(store, address, 0, article(HOME, BRIDGE, day(0)))
    store.execute("update stories set fetched_at = null, run = 0")

    assert not prune(store, day(50)).stories
    assert store.execute("select fetched_at, run from stories").fetchone() == (day(0), 1)
    assert prune(store, day(91)).stories == 1


def test_an_entry_without_an_article_goes_with_its_sighting_its_outcome_and_its_dead_letter(
    store: sqlite3.Connection,
) -> None:
    drop = Settlement(
        sightings=(make_sighting(2),), outcomes=(replace(make_outcome(2, "dropped", "not-html"), stage="fetch"),)
    )
    begin_and_write(store, 70, Settlement(sightings=(make_sighting(1),)), dead_letter(1), drop)
    assert prune(store, day(99)) == Pruned()
    gone = prune(store, day(101))

    assert gone.entries == 2
    assert counts(store, "sightings", "outcomes", "failures", "changes") == (0, 0, 0, 0)
    assert store_totals(store).adds_up


def test_the_entries_of_a_feed_count_from_its_last_list(address: str, store: sqlite3.Connection) -> None:
    run = begin_run(store, "run", "[]", day(0))
    at = moment_of(day(1))
    drop = replace(make_outcome(1, "dropped", "gone"), stage="fetch", fetched_at=day(1))
    with ledger(address, run) as crawl:
        do(crawl.commit_poll(make_feed(last_polled=at, last_success=at), [make_pending(1, added_at=at)]))
        Writer(store, run).write([Settlement(outcomes=(drop,))])
        later = make_feed(last_polled=moment_of(day(60)), last_success=at, failures=9, trouble="timeout")
        do(crawl.commit_poll(later, ()))
        assert not prune(store, day(60)).entries, "the feed was down since"

        do(crawl.commit_poll(replace(later, last_success=moment_of(day(61)), failures=0, trouble=""), ()))
        assert prune(store, day(62)).entries == 1
        assert do(crawl.load())[0].cursor.feeds[0].url == FEED


def test_what_waits_never_goes(address: str, store: sqlite3.Connection) -> None:
    run = begin_run(store, "run", "[]", day(0))
    with ledger(address, run) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(1), make_pending(2)]))
        prune(store, day(900), KeepDays(entries=7, stories=14))

        assert do(crawl.commit_poll(make_feed(), [make_pending(1)])) == [[]]
    assert (run_totals(store, run).waiting, run_totals(store, run).adds_up) == (2, True)


def test_the_page_of_a_dead_letter_goes_before_the_dead_letter(store: sqlite3.Connection) -> None:
    begin_and_write(store, 70, Settlement(sightings=(make_sighting(1),)), dead_letter(1))
    assert failed_page(store, entry(1)) is not None
    gone = prune(store, day(90), KeepDays(failure_pages=10))

    assert (gone.failure_pages, gone.entries) == (1, 0)
    assert failed_page(store, entry(1)) is None
    assert [letter.has_page for letter in list_failures(store)] == [False]


def test_an_old_record_leaves_the_search_too(store: sqlite3.Connection) -> None:
    begin_and_write(store, 0, *dated(1, 0))
    begin_and_write(store, 200, *dated(2, 200))
    gone = prune(store, day(366))

    assert gone.records == 1
    assert [record.id for record in search(store, "bridge")] == [dated(2, 200)[0].records[0].id]
    assert store.execute("insert into search (search) values ('integrity-check')").fetchone() is None
    assert store.execute("pragma integrity_check").fetchone() == ("ok",)


def test_robots_and_limits_go_when_they_have_long_ceased_to_hold(address: str, store: sqlite3.Connection) -> None:
    ended, lasting = moment_of(day(0)), moment_of(day(20))
    with ledger(address) as crawl:
        do(crawl.save_robots(RobotsState("https://a.example", "allow", ended)))
        do(crawl.save_robots(RobotsState("https://b.example", "allow", lasting)))
        do(crawl.save_limits([Limit("host:a", ended, "status-429"), Limit("host:b", lasting, "status-429")]))
        assert prune(store, day(40)).hosts == 2
        (loaded,) = do(crawl.load())

    assert [state.origin for state in loaded.cursor.robots] == ["https://b.example"]
    assert [limit.scope for limit in loaded.cursor.limits] == ["host:b"]


def test_of_several_lines_about_one_thing_the_last_stays_for_a_sink_that_is_added_later(
    store: sqlite3.Connection,
) -> None:
    for revision in (1, 2, 3):
        begin_and_write(store, revision, settle(1, revision=revision, status=f"s{revision}"), settle(2))
    before = follow(store, "late").settlements
    gone = prune(store, day(10), FOREVER)

    assert gone.changes == 4
    assert follow(store, "late").settlements == before
    assert counts(store, "changes") == (4,)


def test_lines_that_a_sink_has_yet_to_read_stay(store: sqlite3.Connection) -> None:
    for revision in (1, 2, 3):
        begin_and_write(store, revision, settle(1, revision=revision, status=f"s{revision}"))
    advance(store, "slow", 2)
    advance(store, "quick", 6)
    prune(store, day(10), FOREVER)

    assert [seq for (seq,) in store.execute("select seq from changes order by seq")] == [3, 4, 5, 6]
    assert behind(store, "slow") == 4


def test_a_store_is_looked_through_once_a_day_or_when_other_days_are_given(store: sqlite3.Connection) -> None:
    begin_and_write(store, 0, *dated(1, 0))
    prune(store, day(365))
    begin_and_write(store, 0, *dated(2, 0))
    soon = instants.shift(day(365), hours=23)

    assert prune(store, soon) == Pruned()
    assert prune(store, soon, KeepDays(records=300)).records == 2
    begin_and_write(store, 0, *dated(3, 0))
    assert prune(store, day(300), KeepDays(records=200)).records == 1, "the clock was set back"


def test_a_call_deletes_a_bounded_number_and_says_that_there_is_more(store: sqlite3.Connection) -> None:
    begin_and_write(store, 0, *(each for number in range(25) for each in dated(number, 0)))
    first = prune(store, day(366), most=10)
    second = prune(store, day(366), most=10)
    third = prune(store, day(366), most=10)

    assert [(each.records, each.more) for each in (first, second, third)] == [(10, True), (10, True), (5, False)]
    assert counts(store, "records") == (0,)
    assert prune(store, day(366), most=10) == Pruned()


@pytest.mark.parametrize(
    ("kept", "message"),
    [({"sketches": 13}, "keep sketches for 13"), ({"stories": 13}, "at least 14"), ({"entries": 6}, "at least 7"),
     ({"records": -1}, "at least 0")],
)  # fmt: skip
def test_days_that_would_spoil_decisions_are_refused(kept: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        KeepDays(**kept)


_NEWS = st.tuples(
    st.integers(0, 120), st.sampled_from([HOME, ELSEWHERE, HOME + "-2"]), st.sampled_from([BRIDGE, ADDED, ORCHARD])
)


@settings(max_examples=15)
@given(st.lists(_NEWS, min_size=1, max_size=8), st.lists(st.integers(1, 40), min_size=1, max_size=4))
def test_whatever_is_read_and_deleted_in_between_every_sum_adds_up_and_every_entry_is_settled(
    tmp_path_factory: pytest.TempPathFactory, news: list[tuple[int, str, str]], pauses: list[int]
) -> None:
    address = f"sqlite:{tmp_path_factory.mktemp('keep') / 'news.db'}"
    store = open_store(address)
    store.execute("pragma synchronous = off")
    for place, (number, url, body) in enumerate(sorted(news)):
        page = article(url, body, day(number))
        assert page.entry_id in read(store, address, number, page)
        prune(store, day(number + pauses[place % len(pauses)]), KeepDays(records=5, stories=14, sketches=14, entries=7))
        assert store_totals(store).adds_up
        assert page.entry_id in read(store, address, number, page), "read again, it is settled still or anew"
        assert store_totals(store).adds_up
    store.close()
