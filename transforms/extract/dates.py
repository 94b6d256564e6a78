"""When an article was published and last changed, and what that rests on.

Evidence in order: JSON-LD, meta tags, ``<time>`` and microdata, the feed, the page's address, what the page shows.
Today's date plays no part: what lies more than a day after the response is not believed, within that day it is clamped
to the response. Each candidate is kept with its verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from transforms import addresses, instants
from transforms.extract.evidence import AGREES, CHOSEN, WEAKER, Candidate, bounded
from transforms.extract.head import Head
from transforms.extract.json_ld import LinkedData
from transforms.extract.local_time import in_local_time
from transforms.extract.moments import parse_moment
from transforms.extract.url_dates import date_in_path
from transforms.extract.visible_dates import shown_dates
from transforms.records import Page

# Stands for "no bound" where the input has no time: never today's date, or a replay next year would differ.
FAR = "2100-01-01T00:00:00.000Z"
_EARLIEST = "1700-01-01T00:00:00.000Z"
#: What address and text may give: below, numbers are rarely dates.
_EARLIEST_WEAK = "1990-01-01T00:00:00.000Z"
_ZERO = ("1970-01-01T00:00:00.000Z", "1969-12-31T23:59:59.000Z")

_PUBLISHED = [
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "datepublished", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "publish-date",
    "publish_date", "publishdate", "published_time", "publication_date", "pubdate", "article_date_original",
    "article.published", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date",
    "dcterms.date", "citation_publication_date", "citation_date", "originalpublicationdate", "pub_date",
    "datecreated", "created", "date.created", "rnews:datepublished", "ptime", "displaydate", "date",
]  # fmt: skip
_MODIFIED = [
    "article:modified_time", "og:article:modified_time", "og:updated_time", "article:updated", "datemodified",
    "lastmod", "dcterms.modified", "dc.date.modified", "last-modified", "last_updated_date", "modified_time",
    "updated_time", "revised",
]  # fmt: skip

# The attribute is asked for, not elements with a condition: a third of the time.
_STATED = XPath("//@itemprop[. = 'datePublished' or . = 'dateModified']")
_MAX_TIMES = 200
# A paragraph of text has more characters; elements looked at under the headline.
_PARAGRAPH = 80
_MAX_LINES = 500
# The headline, the line under it and who wrote it when have no more.
_HEADER = 1_000
_OUTSIDE = frozenset(("aside", "nav", "footer"))
_BYLINE = re.compile(r"byline|dateline|(?:post|entry|article)[-_]*(?:meta|info|date)|publish", re.IGNORECASE)


# Midnight to the second is how a date without a time is written by who must give one.
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?(?![\d:])")


class Found(NamedTuple):
    """A moment as one source gives it."""

    instant: str
    #: It has a time of day. Midnight is taken for a date without one.
    timed: bool
    #: It says its zone.
    zoned: bool
    source: str
    #: As it stands there.
    text: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Instants with their evidence; None where nothing is believed."""

    published_at: str | None = None
    published_from: str | None = None
    modified_at: str | None = None
    modified_from: str | None = None
    #: All that was found, in the order in which it is believed.
    candidates: tuple[Candidate, ...] = ()


def find_dates(
    page: Page, tree: HtmlElement, head: Head, data: LinkedData, canonical: str | None, *, thorough: bool = False
) -> Dates:
    """The dates of a page's article. The tree is read, not changed. ``thorough``: what the page shows is read also
    where it states its dates for machines, for the candidates."""
    latest = page.fetched_at or FAR
    day_first = writes_day_first(head.language)
    first, last = _from_times(tree, day_first)
    stated = [*_from_json_ld(data, "datePublished"), *_from_metas(head, _PUBLISHED, day_first), *first]
    if page.entry.published_at:
        stated.append(Found(page.entry.published_at, True, True, "feed", ""))
    stated += _from_addresses(page.url, canonical)
    changes = [*_from_json_ld(data, "dateModified"), *_from_metas(head, _MODIFIED, day_first), *last]
    country = addresses.operator(page.url)
    stated, changes = _zoned(stated, country), _zoned(changes, country)
    published = _published([f for f in stated if not _doubt(f, latest)])
    if published is None or thorough:
        shown, shown_changes = _from_text(tree, day_first)
        stated, changes = stated + _zoned(shown, country), changes + _zoned(shown_changes, country)
        published = _best([f for f in stated if not _doubt(f, latest)])
    after = published.instant if published else ""
    modified = _best([f for f in changes if not _doubt(f, latest) and f.instant >= after])
    return Dates(
        min(published.instant, latest) if published else None,
        published.source if published else None,
        min(modified.instant, latest) if modified else None,
        modified.source if modified else None,
        bounded((*_judged("published", stated, published, latest), *_judged("modified", changes, modified, latest))),
    )


def writes_day_first(language: str) -> bool | None:
    """How ``05/12/2024`` is meant on a page with this ``lang``; None where that cannot be known: English without a
    country."""
    if language in ("en-us", "en_us"):
        return False
    return None if language[:2] in ("en", "") else True


def _from_json_ld(data: LinkedData, name: str) -> list[Found]:
    names = (name, "dateCreated", "uploadDate") if name == "datePublished" else (name,)
    texts = [data.text(*names), data.page_text(name)]
    return [f for text in texts if text and (f := _found(text, "json-ld", None))]


def _from_metas(head: Head, names: list[str], day_first: bool | None) -> list[Found]:
    values = [(name, text) for name in names for text in head.metas.get(name, ())[:1]]
    return [f for name, text in values if (f := _found(text, f"meta:{name}", day_first))]


def _from_times(tree: HtmlElement, day_first: bool | None) -> tuple[list[Found], list[Found]]:
    """(published, modified) by ``<time>`` and microdata: what is marked so, or, published, the first in the article."""
    published: list[Found] = []
    modified: list[Found] = []
    plain: list[Found] = []
    for element in _times(tree):
        found = _found(element.get("datetime") or element.get("content") or "", "time", day_first)
        if found is None:
            continue
        marks = f"{element.get('itemprop', '')} {element.get('class', '')}".lower()
        if "modified" in marks or "update" in marks:
            modified.append(found)
        elif "publish" in marks or element.get("pubdate") is not None:
            published.append(found)
        elif not plain and _in_article(element):
            plain.append(found)
    if not published and not plain:
        plain = _from_heading(tree, day_first)
    return (published or plain)[:1], modified[:1]


def _times(tree: HtmlElement) -> list[HtmlElement]:
    """The elements with a time for machines: ``<time>``, then other microdata; each in the order of the page."""
    times = list(islice((time for time in tree.iter("time") if time.get("datetime")), _MAX_TIMES))
    owners = (attribute.getparent() for attribute in cast("list[Any]", _STATED(tree))[:_MAX_TIMES])
    return times + [owner for owner in owners if owner.tag != "time" or not owner.get("datetime")]


def _from_heading(tree: HtmlElement, day_first: bool | None) -> list[Found]:
    """The first ``<time>`` between the headline and the third paragraph, or the one above it in the same header."""
    under, paragraphs = False, 0
    before: HtmlElement | None = None
    for element in islice(tree.iter("h1", "p", "time"), _MAX_LINES):
        if element.tag == "h1":
            if before is not None and _share_header(before, element):
                return [found] if (found := _found(before.get("datetime") or "", "time", day_first)) else []
            under, paragraphs = True, 0
        elif element.tag == "p":
            paragraphs += len(element.text_content()) > _PARAGRAPH
        elif not under:
            before = element
        elif paragraphs < 3 and (found := _found(element.get("datetime") or "", "time", day_first)):
            return [found]
    return []


def _share_header(time: HtmlElement, heading: HtmlElement) -> bool:
    """Whether a time stands with the headline in a block that holds no other text."""
    around = set(islice(heading.iterancestors(), 4))
    block = next((above for above in time.iterancestors() if above in around), None)
    return block is not None and block.tag not in ("body", "html", "main") and len(block.text_content()) <= _HEADER


def _in_article(element: HtmlElement) -> bool:
    """Inside the article or the page's main part, and not in what stands beside it; or in a byline."""
    above = list(element.iterancestors())
    tags = [each.tag for each in above]
    if any(tag in _OUTSIDE for tag in tags):
        return False
    if any(_BYLINE.search(each.get("class", "")) for each in (element, *above[:4])):
        return True
    return "li" not in tags and ("article" in tags or "main" in tags)


def _from_addresses(*addresses: str | None) -> list[Found]:
    days = ((address, date_in_path(address)) for address in addresses if address)
    return [Found(day, False, False, "url", "") for _, day in days if day]


def _from_text(tree: HtmlElement, day_first: bool | None) -> tuple[list[Found], list[Found]]:
    shown = [(dated.changed, Found(*dated.moment, "text", dated.text)) for dated in shown_dates(tree, day_first)]
    published = [found for changed, found in shown if not changed]
    changed = [found for changed, found in shown if changed]
    return published or changed, changed if published else []


def _found(text: str, source: str, day_first: bool | None) -> Found | None:
    moment = parse_moment(text, day_first)
    if moment is None:
        return None
    timed = moment.timed and not _MIDNIGHT.search(text)
    return Found(moment.instant, timed, moment.zoned, source, text)


def _published(found: list[Found]) -> Found | None:
    """The best, unless the address and one other source agree on another day against it.

    JSON-LD and meta tags are one source: they are written from one field, which some publishers set anew with every
    edition. Four of 561 pages have such a disagreement; the day of the address is the right one on all.
    """
    best = _best(found)
    day = next((f for f in found if f.source == "url"), None)
    if best is None or day is None or best.source in ("url", "time", "feed") or _same_day(best, day):
        return best
    others = [f for f in found if f.source in ("time", "feed")]
    if any(_same_day(f, best) for f in others):
        return best
    return _best([f for f in others if _same_day(f, day)]) or best


def _same_day(timed: Found, day: Found) -> bool:
    """Whether a time lies on a day somewhere on earth."""
    return instants.shift(day.instant, hours=-14) <= timed.instant <= instants.shift(day.instant, hours=38)


def _best(found: list[Found]) -> Found | None:
    """The first; where it lacks a time of day, or the zone of it, a later one of the same time that has it."""
    if not found:
        return None
    first = found[0]
    if first.timed and first.zoned:
        return first
    if first.timed:
        return next((f for f in found[1:] if f.timed and f.zoned and _same_clock(first, f)), first)
    return next((f for f in found[1:] if f.timed and _same_day(f, first)), first)


def _same_clock(local: Found, zoned: Found) -> bool:
    """Whether two moments may be one, told in different zones: apart by quarters of an hour, at most 14 hours."""
    apart = abs(instants.to_millis(local.instant) - instants.to_millis(zoned.instant)) // 1_000
    return apart <= 14 * 3_600 and min(apart % 900, 900 - apart % 900) < 60


def _zoned(found: list[Found], site: str) -> list[Found]:
    """Times without a zone, read in that of the site's country; not where a time with a zone says that they are UTC."""
    zoned = [f.instant[:19] for f in found if f.timed and f.zoned]
    return [_local(f, site) if f.timed and not f.zoned and f.instant[:19] not in zoned else f for f in found]


def _local(found: Found, site: str) -> Found:
    instant = in_local_time(found.instant, site)
    text = f"{found.text} (no zone: that of .{site.rpartition('.')[2]})"
    return found._replace(instant=instant, text=text) if instant else found


def _doubt(found: Found, latest: str) -> str:
    """Why a moment is not believed; '' where it is."""
    weak = found.source in ("url", "text")
    if found.instant in _ZERO:
        return "zero date"
    if found.instant < (_EARLIEST_WEAK if weak else _EARLIEST):
        return "too early"
    return "after the response" if found.instant > instants.shift(latest, days=1) else ""


def _judged(field: str, found: Iterable[Found], chosen: Found | None, latest: str) -> list[Candidate]:
    candidates = []
    for each in found:
        verdict = _doubt(each, latest)
        if not verdict and chosen is None:
            verdict = "before the publication"
        elif not verdict and chosen is not None:
            same = each.instant[:10] == chosen.instant[:10]
            verdict = CHOSEN if each == chosen else AGREES if same else WEAKER
        candidates.append(Candidate(field, min(each.instant, latest), each.source, each.text, verdict))
    return candidates
