"""Settlements for tests of store and sinks: small, valid, each a function of its arguments alone."""

from __future__ import annotations

from dataclasses import replace

from transforms import ids
from transforms.failures import StageError, page_failure, settle_failure
from transforms.records import Article, Change, Outcome, Page, Record, Removed, Settlement, Sighting, Sketch

RUN = 1


def entry(number: int) -> str:
    """The id of the entry with this number."""
    return f"e1{number:032x}"


def instant(number: int) -> str:
    """An instant, later for a higher number."""
    return f"2026-03-{1 + number // 24 % 28:02d}T{number % 24:02d}:00:00.000Z"


def make_record(
    number: int = 1,
    *,
    revision: int = 1,
    version: int = 1,
    status: str = "new",
    article: int | None = None,
    title: str | None = None,
    body: str | None = None,
    site: str = "example.org",
    language: str = "en",
    copies_of: str | None = None,
) -> Record:
    """A record of entry ``number``; versions of one article share ``article``."""
    article_id = ids.article_id(site, str(article if article is not None else number))
    text = f"The council met on day {number}.\nIt agreed on bridge {number}." if body is None else body
    headline = f"Council meets, day {number}" if title is None else title
    return Record(
        id=ids.record_id(article_id, ids.text_digest(headline, "", text)) if body is None else f"r1{number:032x}",
        article_id=article_id,
        revision=revision,
        version=version,
        status=status,
        article=Article(
            entry_id=entry(number),
            url=f"https://www.{site}/news/{number}",
            canonical_url=None,
            site=site,
            feed_url=None,
            fetched_at=instant(number),
            title=headline,
            standfirst="A short summary.",
            body=text,
            language=language,
            authors=("The town desk",),
            published_at=instant(number),
            published_from="json-ld",
            removed=(Removed("donation", "en/appeal", "Support us today.", 12),),
            rules="en:1234",
            extractor="trafilatura 2.3.1",
        ),
        text_digest=ids.text_digest(headline, "", text),
        changed=(Change("rewritten", "Old.", "New."),) if version > 1 else (),
        copies_of=copies_of,
    )


def make_outcome(number: int = 1, outcome: str = "record", reason: str = "new", revision: int = 1) -> Outcome:
    """The outcome of entry ``number``."""
    return Outcome(
        entry_id=entry(number),
        outcome=outcome,
        reason=reason,
        stage="stories",
        url=f"https://www.example.org/news/{number}",
        site="example.org",
        fetched_at=instant(number),
        record_id=f"r1{number:032x}" if outcome not in ("dropped", "dead-letter") else None,
        revision=revision,
    )


def make_sighting(number: int = 1) -> Sighting:
    """The sighting of entry ``number``."""
    return Sighting(
        entry(number), f"https://www.example.org/news/{number}", instant(number), None, f"pages.jsonl:{number}"
    )


def make_page(number: int = 1, content: bytes = b"<html>\xff broken") -> Page:
    """The page of entry ``number``."""
    return Page(
        entry_id=entry(number),
        url=f"https://www.example.org/news/{number}",
        fetched_at=instant(number),
        media_type="text/html",
        content=content,
        source=f"pages.jsonl:{number}",
        signals=("x-robots-tag: noai",),
    )


def dead_letter(number: int = 1, reason: str = "too-deep", message: str = "Nested too deeply.") -> Settlement:
    """What is written of a page that failed."""
    return settle_failure(page_failure("extract", make_page(number), StageError(reason, message, retryable=True)))


def make_sketch(number: int = 1, bands: tuple[tuple[int, ...], ...] = ((1, 2), (3,)), at: int | None = None) -> Sketch:
    """The sketch of the record of entry ``number``, seen at hour ``at``."""
    return Sketch(
        record_id=f"r1{number:032x}",
        article_id=f"a1{number:032x}",
        site="example.org",
        fetched_at=instant(number if at is None else at),
        entry_id=entry(number if at is None else at),
        bands=bands,
        size=400,
        figures=(11, 12),
        minima=bytes(range(144)),
        opening_minima=bytes(range(24)),
    )


def settle(number: int = 1, **fields: object) -> Settlement:
    """A settlement of entry ``number`` as the last stage makes it: sighting, record, outcome, story, sketch."""
    record = make_record(number, **fields)  # type: ignore[arg-type]
    outcome = replace(
        make_outcome(number, "record" if record.version == 1 else "version", record.status),
        record_id=record.id,
        revision=record.revision,
    )
    return Settlement(
        sightings=(make_sighting(number),),
        records=(record,),
        outcomes=(outcome,),
        article_id=record.article_id,
        story=b"story %d" % number,
        sketches=(replace(make_sketch(number), record_id=record.id, article_id=record.article_id),),
    )
