"""WARC archives: which records are pages, what HTTP did to them undone, and reading on behind every kind of damage."""

from __future__ import annotations

import gzip
import io
import os
import random
import zlib

import pytest
import zstandard
from fastwarc.stream_io import BrotliWriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms import ids
from transforms.records import Page
from transforms.seeds.items import END, Lost
from transforms.seeds.limits import SeedLimits

HTML = b"<html><head><title>T</title></head><body><p>Harbour reopens.</p></body></html>"


def record(
    body: bytes = HTML,
    *,
    url: str = "https://a.example/story",
    kind: str = "response",
    status: str = "200 OK",
    headers: tuple[str, ...] = ("Content-Type: text/html; charset=UTF-8",),
    date: str | None = "2026-03-01T10:00:00Z",
    extra: tuple[str, ...] = (),
    length: str | None = None,
) -> bytes:
    http = "\r\n".join((f"HTTP/1.1 {status}", *headers, "", "")).encode() + body
    warc = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", "WARC-Record-ID: <urn:uuid:0>"]
    warc += [f"WARC-Date: {date}"] if date else []
    warc += [*extra, "Content-Type: application/http; msgtype=response"]
    warc += [f"Content-Length: {len(http) if length is None else length}"] if length != "" else []
    return "\r\n".join((*warc, "", "")).encode() + http + b"\r\n\r\n"


def brotli(body: bytes) -> bytes:
    out = io.BytesIO()
    writer = BrotliWriter(out)
    writer.write(body)
    writer.close()
    return out.getvalue()


def pages(count: int, size: int = 200) -> list[bytes]:
    noise = random.Random(7)
    return [record(HTML + noise.randbytes(size).hex().encode(), url=f"https://a.example/{n}") for n in range(count)]


def zipped(records: list[bytes]) -> bytes:
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def page(items: list) -> Page:
    ((_, item),) = items
    assert isinstance(item, Page), item
    return item


def reason(items: list) -> str:
    ((_, item),) = items
    assert isinstance(item, Lost), item
    return item.settlement.outcomes[0].reason


def test_a_response_with_html_is_a_page_of_its_time(read) -> None:
    assert page(read("a.warc", record())) == Page(
        entry_id=ids.entry_id("https://a.example/story", "2026-03-01T10:00:00.000Z", ids.content_digest(HTML)),
        url="https://a.example/story",
        fetched_at="2026-03-01T10:00:00.000Z",
        media_type="text/html",
        content=HTML,
        charset="utf-8",
        source="a.warc@0",
    )


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_records_are_named_by_their_offset_in_the_file(read, told, name: str) -> None:
    records = pages(3)
    content = zipped(records) if name.endswith("gz") else b"".join(records)
    sizes = [len(gzip.compress(each, mtime=0)) if name.endswith("gz") else len(each) for each in records]

    assert told(read(name, content)) == [(f"https://a.example/{n}", f"{name}@{sum(sizes[:n])}") for n in range(3)]


def test_an_archive_zipped_as_one_piece_is_read_too(read, told) -> None:
    assert told(read("a.warc.gz", gzip.compress(b"".join(pages(3))))) == [
        ("https://a.example/0", "a.warc.gz@0"),
        ("https://a.example/1", "a.warc.gz@0#1"),
        ("https://a.example/2", "a.warc.gz@0#2"),
    ]


def test_only_responses_and_revisits_are_entries(read, told) -> None:
    kinds = ("warcinfo", "request", "response", "metadata", "revisit", "resource", "conversion", "continuation", "odd")
    content = b"".join(record(kind=kind, url=f"https://a.example/{kind}") for kind in kinds)

    rows = [outcome for outcome, _ in told(read("a.warc", content))]

    assert rows == ["https://a.example/response", "dropped revisit"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"status": "404 Not Found"}, "status-404"),
        ({"status": "301 Moved"}, "status-301"),
        ({"status": "304"}, "status-304"),
        ({"status": "500 "}, "status-500"),
        ({"headers": ("Content-Type: image/png",)}, "not-html"),
        ({"headers": ("Content-Type: application/json",)}, "not-html"),
        ({"headers": ()}, "not-html"),
        ({"url": "dns:a.example"}, "not-http"),
        ({"body": b""}, "empty"),
    ],
)
def test_what_is_no_page_is_dropped_under_a_name(read, told, given: dict, name: str) -> None:
    assert told(read("a.warc", record(**given))) == [(f"dropped {name}", "a.warc@0")]


def test_drops_of_one_address_and_time_for_different_reasons_are_different_entries(read) -> None:
    items = read("a.warc", record(status="404 Not Found") + record(status="301 Moved") + record())

    seen = [item.entry_id if isinstance(item, Page) else item.sighting.entry_id for _, item in items]
    assert len(set(seen)) == 3


def test_what_the_crawler_found_stands_in_for_a_missing_content_type(read) -> None:
    assert page(read("a.warc", record(headers=(), extra=("WARC-Identified-Payload-Type: text/html",))))


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ("text/html", None),
        ("TEXT/HTML; CHARSET=Windows-1252", "windows-1252"),
        ('text/html; boundary=x; charset="iso-8859-1"', "iso-8859-1"),
        ("text/html; charset=klingon", None),
        ("application/xhtml+xml;charset=utf-8", "utf-8"),
    ],
)
def test_the_charset_is_the_one_the_server_named(read, header: str, charset: str | None) -> None:
    found = page(read("a.warc", record(headers=(f"Content-Type: {header}",))))

    assert (found.charset, found.media_type) == (charset, "text/html")


def test_headers_that_limit_use_travel_with_the_page(read) -> None:
    headers = (
        "Content-Type: text/html",
        "X-Robots-Tag: noai",
        "TDM-Reservation: 1",
        "tdm-policy: https://a.example/p",
        "X-Robots-Tag: bot: noindex",
        "Server: x",
    )

    assert page(read("a.warc", record(headers=headers))).signals == (
        "x-robots-tag: noai",
        "tdm-reservation: 1",
        "tdm-policy: https://a.example/p",
        "x-robots-tag: bot: noindex",
    )


def test_headers_without_end_are_not_kept_without_end(read) -> None:
    headers = ("Content-Type: text/html", *(f"X-Robots-Tag: {'n' * 900}" for _ in range(60)))

    found = page(read("a.warc", record(headers=headers)))

    assert (len(found.signals), max(map(len, found.signals))) == (20, 500)


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("gzip", gzip.compress),
        ("X-GZIP", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("br", brotli),
        ("zstd", zstandard.compress),
        ("zstd", lambda body: zstandard.compress(body[:9]) + zstandard.compress(body[9:])),
        ("gzip, br", lambda body: brotli(gzip.compress(body))),
        ("identity", bytes),
        ("", bytes),
    ],
)
def test_content_encodings_are_undone(read, encoding: str, encode) -> None:
    headers = ("Content-Type: text/html", f"Content-Encoding: {encoding}")

    assert page(read("a.warc", record(encode(HTML), headers=headers))).content == HTML


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_the_crawler_has_decoded_already_is_taken_as_it_is(read, encoding: str) -> None:
    headers = ("Content-Type: text/html", f"Content-Encoding: {encoding}")

    assert page(read("a.warc", record(HTML, headers=headers))).content == HTML


@pytest.mark.parametrize(
    "body",
    [
        b"5\r\n<html\r\n" + b"%x; name=value\r\n" % (len(HTML) - 5) + HTML[5:] + b"\r\n0\r\n\r\n",
        b"%X\n" % len(HTML) + HTML + b"\n0\n\n",
        HTML,
    ],
)
def test_chunks_are_joined_where_there_are_any(read, body: bytes) -> None:
    headers = ("Content-Type: text/html", "Transfer-Encoding: chunked")

    found = page(read("a.warc", record(body, headers=headers)))

    assert found.content == HTML


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("gzip", gzip.compress(HTML, mtime=0)[:-9], "truncated"),
        ("gzip", gzip.compress(HTML, mtime=0)[:-8] + b"\xff" * 8, "bad-encoding"),
        ("deflate", b"\x78\x9c\xff\xff", "bad-encoding"),
        ("deflate", zlib.compress(HTML)[:-9], "truncated"),
        ("br", brotli(HTML * 9)[:-9], "bad-encoding"),
        ("br", b"\xff" * 50, "bad-encoding"),
        ("zstd", zstandard.compress(HTML)[:-9], "truncated"),
        ("zstd", zstandard.compress(HTML)[:6] + b"\xff" * 30, "bad-encoding"),
        ("lzma", HTML, "bad-encoding"),
        ("gzip, gzip, gzip, gzip, gzip", HTML, "bad-encoding"),
    ],
)
def test_an_encoding_that_cannot_be_undone_is_a_dead_letter(read, encoding: str, body: bytes, expected: str) -> None:
    headers = ("Content-Type: text/html", f"Content-Encoding: {encoding}")

    assert reason(read("a.warc", record(body, headers=headers))) == expected


def test_a_body_that_ends_within_a_chunk_is_a_dead_letter(read) -> None:
    headers = ("Content-Type: text/html", "Transfer-Encoding: chunked")

    assert reason(read("a.warc", record(b"ff\r\n<html>", headers=headers))) == "truncated"


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli),
        ("zstd", zstandard.compress),
    ],
)
def test_a_bomb_in_a_body_is_unpacked_only_up_to_the_bound(read, encoding: str, encode) -> None:
    headers = ("Content-Type: text/html", f"Content-Encoding: {encoding}")

    assert reason(read("a.warc", record(encode(b" " * 30_000_000), headers=headers))) == "too-large"


def test_a_body_over_the_bound_is_too_large_and_the_next_record_is_read(read, told) -> None:
    content = record(b"x" * 5_000) + record(b"x" * 4_000)

    assert [row for row, _ in told(read("a.warc", content, SeedLimits(page_bytes=4_000)))] == [
        "dead-letter too-large",
        "https://a.example/story",
    ]
    assert [row for row, _ in told(read("a.warc.gz", gzip.compress(content), SeedLimits(page_bytes=4_000)))] == [
        "dead-letter too-large",
        "https://a.example/story",
    ]


@pytest.mark.parametrize(
    ("date", "fetched_at"), [(None, None), ("2026-03-01T10:00:00.123456789Z", "2026-03-01T10:00:00.123Z")]
)
def test_the_time_of_a_page_is_the_records(read, date: str | None, fetched_at: str | None) -> None:
    assert page(read("a.warc", record(date=date))).fetched_at == fetched_at


def test_a_date_that_is_none_is_a_dead_letter(read) -> None:
    assert reason(read("a.warc", record(date="March"))) == "bad-time"


def test_an_address_in_angle_brackets_is_an_address(read) -> None:
    assert page(read("a.warc", record(url="<https://a.example/story>"))).url == "https://a.example/story"


@pytest.mark.parametrize(
    "http",
    [
        b"",
        b"garbage",
        b"HTTP/1.1 abc\r\n\r\n<html>",
        b"HTTP/1.1 7 x\r\n\r\n<html>",
        b"HTTP/1.1 200\r\nA: " + b"x" * 90_000,
    ],
)
def test_a_record_that_holds_no_http_is_a_dead_letter_of_its_own(read, told, http: bytes) -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/x\r\nContent-Length: %d\r\n\r\n"
    broken = head % len(http) + http + b"\r\n\r\n"

    assert told(read("a.warc", broken + record())) == [
        ("dead-letter broken-record", "a.warc@0"),
        ("https://a.example/story", f"a.warc@{len(broken)}"),
    ]


DAMAGES = {
    "garbage between": lambda one, two: one + b"\x00garbage\r\n\r\n" + two,
    "no length": lambda one, two: one + record(length="") + two,
    "a negative length": lambda one, two: one + record(length="-5") + two,
    "a length beyond the file": lambda one, two: one + record(length="99999999") + two,
    "a header that is none": lambda one, two: one + record().replace(b"WARC/1.0", b"WRAC/1.0") + two,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_reading_goes_on_behind_damage_in_a_plain_archive(read, told, damage) -> None:
    one, two = pages(2)

    rows = told(read("a.warc", damage(one, two)))

    assert [row for row, _ in rows][::2] == ["https://a.example/0", "https://a.example/1"]
    assert rows[1][0] in ("dead-letter broken-record", "dead-letter truncated")
    assert rows[1][1] == f"a.warc@{len(one)}"
    assert len(rows) == 3


def test_a_damaged_member_is_lost_and_the_next_are_read(read, told) -> None:
    records = pages(4)
    content = bytearray(zipped(records))
    second = len(gzip.compress(records[0], mtime=0))
    content[second + 200 : second + 210] = b"\xff" * 10

    assert told(read("a.warc.gz", bytes(content)))[:3] == [
        ("https://a.example/0", "a.warc.gz@0"),
        ("dead-letter broken-gzip", f"a.warc.gz@{second}"),
        ("https://a.example/2", f"a.warc.gz@{second + len(gzip.compress(records[1], mtime=0))}"),
    ]


def test_bytes_between_members_are_lost_and_the_next_are_read(read, told) -> None:
    one, two = (gzip.compress(each, mtime=0) for each in pages(2))

    assert told(read("a.warc.gz", one + b"\x1f\x8b\x08 no member " * 5 + two)) == [
        ("https://a.example/0", "a.warc.gz@0"),
        ("dead-letter broken-gzip", f"a.warc.gz@{len(one)}"),
        ("https://a.example/1", f"a.warc.gz@{len(one) + 14 * 5}"),
    ]


@pytest.mark.parametrize("cut", [1, 8, 100, 300])
def test_a_cut_last_member_is_a_dead_letter_and_all_before_are_pages(read, told, cut: int) -> None:
    content = zipped(pages(3))

    *before, last = (row for row, _ in told(read("a.warc.gz", content[:-cut])))

    assert last == "dead-letter truncated"
    # A page whose member lacks only its checksum was whole, and stands before the dead letter.
    assert before == [f"https://a.example/{n}" for n in range(3 if cut <= 8 else 2)]


def test_a_cut_plain_archive_ends_in_a_dead_letter(read, told) -> None:
    one, two = pages(2)

    assert told(read("a.warc", (one + two)[:-50])) == [
        ("https://a.example/0", "a.warc@0"),
        ("dead-letter truncated", f"a.warc@{len(one)}"),
    ]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_an_empty_archive_has_no_items_and_a_binary_one_is_lost(read, told, name: str) -> None:
    noise = random.Random(3).randbytes(50_000)

    assert read(name, b"") == []
    assert told(read(name, b"\x00" + noise)) == [("dead-letter broken-record", f"{name}@0")]


def test_a_bomb_in_a_record_that_is_no_entry_is_passed_over_up_to_the_bound(read, told) -> None:
    bomb = gzip.compress(record(b"0" * 20_000_000, kind="metadata"), mtime=0)
    after = gzip.compress(record(), mtime=0)

    items = read("a.warc.gz", bomb + after, SeedLimits(ratio=100, ratio_from=1_000_000))

    assert told(items) == [
        ("dead-letter gzip-bomb", "a.warc.gz@0#1"),
        ("https://a.example/story", f"a.warc.gz@{len(bomb)}"),
    ]


EDITS = st.lists(
    st.tuples(st.sampled_from(["flip", "cut", "insert"]), st.floats(0, 1), st.binary(min_size=1, max_size=40)),
    max_size=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.sampled_from(["plain", "members", "piece"]), edits=EDITS)
def test_whatever_is_damaged_reading_ends_and_goes_on_behind_any_item_with_the_same(read, form: str, edits) -> None:
    records = pages(4, size=60)
    records.insert(2, record(kind="request"))
    content = bytearray(
        {"plain": b"".join(records), "members": zipped(records), "piece": gzip.compress(b"".join(records))}[form]
    )
    for what, where, data in edits:
        at = int(where * (len(content) - 1))
        content[at : at + (0 if what == "insert" else len(data))] = b"" if what == "cut" else data

    whole = read("a.warc.gz", bytes(content))

    positions = [position for position, _ in whole]
    assert positions == sorted(set(positions))
    for number, position in enumerate(positions):
        assert read("a.warc.gz", bytes(content), None, position.behind) == whole[number + 1 :]
        if position != END and position.skip >= 0:
            assert read("a.warc.gz", bytes(content), None, position) == whole[number:]


def test_reading_from_an_offset_does_not_read_what_lies_before(read) -> None:
    one, two = pages(2)
    content = os.urandom(len(one)) + two

    whole = read("a.warc", one + two)

    assert read("a.warc", content, None, whole[1][0]) == whole[1:]
