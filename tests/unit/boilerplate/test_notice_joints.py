"""Where a notice ends and the story begins, and what beside a notice is the story's."""

from __future__ import annotations

import pytest

from transforms.boilerplate import engine, packs

RULES = packs.default_rules()
STORY = "The council voted on Tuesday to close the bridge."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        # A full stop behind capitals ends no sentence by itself: the notice's own first word does.
        ("The ferry was sold to the port of the UN.Follow us on Facebook and Twitter.", "The ferry was sold to the port of the UN."),
        # A list's entry has no full stop.
        ("The berths of the northern harbours for owners of small boats By signing up you agree to our terms.", "The berths of the northern harbours for owners of small boats"),
        # A story that leads into the next text with a colon.
        ("She read out the website of the fund, which says this: Get our best stories in your inbox.", "She read out the website of the fund, which says this:"),
        # A dash or a number that opens an entry belongs to it.
        ("See the best deals here- The harbour stays open for a third week, the port said.", "- The harbour stays open for a third week, the port said."),
        # A button, and no headline.
        ("Continue readingThe council met Mayor Example (left) and the port of Example Bay to talk.", "The council met Mayor Example (left) and the port of Example Bay to talk."),
    ],
)  # fmt: skip
def test_a_notice_ends_at_the_joint(text: str, left: str) -> None:
    assert engine.clean_text(text, RULES, "en") == left


@pytest.mark.parametrize(
    "beside",
    [
        "It also pays to ask your dentist first.",
        "The season ticket costs $40 a month, though, and you may settle it by quarter.",
        "When the power fails you can steer the boiler from the app, which few rivals of its class allow.",
        "So you end with a bicycle that suits your legs, your hills and your purse.",
        "Read on for every place we have reported from.",
    ],
)
def test_what_speaks_to_the_reader_about_other_things_stays_beside_a_notice(beside: str) -> None:
    for notice in ("Sign up for our free newsletter.", "Please support our newsroom with a donation."):
        text = f"{STORY} {beside} {notice}"
        assert engine.clean_text(text, RULES, "en") == f"{STORY} {beside}"


def test_a_label_over_questions_goes_without_them() -> None:
    questions = "Are you tired all day? Do you sleep badly? Then it may be the light."
    assert engine.clean_text(f"Read more: {questions}", RULES, "en") == questions


def test_a_name_in_capitals_opens_no_text_behind_a_headline() -> None:
    text = "Also read: Chief engineer of the port calls LNG a detour for ferries. The council met again."
    assert engine.clean_text(text, RULES, "en").endswith("The council met again.")
    assert not engine.clean_text(text, RULES, "en").startswith("LNG")
