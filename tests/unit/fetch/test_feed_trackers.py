"""What is taken off an address before it is fetched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.addresses import normalise
from transforms.trackers import without_trackers


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://a.example/x?utm_source=rss&id=4&utm_medium=feed", "https://a.example/x?id=4"),
        ("https://a.example/x?fbclid=1&gclid=2&xtor=RSS-1&at_medium=RSS&cmp=rss", "https://a.example/x"),
        ("HTTPS://A.example:443/x?ref=rss#xtor=RSS-1", "https://a.example/x"),
        ("https://a.example/x?12345", "https://a.example/x?12345"),
        ("https://a.example/x?rss", "https://a.example/x"),
        ("https://a.example/x?b=2&a=1&a=%20", "https://a.example/x?b=2&a=1&a=%20"),
        ("https://a.example/x?cid=33&eid=4&uid=5&keyword=6", "https://a.example/x?cid=33&eid=4&uid=5&keyword=6"),
        ("https://a.example/x?source=archive&ref=123", "https://a.example/x?source=archive&ref=123"),
        ("https://a.example/x?source=newsletter&via=twitter", "https://a.example/x"),
        ("mailto:desk@a.example", "mailto:desk@a.example"),
    ],
)
def test_only_what_says_where_a_reader_came_from_goes(url, clean):
    assert without_trackers(url) == clean


@pytest.mark.parametrize(
    ("url", "inner"),
    [
        (
            "https://www.a.example/url?rct=j&url=https://b.example/n%3Fid%3D1%26utm_medium%3Dx&ct=ga",
            "https://b.example/n?id=1",
        ),
        ("https://a.example/redirect?to=https%3A%2F%2Fb.example%2Fn", "https://b.example/n"),
        ("https://rd.a.example/news/rss/*http://b.example/a.html", "http://b.example/a.html"),
        ("https://a.example/share?url=https://b.example/n", "https://a.example/share?url=https://b.example/n"),
        ("https://a.example/url?q=javascript:x", "https://a.example/url?q=javascript:x"),
    ],
)
def test_an_address_that_only_forwards_gives_the_one_inside(url, inner):
    assert without_trackers(url) == inner


@given(st.text(alphabet="abcutm_=&?/%3A:.*#sourcexhtp-", max_size=60))
def test_taking_off_twice_is_taking_off_once(tail):
    once = without_trackers(f"https://a.example/{tail}")
    assert without_trackers(once) == once
    assert normalise(once) == once
