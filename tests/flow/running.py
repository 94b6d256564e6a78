"""Running the command line in a test: in this process, or as a process of its own where it is to be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from transforms.store.connection import open_store
from transforms.store.errors import StoreError
from transforms.store.export import dump

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def command(*arguments: object) -> list[str]:
    """The same as a command of its own."""
    return [sys.executable, "-m", "pipeline", *map(str, arguments)]


def run_command(*arguments: object, env: dict[str, str] | None = None, cwd: Path = ROOT, timeout: float = 300) -> Ran:
    """Runs it to its end."""
    done = subprocess.run(
        command(*arguments),
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def content(store: Path) -> Sequence[bytes]:
    """Everything that must be equal between two stores."""
    connection = open_store(f"sqlite:{store}", read_only=True)
    try:
        return list(dump(connection))
    finally:
        connection.close()


def outcomes(store: Path) -> int:
    """How many outcomes stand in a store; 0 where there is none yet."""
    try:
        connection = open_store(f"sqlite:{store}", read_only=True)
    except StoreError:
        return 0
    try:
        return int(connection.execute("select count(*) from outcomes").fetchone()[0])
    finally:
        connection.close()
