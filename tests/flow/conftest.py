"""The command line as a fixture, in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.cli import main
from tests.flow.running import Ran


@pytest.fixture
def newsbeam(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """``newsbeam("replay", "seeds")`` in this process."""

    def run(*arguments: object) -> Ran:
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return run
