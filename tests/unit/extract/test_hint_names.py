"""What names of elements say: read as words, with the traps of names that hold a word and mean something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.hint_names import STRONG, WEAK, means_otherwise, read_names


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ("newsletter-signup__box", "newsletter"),
        ("c-newsletterSignup", "newsletter"),
        ("box-nieuwsbrief", "newsletter"),
        ("widget_recommended-stories", "related"),
        ("RecommendationBox_list__x7Kq", "related"),
        ("jp-relatedposts", "related"),
        ("storyRelatedContent", "related"),
        ("next-article", "related"),
        ("trc_related_container", "related"),
        ("taboola-below", "related"),
        ("lire-aussi", "related"),
        ("notas-relacionadas", "related"),
        ("read-more_block", "readmore"),
        ("m-donation", "donation"),
        ("spendenaufruf", "donation"),
        ("paywall-offers", "paywall"),
        ("article-share-bar", "share"),
        ("social-follow", "social"),
        ("app-download-teaser", "app"),
        ("ad-slot", "ad"),
        ("articleAd", "ad"),
        ("affiliate-disclosure", "affiliate"),
        ("onetrust-banner-sdk", "consent"),
        ("entry-copyright", "copyright"),
        ("article-feedback", "feedback"),
        ("sr-only", "ui"),
        ("screen-reader-text", "ui"),
        ("post-tags", "ui"),
    ],
)
def test_a_name_in_the_manner_of_many_systems_tells_its_kind(names: str, kind: str) -> None:
    found = read_names(names)

    assert found is not None
    assert (found.kind, found.strength) == (kind, STRONG)


@pytest.mark.parametrize(
    "names",
    [
        "newsletter-article",
        "advertisement-free",
        "share-price",
        "share-prices__table",
        "related-party",
        "related-parties-note",
        "commentary",
        "sharepoint",
        "adhoc-meldung",
        "no-sidebar",
        "has-newsletter",
        "category-newsletters",
        "tag-advertising",
        "paywall-content",
        "comments-free",
        "mayor-opens-related-bridge-over-the-river",
        "c1c9-4ad3-ad77",
        "bXAdKm",
        "sc-1ad2ad",
        "article__body",
        "",
        "--",
    ],
)
def test_a_name_that_only_holds_such_a_word_says_nothing(names: str) -> None:
    assert read_names(names) is None


@pytest.mark.parametrize("names", ["paywall", "premium", "subscriber", "aside-widget", "poll"])
def test_names_that_systems_also_give_to_the_article_are_weak(names: str) -> None:
    found = read_names(names)

    assert found is not None
    assert found.strength == WEAK


def test_the_strongest_of_several_names_counts() -> None:
    found = read_names("paywall box related-links")

    assert found is not None
    assert (found.kind, found.word) == ("related", "relatedlinks")


@pytest.mark.parametrize(
    "name",
    ["share-price", "related_party", "advertisementFree", "newsletter-article", "no-sidebar", "has-ads", "adFree"],
)
def test_names_of_furniture_words_that_mean_something_else_are_known(name: str) -> None:
    assert means_otherwise(name)


@pytest.mark.parametrize(
    "name", ["share-bar", "related-article", "next-article", "newsletter", "sidebar", "author-content", "article"]
)
def test_names_of_furniture_are_not_taken_for_something_else(name: str) -> None:
    assert not means_otherwise(name)


@given(st.text(max_size=400))
def test_any_name_is_read(names: str) -> None:
    read_names(names)
    means_otherwise(names)
