"""One page a file: plain text and saved HTML, zipped or not, and what is wrong with some."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import ids
from transforms.records import Page
from transforms.seeds.html import address_of
from transforms.seeds.items import END, START, Lost, known_charset
from transforms.seeds.limits import SeedLimits
from transforms.seeds.read import read_file
from transforms.seeds.walk import SeedFile

CANONICAL = b'<html><head><link rel="canonical" href="https://a.example/story"></head><body>x</body></html>'


def page(items: list) -> Page:
    ((position, item),) = items
    assert position == START
    assert isinstance(item, Page), item
    return item


def failure(items: list):
    ((_, item),) = items
    assert isinstance(item, Lost), item
    (found,) = item.settlement.failures
    return found


def test_a_text_file_is_a_page_whose_address_is_its_content(read) -> None:
    content = "Title\nStandfirst\nBody – first.\n".encode()

    found = page(read("a.txt", content))

    assert found == Page(
        entry_id=ids.entry_id(ids.seed_url(content), None, ids.content_digest(content)),
        url=ids.seed_url(content),
        fetched_at=None,
        media_type="text/plain",
        content=content,
        charset="utf-8",
        source="a.txt",
    )


def test_text_that_is_no_utf_8_is_given_on_as_it_is_without_a_charset(read) -> None:
    found = page(read("a.txt", "Título\nAño\n".encode("latin-1")))

    assert found.charset is None
    assert found.content == "Título\nAño\n".encode("latin-1")


def test_the_same_text_under_another_name_is_the_same_entry(read) -> None:
    assert page(read("a.txt", b"T\nS\nB\n")).entry_id == page(read("b.txt.gz", gzip.compress(b"T\nS\nB\n"))).entry_id


def test_a_saved_page_is_the_one_its_canonical_link_names(read) -> None:
    found = page(read("a.html", CANONICAL))

    assert (found.url, found.media_type, found.fetched_at) == ("https://a.example/story", "text/html", None)
    assert found.content == CANONICAL


@pytest.mark.parametrize("name", ["a.html.gz", "a.htm", "a.html"])
def test_gzip_is_told_by_its_first_bytes_not_by_the_name(read, name: str) -> None:
    assert page(read(name, gzip.compress(CANONICAL))).content == CANONICAL


def test_a_gzip_file_of_several_members_with_padding_is_one_page(read) -> None:
    zipped = gzip.compress(CANONICAL[:30]) + gzip.compress(CANONICAL[30:]) + b"\x00" * 600

    assert page(read("a.html.gz", zipped)).content == CANONICAL


def test_a_page_without_an_address_gets_one_from_its_content(read) -> None:
    assert page(read("a.html", b"<p>x</p>")).url == ids.seed_url(b"<p>x</p>")


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ("<link href='https://a.example/1?b=1&amp;c=2' rel=canonical>", "https://a.example/1?b=1&c=2"),
        ("<LINK REL='alternate Canonical' HREF=https://A.example/2>", "https://a.example/2"),
        ('<meta property="og:url" content="https://a.example/og">', "https://a.example/og"),
        ('<meta content=" https://a.example/og " name="og:url"/>', "https://a.example/og"),
        (
            '<meta property="og:url" content="https://a.example/og"><link rel=canonical href=https://a.example/c>',
            "https://a.example/c",
        ),
        (
            '<link rel="canonical" href="/relative"><meta property="og:url" content="https://a.example/og">',
            "https://a.example/og",
        ),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<!-- <link rel="canonical" href="https://a.example/comment"> -->', None),
        ('<script>var a = \'<link rel="canonical" href="https://a.example/script">\';</script>', None),
        ('<title><link rel="canonical" href="https://a.example/title"></title>', None),
        ('<!-- never closed <link rel="canonical" href="https://a.example/comment">', None),
        ('</head><body><link rel="canonical" href="https://a.example/body">', None),
        ('<link rel="stylesheet" href="https://a.example/style">', None),
        ("", None),
    ],
)
def test_the_address_is_read_from_the_head(head: str, address: str | None) -> None:
    assert address_of(f"<html><head>{head}".encode()) == address


def test_the_address_of_a_utf_16_page_is_read_too() -> None:
    assert address_of(CANONICAL.decode().encode("utf-16")) == "https://a.example/story"


@pytest.mark.parametrize(
    "unit",
    [
        "<!--",
        "<link ",
        "<script>",
        "<meta content='",
        "<link rel=canonical href='",
        "<",
        "<link " + "a=" * 2000,
        "<svg>",
    ],
)
def test_a_head_made_to_be_slow_is_scanned_in_linear_time(unit: str) -> None:
    # A quadratic scan of a million bytes would take minutes, and the test's time limit would end it.
    assert address_of((unit * (4_000_000 // len(unit))).encode()) is None


@given(st.binary(max_size=400))
def test_any_bytes_have_an_address_or_none(content: bytes) -> None:
    assert address_of(b"<link rel=canonical href=" + content + b">") is None or address_of(content) is None


@pytest.mark.parametrize(
    "content", [b"", b" \r\n\t\n ", b"\xef\xbb\xbf\n", gzip.compress(b"", mtime=0), gzip.compress(b"\n", mtime=0)]
)
@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_an_empty_file_is_dropped_as_empty(read, told, name: str, content: bytes) -> None:
    assert told(read(name, content)) == [("dropped empty", name)]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"%PDF-1.7\nabc", bytes(range(256))])
@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_binary_data_is_a_dead_letter_that_keeps_its_input(read, name: str, content: bytes) -> None:
    found = failure(read(name, content))

    assert (found.reason, found.source, found.page.content) == ("binary", name, content)


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-32"])
def test_wide_characters_with_a_mark_are_no_binary_data(read, charset: str) -> None:
    content = b"\xff\xfe" * (charset == "utf-16-le") + "<p>text</p>".encode(charset)

    assert page(read("a.html", content)).content == content


def test_a_page_over_the_bound_is_too_large_zipped_or_not(read) -> None:
    limits = SeedLimits(page_bytes=1000)

    assert page(read("a.html", b"x" * 1000, limits))
    assert failure(read("a.html", b"x" * 1001, limits)).reason == "too-large"
    assert failure(read("b.html", gzip.compress(b"x" * 1001), limits)).reason == "too-large"
    assert failure(read("c.txt", b"x" * 100_000, limits)).message == (
        "c.txt: a page is over 1,000 bytes: raise the limit or leave it out"
    )


def test_a_gzip_bomb_is_unpacked_only_up_to_the_bound(read) -> None:
    bomb = gzip.compress(b" " * 60_000_000, 1)

    assert failure(read("bomb.html.gz", bomb)).reason == "too-large"


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda zipped: zipped[:-9], "truncated"),
        (lambda zipped: zipped[:12], "truncated"),
        (lambda zipped: zipped[:2], "truncated"),
        (lambda zipped: zipped[:40] + b"\xff\xff\xff\xff" + zipped[44:], "broken-gzip"),
        (lambda zipped: zipped[:-8] + b"\x00" * 8, "broken-gzip"),
        (lambda zipped: zipped + b"trailing", "broken-gzip"),
    ],
)
def test_a_damaged_gzip_file_is_a_dead_letter(read, damage, reason: str) -> None:
    found = failure(read("a.html.gz", damage(gzip.compress(CANONICAL * 9 + os.urandom(500)))))

    assert (found.reason, found.source) == (reason, "a.html.gz")


def test_a_file_that_cannot_be_opened_is_a_dead_letter_without_a_path_of_the_machine(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    for name, reason in (("gone.txt", "missing"), ("pipe.txt", "not-a-file"), ("folder.txt", "not-a-file")):
        found = failure_of(SeedFile(str(tmp_path / name), name, "text"))

        assert (found.reason, found.source) == (reason, name)
        assert str(tmp_path) not in found.message


def test_what_the_walk_could_not_take_is_a_dead_letter_once() -> None:
    file = SeedFile("/nowhere/x", "in/x", "lost", "link-loop", "leads into itself")
    ((position, _),) = read_file(file)

    assert (failure_of(file).reason, failure_of(file).source) == ("link-loop", "in/x")
    assert position == END
    assert list(read_file(file, None, position.behind)) == []


def test_a_page_that_was_read_is_not_read_again_behind_it(read) -> None:
    assert read("a.txt", b"T", None, START.behind) == []
    assert read("a.html", b"T", None, START.behind) == []


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("UTF-8", "utf-8"),
        (' "ISO-8859-1" ', "iso-8859-1"),
        ("windows-1252", "windows-1252"),
        ("big5", "big5"),
        ("utf8mb4", None),
        ("none", None),
        ("rot13", None),
        ("base64", None),
        ("idna", None),
        ("utf-7", None),
        ("U7", None),
        ("zlib", None),
        ("unicode_escape", None),
        ("", None),
        (None, None),
        ("x" * 1_000_000, None),
        ("utf-8\x00", None),
        ("../../etc/passwd", None),
    ],
)
def test_a_charset_that_decodes_no_page_is_not_believed(name: str | None, known: str | None) -> None:
    assert known_charset(name) == known


def failure_of(file: SeedFile):
    return failure(list(read_file(file)))
