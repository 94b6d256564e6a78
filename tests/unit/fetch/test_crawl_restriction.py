"""What is claimed of a restriction, and what a checkpoint leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.fetch.restriction import CrawlClaims, CrawlRestriction

_RESTRICTIONS = st.builds(
    CrawlRestriction,
    sequence=st.integers(0, 2**40),
    resumes=st.integers(-1, 1_000),
    ends_at=st.integers(-1, 2**45),
    cursor=st.binary(max_size=50),
)


@given(_RESTRICTIONS)
def test_a_restriction_comes_back_from_its_bytes(restriction: CrawlRestriction) -> None:
    assert CrawlRestriction.decode(restriction.encode()) == restriction


def test_bytes_of_another_version_are_refused() -> None:
    with pytest.raises(ValueError, match="version byte"):
        CrawlRestriction.decode(b"\x09" + bytes(24))


def test_the_rest_counts_what_was_handed_out_and_carries_the_cursor_of_that_moment() -> None:
    cursors = iter([b"after two"])
    claims = CrawlClaims(CrawlRestriction(sequence=5, cursor=b"before"))
    assert claims.begin(lambda: next(cursors))
    assert (claims.hand_out(), claims.hand_out()) == (True, True)
    assert claims.part(0) == (CrawlRestriction(5, cursor=b"before"), CrawlRestriction(7, cursor=b"after two"))
    assert claims.is_done()


def test_after_a_checkpoint_nothing_more_is_handed_out() -> None:
    claims = CrawlClaims(CrawlRestriction())
    claims.begin(lambda: b"x")
    claims.part(0)
    assert not claims.hand_out()
    assert not claims.end()
    assert claims.part(0) is None


def test_a_checkpoint_before_the_start_leaves_everything_as_it_was() -> None:
    claims = CrawlClaims(CrawlRestriction(3, 4, 5, b"x"))
    assert claims.part(0) == (CrawlRestriction(3, 4, 5, b"x"), CrawlRestriction(3, 4, 5, b"x"))
    assert not claims.begin(lambda: b"y")


def test_a_crawl_is_not_divided_and_one_that_has_ended_leaves_no_rest() -> None:
    claims = CrawlClaims(CrawlRestriction())
    assert claims.part(0.5) is None
    assert not claims.is_done()
    assert claims.end()
    assert claims.part(0) is None
    assert claims.is_done()


def test_an_epoch_ends_by_its_time_or_its_resumes() -> None:
    assert not CrawlRestriction().is_over(10**15)
    assert not CrawlRestriction(0, 5, 1_000).is_over(999)
    assert CrawlRestriction(0, 5, 1_000).is_over(1_000)
    claims = CrawlClaims(CrawlRestriction(0, 1, 1_000))
    claims.begin(lambda: b"")
    parted = claims.part(0)
    assert parted is not None
    assert parted[1].is_over(0)
