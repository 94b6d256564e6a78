"""DropBoilerplate as a stage: a real pipeline on the pinned runner, exact contents on both outputs."""

from __future__ import annotations

from dataclasses import replace

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from transforms import DropBoilerplate, metrics
from transforms.boilerplate import packs
from transforms.failures import LOST
from transforms.records import Article, Outcome, Removed, Settlement

NEWS = Article(
    entry_id="e1a",
    url="https://news.example.org/ferry",
    canonical_url=None,
    site="example.org",
    feed_url=None,
    fetched_at="2026-05-01T10:00:00.000Z",
    title="Ferry to run all night",
    standfirst="",
    body="The ferry will run all night from May.\nShare this article",
    language="en",
)
STUB = replace(NEWS, entry_id="e1b", title="", body="This article is for subscribers only.")


def test_an_article_goes_on_without_its_boilerplate_and_a_bare_stub_is_a_named_drop() -> None:
    pipeline = beam.Pipeline(runner=FnApiRunner())
    outputs = pipeline | "MakeArticles" >> beam.Create([NEWS, STUB]) | "DropBoilerplate" >> DropBoilerplate()
    cleaned = replace(
        NEWS,
        body="The ferry will run all night from May.",
        removed=(Removed("share", "en/share-lines", "\nShare this article", 38),),
        rules=packs.default_rules().name,
    )
    dropped = Outcome(
        entry_id="e1b",
        outcome="dropped",
        reason="only-boilerplate",
        stage="boilerplate",
        url=STUB.url,
        site="example.org",
        fetched_at=STUB.fetched_at,
    )
    assert_that(outputs.articles, equal_to([cleaned]), label="CheckArticles")
    assert_that(outputs[LOST], equal_to([Settlement(outcomes=(dropped,))]), label="CheckLost")
    result = pipeline.run()
    result.wait_until_finish()
    assert metrics.counts(result.metrics()) == {
        "boilerplate-in": 2,
        "boilerplate-out": 1,
        "boilerplate-dropped": 1,
        "boilerplate-cut-share": 1,
    }


def test_both_outputs_have_the_records_types() -> None:
    pipeline = beam.Pipeline(runner=FnApiRunner())
    outputs = pipeline | "MakeArticles" >> beam.Create([NEWS]) | "DropBoilerplate" >> DropBoilerplate()
    assert outputs.articles.element_type is Article
    pipeline.run().wait_until_finish()


def test_only_the_named_packs_are_in_force() -> None:
    pipeline = beam.Pipeline(runner=FnApiRunner())
    german = replace(NEWS, body="Die Fähre fährt ab Mai.\nArtikel teilen\nShare this article", language="de")
    outputs = pipeline | "MakeArticles" >> beam.Create([german]) | "DropBoilerplate" >> DropBoilerplate(packs=["de"])
    bodies = outputs.articles | "TakeBodies" >> beam.Map(body_of)
    assert_that(bodies, equal_to(["Die Fähre fährt ab Mai.\nShare this article"]))
    pipeline.run().wait_until_finish()


def test_an_unknown_pack_is_refused_when_the_graph_is_built() -> None:
    pipeline = beam.Pipeline(runner=FnApiRunner())
    articles = pipeline | "MakeArticles" >> beam.Create([NEWS])
    with pytest.raises(ValueError, match="unknown rule pack 'xx': known are common, ar, da, de, en"):
        articles | "DropBoilerplate" >> DropBoilerplate(packs=["xx"])


def body_of(article: Article) -> str:
    return article.body
