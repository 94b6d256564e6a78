"""Feed lists that are written: what is read back is what was meant, whatever stands in the titles."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import WrongUse
from pipeline.feed_import import import_lists
from pipeline.feed_toml import list_text
from transforms.characters import line
from transforms.fetch.feed_list import parse_feed_list, read_feed_lists
from transforms.fetch.feed_spec import FeedSpec, HostSpec

HOSTILE = 'He said "hi" \\n """ \'\'\' # [[feeds]] = ] \\u0041 \t\x1b[31m'


def opml(*outlines: str) -> bytes:
    return f"<opml version='2.0'><body>{''.join(outlines)}</body></opml>".encode()


def outline(url: str, title: str = "") -> str:
    escaped = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'<outline type="rss" text="{escaped}" xmlUrl="{url}"/>\n'


names = st.text(max_size=300)
specs = st.lists(
    st.builds(
        FeedSpec,
        url=st.integers(0, 10**6).map(lambda n: f'https://news.example.org/"{n}"?a=\\u0041'),
        name=names,
        tags=st.lists(names, max_size=5).map(tuple),
        contact=st.sampled_from([None, "mailto:desk@example.org", "https://example.org/'about'"]),
        min_interval=st.sampled_from([None, 900.0, 900.5, 604_800.0]),
        spacing=st.sampled_from([None, 1.0, 2.25]),
        recheck=st.sampled_from([None, True, False]),
    ),
    max_size=8,
    unique_by=lambda spec: spec.url,
)


@given(specs, names)
def test_a_list_that_is_written_is_the_same_list_when_it_is_read(feeds: list[FeedSpec], heading: str) -> None:
    hosts = [HostSpec("news.example.org:8080", spacing=5.0), HostSpec("[::1]", recheck=True)]
    text = list_text(feeds, hosts, heading)
    tomllib.loads(text)
    again = parse_feed_list(text.encode(), "feeds.toml")
    assert not again.problems
    assert again.hosts == tuple(hosts)
    for feed, read in zip(feeds, again.feeds, strict=True):
        assert (read.url, read.contact, read.min_interval, read.spacing, read.recheck) == (
            feed.url,
            feed.contact,
            feed.min_interval,
            feed.spacing,
            feed.recheck,
        )
        assert read.name == line(line(feed.name)[:200])


@given(specs)
def test_writing_what_was_read_changes_nothing(feeds: list[FeedSpec]) -> None:
    once = list_text(feeds)
    again = parse_feed_list(once.encode(), "feeds.toml")
    assert list_text(again.feeds) == once


def test_an_imported_list_has_the_feeds_of_the_other_with_names_and_folders(tmp_path: Path) -> None:
    source = tmp_path / "reader.opml"
    inner = outline("https://a.example.org/feed", HOSTILE.replace("\x1b", ""))
    source.write_bytes(opml(f'<outline text="World &amp; more">{inner}</outline>', outline("https://b.example.org/")))
    done = import_lists([str(source)], tmp_path / "feeds.toml", force=False)
    assert (done.feeds, done.duplicates, list(done.left_out)) == (2, 0, [])
    found = read_feed_lists([str(tmp_path / "feeds.toml")])
    assert [feed.url for feed in found.feeds] == ["https://a.example.org/feed", "https://b.example.org/"]
    assert found.feeds[0].name == line(HOSTILE.replace("\x1b", ""))
    assert found.feeds[0].tags == ("World & more",)


def test_what_cannot_be_used_is_named_with_its_line_and_repeats_are_counted(tmp_path: Path) -> None:
    source = tmp_path / "reader.opml"
    source.write_bytes(
        opml(
            "\n",
            outline("https://a.example.org/feed"),
            outline("ftp://b.example.org/feed"),
            outline("http://a.example.org/feed"),
        )
    )
    done = import_lists([str(source)], tmp_path / "feeds.toml", force=False)
    assert (done.feeds, done.duplicates) == (1, 1)
    (problem,) = done.left_out
    assert problem.startswith(f"{source}:3:")
    assert "ftp://b.example.org/feed" in problem


def test_a_list_that_is_there_is_never_replaced_unasked(tmp_path: Path) -> None:
    source, to = tmp_path / "reader.opml", tmp_path / "feeds.toml"
    source.write_bytes(opml(outline("https://a.example.org/feed")))
    to.write_text("mine")
    with pytest.raises(WrongUse, match="--force"):
        import_lists([str(source)], to, force=False)
    assert to.read_text() == "mine"
    import_lists([str(source)], to, force=True)
    assert "a.example.org" in to.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feeds.toml", "reader.opml"]


@pytest.mark.parametrize("content", [b"", opml(), b"<opml", b"\x00\x01", b"no address\n"])
def test_sources_without_a_feed_write_nothing(tmp_path: Path, content: bytes) -> None:
    source, to = tmp_path / "list", tmp_path / "feeds.toml"
    source.write_bytes(content)
    with pytest.raises(WrongUse, match="list"):
        import_lists([str(source)], to, force=False)
    assert not to.exists()


def test_settings_of_an_imported_toml_list_stay(tmp_path: Path) -> None:
    source = tmp_path / "old.toml"
    source.write_text(
        'contact = "mailto:desk@example.org"\n[[feeds]]\nurl = "https://a.example.org/feed"\nmin_interval = 1800\n'
        '[hosts."a.example.org"]\nspacing = 7\n'
    )
    before = read_feed_lists([str(source)])
    import_lists([str(source)], tmp_path / "feeds.toml", force=False)
    after = read_feed_lists([str(tmp_path / "feeds.toml")])
    assert after.feeds == before.feeds
    assert after.hosts == before.hosts


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    source = tmp_path / "list.txt"
    source.write_text("https://a.example.org/feed\n")
    with pytest.raises(WrongUse, match="no such folder"):
        import_lists([str(source)], tmp_path / "none" / "feeds.toml", force=False)
