"""When an article was published and last changed, and what that rests on.

Evidence in order: JSON-LD, meta tags, ``<time>`` and microdata, the feed, the page's address, its text (htmldate).
Today's date plays no part: what lies more than a day after the response is not believed, within that day it is clamped
to the response.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from htmldate import find_date
from lxml.html import HtmlElement

from transforms import instants
from transforms.extract.counts import LIBRARY_ERRORS
from transforms.extract.head import Head
from transforms.extract.json_ld import LinkedData
from transforms.extract.moments import MONTHS, parse_moment
from transforms.extract.query import elements
from transforms.records import Page

# Stands for "no bound" where the input has no time: never today's date, or a replay next year would differ.
FAR = "2100-01-01T00:00:00.000Z"
_EARLIEST = "1700-01-01T00:00:00.000Z"
#: What address and text may give: below, numbers are rarely dates.
_EARLIEST_WEAK = "1990-01-01T00:00:00.000Z"

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

_TIMES = elements("//time[@datetime] | //*[@itemprop = 'datePublished' or @itemprop = 'dateModified']")
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
    r"|[/_-]((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """A moment, whether it has a time of day, and the evidence."""

    instant: str
    timed: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Instants with their evidence; None where nothing is believed."""

    published_at: str | None = None
    published_from: str | None = None
    modified_at: str | None = None
    modified_from: str | None = None


def find_dates(page: Page, tree: HtmlElement, head: Head, data: LinkedData, canonical: str | None) -> Dates:
    """The dates of a page's article. The tree is read, not changed."""
    latest = page.fetched_at or FAR
    first, last = _from_times(tree)
    stated = [*_from_json_ld(data, "datePublished"), *_from_metas(head, _PUBLISHED), *first]
    if page.entry.published_at:
        stated.append(Found(page.entry.published_at, True, "feed"))
    published = _best([f for f in stated if _believed(f, latest, _EARLIEST)])
    if published is None:
        weak = [f for address in (page.url, canonical) if address and (f := from_url(address))]
        published = _best([f for f in weak if _believed(f, latest, _EARLIEST_WEAK)])
    if published is None:
        published = _from_text(tree, latest)
    claims = [*_from_json_ld(data, "dateModified"), *_from_metas(head, _MODIFIED), *last]
    modified = _best([f for f in claims if _believed(f, latest, _EARLIEST)])
    if modified and published and modified.instant < published.instant:
        modified = None
    return Dates(
        min(published.instant, latest) if published else None,
        published.evidence if published else None,
        min(modified.instant, latest) if modified else None,
        modified.evidence if modified else None,
    )


def from_url(url: str) -> Found | None:
    """The date in an address's path (``/2024/05/12/``, ``-20240512``); None where it has none."""
    path = re.sub(r"^[a-z]+://[^/]*|[?#].*$", "", url, flags=re.IGNORECASE)
    for match in _URL_DATE.finditer(path):
        year, month, day = match.group(1, 2, 3) if match.group(1) else match.group(4, 5, 6)
        number = MONTHS.get(month.lower()) if month.isalpha() else int(month)
        try:
            return Found(instants.from_datetime(datetime(int(year), number or 0, int(day), tzinfo=UTC)), False, "url")
        except ValueError:
            continue
    return None


def _from_json_ld(data: LinkedData, name: str) -> list[Found]:
    names = (name, "dateCreated") if name == "datePublished" else (name,)
    texts = [data.text(*names), data.page_text(name)]
    return [Found(*moment, "json-ld") for text in texts if text and (moment := parse_moment(text))]


def _from_metas(head: Head, names: list[str]) -> list[Found]:
    found = ((name, parse_moment(text)) for name in names for text in head.metas.get(name, ())[:1])
    return [Found(*moment, f"meta:{name}") for name, moment in found if moment]


def _from_times(tree: HtmlElement) -> tuple[list[Found], list[Found]]:
    """(published, modified) by ``<time>`` and microdata: what is marked so, or, published, the first in the article."""
    published: list[Found] = []
    modified: list[Found] = []
    plain: list[Found] = []
    for element in _TIMES(tree)[:200]:
        moment = parse_moment(element.get("datetime") or element.get("content") or "")
        if moment is None:
            continue
        found = Found(*moment, "time")
        marks = f"{element.get('itemprop', '')} {element.get('class', '')}".lower()
        if "modified" in marks or "update" in marks:
            modified.append(found)
        elif "publish" in marks or element.get("pubdate") is not None:
            published.append(found)
        elif not plain and _in_article(element):
            plain.append(found)
    return (published or plain)[:1], modified[:1]


def _in_article(element: HtmlElement) -> bool:
    """Inside the article or the page's main part, and not in what stands beside it."""
    tags = [above.tag for above in element.iterancestors()]
    if any(tag in ("aside", "nav", "footer", "li") for tag in tags):
        return False
    return "article" in tags or "main" in tags


def _from_text(tree: HtmlElement, latest: str) -> Found | None:
    """What htmldate reads out of the visible page. Not its extensive search: that takes any number for a year."""
    try:
        text = find_date(
            tree,
            extensive_search=False,
            original_date=True,
            url="",
            min_date=_EARLIEST_WEAK[:10],
            max_date=latest[:10],
        )
    except LIBRARY_ERRORS:
        return None
    return Found(f"{text}T00:00:00.000Z", False, "text") if text else None


def _best(found: list[Found]) -> Found | None:
    """The first; where it lacks a time of day, a later one of the same day that has one."""
    if not found:
        return None
    first = found[0]
    if first.timed:
        return first
    near = (instants.shift(first.instant, hours=-14), instants.shift(first.instant, hours=38))
    return next((f for f in found[1:] if f.timed and near[0] <= f.instant <= near[1]), first)


def _believed(found: Found, latest: str, earliest: str) -> bool:
    if found.instant < earliest or found.instant == "1970-01-01T00:00:00.000Z":
        return False
    return found.instant <= instants.shift(latest, days=1)
