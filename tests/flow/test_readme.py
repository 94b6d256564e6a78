"""Every command that the README shows runs, in the order shown, in a fresh folder with the seeds in it."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flow.running import Ran


def commands(readme: str) -> list[list[str]]:
    """The newsbeam commands of the shell blocks, comments left out."""
    blocks = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("newsbeam ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


def test_every_command_of_the_readme_runs(
    root: Path, tmp_path: Path, newsbeam: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(root / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    shown = commands((root / "README.md").read_text())
    assert len(shown) >= 6
    for command in shown:
        ran = newsbeam(*command)
        assert ran.code == 0, (command, ran.out, ran.err)
        assert ran.out or ran.err, command


def test_every_make_target_of_the_readme_exists(root: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)", (root / "README.md").read_text())) - {"can"}
    assert named
    assert named <= targets


def test_every_file_that_the_documents_link_to_exists(root: Path) -> None:
    for document in ("README.md", "ARCHITECTURE.md", "seeds/README.md", "deploy/flink/README.md"):
        path = root / document
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text()):
            assert (path.parent / target).exists(), (document, target)
