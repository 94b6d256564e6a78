"""How well feeds are read: ``python -m tests.quality.feeds [FOLDER]`` prints a line for each sample feed.

Columns: entries read, entries that feedparser alone finds, entries without any date, dates that are not understood,
dates understood but not believed, milliseconds. What is not understood is printed below its file.
"""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path
from typing import NamedTuple

import feedparser

from transforms.failures import StageError
from transforms.fetch.feed import FeedDocument, parse_feed

NOW = "2026-11-22T00:00:00.000Z"
ROOT = Path(__file__).resolve().parents[2]


class Reading(NamedTuple):
    """What came out of one file."""

    name: str
    #: None where the file was refused; ``refused`` then says why.
    document: FeedDocument | None
    refused: str
    #: Entries that feedparser finds by itself.
    expected: int
    seconds: float

    @property
    def dates(self) -> int:
        """Dates that stand in the entries."""
        if self.document is None:
            return 0
        given = sum((e.published_at is not None) + (e.updated_at is not None) for e in self.document.entries)
        return given + sum(len(e.doubts) for e in self.document.entries)

    def doubted(self, *whys: str) -> list[str]:
        """Texts of dates that were kept apart for one of these reasons."""
        entries = self.document.entries if self.document else ()
        return [doubt.text for entry in entries for doubt in entry.doubts if doubt.why in whys]


def read_all(folder: Path) -> list[Reading]:
    """Every file of a folder, in the order of their names."""
    return [_read(path) for path in sorted(folder.iterdir()) if path.is_file()]


def _read(path: Path) -> Reading:
    content = path.read_bytes()
    # What it does to the HTML inside changes no count and takes most of its time.
    alone = feedparser.parse(io.BytesIO(content), resolve_relative_uris=False, sanitize_html=False)
    expected = len(alone["entries"])
    started = time.process_time()
    try:
        document, refused = parse_feed(content, "http://feeds.example.com/feed", None, NOW), ""
    except StageError as error:
        document, refused = None, str(error)
    return Reading(path.name, document, refused, expected, time.process_time() - started)


def main(arguments: list[str]) -> int:
    """Prints the table; 1 where a file gives fewer entries than feedparser finds or under 99% of dates are understood."""
    shared = Path(os.environ.get("NEWSBEAM_SHARED", ROOT.parent / "shared"))
    folder = Path(arguments[0]) if arguments else shared / "data" / "feeds"
    readings = read_all(folder)
    print(f"{'kind':13} read  feedparser undated  unread unbelieved     ms  file")
    for reading in readings:
        _print(reading)
    fewer = [r.name for r in readings if len(r.document.entries if r.document else ()) < r.expected]
    dates = sum(r.dates for r in readings)
    unread = sum(len(r.doubted("not-understood")) for r in readings)
    print(
        f"\n{len(readings)} files, {len(fewer)} with fewer entries than feedparser, {dates:,} dates, {unread} not understood"
    )
    print(f"understood: {1 - unread / max(dates, 1):.4f}, slowest file {max(r.seconds for r in readings):.2f} s")
    return 1 if fewer or unread * 100 > dates else 0


def _print(reading: Reading) -> None:
    if reading.document is None:
        print(f"{'-':13} {'-':>4} {reading.expected:10}  {reading.refused[:60]}  {reading.name}")
        return
    entries = reading.document.entries
    undated = sum(1 for e in entries if not (e.published_at or e.updated_at or e.doubts))
    unread, unbelieved = reading.doubted("not-understood"), reading.doubted("future", "absurd")
    print(
        f"{reading.document.kind:13} {len(entries):4} {reading.expected:10} {undated:8} {len(unread):7} {len(unbelieved):10} "
        f"{reading.seconds * 1000:6.0f}  {reading.name}"
    )
    for text in dict.fromkeys(unread):
        print(f"    not understood: {text!r}")
    for text in dict.fromkeys(unbelieved):
        print(f"    not believed: {text!r}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
