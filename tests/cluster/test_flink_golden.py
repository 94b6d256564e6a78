"""The golden run on Flink: the same graph, another runner, the same records, outcomes and failures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from pipeline.cli import main
from tests.flow.pages import made_rows, write_lines
from tests.flow.running import run_command

if TYPE_CHECKING:
    from conftest import JobServer

KINDS = ("records", "outcomes", "failures")
ARTICLES = 60


def seeds(root: Path, folder: Path) -> Path:
    return root / "seeds"


def articles_with_versions_and_copies(root: Path, folder: Path) -> Path:
    return write_lines(folder / "pages.jsonl", made_rows(ARTICLES, seed=3))


def exported(folder: Path) -> dict[str, list[dict[str, object]]]:
    """What a run wrote, without the revision: how often a decision was put right on the way is not part of it."""
    read = {
        kind: [orjson.loads(line) for line in (folder / f"{kind}.jsonl").read_bytes().splitlines()] for kind in KINDS
    }
    for row in (row for rows in read.values() for row in rows):
        row.pop("revision", None)
    return read


@pytest.mark.parametrize("make_input", [seeds, articles_with_versions_and_copies])
def test_flink_and_the_local_runner_write_the_same(
    make_input: Callable[[Path, Path], Path],
    root: Path,
    flink_job_server: JobServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(root)  # sources in failures are told as the input is given
    given = make_input(root, tmp_path)
    given = given.relative_to(root) if given.is_relative_to(root) else given
    local = main(["replay", str(given), "--store", f"sqlite:{tmp_path}/local.db", "--to", f"jsonl:{tmp_path}/local"])
    assert local == 0
    # Parts of ten pages, so that there are several.
    done = run_command("replay", given, *flink_job_server.flags, "--part", 10, "--to", f"jsonl:{tmp_path}/flink")
    assert done.code == 0, done.err + flink_job_server.log()

    expected, found = exported(tmp_path / "local"), exported(tmp_path / "flink")
    assert expected["outcomes"], "an empty run proves nothing"
    for kind in KINDS:
        assert found[kind] == expected[kind], kind
