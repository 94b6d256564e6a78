"""What newsbeam makes of one page, and why: the article, its evidence and everything that was cut, in its place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.coming_back import Blocks, blocks_that_come_back
from pipeline.errors import RunFailed, WrongUse
from transforms.boilerplate.engine import clean
from transforms.boilerplate.explain import segments
from transforms.boilerplate.packs import default_rules
from transforms.extract.article import extract
from transforms.extract.candidates import candidates_of
from transforms.extract.counts import ExtractLimits
from transforms.extract.evidence import CHOSEN, Candidate
from transforms.failures import Dropped, StageError
from transforms.learn.apply import ScheduledCutter
from transforms.learn.schedule import Schedule
from transforms.records import Article, Page, Removed
from transforms.seeds.items import Lost
from transforms.seeds.read import read_file
from transforms.seeds.walk import NoInput, find


@dataclass(frozen=True, slots=True)
class Explanation:
    """One page explained."""

    source: str
    #: The article as it goes on to DeduplicateStories.
    article: Article
    #: The body before any cut, in order: pieces that stayed (None) and pieces that went.
    pieces: tuple[tuple[str, Removed | None], ...]
    #: What of it comes back in other stories of the site, by what a store knows.
    blocks: Blocks = ()
    #: What each source of the page says of dates, authors, access and so on, and why it was believed or not.
    candidates: tuple[Candidate, ...] = ()

    def evidence(self) -> list[tuple[str, str, str]]:
        """Facts with what they rest on: (name, value, evidence)."""
        a = self.article
        rows = [
            ("address", a.url, ""),
            ("canonical", a.canonical_url or "", ""),
            ("site", a.site, ""),
            ("form", a.form, a.form_from or ""),
            ("body", _amount(a), a.body_from),
            ("language", a.language or "unknown", a.language_from or ""),
            ("authors", ", ".join(a.authors), self._source("authors")),
            ("agency", ", ".join(a.agency), a.agency_from or ""),
            ("published", a.published_at or "unknown", a.published_from or ""),
            ("modified", a.modified_at or "", a.modified_from or ""),
            ("fetched", a.fetched_at or "unknown (the input has no time)", ""),
            ("access", a.access, a.access_from or ""),
            ("section", a.section or "", ""),
            ("tags", ", ".join(a.tags), ""),
            ("next page", a.next_page or "", ""),
            ("opt-out", ", ".join(a.opt_out), ""),
            ("extractor", a.extractor, ""),
            ("rules", a.rules, ""),
        ]
        return [row for row in rows if row[1]]

    def _source(self, field: str) -> str:
        return next((c.source for c in self.candidates if c.field == field and c.verdict == CHOSEN), "")

    def document(self) -> dict[str, Any]:
        """The same for ``--json``."""
        return {
            "source": self.source,
            "title": self.article.title,
            "standfirst": self.article.standfirst,
            "facts": [{"name": n, "value": v, "evidence": e or None} for n, v, e in self.evidence()],
            "candidates": [candidate._asdict() for candidate in self.candidates],
            "parts": [{"kind": p.kind, "title": p.title, "published_at": p.published_at} for p in self.article.parts],
            "body": self.article.body,
            "pieces": [
                {"text": text, "removed": None if cut is None else {"kind": cut.kind, "rule": cut.rule}}
                for text, cut in self.pieces
            ],
            "comes_back": [
                {"text": b.text, "stories": b.evidence.stories, "of": b.evidence.of, "kept": b.kept or None}
                for b in self.blocks
            ],
        }


def _amount(article: Article) -> str:
    words = f"{len(article.body.split()):,} words"
    return f"{words}, {len(article.parts)} parts" if article.parts else words


def explain_page(page: Page, learned: Schedule | None = None, store: str | None = None) -> Explanation:
    """Runs the very functions of the stages on one page. ``learned``: rules to clean by beside the packs; ``store``:
    where other stories of the site lie. Raises StageError or Dropped as the stages do."""
    article = clean(extract(page, ExtractLimits()), default_rules())
    article = ScheduledCutter(learned or Schedule()).clean(article)
    blocks = blocks_that_come_back(store, article) if store else ()
    return Explanation(page.source, article, tuple(segments(article)), blocks, candidates_of(page, article))


def explain_input(place: str, learned: Schedule | None = None, store: str | None = None) -> Explanation:
    """Explains a page of a file: ``FILE``, or ``FILE:N`` for its Nth. The rest as ``explain_page`` takes it.

    Raises WrongUse where there is none, and RunFailed, with the reason, where the page becomes no article.
    """
    path, number = _split(place)
    try:
        (file,) = find([path])
    except NoInput as error:
        raise WrongUse(str(error)) from error
    except ValueError as error:
        raise WrongUse(f"{path} is a folder: explain takes one file") from error
    items = [item for _, item in islice(read_file(file), number - 1, number + 1)]
    if not items:
        raise WrongUse(f"{place}: the file has no page {number}")
    if len(items) > 1 and path == place:
        raise WrongUse(f"{path} holds several pages: name one, as in {path}:1")
    if not isinstance(items[0], Page):
        raise RunFailed(f"{place} becomes no page: {_why(items[0])}")
    try:
        return explain_page(items[0], learned, store)
    except Dropped as error:
        raise RunFailed(f"{place} is dropped: {error.reason}") from error
    except StageError as error:
        raise RunFailed(f"{place} becomes a dead letter: {error}") from error


def _split(place: str) -> tuple[str, int]:
    path, colon, number = place.rpartition(":")
    if colon and number.isdecimal() and int(number) > 0 and not Path(place).exists():
        return path, int(number)
    return place, 1


def _why(lost: Lost) -> str:
    for failure in lost.settlement.failures:
        return f"{failure.reason}: {failure.message}"
    return ", ".join(outcome.reason for outcome in lost.settlement.outcomes)
