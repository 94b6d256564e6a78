"""Leaving out what is settled, and trying dead letters again, on a real runner."""

from __future__ import annotations

from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.store.builders import dead_letter, entry, make_page, make_sighting, settle
from transforms import metrics
from transforms.records import Settlement
from transforms.store.connection import open_store
from transforms.store.errors import StoreError
from transforms.store.transform import RetryFailures, SkipSettled
from transforms.store.writing import Writer


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A store in which entries 1 and 2 are settled, 2 as a dead letter."""
    address = f"sqlite:{tmp_path / 'news.db'}"
    store = open_store(address)
    Writer(store, 1).write([settle(1), dead_letter(2), Settlement(sightings=(make_sighting(3),))])
    store.close()
    return address


def test_only_pages_without_an_outcome_go_on(address: str) -> None:
    pipeline = beam.Pipeline(FnApiRunner())
    pages = pipeline | "MakePages" >> beam.Create([make_page(number) for number in (1, 2, 3, 4)], reshuffle=False)
    left = pages | "SkipSettled" >> SkipSettled(store=address)
    assert_that(left, equal_to([make_page(3), make_page(4)]))
    result = pipeline.run()
    result.wait_until_finish()

    assert metrics.counts(result.metrics()) == {"store-in": 4, "store-settled-before": 2}


def test_a_store_that_is_not_there_fails_the_run(tmp_path: Path) -> None:
    pipeline = beam.Pipeline(FnApiRunner())
    pages = pipeline | "MakePages" >> beam.Create([make_page(1)], reshuffle=False)
    _ = pages | "SkipSettled" >> SkipSettled(store=f"sqlite:{tmp_path}/none.db")
    with pytest.raises(StoreError, match="there is no store"):
        pipeline.run().wait_until_finish()


def test_dead_letters_are_handed_out_as_the_pages_they_were_with_a_sighting_each(address: str) -> None:
    with beam.Pipeline(FnApiRunner()) as pipeline:
        again = pipeline | "RetryFailures" >> RetryFailures(store=address, entry_ids=[entry(2), entry(1), entry(99)])
        assert_that(again.pages, equal_to([make_page(2)]), label="CheckPages")
        assert_that(again.sightings, equal_to([Settlement(sightings=(make_sighting(2),))]), label="CheckSightings")
