"""Metrics: counters and distributions by stage, namespace ``newsbeam``, names ``STAGE-WHAT`` (``extract-in``).

They are for watching a run. What a run did is summed over distinct ids in the store, never from these: a bundle that is
tried again counts twice here.
"""

from __future__ import annotations

import re

from apache_beam.metrics import Metrics
from apache_beam.metrics.metric import MetricResults
from apache_beam.metrics.metricbase import Counter, Distribution

_NAMESPACE = "newsbeam"
_NAME = re.compile(r"[a-z]+(-[a-z0-9]+)+")


def counter(stage: str, what: str) -> Counter:
    """A counter: ``counter("extract", "in")``. Raises ValueError for a name that is not lower case and dashes."""
    return Metrics.counter(_NAMESPACE, _named(stage, what))


def distribution(stage: str, what: str) -> Distribution:
    """A distribution of integers (bytes, milliseconds)."""
    return Metrics.distribution(_NAMESPACE, _named(stage, what))


def counts(results: MetricResults) -> dict[str, int]:
    """All counters of a run by name."""
    from apache_beam.metrics.metric import MetricsFilter

    found = results.query(MetricsFilter().with_namespace(_NAMESPACE))["counters"]
    totals: dict[str, int] = {}
    for result in found:
        totals[result.key.metric.name] = totals.get(result.key.metric.name, 0) + result.result
    return totals


def _named(stage: str, what: str) -> str:
    name = f"{stage}-{what}"
    if not _NAME.fullmatch(name):
        raise ValueError(f"metric name {name!r}: lower case words joined by dashes are allowed")
    return name
