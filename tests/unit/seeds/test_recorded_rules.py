"""A recording says by which learned rules its pages were cleaned."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.unit.fetch.recorded_crawl import items, open_directly, recorded, replayed
from transforms.learn.schedule import InForce, document
from transforms.learn.snapshot import LearnedRule, Snapshot
from transforms.seeds.recorded_rules import learned_in
from transforms.seeds.walk import find

FIRST = document(InForce("2026-03-04T06:00:00.000Z", Snapshot((LearnedRule("paper.example", "Lend us boots.", 7, 9),))))
FOR_ALL = document(
    InForce("", Snapshot(tuple(LearnedRule("paper.example", f"Lend us{' boots' * n}.", 7, 9) for n in range(1, 400))))
)


def test_snapshots_are_found_between_exchanges_whatever_their_size_and_disturb_no_page(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    recorded(path, 0.1)
    pages = replayed(path)
    for each in (FIRST, FOR_ALL, FIRST):
        recording = open_directly(path)
        recording.put_learned(each)
        recording.close()

    assert learned_in(find([str(path)])) == [FIRST, FOR_ALL]
    assert replayed(path) == pages
    assert len(items(path)) == len(pages)


def test_a_recording_that_was_unpacked_or_cut_off_tells_what_it_has(tmp_path: Path) -> None:
    packed, plain, cut = (tmp_path / name for name in ("a.warc.gz", "b.warc", "c.warc.gz"))
    recording = open_directly(packed)
    recording.put_learned(FIRST)
    recording.put_learned(FOR_ALL)
    recording.close()
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    cut.write_bytes(packed.read_bytes()[:-9])

    assert learned_in(find([str(plain)])) == [FIRST, FOR_ALL]
    assert learned_in(find([str(cut)])) == [FIRST]


def test_other_archives_and_files_have_none(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(
        b"WARC/1.1\r\nWARC-Type: metadata\r\nNewsbeam-Kind: learned\r\nContent-Length: 2\r\n\r\n{}\r\n\r\n"
    )
    (tmp_path / "b.txt").write_text("A seed.")

    assert learned_in(find([str(tmp_path)])) == []
