"""The sample feeds beside the checkout: all are read, with as many entries as feedparser finds, and their dates."""

from __future__ import annotations

import pytest

from tests.quality.feeds import Reading, read_all


@pytest.fixture(scope="module")
def readings(shared) -> list[Reading]:
    return read_all(shared / "data" / "feeds")


def test_no_file_gives_fewer_entries_than_feedparser_finds(readings):
    fewer = [r.name for r in readings if len(r.document.entries if r.document else ()) < r.expected]
    assert fewer == []
    assert sum(r.expected for r in readings) > 2_000


def test_what_is_refused_is_no_feed(readings):
    refused = [r for r in readings if r.document is None]
    assert len(refused) <= 1
    assert all(r.refused.startswith("not-a-feed") and r.expected == 0 for r in refused)


def test_json_feeds_and_lists_are_read(readings):
    kinds = [r.document.kind for r in readings if r.document]
    assert kinds.count("json") == sum(1 for r in readings if r.name.endswith(".json"))
    assert "opml" in kinds
    assert all(r.document.entries for r in readings if r.document and r.document.kind == "json")


def test_at_least_99_percent_of_their_dates_are_understood(readings):
    dates = sum(r.dates for r in readings)
    not_understood = [text for r in readings for text in r.doubted("not-understood")]
    assert dates > 3_000
    assert len(not_understood) * 100 <= dates, not_understood


def test_nearly_every_entry_of_a_feed_has_a_title_or_a_text_and_a_link(readings):
    entries = [e for r in readings if r.document for e in r.document.entries]
    named = [e for e in entries if e.title or e.summary or e.content_html]
    linked = [e for e in entries if e.url or e.enclosure_url]
    assert len(named) >= 0.98 * len(entries)
    assert len(linked) >= 0.90 * len(entries)
