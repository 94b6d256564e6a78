"""What all tests share: where the evaluation data lies, and how hypothesis runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# One fixed seed, printed by hypothesis on a failure: a red run can be repeated as it was.
settings.register_profile("newsbeam", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("newsbeam")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of evaluation data beside the checkout. Tests that need it skip, loudly, where it is missing."""
    folder = Path(os.environ.get("NEWSBEAM_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no evaluation data at {folder}: set NEWSBEAM_SHARED to the folder that holds data/ and seeds/")
    return folder
