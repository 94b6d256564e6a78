"""Labels are part of a running job's identity: state in a savepoint is found by them. A change here is a migration."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import apache_beam as beam

from pipeline.graph import build_live, build_replay, build_retry
from pipeline.launch import Build
from pipeline.settings import FetchSettings, SeedSettings, Settings

SNAPSHOT = Path(__file__).with_name("labels.txt")


def labels(settings: Settings, build: Build = build_replay) -> list[str]:
    pipeline = beam.Pipeline()
    build(pipeline, settings)
    found: list[str] = []

    class Visitor(beam.pipeline.PipelineVisitor):
        def enter_composite_transform(self, node: object) -> None:
            found.append(node.full_label)  # type: ignore[attr-defined]

        def visit_transform(self, node: object) -> None:
            found.append(node.full_label)  # type: ignore[attr-defined]

    pipeline.visit(Visitor())
    return [label for label in found if label]


def every_graph(root: Path) -> str:
    seeds = SeedSettings(paths=(str(root / "seeds"),))
    fetch = FetchSettings(feeds=("https://paper.example.org/feed",))
    graphs = {
        "replay, local": labels(Settings(store="sqlite:unused.db", seeds=seeds)),
        "replay, cluster": labels(Settings(store=None, sinks=("jsonl:unused",), seeds=seeds)),
        "live, local": labels(Settings(store="sqlite:unused.db", fetch=fetch), build_live),
        "live, cluster": labels(
            Settings(store=None, sinks=("jsonl:unused",), fetch=replace(fetch, shards=2, epoch_seconds=0.0)), build_live
        ),
        "retry": labels(Settings(store="sqlite:unused.db", retry=("e1",)), build_retry),
    }
    return "\n".join(f"# {name}\n" + "\n".join(names) + "\n" for name, names in graphs.items())


def test_the_labels_of_every_graph_are_as_released(root: Path) -> None:
    assert every_graph(root) == SNAPSHOT.read_text()


def test_no_label_comes_from_a_line_of_code(root: Path) -> None:
    assert "lambda" not in every_graph(root)
    assert ".py" not in every_graph(root)
