"""Feeds of all formats, read into one shape."""

from __future__ import annotations

import gzip

import pytest

from transforms.failures import StageError
from transforms.fetch.feed import Doubt, FeedLimits, parse_feed

NOW = "2026-11-22T12:00:00.000Z"
URL = "https://feeds.example.org/dir/feed.xml"


def read(content: str | bytes, content_type: str | None = None, limits: FeedLimits | None = None, url: str = URL):
    data = content if isinstance(content, bytes) else content.encode()
    return parse_feed(data, url, content_type, NOW, limits or FeedLimits())


def rss(items: str, channel: str = "", attributes: str = "") -> str:
    return f'<?xml version="1.0"?><rss version="2.0" {attributes}><channel><title>Example</title>{channel}{items}</channel></rss>'


def test_an_rss_feed_is_read_with_its_wishes():
    document = read(
        rss(
            "<item><title>Council &amp;amp; mayor</title><link>/a?utm_source=rss</link><guid isPermaLink='false'>a-1</guid>"
            "<description>&lt;p&gt;First&lt;/p&gt;&lt;p&gt;second&lt;/p&gt;</description>"
            "<pubDate>Sun, 22 Nov 2026 10:00:00 GMT</pubDate><author>desk@example.org (The desk)</author></item>",
            "<link>https://www.example.org/news/</link><language>en-GB</language><ttl>45</ttl>"
            "<skipHours><hour>0</hour><hour>3</hour><hour>24</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
            "<atom:link rel='hub' href='https://hub.example.org/'/><atom:link rel='self' href='https://www.example.org/f'/>",
            "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/' xmlns:atom='http://www.w3.org/2005/Atom'",
        )
    )
    assert (document.kind, document.title, document.link) == ("rss", "Example", "https://www.example.org/news/")
    assert (document.ttl_minutes, document.skip_hours, document.skip_days) == (45, (0, 3), (6,))
    assert document.update_seconds == 900
    assert (document.hub, document.self_url) == ("https://hub.example.org/", "https://www.example.org/f")
    (entry,) = document.entries
    assert (entry.guid, entry.identity, entry.url) == ("a-1", "a-1", "https://www.example.org/a")
    assert (entry.title, entry.summary) == ("Council & mayor", "First second")
    assert (entry.published_at, entry.updated_at) == ("2026-11-22T10:00:00.000Z", None)
    assert (entry.authors, entry.language, entry.doubts) == (("The desk",), "en-GB", ())
    assert document.problems == ()


def test_an_atom_feed_is_read_and_xml_base_counts():
    document = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://www.example.org/blog/"><title>Blog</title>'
        '<link rel="next" href="page/2"/><updated>2026-11-22T11:00:00Z</updated>'
        '<entry xml:base="2026/"><title type="html">A &lt;b&gt;bold&lt;/b&gt; title</title><id>tag:example.org,2026:1</id>'
        '<link href="story.html"/><link rel="enclosure" href="sound.mp3" type="audio/mpeg"/>'
        "<published>2026-11-22T09:00:00Z</published><updated>2026-11-22T10:00:00Z</updated>"
        '<author><name>The mayor</name></author><content type="html">&lt;p&gt;Whole text&lt;/p&gt;</content></entry></feed>'
    )
    assert (document.kind, document.next_url) == ("atom", "https://www.example.org/blog/page/2")
    (entry,) = document.entries
    assert entry.url == "https://www.example.org/blog/2026/story.html"
    assert (entry.title, entry.content_html) == ("A bold title", "<p>Whole text</p>")
    assert (entry.published_at, entry.updated_at) == ("2026-11-22T09:00:00.000Z", "2026-11-22T10:00:00.000Z")
    assert (entry.enclosure_url, entry.enclosure_type) == ("https://www.example.org/blog/2026/sound.mp3", "audio/mpeg")
    assert (entry.has_media, entry.authors) == (True, ("The mayor",))


def test_an_rdf_feed_has_its_dates_from_dublin_core():
    document = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>RDF</title></channel>'
        '<item rdf:about="https://example.org/1"><title>One</title><link>https://example.org/1</link>'
        "<dc:date>2026-11-22T10:00:00+01:00</dc:date><dc:creator>The desk</dc:creator></item></rdf:RDF>"
    )
    assert document.kind == "rdf"
    assert document.entries[0].published_at == "2026-11-22T09:00:00.000Z"
    assert document.entries[0].authors == ("The desk",)


def test_a_json_feed_is_read_though_its_types_are_wrong():
    document = read(
        '\ufeff{"version":"https://jsonfeed.org/version/1","title":"J","home_page_url":"https://example.org/",'
        '"feed_url":"https://example.org/feed.json","hubs":[{"type":"WebSub","url":"https://hub.example.org/"}],'
        '"author":{"name":"The desk"},"items":[{"id":7,"url":"/seven","title":"Seven","content_text":"a < b",'
        '"date_published":"2026-11-22T10:00:00Z","attachments":[{"url":"/s.mp3","mime_type":"audio/mpeg"}]},3]}'
    )
    assert (document.kind, document.hub, len(document.entries)) == ("json", "https://hub.example.org/", 1)
    assert document.problems == ("1 items are no objects",)
    (entry,) = document.entries
    assert (entry.guid, entry.url, entry.title) == ("7", "https://example.org/seven", "Seven")
    assert (entry.content_html, entry.authors) == ("a &lt; b", ("The desk",))
    assert (entry.enclosure_url, entry.published_at) == ("https://example.org/s.mp3", "2026-11-22T10:00:00.000Z")


def test_a_news_sitemap_says_as_much_as_a_feed():
    document = read(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        "<url><loc> https://example.org/a </loc><n:news><n:publication><n:name>Example</n:name><n:language>de</n:language>"
        "</n:publication><n:publication_date>2026-11-22T10:00:00Z</n:publication_date><n:title>Rat &amp; Tat</n:title></n:news></url>"
        "</urlset>"
    )
    assert (document.kind, document.title) == ("news-sitemap", "Example")
    (entry,) = document.entries
    assert (entry.url, entry.title, entry.language) == ("https://example.org/a", "Rat & Tat", "de")
    assert entry.published_at == "2026-11-22T10:00:00.000Z"


def test_of_a_long_sitemap_the_newest_addresses_are_read_also_from_a_gzip_file():
    places = "".join(
        f"<url><loc>https://example.org/{n}</loc><lastmod>2026-11-0{n}</lastmod></url>" for n in (3, 1, 4, 2)
    )
    document = read(gzip.compress(f"<urlset>{places}</urlset>".encode()), limits=FeedLimits(entries=2))
    assert [entry.url for entry in document.entries] == ["https://example.org/3", "https://example.org/4"]
    assert document.problems == ("4 addresses, the newest 2 were read",)


def test_a_sitemap_index_lists_sitemaps():
    document = read(
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>/news.xml</loc>'
        "<lastmod>2026-11-22</lastmod></sitemap></sitemapindex>"
    )
    assert (document.kind, document.entries) == ("sitemap-index", ())
    assert [(part.url, part.updated_at) for part in document.listed] == [
        ("https://feeds.example.org/news.xml", "2026-11-22T00:00:00.000Z")
    ]


def test_an_opml_list_is_read_with_its_folders_and_bad_lines():
    document = read(
        "<opml version='2.0'><head><title>Mine</title></head><body>\n<outline text='World'>\n"
        "<outline text='Example' type='rss' xmlURL='https://example.org/feed'/>\n<outline text='Bad' xmlUrl='javascript:x'/>\n"
        "</outline></body></opml>"
    )
    assert (document.kind, document.title) == ("opml", "Mine")
    assert [(feed.url, feed.title, feed.folders) for feed in document.listed] == [
        ("https://example.org/feed", "Example", ("World",))
    ]
    assert document.problems == ("line 4: 'javascript:x' is no http(s) address",)


def test_the_kind_is_told_from_the_content_not_from_the_header():
    assert read(rss("<item><title>t</title></item>"), "text/html; charset=utf-8").kind == "rss"
    assert read("<urlset></urlset>", "application/rss+xml").kind == "sitemap"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (rss("<item><title>São Tomé</title></item>").encode("iso-8859-1"), "text/xml; charset=utf-8"),
        (rss("<item><title>São Tomé</title></item>").encode("utf-8"), "text/xml; charset=iso-8859-1"),
        (rss("<item><title>São Tomé</title></item>").encode("utf-16"), None),
        (
            rss("<item><title>São Tomé</title></item>").replace("?>", ' encoding="us-ascii"?>', 1).encode("utf-8"),
            "application/xml; charset=us-ascii",
        ),
    ],
)
def test_a_wrong_charset_does_not_spoil_the_text(content, content_type):
    assert read(content, content_type).entries[0].title == "São Tomé"


def test_a_charset_that_only_the_declaration_names_is_used():
    content = rss("<item><title>Новости дня</title></item>").replace("?>", ' encoding="windows-1251"?>', 1)
    assert read(content.encode("windows-1251")).entries[0].title == "Новости дня"


def test_entries_of_a_broken_feed_are_used_and_the_fault_is_named():
    document = read(rss("<item><title>One</title><link>https://example.org/1</link></item><item><title>Two & three"))
    assert [entry.title for entry in document.entries][:1] == ["One"]
    assert document.problems[0].startswith("not well-formed")


def test_white_space_before_the_declaration_and_control_characters_do_no_harm():
    document = read("\n\n " + rss("<item><title>One\x0b\x02 two</title></item>"))
    assert (document.entries[0].title, document.problems) == ("One two", ())


def test_html_names_of_characters_are_known_and_double_escaping_stays_text():
    document = read(
        rss("<item><title>Caf&eacute;&nbsp;au lait</title><description>&amp;lt;b&amp;gt;</description></item>")
    )
    assert (document.entries[0].title, document.entries[0].summary) == ("Café au lait", "<b>")
    assert document.problems == ()


def test_feedburner_links_lead_to_the_article_itself():
    document = read(
        rss(
            "<item><link>https://feeds.example.net/~r/x/~3/1/</link>"
            "<fb:origLink>https://www.example.org/a?utm_campaign=x&amp;id=2</fb:origLink></item>",
            attributes="xmlns:fb='http://rssnamespace.org/feedburner/ext/1.0'",
        )
    )
    assert document.entries[0].url == "https://www.example.org/a?id=2"


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<guid>https://example.org/g</guid>", "https://example.org/g"),
        ("<guid isPermaLink='true'>https://example.org/g</guid>", "https://example.org/g"),
        ("<guid isPermaLink='false'>https://example.org/g</guid>", None),
        ("<guid>12345</guid>", None),
        ("<guid>/news/12345</guid>", "https://site.example.org/news/12345"),
        ("<link>//cdn.example.org/x</link>", "https://cdn.example.org/x"),
        ("<link>story/1#top</link>", "https://site.example.org/news/story/1"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>file:///etc/passwd</link>", None),
        ("<enclosure url='https://example.org/s.mp3' type='audio/mpeg' length='1'/>", None),
    ],
)
def test_the_articles_address_is_the_link_or_a_guid_that_is_one(item, url):
    document = read(rss(f"<item><title>t</title>{item}</item>", "<link>https://site.example.org/news/</link>"))
    assert document.entries[0].url == url


def test_an_entry_without_link_is_known_by_its_enclosure():
    document = read(rss("<item><title>t</title><enclosure url='https://example.org/s.mp3' type='audio/mpeg'/></item>"))
    entry = document.entries[0]
    assert (entry.url, entry.enclosure_url, entry.identity) == (None, "https://example.org/s.mp3", "example.org/s.mp3")


def test_dates_that_are_not_believed_are_kept_apart():
    document = read(
        rss(
            "<item><title>a</title><pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate></item>"
            "<item><title>b</title><pubDate>Sat, 01 Jan 2050 00:00:00 GMT</pubDate></item>"
            "<item><title>c</title><pubDate>soon</pubDate></item>"
        )
    )
    assert [entry.published_at for entry in document.entries] == [None, None, None]
    assert [entry.doubts for entry in document.entries] == [
        (Doubt("published", "Thu, 01 Jan 1970 00:00:00 GMT", "absurd", "1970-01-01T00:00:00.000Z"),),
        (Doubt("published", "Sat, 01 Jan 2050 00:00:00 GMT", "future", "2050-01-01T00:00:00.000Z"),),
        (Doubt("published", "soon", "not-understood", None),),
    ]


def test_a_time_of_update_that_all_entries_share_is_the_feeds_own():
    entries = "".join(
        f"<entry><id>tag:{n}</id><title>{n}</title><published>2026-11-0{n}T10:00:00Z</published>"
        f"<updated>2026-11-22T11:00:0{n}Z</updated></entry>"
        for n in (1, 2, 3)
    )
    document = read(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{entries}</feed>')
    assert [entry.updated_at for entry in document.entries] == [None, None, None]
    assert {doubt.why for entry in document.entries for doubt in entry.doubts} == {"shared"}


def test_entries_beyond_the_limit_are_left_and_said_so():
    document = read(rss("<item><title>t</title></item>" * 5), limits=FeedLimits(entries=3))
    assert (len(document.entries), document.problems) == (3, ("5 entries, the first 3 were read",))


def test_a_content_that_is_too_long_is_left_out_whole():
    item = f"<item><title>t</title><description>{'x' * 500}</description></item>"
    content = rss(
        item.replace("description", "content:encoded"),
        attributes="xmlns:content='http://purl.org/rss/1.0/modules/content/'",
    )
    assert read(content).entries[0].content_html == "x" * 500
    assert read(content, limits=FeedLimits(content=400)).entries[0].content_html is None


def test_a_page_in_place_of_a_feed_is_refused_with_what_to_do():
    with pytest.raises(StageError, match=r"html.*feeds discover"):
        read("<!-- x --><!DOCTYPE html><html><head><title>News</title></head><body><p>Hello</body></html>")


def test_a_feed_that_somebody_wrapped_into_a_page_is_read():
    inner = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One</title></entry></feed>'
    document = read(
        f'<!DOCTYPE html PUBLIC "x" "y"><html xmlns="http://www.w3.org/1999/xhtml"><body>{inner}</body></html>'
    )
    assert [entry.title for entry in document.entries] == ["One"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\xef\xbb\xbf ", "empty"),
        (b"\x00" * 50, "empty"),
        (b"Service unavailable", "not-a-feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not-a-feed"),
        (b'{"error": 1}', "not-a-feed"),
        (b"[1,2", "broken-json"),
        (b'{"items": [{"id": ', "broken-json"),
        (b"\x1f\x8b\x08not gzip", "broken-gzip"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(content, reason):
    with pytest.raises(StageError) as caught:
        read(content)
    assert (caught.value.reason, caught.value.retryable) == (reason, False)
