"""Feed lists: TOML, OPML, files of addresses, addresses."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.fetch.feed_list import (
    FeedList,
    FeedListError,
    FeedSpec,
    HostSpec,
    ListRules,
    diff,
    is_list_address,
    merge,
    parse_feed_list,
    read_feed_lists,
)

TOML = """
contact = "mailto:desk@example.org"
min_interval = 900

[[feeds]]
url = "https://News.example.org/feed.xml"
name = "Example News"
tags = ["world", "english", "world"]

[[feeds]]
url = "https://www.example.com/rss"
min_interval = 1800
recheck = true

[hosts."www.example.com"]
spacing = 5
contact = "https://example.org/crawler"
"""


def parse(text: str, source: str = "feeds.toml", rules: ListRules | None = None) -> FeedList:
    return parse_feed_list(text.encode(), source, rules or ListRules())


def messages(found: FeedList) -> list[str]:
    return [str(problem) for problem in found.problems]


def test_a_toml_list_has_settings_of_feeds_before_hosts_before_the_list():
    found = parse(TOML)
    assert found.feeds == (
        FeedSpec(
            "https://news.example.org/feed.xml", "Example News", ("world", "english"), "mailto:desk@example.org", 900.0
        ),
        FeedSpec("https://www.example.com/rss", "", (), "https://example.org/crawler", 1800.0, 5.0, True),
    )
    assert found.hosts == (HostSpec("www.example.com", "https://example.org/crawler", None, 5.0),)
    assert found.problems == ()


def test_a_file_of_addresses_has_comments_and_names_bad_lines():
    found = parse(
        "\ufeff# mine\n\nhttps://a.example/feed  # first\nexample.org/feed\r\nftp://x.example/\nhttp://b.example/#x\n",
        "mine.txt",
    )
    assert [feed.url for feed in found.feeds] == ["https://a.example/feed", "http://b.example/"]
    assert messages(found) == [
        "mine.txt:4: 'example.org/feed' is no http(s) address: begin it with https://",
        "mine.txt:5: 'ftp://x.example/' is no http(s) address",
    ]


def test_an_opml_list_has_names_folders_as_tags_and_names_bad_lines():
    found = parse(
        "<?xml version='1.0'?>\n<opml><body><outline text='World'>\n<outline text='A' xmlUrl='https://a.example/feed'/>\n"
        "<outline text='B' xmlUrl='feed://b.example'/></outline></body></opml>",
        "mine.opml",
    )
    assert found.feeds == (FeedSpec("https://a.example/feed", "A", ("World",)),)
    assert messages(found) == ["mine.opml:4: 'feed://b.example' is no http(s) address"]


def test_the_format_is_told_from_the_content():
    assert len(parse("<opml><body><outline xmlUrl='https://a.example/f'/></body></opml>", "list").feeds) == 1
    assert len(parse('# mine\n[[feeds]]\nurl = "https://a.example/f"', "list").feeds) == 1
    assert len(parse("https://a.example/f?x=1\nhttps://b.example/f", "list").feeds) == 2


def test_bad_settings_are_named_with_what_is_allowed_and_left_out():
    found = parse(
        '[[feeds]]\nurl = "https://a.example/f"\nmin_interval = "often"\nspacing = -1\nrecheck = 1\ncontact = "me"\n'
        'user_agent = "a\\nb"\ncolour = 3\n'
        "tags = 4\nname = 5\n\n[[feeds]]\nname = 'no address'\n"
    )
    assert found.feeds == (FeedSpec("https://a.example/f"),)
    assert messages(found) == [
        "feeds.toml:1: 'colour' is unknown: allowed are url, name, tags, contact, user_agent, min_interval, spacing, "
        "recheck",
        "feeds.toml:1: min_interval is 'often': seconds from 600 to 604800 are allowed",
        "feeds.toml:1: spacing is -1: seconds from 1 to 3600 are allowed",
        "feeds.toml:1: recheck is 1: true or false is allowed",
        "feeds.toml:1: contact is 'me': an address of mail or web is needed",
        "feeds.toml:1: user_agent is 'a\\nb': up to 300 printable ASCII characters are allowed",
        "feeds.toml:1: name is 5: a text is needed",
        "feeds.toml:1: tags is 4: a list of texts is needed",
        "feeds.toml:12: url is None: an http(s) address is needed",
    ]


def test_a_list_cannot_make_the_crawl_less_polite_than_the_rules():
    text = 'spacing = 0\n[[feeds]]\nurl = "https://a.example/f"\nmin_interval = 5'
    found = parse(text)
    assert (found.feeds[0].min_interval, found.feeds[0].spacing) == (600.0, 1.0)
    assert messages(found)[1] == "feeds.toml:2: min_interval is 5: at least 600 seconds are allowed, 600 are used"
    relaxed = parse(text, rules=ListRules(min_interval=0, spacing=0))
    assert (relaxed.feeds[0].min_interval, relaxed.feeds[0].spacing, relaxed.problems) == (5.0, 0.0, ())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[[feeds]\nurl = 1", "no TOML that can be read.*line 1"),
        (b"[[feeds]]\nurl = " + b"[" * 5_000, "no TOML that can be read"),
        (b"<html></html>", "XML, but no OPML"),
        (b"<", "OPML"),
        (b"https://a.example/\n\xff\xfe", ":2: no UTF-8"),
        (b"GIF89a\0\0", "no text"),
        (b"x" * 2_000, "allowed are 1,000"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_with_what_to_do(content, said):
    with pytest.raises(FeedListError, match=said):
        parse_feed_list(content, "mine.x", ListRules(bytes=1_000 if content.startswith(b"xx") else 8_000_000))


def test_feeds_listed_twice_are_folded_and_the_first_counts():
    found = parse("https://a.example/f\nhttp://a.example/f\nhttps://A.EXAMPLE/f\nhttps://b.example/f", "x.txt")
    assert ([feed.url for feed in found.feeds], found.duplicates) == (["https://a.example/f", "https://b.example/f"], 2)
    named = parse('[[feeds]]\nurl = "https://a.example/f"\nname = "A"')
    assert merge([named, found], ListRules()).feeds[0].name == "A"


def test_more_feeds_than_allowed_are_left_out_and_counted():
    found = parse("\n".join(f"https://a.example/{n}" for n in range(9)), "x.txt", ListRules(feeds=5))
    assert (len(found.feeds), messages(found)) == (5, ["feed lists: 4 feeds are left out: 5 are allowed"])


def test_files_and_addresses_can_be_given_together(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TOML)
    found = read_feed_lists([str(path), "https://c.example/feed", "https:///nothing"])
    assert [feed.url for feed in found.feeds][2:] == ["https://c.example/feed"]
    assert messages(found) == ["'https:///nothing': no http(s) address"]


def test_a_list_at_an_address_is_read_by_who_can_fetch():
    asked: list[str] = []

    def read(source: str) -> bytes:
        asked.append(source)
        return TOML.encode()

    found = read_feed_lists(["https://lists.example/mine.toml?v=1", "https://c.example/feed"], read)
    assert (asked, len(found.feeds)) == (["https://lists.example/mine.toml?v=1"], 3)
    assert [is_list_address(s) for s in ("https://a.example/x.opml#a", "https://a.example/x.xml", "x.toml")] == [
        True,
        False,
        False,
    ]
    with pytest.raises(FeedListError, match="save it to a file"):
        read_feed_lists(["https://lists.example/mine.toml"])


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path):
    for source in (str(tmp_path), str(tmp_path / "none.txt"), "\0"):
        with pytest.raises(FeedListError, match=r"such file|cannot be read"):
            read_feed_lists([source])


def test_what_changed_between_two_lists_is_told_by_address():
    old, new = parse(TOML), parse(TOML.replace("1800", "2000").replace("News.example.org/feed.xml", "third.example/f"))
    found = diff(old, new)
    assert [feed.url for feed in found.added] == ["https://third.example/f"]
    assert [feed.url for feed in found.removed] == ["https://news.example.org/feed.xml"]
    assert [(a.min_interval, b.min_interval) for a, b in found.changed] == [(1800.0, 2000.0)]
    assert not diff(old, parse(TOML))


def test_the_digest_changes_with_settings_and_not_with_order_or_comments():
    first = parse(TOML)
    head, one, two = TOML.split("[[feeds]]")
    two, hosts = two.split("[hosts")
    assert parse(f"# new\n{head}[[feeds]]{two}[[feeds]]{one}[hosts{hosts}").digest == first.digest
    assert parse(TOML.replace("spacing = 5", "spacing = 6")).digest != first.digest
    assert parse("https://a.example/f", "x.txt").digest == "f2cbcb666078ca5552e23aa6b117aeeac1"


@pytest.mark.parametrize(
    "contact", ["mailto:é@example.org", "https://example.org/(x)", "a)b@example.org", "x y@example.org"]
)
def test_a_contact_that_would_break_the_user_agent_is_named_and_left_out(contact):
    found = parse(f'contact = "{contact}"\n[[feeds]]\nurl = "https://a.example/f"')
    assert (found.contact, found.feeds[0].contact, len(found.problems)) == (None, None, 1)


def test_what_is_set_for_a_whole_list_is_said_of_the_list_too():
    lists = [parse("https://a.example/f", "x.txt"), parse(TOML), parse('user_agent = "desk/1"\nfeeds = []')]
    assert (lists[1].contact, lists[1].user_agent) == ("mailto:desk@example.org", None)
    together = merge(lists, ListRules())
    assert (together.contact, together.user_agent) == ("mailto:desk@example.org", "desk/1")


def test_the_example_list_is_sound(root):
    content = (root / "seeds" / "feeds.example.toml").read_bytes()
    found = parse_feed_list(content, "feeds.example.toml")
    assert (len(found.feeds), found.problems) == (3, ())
    assert found.feeds[1].spacing == 5.0
    assert tomllib.loads(content.decode())["min_interval"] == 900


@given(
    st.binary(max_size=200),
    st.sampled_from(["x.toml", "x.opml", "x.txt", "x"]),
    st.sampled_from([b"", b"[[feeds]]\nurl=", b"<opml><body>"]),
)
def test_any_bytes_are_a_list_or_refused_by_name(content, source, before):
    try:
        found = parse_feed_list(before + content, source)
    except FeedListError as error:
        found = FeedList()
        print(error)
    assert all(feed.url.startswith("http") for feed in found.feeds)
