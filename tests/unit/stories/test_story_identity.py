from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.addresses import operator
from transforms.stories.identity import address_key, identify, names_page

PAGE = "https://example.org/news/old-bridge-to-close-88412"


@pytest.mark.parametrize(
    "twin",
    [
        "http://example.org/news/old-bridge-to-close-88412",
        "https://www.example.org/news/old-bridge-to-close-88412/",
        "https://m.example.org/news/old-bridge-to-close-88412",
        "https://amp.example.org/news/old-bridge-to-close-88412",
        "https://example.org/amp/news/old-bridge-to-close-88412",
        "https://example.org/news/old-bridge-to-close-88412/amp/",
        "https://example.org/news/old-bridge-to-close-88412?utm_source=feed&utm_medium=rss",
        "https://example.org/news/old-bridge-to-close-88412?fbclid=x&outputType=amp",
        "https://example.org/news/old-bridge-to-close-88412/print",
        "https://example.org:443/news//old-bridge-to-close-88412#comments",
    ],
)
def test_twins_of_an_address_have_one_identity(twin: str) -> None:
    assert identify(twin, None) == identify(PAGE, None)


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/news/old-bridge-to-close-88413",
        "https://sport.example.org/news/old-bridge-to-close-88412",
        "https://example.org/news/old-bridge-to-close-88412?page=2",
        "https://example.org/story?id=88412",
        "https://example.org:8080/news/old-bridge-to-close-88412",
    ],
)
def test_addresses_that_may_be_other_articles_stay_apart(other: str) -> None:
    assert identify(other, None).key != identify(PAGE, None).key


def test_parameters_count_in_any_order() -> None:
    assert address_key("https://a.example/s?id=1&x=2") == address_key("http://a.example/s?x=2&id=1")
    assert address_key("https://a.example/s?id=1") != address_key("https://a.example/s?id=2")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://example.org/news/bridge-row-over-lorries-88412", PAGE),  # headline changed, number kept
        ("https://example.org/88412?view=full", PAGE),
        ("https://example.org/story.php?id=88412", PAGE),
        (
            "https://example.org/city/old-bridge-to-close-in-may?x=3",
            "https://example.org/old-bridge-to-close-in-may",
        ),
        ("https://example.org/old-bridge-to-close-in-may.html", "https://example.org/old-bridge-to-close-in-may"),
    ],
)
def test_a_canonical_that_names_the_page_is_its_identity(url: str, canonical: str) -> None:
    assert identify(url, canonical) == identify(canonical, None)


@pytest.mark.parametrize(
    "canonical",
    [
        "https://example.org/",
        "https://example.org",
        "https://example.org/news",
        "https://example.org/news/",
        "https://example.org/news?page=2",
        "https://example.org/index.html",
        "https://example.net/news/old-bridge-to-close-88412",
        "https://example.org/news/apple-harvest-fails-77001",
        "https://example.org/2026/05/01/",
        "not an address",
        "",
    ],
)
def test_a_canonical_that_names_no_page_or_another_page_is_not_believed(canonical: str) -> None:
    assert identify(PAGE, canonical) == identify(PAGE, None)


@pytest.mark.parametrize(
    "shared",
    [
        "https://example.org/",
        "https://example.org/news/",
        "https://example.org/news/best-of-the-week",
        "https://example.org/news/story-number-1",
        "https://example.org/news/20260501",
        "https://example.com/news/story-number-1",
    ],
)
def test_a_canonical_shared_by_fifty_pages_merges_none_of_them(shared: str) -> None:
    pages = [f"https://example.org/news/story-number-{n}" for n in range(50)]
    assert len({identify(page, shared) for page in pages}) == 50


def test_a_canonical_without_the_parameter_that_tells_pages_apart_is_not_believed() -> None:
    pages = [f"https://example.org/story.php?id={n}" for n in range(50)]
    assert len({identify(page, "https://example.org/story.php") for page in pages}) == 50
    paged = [f"{PAGE}?page={n}" for n in (2, 3)]
    assert len({identify(page, PAGE) for page in paged}) == 2


def test_the_date_in_an_address_names_no_article() -> None:
    assert not names_page("https://a.example/news/20260501-frost", "https://a.example/news/20260501-bridge")


def test_a_seed_is_its_own_identity() -> None:
    assert identify("seed:0123", None) == ("seed", "seed:0123")
    assert identify("seed:0123", PAGE) == ("seed", "seed:0123")


@given(st.text(max_size=60), st.one_of(st.none(), st.text(max_size=60)))
def test_any_pair_of_texts_has_an_identity_within_the_operator_of_the_address(url: str, canonical: str | None) -> None:
    assert identify(url, canonical).site == operator(url)


@given(
    st.from_regex(r"https?://(www\.)?[a-z]{1,5}\.example(/[a-z0-9-]{0,9}){0,4}(\?[a-z]=[0-9]{1,3})?", fullmatch=True)
)
def test_the_key_of_a_key_is_the_key(url: str) -> None:
    key = address_key(url)
    assert address_key(f"https://{key}") == key
