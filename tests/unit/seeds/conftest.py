"""A file on disk and its items, for all tests of readers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from transforms.records import Page
from transforms.seeds.items import START, Item, Position
from transforms.seeds.limits import SeedLimits
from transforms.seeds.read import read_file
from transforms.seeds.walk import SeedFile, kind_of

Items = list[tuple[Position, Item]]
Read = Callable[..., Items]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """``read(name, content, limits, start)`` writes a file and reads it as the kind its name tells."""

    def reading(name: str, content: bytes, limits: SeedLimits | None = None, start: Position = START) -> Items:
        path = tmp_path / name
        path.write_bytes(content)
        return list(read_file(SeedFile(str(path), name, kind_of(name) or "lost"), limits, start))

    return reading


@pytest.fixture
def told() -> Callable[[Items], list[tuple[str, str]]]:
    """What became of each item and where: the address of a page, ``dropped REASON`` or ``dead-letter REASON``."""

    def telling(items: Items) -> list[tuple[str, str]]:
        rows = []
        for _, item in items:
            if isinstance(item, Page):
                rows.append((item.url, item.source))
            else:
                (outcome,) = item.settlement.outcomes
                assert item.sighting.entry_id == outcome.entry_id
                rows.append((f"{outcome.outcome} {outcome.reason}", item.sighting.source))
        return rows

    return telling
