"""Which charset bytes are in, and what is no text at all."""

from __future__ import annotations

import codecs
import hashlib
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transforms.extract.decoding import as_utf8, codec_name, decode, is_binary

GERMAN = "Die Brücke über den Fluß wurde größer, sagte die Bürgermeisterin."
POLISH = "Burmistrz powiedział, że most będzie otwarty później, w piątek."


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        (GERMAN.encode(), None, GERMAN),
        (GERMAN.encode("cp1252"), "iso-8859-1", GERMAN),
        (POLISH.encode("iso8859-2"), "ISO-8859-2", POLISH),
        (codecs.BOM_UTF8 + GERMAN.encode(), "iso-8859-1", GERMAN),
        (codecs.BOM_UTF16_LE + GERMAN.encode("utf-16-le"), None, GERMAN),
        (GERMAN.encode("utf-16-be"), None, GERMAN),
        ("橋は金曜日に開通した。".encode("shift_jis"), "shift_jis", "橋は金曜日に開通した。"),
        ("橋は金曜日に開通した。".encode("iso2022_jp"), "iso-2022-jp", "橋は金曜日に開通した。"),
    ],
)
def test_bytes_are_read_in_the_charset_they_are_in(content: bytes, charset: str | None, text: str) -> None:
    assert decode(content, charset) == text


def test_valid_utf8_is_utf8_whatever_the_transport_says() -> None:
    assert decode(GERMAN.encode(), "iso-8859-1") == GERMAN


def test_the_page_is_asked_where_the_transport_says_nothing() -> None:
    page = f'<html><head><meta charset="iso-8859-2"></head><body>{POLISH}</body></html>'
    assert decode(page.encode("iso8859-2")) == page


def test_a_charset_that_the_bytes_contradict_is_not_believed() -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">{POLISH}' * 20
    assert POLISH in decode(page.encode("iso8859-2"), "utf-8")


@pytest.mark.parametrize("name", ["", "none", "utf-7", "unicode_escape", "idna", "rot13", "x\0y", "hex", "é"])
def test_names_of_no_charset_that_pages_use_are_ignored(name: str) -> None:
    assert codec_name(name) is None
    assert decode(GERMAN.encode("cp1252") * 10, name).startswith("Die Br")


def test_a_broken_byte_becomes_a_replacement_and_the_rest_stays() -> None:
    broken = (GERMAN * 5).encode() + b"\xff" + GERMAN.encode()
    assert decode(broken, "utf-8") == GERMAN * 5 + "\ufffd" + GERMAN


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"PK\x03\x04",
        b"\x1f\x8b\x08\x00",
        bytes(range(256)) * 8,
    ],
)
def test_files_of_other_kinds_are_binary(content: bytes) -> None:
    assert is_binary(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        GERMAN.encode(),
        GERMAN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"),
        b"<p>one\x00two</p>" + b"text " * 100,
        "橋は金曜日に開通した。".encode("iso2022_jp"),
    ],
)
def test_text_in_any_charset_is_not_binary(content: bytes) -> None:
    assert not is_binary(content)


def test_compressed_data_without_a_signature_is_binary() -> None:
    digests = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(256))
    assert is_binary(zlib.compress(digests)[2:])


@given(st.binary(max_size=300), st.none() | st.text(max_size=12))
def test_any_bytes_become_text_and_the_same_each_time(content: bytes, charset: str | None) -> None:
    text = decode(content, charset)
    assert text == decode(content, charset)
    text.encode("utf-8", "surrogatepass")


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "windows-1252", "iso-2022-jp", "utf-16", "hz"]))
@example(b"\xef\xbb\xbfmark", None)
@example("ré".encode("utf-16"), None)
@example(b"\x1b$B\x46|\x1b(B", "iso-2022-jp")
def test_a_text_as_utf_8_is_the_text_that_is_decoded(content: bytes, charset: str | None) -> None:
    assert as_utf8(content, charset).decode() == decode(content, charset).encode("utf-8", "replace").decode()
