"""What servers say in headers about when to come back: Retry-After, Cache-Control, Expires."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.fetch.cache_headers import fresh_until
from transforms.fetch.http_dates import parse_http_date
from transforms.fetch.retry_after import LONGEST, retry_after
from transforms.fetch.transport import Response

NOW = 1_772_600_400_000  # Wed, 04 Mar 2026 05:00:00 GMT


def answer(**headers: str) -> Response:
    return Response("http://a.example/feed", 200, tuple((k.replace("_", "-"), v) for k, v in headers.items()))


def test_retry_after_in_seconds_counts_from_now() -> None:
    assert retry_after("120", NOW) == NOW + 120_000


def test_retry_after_as_a_date_is_that_date() -> None:
    assert retry_after("Wed, 04 Mar 2026 06:30:00 GMT", NOW) == NOW + 90 * 60_000


@pytest.mark.parametrize("value", [None, "", "soon", "-5", "0", "1.5", "Wed, 04 Mar 2026 04:00:00 GMT", "٣"])
def test_a_retry_after_that_names_no_time_ahead_is_none(value: str | None) -> None:
    assert retry_after(value, NOW) is None


def test_a_retry_after_of_a_year_holds_for_a_week() -> None:
    assert retry_after("31536000", NOW) == NOW + LONGEST
    assert retry_after("Wed, 04 Mar 2099 06:30:00 GMT", NOW) == NOW + LONGEST


@pytest.mark.parametrize(
    "text", ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
)
def test_all_three_forms_of_an_http_date_are_one_moment(text: str) -> None:
    assert parse_http_date(text) == 784_111_777_000


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none_and_never_an_error(text: str) -> None:
    moment = parse_http_date(text)
    assert moment is None or moment >= 0


def test_max_age_keeps_a_response_fresh_less_the_age_it_arrived_with() -> None:
    assert fresh_until(answer(cache_control="public, max-age=1800", age="300"), NOW) == NOW + 1_500_000


def test_max_age_goes_before_expires() -> None:
    response = answer(cache_control="max-age=60", expires="Thu, 05 Mar 2026 05:00:00 GMT")
    assert fresh_until(response, NOW) == NOW + 60_000


def test_expires_is_measured_from_the_servers_own_clock() -> None:
    response = answer(expires="Wed, 04 Mar 2026 09:00:00 GMT", date="Wed, 04 Mar 2026 08:00:00 GMT")
    assert fresh_until(response, NOW) == NOW + 3_600_000


def test_no_cache_and_a_missing_word_leave_the_rhythm_to_decide() -> None:
    assert fresh_until(answer(cache_control="no-cache, max-age=600"), NOW) == NOW
    assert fresh_until(answer(), NOW) == NOW
    assert fresh_until(answer(expires="0"), NOW) == NOW


def test_a_max_age_of_a_year_holds_for_a_day() -> None:
    assert fresh_until(answer(cache_control="max-age=31536000"), NOW) == NOW + 24 * 3_600_000


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=40))
def test_freshness_lies_between_now_and_a_day_whatever_the_headers(control: str, expires: str, age: str) -> None:
    assert NOW <= fresh_until(answer(cache_control=control, expires=expires, age=age), NOW) <= NOW + 24 * 3_600_000
