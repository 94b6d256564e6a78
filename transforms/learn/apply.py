"""Cutting what was learned out of an article's body: as lines, as sentences, and where a page glued it to a paragraph.

A rule is a row of words. It is cut where just this row stands (figures and dates may differ), begins where a sentence
begins and ends where one ends. Comes behind the packs, on what they left: so the body before learned cuts is the
packs' result (``blocks.before_learned``), whatever was learned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from transforms.boilerplate.spans import Cut, merge, record, widen
from transforms.boilerplate.spans import apply as apply_cuts
from transforms.learn.masking import Word, said, words
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


@dataclass(frozen=True, slots=True)
class _Sought:
    """One rule made ready: its words, and whether it ends as a sentence does."""

    words: tuple[str, ...]
    closed: bool
    rule: LearnedRule


@dataclass(frozen=True)
class Cutter:
    """The rules of a snapshot, ready to cut. Made once for many articles."""

    snapshot: Snapshot

    @cached_property
    def _sites(self) -> dict[str, dict[str, list[_Sought]]]:
        found: dict[str, dict[str, list[_Sought]]] = {}
        for rule in self.snapshot.rules:
            sought = _Sought(rule.words, rule.closed, rule)
            if sought.words:
                found.setdefault(rule.site, {}).setdefault(sought.words[0], []).append(sought)
        for firsts in found.values():
            for several in firsts.values():
                several.sort(key=lambda each: (-len(each.words), each.words, each.closed))
        return found

    def clean(self, article: Article) -> Article:
        """The article without what was learned of its site, every cut kept in ``removed`` with kind ``learned`` and a
        rule id ``learned/BLOCK``; ``rules`` names the snapshot, also where nothing is cut. Never leaves an article
        without any text: a body of nothing but furniture stays."""
        named = replace(article, rules=f"{article.rules} {self.snapshot.name}".strip())
        firsts = self._sites.get(article.site)
        if not firsts:
            return named
        cuts = self._find(article.body, firsts)
        body = apply_cuts(article.body, cuts)
        if not cuts or not body.strip():
            return named
        return replace(named, body=body, removed=record(article.body, article.removed, cuts))

    def _find(self, body: str, firsts: dict[str, list[_Sought]]) -> list[Cut]:
        looked_at = body[:_LOOKED_AT]
        if firsts.keys().isdisjoint(said(looked_at)):
            return []
        found = words(looked_at)
        cuts: list[Cut] = []
        behind = -1  # the word behind the last cut: what follows it begins a sentence
        index = 0
        while index < len(found):
            sought = next(
                (s for s in firsts.get(found[index].text, ()) if _stands(body, found, index, s, behind)), None
            )
            if sought is None:
                index += 1
                continue
            last = index + len(sought.words)
            start, end = _span(body, found, index, last - 1)
            cuts.append(Cut(start, end, KIND, sought.rule.id))
            index = behind = last
        merged = merge(cuts)
        return [_kept_apart(body, cut, wide) for cut, wide in zip(merged, widen(body, merged), strict=True)]


def _kept_apart(body: str, cut: Cut, wide: Cut) -> Cut:
    """Where a page glued the cut to what stands before it, the blank behind it divides what is left."""
    glued = wide.start == cut.start > 0 and not body[cut.start - 1].isspace()
    return replace(wide, end=cut.end) if glued and wide.end > cut.end and wide.end < len(body) else wide


def _stands(body: str, found: list[Word], index: int, sought: _Sought, behind: int) -> bool:
    """Whether the rule's words stand here, from the beginning to the end of a sentence."""
    last = index + len(sought.words) - 1
    if last >= len(found) or tuple(word.text for word in found[index : last + 1]) != sought.words:
        return False
    if sought.rule.whole_line:
        return _opens_line(body, found, index) and _closes_line(body, found, last)
    if index != behind and not _begins(body, found, index):
        return False
    return _ends(body, found, last, sought.closed)


def _begins(body: str, found: list[Word], index: int) -> bool:
    if _opens_line(body, found, index):
        return True
    gap = body[found[index - 1].end : found[index].start]
    if not gap:  # "belowThe": two texts glued together
        return body[found[index].start].isupper()
    return not _STOPS.isdisjoint(gap)


def _ends(body: str, found: list[Word], last: int, closed: bool) -> bool:
    if closed:
        # French puts a blank before "?" and "!".
        rest = body[found[last].end : found[last].end + 4].lstrip("\"'”’»)]›』」）】》* \xa0\u202f")
        return rest[:1] in _STOPS
    if _closes_line(body, found, last):
        return True
    at = found[last].end
    return at == found[last + 1].start and body[at].isupper()


def _opens_line(body: str, found: list[Word], index: int) -> bool:
    return index == 0 or "\n" in body[found[index - 1].end : found[index].start]


def _closes_line(body: str, found: list[Word], last: int) -> bool:
    return last + 1 == len(found) or "\n" in body[found[last].end : found[last + 1].start]


def _span(body: str, found: list[Word], first: int, last: int) -> tuple[int, int]:
    """From the first word to the last, with the signs that belong to them: bullets and quotes before, stops behind."""
    start, end = found[first].start, found[last].end
    floor = found[first - 1].end if first else 0
    ceiling = found[last + 1].start if last + 1 < len(found) else len(body)
    opening = body.rfind("\n", floor, start) + 1
    if _opens_line(body, found, first):
        start = max(opening, floor)
    else:
        while start > floor and body[start - 1] in _OPENING:
            start -= 1
    if _closes_line(body, found, last):
        newline = body.find("\n", end, ceiling)
        return start, newline if newline >= 0 else len(body)
    while end < ceiling and (body[end] in _CLOSING or (body[end] in _THIN and body[end + 1 : end + 2] in _SPACED)):
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
