"""What a source is: told from what stands in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import WrongUse
from pipeline.feed_given import GivenAddress, GivenFile, GivenList, GivenListAddress, sort_sources

FEED = b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>"


def kind(folder: Path, content: bytes, name: str = "source") -> type:
    path = folder / name
    path.write_bytes(content)
    (given,) = sort_sources([str(path)])
    assert given.source == str(path)
    return type(given)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<opml version='1.0'><body/></opml>", "reader.xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><OPML><body/></OPML>", "x"),
        (b"# mine\n\nhttps://a.example.org/feed\n", "mine"),
        (b'[[feeds]]\nurl = "https://a.example.org/feed"\n', "mine"),
        (b'contact = "mailto:a@example.org"\n', "mine"),
        (b"nothing of use", "mine.toml"),
        (b"nothing of use", "mine.txt"),
    ],
)
def test_lists_are_told_by_their_content_and_by_the_names_of_text_files(
    tmp_path: Path, content: bytes, name: str
) -> None:
    assert kind(tmp_path, content, name) is GivenList


@pytest.mark.parametrize(
    "content",
    [
        FEED,
        b"<html><body>about opml</body></html>",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        b"[1, 2]",
        b"\x1f\x8b\x08 no gzip",
        b"",
        b"\x00\xff",
        b"Dear reader,\nhttps://a.example.org/feed is our feed",
    ],
)
def test_everything_else_is_a_saved_feed_to_be_tried(tmp_path: Path, content: bytes) -> None:
    assert kind(tmp_path, content) is GivenFile


def test_addresses_are_normalised_and_lists_behind_addresses_told_by_their_ending() -> None:
    assert sort_sources(["HTTPS://A.example.org", "https://a.example.org/feeds.toml"]) == [
        GivenAddress("HTTPS://A.example.org", "https://a.example.org/"),
        GivenListAddress("https://a.example.org/feeds.toml"),
    ]


def test_a_folder_stands_for_its_files_by_name_without_pipes_and_dangling_links(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(FEED)
    (tmp_path / "a").write_bytes(FEED)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    assert [given.source for given in sort_sources([str(tmp_path)])] == [str(tmp_path / "a"), str(tmp_path / "b")]


def test_a_source_named_twice_is_looked_at_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(FEED)
    assert len(sort_sources([str(tmp_path / "a"), str(tmp_path), "https://x.example/", "https://x.example/"])) == 2


@pytest.mark.parametrize("source", ["ftp://a.example.org/feed", "nowhere.xml", "a\0b", "https://", ""])
def test_what_is_neither_address_nor_file_is_refused(source: str) -> None:
    with pytest.raises(WrongUse, match=r"address|null|directory|files"):
        sort_sources([source])


def test_a_pipe_is_refused_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WrongUse, match="no such file"):
        sort_sources([str(tmp_path / "pipe")])
