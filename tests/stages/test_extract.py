"""ExtractArticles in a pipeline: exact outputs, timestamps, losses, and pages that are meant to hurt."""

from __future__ import annotations

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import FixedWindows, TimestampedValue

from transforms.extract import ExtractArticles
from transforms.extract.article import extract
from transforms.extract.pool import HOLDER
from transforms.failures import LOST
from transforms.records import Article, Page, Settlement

SENTENCE = "The mayor opened the new bridge over the river on Friday and spoke of a long wait. "


@pytest.fixture(autouse=True)
def _no_process_is_left():
    yield
    HOLDER.close_idle()


def page(name: str, html: str | bytes, fetched_at: str | None = "2026-03-01T10:00:00.000Z") -> Page:
    content = html if isinstance(html, bytes) else html.encode()
    return Page(name, f"https://www.example.org/{name}", fetched_at, "text/html", content)


def story(name: str) -> Page:
    paragraphs = "".join(f"<p>{n}. {SENTENCE}</p>" for n in range(6))
    return page(
        name,
        f"<html lang=en><head><title>{name}</title></head><body><article><h1>{name}</h1>{paragraphs}</article></body></html>",
    )


def spans(count: int) -> bytes:
    words = b" ".join(b"<p>word %d of the text</p>" % n for n in range(count))
    return b"<html><body><article>" + words + b"</article></body></html>"


def outcomes(settlement: Settlement) -> tuple[str, str, str, bool]:
    (outcome,) = settlement.outcomes
    return outcome.entry_id, outcome.outcome, outcome.reason, any(f.retryable for f in settlement.failures)


def test_pages_become_the_articles_that_the_pure_function_makes() -> None:
    pages = [story(f"story-{n}") for n in range(40)]
    with beam.Pipeline(FnApiRunner()) as pipeline:
        got = pipeline | "Make pages" >> beam.Create(pages) | "Extract" >> ExtractArticles(workers=2)
        assert_that(got.articles, equal_to([extract(p) for p in pages]), label="articles")
        assert_that(got[LOST], equal_to([]), label="lost")


def test_every_loss_has_one_outcome_with_its_reason_and_the_rest_goes_on() -> None:
    bad = [
        page("empty", b""),
        page("binary", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
        page("no-text", "<html><body><script>var a = 1;</script></body></html>"),
        page("nested", b"<html><body>" + b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000),
        page("large", b"<html><body><p>" + b"word " * 500_000),
        page("nodes", spans(60_000)),
    ]
    good = [story("one"), story("two")]
    with beam.Pipeline(FnApiRunner()) as pipeline:
        got = (
            pipeline
            | "Make pages" >> beam.Create([good[0], *bad, good[1]])
            | "Extract" >> ExtractArticles(workers=1, max_bytes=2_000_000)
        )
        assert_that(got.articles, equal_to([extract(p) for p in good]), label="articles")
        assert_that(
            got[LOST] | "Read outcomes" >> beam.Map(outcomes),
            equal_to(
                [
                    ("empty", "dropped", "empty", False),
                    ("binary", "dropped", "not-text", False),
                    ("no-text", "dropped", "no-text", False),
                    ("nested", "dead-letter", "too-deep", False),
                    ("large", "dead-letter", "too-large", False),
                    ("nodes", "dead-letter", "too-many-nodes", False),
                ]
            ),
            label="lost",
        )


def test_a_page_that_uses_up_its_cpu_time_is_a_retryable_dead_letter_and_the_others_go_on() -> None:
    slow = page("slow", spans(70_000))
    good = [story(f"story-{n}") for n in range(8)]
    with beam.Pipeline(FnApiRunner()) as pipeline:
        got = (
            pipeline
            | "Make pages" >> beam.Create([*good[:4], slow, *good[4:]])
            | "Extract" >> ExtractArticles(workers=1, max_nodes=1_000_000, cpu_seconds=1.0)
        )
        assert_that(got.articles, equal_to([extract(p) for p in good]), label="articles")
        assert_that(
            got[LOST] | "Read outcomes" >> beam.Map(outcomes),
            equal_to([("slow", "dead-letter", "deadline", True)]),
            label="lost",
        )


class Stamped(beam.DoFn):
    def process(self, article: Article, timestamp=beam.DoFn.TimestampParam, window=beam.DoFn.WindowParam):
        yield article.entry_id, int(timestamp), int(window.start)


def test_an_article_keeps_timestamp_and_window_of_its_page() -> None:
    with beam.Pipeline(FnApiRunner()) as pipeline:
        got = (
            pipeline
            | "Make numbers" >> beam.Create(range(5))
            | "Make pages" >> beam.Map(lambda n: TimestampedValue(story(f"story-{n}"), n * 100 + 7))
            | "Divide time" >> beam.WindowInto(FixedWindows(100))
            | "Extract" >> ExtractArticles(workers=1)
        )
        stamped = (
            got.articles
            | "Read stamps" >> beam.ParDo(Stamped())
            | "One window" >> beam.WindowInto(beam.window.GlobalWindows())
        )
        assert_that(stamped, equal_to([(f"story-{n}", n * 100 + 7, n * 100) for n in range(5)]))


def test_metrics_count_what_came_in_and_what_went_where() -> None:
    from transforms.metrics import counts

    pipeline = beam.Pipeline(FnApiRunner())
    (
        pipeline
        | "Make pages" >> beam.Create([story("one"), story("two"), page("empty", b"")])
        | ExtractArticles(workers=1)
    )
    result = pipeline.run()
    result.wait_until_finish()
    found = counts(result.metrics())
    assert {name: found[name] for name in ("extract-in", "extract-out", "extract-lost")} == {
        "extract-in": 3,
        "extract-out": 2,
        "extract-lost": 1,
    }


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"max_nodes": 0}, {"cpu_seconds": 0}, {"memory_bytes": 1_000}])
def test_a_setting_that_makes_no_sense_is_refused_when_the_graph_is_built(wrong: dict[str, int]) -> None:
    (name,) = wrong
    with pytest.raises(ValueError, match=name):
        ExtractArticles(**wrong)
