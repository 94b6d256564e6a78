"""The records that move between stages, with the meaning of every field.

All are frozen, compared by value and made of plain types (str, int, bool, bytes, None, nested records and
sequences of these), so that JSON, Parquet, SQL and Avro are all direct. Their coders stand in ``coders.py``; this file
does not import Beam, so that worker processes that only extract start quickly.

Times are *instants*: text of the one shape ``2026-11-22T22:07:20.000Z`` (``instants.py``), which sorts as time does.
``None`` stands for a time the input does not have and sorts before every instant.

A field may be added at any time (with a default, at the end); older encoded values then decode with the default.
Renaming, retyping or removing one is a migration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# The number of the record's shape, in every record written. Raise it when a field changes its meaning.
SCHEMA = 1


def _freeze(record: Any, *names: str) -> None:
    """Turns the named sequence fields into tuples, so that a record can be hashed and never changes."""
    for name in names:
        object.__setattr__(record, name, tuple(getattr(record, name)))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed said about an article (live), or nothing but its place (replay)."""

    #: Address of the feed that announced the article; None in a replay of pages without one.
    feed_url: str | None = None
    #: The feed's own text about the article, markup removed; None where it has none.
    title: str | None = None
    summary: str | None = None
    #: What the feed calls the article (guid, atom:id); None where it has none.
    guid: str | None = None
    #: Publication instant that the feed gives.
    published_at: str | None = None
    authors: Sequence[str] = ()

    def __post_init__(self) -> None:
        _freeze(self, "authors")


@dataclass(frozen=True, slots=True)
class Page:
    """One response (or one recorded input) to be turned into an article. Made by FetchFeeds and ReadSeeds."""

    #: Id of the entry that this page settles: ``e1`` + hash (``ids.entry_id``).
    entry_id: str
    #: The address the content came from, after redirects; ``seed:`` + content hash for a plain text seed.
    url: str
    #: Instant of the response; None where the input has no time.
    fetched_at: str | None
    #: ``text/html`` or ``text/plain`` (a text of the seed's shape). Without parameters, lower case.
    media_type: str
    #: The body of the response, transfer and content encodings undone.
    content: bytes
    #: Charset that the transport named, lower case; None: look into the content.
    charset: str | None = None
    #: Where it lies in the input, for people: ``pages.jsonl:12``. Never reaches a record.
    source: str = ""
    #: Signals of the response's headers that limit use, as ``name: value`` (``x-robots-tag: noai``).
    signals: Sequence[str] = ()
    #: What the feed said; empty in most replays.
    entry: Entry = field(default_factory=Entry)

    def __post_init__(self) -> None:
        _freeze(self, "signals")


@dataclass(frozen=True, slots=True)
class Removed:
    """One span that was cut out of the body, and why."""

    #: Kind of text: donation, paywall, subscribe, newsletter, comments, app, social, share, readmore, related, ad,
    #: affiliate, consent, copyright, feedback, ui, headline (the title said again where the body opens), or learned
    #: (it comes back in unrelated stories of the site).
    kind: str
    #: Id of the rule that decided, ``pack/rule``; ``learned/BLOCK`` for what was learned of the site.
    rule: str
    #: The text that was cut.
    text: str
    #: Offset of the span's first character in the body as it was before any cut.
    where: int


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between a version of an article and the version before it."""

    #: added, removed or rewritten.
    what: str
    #: The sentence before; None where it was added.
    before: str | None
    #: The sentence after; None where it was removed.
    after: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a body that stands for itself: an entry of a live blog."""

    #: Kind of part: ``entry`` (of a live blog).
    kind: str
    #: Offset of the part's first character in the body as it was before any cut.
    where: int
    #: Its own headline; '' where it has none.
    title: str = ""
    #: Its own instant of publication; None where it gives none.
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """What a page's markup says of one line of its body. Passes from ExtractArticles to DropBoilerplate only."""

    #: Offset of the line's first character in the body.
    where: int
    #: Kind of text, as in ``Removed``.
    kind: str
    #: What in the markup says so: ``related-moretopic`` (kind and words of a name), ``link-list``,
    #: ``heading-of-links``.
    source: str
    #: How sure it is by itself, 0 to 1.
    strength: float


@dataclass(frozen=True, slots=True)
class Article:
    """One page as a clean article. Made by ExtractArticles; DropBoilerplate fills ``removed``."""

    #: The entry whose page this was read from; of several pages with the same text, the earliest by (time, id).
    entry_id: str
    #: The address the text came from.
    url: str
    #: The address the page names as its own, absolute and normalised; None where it names none.
    canonical_url: str | None
    #: Registrable domain of ``url``; ``seed`` for a plain text seed.
    site: str
    #: The feed that announced it; None in most replays.
    feed_url: str | None
    #: Instant of the response; None where the input has none.
    fetched_at: str | None
    #: Headline; '' where there is none.
    title: str
    #: Summary line under the headline; '' where there is none.
    standfirst: str
    #: The text: paragraphs divided by a single newline. Without markup, control characters and boilerplate.
    body: str
    #: ISO 639-1 code of the text's language; None where it cannot be told.
    language: str | None = None
    #: People (or an agency where no person is named), in the page's order.
    authors: Sequence[str] = ()
    #: Instant of first publication by the best evidence, and that evidence: ``json-ld``, ``meta:NAME``, ``time``,
    #: ``feed``, ``url``, ``text``.
    published_at: str | None = None
    published_from: str | None = None
    #: Instant of the last change that the page claims, and the evidence.
    modified_at: str | None = None
    modified_from: str | None = None
    #: free, metered, paid or unknown, and the evidence (``json-ld:isAccessibleForFree``, ``text:RULE``, ``meta:NAME``).
    access: str = "unknown"
    access_from: str | None = None
    section: str | None = None
    tags: Sequence[str] = ()
    #: Address of the lead image.
    image: str | None = None
    #: Wish of the publisher about use, as found: ``meta:robots=noai``, ``header:tdm-reservation=1``.
    opt_out: Sequence[str] = ()
    #: Everything that was cut, in the order of the text.
    removed: Sequence[Removed] = ()
    #: The rules in force: packs with their digest, and the learned snapshot (``learned@1a2b3c4d``) where there is one.
    rules: str = ""
    #: Name and version of the extractor.
    extractor: str = ""
    #: What kind of page it is: article, live, gallery, video, audio, front (a site's front page), or stub (only an
    #: opening of the text is there); and what says so: ``json-ld:TYPE``, ``meta:NAME``, ``url``, ``access``, ``feed``,
    #: ``description``; None for a plain article.
    form: str = "article"
    form_from: str | None = None
    #: What the body was read from: page, json-ld, feed or description (the page's own summary, where it has no text).
    body_from: str = "page"
    #: News agencies credited, by their common names, and where: ``json-ld``, ``meta:NAME``, ``byline``, ``dateline``,
    #: ``credit``.
    agency: Sequence[str] = ()
    agency_from: str | None = None
    #: What the language rests on: ``text``, or what the page says of itself where the text is too short to tell.
    language_from: str | None = None
    #: Parts of the body, in its order; empty for most.
    parts: Sequence[Part] = ()
    #: Address of the page on which this article goes on; None where it ends here.
    next_page: str | None = None
    #: What the markup says of the body's lines, in their order; emptied by DropBoilerplate, so no Record has any.
    hints: Sequence[Hint] = ()

    def __post_init__(self) -> None:
        _freeze(self, "authors", "tags", "opt_out", "removed", "agency", "parts", "hints")


@dataclass(frozen=True, slots=True)
class Record:
    """What is written: one version of one article, with its place among versions and copies."""

    #: ``r1`` + hash(article_id, digest of the text). The same text of the same article has the same id for ever.
    id: str
    #: ``a1`` + hash(site, identity): the article over all its versions.
    article_id: str
    #: Rises with each re-emission of this id; the highest wins. Not part of equality between stores.
    revision: int
    #: 1 for the first text of the article, 2 for the next by (fetched_at, entry id), and so on.
    version: int
    #: new, copy or truncated; and of a later text of the same article: withdrawn (a notice says so), corrected (a
    #: notice says so, or a figure, name or date was replaced and little else), or updated.
    status: str
    #: The article as it was read. Empty body for a copy or a truncated copy: the text stands in ``copies_of``.
    article: Article
    #: Digest of what title, standfirst and body say, without case, white space, typography and noise (time stamps,
    #: counters, the order of a list, links below the text): ``t2`` + hash.
    text_digest: str = ""
    #: What differs from the version before; empty for the first.
    changed: Sequence[Change] = ()
    #: Id of the record that this one copies: of the directly verified matches the one that its page names as its
    #: source, else the earliest by (time, id).
    copies_of: str | None = None
    schema: int = SCHEMA
    #: Id of the record of another article, seen before this one's first, of which this text has nearly all and says
    #: more, or other figures: the earliest by (time, id) among the directly verified matches. None for a copy.
    based_on: str | None = None

    def __post_init__(self) -> None:
        _freeze(self, "changed")


@dataclass(frozen=True, slots=True)
class Sighting:
    """An entry was read. Counted apart from outcomes, so that what gets lost on the way shows in the sum."""

    entry_id: str
    url: str
    fetched_at: str | None = None
    feed_url: str | None = None
    #: Where it lies in the input, for people.
    source: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry. Every entry has exactly one; a later revision replaces an earlier one."""

    entry_id: str
    #: record, version, duplicate, unchanged, dropped or dead-letter.
    outcome: str
    #: Finer name: the record's status, the reason of a drop or the kind of failure.
    reason: str
    #: Stage that decided: seeds, fetch, extract, boilerplate, stories.
    stage: str
    url: str = ""
    site: str = ""
    fetched_at: str | None = None
    #: The record this entry made or repeats; None for drops and dead letters.
    record_id: str | None = None
    #: Rises with each re-emission for the entry; the highest wins.
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Failure:
    """A dead letter: the input that failed, where and how, so that it can be looked at and tried again."""

    entry_id: str
    stage: str
    #: Kind of failure, a short name from a fixed list of the stage (``too-deep``, ``deadline``).
    reason: str
    #: One sentence for people: what was given, what is allowed, what to do.
    message: str
    #: Class of the exception and its causes, outermost first; '' where nothing was raised.
    exception: str = ""
    #: True where the same input may go through another time (deadline, worker killed).
    retryable: bool = False
    #: Length in bytes and SHA-256 (hex) of the page's content, also where the content is too long to keep.
    length: int = 0
    digest: str = ""
    #: The page that failed; its content is emptied where it is longer than the limit. None: it never became a page.
    page: Page | None = None
    url: str = ""
    source: str = ""
    fetched_at: str | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to find its copies without keeping the text (``stories/sketch.py`` makes it)."""

    record_id: str
    article_id: str
    site: str
    #: Order of the text: (fetched_at, entry_id) of its earliest sighting.
    fetched_at: str | None
    entry_id: str
    #: 32-bit band hashes, by group: candidates share at least one.
    bands: Sequence[Sequence[int]] = ()
    #: Distinct shingles of the text: its length in words, but that repeats count once. 0 for a text without bands.
    size: int = 0
    #: 16-bit hashes of figures in the text (years apart), the 16 smallest, sorted: a figure replaced is a fact changed.
    figures: Sequence[int] = ()
    #: Smallest shingle hashes by range, a byte each, of the whole text and of its opening (``stories/minima.py``);
    #: empty for a text too short to be compared.
    minima: bytes = b""
    opening_minima: bytes = b""
    #: Site of another publisher whose page this one names as the one it stands for (canonical address); '' for most.
    source: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "bands", tuple(map(tuple, self.bands)))
        _freeze(self, "figures")


@dataclass(frozen=True, slots=True)
class Match:
    """A verified relation between two texts, told to the article of one of them."""

    #: The record this is told to.
    record_id: str
    #: The other text, its order and its place.
    other_id: str
    other_article_id: str
    other_site: str
    other_fetched_at: str | None
    other_entry_id: str
    #: How ``record_id`` relates to the other: same (it says nothing that the other does not say), part (a truncated
    #: copy of the other), whole (the other is a truncated copy of this one), named (the same, and its page names the
    #: other's site as where it comes from), more (it says nearly all that the other says, and more or other figures).
    relation: str


@dataclass(frozen=True, slots=True)
class Question:
    """A message to the keyed state of a partition of bands: what is like this text?

    One of an entry's questions takes the article along, on its way to its own state: one stream in place of two that
    would be flattened.
    """

    #: The sketch to look up, with the bands of one partition.
    sketch: Sketch | None = None
    #: The article; None in an entry's other questions.
    article: Article | None = None
    #: Its ``ids.text_digest``, so that it is worked out once; '' where nobody has.
    text_digest: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A message to the keyed state of one article: a sighting of a text, what one partition of bands found, or both."""

    #: The article seen; None where this is not told of.
    article: Article | None = None
    #: Which partition of bands speaks (0, 1, …); -1 where none does.
    group: int = -1
    #: The entry whose sketch was looked up; '' where this is told to a neighbour of it.
    entry_id: str = ""
    matches: Sequence[Match] = ()
    #: ``ids.text_digest`` of the article, so that it is worked out once; '' where nobody has, or without an article.
    text_digest: str = ""

    def __post_init__(self) -> None:
        _freeze(self, "matches")


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one decision writes, all or nothing: the element that WriteRecords takes."""

    sightings: Sequence[Sighting] = ()
    records: Sequence[Record] = ()
    outcomes: Sequence[Outcome] = ()
    failures: Sequence[Failure] = ()
    #: What the stateful stage must remember of an article: its id and its encoded story (``stories/story.py``).
    article_id: str | None = None
    story: bytes = b""
    #: Sketches that became known with this decision.
    sketches: Sequence[Sketch] = ()

    def __post_init__(self) -> None:
        _freeze(self, "sightings", "records", "outcomes", "failures", "sketches")
