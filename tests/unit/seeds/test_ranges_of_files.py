"""Ranges: what was claimed and what is given away make up the whole, whatever divides it when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.seeds.items import END, START, Position
from transforms.seeds.ranges import Claims, Place, SeedRange

#: Three files of four, none and three items; the last item of the first ends its file early.
PLACES = [
    Place(0, START),
    Place(0, Position(10, 0, 1)),
    Place(0, Position(25, -1)),
    Place(0, END),
    Place(2, START),
    Place(2, Position(0, 1)),
    Place(2, Position(70, 0, 2)),
]
WHOLE = SeedRange(Place(0), Place(3))


def run(work: SeedRange, divisions: list[tuple[int, float]]) -> tuple[list[Place], list[SeedRange]]:
    """Reads a range as the DoFn does, dividing it after so many claims; what was claimed and what was given away."""
    claims, claimed, rest = Claims(work), [], []
    for count, place in enumerate(place for place in [*PLACES, WHOLE.stop] if place >= work.start):
        for _, fraction in (each for each in divisions if each[0] == count):
            divided = claims.divide(fraction)
            if divided:
                rest.append(divided[1])
                assert claims.range == divided[0]
        if not claims.claim(place):
            break
        claimed.append(place)
    assert claims.done()
    return claimed, rest


@given(st.lists(st.tuples(st.integers(0, 7), st.floats(0, 1)), max_size=4), st.data())
def test_every_item_is_claimed_once_however_the_range_is_divided(divisions, data) -> None:
    waiting, claimed = [WHOLE], []
    while waiting:
        got, rest = run(waiting.pop(), divisions)
        claimed += got
        waiting += rest
        divisions = data.draw(st.lists(st.tuples(st.integers(0, 7), st.floats(0, 1)), max_size=1)) if rest else []
    assert sorted(claimed) == PLACES


def test_a_part_ends_right_behind_the_last_claim() -> None:
    claims = Claims(WHOLE)
    assert claims.claim(PLACES[0])

    assert claims.divide(0) == (SeedRange(Place(0), PLACES[0].behind), SeedRange(PLACES[0].behind, Place(3)))
    assert claims.done()
    assert not claims.claim(PLACES[1])


def test_a_range_that_was_not_begun_can_be_given_away_whole() -> None:
    claims = Claims(WHOLE)

    assert claims.divide(0) == (SeedRange(Place(0), Place(0)), WHOLE)
    assert claims.done()


def test_a_range_is_divided_at_the_border_of_a_file_and_not_before_the_one_begun() -> None:
    claims = Claims(SeedRange(Place(0), Place(10)))
    claims.claim(Place(1, Position(5)))

    assert claims.divide(0.5) == (SeedRange(Place(0), Place(6)), SeedRange(Place(6), Place(10)))
    assert claims.divide(0.01) == (SeedRange(Place(0), Place(2)), SeedRange(Place(2), Place(6)))
    assert claims.divide(0.5) is None


def test_a_range_is_done_only_when_its_end_was_asked_for() -> None:
    claims = Claims(SeedRange(Place(0), Place(1)))
    assert not claims.done()
    assert claims.claim(Place(0))
    assert not claims.done()
    assert not claims.claim(Place(1))
    assert claims.done()
    assert claims.divide(0) is None


def test_a_place_that_does_not_rise_is_a_fault() -> None:
    claims = Claims(WHOLE)
    claims.claim(PLACES[1])

    with pytest.raises(ValueError, match="places rise"):
        claims.claim(PLACES[0])


NUMBERS = st.integers(-1, 2**62)
PLACE = st.builds(Place, st.integers(0, 2**31), st.builds(Position, NUMBERS, NUMBERS, NUMBERS))


@given(PLACE, PLACE)
def test_a_range_survives_its_bytes(start: Place, stop: Place) -> None:
    assert SeedRange.decode(SeedRange(start, stop).encode()) == SeedRange(start, stop)


def test_bytes_of_another_version_are_refused() -> None:
    with pytest.raises(ValueError, match="version byte"):
        SeedRange.decode(b"\x02" + WHOLE.encode()[1:])


def test_the_size_of_a_range_counts_a_file_that_was_begun() -> None:
    assert WHOLE.files() == 3
    assert SeedRange(Place(1, Position(5)), Place(3)).files() == 2
    assert SeedRange(Place(1), Place(1, Position(5))).files() == 1
    assert SeedRange(Place(1), Place(1)).files() == 0
