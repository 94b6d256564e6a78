"""Cuts as offsets: merging them, taking them out of a text with the white space left behind, putting them back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.records import Removed


@dataclass(frozen=True, slots=True)
class Cut:
    """One span to take out of a text: offsets, and what decided."""

    start: int
    end: int
    kind: str
    #: ``pack/rule``.
    rule: str


def merge(cuts: Sequence[Cut]) -> list[Cut]:
    """The cuts in order, none overlapping another; touching ones of the same rule become one."""
    merged: list[Cut] = []
    for cut in sorted(cuts, key=lambda c: (c.start, -c.end)):
        last = merged[-1] if merged else None
        if last is None or cut.start > last.end:
            merged.append(cut)
        elif cut.rule == last.rule:
            merged[-1] = replace(last, end=max(last.end, cut.end))
        elif cut.end > last.end:
            merged.append(replace(cut, start=last.end))
    return merged


def widen(text: str, cuts: Sequence[Cut]) -> list[Cut]:
    """The cuts (merged, in order) with the white space that would be left over: what stands behind them, or, where they
    end a line, what stands before them. What is kept on both sides stays divided as it was: by a newline if one
    stood there, else by the blank."""
    wide: list[Cut] = []
    floor = 0
    for index, cut in enumerate(cuts):
        ceiling = cuts[index + 1].start if index + 1 < len(cuts) else len(text)
        start, end = cut.start, cut.end
        while end < ceiling and text[end].isspace() and text[end] != "\n":
            end += 1
        opens = start == 0 or text[start - 1] == "\n" or start == floor
        if end >= len(text) or text[end] == "\n":
            if opens:
                end += end < ceiling and text[end] == "\n"
            if end >= len(text) or not opens:
                while start > floor and text[start - 1].isspace():
                    start -= 1
        wide.append(replace(cut, start=start, end=end))
        floor = end
    return _trailing(text, wide)


def _trailing(text: str, cuts: list[Cut]) -> list[Cut]:
    """Cuts that together reach the end of the text take the white space before them along."""
    first = len(cuts)
    while first > 0 and cuts[first - 1].end == (cuts[first].start if first < len(cuts) else len(text)):
        first -= 1
    if first < len(cuts):
        start, floor = cuts[first].start, cuts[first - 1].end if first else 0
        while start > floor and text[start - 1].isspace():
            start -= 1
        cuts[first] = replace(cuts[first], start=start)
    return cuts


def apply(text: str, cuts: Sequence[Cut]) -> str:
    """The text without the cuts (in order, not overlapping)."""
    parts, at = [], 0
    for cut in cuts:
        parts.append(text[at : cut.start])
        at = cut.end
    parts.append(text[at:])
    return "".join(parts)


def compose(first: Sequence[Cut], second: Sequence[Cut]) -> list[Cut]:
    """Both as cuts of the text before ``first``, where ``second`` were found in what ``first`` left."""
    starts, shift = [(0, 0)], 0  # stretches that were left: (offset in what is left, offset in the text)
    for cut in first:
        starts.append((cut.start - shift, cut.end))
        shift += cut.end - cut.start
    every = list(first)
    for cut in second:
        for index in range(max(0, bisect_right(starts, (cut.start,)) - 1), len(starts)):
            begin, origin = starts[index]
            if begin >= cut.end:
                break
            stop = starts[index + 1][0] if index + 1 < len(starts) else cut.end
            low, high = max(cut.start, begin), min(cut.end, stop)
            if low < high:
                every.append(replace(cut, start=origin + low - begin, end=origin + high - begin))
    return merge(every)


def restore(text: str, removed: Sequence[Removed]) -> str:
    """The text before anything was removed. ``removed`` as an article has it: by ``where``, offsets before any cut."""
    parts: list[str] = []
    at = length = 0
    for span in removed:
        take = span.where - length
        parts += (text[at : at + take], span.text)
        at += take
        length = span.where + len(span.text)
    parts.append(text[at:])
    return "".join(parts)


def record(text: str, removed: Sequence[Removed], cuts: Sequence[Cut]) -> tuple[Removed, ...]:
    """``removed`` and the cuts made in ``text`` (what is left after ``removed``) together, by offsets before any cut.

    A cut across the place of an earlier one becomes two, so that ``restore`` gives back every character.
    """
    every = list(removed)
    # Stretches of the text between earlier removals: (offset in text, offset before any cut)
    starts, at, shift = [(0, 0)], 0, 0
    for span in removed:
        at = span.where - shift
        shift += len(span.text)
        starts.append((at, at + shift))
    for cut in cuts:
        for index in range(max(0, bisect_right(starts, (cut.start,)) - 1), len(starts)):
            begin, origin = starts[index]
            if begin >= cut.end:
                break
            stop = starts[index + 1][0] if index + 1 < len(starts) else len(text)
            low, high = max(cut.start, begin), min(cut.end, stop)
            if low < high:
                every.append(Removed(cut.kind, cut.rule, text[low:high], origin + low - begin))
    return tuple(sorted(every, key=lambda r: r.where))
