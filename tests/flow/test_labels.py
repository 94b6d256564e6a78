"""Labels are part of a running job's identity: state in a savepoint is found by them. A change here is a migration."""

from __future__ import annotations

from pathlib import Path

import apache_beam as beam

from pipeline.graph import build_replay, build_retry
from pipeline.settings import SeedSettings, Settings

SNAPSHOT = Path(__file__).with_name("labels.txt")


def labels(settings: Settings, retry: bool = False) -> list[str]:
    pipeline = beam.Pipeline()
    (build_retry if retry else build_replay)(pipeline, settings)
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
    graphs = {
        "replay, local": labels(Settings(store="sqlite:unused.db", seeds=seeds)),
        "replay, cluster": labels(Settings(store=None, sinks=("jsonl:unused",), seeds=seeds)),
        "retry": labels(Settings(store="sqlite:unused.db", retry=("e1",)), retry=True),
    }
    return "\n".join(f"# {name}\n" + "\n".join(names) + "\n" for name, names in graphs.items())


def test_the_labels_of_every_graph_are_as_released(root: Path) -> None:
    assert every_graph(root) == SNAPSHOT.read_text()


def test_no_label_comes_from_a_line_of_code(root: Path) -> None:
    assert "lambda" not in every_graph(root)
    assert ".py" not in every_graph(root)
