"""Which entry is which, across polls and within one list."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from transforms.fetch.entry_identity import Seen, digest, fold, identity, judge, seen
from transforms.fetch.feed_document import Doubt, FeedEntry

ONE = FeedEntry(
    identity="",
    guid="tag:1",
    url="https://news.example.org/2026/council-agrees",
    title="Council agrees",
    summary="It did.",
)
TWO = FeedEntry(identity="", guid="tag:2", url="https://news.example.org/2026/rain", title="Rain", summary="Wet.")


def states(before: list[FeedEntry], after: list[FeedEntry]) -> list[str]:
    return [judged.state for judged in judge([seen(entry) for entry in before], after)]


def test_a_list_seen_before_is_unchanged_in_any_order():
    assert states([ONE, TWO], [TWO, ONE]) == ["unchanged", "unchanged"]


def test_an_entry_not_seen_before_is_new():
    assert states([ONE], [TWO, ONE]) == ["new", "unchanged"]


def test_a_changed_guid_does_not_make_an_entry_new():
    assert states([ONE, TWO], [replace(ONE, guid="https://cms.example.org/?p=77"), TWO]) == ["unchanged", "unchanged"]


def test_a_changed_link_does_not_make_an_entry_new():
    moved = "https://news.example.org/2026/council-agrees-at-last"
    assert states([ONE, TWO], [replace(ONE, url=moved), TWO]) == ["unchanged", "unchanged"]


def test_trackers_schemes_and_www_are_no_other_link():
    other = replace(ONE, guid=None, url="http://www.news.example.org/2026/council-agrees/?utm_source=rss#top")
    assert states([replace(ONE, guid=None)], [other]) == ["unchanged"]


def test_another_text_is_a_change_and_keeps_the_entry():
    assert states([ONE], [replace(ONE, summary="It did, by one vote.")]) == ["changed"]
    assert states([ONE], [replace(ONE, guid="tag:9", title="Council agrees: 12 to 11")]) == ["changed"]


def test_both_guid_and_link_anew_is_a_new_entry():
    assert states([ONE], [replace(ONE, guid="tag:9", url="https://news.example.org/other")]) == ["new"]


def test_a_guid_that_several_entries_share_names_none():
    first, second = replace(ONE, guid="https://news.example.org/"), replace(TWO, guid="https://news.example.org/")
    third = replace(ONE, guid="https://news.example.org/", url="https://news.example.org/third", title="Third")
    assert states([first, second], [third, first, second]) == ["new", "unchanged", "unchanged"]


def test_a_link_that_many_entries_share_names_none():
    live = [replace(ONE, guid=f"live:{n}", url="https://news.example.org/live", title=f"Minute {n}") for n in range(5)]
    assert states(live[:4], live) == ["unchanged"] * 4 + ["new"]


def test_guids_that_are_places_in_the_list_do_not_make_old_entries_look_changed():
    before = [replace(ONE, guid="item-1"), replace(TWO, guid="item-2")]
    news = FeedEntry(identity="", guid="item-1", url="https://news.example.org/2026/snow", title="Snow")
    after = [news, replace(ONE, guid="item-2"), replace(TWO, guid="item-3")]
    assert states(before, after) == ["changed", "unchanged", "unchanged"]


def test_entries_with_neither_guid_nor_link_are_known_by_their_text():
    bare = FeedEntry(identity="", title="Notice", summary="Water is off.")
    assert states([bare], [bare, replace(bare, summary="Water is on.")]) == ["unchanged", "new"]


def test_the_judgement_carries_what_is_to_be_remembered():
    judged = judge([], [ONE, TWO])
    assert [j.seen for j in judged] == [seen(ONE), seen(TWO)]
    assert [j.state for j in judge([j.seen for j in judged], [ONE, TWO])] == ["unchanged", "unchanged"]


def test_the_digest_counts_words_and_the_time_of_update_only():
    same = replace(
        ONE,
        title="COUNCIL  agrees",
        guid="x",
        url=None,
        content_html="<p><img src='pixel?1'></p>",
        authors=("Desk",),
        published_at=None,
    )
    assert digest(same) == digest(ONE)
    assert digest(replace(ONE, content_html="<p>More</p>")) == digest(
        replace(ONE, content_html="<div class=x>More</div>")
    )
    assert digest(replace(ONE, content_html="<p>More</p>")) != digest(ONE)
    assert digest(replace(ONE, updated_at="2026-11-22T00:00:00.000Z")) != digest(ONE)


def test_the_digest_stays_when_a_time_of_update_comes_to_pass():
    instant = "2026-12-24T00:00:00.000Z"
    doubted = replace(ONE, doubts=(Doubt("updated", "24 Dec 2026", "future", instant),))
    assert digest(doubted) == digest(replace(ONE, updated_at=instant))
    assert digest(replace(ONE, doubts=(Doubt("updated", "now", "shared", instant),))) == digest(ONE)


def test_the_digest_is_the_same_on_every_machine():
    assert digest(ONE) == 4143706556233447581
    assert seen(ONE) == Seen(2085699837830728575, 15100200516532460603, 4143706556233447581)


def test_the_identity_is_the_guid_else_the_address_else_the_enclosure_else_the_text():
    assert identity(ONE) == "tag:1"
    assert identity(replace(ONE, guid="0")) == "news.example.org/2026/council-agrees"
    assert identity(replace(ONE, guid="http://www.news.example.org/a?utm_source=x")) == "news.example.org/a"
    assert identity(FeedEntry("", enclosure_url="https://example.org/s.mp3")) == "example.org/s.mp3"
    assert identity(FeedEntry("", title="A")) != identity(FeedEntry("", title="B"))


def test_repeats_in_one_list_are_folded_and_the_latest_stays():
    late = replace(ONE, updated_at="2026-11-22T00:00:00.000Z", summary="By one vote.")
    assert fold([ONE, TWO, late, TWO]) == [late, TWO]
    assert fold([ONE, replace(ONE, guid="tag:7")]) == [ONE]


def test_entries_that_only_share_their_link_are_no_repeats():
    live = [replace(ONE, guid=f"live:{n}", title=f"Minute {n}") for n in range(3)]
    bare = [replace(ONE, guid=None, title=f"Minute {n}") for n in range(3)]
    assert fold(live) == live
    assert fold(bare) == bare


ENTRIES = st.builds(
    FeedEntry,
    identity=st.just(""),
    guid=st.none() | st.sampled_from(["0", "tag:1", "tag:2", "tag:3", "https://a.example/"]),
    url=st.none() | st.sampled_from(["https://a.example/", "https://a.example/1-b-c", "https://a.example/2-b-c"]),
    title=st.sampled_from(["", "a", "b"]),
)


@given(st.lists(ENTRIES, max_size=12))
def test_a_list_judged_against_itself_is_unchanged_and_folding_is_done_once(entries):
    once = fold(entries)
    assert fold(once) == once
    assert {judged.state for judged in judge([seen(entry) for entry in once], once)} <= {"unchanged"}


@given(st.lists(ENTRIES, max_size=12))
def test_nothing_seen_means_everything_is_new(entries):
    assert {judged.state for judged in judge([], fold(entries))} <= {"new"}


@given(st.text())
def test_no_mark_counts_in_a_digest_whatever_the_script(title: str) -> None:
    with_quote = digest(replace(ONE, title=f"\u201c{title}\u201d"))
    assert with_quote == digest(replace(ONE, title=f"“{title.replace(',', ' ').replace('-', '')}!”"))
