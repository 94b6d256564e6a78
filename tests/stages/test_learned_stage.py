"""DropBoilerplate with what was learned of publishers: handed in, and from a file that is read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from transforms import DropBoilerplate, metrics
from transforms.boilerplate import packs
from transforms.learn.schedule import InForce, LearnedError, Schedule, document
from transforms.learn.snapshot import LearnedRule, Snapshot
from transforms.learn.transform import LearnedFile
from transforms.records import Article

APPEAL = "Our lamps burn because {} neighbours pay for the oil: will you add a drop?"
SNAPSHOT = Snapshot((LearnedRule("example.org", APPEAL.format(7), 9, 10),))
SINCE = InForce("2026-05-01T00:00:00.000Z", SNAPSHOT)
BEFORE = Article(
    entry_id="e1a",
    url="https://news.example.org/ferry",
    canonical_url=None,
    site="example.org",
    feed_url=None,
    fetched_at="2026-04-30T23:59:59.999Z",
    title="Ferry to run all night",
    standfirst="",
    body=f"The ferry will run all night from May.\n{APPEAL.format('12,345')}",
    language="en",
)
AFTER = replace(BEFORE, entry_id="e1b", fetched_at="2026-05-01T00:00:00.000Z")


def rules_and_body(article: Article) -> tuple[str, str]:
    return article.rules, article.body


@pytest.mark.parametrize("handed_in", [True, False])
def test_a_page_is_cleaned_by_the_snapshot_of_its_time_and_its_record_names_it(handed_in: bool, tmp_path: Path) -> None:
    path = tmp_path / "learned.json"
    path.write_bytes(document(SINCE))
    drop = DropBoilerplate(learned=Schedule((SINCE,))) if handed_in else DropBoilerplate(learned_file=str(path))
    pipeline = beam.Pipeline(runner=FnApiRunner())
    outputs = pipeline | "MakeArticles" >> beam.Create([BEFORE, AFTER]) | "DropBoilerplate" >> drop
    found = outputs.articles | "TakeRulesAndBodies" >> beam.Map(rules_and_body)
    names = packs.default_rules().name
    expected = [(names, BEFORE.body), (f"{names} {SNAPSHOT.name}", "The ferry will run all night from May.")]
    assert_that(found, equal_to(expected))
    result = pipeline.run()
    result.wait_until_finish()
    assert metrics.counts(result.metrics())["boilerplate-cut-learned"] == 1


def test_a_file_is_looked_at_again_after_five_minutes_and_what_it_said_stays_in_force_for_its_time(
    tmp_path: Path,
) -> None:
    now = 0.0
    path = tmp_path / "learned.json"
    path.write_bytes(document(SINCE))
    file = LearnedFile(str(path), lambda: now)

    assert file.read() == Schedule((SINCE,))
    later = InForce("2026-05-02T00:00:00.000Z", Snapshot())
    path.write_bytes(document(later))
    now = 299.0
    assert file.read() is None
    now = 300.0
    assert file.read() == Schedule((SINCE, later))
    now = 900.0
    assert file.read() is None
    path.write_text("{}")
    now = 1_300.0
    with pytest.raises(LearnedError, match="no learned rules"):
        file.read()
