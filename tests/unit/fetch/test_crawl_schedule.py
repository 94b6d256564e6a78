"""When a feed is polled next, and how its rhythm is learned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.fetch import schedule
from transforms.fetch.cursor import FeedCursor, Rhythm
from transforms.fetch.rhythm import first_rhythm, gap, next_rhythm
from transforms.fetch.schedule import DAY, HOUR, MINUTE, after_failure, after_success, skip_over

NOW = 1_772_600_400_000  # Wed, 04 Mar 2026 05:00:00 GMT
URL = "http://a.example/feed"


def hourly(**more: object) -> FeedCursor:
    return replace(FeedCursor(URL, rhythm=Rhythm(48.0, 48.0 * HOUR)), **more)  # type: ignore[arg-type]


def due(cursor: FeedCursor, fresh: int = 0) -> schedule.Due:
    return after_success(cursor, NOW, max(fresh, NOW), 10 * MINUTE, DAY, seed=3)


def test_an_hourly_feed_is_polled_a_little_more_than_every_half_hour() -> None:
    assert 30 * MINUTE < due(hourly()).at - NOW <= 36 * MINUTE


def test_a_feed_of_a_story_a_minute_is_polled_at_the_shortest_interval_exactly() -> None:
    assert due(hourly(rhythm=Rhythm(600.0, 600.0 * MINUTE))).at == NOW + 10 * MINUTE


def test_a_feed_that_never_publishes_is_polled_once_a_day() -> None:
    assert 0.9 * DAY <= due(hourly(rhythm=Rhythm(0.0, 90.0 * DAY))).at - NOW <= DAY


def test_what_the_server_asks_for_puts_the_poll_later_never_sooner() -> None:
    own = due(hourly()).at
    assert due(hourly(), fresh=NOW + 2 * HOUR) == schedule.Due(NOW + 2 * HOUR, NOW + 2 * HOUR, "cache")
    assert due(hourly(), fresh=NOW + MINUTE).at == own
    assert due(hourly(ttl=3 * HOUR)) == schedule.Due(NOW + 3 * HOUR, NOW + 3 * HOUR, "ttl")
    assert due(hourly(ttl=365 * DAY)).at == NOW + DAY


def test_hours_and_days_to_skip_are_skipped_to_their_end() -> None:
    assert skip_over(hourly(skip_hours=(5, 6)), NOW + 10 * MINUTE) == NOW + 2 * HOUR
    assert skip_over(hourly(skip_days=(2, 3)), NOW) == NOW + 43 * HOUR  # Wednesday and Thursday: Friday, 00:00
    assert skip_over(hourly(skip_days=(2,), skip_hours=(0, 1)), NOW) == NOW + 21 * HOUR


def test_skipping_every_hour_is_a_mistake_and_not_obeyed() -> None:
    assert skip_over(hourly(skip_hours=tuple(range(24)), skip_days=tuple(range(7))), NOW) == NOW


def test_failures_back_off_to_a_day_and_never_further() -> None:
    waits = [after_failure(hourly(failures=n), NOW, None, 10 * MINUTE, seed=3).at - NOW for n in range(1, 40)]
    assert 20 * MINUTE <= waits[0] <= 22 * MINUTE
    assert DAY <= waits[20] <= 1.1 * DAY
    assert max(waits) <= 1.1 * DAY


def test_a_limit_is_waited_for_even_where_it_is_longer_than_any_back_off() -> None:
    assert after_failure(hourly(failures=1), NOW, NOW + 5 * DAY, 10 * MINUTE, seed=3).at >= NOW + 5 * DAY


def test_the_whole_is_asked_for_after_twenty_times_not_modified_or_a_day_of_it() -> None:
    assert not schedule.wants_full(hourly(unchanged=19, last_full=NOW - HOUR), NOW)
    assert schedule.wants_full(hourly(unchanged=20, last_full=NOW - HOUR), NOW)
    assert schedule.wants_full(hourly(unchanged=3, last_full=NOW - DAY), NOW)
    assert not schedule.wants_full(hourly(unchanged=1, last_full=NOW - DAY), NOW)


@given(
    st.floats(0, 1e6),
    st.floats(0, 1e12),
    st.integers(0, 10 * DAY),
    st.integers(0, 10 * DAY),
    st.sets(st.integers(0, 23)),
    st.sets(st.integers(0, 6)),
)
def test_no_poll_ever_comes_before_it_is_permitted_nor_after_the_longest_wait(
    moments: float, span: float, fresh: int, ttl: int, hours: set[int], days: set[int]
) -> None:
    cursor = hourly(
        rhythm=Rhythm(moments, span), ttl=ttl, skip_hours=tuple(sorted(hours)), skip_days=tuple(sorted(days))
    )
    found = due(cursor, NOW + min(fresh, DAY))
    assert NOW + 10 * MINUTE <= found.allowed_from <= found.at <= NOW + 9 * DAY
    assert found.at >= max(NOW + min(fresh, DAY), NOW + min(ttl, DAY))


def test_the_first_list_tells_the_rhythm_by_its_dates() -> None:
    times: list[int | None] = [NOW - n * HOUR for n in range(1, 25)]
    assert 0.9 * HOUR < gap(first_rhythm(times, NOW)) < 1.1 * HOUR
    assert gap(first_rhythm([NOW - 50 * DAY, NOW - 90 * DAY], NOW)) == 14 * DAY
    assert gap(first_rhythm([NOW - DAY, None], NOW)) == pytest.approx(DAY, rel=0.01)
    assert gap(first_rhythm([None] * 30, NOW)) == HOUR
    assert gap(first_rhythm([], NOW)) == HOUR


def test_forty_stories_at_once_are_one_moment_of_publication() -> None:
    batch: list[int | None] = [NOW - 6 * HOUR + n for n in range(40)]
    assert gap(next_rhythm(Rhythm(1.0, float(DAY)), batch, NOW - DAY, NOW)) > 12 * HOUR


def test_a_quiet_night_hardly_changes_the_rhythm_and_a_quiet_weekend_less_than_doubles_it() -> None:
    busy = Rhythm(96.0, 96.0 * HOUR)
    night, weekend = busy, busy
    for n in range(8):
        night = next_rhythm(night, [], NOW + n * HOUR, NOW + (n + 1) * HOUR)
    for n in range(60):
        weekend = next_rhythm(weekend, [], NOW + n * HOUR, NOW + (n + 1) * HOUR)
    assert gap(night) < 1.2 * HOUR
    assert gap(weekend) < 2 * HOUR


def test_a_feed_that_wakes_up_after_a_year_is_followed_closely_at_once() -> None:
    asleep = Rhythm(0.001, 100.0 * DAY)
    new: list[int | None] = [NOW - n * 20 * MINUTE for n in range(1, 7)]
    assert gap(next_rhythm(asleep, new, NOW - DAY, NOW)) < 30 * MINUTE


def test_an_entry_that_comes_late_is_one_moment_and_does_not_stretch_the_past() -> None:
    later = next_rhythm(Rhythm(1.0, float(HOUR)), [NOW - 30 * DAY], NOW - HOUR, NOW)
    assert 0.9 * HOUR < gap(later) < 1.1 * HOUR
