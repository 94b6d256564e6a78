from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.addresses import absolute, normalise, operator


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.news.bbc.co.uk/a", "bbc.co.uk"),
        ("https://Example.COM./a", "example.com"),
        ("https://someone.blogspot.com/x", "someone.blogspot.com"),
        ("https://amp.www.paper.newtld/a", "paper.newtld"),
        ("https://co.uk/", "co.uk"),
        ("http://127.0.0.1:8080/a", "127.0.0.1"),
        ("http://[::1]/a", "::1"),
        ("http://localhost/a", "localhost"),
        ("seed:abc", "seed"),
        ("http://[broken/", ""),
        ("", ""),
    ],
)
def test_the_operator_is_the_registrable_domain(url: str, name: str) -> None:
    assert operator(url) == name


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://User:pw@Example.COM:80/A?b=1#c", "http://example.com/A?b=1"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("https://münchen.example/ü", "https://xn--mnchen-3ya.example/ü"),
        ("ftp://example.com/", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://example.com/a b", None),
        ("https://example.com:99999/", None),
        ("https://example.com/" + "a" * 3000, None),
    ],
)
def test_an_address_has_one_spelling_or_is_refused(url: str, normal: str | None) -> None:
    assert normalise(url) == normal


def test_a_reference_is_joined_to_its_page() -> None:
    assert absolute("../b?x=1#top", "https://example.com/a/c") == "https://example.com/b?x=1"
    assert absolute("mailto:desk@example.com", "https://example.com/") is None
    assert absolute("http://[", "https://example.com/") is None


@given(st.text())
def test_no_text_breaks_an_address(text: str) -> None:
    normal = normalise(text)
    assert normal is None or normalise(normal) == normal
    operator(text)
    absolute(text, "https://example.com/a")


_PIECES = [
    "a",
    "Z",
    "9",
    ".",
    "-",
    "_",
    "/",
    "..",
    "//",
    "?",
    "&",
    "=",
    ";",
    ":",
    ":80",
    ":443",
    ":8080",
    "%",
    "@",
    "é",
]


@given(
    st.sampled_from(
        ["http://paper.example", "https://a-b.example", "https://-a.example", "http://127.0.0.1", "http://"]
    ),
    st.lists(st.sampled_from(_PIECES), max_size=8).map("".join),
)
def test_an_address_that_is_normal_as_it_stands_is_no_other_than_one_taken_apart(start: str, rest: str) -> None:
    url = start + rest
    assert normalise(url) == normalise(f"{url}#taken-apart")
    assert absolute(url, "https://example.com/a/b") == absolute(f"{url}#taken-apart", "https://example.com/a/b")
