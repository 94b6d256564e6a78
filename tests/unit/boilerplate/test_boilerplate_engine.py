"""What goes, what stays, and that nothing else changes: the engine on invented articles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.boilerplate import engine, packs, spans
from transforms.boilerplate.explain import segments
from transforms.failures import Dropped
from transforms.records import Article, Removed

RULES = packs.default_rules()

NEWS = (
    "The council voted on Tuesday to close the old bridge for two years.\n"
    "Engineers had found cracks in three of its seven arches in March.\n"
    "The mayor said the ferry would run every ten minutes until the work is done."
)


def article(body: str, title: str = "Bridge to close for two years", **fields: object) -> Article:
    values: dict[str, object] = {
        "entry_id": "e1",
        "url": "https://news.example.org/bridge",
        "canonical_url": None,
        "site": "example.org",
        "feed_url": None,
        "fetched_at": None,
        "title": title,
        "standfirst": "",
        "body": body,
        "language": "en",
    }
    return Article(**{**values, **fields})  # type: ignore[arg-type]


def cleaned(body: str, title: str = "Bridge to close for two years", language: str | None = "en") -> str:
    return engine.clean_text(body, RULES, language, title)


def test_a_body_without_boilerplate_is_left_as_it_is() -> None:
    assert cleaned(NEWS) == NEWS


def test_an_appeal_fused_to_the_lead_is_cut_at_the_joint() -> None:
    assert (
        cleaned("Your donation keeps our newsroom open.The council voted on Tuesday.")
        == "The council voted on Tuesday."
    )


def test_a_notice_fused_to_the_end_is_cut_at_the_joint() -> None:
    assert cleaned("The ferry will run on.Subscribe to the free newsletter here.") == "The ferry will run on."


def test_a_notice_without_a_full_stop_ends_where_the_lead_opens() -> None:
    text = "Join our WhatsApp channel The council has voted to close the old bridge for two years."
    assert cleaned(text) == "The council has voted to close the old bridge for two years."


def test_a_headline_behind_a_label_ends_where_the_lead_opens() -> None:
    text = "READ MORE: Ferry to run all night after storm She told the council that the bridge was not safe."
    assert cleaned(text) == "She told the council that the bridge was not safe."


def test_a_headline_whose_end_cannot_be_told_stays_with_its_label() -> None:
    text = (
        "Read more: Rivals Ferry Company and Harbour Board settle with the crew of the barge that struck the pier in the"
        " fog last winter while the harbour master watched from the tower and three other boats were waiting. It rained."
    )
    assert cleaned(text) == text


def test_the_middle_of_an_appeal_goes_with_its_ends() -> None:
    appeal = (
        "Your donation keeps our newsroom open\n"
        "From the harbour to the hills, our reporters are there when a story breaks.\n"
        "We are trusted by readers of every party.\n"
        "Your support makes the difference."
    )
    assert cleaned(f"{appeal}\n{NEWS}") == NEWS


def test_news_between_two_appeals_stays() -> None:
    text = f"Please donate to support our journalism.\n{NEWS}\nYour donation keeps our newsroom open."
    assert cleaned(text) == NEWS


def test_the_links_behind_a_heading_at_the_end_go_with_it() -> None:
    assert cleaned(f"{NEWS}\nRelated stories\nFerry timetable for winter\nHow the arches were built") == NEWS


def test_a_subheading_behind_a_lone_read_more_in_the_middle_stays() -> None:
    text = "The council voted on Tuesday.\nRelated\nWhat happens next\nThe ferry will run every ten minutes."
    assert cleaned(text) == "The council voted on Tuesday.\nWhat happens next\nThe ferry will run every ten minutes."


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "Hospital appeal passes one million",
            "A fund-raising campaign for the children's hospital passed one million on Monday.\n"
            "Readers of the town's newspaper gave a third of it, the treasurer said.\n"
            '"Please donate to support our work," the director told a crowd on the square.\n'
            "Donations are open until June, and every contribution helps, she added.\n"
            "The campaign asks people to give what they can. Your support, its posters say, saves lives.",
        ),
        (
            "Newspapers raise the price of subscriptions",
            "Two regional papers will raise the price of a digital subscription in May.\n"
            "Subscribers will pay a fifth more, the publisher announced on Thursday.\n"
            "Readers who subscribe now keep the old price for a year, a spokesman said.\n"
            "Free articles will be limited to three a month.",
        ),
        (
            "Court rules on cookies",
            "The court ruled that websites must ask before they set cookies.\n"
            "A banner that only says that visitors accept cookies is not enough, the judges wrote.\n"
            "The firm had used cookies for advertising since 2015.",
        ),
        (
            "Party in row over newsletter",
            "The party's newsletter was sent to 4,000 people who had not signed up for it.\n"
            "The data authority is looking into how the addresses came on to the mailing list.\n"
            "Members can unsubscribe by letter only, the newsletter said.",
        ),
        (
            "Station closes its comments section",
            "The broadcaster will close the comments section of its website in July.\n"
            "Comments had become a burden for the moderators, the editor said.\n"
            "Listeners left 200,000 comments last year.",
        ),
    ],
)
def test_an_article_about_such_things_keeps_every_word(title: str, body: str) -> None:
    assert cleaned(body, title) == body


def test_quoted_words_are_nobody_elses_notice() -> None:
    text = 'The poster read: "Sign up for our newsletter and join the club for free today."'
    assert cleaned(text) == text


def test_a_country_in_capitals_is_not_taken_for_us() -> None:
    text = "Donors in the US back independent media abroad."
    assert cleaned(text) == text


def test_domain_names_and_abbreviations_are_not_joints() -> None:
    text = "He works for example.com and the U.S. Army. Dr. Smith agreed with No. 10."
    assert cleaned(text) == text


def test_every_cut_is_kept_with_kind_rule_and_place() -> None:
    result = engine.clean(article(f"Subscribe to the free newsletter here.\n{NEWS}\nComments"), RULES)
    assert result.body == NEWS
    assert [(r.kind, r.rule, r.text, r.where) for r in result.removed] == [
        ("newsletter", "en/newsletter-signup", "Subscribe to the free newsletter here.\n", 0),
        ("comments", "en/comment-lines", "\nComments", len("Subscribe to the free newsletter here.\n") + len(NEWS)),
    ]
    assert result.rules == RULES.name


def test_places_count_from_before_earlier_cuts() -> None:
    before = (Removed("headline", "extract/headline", "Bridge to close\n", 0),)
    result = engine.clean(article(f"{NEWS}\nComments", removed=before), RULES)
    assert result.removed[0] == before[0]
    assert result.removed[1].where == len("Bridge to close\n") + len(NEWS)
    assert spans.restore(result.body, result.removed) == f"Bridge to close\n{NEWS}\nComments"


def test_a_wall_says_what_access_is_where_nothing_better_is_known() -> None:
    stub = "The council voted on Tuesday.\nThis story is exclusive to subscribers."
    result = engine.clean(article(stub), RULES)
    assert (result.access, result.access_from) == ("paid", "text:en/wall-read-on")
    known = engine.clean(article(stub, access="free", access_from="json-ld:isAccessibleForFree"), RULES)
    assert (known.access, known.access_from) == ("free", "json-ld:isAccessibleForFree")


def test_an_article_of_nothing_but_boilerplate_is_dropped_unless_it_has_a_title() -> None:
    notice = "This article is for subscribers only."
    assert engine.clean(article(notice), RULES).body == ""
    with pytest.raises(Dropped, match="only-boilerplate"):
        engine.clean(article(notice, title=""), RULES)


def test_an_explanation_holds_every_character_in_order() -> None:
    body = f"Subscribe to the free newsletter here.\n{NEWS}\nComments"
    pieces = segments(engine.clean(article(body), RULES))
    assert "".join(text for text, _ in pieces) == body
    assert [cut.kind if cut else None for _, cut in pieces] == ["newsletter", None, "comments"]


NOTICES = st.sampled_from(
    [text for pack in RULES.packs for rule in pack.rules for text in (*rule.match, *rule.avoid)] + NEWS.split("\n")
)
GLUE = st.sampled_from(["", " ", "\n", "\n\n", " - ", "\u00a0", ": ", "“", '"', "… "])
MIXED = st.lists(st.tuples(NOTICES | st.text(max_size=30), GLUE), max_size=8).map(
    lambda parts: "".join(text + glue for text, glue in parts)
)


@given(MIXED)
def test_the_body_is_what_was_there_minus_what_was_removed(body: str) -> None:
    result = engine.clean(article(body, title="x"), RULES)
    assert spans.restore(result.body, result.removed) == body
    assert all(body[r.where : r.where + len(r.text)] == r.text for r in result.removed)


@given(MIXED)
def test_cleaning_twice_is_cleaning_once(body: str) -> None:
    once = engine.clean_text(body, RULES)
    assert engine.clean_text(once, RULES) == once


@given(MIXED)
def test_no_cut_leaves_half_a_word(body: str) -> None:
    for cut in engine.find_cuts("", "", body, None, RULES):
        for at in (cut.start, cut.end):
            if 0 < at < len(body) and body[at - 1].isalnum() and body[at].isalnum():
                # only where two texts are glued: a capital behind a small letter or digit, or scripts without blanks
                assert body[at].isupper() or not (body[at - 1].islower() and body[at].islower())


@given(st.text(max_size=400))
def test_no_text_makes_it_raise(body: str) -> None:
    engine.clean_text(body, RULES)


@pytest.mark.parametrize(
    "unit", ["a", ".", "“", '"', "Read more: ", "http://", "A.", "| ", "。", "Your donation helps us. "]
)
def test_a_hostile_body_is_cleaned_within_bounds(unit: str) -> None:
    body = unit * (3_000_000 // len(unit))
    assert len(engine.clean_text(body, RULES)) <= len(body)


def test_of_a_very_long_line_the_ends_are_still_looked_at() -> None:
    middle = "The council met again and again. " * 2_000
    text = f"Subscribe to the free newsletter here. {middle}Follow us on Facebook and Twitter."
    assert cleaned(text) == middle.rstrip()
