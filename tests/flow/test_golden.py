"""The golden run: the seed files through the command line, records, outcomes and failures byte for byte.

Where a rule changes on purpose, ``python -m tests.flow.write_golden`` writes the expectations anew; read the difference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from tests.flow.running import Ran

KINDS = ("records", "outcomes", "failures")


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def replayed(root: Path, tmp_path: Path, newsbeam: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The seeds, replayed from the checkout into JSON lines."""
    monkeypatch.chdir(root)
    ran = newsbeam("replay", "seeds", "--store", f"sqlite:{tmp_path}/a.db", "--to", f"jsonl:{tmp_path}/out")
    assert ran.code == 0, ran.err
    return tmp_path / "out"


def test_the_seeds_come_out_as_expected_byte_for_byte(root: Path, replayed: Path) -> None:
    for kind in KINDS:
        expected = root / "seeds" / "expected" / f"{kind}.jsonl"
        assert (replayed / f"{kind}.jsonl").read_text() == expected.read_text(), kind


def test_what_people_expect_of_each_seed_is_what_comes_out(root: Path, replayed: Path) -> None:
    """The pairs in seeds/expected are written by hand: they say what is right, the golden files what is."""
    records = [orjson.loads(line) for line in (replayed / "records.jsonl").read_bytes().splitlines()]
    by_title = {folded(record["title"]): record for record in records}
    checked = 0
    for path in sorted((root / "seeds" / "expected").glob("*.json")):
        expected = json.loads(path.read_text())
        for each in expected if isinstance(expected, list) else [expected]:
            record = by_title.get(folded(each["title"]))
            assert record is not None, f"{path.name}: no record is called {each['title']!r}"
            check(path.name, record, each)
            checked += 1
    assert checked >= 15


def check(name: str, record: dict[str, object], expected: dict[str, object]) -> None:
    body = str(record["body"])
    assert record["standfirst"] == expected["standfirst"], name
    if "status" in expected:
        assert record["status"] == expected["status"], name
    if body:
        assert body.count("\n") + 1 == expected["paragraphs"], (name, body)
        assert folded(body).startswith(str(expected["body_starts"])), name
        assert folded(body).endswith(str(expected["body_ends"])), name
    kinds = {cut["kind"] for cut in record["removed"]}
    wanted = expected.get("removed_kinds", expected.get("removed_kinds_at_least", []))
    assert set(wanted) <= kinds, (name, kinds)  # type: ignore[arg-type]
    if not wanted:
        assert not kinds, (name, kinds)
    for text in expected["must_not_contain"]:
        assert text not in body, (name, text)


def test_the_real_seed_comes_out_exactly_as_expected(
    shared: Path, tmp_path: Path, newsbeam: Callable[..., Ran]
) -> None:
    out = tmp_path / "records.jsonl"
    ran = newsbeam("replay", shared / "seeds", "--store", f"sqlite:{tmp_path}/a.db", "--to", f"jsonl:{out}")
    assert ran.code == 0, ran.err
    records = {record["title"]: record for record in map(orjson.loads, out.read_bytes().splitlines())}
    for path in sorted((shared / "expected").glob("*.json")):
        expected = json.loads(path.read_text())
        record = records[expected["title"]]
        text = folded(record["body"])
        digest = hashlib.sha256(text.encode()).hexdigest()
        assert digest == expected["body_sha256_of_text_with_white_space_folded"], text[:200]
        assert len(text.split()) == expected["words"]
        assert record["standfirst"] == expected["standfirst"]
        assert record["body"].count("\n") + 1 == expected["paragraphs"]
        assert set(expected["removed_kinds_at_least"]) <= {cut["kind"] for cut in record["removed"]}
        assert not [text for text in expected["must_not_contain"] if text in record["body"]]
