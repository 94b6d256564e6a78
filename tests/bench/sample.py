"""The pages that are measured: every so manieth of the labelled ones, laid out as a replay takes them."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson

from transforms.records import Page
from transforms.seeds.read import read_file
from transforms.seeds.walk import find

_TINY = (
    '<!doctype html><html lang="en"><head><title>Pier {0} reopens</title></head><body><article><h1>Pier {0} reopens</h1>'
    "<p>The harbour board opened pier {0} again on Monday, four months after a barge had struck it. Repairs took longer "
    "than planned, since two of its piles had to be replaced, the board said.</p></article></body></html>"
)


def take_pages(data: Path, folder: Path, count: int | None) -> Path:
    """Copies ``count`` pages, spread evenly over all (None: all of them), into ``folder``; returns their lines file."""
    rows = [orjson.loads(line) for line in (data / "pages.jsonl").read_bytes().splitlines()]
    total = len(rows)
    if count is not None and count < total:
        rows = [rows[i * total // count] for i in range(count)]
    for row in rows:
        (folder / row["file"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(data / row["file"], folder / row["file"])
    lines = folder / "pages.jsonl"
    lines.write_bytes(b"".join(orjson.dumps({"url": row["url"], "file": row["file"]}) + b"\n" for row in rows))
    return lines


def write_tiny_pages(folder: Path, count: int) -> Path:
    """A lines file of invented pages of two sentences: a replay of it is start-up and nothing else, and reading them
    makes a process load what it needs."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = ({"url": f"https://paper{i}.example/pier-reopens", "html": _TINY.format(i)} for i in range(count))
    lines = folder / "tiny.jsonl"
    lines.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return lines


def read_pages(lines: Path) -> list[Page]:
    """The pages of a lines file, as ReadSeeds makes them."""
    return [item for file in find([str(lines)]) for _, item in read_file(file) if isinstance(item, Page)]
