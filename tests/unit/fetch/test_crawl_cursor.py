"""What a checkpoint holds: round trips, and sizes."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.fetch.cursor import (
    FeedCursor,
    Limit,
    PendingEntry,
    Rhythm,
    RobotsState,
    ShardCursor,
    Validators,
    decode_cursor,
    encode_cursor,
)
from transforms.fetch.entry_identity import Seen
from transforms.fetch.seen_memory import pack_seen, unpack_seen
from transforms.records import Entry

_TEXT = st.text(max_size=30)
_TIME = st.integers(0, 2**45)
_VALIDATORS = st.none() | st.builds(Validators, _TEXT, st.none() | _TEXT, st.none() | _TEXT)
_FEEDS = st.builds(
    FeedCursor,
    url=_TEXT,
    address=_TEXT,
    validators=_VALIDATORS,
    next_due=_TIME,
    last_success=st.none() | _TIME,
    rhythm=st.builds(Rhythm, st.floats(0, 1e9), st.floats(0, 1e12)),
    seen=st.binary(max_size=64),
    skip_hours=st.tuples(st.integers(0, 23)),
)
_ENTRIES = st.builds(
    PendingEntry,
    entry_id=_TEXT,
    feed_url=_TEXT,
    url=_TEXT,
    entry=st.builds(Entry, title=st.none() | _TEXT, authors=st.tuples(_TEXT)),
    added_at=_TIME,
    content=st.binary(max_size=30),
    validators=_VALIDATORS,
)


@given(st.lists(_FEEDS, max_size=4), st.lists(_ENTRIES, max_size=4), _TIME)
def test_a_cursor_comes_back_as_it_was(feeds: list[FeedCursor], pending: list[PendingEntry], sequence: int) -> None:
    limits = (Limit("host:a.example", 5, "status-429", 2),)
    robots = (RobotsState("http://a.example", "rules", 7, b"zz", "", 0, 2_000),)
    cursor = ShardCursor(tuple(feeds), robots, limits, tuple(pending), sequence)
    assert decode_cursor(encode_cursor(cursor)) == cursor
    assert encode_cursor(decode_cursor(encode_cursor(cursor))) == encode_cursor(cursor)


def test_no_bytes_are_an_empty_cursor_and_foreign_ones_are_refused() -> None:
    assert decode_cursor(b"") == ShardCursor()
    with pytest.raises(ValueError, match="version byte"):
        decode_cursor(b"\x07abc")


def test_a_hundred_feeds_and_three_hundred_pending_entries_fit_into_a_checkpoint() -> None:
    random = Random(4)
    words = ["".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=random.randint(2, 11))) for _ in range(4_000)]

    def text(length: int) -> str:
        return " ".join(random.choices(words, k=length // 6))[:length]

    feeds = tuple(
        FeedCursor(
            f"https://www.{words[n]}.example/{words[n + 9]}/rss.xml",
            validators=Validators(
                "https://a.example/", f'"{random.getrandbits(128):x}"', "Wed, 04 Mar 2026 05:00:00 GMT"
            ),
            next_due=random.getrandbits(40),
            seen=random.randbytes(24 * 30),
            rhythm=Rhythm(random.random(), random.random()),
        )
        for n in range(100)
    )
    pending = tuple(
        PendingEntry(
            f"e1{random.getrandbits(128):032x}",
            feeds[n % 100].url,
            f"https://www.{words[n]}.example/2026/{text(70).replace(' ', '-')}",
            Entry(feeds[n % 100].url, text(90), text(300), text(40), "2026-03-04T05:00:00.000Z", (text(15),)),
            random.getrandbits(40),
        )
        for n in range(300)
    )
    robots = tuple(RobotsState(f"https://{words[n]}.example", "rules", 5, random.randbytes(900)) for n in range(200))
    size = len(encode_cursor(ShardCursor(feeds, robots, (), pending, 5)))
    assert size < 256_000


def test_a_long_robots_txt_stays_out_of_a_checkpoint() -> None:
    short, long = RobotsState("a", "rules", 5, b"z" * 900), RobotsState("b", "rules", 5, b"z" * 2_000)
    assert decode_cursor(encode_cursor(ShardCursor(robots=(short, long)))).robots == (short,)


@given(st.lists(st.builds(Seen, *[st.integers(0, 2**64 - 1)] * 3), unique=True))
def test_seen_hashes_come_back_in_their_order(seen: list[Seen]) -> None:
    assert unpack_seen(pack_seen(seen)) == seen
