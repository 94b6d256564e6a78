"""A store for each test."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from transforms.store.connection import open_store


@pytest.fixture
def address(tmp_path: Path) -> str:
    """Address of a store that is not there yet."""
    return f"sqlite:{tmp_path / 'news.db'}"


@pytest.fixture
def store(address: str) -> Iterator[sqlite3.Connection]:
    """A new store, open."""
    connection = open_store(address)
    yield connection
    connection.close()
