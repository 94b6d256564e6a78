"""The tables of the index: bands, rows, minima."""

from __future__ import annotations

import re
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story_support.texts import ADDED, BRIDGE, ORCHARD, day

from transforms.records import Sketch
from transforms.stories.band_table import MAX_PROBES, BandTable
from transforms.stories.minima import Common, common, shares
from transforms.stories.packing import instant, millis, pack, row_in, unpack
from transforms.stories.rows import Rows
from transforms.stories.shingles import shingle_hashes, words_in
from transforms.stories.sketch import sketch_text

# Few and close together, so that they stand in each other's way.
_BANDS = st.sampled_from([0, 1, 2, 3, 0xFFFFFF, 0xFFFFFE, 0x1000000, 0xFF000000, 0xFFFFFFFF, 0xFFFFFFFE])
_STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "add", "add", "remove", "replace", "forget"]), _BANDS, st.integers(0, 90))
)


@settings(max_examples=100)
@given(_STEPS)
def test_a_band_table_holds_what_was_added_and_not_removed(steps: list[tuple[str, int, int]]) -> None:
    table, model = BandTable(), defaultdict[int, set[int]](set)
    for kind, band, number in steps:
        if kind == "add" and number not in model[band]:
            assert table.add(band, number)
            model[band].add(number)
        elif kind == "remove" and number in model[band]:
            table.remove(band, number)
            model[band].remove(number)
        elif kind == "replace" and number in model[band] and number + 100 not in model[band]:
            table.replace(band, number, number + 100)
            model[band] ^= {number, number + 100}
        elif kind == "forget":
            gone = np.zeros(200, dtype=np.bool_)
            gone[number] = True
            table.remove_all(gone)
            for members in model.values():
                members.discard(number)
    for band, members in model.items():
        assert sorted(table.find(band)) == sorted(members)
    assert len(table) == sum(map(len, model.values()))
    bands, numbers = table.pairs()
    assert sorted(zip(bands.tolist(), numbers.tolist(), strict=True)) == sorted(
        (b, n) for b, m in model.items() for n in m
    )


def test_a_band_table_finds_everything_however_much_it_grows() -> None:
    table = BandTable()
    bands = np.random.default_rng(1).integers(0, 2**32, 30_000).tolist()
    for start in range(0, len(bands), 10):
        buckets = table.look(bands[start : start + 10])
        for band in bands[start : start + 10]:
            table.add(band, start, buckets[band])
    assert all(start - start % 10 in table.find(band) for start, band in enumerate(bands))
    assert table.size < 8 * len(bands) / 0.5


def test_bands_made_to_stand_in_each_others_way_are_given_up_after_a_bounded_number_of_steps() -> None:
    table = BandTable()
    kept = sum(table.add(0x05000000 + n // 40, n) for n in range(4 * MAX_PROBES))
    assert kept < 4 * MAX_PROBES
    assert max(len(table.find(0x05000000 + n)) for n in range(100)) <= MAX_PROBES
    assert table.add(0x77777777, 1)  # others are not touched by it
    assert table.find(0x77777777) == [1]


@given(
    st.lists(
        st.builds(
            Sketch,
            record_id=st.sampled_from(["r1" + "0f" * 16, "r1" + "0F" * 16, "x", "", "r1" + "é" * 32]),
            article_id=st.sampled_from(["a1" + "ab" * 16, "a-1"]),
            site=st.sampled_from(["example.org", "", "bücher.example"]),
            fetched_at=st.sampled_from([None, day(1), "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"]),
            entry_id=st.sampled_from(["e1" + "12" * 16, "e2" + "12" * 16]),
            bands=st.just(((1, 2**32 - 1), (), (7,))),
            size=st.integers(0, 60_000),
            figures=st.lists(st.integers(0, 65_535), max_size=16),
            minima=st.just(bytes(range(144))),
            opening_minima=st.just(bytes(range(24))),
        ),
        max_size=8,
    )
)
def test_sketches_come_back_from_their_bytes_and_from_rows_as_they_were(sketches: list[Sketch]) -> None:
    rows = Rows()
    numbers = [rows.add(sketch, row_in(pack(sketch))) for sketch in sketches]
    for number, sketch in zip(numbers, sketches, strict=True):
        assert unpack(pack(sketch)) == sketch
        known = rows.sketch(number)
        assert (known.record_id, known.article_id, known.site) == (sketch.record_id, sketch.article_id, sketch.site)
        assert (known.fetched_at, known.entry_id, known.size) == (sketch.fetched_at, sketch.entry_id, sketch.size)
        assert (known.figures, known.minima, known.opening_minima) == (
            sketch.figures,
            sketch.minima,
            sketch.opening_minima,
        )


@pytest.mark.parametrize("at", [None, day(1), "1969-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z"])
def test_instants_come_back_from_milliseconds(at: str | None) -> None:
    assert instant(millis(at)) == at


def _shares(one: str, other: str) -> tuple[float, float]:
    a, b = sketch_text(one), sketch_text(other)
    return shares(common(a.minima, b.minima), a.size, b.size)


def test_a_text_that_another_has_whole_is_covered_without_any_error() -> None:
    assert _shares(BRIDGE, BRIDGE) == (1, 1)
    assert _shares(f"{BRIDGE} {BRIDGE}", BRIDGE)[0] > 0.97
    whole, added = _shares(BRIDGE, ADDED)
    assert whole == 1
    assert 0.55 < added < 0.75
    assert max(_shares(BRIDGE, ORCHARD)) < 0.1


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(1, 60_000), st.integers(1, 60_000))
def test_shares_are_shares_whatever_was_counted(both: int, first: int, second: int, a: int, b: int) -> None:
    ours, theirs = shares(Common(both, first, second), a, b)
    assert 0 <= ours <= 1
    assert 0 <= theirs <= 1


@given(st.text(alphabet=st.characters(max_codepoint=0x3000)))
def test_words_are_runs_of_letters_digits_and_underscores(text: str) -> None:
    folded = text.casefold()
    spaced = re.sub("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]", "", folded)  # written without spaces
    assert words_in(spaced) == [word.encode() for word in re.findall(r"\w+", spaced)]


def test_in_scripts_without_spaces_each_character_is_a_word_and_two_count_as_one() -> None:
    assert [word.decode() for word in words_in("大桥 2024年 한국어")] == ["大", "桥", "2024", "年", "한국어"]
    line = "市政府周二宣布从五月一日起关闭旧港大桥禁止货车通行"
    assert not any(sketch_text(line).bands)
    assert any(sketch_text(line + "工程师在秋季检查时发现两根主梁出现裂缝市长表示").bands)


def test_shingles_are_runs_of_three_words_in_their_order() -> None:
    def hashes(text: str) -> list[int]:
        return shingle_hashes(text.encode().split()).tolist()

    assert hashes("a b c d") == [*hashes("a b c"), *hashes("b c d")]
    assert len({*hashes("a b c"), *hashes("c b a"), *hashes("a b"), *hashes("b a"), *hashes("a")}) == 5
