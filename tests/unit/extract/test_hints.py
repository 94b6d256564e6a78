"""Hints of the markup: each kind in the manner of several systems, and the traps in which the article must stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from transforms.extract.body import find_body
from transforms.extract.hint_lines import locate
from transforms.extract.hint_names import STRONG
from transforms.extract.hints import MAX_LINES, find_hints
from transforms.records import Hint

PROSE = (
    "The harbour council decided on Tuesday to rebuild the old crane, after a debate of four hours in a full hall.",
    "Engineers had warned in spring that the iron parts would not stand another winter on the open quay.",
    "The work will begin in March and cost less than the council had feared, the treasurer told reporters.",
    "Fishermen asked for a date on which the quay would be free again, since their season opens in April.",
    "A second vote on the colour of the crane is planned for the summer, when the school children have drawn theirs.",
)


def page(inner: str, paragraphs: tuple[str, ...] = PROSE) -> str:
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    return f"<html><body><main><article><h1>Crane to be rebuilt</h1>{text}{inner}</article></main></body></html>"


def hints(markup: str, *lines: str, title: str = "Crane to be rebuilt") -> dict[str, Hint]:
    """The hints of the given lines (behind the prose), by their text."""
    body = "\n".join((*PROSE, *lines))
    found = find_hints(document_fromstring(markup), body, title)
    return {body[hint.where :].split("\n", 1)[0]: hint for hint in found}


@pytest.mark.parametrize(
    ("inner", "line", "kind"),
    [
        ('<div class="newsletter-box"><p>The week in the port</p></div>', "The week in the port", "newsletter"),
        ('<section class="c-newsletterSignup"><p>Read it first</p></section>', "Read it first", "newsletter"),
        ('<div class="more_on_topic"><span>Whales seen off pier</span></div>', "Whales seen off pier", "related"),
        ('<div data-component="RecommendedStories"><h3>Ferry late</h3></div>', "Ferry late", "related"),
        ('<p class="sheet"><em class="share_bar">Tell your friends</em></p>', "Tell your friends", "share"),
        ('<div id="respond"><p>You must log in to write.</p></div>', "You must log in to write.", "comments"),
        ('<div class="support-box"><p>We count on you.</p></div>', "We count on you.", "donation"),
        ('<h2 class="visually-hidden">Article content</h2>', "Article content", "ui"),
        ('<div role="navigation"><p>Sport Culture Port</p></div>', "Sport Culture Port", "ui"),
        ('<section aria-label="Related articles"><h3>Ferry late</h3></section>', "Ferry late", "related"),
        ("<div><button>Enlarge</button></div>", "Enlarge", "ui"),
        ('<p class="text obfuscated">Ejf Gjtdifs voe ejf Tdijggf</p>', "Ejf Gjtdifs voe ejf Tdijggf", "paywall"),
    ],
)
def test_a_short_text_in_a_named_element_is_hinted_strongly(inner: str, line: str, kind: str) -> None:
    hint = hints(page(inner), line)[line]

    assert (hint.kind, hint.strength) == (kind, STRONG)


def test_a_list_of_headlines_that_are_links_is_hinted_with_the_heading_over_it() -> None:
    inner = """<h3>From the port</h3><ul><li><a href="/1">Whales seen off the pier again</a></li>
      <li>Opinion: <a href="/2">The ferry must stay where it is</a></li></ul>"""

    found = hints(
        page(inner),
        "From the port",
        "- Whales seen off the pier again",
        "- Opinion: The ferry must stay where it is",
    )

    assert [(hint.source, hint.strength) for hint in found.values()] == [
        ("heading-of-links", STRONG),
        ("link-list", STRONG),
        ("link-list", STRONG),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'Also: <a href="/1">Ferry to stay in the old port</a>',
        '<strong>&gt;&gt; <a href="/1">Ferry to stay</a></strong>',
    ],
)
def test_a_paragraph_that_is_one_link_behind_a_label_is_hinted(text: str) -> None:
    line = document_fromstring(f"<p>{text}</p>").text_content()

    assert hints(page(f"<p>{text}</p>"), line)[line].source == "labelled-link"


@pytest.mark.parametrize(
    "text",
    [
        '<a href="/1">The ferry stays where it is: in the old port</a>',
        'Source: the council, <a href="/1">minutes</a>',
        '<a href="/1">One</a>: it costs less than the council had feared',
        'Minutes: <a href="/1">The council voted for the crane by eleven to four.</a>',
    ],
)
def test_other_paragraphs_with_links_are_at_most_weakly_hinted(text: str) -> None:
    found = hints(page(f"<p>{text}</p>"), document_fromstring(f"<p>{text}</p>").text_content())

    assert all(hint.strength < STRONG for hint in found.values())


def test_a_heading_whose_cards_the_extractor_left_out_is_hinted() -> None:
    inner = """<div class="x1"><h2>Most read in Port</h2><div><a href="/1"><h3>Whales seen off the pier</h3></a>
      <a href="/2"><h3>Ferry stays</h3></a></div></div>"""

    assert hints(page(inner), "Most read in Port")["Most read in Port"].source == "heading-of-links"


@pytest.mark.parametrize(
    "items",
    [
        # a heading inside the text, a list of products with their shops, of sentences with sources, of plain facts
        "<li>Best heavy crane – <a href='/1'>Iron Giant 3</a></li><li>Best small crane – <a href='/2'>Bee</a></li>",
        "<li><a href='/1'>The council said</a> that work begins in March.</li><li>It <a href='/2'>costs less.</a></li>",
        "<li>Forty tons of iron</li><li>Four hours of debate</li>",
        "<li><a href='/1'>One link alone in its list</a></li>",
        "<li><a href='/1'>Iron</a></li><li><a href='/2'>Old cranes</a></li><li><a href='/3'>Trade law</a></li>",
    ],
)
def test_other_lists_of_the_text_are_not_hinted(items: str) -> None:
    tree = document_fromstring(page(f"<ul>{items}</ul>"))
    lines = [f"- {item.text_content()}" for item in tree.iter("li")]

    assert hints(page(f"<ul>{items}</ul>"), *lines) == {}


@pytest.mark.parametrize(
    "inner",
    [
        '<p><b>MORE ON THE PORT</b></p><p><a href="/1">Whales seen</a></p><p><a href="/2">Ferry stays</a></p>',
        '<h3>MORE ON THE PORT</h3><ul><li><a href="/1">Whales seen</a></li></ul>',
    ],
)
def test_a_heading_before_links_that_end_the_text_is_hinted(inner: str) -> None:
    assert hints(page(inner), "MORE ON THE PORT")["MORE ON THE PORT"].source == "heading-of-links"


def test_a_heading_before_one_link_and_text_is_not_hinted() -> None:
    inner = f'<h3>At sea</h3><p><a href="/1">Whales seen</a></p><p>{PROSE[0]} Again.</p>'

    assert hints(page(inner), "At sea") == {}


def test_a_heading_inside_the_text_is_not_hinted() -> None:
    assert (
        hints(page("<h2>Four hours of debate</h2><p>And one <a href='/1'>vote</a>.</p>"), "Four hours of debate") == {}
    )


@pytest.mark.parametrize(
    "opening",
    [
        '<div class="newsletter">',
        '<div class="paywall">',
        '<div class="article__premium paywall-content">',
        '<section id="paid" class="subscriber-only offer">',
        "<aside>",
        '<div class="related">',
        '<form id="aspnetForm">',
        '<div class="tags" role="dialog">',
        "<div hidden>",
    ],
)
def test_the_article_itself_is_never_hinted_whatever_holds_it(opening: str) -> None:
    closing = f"</{opening[1:].split()[0].rstrip('>')}>"
    text = "".join(f"<p>{p}</p>" for p in PROSE)

    assert hints(f"<html><body>{opening}{text}{closing}</body></html>") == {}


def test_a_name_at_each_paragraph_of_the_article_is_not_believed() -> None:
    text = "".join(f'<p class="epic related-links">{p}</p>' for p in PROSE)
    found = hints(f"<html><body><article>{text}</article></body></html>")

    assert all(hint.strength < STRONG for hint in found.values())


def test_the_paid_part_that_a_publisher_names_is_the_article() -> None:
    markup = page('<div class="upsell-text offer-box"><p>The mayor was not there.</p></div>')
    body = "\n".join((*PROSE, "The mayor was not there."))
    tree = document_fromstring(markup)

    assert find_hints(tree, body)
    assert find_hints(tree, body, paid=frozenset(["offer-box"])) == ()


def test_the_headline_is_never_hinted() -> None:
    markup = "<html><body><nav><p>Crane to be rebuilt</p></nav>" + page("")[12:]

    assert "Crane to be rebuilt" not in hints(markup, "Crane to be rebuilt")


def test_a_sentence_of_a_story_in_a_menu_is_not_taken_for_a_label() -> None:
    hint = hints(page("<nav><p>The ferry stays in the old port.</p></nav>"), "The ferry stays in the old port.")

    assert hint["The ferry stays in the old port."].strength < STRONG


def test_a_text_that_stands_twice_is_looked_for_behind_the_line_before_it() -> None:
    tree = document_fromstring("<body><nav><p>Quay</p></nav><p>One.</p><p>Quay</p></body>")

    assert locate(tree, ["One.", "Quay"])[1].getparent().tag == "body"


@given(st.lists(st.text(max_size=30), max_size=8), st.text(max_size=200))
def test_any_body_and_markup_give_hints_at_lines_of_the_body(lines: list[str], markup: str) -> None:
    body = "\n".join(lines)
    tree = document_fromstring(f"<div class='related'><p>{markup.translate(dict.fromkeys(range(32)))}</p></div>")
    starts = {0} | {i + 1 for i, c in enumerate(body) if c == "\n"}

    assert {hint.where for hint in find_hints(tree, body)} <= starts


def test_a_body_of_very_many_lines_is_looked_at_up_to_a_bound() -> None:
    body = "\n".join(["Whales"] * (MAX_LINES + 50))
    tree = document_fromstring(f"<body><div class='related'><p>Whales</p></div>{'<p>x</p>' * 50}</body>")

    assert len(find_hints(tree, body)) <= MAX_LINES


CARDS = """<div class="g7">{}<div class="k2"><img><a href="/1"><h3>Whales seen off the pier</h3></a><p>They came for the
  third time this year, and stayed until the evening ferry had left.</p></div><div class="k2"><h3><a href="/2">Ferry
  stays</a></h3><p>The old port keeps its last line, at least until the spring of next year.</p></div></div>"""


def test_rows_of_cards_are_hinted_with_their_texts() -> None:
    text = "They came for the third time this year, and stayed until the evening ferry had left."
    found = hints(page(CARDS.format("")), "Whales seen off the pier", text, "Ferry stays")

    assert {line: hint.source for line, hint in found.items()} == dict.fromkeys(
        ("Whales seen off the pier", text, "Ferry stays"), "link-card"
    )


def test_an_article_inside_the_article_with_a_linked_heading_is_a_card() -> None:
    inner = '<article class="preview"><a href="/1"><header><h3>Whales seen</h3></header></a></article>'

    assert hints(page(inner), "Whales seen")["Whales seen"].source == "link-card"


@pytest.mark.parametrize(
    "inner",
    [
        # places in the page, not links
        "".join(f"<h3><a name='{n}'>Crane number {n}</a></h3><p>{PROSE[n]}</p>" for n in range(4)),
        # a list of products: each heading leads to a shop, each has its text
        "".join(
            f"<div class='h'><h3><a href='/{n}'>Crane number {n}</a></h3></div><p>{PROSE[n]}</p>" for n in range(4)
        ),
        # a live blog: each entry has a link to itself, the entries are the article
        "".join(
            f"<div class='e'><h3><a href='#{n}'>Crane number {n}</a></h3><p>{PROSE[n]}</p></div>" for n in range(4)
        ),
    ],
)
def test_linked_headings_with_their_own_prose_are_no_cards(inner: str) -> None:
    markup = f"<html><body><main><article>{inner}</article></main></body></html>"
    lines = [text for n in range(4) for text in (f"Crane number {n}", PROSE[n])]

    assert find_hints(document_fromstring(markup), "\n".join(lines)) == ()


def test_a_paragraph_that_is_one_link_in_capitals_is_hinted() -> None:
    inner = "<p><a href='/1'><strong>WHALES SEEN OFF THE OLD PIER</strong></a></p>"

    assert hints(page(inner), "WHALES SEEN OFF THE OLD PIER").popitem()[1].source == "labelled-link"


@pytest.mark.parametrize(
    "name",
    ["share-price", "related-party", "advertisement-free", "newsletter-article", "no-sidebar", "paywall-content"],
)
def test_a_paragraph_in_an_element_whose_name_means_something_else_stays_in_the_body(name: str) -> None:
    inner = f'<div class="{name}"><p>Shares of the maker of the crane rose to 120 pence on Wednesday morning.</p></div>'
    cleaned = find_body(document_fromstring(page(inner)), "https://news.example/crane")

    assert "Shares of the maker" in cleaned
