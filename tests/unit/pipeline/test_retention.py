from __future__ import annotations

import pytest

from pipeline.errors import WrongUse
from pipeline.retention import keep_days
from transforms.store.keep import KeepDays


def test_what_is_given_stands_beside_the_defaults() -> None:
    assert keep_days(["records=100", "failure-pages=always"]) == KeepDays(records=100, failure_pages=None)
    assert keep_days([]) == KeepDays()


@pytest.mark.parametrize("given", ["records", "records=", "records=-1", "pages=3", "records=a week", "stories=1"])
def test_what_says_no_days_or_would_spoil_decisions_is_refused(given: str) -> None:
    with pytest.raises(WrongUse, match="--keep"):
        keep_days([given])
