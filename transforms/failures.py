"""Dead letters: the one place where a failure is built, and how a stage hands out what it loses.

A stage raises ``StageError`` (from its pure code) for what it expects to go wrong with an input; its ``transform.py``
catches exactly that, and gives ``settle_failure`` to its ``LOST`` output. Anything else fails the bundle, loudly.
"""

from __future__ import annotations

from dataclasses import replace

from transforms import ids
from transforms.addresses import operator
from transforms.records import Failure, Outcome, Page, Settlement

#: Tag of the output on which a stage hands out, as Settlements, everything that does not go on to the next stage.
LOST = "lost"

#: Of an input longer than this only digest and length are kept.
KEEP_BYTES = 4_000_000

_MAX_TEXT = 2_000
_MAX_CAUSES = 5


class StageError(Exception):
    """Something expected went wrong with one input.

    ``reason`` is a short name from a fixed list of the stage, ``message`` one sentence for people that says what was
    given, what is allowed and what to do; ``retryable`` where the same input may go through another time.
    """

    def __init__(self, reason: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(reason, message)
        self.reason, self.message, self.retryable = reason, message, retryable

    def __reduce__(self) -> tuple[object, ...]:  # keyword arguments do not survive the default
        return (_rebuild, (type(self), self.reason, self.message, self.retryable))

    def __str__(self) -> str:
        return f"{self.reason}: {self.message}"


def _rebuild(cls: type[StageError], reason: str, message: str, retryable: bool) -> StageError:
    return cls(reason, message, retryable=retryable)


class Dropped(Exception):
    """An input that is fine but not wanted (not HTML, an error page): an outcome of its own, no dead letter."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def page_failure(stage: str, page: Page, error: StageError) -> Failure:
    """The dead letter of a page: its content kept up to 4 MB, beyond that its digest and length."""
    kept = page if len(page.content) <= KEEP_BYTES else replace(page, content=b"")
    return Failure(
        entry_id=page.entry_id,
        stage=stage,
        reason=error.reason,
        message=error.message[:_MAX_TEXT],
        exception=_exceptions(error),
        retryable=error.retryable,
        length=len(page.content),
        digest=ids.content_digest(page.content),
        page=kept,
        url=page.url,
        source=page.source,
        fetched_at=page.fetched_at,
    )


def input_failure(stage: str, source: str, error: StageError, url: str = "") -> Failure:
    """The dead letter of an input that never became a page: an unreadable file, a broken record of an archive."""
    return Failure(
        entry_id=ids.lost_entry_id(source, error.reason),
        stage=stage,
        reason=error.reason,
        message=error.message[:_MAX_TEXT],
        exception=_exceptions(error),
        retryable=error.retryable,
        url=url,
        source=source,
    )


def settle_failure(failure: Failure) -> Settlement:
    """What is written of a dead letter: it and its outcome, together."""
    outcome = Outcome(
        entry_id=failure.entry_id,
        outcome="dead-letter",
        reason=failure.reason,
        stage=failure.stage,
        url=failure.url,
        site=operator(failure.url),
        fetched_at=failure.fetched_at,
    )
    return Settlement(outcomes=(outcome,), failures=(failure,))


def settle_drop(stage: str, page: Page, reason: str) -> Settlement:
    """What is written of a page that is dropped for a named reason."""
    outcome = Outcome(
        entry_id=page.entry_id,
        outcome="dropped",
        reason=reason,
        stage=stage,
        url=page.url,
        site=operator(page.url),
        fetched_at=page.fetched_at,
    )
    return Settlement(outcomes=(outcome,))


def _exceptions(error: BaseException) -> str:
    """Classes of the causes, outermost first. No texts: they can carry addresses of memory, which differ each run."""
    names: list[str] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and len(names) < _MAX_CAUSES:
        names.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return " < ".join(names)
