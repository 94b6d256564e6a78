from __future__ import annotations

import apache_beam as beam
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import coders
from transforms.records import Article, Failure, Page, Record, Removed, Settlement, Sketch

TEXT = st.text(max_size=30)
ARTICLES = st.builds(
    Article,
    entry_id=TEXT,
    url=TEXT,
    canonical_url=st.none() | TEXT,
    site=TEXT,
    feed_url=st.none(),
    fetched_at=st.none() | TEXT,
    title=TEXT,
    standfirst=TEXT,
    body=TEXT,
    authors=st.lists(TEXT, max_size=3),
    removed=st.lists(st.builds(Removed, kind=TEXT, rule=TEXT, text=TEXT, where=st.integers(0, 99)), max_size=3),
)
PAGES = st.builds(
    Page, entry_id=TEXT, url=TEXT, fetched_at=st.none() | TEXT, media_type=TEXT, content=st.binary(max_size=50)
)
SKETCHES = st.builds(
    Sketch,
    record_id=TEXT,
    article_id=TEXT,
    site=TEXT,
    fetched_at=st.none() | TEXT,
    entry_id=TEXT,
    bands=st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=4), max_size=3),
)
FAILURES = st.builds(
    Failure, entry_id=TEXT, stage=TEXT, reason=TEXT, message=TEXT, retryable=st.booleans(), page=st.none() | PAGES
)
RECORDS = st.builds(
    Record,
    id=TEXT,
    article_id=TEXT,
    revision=st.integers(1, 9),
    version=st.integers(1, 9),
    status=TEXT,
    article=ARTICLES,
)
SETTLEMENTS = st.builds(
    Settlement,
    records=st.lists(RECORDS, max_size=2),
    failures=st.lists(FAILURES, max_size=2),
    sketches=st.lists(SKETCHES, max_size=2),
    story=st.binary(max_size=40),
)


@given(st.one_of(PAGES, ARTICLES, SETTLEMENTS))
def test_a_record_survives_its_coder(record: object) -> None:
    coder = beam.coders.registry.get_coder(type(record))
    assert isinstance(coder, coders.RecordCoder)
    assert coder.decode(coder.encode(record)) == record
    assert coder.encode(coder.decode(coder.encode(record))) == coder.encode(record)


def test_every_coder_is_deterministic_and_gives_its_own_class() -> None:
    for cls in coders.REGISTERED:
        coder = beam.coders.registry.get_coder(cls)
        assert coder.is_deterministic()
        assert coder.to_type_hint() is cls


def test_a_record_written_before_a_field_existed_gets_its_default() -> None:
    page = Page("e", "u", None, "text/html", b"x", signals=("a: b",))
    encoded = coders.encode(page)
    length = int.from_bytes(encoded[1:5], "big")
    document = orjson.loads(encoded[5 : 5 + length])
    del document["signals"]
    older = orjson.dumps(document)
    again = coders.decode(Page, encoded[:1] + len(older).to_bytes(4, "big") + older + encoded[5 + length :])
    assert again == Page("e", "u", None, "text/html", b"x")


def test_a_field_of_a_later_version_is_left_out() -> None:
    removed = Removed("ad", "en/x", "text", 3)
    encoded = coders.encode(removed)
    later = orjson.dumps({**orjson.loads(encoded[5:]), "confidence": 1})
    assert coders.decode(Removed, encoded[:1] + len(later).to_bytes(4, "big") + later) == removed


def test_bytes_of_an_unknown_version_are_refused() -> None:
    with pytest.raises(ValueError, match="version byte"):
        coders.decode(Page, b"\x09" + coders.encode(Page("e", "u", None, "text/html", b"x"))[1:])


def test_a_value_that_is_no_plain_type_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="not JSON serializable: object"):
        coders.encode(Page("e", "u", None, "text/html", b"", charset=object()))  # type: ignore[arg-type]
