"""Which of two accounts of the same thing stands: the rule by which every sink is idempotent.

A sink may get anything twice, late, and out of order. With a rule that picks the same one of two whichever comes first,
the end is the same for every order and repetition.
"""

from __future__ import annotations

from transforms.records import Outcome

#: Outcomes of entries that made no record and may be tried again.
LOST_OUTCOMES = ("dead-letter", "dropped")


def record_rank(revision: int, content: bytes) -> tuple[int, bytes]:
    """The higher stands. ``content`` decides between equal revisions, which only a broken producer makes."""
    return (revision, content)


def outcome_rank(outcome: Outcome) -> tuple[int, bool]:
    """The higher stands: by revision, and of equal ones what made a record over what was lost (a retry that went
    through). Equal ranks are left to the caller: by run, or by the order in which they came."""
    return (outcome.revision, outcome.outcome not in LOST_OUTCOMES)
