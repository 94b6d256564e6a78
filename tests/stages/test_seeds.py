"""ReadSeeds on a real runner: every item once, in parts, over files and within them, whatever lies among them."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from transforms.records import Page, Settlement
from transforms.seeds import ReadSeeds


class _CountPages(beam.DoFn):
    """How many pages each bundle brought."""

    def start_bundle(self) -> None:
        self._pages = 0

    def process(self, page: Page) -> None:
        self._pages += 1

    def finish_bundle(self) -> Iterator[beam.utils.windowed_value.WindowedValue]:
        yield beam.utils.windowed_value.WindowedValue(
            self._pages, beam.transforms.window.MIN_TIMESTAMP, [beam.transforms.window.GlobalWindow()]
        )


def source_of(page: Page) -> str:
    return page.source


def outcome_of(settlement: Settlement) -> tuple[str, str]:
    (outcome,) = settlement.outcomes
    return outcome.outcome, outcome.reason


def sources_seen(settlement: Settlement) -> list[str]:
    assert 0 < len(settlement.sightings) <= 100
    return [sighting.source for sighting in settlement.sightings]


def check(
    read: ReadSeeds,
    pages: list[str],
    lost: list[tuple[str, str]] | None = None,
    seen: list[str] | None = None,
    parts: Callable[[list[int]], None] | None = None,
) -> None:
    """Runs the stage alone, and compares each output exactly."""
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        out = pipeline | "Read" >> read
        assert_that(out.pages | "Name pages" >> beam.Map(source_of), equal_to(pages), label="pages")
        assert_that(out.lost | "Name losses" >> beam.Map(outcome_of), equal_to(lost or []), label="lost")
        sightings = out.sightings | "Name sightings" >> beam.FlatMap(sources_seen)
        assert_that(sightings, equal_to(pages if seen is None else seen), label="sightings")
        if parts:
            assert_that(out.pages | "Count" >> beam.ParDo(_CountPages()), parts, label="parts")


def at_most(limit: int, total: int) -> Callable[[list[int]], None]:
    def compare(counts: list[int]) -> None:
        counts = [count for count in counts if count]
        assert sum(counts) == total, counts
        assert max(counts) <= limit, counts

    return compare


def line(number: int, size: int = 10) -> bytes:
    return json.dumps({"url": f"https://a.example/{number}", "html": "x" * size}).encode() + b"\n"


def record(number: int) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>%d</p>" % number
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/%d\r\n"
        b"WARC-Date: 2026-03-01T10:00:00Z\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n"
    )
    return head % (number, len(http)) + http + b"\r\n\r\n"


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_350_lines_come_out_once_each_in_parts_of_a_hundred(tmp_path: Path, name: str) -> None:
    content = b"".join(line(number) for number in range(350))
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)

    check(ReadSeeds([str(tmp_path / name)]), [f"{name}:{n}" for n in range(1, 351)], parts=at_most(100, 350))


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "piece.warc.gz"])
def test_records_of_an_archive_come_out_once_each_in_parts(tmp_path: Path, name: str) -> None:
    records = [record(number) for number in range(25)]
    sizes = [len(gzip.compress(each, mtime=0)) if name == "a.warc.gz" else len(each) for each in records]
    sources = [f"{name}@{sum(sizes[:n])}" for n in range(25)]
    content = b"".join(records)
    if name == "a.warc.gz":
        content = b"".join(gzip.compress(each, mtime=0) for each in records)
    elif name == "piece.warc.gz":
        content = gzip.compress(content)
        sources = [f"{name}@0", *(f"{name}@0#{n}" for n in range(1, 25))]
    (tmp_path / name).write_bytes(content)

    check(ReadSeeds([str(tmp_path / name)], pages_a_part=4), sources, parts=at_most(4, 25))


@pytest.mark.parametrize("files_an_element", [500, 7, 1])
def test_parts_go_over_the_borders_of_files_and_elements(tmp_path: Path, files_an_element: int) -> None:
    (tmp_path / "in").mkdir()
    for number in range(60):
        (tmp_path / "in" / f"{number:02}.txt").write_text(f"Title {number}\nStandfirst\nBody.")

    read = ReadSeeds([str(tmp_path / "in")], pages_a_part=25, files_an_element=files_an_element)

    check(read, [f"in/{number:02}.txt" for number in range(60)], parts=at_most(25, 60))


def test_a_part_ends_by_bytes_too(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"".join(line(number, size=1_000) for number in range(20)))

    read = ReadSeeds([str(tmp_path / "a.jsonl")], bytes_a_part=3_000)

    check(read, [f"a.jsonl:{n}" for n in range(1, 21)], parts=at_most(3, 20))


def test_everything_bad_in_a_folder_is_a_loss_with_its_place_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Title\nStandfirst\nBody.")
    (folder / "b.txt").write_bytes(b"")
    (folder / "c.html").write_bytes(b"\x89PNG\x00")
    (folder / "d.html.gz").write_bytes(gzip.compress(b"<p>x</p>")[:-9])
    (folder / "e.jsonl").write_bytes(line(1) + b"broken\n" + line(2))
    longer = record(1).replace(b"Content-Length: ", b"Content-Length: 9999")
    (folder / "f.warc").write_bytes(longer + record(2))
    (folder / "g.html").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "h.txt")
    (folder / "i.txt").write_bytes(b"x" * 5_001)
    pages = ["in/a.txt", "in/e.jsonl:1", "in/e.jsonl:3"]
    (tmp_path / "one.txt").write_text("T\nS\nB")
    missing = str(tmp_path / "missing")

    check(
        ReadSeeds([str(folder), str(tmp_path / "one.txt"), missing], page_bytes=5_000, pages_a_part=2),
        [*pages, f"in/f.warc@{len(longer)}", "one.txt"],
        [
            ("dropped", "empty"),
            ("dead-letter", "binary"),
            ("dead-letter", "truncated"),
            ("dead-letter", "not-json"),
            ("dead-letter", "truncated"),
            ("dead-letter", "missing"),
            ("dead-letter", "not-a-file"),
            ("dead-letter", "too-large"),
            ("dead-letter", "missing"),
        ],
        [
            *pages,
            f"in/f.warc@{len(longer)}",
            "one.txt",
            "in/b.txt",
            "in/c.html",
            "in/d.html.gz",
            "in/e.jsonl:2",
            "in/f.warc@0",
            "in/g.html",
            "in/h.txt",
            "in/i.txt",
            "missing",
        ],
    )


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    check(ReadSeeds([str(tmp_path)]), [])


def test_the_outputs_have_the_types_of_records(tmp_path: Path) -> None:
    out = beam.Pipeline(runner=FnApiRunner()) | "Read" >> ReadSeeds([str(tmp_path)])

    assert [out[tag].element_type for tag in ("pages", "lost", "sightings")] == [Page, Settlement, Settlement]


@pytest.mark.parametrize(
    "given",
    [
        {"paths": []},
        {"paths": "a.txt"},
        *({"paths": ["a"], name: 0} for name in ("page_bytes", "pages_a_part", "files_an_element")),
    ],
)
def test_wrong_settings_are_refused_at_construction(given: dict) -> None:
    with pytest.raises(ValueError, match=next(name for name in reversed(given))):
        ReadSeeds(**given)


def test_the_labelled_pages_replay_as_they_lie(shared: Path) -> None:
    rows = [json.loads(row) for row in (shared / "data" / "pages.jsonl").read_text().splitlines()]
    wrong = [number for number, row in enumerate(rows, 1) if row["url"] and not row["url"].startswith("http")]
    sources = [f"pages.jsonl:{number}" for number in range(1, len(rows) + 1)]

    check(
        ReadSeeds([str(shared / "data" / "pages.jsonl")]),
        [source for number, source in enumerate(sources, 1) if number not in wrong],
        [("dead-letter", "bad-url")] * len(wrong),
        sources,
        parts=at_most(100, len(rows) - len(wrong)),
    )
