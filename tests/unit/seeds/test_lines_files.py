"""JSON lines: what a line may say, what becomes of one that says it wrongly, and going on from any line."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms import ids
from transforms.failures import StageError
from transforms.records import Entry, Page
from transforms.seeds.items import END, START, Lost, Position
from transforms.seeds.limits import SeedLimits
from transforms.seeds.lines import beside, referenced

URL = "https://a.example/story"


def lines(*rows: object) -> bytes:
    return b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)


def only(items: list) -> Page:
    ((_, item),) = items
    assert isinstance(item, Page), item
    return item


def failure(items: list):
    ((_, item),) = items
    assert isinstance(item, Lost), item
    (found,) = item.settlement.failures
    return found


def test_a_line_with_html_is_a_page(read) -> None:
    row = {"url": "HTTPS://A.example:443/story#top", "fetched_at": "2026-03-01T10:00:00+01:00", "html": "<p>Grüße</p>"}
    content = "<p>Grüße</p>".encode()

    assert only(read("a.jsonl", lines(row))) == Page(
        entry_id=ids.entry_id(URL, "2026-03-01T09:00:00.000Z", ids.content_digest(content)),
        url=URL,
        fetched_at="2026-03-01T09:00:00.000Z",
        media_type="text/html",
        content=content,
        charset="utf-8",
        source="a.jsonl:1",
    )


def test_a_line_may_say_what_the_feed_said(read) -> None:
    row = {
        "url": URL,
        "html": "<p>x</p>",
        "feed_url": "https://a.example/feed",
        "title": " A\n title ",
        "summary": "So",
        "guid": "tag:1",
        "published_at": "2026-03-01",
        "authors": ["Desk", " ", "Wire"],
        "something": {"else": 1},
    }

    found = only(read("a.jsonl", lines(row)))

    assert found.entry == Entry(
        feed_url="https://a.example/feed",
        title="A title",
        summary="So",
        guid="tag:1",
        published_at="2026-03-01T00:00:00.000Z",
        authors=("Desk", "Wire"),
    )
    digest = ids.content_digest(b"<p>x</p>")
    assert found.entry_id == ids.entry_id(URL, None, digest, "https://a.example/feed", "tag:1")


def test_what_a_feed_claims_of_time_is_let_be_where_it_is_none(read) -> None:
    assert only(read("a.jsonl", lines({"url": URL, "html": "x", "published_at": "soon"}))).entry.published_at is None


@pytest.mark.parametrize("zipped", [False, True])
def test_a_line_may_point_to_a_file_beside_it(read, tmp_path: Path, zipped: bool) -> None:
    (tmp_path / "pages").mkdir()
    content = "<p>Grüße</p>".encode("latin-1")
    (tmp_path / "pages" / "1.html").write_bytes(gzip.compress(content) if zipped else content)

    found = only(read("a.jsonl", lines({"url": URL, "file": "pages/1.html", "charset": "ISO-8859-1"})))

    assert (found.content, found.charset) == (content, "iso-8859-1")


@pytest.mark.parametrize("charset", ["klingon", "rot13", "", None])
def test_a_charset_nobody_knows_is_as_none(read, tmp_path: Path, charset: str | None) -> None:
    (tmp_path / "1.html").write_bytes(b"<p>x</p>")

    assert only(read("a.jsonl", lines({"url": URL, "file": "1.html", "charset": charset}))).charset is None


@pytest.mark.parametrize("url", [None, ""])
def test_a_line_that_does_not_know_the_address_takes_the_pages_own(read, url: str | None) -> None:
    html = f'<head><link rel="canonical" href="{URL}"></head>'

    assert only(read("a.jsonl", lines({"url": url, "html": html}))).url == URL
    assert only(read("b.jsonl", lines({"url": url, "html": "x"}))).url == ids.seed_url(b"x")


def test_media_types_that_are_pages_are_pages_and_others_are_dropped(read, told) -> None:
    rows = [{"url": URL, "html": "x", "media_type": t} for t in ("text/plain", "application/xhtml+xml", "image/png")]

    items = read("a.jsonl", lines(*rows))

    assert [item.media_type for _, item in items[:2]] == ["text/plain", "text/html"]
    assert told(items[2:]) == [("dropped not-html", "a.jsonl:3")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"not json", "not-json"),
        (b'{"url": "https://a.example/", "html": "x"', "not-json"),
        (b"\xff\xfe{}", "not-json"),
        (b'{"url": "https://a.example/", "html": "\\ud800"}', "not-json"),
        (b'["https://a.example/"]', "not-json"),
        (b"7", "not-json"),
        (b"null", "not-json"),
        (b"[" * 100_000, "not-json"),
        ({"html": "x"}, "bad-line"),
        ({"url": 7, "html": "x"}, "bad-line"),
        ({"url": "ftp://a.example/x", "html": "x"}, "bad-url"),
        ({"url": "story.html", "html": "x"}, "bad-url"),
        ({"url": "https://a.example/\u0000", "html": "x"}, "bad-url"),
        ({"url": URL, "html": "x", "feed_url": "feed"}, "bad-url"),
        ({"url": URL}, "bad-line"),
        ({"url": URL, "html": None, "file": None}, "bad-line"),
        ({"url": URL, "html": 7}, "bad-line"),
        ({"url": URL, "html": "x", "authors": [7]}, "bad-line"),
        ({"url": URL, "html": "x", "title": ["x"]}, "bad-line"),
        ({"url": URL, "html": "x", "fetched_at": "yesterday"}, "bad-time"),
        ({"url": URL, "html": "x", "fetched_at": 1700000000}, "bad-line"),
        ({"url": URL, "html": "x", "fetched_at": ""}, "bad-time"),
        ({"url": URL, "file": "missing.html"}, "missing"),
        ({"url": URL, "file": "../outside.html"}, "outside"),
        ({"url": URL, "file": "/etc/hostname"}, "outside"),
        ({"url": URL, "file": "."}, "outside"),
        ({"url": URL, "file": "link.html"}, "outside"),
        ({"url": URL, "file": "pipe.html"}, "not-a-file"),
        ({"url": URL, "file": "folder"}, "not-a-file"),
        ({"url": URL, "file": "broken.html.gz"}, "truncated"),
        ({"url": URL, "file": "a\u0000b"}, "bad-line"),
        ({"url": URL, "file": "x" * 5000}, "unreadable"),
    ],
)
def test_a_line_that_cannot_be_a_page_is_a_dead_letter_and_the_next_is_read(
    read, told, tmp_path: Path, row: object, reason: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "outside.html").write_text("secret")
    (folder / "link.html").symlink_to(tmp_path / "outside.html")
    os.mkfifo(folder / "pipe.html")
    (folder / "folder").mkdir()
    (folder / "broken.html.gz").write_bytes(gzip.compress(b"x" * 1000)[:-10])

    items = read("in/a.jsonl", lines(row, b"  ", {"url": URL, "html": "x"}))

    assert told(items) == [(f"dead-letter {reason}", "in/a.jsonl:1"), (URL, "in/a.jsonl:3")]
    assert str(tmp_path) not in items[0][1].settlement.failures[0].message


def test_a_line_that_names_its_page_is_lost_under_that_address(read) -> None:
    assert failure(read("a.jsonl", lines({"url": URL, "file": "gone.html"}))).url == URL


def test_an_empty_page_in_a_line_is_dropped(read, told) -> None:
    assert told(read("a.jsonl", lines({"url": URL, "html": " "}))) == [("dropped empty", "a.jsonl:1")]


def test_a_page_in_a_line_has_the_bound_of_a_page(read, tmp_path: Path) -> None:
    limits = SeedLimits(page_bytes=100)
    (tmp_path / "big.html").write_bytes(b"x" * 101)

    assert failure(read("a.jsonl", lines({"url": URL, "html": "ü" * 51}), limits)).reason == "too-large"
    assert failure(read("a.jsonl", lines({"url": URL, "file": "big.html"}), limits)).reason == "too-large"


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_a_line_over_the_bound_is_lost_and_the_next_is_read(read, told, name: str) -> None:
    content = lines({"url": URL, "html": "x"}, b"y" * 5_000_000, {"url": URL, "html": "z"})
    content = gzip.compress(content) if name.endswith(".gz") else content

    items = read(name, content, SeedLimits(line_bytes=100))

    assert told(items) == [(URL, f"{name}:1"), ("dead-letter too-large", f"{name}:2"), (URL, f"{name}:3")]


def test_an_endless_line_at_the_end_of_a_file_is_lost(read, told) -> None:
    assert told(read("a.jsonl", b"y" * 1000, SeedLimits(line_bytes=100))) == [("dead-letter too-large", "a.jsonl:1")]


@pytest.mark.parametrize("content", [b"", b"\n\n \n"])
def test_a_lines_file_without_lines_has_no_items(read, content: bytes) -> None:
    assert read("a.jsonl", content) == []


def test_the_last_line_needs_no_end_and_lines_may_end_as_on_windows(read, told) -> None:
    content = lines({"url": URL, "html": "x"}).replace(b"\n", b"\r\n") + lines({"url": URL, "html": "y"}).rstrip()

    assert told(read("a.jsonl", content)) == [(URL, "a.jsonl:1"), (URL, "a.jsonl:2")]


def test_a_truncated_gzip_file_gives_its_whole_lines_and_then_a_dead_letter(read, told) -> None:
    whole = gzip.compress(b"".join(lines({"url": f"{URL}/{n}", "html": os.urandom(500).hex()}) for n in range(50)))

    items = read("a.jsonl.gz", whole[: len(whole) // 2])

    rows = told(items)
    assert 0 < len(rows) < 50
    assert rows[:-1] == [(f"{URL}/{n}", f"a.jsonl.gz:{n + 1}") for n in range(len(rows) - 1)]
    assert rows[-1] == ("dead-letter truncated", "a.jsonl.gz")
    assert items[-1][0] == END


def test_a_gzip_bomb_ends_the_file(read, told) -> None:
    bomb = gzip.compress(lines({"url": URL, "html": "x"}) + b"0" * 20_000_000)

    items = read("a.jsonl.gz", bomb, SeedLimits(ratio=100, ratio_from=1_000_000, line_bytes=1_000))

    assert told(items) == [(URL, "a.jsonl.gz:1"), ("dead-letter gzip-bomb", "a.jsonl.gz")]


ROWS = st.lists(
    st.one_of(
        st.builds(lambda n: json.dumps({"url": f"{URL}/{n}", "html": "x" * (n + 1)}).encode(), st.integers(0, 50)),
        st.sampled_from([b"", b"  ", b"broken", b'{"url": "x"}', b"y" * 400, b"\xff\x00"]),
    ),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, zipped=st.booleans(), end=st.booleans())
def test_reading_goes_on_behind_any_item_with_the_same_items(read, rows, zipped: bool, end: bool) -> None:
    content = b"\n".join(rows) + b"\n" * end
    name, limits = ("a.jsonl.gz" if zipped else "a.jsonl"), SeedLimits(line_bytes=300)
    content = gzip.compress(content) if zipped else content

    whole = read(name, content, limits)

    assert [position for position, _ in whole] == sorted({position for position, _ in whole})
    for number, (position, _) in enumerate(whole):
        assert read(name, content, limits, position.behind) == whole[number + 1 :]
        assert read(name, content, limits, position) == whole[number:]


def test_a_plain_file_is_entered_at_a_byte_not_read_from_its_start(read) -> None:
    content = b"#" * 5_000 + b"\n" + lines({"url": URL, "html": "x"})

    # Were the line before looked at, it would be a loss.
    ((position, item),) = read("a.jsonl", content, None, Position(5_001, 0, 1))

    assert isinstance(item, Page)
    assert (position, item.source) == (Position(5_001, 0, 1), "a.jsonl:2")


@given(st.text(max_size=30))
def test_a_file_of_a_line_lies_in_the_lines_files_folder_or_is_refused(file: str) -> None:
    try:
        found = beside("/srv/data", file)
    except (StageError, UnicodeEncodeError):
        return
    assert found.startswith("/srv/data/")


def test_the_files_that_lines_point_to_are_listed_up_to_damage(tmp_path: Path) -> None:
    rows = lines(
        {"file": "a.html"}, b"broken", {"url": "x", "html": '"file"'}, {"file": "../b.html"}, {"file": "c/d.html"}
    )
    (tmp_path / "z.jsonl").write_bytes(rows)
    (tmp_path / "z.jsonl.gz").write_bytes(gzip.compress(rows)[:-4])

    expected = [str(tmp_path.resolve() / "a.html"), str(tmp_path.resolve() / "c" / "d.html")]
    assert list(referenced(str(tmp_path / "z.jsonl"), SeedLimits())) == expected
    assert list(referenced(str(tmp_path / "nowhere.jsonl"), SeedLimits())) == []
    assert Position(0, 0, 0) == START
