"""Learning from the store: what was counted, what is in force, and what a kill between leaves."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.learn.learn_builders import SITE, article, learned, story
from tests.unit.store.builders import make_record
from tests.unit.store.live_builders import do, ledger, make_feed, make_handout, make_pending
from transforms.learn.counts import STORIES, count
from transforms.learn.schedule import InForce
from transforms.learn.snapshot import Snapshot
from transforms.records import Article, Record, Settlement
from transforms.store import learned_rows, learning
from transforms.store.connection import open_store, transaction
from transforms.store.learning import adopt, count_records, learn_from_store
from transforms.store.runs import begin_run
from transforms.store.writing import Writer

APPEAL = "Our lamps burn because {} neighbours pay for the oil: will you add a drop?"
NOW, LATER, LAST = "2026-03-10T00:00:00.000Z", "2026-03-10T02:00:00.000Z", "2026-03-10T04:00:00.000Z"


def asking(number: int, site: str = SITE) -> Article:
    return article(number, [APPEAL.format(1_000 + number)], site=site)


def record(one: Article, status: str = "new") -> Record:
    made = make_record(int(one.entry_id[2:], 16), site=one.site, status=status, body=one.body)
    return replace(made, article=one)


def write(store: sqlite3.Connection, *articles: Article) -> None:
    run = begin_run(store, "run", "{}", NOW)
    Writer(store, run).write([Settlement(records=(record(each),)) for each in articles])


def test_a_store_with_nothing_to_learn_has_nothing_in_force(store: sqlite3.Connection) -> None:
    write(store, *(article(n) for n in range(5)))

    assert learn_from_store(store, NOW).entries == ()


def test_what_was_learned_is_in_force_from_then_on(store: sqlite3.Connection) -> None:
    articles = [asking(n) for n in range(10)]
    write(store, *articles)
    schedule = learn_from_store(store, NOW)

    assert schedule.entries == (InForce(NOW, learned(articles)),)
    assert learn_from_store(store, "2026-03-10T00:30:00.000Z") == schedule
    assert learn_from_store(store, LATER) == schedule  # nothing else was learned


def test_a_new_snapshot_follows_at_most_once_an_hour(store: sqlite3.Connection) -> None:
    write(store, *(asking(n) for n in range(10)))
    first = learn_from_store(store, NOW).entries[-1].snapshot
    write(store, *(asking(n, "other.example") for n in range(10, 20)))

    assert learn_from_store(store, "2026-03-10T00:59:00.000Z").entries[-1].snapshot == first
    second = learn_from_store(store, LATER)
    assert [entry.since for entry in second.entries] == [LATER]
    assert {rule.site for rule in second.entries[-1].snapshot.rules} == {SITE, "other.example"}


def test_a_page_that_waits_in_the_spool_keeps_the_snapshot_of_its_time(address: str, store: sqlite3.Connection) -> None:
    waiting = make_handout(11)
    assert waiting.page is not None
    at = waiting.page.fetched_at
    write(store, *(asking(n) for n in range(10)))
    adopt(store, "2026-01-01T00:00:00.000Z", InForce("", Snapshot((learned([asking(n) for n in range(10)]).rules[0],))))
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(), [make_pending(11)]))
        do(crawl.spool(waiting))
    schedule = adopt(store, LATER, InForce("", Snapshot()))

    assert [entry.since for entry in schedule.entries] == ["2026-01-01T00:00:00.000Z", LATER]
    snapshot = schedule.at(at)
    assert snapshot is not None
    assert len(snapshot.rules) == 1
    store.execute("delete from spool")
    assert [entry.since for entry in adopt(store, LAST, InForce("", Snapshot())).entries] == [LATER]


def test_what_is_given_is_in_force_from_when_it_says_itself(store: sqlite3.Connection) -> None:
    rules = learned([asking(n) for n in range(10)])

    assert adopt(store, NOW, InForce(LATER, rules)).entries == (InForce(LATER, rules),)
    assert adopt(store, LAST, InForce("", rules)).entries == (InForce(LATER, rules),)


def test_copies_are_not_counted_and_a_version_is_the_same_story(store: sqlite3.Connection) -> None:
    run = begin_run(store, "run", "{}", NOW)
    first, again = asking(1), replace(asking(2), url=asking(1).url)
    copy = replace(asking(3), body="")
    Writer(store, run).write([Settlement(records=(record(each),)) for each in (first, copy)])
    version = replace(record(again), article_id=record(first).article_id)
    Writer(store, run).write([Settlement(records=(version,))])

    assert count_records(store, NOW) == 2
    assert len(learned_rows.stories_of_site(store, SITE)) == 1


def test_what_was_counted_before_a_kill_is_counted_once(
    address: str, store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "_BATCH", 4)
    write(store, *(asking(n) for n in range(10)))
    done: list[int] = []
    put = learned_rows.put_stories

    def killed(connection: sqlite3.Connection, stories: list[object]) -> int:
        done.append(len(stories))
        if len(done) == 2:
            raise KeyboardInterrupt
        return put(connection, stories)  # type: ignore[arg-type]

    monkeypatch.setattr(learned_rows, "put_stories", killed)
    with pytest.raises(KeyboardInterrupt):
        count_records(store, NOW)
    again = open_store(address)

    assert len(learned_rows.stories_of_site(again, SITE)) == 4
    assert count_records(again, NOW) == 6
    assert len(learned_rows.stories_of_site(again, SITE)) == 10
    assert count_records(again, NOW) == 0
    again.close()


def test_a_store_that_was_never_learned_from_is_gone_through_in_several_calls(
    store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("_BATCH", 10), ("_MOST", 20), ("_SITES", 1)):
        monkeypatch.setattr(learning, name, value)
    write(store, *(asking(n, site) for n in range(20) for site in (("a.example", "b.example")[n % 2],)))
    seen = []
    for hour in range(4):
        schedule = learn_from_store(store, f"2026-03-10T{2 * hour:02}:00:00.000Z")
        seen.append([rule.site for entry in schedule.entries[-1:] for rule in entry.snapshot.rules])

    assert seen == [["a.example"], ["a.example", "b.example"], ["a.example", "b.example"], ["a.example", "b.example"]]


def test_old_stories_are_forgotten(store: sqlite3.Connection) -> None:
    write(store, asking(1), asking(2))
    count_records(store, NOW)
    write(store, asking(600))
    count_records(store, "2026-05-05T00:00:00.000Z")

    assert [each.at[0][:10] for _, each in learned_rows.stories_of_site(store, SITE)] == ["2026-03-26"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=40), st.integers(1, 7))
def test_the_rows_of_a_site_are_its_counts(store: sqlite3.Connection, seen: list[int], part: int) -> None:
    store.execute("delete from learned_stories")
    stories = [story(asking(n)) for n in seen]
    for start in range(0, len(stories), part):
        with transaction(store):
            learned_rows.put_stories(store, stories[start : start + part])

    assert list(count(learned_rows.stories_of_site(store, SITE))) == list(count(stories))
    assert len(stories) <= STORIES
