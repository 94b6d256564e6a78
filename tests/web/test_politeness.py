"""The checks of politeness, each on a log made by hand: one that is fine, and one with what it is there to find."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.web import politeness as polite
from tests.web.log import Logged

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
HOST, SISTER, OTHER = "north.group.example", "south.group.example", "paper.example"
FEED = "/feeds/all.xml"


@dataclass
class Rules:
    """A web of three hosts, two of one operator."""

    delays: dict[str, int] = field(default_factory=dict)
    closed: tuple[str, ...] = ("/premium/",)

    def operator(self, host: str) -> str:
        return ".".join(host.split(".")[-2:])

    def crawl_delay(self, host: str) -> int:
        return self.delays.get(host, 0)

    def allows(self, host: str, path: str) -> bool:
        return not path.startswith(self.closed)


def log(*requests: Logged) -> list[Logged]:
    """Requests with their numbers, in this order."""
    made = []
    for number, request in enumerate(requests):
        fields = {name: getattr(request, name) for name in request.__dataclass_fields__}
        made.append(Logged(**{**fields, "number": number}))
    return made


def asked(at: int, path: str = FEED, host: str = HOST, took: int = 200, **more: Any) -> Logged:
    """A request that was answered 200."""
    kind = "feed" if path.startswith(("/feeds", "/moved")) else "page"
    fields = {"ended": at + took, "status": 200, "kind": "robots" if path == "/robots.txt" else kind, **more}
    return Logged(0, host, path, at, **fields)


def robots(at: int, host: str = HOST, **more: Any) -> Logged:
    return asked(at, "/robots.txt", host, **more)


def test_two_requests_at_once_are_found_also_where_the_first_never_ended() -> None:
    assert polite.requests_at_once(log(asked(0), asked(200), asked(100, host=OTHER))) == []
    assert len(polite.requests_at_once(log(asked(0), asked(199)))) == 1
    assert len(polite.requests_at_once(log(asked(0, ended=None), asked(10**9)))) == 1


def test_spacing_is_measured_from_the_end_of_a_request_and_per_host() -> None:
    assert polite.spacing_broken(log(asked(0), asked(2_200), asked(2_300, host=OTHER)), Rules()) == []
    assert len(polite.spacing_broken(log(asked(0), asked(2_199)), Rules())) == 1


def test_a_crawl_delay_counts_once_its_robots_txt_was_read_and_up_to_the_cap() -> None:
    rules = Rules({HOST: 10_000})
    before = (asked(0), asked(3_000), robots(6_000))
    assert polite.spacing_broken(log(*before, asked(16_200)), rules) == []
    assert len(polite.spacing_broken(log(*before, asked(16_199)), rules)) == 1
    assert polite.spacing_broken(log(robots(0), asked(61_000)), Rules({HOST: DAY})) == []
    assert len(polite.spacing_broken(log(robots(0), asked(60_199)), Rules({HOST: DAY}))) == 1


def test_a_poll_before_the_answer_allowed_it_is_found() -> None:
    fresh = asked(0, rest=HOUR)
    assert polite.polls_too_early(log(fresh, asked(HOUR + 200))) == []
    assert len(polite.polls_too_early(log(fresh, asked(HOUR + 199)))) == 1
    assert polite.polls_too_early(log(asked(0, rest=HOUR, failure="cut"), asked(11 * MINUTE))) == []


def test_a_poll_within_the_shortest_interval_is_found() -> None:
    assert len(polite.polls_too_early(log(asked(0), asked(9 * MINUTE)))) == 1
    assert polite.polls_too_early(log(asked(0), asked(9 * MINUTE)), least=5 * MINUTE) == []
    assert polite.polls_too_early(log(asked(0), asked(9 * MINUTE, "/feeds/other.xml"))) == []


def test_a_poll_at_an_hour_that_the_feed_skips_is_found_once_the_feed_could_be_read() -> None:
    skips = asked(7 * HOUR, skip_hours=(9, 10))
    assert polite.polls_at_skipped_hours(log(skips, asked(8 * HOUR), asked(11 * HOUR))) == []
    assert len(polite.polls_at_skipped_hours(log(skips, asked(8 * HOUR, status=304), asked(9 * HOUR)))) == 1
    unread = asked(7 * HOUR, skip_hours=(9, 10), is_readable=False)
    assert polite.polls_at_skipped_hours(log(unread, asked(9 * HOUR))) == []


def test_a_limit_holds_for_all_feeds_of_the_operator_and_for_nobody_else() -> None:
    for status in (429, 503):
        limited = asked(0, status=status, wait=HOUR)
        fine = log(limited, asked(MINUTE, host=OTHER), asked(HOUR + 200, host=SISTER))
        assert polite.limits_ignored(fine, Rules()) == []
        assert len(polite.limits_ignored(log(limited, asked(HOUR, host=SISTER)), Rules())) == 1


def test_a_403_with_a_time_holds_for_its_host_only() -> None:
    limited = asked(0, status=403, wait=HOUR)
    assert polite.limits_ignored(log(limited, asked(MINUTE, host=SISTER)), Rules()) == []
    assert len(polite.limits_ignored(log(limited, asked(MINUTE)), Rules())) == 1
    assert polite.limits_ignored(log(asked(0, status=403), asked(3_000)), Rules()) == []


def test_a_limit_without_a_time_holds_for_a_minute_and_what_was_under_way_before_is_no_offence() -> None:
    limited = asked(1_000, status=429)
    assert len(polite.limits_ignored(log(limited, asked(MINUTE)), Rules())) == 1
    assert (
        polite.limits_ignored(log(asked(1_100, host=SISTER, took=HOUR), asked(1_000, status=429, wait=HOUR)), Rules())
        == []
    )


def test_a_request_that_took_no_time_is_not_judged_by_its_own_answer() -> None:
    assert polite.limits_ignored(log(asked(0, took=0, status=429, wait=HOUR)), Rules()) == []


def test_validators_are_to_be_those_of_the_last_answer_that_could_be_read() -> None:
    first = asked(0, etag='W/"1"', last_modified="then")
    right = asked(HOUR, status=304, if_none_match='W/"1"', if_modified_since="then")
    assert polite.validators_wrong(log(first, right)) == []
    for sent in ({"if_none_match": '"1"'}, {"if_none_match": 'W/"1"'}, {"if_modified_since": "then"}):
        assert len(polite.validators_wrong(log(first, asked(HOUR, **sent)))) == 1
    second = asked(HOUR, etag="2")
    assert len(polite.validators_wrong(log(first, second, asked(2 * HOUR, if_none_match='W/"1"')))) == 1


def test_validators_of_another_address_a_broken_body_or_a_broken_exchange_are_wrong() -> None:
    assert len(polite.validators_wrong(log(asked(0, "/moved/x", etag="1"), asked(HOUR, if_none_match="1")))) == 1
    for why in ({"is_readable": False}, {"failure": "cut"}, {"status": 404}):
        given = asked(0, etag="1", **why)
        assert len(polite.validators_wrong(log(given, asked(HOUR, if_none_match="1")))) == 1
    doubtful = log(asked(0, etag="1"), asked(1, etag="2", is_readable=None), asked(2, if_none_match="1"))
    assert polite.validators_wrong(doubtful) == []


def test_nothing_is_asked_before_robots_txt_nor_what_it_forbids() -> None:
    assert polite.robots_disobeyed(log(robots(0), asked(3_000)), Rules()) == []
    assert len(polite.robots_disobeyed(log(asked(0), robots(3_000)), Rules())) == 1
    assert len(polite.robots_disobeyed(log(robots(0), asked(3_000, host=SISTER)), Rules())) == 1
    assert len(polite.robots_disobeyed(log(robots(0), asked(3_000, "/premium/x")), Rules())) == 1


def test_a_robots_txt_that_cannot_be_read_forbids_everything_and_one_that_is_missing_nothing() -> None:
    assert polite.robots_disobeyed(log(robots(0, status=404), asked(3_000)), Rules()) == []
    for why in ({"status": 429}, {"status": 500}, {"failure": "timeout"}):
        assert len(polite.robots_disobeyed(log(robots(0), robots(3_000, **why), asked(6_000)), Rules())) == 1


def test_a_robots_txt_is_not_believed_for_longer_than_a_day() -> None:
    assert polite.robots_disobeyed(log(robots(0), asked(DAY)), Rules()) == []
    assert len(polite.robots_disobeyed(log(robots(0), asked(DAY + 201)), Rules())) == 1


def test_a_robots_txt_behind_a_redirect_speaks_for_the_host_that_was_asked() -> None:
    moved = robots(0, status=301, location=f"{OTHER}/rules/robots.txt")
    target = asked(3_000, "/rules/robots.txt", OTHER, kind="robots")
    assert polite.robots_disobeyed(log(moved, target, asked(6_000)), Rules()) == []
    assert len(polite.robots_disobeyed(log(moved, asked(6_000)), Rules())) == 1
    failed = asked(3_000, "/rules/robots.txt", OTHER, kind="robots", status=503)
    assert len(polite.robots_disobeyed(log(moved, failed, asked(6_000)), Rules())) == 1


def test_a_feed_that_is_gone_is_asked_no_more() -> None:
    assert polite.asked_when_gone(log(asked(0), asked(HOUR, status=410), asked(2 * HOUR, "/feeds/b.xml"))) == []
    assert len(polite.asked_when_gone(log(asked(0, status=410), asked(HOUR)))) == 1


def redirected(at: int, status: int = 301, path: str = "/moved/feed") -> tuple[Logged, Logged]:
    return asked(at, status=status, location=f"{HOST}{path}"), asked(at + 3_000, path)


def test_a_move_is_adopted_after_three_sightings_and_not_before() -> None:
    listed = [(HOST, FEED)]
    twice = (*redirected(0), *redirected(HOUR))
    adopted = asked(9 * HOUR, "/moved/feed")
    assert (
        polite.moved_too_early(log(*twice, *redirected(2 * HOUR), adopted, asked(10 * HOUR, "/moved/feed")), listed)
        == []
    )
    assert len(polite.moved_too_early(log(*twice, adopted), listed)) == 1


def test_a_temporary_redirect_is_never_adopted() -> None:
    often = [request for hour in range(5) for request in redirected(hour * HOUR, 302)]
    assert polite.moved_too_early(log(*often), [(HOST, FEED)]) == []
    assert len(polite.moved_too_early(log(*often, asked(DAY, "/moved/feed")), [(HOST, FEED)])) == 1


def test_whoever_follows_a_feed_off_its_site_is_found() -> None:
    assert polite.strayed(log(asked(0))) == []
    assert len(polite.strayed(log(asked(0, "/trap/feed", OTHER, kind="trap")))) == 1


def test_requests_without_a_name_and_contact_or_with_a_cookie_are_found() -> None:
    signed = "newsbeam/1.0 (+https://reader.example/about)"
    assert polite.unsigned(log(asked(0, user_agent=signed))) == []
    assert len(polite.unsigned(log(asked(0), asked(1, user_agent="Mozilla/5.0")))) == 2
    assert len(polite.unsigned(log(asked(0, user_agent=signed, cookie="visitor=1")))) == 1


def test_all_checks_are_run_at_once_and_named() -> None:
    found = polite.all_violations(log(robots(0), asked(100)), Rules(), [(HOST, FEED)])
    assert sorted(found) == ["requests_at_once", "robots_disobeyed", "spacing_broken", "unsigned"]
    assert "spacing_broken" not in polite.all_violations(log(robots(0), asked(300)), Rules(), [], spacing=50)
