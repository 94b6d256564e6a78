"""Finding the feeds of a page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.fetch.discover import FoundFeed, find_feeds

URL = "https://www.example.org/news/today.html"


def found(html: str) -> list[FoundFeed]:
    return [feed for feed in find_feeds(html.encode(), URL) if not (feed.type.startswith("guess:") and not feed.title)]


def test_feeds_that_the_page_names_come_first_with_their_titles():
    html = (
        '<html><head><base href="https://static.example.org/x/"><link rel="stylesheet" href="a.css">'
        '<link rel="Alternate" type="application/rss+xml; charset=utf-8" title="All &amp; everything" href="/feed">'
        '<link rel="alternate" type="application/atom+xml" href="atom.xml">'
        '<link rel="alternate" type="application/feed+json" href="/f.json"><link rel="alternate" hreflang="de" href="/de">'
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1"></head></html>'
    )
    assert find_feeds(html.encode(), URL)[:3] == [
        ("https://static.example.org/feed", "All & everything", "rss"),
        ("https://static.example.org/x/atom.xml", "", "atom"),
        ("https://static.example.org/f.json", "", "json"),
    ]


def test_a_feed_of_comments_is_never_the_first():
    html = (
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">'
        '<link rel="alternate" type="application/rss+xml" title="News" href="/feed/">'
    )
    assert [feed.title for feed in find_feeds(html.encode(), URL)[:2]] == ["News", "Comments"]


def test_links_that_look_like_feeds_are_taken_and_others_are_not():
    html = (
        '<a href="/rss/politics.xml">Politics</a> <a href="/news?format=rss">as feed</a> <a href="/about">About</a>'
        '<a href="https://feeds.other.example/x">RSS</a> <a href="https://other.example/feed">Our friends</a>'
        '<a href="/news-sitemap.xml">Sitemap</a> <a href="/feedback">Feedback</a> <a href="mailto:rss@example.org">RSS</a>'
    )
    assert found(html) == [
        ("https://www.example.org/rss/politics.xml", "Politics", "guess:rss"),
        ("https://www.example.org/news?format=rss", "as feed", "guess:rss"),
        ("https://feeds.other.example/x", "RSS", "guess:rss"),
        ("https://www.example.org/news-sitemap.xml", "Sitemap", "guess:sitemap"),
    ]


def test_usual_paths_are_offered_last_and_only_once():
    feeds = find_feeds(b'<link rel="alternate" type="application/rss+xml" href="/feed">', URL)
    assert feeds[0] == ("https://www.example.org/feed", "", "rss")
    assert ("https://www.example.org/rss.xml", "", "guess:rss") in feeds
    assert len({feed.url for feed in feeds}) == len(feeds) < 12


def test_titles_carry_no_controls():
    assert found('<a href="/feed.xml">News\x1b[31m\n feed</a>')[0].title == "News[31m feed"


@given(st.binary(max_size=300))
def test_any_page_gives_addresses_only(content):
    for feed in find_feeds(content, URL):
        assert feed.url.startswith(("http://", "https://"))
