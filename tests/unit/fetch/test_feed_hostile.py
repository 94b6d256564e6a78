"""Feeds made to hurt: refused by counts, or read, and never anything but a StageError."""

from __future__ import annotations

import gzip
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.failures import StageError
from transforms.fetch.feed import FeedDocument, FeedLimits, parse_feed
from transforms.fetch.feed_text import feed_text

NOW = "2026-11-22T12:00:00.000Z"
URL = "https://feeds.example.org/feed.xml"
ITEM = "<item><title>One</title><link>https://example.org/1</link></item>"


def read(content: str | bytes, limits: FeedLimits | None = None) -> FeedDocument:
    data = content if isinstance(content, bytes) else content.encode()
    return parse_feed(data, URL, None, NOW, limits or FeedLimits())


def refused(content: str | bytes, limits: FeedLimits | None = None) -> str:
    with pytest.raises(StageError) as caught:
        read(content, limits)
    return caught.value.reason


def test_fifty_thousand_attributes_on_one_element_are_refused():
    attributes = " ".join(f'a{n}="{n}"' for n in range(50_000))
    assert refused(f'<rss version="2.0"><channel {attributes}>{ITEM}</channel></rss>') == "too-many-attributes"
    assert refused(f'<rss version="2.0"><channel x=">" {attributes}>{ITEM}</channel></rss>') == "too-many-attributes"


def test_a_hundred_thousand_comment_openers_are_refused():
    assert refused(f'<rss version="2.0"><channel>{"<!--" * 100_000}{ITEM}</channel></rss>') == "too-many-comments"


def test_closed_comments_are_no_reason_to_refuse():
    assert len(read(f'<rss version="2.0"><channel>{"<!-- x -->" * 20_000}{ITEM}</channel></rss>').entries) == 1


def test_more_tags_than_any_feed_has_are_refused():
    assert refused("<rss>" + "<a>" * 600_000) == "too-many-tags"


def test_elements_nested_ten_thousand_deep_are_read_or_refused():
    assert (
        len(read(f'<rss version="2.0"><channel>{ITEM}{"<a>" * 10_000}{"</a>" * 10_000}</channel></rss>').entries) == 1
    )


def test_entities_that_multiply_are_never_expanded():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    document = read(
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{lol}]><rss version="2.0"><channel>'
        f"<item><title>&l9;</title></item>{ITEM}</channel></rss>"
    )
    assert [len(entry.title) < 100 for entry in document.entries] == [True, True]


def test_one_long_entity_used_often_is_not_expanded():
    doctype = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 100_000}">]>'
    document = read(
        f'{doctype}<rss version="2.0"><channel>{ITEM}<item><title>{"&a;" * 50_000}</title></item></channel></rss>'
    )
    assert max(len(entry.title) for entry in document.entries) <= 1_000


def test_short_entities_may_not_make_a_feed_longer_than_allowed():
    doctype = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 64}">]>'
    assert (
        refused(f'{doctype}<rss version="2.0"><channel>{"&a;" * 20_000}</channel></rss>', FeedLimits(bytes=200_000))
        == "too-large"
    )


def test_more_declared_entities_than_allowed_are_refused():
    doctype = "".join(f'<!ENTITY a{n} "x">' for n in range(600))
    assert refused(f"<!DOCTYPE rss [{doctype}]><rss><channel/></rss>") == "entity-bomb"


def test_declared_characters_are_used():
    document = read(
        '<!DOCTYPE rss [<!ENTITY euml "&#235;"><!ENTITY town "Ghent">]><rss version="2.0"><channel>'
        "<item><title>Belgi&euml; and &town;</title></item></channel></rss>"
    )
    assert document.entries[0].title == "België and Ghent"


@pytest.mark.parametrize(
    "declared",
    ['<!ENTITY x SYSTEM "{path}">', '<!ENTITY x PUBLIC "a" "{path}">', '<!ENTITY % p SYSTEM "{path}"> %p;'],
)
@pytest.mark.parametrize("root", ["rss", "urlset", "opml"])
def test_external_entities_are_never_resolved(tmp_path, declared, root):
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words")
    inside = {
        "rss": "<channel><item><title>&x;</title><link>https://example.org/1</link></item></channel>",
        "urlset": "<url><loc>https://example.org/1</loc><news><title>&x;</title></news></url>",
        "opml": "<body><outline xmlUrl='https://example.org/1' text='t'>&x;</outline></body>",
    }[root]
    doctype = f"<!DOCTYPE {root} [{declared.format(path=secret.as_uri())}]>"
    assert "hidden" not in repr(read(f'<?xml version="1.0"?>{doctype}<{root}>{inside}</{root}>'))


def test_a_feed_that_is_a_path_or_an_address_opens_nothing(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(f'<rss version="2.0"><channel>{ITEM}</channel></rss>')
    for text in (str(path), path.as_uri(), "http://127.0.0.1:1/feed"):
        assert refused(text) == "not-a-feed"


def test_a_gzip_bomb_is_refused_by_its_size():
    assert refused(gzip.compress(b"<rss>" + b" " * 30_000_000)) == "too-large"


def test_a_feed_longer_than_allowed_is_refused():
    assert refused("<rss>" + " " * 500, FeedLimits(bytes=100)) == "too-large"


def test_json_nested_without_end_is_refused():
    assert refused('{"items":' + "[" * 100_000) == "broken-json"
    assert refused("[" * 100_000 + "]" * 100_000) in ("broken-json", "not-a-feed")


def test_references_to_characters_that_are_none_do_no_harm():
    for reference in ("&#xD800;", "&#55296;", "&#0;", "&#x110000;", "&#" + "9" * 5_000 + ";", "&#x1;"):
        document = read(
            f'<rss version="2.0"><channel><item><title>a{reference}b</title></item><item><title>c</channel>'
        )
        assert document.entries[0].title.replace("\ufffd", "").startswith("a")


def test_a_lone_surrogate_in_json_does_not_lose_the_feed():
    document = read('{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"cut \\ud83d"}]}')
    assert document.entries[0].title.startswith("cut")


def test_limits_below_one_are_refused():
    with pytest.raises(ValueError, match="entries is 0"):
        FeedLimits(entries=0)


def outcome(content: bytes) -> str:
    """The kind that was read, or the reason of the refusal; anything else than a StageError escapes."""
    try:
        return read(content, SMALL).kind
    except StageError as refusal:
        return "" if refusal.retryable else refusal.reason


SMALL = FeedLimits(bytes=50_000, entries=50, tags=2_000)
PIECES = [
    "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "<guid>", "<entry>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>", "<content type='html'>", "<content type='xhtml'>", "<div>", "</div>",
    "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE x [", "]>", "<!ENTITY a 'b'>", "&a;", "&amp;", "&#x41;", "&#xD800;", "<?xml ?>",
    "<urlset>", "<url>", "<loc>", "</loc>", "</url>", "<sitemapindex>", "<opml>", "<outline xmlUrl='http://x.org/'>", "<rdf:RDF>",
    '{"items":[', '{"id":1}', "]}", '"', "'", ">", "<", "&", "http://example.org/", "//[", "\x00", "\ud7ff", "é", " ", "xml:base='//['",
    "<enclosure url='http://['/>", "<pubDate>", "Mon, 1 Jan", "</pubDate>", "<author>", "a@b.org (x)", "</author>", "<dc:date>", "<svg>",
    "<media:content url='x'/>", "<textinput>", "<image>", "<source url='x'>", "<georss:point>", "1 2", "</georss:point>", "<itunes:image href='//['/>",
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=60).map("".join))
def test_any_heap_of_markup_is_read_or_refused(text):
    assert outcome(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=200)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<rss version='2.0'><channel><item><title>", b'{"items":[', b"<urlset><url><loc>"]),
)
def test_any_bytes_are_read_or_refused(content, before):
    assert outcome(before + content)


@given(
    st.binary(max_size=200),
    st.sampled_from([None, "text/xml", "text/xml; charset=utf-8", "x; charset=\u00e9", "a;charset=utf-7"]),
)
def test_the_text_of_a_feed_has_no_character_that_xml_forbids(content, content_type):
    try:
        text = feed_text(content, content_type, SMALL)
    except StageError:
        return
    assert not any(c < " " and c not in "\t\n\r" for c in text)
    io.StringIO(text).read().encode()
