"""Cutting what was learned out of an article's body: as lines, as sentences, and where a page glued it to a paragraph.

A rule is a row of words. It is cut where just this row stands (figures and dates may differ), begins where a sentence
begins and ends where one ends. Comes behind the packs, on what they left: so the body before learned cuts is the
packs' result (``blocks.before_learned``), whatever was learned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from transforms.boilerplate.spans import Cut, merge, record, widen
from transforms.boilerplate.spans import apply as apply_cuts
from transforms.learn.masking import Word, longest_word, words
from transforms.learn.schedule import Schedule
from transforms.learn.snapshot import LearnedRule, Snapshot
from transforms.records import Article

#: Kind of a learned cut: what it asks for nobody has said.
KIND = "learned"

_STOPS = frozenset(".!?…。！？｡؟۔।:;؛|»”")
_CLOSING = frozenset("\"'”’»)]›』」）】》*.!?…。！？｡؟۔।")
_OPENING = frozenset("\"'“„«([‹『「（【《*•►▶→·|-–—#>¿¡")
# In French a blank stands before these.
_THIN = frozenset(" \xa0\u202f")
_SPACED = frozenset("!?»")
_LOOKED_AT = 200_000


class _Sought(NamedTuple):
    """One rule made ready: its words, its longest word as it is spelled, and whether it ends as a sentence does."""

    words: tuple[str, ...]
    anchor: str
    closed: bool
    rule: LearnedRule


@dataclass(frozen=True)
class Cutter:
    """The rules of a snapshot, ready to cut. Made once for many articles."""

    snapshot: Snapshot

    @cached_property
    def _sites(self) -> dict[str, list[_Sought]]:
        found: dict[str, list[_Sought]] = {}
        for rule in self.snapshot.rules:
            if rule.words and (anchor := longest_word(rule.text)):
                found.setdefault(rule.site, []).append(_Sought(rule.words, anchor, rule.closed, rule))
        for several in found.values():  # the longest first: a line before its sentences
            several.sort(key=lambda each: (-len(each.words), each.words, each.closed))
        return found

    def clean(self, article: Article) -> Article:
        """The article without what was learned of its site, every cut kept in ``removed`` with kind ``learned`` and a
        rule id ``learned/BLOCK``; ``rules`` names the snapshot, also where nothing is cut. Never leaves an article
        without any text: a body of nothing but furniture stays."""
        named = replace(article, rules=f"{article.rules} {self.snapshot.name}".strip())
        cuts = _cuts(article.body, self._sites.get(article.site, []))
        body = apply_cuts(article.body, cuts)
        if not cuts or not body.strip():
            return named
        return replace(named, body=body, removed=record(article.body, article.removed, cuts))


def _cuts(body: str, sought: list[_Sought]) -> list[Cut]:
    """What is to go. Words are looked for only in lines that have the longest word of a rule, as it is spelled: 30 µs
    for a page without any of 20 rules, where dividing it into words takes a millisecond."""
    lower = body[:_LOOKED_AT].lower()
    present = [each for each in sought if each.anchor in lower]
    if not present:
        return []
    cuts: list[Cut] = []
    start = 0
    for line in body[:_LOOKED_AT].split("\n"):
        lower = line.lower()
        here = [each for each in present if each.anchor in lower]
        if here:
            cuts += [replace(cut, start=start + cut.start, end=start + cut.end) for cut in _cuts_of_line(line, here)]
        start += len(line) + 1
    merged = merge(cuts)
    return [_kept_apart(body, cut, wide) for cut, wide in zip(merged, widen(body, merged), strict=True)]


def _cuts_of_line(line: str, sought: list[_Sought]) -> Iterator[Cut]:
    found = words(line)
    spoken = tuple(word.text for word in found)
    index, behind = 0, -1  # behind the last cut a sentence begins
    while index < len(found):
        each = next((s for s in sought if _stands(line, found, spoken, index, s, behind)), None)
        if each is None:
            index += 1
            continue
        last = index + len(each.words)
        yield Cut(*_span(line, found, index, last - 1), KIND, each.rule.id)
        index = behind = last


def _kept_apart(body: str, cut: Cut, wide: Cut) -> Cut:
    """Where a page glued the cut to what stands before it, the blank behind it divides what is left."""
    glued = wide.start == cut.start > 0 and not body[cut.start - 1].isspace()
    return replace(wide, end=cut.end) if glued and wide.end > cut.end and wide.end < len(body) else wide


def _stands(line: str, found: list[Word], spoken: tuple[str, ...], index: int, sought: _Sought, behind: int) -> bool:
    """Whether the rule's words stand here, from the beginning to the end of a sentence."""
    last = index + len(sought.words) - 1
    if spoken[index] != sought.words[0] or spoken[index : last + 1] != sought.words:
        return False
    if sought.rule.whole_line:
        return index == 0 and last + 1 == len(found)
    return (index in (0, behind) or _begins(line, found, index)) and _ends(line, found, last, sought.closed)


def _begins(line: str, found: list[Word], index: int) -> bool:
    gap = line[found[index - 1].end : found[index].start]
    if not gap:  # "belowThe": two texts glued together
        return line[found[index].start].isupper()
    return not _STOPS.isdisjoint(gap)


def _ends(line: str, found: list[Word], last: int, closed: bool) -> bool:
    if closed:
        # French puts a blank before "?" and "!".
        rest = line[found[last].end : found[last].end + 4].lstrip("\"'”’»)]›』」）】》* \xa0\u202f")
        return rest[:1] in _STOPS
    if last + 1 == len(found):
        return True
    at = found[last].end
    return at == found[last + 1].start and line[at].isupper()


def _span(line: str, found: list[Word], first: int, last: int) -> tuple[int, int]:
    """From the first word to the last, with the signs that belong to them: bullets and quotes before, stops behind."""
    start, end = found[first].start, found[last].end
    floor = found[first - 1].end if first else 0
    while start > floor and (not first or line[start - 1] in _OPENING):
        start -= 1
    if last + 1 == len(found):
        return start, len(line)
    ceiling = found[last + 1].start
    while end < ceiling and (line[end] in _CLOSING or (line[end] in _THIN and line[end + 1 : end + 2] in _SPACED)):
        end += 1
    return start, end


class ScheduledCutter:
    """Cuts out of each page what was in force when it was fetched."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._cutters: dict[str, Cutter] = {}

    def clean(self, article: Article) -> Article:
        """As ``Cutter.clean``; the article as it is where nothing was in force."""
        snapshot = self._schedule.at(article.fetched_at)
        if snapshot is None or not snapshot.rules:
            return article
        cutter = self._cutters.get(snapshot.id)
        if cutter is None:
            cutter = self._cutters[snapshot.id] = Cutter(snapshot)
        return cutter.clean(article)
