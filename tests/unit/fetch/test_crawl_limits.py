"""For whom a server's limit holds, and what robots.txt allows."""

from __future__ import annotations

import zlib

import pytest

from transforms.fetch import robots
from transforms.fetch.cursor import RobotsState
from transforms.fetch.limits import Limits, own_wait
from transforms.fetch.robots import Rules, read_answer, unreadable
from transforms.fetch.transport import Response

NOW = 1_772_600_400_000
HOUR = 3_600_000
A, WWW, OTHER = "http://a.example.org/feed", "http://www.example.org/x", "http://example.net/"


def answered(status: int, url: str = A, **headers: str) -> Response:
    return Response(url, status, tuple((k.replace("_", "-"), v) for k, v in headers.items()))


def is_held(limits: Limits, url: str, seconds: int) -> bool:
    """Whether an address is left alone for that long, or a little longer where its operator has other hosts."""
    return seconds * 1000 <= limits.until(url) - NOW <= seconds * 1100


def limits_after(*responses: Response) -> Limits:
    limits = Limits()
    for response in responses:
        limits.note(response, NOW, NOW)
    return limits


def test_too_many_requests_holds_for_all_hosts_of_the_operator() -> None:
    limits = limits_after(answered(429, retry_after="600"))
    assert is_held(limits, A, 600)
    assert is_held(limits, WWW, 600)
    assert limits.until(OTHER) == 0


def test_too_many_requests_for_a_robots_txt_holds_for_the_operator_only_where_a_time_is_named() -> None:
    named, plain = Limits(), Limits()
    named.note(answered(429, retry_after="600"), NOW, NOW, is_robots=True)
    plain.note(answered(429), NOW, NOW, is_robots=True)
    assert is_held(named, WWW, 600)
    assert (plain.until(A) > NOW, plain.until(WWW)) == (True, 0)


def test_unavailable_holds_for_the_operator_where_a_time_is_named_else_for_the_host() -> None:
    named, plain = limits_after(answered(503, retry_after="600")), limits_after(answered(503))
    assert is_held(named, WWW, 600)
    assert (plain.until(A) > NOW, plain.until(WWW)) == (True, 0)


def test_forbidden_is_about_the_address_until_it_comes_three_times_from_a_host() -> None:
    assert limits_after(answered(403), answered(403)).until(A) == 0
    assert limits_after(answered(403), answered(403), answered(403)).until(A) > NOW
    assert limits_after(answered(403), answered(200), answered(403), answered(403)).until(A) == 0
    assert limits_after(answered(403, retry_after="60")).until(A) == NOW + 60_000


def test_limits_without_a_time_grow_with_each_repeat_up_to_six_hours() -> None:
    limits, waits = Limits(), []
    for n in range(12):
        now = NOW + n * 24 * HOUR
        limits.note(answered(503), now, now)
        waits.append(limits.until(A) - now)
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (2 * 60_000, 6 * HOUR)


def test_a_good_answer_that_was_under_way_does_not_lift_a_limit() -> None:
    assert is_held(limits_after(answered(429, retry_after="600"), answered(200, WWW)), A, 600)


def test_refusals_of_what_was_under_way_already_count_as_one() -> None:
    limits = Limits()
    for n in range(8):
        limits.note(answered(429, f"http://h{n}.example.org/"), NOW, NOW + n)
    (limit,) = limits.in_force()
    assert (limit.repeats, limit.until) == (1, NOW + 7 + 5 * 60_000)
    limits.note(answered(429, retry_after="1"), NOW, NOW + 9)
    limits.note(answered(429), NOW, limit.until + 60_000)  # asked before the limit, answered after its end
    assert limits.in_force()[0].repeats == 1
    over = limits.in_force()[0].until
    limits.note(answered(429), over, over)
    assert limits.in_force()[0].repeats == 2


def test_a_good_answer_to_what_was_asked_before_a_limit_does_not_end_the_count() -> None:
    limits = limits_after(answered(503))
    over = limits.until(A)
    assert not limits.note(answered(200), NOW, over + 1)
    assert limits.note(answered(200), over, over + 1)


def test_the_hosts_of_an_operator_do_not_wake_at_one_moment() -> None:
    limits = Limits(seed=1)
    limits.note(answered(429), NOW, NOW)
    (limit,) = limits.in_force()
    wakes = [limits.until(f"http://h{n}.example.org/") for n in range(20)]
    assert len(set(wakes)) == 20
    assert limit.until <= min(wakes) < max(wakes) <= limit.until + 30_000
    assert wakes == [limits.until(f"http://h{n}.example.org/") for n in range(20)]
    again = Limits(seed=2)
    again.restore([limit])
    assert again.until("http://h0.example.org/") != wakes[0]


def test_a_shorter_limit_does_not_shorten_a_longer_one() -> None:
    assert is_held(limits_after(answered(429, retry_after="600"), answered(429, retry_after="5")), A, 600)


def test_only_answers_that_limit_or_fail_name_a_wait_of_their_own() -> None:
    assert own_wait(answered(500, retry_after="60"), NOW) == NOW + 60_000
    assert own_wait(answered(404, retry_after="60"), NOW) is None


def state_of(status: int, text: str = "", before: RobotsState | None = None) -> RobotsState:
    response = Response("http://a.example/robots.txt", status, (), text.encode())
    return read_answer("http://a.example", response, before, "newsbeam", NOW)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (404, "allow"),
        (403, "allow"),
        (410, "allow"),
        (429, "disallow"),
        (500, "disallow"),
        (503, "disallow"),
        (204, "disallow"),
    ],
)
def test_what_the_status_of_robots_txt_means(status: int, verdict: str) -> None:
    assert state_of(status).verdict == verdict


def test_rules_hold_a_day_and_failures_briefly_but_ever_longer() -> None:
    assert state_of(200, "User-agent: *").expires == NOW + 24 * HOUR
    first = unreadable("http://a.example", None, "timeout", NOW)
    assert (first.expires, unreadable("http://a.example", first, "timeout", NOW).expires) == (
        NOW + 300_000,
        NOW + 600_000,
    )


def test_rules_for_us_go_before_rules_for_all() -> None:
    state = state_of(
        200, "\ufeffUser-agent: *\nDisallow: /\n\nUser-agent: newsbeam\nDisallow: /private\nCrawl-delay: 7\n"
    )
    rules = Rules("newsbeam")
    assert rules.allows(state, "http://a.example/news/1")
    assert not rules.allows(state, "http://a.example/private/1")
    assert state.crawl_delay == 7_000


def test_a_robots_txt_of_any_bytes_is_read_as_far_as_the_limit() -> None:
    big = Response(
        "http://a.example/robots.txt", 200, (), b"\xff\x00<html>" + b"#" * 600_000 + b"\nUser-agent: *\nDisallow: /\n"
    )
    state = read_answer("http://a.example", big, None, "newsbeam", NOW)
    assert len(zlib.decompress(state.text)) == robots.PARSED
    assert Rules("newsbeam").allows(state, "http://a.example/")


def test_a_line_of_a_robots_txt_that_the_limit_cuts_is_not_read() -> None:
    lines = b"User-agent: *\nDisallow: /news/old\n"
    text = lines + b"#" * (robots.PARSED - len(lines) - 10) + b"\nDisallow: /news/new\n"
    state = read_answer("http://a.example", Response("", 200, (), text[: robots.PARSED]), None, "newsbeam", NOW)
    rules = Rules("newsbeam")
    assert not rules.allows(state, "http://a.example/news/old")
    assert rules.allows(state, "http://a.example/news/1")
