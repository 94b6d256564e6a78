"""Which part of a page holds its article."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from transforms.extract.body import find_body, prune
from transforms.extract.region import find_region

URL = "https://www.example.org/news/1"


def sentences(topic: str, count: int = 6) -> str:
    """Paragraphs that differ."""
    return "".join(
        f"<p>Paragraph {number} of the report says more about {topic}, and a member of the council answered it.</p>"
        for number in range(count)
    )


def body_of(inner: str) -> str:
    tree = document_fromstring(f"<html><body>{inner}</body></html>")
    prune(tree)
    return find_body(tree, URL)


def region_of(inner: str) -> str:
    """Id of the part that is found, '' where it has none."""
    found = find_region(document_fromstring(f"<html><body>{inner}</body></html>"))
    return found.element.get("id", "") if found else "none"


def test_the_part_with_most_of_the_text_is_found_whatever_its_name() -> None:
    page = f"<div class='x1'><div id='a' class='q7'>{sentences('ferries')}</div><div>{sentences('rain', 1)}</div></div>"
    assert region_of(page) == "a"


def test_an_article_element_around_the_smallest_part_is_taken_with_its_lead() -> None:
    page = f"<article id='a'><p>The lead tells in one long sentence what the ferries did.</p><div>{sentences('ferries')}</div></article>"
    assert region_of(page) == "a"


def test_an_element_named_as_the_body_comes_before_the_article_around_it() -> None:
    page = f"<article id='a'><div id='b' class='story-body'><div>{sentences('ferries')}</div></div></article>"
    assert region_of(page) == "b"


def test_text_of_comments_and_consent_does_not_count_however_long() -> None:
    others = f"<div class='user-comments'>{sentences('my opinion', 7)}</div><div id='cookie-banner'>{sentences('cookies', 40)}</div>"
    assert region_of(f"<div><div id='a'>{sentences('ferries', 8)}</div>{others}</div>") == "a"


def test_a_name_like_furniture_around_the_whole_page_is_not_believed() -> None:
    assert region_of(f"<div class='has-sidebar'><div id='a'>{sentences('ferries')}</div></div>") == "a"


def test_of_articles_with_headings_of_their_own_the_first_is_taken() -> None:
    first, second = (f"<article id='{n}'><h1>On {n}</h1>{sentences(n, 8)}</article>" for n in ("ferries", "rain"))
    assert region_of(f"<main>{first}{second}</main>") == "ferries"


def test_entries_of_a_live_blog_stay_together() -> None:
    entries = "".join(f"<article class='entry'><h2>At {n}</h2>{sentences(f'hour {n}', 8)}</article>" for n in range(4))
    assert region_of(f"<main id='live'><h1>All the ferries</h1>{entries}</main>") == "live"


def test_chunks_of_one_text_with_room_for_advertisements_between_them_stay_together() -> None:
    chunks = "".join(f"<div class='chunk'>{sentences(f'part {n}')}</div><div class='slot'></div>" for n in range(3))
    text = body_of(f"<main><h1>Ferries</h1><div id='a'>{chunks}</div></main>")
    assert text.count("\n") == 17
    assert "part 0" in text
    assert "part 2" in text


def test_a_text_that_stands_twice_is_taken_once() -> None:
    text = sentences("ferries", 8)
    assert region_of(f"<div><div id='wide'>{text}</div><div id='narrow'>{text}</div></div>") == "wide"


def test_a_page_with_little_text_is_left_to_the_library() -> None:
    assert region_of("<p>One short sentence only.</p>") == "none"


def test_text_between_line_breaks_becomes_paragraphs() -> None:
    line = "The ferry left the harbour at nine with {} people on board, the company said on Monday morning."
    lines = [line.format(f"<b>{n}</b>") for n in range(9)]
    text = body_of(f"<div id='a'>{'<br><br>'.join(lines)}<div class='ad'>x</div>{line.format('all other')}</div>")
    assert text.split("\n") == [line.format(n) for n in range(9)] + [line.format("all other")]


def test_an_article_inside_a_forgotten_nav_stays() -> None:
    page = f"<nav><a href='/'>Home</a><div>{sentences('ferries', 8)}</div></nav>"
    assert body_of(page).count("ferries") == 8


@pytest.mark.parametrize("name", ["aside", "nav", "footer", "label"])
def test_what_stands_beside_the_text_goes(name: str) -> None:
    beside = f"<{name}><p>Most read this week in the region are stories about the long rain.</p></{name}>"
    assert "Most read" not in body_of(f"<main>{sentences('ferries', 8)}{beside}</main>")


def test_a_page_whose_every_part_has_a_name_like_furniture_is_read_all_the_same() -> None:
    parts = "".join(f"<div class='sidebar-grid'>{sentences(f'part {n}', 3)}</div>" for n in range(4))
    assert region_of(f"<div id='a'>{parts}</div>") == "a"


@pytest.mark.parametrize(
    "opening", [f"<p>{'The harbour has slept for a year. ' * 10}</p>", f"<div>{sentences('rain', 4)}</div>"]
)
def test_the_first_paragraphs_of_an_article_may_stand_before_the_part_that_holds_the_others(opening: str) -> None:
    assert region_of(f"<main id='m'>{opening}<div id='d'>{sentences('ferries', 20)}</div></main>") == "m"


@pytest.mark.parametrize("opening", [sentences("rain", 1), f"<div class='teaser'>{sentences('rain', 4)}</div>"])
def test_a_standfirst_or_other_stories_before_the_part_stay_out_of_it(opening: str) -> None:
    assert region_of(f"<main id='m'>{opening}<div id='d'>{sentences('ferries', 20)}</div></main>") == "d"
