"""The seeds folder: it reads as its README says, and each expectation speaks of a seed that is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from transforms.records import Page
from transforms.seeds.items import Item
from transforms.seeds.read import read_file
from transforms.seeds.walk import walk

EXPECTED = sorted((Path(__file__).parents[3] / "seeds" / "expected").glob("0*.json"))


@pytest.fixture(scope="module")
def items(root: Path) -> dict[str, Item]:
    """All items of the folder by where they lie in it."""
    found = {}
    for file in walk([str(root / "seeds")]):
        for _, item in read_file(file):
            source = item.source if isinstance(item, Page) else item.sighting.source
            found[source.removeprefix("seeds/")] = item
    return found


def test_the_folder_gives_20_pages_two_drops_and_one_dead_letter(items: dict[str, Item]) -> None:
    lost = {
        source: (outcome.outcome, outcome.reason)
        for source, item in items.items()
        if not isinstance(item, Page)
        for outcome in item.settlement.outcomes
    }

    assert sum(isinstance(item, Page) for item in items.values()) == 20
    assert sorted(lost.values()) == [("dead-letter", "missing"), ("dropped", "not-html"), ("dropped", "status-404")]
    assert lost["016_grain-ship.jsonl:6"] == ("dead-letter", "missing")


def test_every_page_has_an_expectation(items: dict[str, Item]) -> None:
    told = {json.loads(path.read_text())["file"] for path in EXPECTED}

    assert told == {re.sub(r"@\d+$", "", source) for source, item in items.items() if isinstance(item, Page)}


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_what_is_expected_of_a_seed_stands_in_it(path: Path, items: dict[str, Item]) -> None:
    expected = json.loads(path.read_text())
    item = next(item for source, item in items.items() if re.sub(r"@\d+$", "", source) == expected["file"])
    assert isinstance(item, Page)
    text = item.content.decode()
    assert item.url == expected.get("url", item.url)
    for part in (expected["title"], expected["standfirst"], expected["body_starts"], expected["body_ends"]):
        assert part in text
    for gone in expected["must_not_contain"]:
        assert gone in text, f"{gone!r} cannot be left where it never was"
    assert 0 < expected["paragraphs"] <= len(text.splitlines())


def test_every_seed_stands_in_the_readme(root: Path, items: dict[str, Item]) -> None:
    readme = (root / "seeds" / "README.md").read_text()

    for source in items:
        assert f"`{re.split('[:@]', source)[0]}`" in readme


def test_every_reason_of_a_loss_stands_in_the_readme(root: Path) -> None:
    readme = (root / "seeds" / "README.md").read_text()
    code = "".join(path.read_text() for path in sorted((root / "transforms" / "seeds").glob("*.py")))

    reasons = set(re.findall(r'(?:StageError|BrokenStream|Dropped)\(\s*"([a-z-]+)"', code))
    assert {"empty", "missing"}.isdisjoint(reasons)  # named elsewhere, not where they are raised
    assert len(reasons) > 12
    for reason in reasons | {"empty", "missing", "unreadable", "link-loop", "truncated"}:
        assert f"`{reason}`" in readme, reason
