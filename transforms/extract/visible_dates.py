"""When an article was published, as the page shows it to people: the last resort, where nothing is stated for machines.

A date is looked for in short lines only, and believed by where it stands: marked as a date by its element's names, near
the headline, behind a word such as "published", alone on its line. What stands beside the article (navigation, teasers,
comments, the foot of the page) is passed over. Bounded in elements and in characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from transforms import characters
from transforms.date_names import MONTHS, fold
from transforms.extract.moments import parse_moment
from transforms.written_dates import Written

_MAX_ELEMENTS = 6_000
_MAX_TEXT = 240
_MAX_FOUND = 40
# A line of more characters is a paragraph.
_PARAGRAPH = 160
# Blocks of text before and behind the headline that belong to it.
_BEFORE, _BEHIND = 6, 14

_YEAR = r"(?:19[89]\d|20\d\d)"
_DATE = re.compile(
    rf"(?<!\d){_YEAR}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?\d{{1,2}}(?!\d)"
    rf"|{_YEAR}\s?[年년]\s?\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일]"
    rf"|(?<!\d)\d{{1,2}}\s?([./-])\s?\d{{1,2}}\s?\1\s?{_YEAR}(?!\d)"
    rf"|(?<!\d)\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?[\s/-]+(?:d[e’']\s?|of\s)?([^\W\d_]{{3,}})\.?,?[\s/-]*(?:del?\s)?{_YEAR}(?!\d)"
    rf"|([^\W\d_]{{3,}})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)",
    re.IGNORECASE,
)
_CLOCK_BEHIND = re.compile(
    r"(?:[\s,|·•–—/-]|at|um|kl|klo|alle|ore|à|a las|às|saat|pukul|о|в|\.)*"
    r"((?:오전|오후|上午|下午|午前|午後)?\s?\d{1,2}(?:[:.h時时시点]\s?\d\d\s?[分분]?)(?::\d\d)?\s*(?:[ap]\.?m\b\.?)?)"
    r"\s*((?:[A-Z]{2,5}|Z|UTC\s?[+-]\d{1,2}|GMT\s?[+-]\d{1,2}|[+-]\d\d:?\d\d)\b)?",
    re.IGNORECASE,
)
_CLOCK_BEFORE = re.compile(
    r"(?<![\d:.])(\d{1,2}:\d\d\s*(?:[ap]\.?m\b\.?)?)[\s,|·•–—/-]{1,4}(?:on |le |am |den )?$", re.IGNORECASE
)

_MARKS = re.compile(
    r"date|datum|fecha|tarih|tanggal|publi|posted|time(?!line|r)|stamp|created|byline|dateline|[-_ ]meta|^meta|info"
    r"|veroeff",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"update|modif|revis|changed|aktualisi|geändert|stand:|actuali[sz]ad|mis[e]? à jour|modifié|aggiornat|atualizad"
    r"|bijgewerkt|gewijzigd|oppdatert|opdateret|uppdatera|päivitet|zaktualizowan|aktualiz|güncel|diperbarui|обновл"
    r"|оновлен|更新|수정|업데이트|تحديث",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"publi|posted|veröffentlicht|erschienen|erstellt|gepubliceerd|geplaatst|pubblicat|inserit|udgivet|publisert|julkaistu|opublikowan|dodano"
    r"|yayın|tayang|опубликован|опубліковано|дата|公開|掲載|配信|发布|發布|入力|입력|등록|نشر",
    re.IGNORECASE,
)
_BESIDE = frozenset(("nav", "footer", "aside", "form", "select", "button", "script", "style", "noscript", "template"))
_WHOLE = frozenset(("html", "body", "main", "article", "section"))
_BESIDE_NAMES = re.compile(
    r"related|recommend|comment|sidebar|footer|copyright|teaser|most-|popular|widget|promo|archive|calendar|trending|latest",
    re.IGNORECASE,
)


class Shown(NamedTuple):
    """A date shown on the page."""

    moment: Written
    #: The text it stands in.
    text: str
    #: Said to be the time of a change.
    changed: bool
    score: int


def shown_dates(tree: HtmlElement, day_first: bool | None) -> list[Shown]:
    """The dates that a page shows as its own, the most believable first; at most 40.

    Args:
        tree: the page; it is not changed.
        day_first: how ``05/12/2024`` is meant; None: not known.
    """
    blocks = list(_blocks(tree))
    headline = next((n for n, block in enumerate(blocks) if block.tag == "h1"), None)
    found: list[tuple[int, int, Shown]] = []
    for number, block in enumerate(blocks):
        if not any(c.isdigit() for c in block.text):
            continue
        near = 0 if headline is None else _nearness(number - headline)
        for shown in _dates_in(block, near, day_first):
            found.append((-shown.score, number, shown))
        if len(found) >= _MAX_FOUND:
            break
    return [shown for _, _, shown in sorted(found, key=lambda item: item[:2]) if shown.score >= 3]


def _nearness(blocks: int) -> int:
    """Points for the place of a block that stands so many behind the headline. Above it stands today's date as well."""
    return 2 if 0 < blocks <= _BEHIND else 1 if -_BEFORE <= blocks <= 0 else 0


class _Block(NamedTuple):
    tag: str
    text: str
    marks: str


def _blocks(tree: HtmlElement) -> Iterator[_Block]:
    """Short texts in the order of the page, with the names of the elements that hold them."""
    body = tree.find("body")
    paragraphs = sum(1 for _ in tree.iter("p"))
    #: Elements still to be looked at, and texts that stand behind one, the next at the end.
    pending: list[HtmlElement | str] = [body if body is not None else tree]
    for _ in range(_MAX_ELEMENTS):
        if not pending:
            return
        item = pending.pop()
        if isinstance(item, str):
            yield _Block("", characters.line(item[: 2 * _MAX_TEXT]), "")
            continue
        if item.tail and not item.tail.isspace():
            pending.append(item.tail)
        if not isinstance(item.tag, str) or (item.tag in _BESIDE and not _is_note(item)):
            continue
        marks = "" if item.tag in _WHOLE else f"{item.get('class', '')} {item.get('id', '')} {item.get('itemprop', '')}"
        if marks.isspace():
            marks = ""
        elif marks and _BESIDE_NAMES.search(marks, 0, 200) and not _holds_text(item, paragraphs):
            continue
        if item.tag == "h1" or (marks and _MARKS.search(marks, 0, 200)):
            text = characters.line(" ".join(islice(item.itertext(), 20))[: 2 * _MAX_TEXT])
            if len(text) <= _MAX_TEXT or item.tag == "h1":
                yield _Block(item.tag, text[:_MAX_TEXT], marks)
                continue
        if item.text and not item.text.isspace():
            yield _Block(item.tag, characters.line(item.text[: 2 * _MAX_TEXT]), "")
        pending.extend(reversed(item))


def _is_note(element: HtmlElement) -> bool:
    """An aside that only says when and by whom."""
    return element.tag == "aside" and len("".join(islice(element.itertext(), 40))) <= _PARAGRAPH


def _holds_text(element: HtmlElement, paragraphs: int) -> bool:
    """Whether the page's text is in it: names such as ``content-sidebar-wrap`` belong to what is around everything."""
    held = sum(1 for _ in element.iter("p"))
    return (held >= 2 and 2 * held > paragraphs) or any(True for _ in element.iter("h1"))


def _dates_in(block: _Block, near: int, day_first: bool | None) -> Iterator[Shown]:
    text = block.text[:_MAX_TEXT]
    end_of_last = 0
    for match in islice(_DATE.finditer(text), 4):
        name = match[2] or match[3]
        if name and fold(name) not in MONTHS:
            continue
        moment = _moment(text, match, day_first)
        if moment is None:
            continue
        before = text[end_of_last : match.start()]
        end_of_last = match.end()
        score = near + 3 * bool(block.marks) + 2 * bool(_LABEL.search(before))
        rest = len(text) - (match.end() - match.start())
        score += 2 if rest <= 40 else 1 if rest <= 100 else 0 if len(text) <= _PARAGRAPH else -2
        if "©" in text or "copyright" in text.lower():
            score -= 4
        changed = bool(_CHANGED.search(before[-40:])) or (not before.strip() and bool(_CHANGED.search(block.marks)))
        yield Shown(moment, text[:100], changed, score)


def _moment(text: str, match: re.Match[str], day_first: bool | None) -> Written | None:
    """The date with the time of day that stands beside it, where one does."""
    date = match[0]
    behind = _CLOCK_BEHIND.match(text, match.end())
    before = _CLOCK_BEFORE.search(text[max(0, match.start() - 30) : match.start()])
    if behind and (moment := parse_moment(f"{date} {behind[1]} {behind[2] or ''}", day_first)):
        return moment
    if behind and (moment := parse_moment(f"{date} {behind[1].replace('.', ':', 1)}", day_first)):
        return moment
    if before and (moment := parse_moment(f"{date} {before[1]}", day_first)):
        return moment
    return parse_moment(date, day_first)
