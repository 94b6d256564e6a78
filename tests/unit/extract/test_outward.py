"""Which lines of nothing but links belong to the text."""

from __future__ import annotations

import pytest

from transforms.extract.outward import leads_out

REPORT = "https://ferries.example.org/report"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Report of the ferry council", [REPORT]),
        ("Reports of the council and of the harbour", [REPORT, "http://harbour.example/2"]),
        ("ferries.example.org", [REPORT]),
        ("https://ferries.example.org/report?of=1", [REPORT]),
    ],
)
def test_a_source_or_a_product_on_another_site_belongs_to_the_text(text: str, links: list[str]) -> None:
    assert leads_out(text, links, "example.com")
    assert not leads_out(text, links, "")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Another story of this very site", "https://news.example.com/1"),
        ("Another story of this very site", "/1"),
        ("Another story of this very site", "//news.example.com/1"),
        ("The Picture Desk", REPORT),
        ("Looking for a cabin? See the offers", REPORT),
        ("The ten best cabins of the winter", f"{REPORT}?utm_source=a"),
        ("The ten best cabins of the winter", f"{REPORT}?a=1&tag=shop-21"),
        ("The ferry council on its own account", "https://www.facebook.com/ferries"),
        ("The ferry council on its own account", "https://t.me/ferries"),
    ],
)
def test_stories_of_the_site_credits_calls_campaigns_and_accounts_do_not(text: str, link: str) -> None:
    assert not leads_out(text, [link], "example.com")
    assert not leads_out(text, [REPORT, link], "example.com")
