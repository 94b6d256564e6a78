from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import instants

MOMENTS = st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_an_instant_is_utc_with_milliseconds() -> None:
    moment = datetime(2024, 3, 1, 12, 30, 5, 987_654, tzinfo=timezone(timedelta(hours=2)))
    assert instants.from_datetime(moment) == "2024-03-01T10:30:05.987Z"


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        instants.from_datetime(datetime(2024, 3, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-03-01T12:30:05+02:00", "2024-03-01T10:30:05.000Z"),
        ("2024-03-01", "2024-03-01T00:00:00.000Z"),
        (" 2024-03-01T10:30:05Z ", "2024-03-01T10:30:05.000Z"),
        ("yesterday", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_iso_texts_are_understood_and_others_are_none(text: str, instant: str | None) -> None:
    assert instants.parse(text) == instant


@given(MOMENTS, MOMENTS)
def test_instants_sort_as_time_does(a: datetime, b: datetime) -> None:
    first, second = instants.from_datetime(a), instants.from_datetime(b)
    if instants.to_datetime(first) < instants.to_datetime(second):
        assert first < second
    assert (first == second) == (instants.to_millis(first) == instants.to_millis(second))


@given(MOMENTS)
def test_an_instant_survives_the_way_through_datetime(moment: datetime) -> None:
    instant = instants.from_datetime(moment)
    assert len(instant) == 24
    assert instants.from_datetime(instants.to_datetime(instant)) == instant


@given(st.one_of(MOMENTS.map(instants.from_datetime), st.from_regex(r"\d{4}-[\dW]\d-?\dT\d\d.?\d\d.?\d\d\.\d{1,6}Z")))
def test_only_the_one_shape_is_an_instant(text: str) -> None:
    try:
        expected = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        with pytest.raises(ValueError, match=r"time data|unconverted|day is out|must be"):
            instants.to_datetime(text)
    else:
        assert instants.to_datetime(text) == expected


def test_an_unknown_time_sorts_before_every_instant() -> None:
    assert instants.order(None, "z") < instants.order("0001-01-01T00:00:00.000Z", "a")


def test_shifting_past_the_calendar_is_clamped() -> None:
    assert instants.shift("9999-12-31T00:00:00.000Z", days=9) == "9999-12-31T23:59:59.999Z"
    assert instants.shift("0001-01-02T00:00:00.000Z", days=-9) == "0001-01-01T00:00:00.000Z"
    assert instants.shift("2024-03-01T00:00:00.000Z", days=-1) == "2024-02-29T00:00:00.000Z"
