"""The fake web in a process of its own for runs of the command line, and what of two live runs can be compared."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from tests.flow.running import ROOT, Ran, command, run_command

#: As fast as the fake web can bear it.
FLAGS = ("--allow-loopback", "--spacing", "0.02", "--min-interval", "10")
ONCE = ("--once", *FLAGS)

#: Depends on when a page was fetched, which no two live runs share: which of two equal texts is the copy, too.
TIMED = ("fetched_at", "revision", "status", "copies_of", "body", "standfirst", "removed", "changed", "entry_id")


class Web:
    """The fake web in a process of its own, at a step that stays. To be closed."""

    def __init__(self, folder: Path) -> None:
        self.feeds, self.log = folder / "feeds.txt", folder / "requests.jsonl"
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.web.server", "--sites", "3", "--feeds", "6", "--step", "30"),
                *("--list", str(self.feeds), "--log", str(self.log)),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("ready")

    def requests(self) -> list[dict[str, Any]]:
        """The log so far."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def close(self) -> None:
        """Ends it."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def started(*arguments: object, most_bytes: int | None = None) -> subprocess.Popen[str]:
    """The command line in a process of its own; what it prints is to be read with ``communicate``. ``most_bytes``:
    that a file may have, as on a disk that is full."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes or 0, most_bytes or 0))

    return subprocess.Popen(
        command(*arguments),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit if most_bytes else None,
    )


def interrupted(process: subprocess.Popen[str], seconds: float = 60) -> tuple[str, str]:
    """Ctrl-C, and what it printed."""
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=seconds)


def run_once(web: Web, store: Path) -> Ran:
    """A run that does what is due, to its end."""
    return run_command("run", web.feeds, *ONCE, "--store", f"sqlite:{store}")


def exported(store: Path) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """Records but for what depends on the time of fetching, and which entry ended at which stage."""
    out = store.parent / f"out-{store.stem}"
    ran = run_command("export", f"jsonl:{out}", "--store", f"sqlite:{store}")
    assert ran.code == 0, ran.err
    records = [orjson.loads(line) for line in (out / "records.jsonl").read_bytes().splitlines()]
    ended = [orjson.loads(line) for line in (out / "outcomes.jsonl").read_bytes().splitlines()]
    return untimed(records), sorted((outcome["entry_id"], outcome["stage"]) for outcome in ended)


def untimed(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records without what depends on the time of fetching."""
    return [{name: value for name, value in record.items() if name not in TIMED} for record in records]
