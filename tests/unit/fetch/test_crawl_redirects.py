"""Where redirects lead, and when a feed's move is adopted."""

from __future__ import annotations

from transforms.fetch.cursor import FeedCursor, Validators
from transforms.fetch.redirects import Hop, next_hop, note_move, permanent_target
from transforms.fetch.transport import Response

DAY = 86_400_000
A, B, C = "http://example.org/feed", "http://www.example.org/feed", "http://example.net/feed"


def to(location: str | None, url: str = A, status: int = 301) -> Response:
    return Response(url, status, (("location", location),) if location is not None else ())


def test_a_relative_location_is_read_from_the_address_that_gave_it() -> None:
    assert next_hop(to("/new"), [A], 5, same_operator=True) == Hop("http://example.org/new")


def test_a_feed_is_not_followed_off_its_site_but_a_page_is() -> None:
    assert next_hop(to(C), [A], 5, same_operator=True) == Hop(C, "redirect-off-site")
    assert next_hop(to(C), [A], 5, same_operator=False) == Hop(C)


def test_the_site_is_that_of_the_first_address_also_after_hops() -> None:
    assert next_hop(to(C, B), [A, B], 5, same_operator=True).problem == "redirect-off-site"


def test_loops_and_long_chains_and_missing_targets_end() -> None:
    assert next_hop(to(A, B), [A, B], 5, same_operator=True).problem == "redirect-loop"
    assert next_hop(to(A), [A], 5, same_operator=True).problem == "redirect-loop"
    chain = [f"http://example.org/{n}" for n in range(6)]
    assert next_hop(to("/7"), chain, 5, same_operator=True).problem == "too-many-redirects"
    assert next_hop(to("/7"), chain[:5], 5, same_operator=True).problem == ""
    assert next_hop(to(None), [A], 5, same_operator=True).problem == "bad-redirect"
    assert next_hop(to("javascript:alert(1)"), [A], 5, same_operator=False).problem == "bad-redirect"


def test_a_chain_moved_for_good_as_far_as_its_first_temporary_hop() -> None:
    assert permanent_target([(301, B), (308, C)]) == C
    assert permanent_target([(301, B), (302, C)]) == B
    assert permanent_target([(302, B), (301, C)]) == ""


def test_a_move_is_adopted_after_three_sightings_over_a_day_and_validators_stay_where_they_belong() -> None:
    cursor = FeedCursor(A, validators=Validators(A, '"x"'))
    for day in (0, 0.5, 0.9):
        cursor = note_move(cursor, B, int(day * DAY))
        assert cursor.address == A
    cursor = note_move(cursor, B, DAY)
    assert (cursor.url, cursor.address, cursor.validators) == (A, B, Validators(A, '"x"'))


def test_another_target_or_an_answer_in_place_begins_the_count_anew() -> None:
    cursor = note_move(note_move(FeedCursor(A), B, 0), B, DAY)
    assert note_move(cursor, C, 2 * DAY).moved_seen == 1
    assert note_move(cursor, "", 2 * DAY).moved_seen == 0
    assert note_move(note_move(cursor, "", 2 * DAY), B, 3 * DAY).address == A
