"""How one text relates to another, by what they have in common.

The question is not how alike two texts are, but whether one says anything that the other does not: at the level of
similarity at which 96% of copies are found, 45% of updates would go with them (measured on hand-labelled pairs). So the
measure is coverage, which has a direction: of two texts of which the longer adds three sentences, the shorter is
covered and the longer is not.

``judge`` decides. Two texts that are both at hand are measured exactly (``compare.py``); of two sketches the same
shares are estimated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from transforms.records import Sketch
from transforms.stories.minima import Common, common, shares
from transforms.stories.shingles import MAX_FIGURES

#: A text of whose shingles another has this share says nothing new. Edits of spelling, a date line or a credit cost up
#: to .18. Of 18 labelled updates one lies above it with its figures in place: it only leaves out.
COVERED = 0.82

#: Above this a replaced figure is a unit or a rounding; below, with figures gone and others come, a fact has changed.
SURELY_COVERED = 0.93

#: A truncated copy is all there in the whole, is at most this share of its length, and opens as it does.
WHOLLY_COVERED = 0.97
STUB_LENGTH = 0.6
STUB_OPENING = 0.6


def relate(a: Sketch, b: Sketch) -> str | None:
    """How ``a`` relates to ``b``: ``same`` (a says nothing that b does not say), ``part`` (a is a truncated copy of b),
    ``whole`` (b is a truncated copy of a) or None. Texts too short for a sketch relate to nothing.
    ``more``: a says nearly all that b says, and more or with other figures."""
    return relations(a, b)[0]


def relations(a: Sketch, b: Sketch) -> tuple[str | None, str | None]:
    """How ``a`` relates to ``b``, and ``b`` to ``a``."""
    if not a.minima or not b.minima:
        return None, None
    return judged(a, b, common(a.minima, b.minima))


def judged(a: Sketch, b: Sketch, found: Common) -> tuple[str | None, str | None]:
    """``relations`` where it is known already what the two have in common."""
    first, second = shares(found, a.size, b.size)
    return judge(
        first,
        second,
        a.size / b.size,
        lambda: _opening(a, b),
        lambda: _opening(b, a),
        lambda: replaced(a.figures, b.figures),
    )


def _opening(a: Sketch, b: Sketch) -> float:
    both, first, _ = common(a.opening_minima, b.opening_minima)
    return both / max(1, both + first)


def may_be_stub(first: float, second: float, length: float) -> bool:
    """Whether, by these figures (see ``judge``), one of two texts may be a truncated copy of the other."""
    return (first >= WHOLLY_COVERED and length <= STUB_LENGTH) or (
        second >= WHOLLY_COVERED and length * STUB_LENGTH >= 1
    )


def judge(
    first: float,
    second: float,
    length: float,
    first_opening: Callable[[], float],
    second_opening: Callable[[], float],
    figures_replaced: Callable[[], bool],
) -> tuple[str | None, str | None]:
    """How the first text relates to the second, and the second to the first.

    Args:
        first, second: The share of the first (second) text that the other has.
        length: Length of the first as a multiple of the second's.
        first_opening, second_opening: The share of the first (second) text's opening that the other's has.
        figures_replaced: Whether each has figures that the other has not. What is called is asked only where it counts.
    """
    if max(first, second) < COVERED:
        return None, None
    if may_be_stub(first, second, length):
        if length <= 1 and first_opening() >= STUB_OPENING:
            return "part", "whole"
        if length > 1 and second_opening() >= STUB_OPENING:
            return "whole", "part"
    needed = COVERED
    if not (first >= SURELY_COVERED and second >= SURELY_COVERED) and figures_replaced():
        needed = SURELY_COVERED
    if first >= needed and second >= needed:
        return "same", "same"
    # What has nearly all of the other says more, or other figures. Both do where figures were replaced.
    return (
        "same" if first >= needed else "more" if second >= COVERED else None,
        "same" if second >= needed else "more" if first >= COVERED else None,
    )


def replaced(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether each of two texts has figures that the other has not, by their hashes (``shingles.figure_hashes``)."""
    ours, theirs = set(one), set(other)
    # Of a text with more figures than are kept nothing is known beyond the largest hash that is.
    known = min((max(each) for each in (ours, theirs) if len(each) >= MAX_FIGURES), default=None)
    return any(True for h in ours - theirs if known is None or h <= known) and any(
        h for h in theirs - ours if known is None or h <= known
    )
