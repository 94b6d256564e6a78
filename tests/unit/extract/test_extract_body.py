"""Bodies: lines, the repeated headline, plain texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring, tostring

from transforms.extract.body import find_body, paragraphs, prune, take_off_headline
from transforms.extract.plain import read_plain
from transforms.records import Removed

SENTENCE = "The mayor opened the new bridge over the river on Friday and spoke of a long wait."


def test_paragraphs_lists_and_tables_become_lines() -> None:
    html = f"""<html><body><nav>Home News Sport</nav><article><p>{SENTENCE} One.</p>
      <ul><li>The first item of the list</li><li>The second <b>item</b> of the list</li></ul>
      <table><tr><th>Bridge</th><th>Length</th></tr><tr><td>The new one</td><td>300 metres</td></tr></table>
      <p>{SENTENCE}<br>{SENTENCE} Two.</p></article>
      <div id="comments"><p>A reader says that it was about time for this.</p></div></body></html>"""
    assert find_body(document_fromstring(html), "https://www.example.org/").split("\n") == [
        f"{SENTENCE} One.",
        "- The first item of the list",
        "- The second item of the list",
        "| Bridge | Length |",
        "| The new one | 300 metres |",
        SENTENCE,
        f"{SENTENCE} Two.",
    ]


def test_a_table_in_a_figure_is_text_and_its_caption_is_not() -> None:
    table = "<table><tr><td>Old bridge</td><td>120 metres</td></tr></table><figcaption>Source: the mayor</figcaption>"
    html = f"<html><body><article>{f'<p>{SENTENCE}</p>' * 5}<figure>{table}</figure></article></body></html>"

    assert (
        find_body(document_fromstring(html), "https://www.example.org/").split("\n")[-1]
        == "| Old bridge | 120 metres |"
    )


def test_rulers_bars_and_empty_lines_of_tables_go() -> None:
    assert paragraphs("one\n\n| a |  | b |\n|---|---|\n  - item\n-\n two ") == "one\n| a | | b |\n- item\ntwo"


def test_scripts_go_and_json_ld_and_the_text_behind_them_stay() -> None:
    tree = document_fromstring(
        "<html><body><p>one<script>x</script> two<style>y</style> three<svg><text>z</text></svg></p>"
        '<script type="application/ld+json">{}</script><noscript>n</noscript></body></html>'
    )
    prune(tree)
    assert tree.text_content() == "one two three{}"
    assert b"ld+json" in tostring(tree)


def test_the_headline_is_taken_off_where_it_opens_the_body_again() -> None:
    assert take_off_headline("Bridge opens", "Bridge Opens!\nText.") == (
        "Text.",
        (Removed("headline", "extract/headline", "Bridge Opens!\n", 0),),
    )
    assert take_off_headline("Bridge opens", "NEWS\nBridge opens\nText.") == (
        "NEWS\nText.",
        (Removed("headline", "extract/headline", "Bridge opens\n", 5),),
    )


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Bridge opens", "Bridge opens on Friday\nText."),
        ("Bridge opens", "One.\nTwo.\nThree.\nBridge opens\nFour."),
        ("Bridge opens", "Bridge opens"),
        ("", "Text.\nMore."),
    ],
)
def test_what_only_looks_like_the_headline_stays(title: str, body: str) -> None:
    assert take_off_headline(title, body) == (body, ())


@given(st.text(max_size=20), st.lists(st.text(alphabet="ab .\n", max_size=10), max_size=6))
def test_what_was_cut_put_back_at_its_place_is_the_body_before(title: str, lines: list[str]) -> None:
    body = "\n".join(lines)
    kept, removed = take_off_headline(title, body)
    for cut in removed:
        kept = kept[: cut.where] + cut.text + kept[cut.where :]
    assert kept == body


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Title\nA line that sums up\nBody one.\nBody two.", ("Title", "A line that sums up", "Body one.\nBody two.")),
        ("Title\n\n\nFirst sentence of the body.\r\nSecond.", ("Title", "", "First sentence of the body.\nSecond.")),
        ("Title\n" + "long " * 50 + "\nBody.", ("Title", "", "long " * 49 + "long\nBody.")),
        ("Title\nBody only", ("Title", "", "Body only")),
        ("One line", ("", "", "One line")),
        (" \n\t\n", ("", "", "")),
    ],
)
def test_a_plain_text_is_title_standfirst_body(text: str, parts: tuple[str, str, str]) -> None:
    assert tuple(read_plain(text)) == parts
