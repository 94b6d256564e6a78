"""DeduplicateStories on the pinned runner, with exact contents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import BeamAssertException, assert_that, is_empty
from story_support.texts import ADDED, BRIDGE, EDITED, ORCHARD, STUB, article, day
from story_support.world import MemoryOfSettlements, View, World, settle

from transforms import metrics
from transforms.failures import LOST
from transforms.records import Article, Change, Settlement
from transforms.stories import DeduplicateStories

MORNING = "https://example.org/news/old-bridge-to-close"
EVENING = "https://example.net/city/harbour-bridge-closed-to-lorries"
VALLEY = "https://example.com/2026/05/bridge-shut-for-heavy-traffic"


def _expect(check: Callable[[View], None]) -> Callable[[Iterable[Settlement]], None]:
    def matcher(settlements: Iterable[Settlement]) -> None:
        view = View()
        for settlement in settlements:
            view.keep(settlement)
        try:
            check(view)
        except AssertionError as error:
            raise BeamAssertException(str(error)) from error

    return matcher


def _run(articles: Sequence[Article], check: Callable[[View], None], stage: DeduplicateStories | None = None) -> None:
    with beam.Pipeline(runner=FnApiRunner(), options=PipelineOptions([])) as pipeline:
        settled = (
            pipeline
            | "Create articles" >> beam.Create(articles).with_output_types(Article)
            | "Deduplicate stories" >> (stage or DeduplicateStories())
        )
        assert_that(settled.settlements, _expect(check), label="Check settlements")
        assert_that(settled[LOST], is_empty(), label="Check lost")


def _outcomes(view: View) -> dict[str, str]:
    return {entry: f"{o.outcome}/{o.reason}" for entry, o in view.outcomes.items()}


def test_one_article_is_one_new_record_with_its_sketch() -> None:
    only = article(MORNING, BRIDGE)

    def check(view: View) -> None:
        (record,) = view.records.values()
        assert (record.version, record.status, record.revision) == (1, "new", 1)
        assert record.article == only
        assert record.copies_of is None
        assert _outcomes(view) == {only.entry_id: "record/new"}

    _run([only], check)


def test_the_same_text_again_is_unchanged_and_a_new_text_is_a_version_with_its_changes() -> None:
    first = article(MORNING, BRIDGE, day(1))
    again = article(MORNING + "?utm_source=x", BRIDGE, day(2))
    later = article(MORNING, ADDED, day(3))

    def check(view: View) -> None:
        assert _outcomes(view) == {
            first.entry_id: "record/new",
            again.entry_id: "unchanged/unchanged",
            later.entry_id: "version/updated",
        }
        one, two = sorted(view.records.values(), key=lambda r: r.version)
        assert (one.article, two.article) == (first, later)
        assert one.article_id == two.article_id
        assert [c.what for c in two.changed] == ["added", "added"]
        assert two.changed[0] == Change(
            "added", None, "On Thursday the finance committee refused to pay for the ferry."
        )

    _run([later, again, first], check)


def test_copies_and_truncated_copies_on_other_sites_point_to_the_earliest_and_lose_their_text() -> None:
    wire = article(MORNING, BRIDGE, day(1))
    copy = article(EVENING, EDITED, day(2), title="Lorries banned")
    stub = article(VALLEY, STUB, day(1, 6))  # earlier than the whole of which it is a part
    other = article("https://example.com/farm/smallest-apple-harvest-yet", ORCHARD, day(2))

    def check(view: View) -> None:
        assert _outcomes(view) == {
            wire.entry_id: "record/new",
            copy.entry_id: "duplicate/copy",
            stub.entry_id: "duplicate/truncated",
            other.entry_id: "record/new",
        }
        by_url = {r.article.url: r for r in view.records.values()}
        assert by_url[EVENING].copies_of == by_url[VALLEY].copies_of == by_url[MORNING].id
        assert (by_url[EVENING].article.title, by_url[EVENING].article.body) == ("Lorries banned", "")
        assert by_url[MORNING].article == wire

    _run([stub, copy, other, wire], check)


def test_an_update_on_another_site_is_not_dropped_as_a_copy() -> None:
    wire, update = article(MORNING, BRIDGE, day(1)), article(EVENING, ADDED, day(2))

    def check(view: View) -> None:
        assert set(_outcomes(view).values()) == {"record/new"}
        assert {r.article.body for r in view.records.values()} == {BRIDGE, ADDED}

    _run([wire, update], check)


def test_what_arrives_late_but_was_earlier_corrects_rank_and_links_by_a_new_revision() -> None:
    articles = [
        article(EVENING, BRIDGE, day(3)),
        article(EVENING, ADDED, day(2)),
        article(MORNING, BRIDGE, day(1)),
    ]
    expected = settle(sorted(articles, key=lambda a: a.fetched_at or ""))

    def check(view: View) -> None:
        assert view.without_revisions() == expected.without_revisions()
        assert {r.copies_of for r in view.records.values() if r.article.site == "example.net"} != {None}

    _run(articles, check)


def test_pages_beyond_the_horizon_are_no_copies() -> None:
    def check(view: View) -> None:
        assert set(_outcomes(view).values()) == {"record/new"}

    _run([article(MORNING, BRIDGE, day(1)), article(EVENING, BRIDGE, day(9))], check)


def test_short_texts_are_never_copies_of_each_other() -> None:
    texts = ["", "One line.", "No comment was made on Tuesday."]

    def check(view: View) -> None:
        assert len(view.records) == 6
        assert set(_outcomes(view).values()) == {"record/new"}

    _run(
        [article(f"https://{site}.example/news/a-b-c-{n}", t) for n, t in enumerate(texts) for site in ("x", "y")],
        check,
    )


def test_fifty_pages_with_one_canonical_address_stay_fifty_articles() -> None:
    urls = [f"https://example.org/news/story-number-{n}" for n in range(50)]
    articles = [
        article(url, f"{ORCHARD} This is telling {n}.", day(1), canonical_url="https://example.org/news/")
        for n, url in enumerate(urls)
    ]

    def check(view: View) -> None:
        assert len({r.article_id for r in view.records.values()}) == 50

    _run(articles, check)


@pytest.mark.parametrize("canonical", ["https://example.org/news/old-bridge-to-close", "https://example.net/"])
def test_a_canonical_on_another_site_or_the_front_page_takes_no_identity(canonical: str) -> None:
    wire = article(MORNING, BRIDGE, day(1))
    copy = article(EVENING, EDITED, day(2), canonical_url=canonical)

    def check(view: View) -> None:
        assert len({r.article_id for r in view.records.values()}) == 2
        assert _outcomes(view)[copy.entry_id] == "duplicate/copy"

    _run([wire, copy], check)


def test_a_new_run_goes_on_from_what_the_last_one_settled() -> None:
    memory, before = MemoryOfSettlements(), View()
    earlier = [article(MORNING, BRIDGE, day(2)), article(EVENING, ORCHARD, day(2))]
    world = World()
    for one in earlier:
        world.put(one)
    world.drain()
    for settlement in world.settled:
        memory.keep(settlement)
        before.keep(settlement)
    late = [article(MORNING, ADDED, day(3)), article(VALLEY, EDITED, day(1)), earlier[0]]
    expected = settle([*earlier, *late]).without_revisions()

    def check(view: View) -> None:
        records = {**before.records, **view.records}
        outcomes = {**before.outcomes, **view.outcomes}
        assert View(records, outcomes).without_revisions() == expected
        assert earlier[0].entry_id in view.outcomes  # corrected: the late one was earlier
        assert view.outcomes[earlier[0].entry_id].revision == 2

    _run(late, check, DeduplicateStories(memory=memory))


@pytest.mark.parametrize("partitions", [2, 3])
def test_bands_divided_among_keys_give_the_same_records(partitions: int) -> None:
    articles = [
        article(MORNING, BRIDGE, day(1)),
        article(EVENING, EDITED, day(2)),
        article(VALLEY, STUB, day(1, 6)),
        article(MORNING, ADDED, day(3)),
    ]
    expected = settle(articles).without_revisions()

    def check(view: View) -> None:
        assert view.without_revisions() == expected

    _run(articles, check, DeduplicateStories(partitions=partitions))


def test_every_article_that_was_told_of_is_let_go_in_the_end() -> None:
    articles = [article(EVENING, EDITED, day(2)), article(MORNING, BRIDGE, day(1)), article(VALLEY, ORCHARD, None)]
    pipeline = beam.Pipeline(runner=FnApiRunner(), options=PipelineOptions([]))
    _ = (
        pipeline
        | "Create articles" >> beam.Create(articles).with_output_types(Article)
        | "Deduplicate stories" >> DeduplicateStories(expire_days=14.0)
    )
    result = pipeline.run()
    result.wait_until_finish()
    assert metrics.counts(result.metrics())["stories-expired"] == len(articles)


def test_state_that_expires_gives_the_same_records() -> None:
    articles = [article(MORNING, BRIDGE, day(1)), article(EVENING, EDITED, day(2)), article(MORNING, ADDED, day(3))]
    expected = settle(articles).without_revisions()

    def check(view: View) -> None:
        assert view.without_revisions() == expected

    _run(articles, check, DeduplicateStories(expire_days=14.0))
