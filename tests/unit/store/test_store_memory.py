"""What the stateful stage reads from the store."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.store.builders import entry, instant, make_sketch
from transforms.instants import order
from transforms.records import Settlement, Sketch
from transforms.store.errors import StoreError
from transforms.store.memory import open_memory
from transforms.store.memory_rows import band_order, signed
from transforms.store.writing import Writer


def order_of(sketch: Sketch) -> tuple[str, str]:
    return order(sketch.fetched_at, sketch.entry_id)


def test_a_story_is_read_as_soon_as_it_is_committed(store: sqlite3.Connection, address: str) -> None:
    memory = open_memory(address)
    assert memory.story("a1") is None
    Writer(store, 1).write([Settlement(article_id="a1", story=b"\0state")])

    assert memory.story("a1") == b"\0state"
    memory.close()


def test_sketches_are_found_by_any_of_their_bands_the_earliest_first(store: sqlite3.Connection, address: str) -> None:
    highest = 2**64 - 1
    one = make_sketch(1, ((10, highest), (20,)))
    two = make_sketch(2, ((10,), (30,)))
    three = make_sketch(3, ((0,), (2**63,)))
    Writer(store, 1).write([Settlement(sketches=(three, two, one))])
    memory = open_memory(address)

    assert memory.sketches([10, 20, 30]) == [one, two]
    assert memory.sketches([highest]) == [one]
    assert memory.sketches([2**63]) == [three]
    assert memory.sketches([0, 10]) == [one, two, three]
    assert memory.sketches([0, 10], bucket=1) == [one, three]
    assert memory.sketches([99]) == []
    assert memory.sketches([]) == []
    memory.close()


def test_a_crowded_band_gives_its_smallest_and_does_not_crowd_out_another(
    store: sqlite3.Connection, address: str
) -> None:
    crowd = [make_sketch(number, ((10,),)) for number in range(200)]
    unknown = replace(make_sketch(500, ((10,),)), fetched_at=None)
    late = make_sketch(600, ((10,), (20,)))
    Writer(store, 1).write([Settlement(sketches=[late, *reversed(crowd), unknown])])
    memory = open_memory(address)

    assert memory.sketches([10]) == [unknown, *sorted(crowd, key=order_of)[:63]]
    assert memory.sketches([10, 20])[-1] == late
    memory.close()


@given(st.lists(st.tuples(st.none() | st.sampled_from([instant(1), instant(2)]), st.integers(0, 2**128 - 1))))
def test_bands_sort_as_their_sketches_do(orders: list[tuple[str | None, int]]) -> None:
    keys = sorted((order(at, entry(number)), band_order(at, entry(number))) for at, number in orders)

    assert [key for _, key in keys] == sorted(key for _, key in keys)


def test_there_is_no_memory_without_a_store(address: str) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        open_memory(address)


@given(st.integers(0, 2**64 - 1))
def test_a_band_keeps_its_bits(band: int) -> None:
    assert -(2**63) <= signed(band) < 2**63
    assert signed(band) % 2**64 == band
