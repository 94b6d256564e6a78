"""One article: what is asked, and what each kind of answer means for its entry. Pure.

Every entry ends: with a page, dropped for a named reason, or as a dead letter after a bounded number of tries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from transforms import ids
from transforms.failures import StageError, page_failure, settle_drop, settle_failure
from transforms.fetch import limits, schedule
from transforms.fetch.clock import instant_of
from transforms.fetch.crawl_settings import CrawlSettings
from transforms.fetch.cursor import PendingEntry, Validators
from transforms.fetch.transport import Request, Response
from transforms.records import Page, Settlement

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

_HTML = frozenset(("text/html", "application/xhtml+xml", ""))
#: Headers by which a publisher limits the use of a page: robots, and TDMRep (W3C community group).
_SIGNALS = ("x-robots-tag", "tdm-reservation", "tdm-policy")
_MAX_SIGNALS = 20
_MAX_SIGNAL = 300

#: Wait before a further try, by the number of tries that failed.
_WAITS = (60_000, 10 * 60_000, 3_600_000, 6 * 3_600_000)

#: Reason of an entry whose time passed without a try: its host was not to be asked.
EXPIRED = "expired"

#: Transport errors that no further try mends.
_FINAL = frozenset(("refused-address", "too-large"))
#: What the feed's own text may not stand in for: the publisher took the page away, or we must not ask.
_NO_STAND_IN = frozenset(("status-404", "gone", "refused-address", "not-html", "no-address"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means: page, drop, dead, later, same (a look again found nothing)."""

    kind: str
    reason: str = ""
    #: Of ``later``: the earliest further try.
    not_before: int = 0


def request(entry: PendingEntry, url: str, settings: CrawlSettings) -> Request:
    """The request for an article; conditional only for a look again at the very address that gave validators."""
    headers = [("Accept", ACCEPT)]
    known = entry.validators
    if entry.recheck and known is not None and known.url == url:
        headers += [("If-None-Match", known.etag)] if known.etag else []
        headers += [("If-Modified-Since", known.last_modified)] if known.last_modified else []
    return Request(url, tuple(headers), settings.page_bytes, settings.deadline, settings.stall)


def judge_response(entry: PendingEntry, response: Response, settings: CrawlSettings, now: int, seed: int) -> Verdict:
    """What an answer other than a redirect means."""
    status = response.status
    if status == 200:
        media_type = media_type_of(response)[0]
        if media_type not in _HTML:
            return Verdict("drop", "not-html")
        same = entry.recheck and ids.content_digest(response.content) == entry.page_digest
        return Verdict("same") if same else Verdict("page")
    if status == 304 and entry.recheck:
        return Verdict("same")
    if status == 410:
        return Verdict("drop", "gone")
    if status in (403, 408, 425, 429) or status >= 500 or status == 304:
        final = "drop" if status == 403 else "dead"
        return later(entry, f"status-{status}", limits.own_wait(response, now), settings, now, seed, final)
    return Verdict("drop", f"status-{status}")


def judge_error(entry: PendingEntry, reason: str, settings: CrawlSettings, now: int, seed: int) -> Verdict:
    """What a failed exchange means; ``reason`` is a TransportError's."""
    if reason in _FINAL:
        return Verdict("drop" if reason == "refused-address" else "dead", reason)
    return later(entry, reason, None, settings, now, seed)


def later(
    entry: PendingEntry,
    reason: str,
    until: int | None,
    settings: CrawlSettings,
    now: int,
    seed: int,
    final: str = "dead",
) -> Verdict:
    """A further try, or the end (``final``) where the tries or the time of the entry are used up."""
    tries = entry.attempts + 1
    wait = _WAITS[min(tries, len(_WAITS)) - 1]
    at = max(now + int(wait * (1 + schedule.JITTER * schedule.chance(seed, entry.entry_id, tries))), until or 0)
    if tries >= settings.attempts or at - entry.added_at > settings.entry_lifetime:
        return Verdict(final, reason)
    return Verdict("later", reason, at)


def postponed(entry: PendingEntry, verdict: Verdict) -> PendingEntry:
    """The entry after a ``later``."""
    return replace(entry, attempts=entry.attempts + 1, trouble=verdict.reason, not_before=verdict.not_before)


def may_stand_in(verdict: Verdict) -> bool:
    """Whether the feed's own text may stand in for a page that ended so."""
    return verdict.reason not in _NO_STAND_IN


def make_page(entry: PendingEntry, response: Response, now: int, wishes: Sequence[str] = ()) -> Page:
    """The page of an answer that ended at ``now``. A changed page found by looking again is an entry of its own.
    ``wishes``: signals of its origin (``tdmrep.py``)."""
    charset = media_type_of(response)[1]
    entry_id = entry.entry_id
    if entry.recheck:
        digest = ids.content_digest(response.content)
        entry_id = ids.entry_id(entry.url, None, digest, feed_url=entry.feed_url, guid=entry.entry.guid)
    return Page(
        entry_id=entry_id,
        url=response.url,
        fetched_at=instant_of(now),
        media_type="text/html",
        content=response.content,
        charset=charset,
        source=entry.feed_url,
        signals=(*signals_of(response), *wishes),
        entry=entry.entry,
    )


def look_again(
    entry: PendingEntry, content: bytes | None, response: Response, settings: CrawlSettings, now: int
) -> PendingEntry | None:
    """The next look at an article after its n-th; None where there is none. ``content``: of the page as it was fetched
    now; None where it is what it was."""
    if entry.recheck >= len(settings.recheck_ages):
        return None
    etag, modified = response.header("etag"), response.header("last-modified")
    validators = Validators(response.url, etag, modified) if etag or modified else None
    return replace(
        entry,
        entry_id=_recheck_id(entry),
        not_before=max(now + 60_000, entry.added_at + settings.recheck_ages[entry.recheck]),
        attempts=0,
        trouble="",
        content=b"",
        recheck=entry.recheck + 1,
        page_digest=entry.page_digest if content is None else ids.content_digest(content),
        validators=validators or (entry.validators if content is None else None),
    )


def settle(entry: PendingEntry, verdict: Verdict, now: int) -> Settlement:
    """What is written of an entry that ends without a page."""
    page = Page(entry.entry_id, entry.url, instant_of(now), "text/html", b"", source=entry.feed_url, entry=entry.entry)
    if verdict.kind == "drop":
        return settle_drop("fetch", page, verdict.reason)
    tries = entry.attempts + (verdict.reason != EXPIRED)
    message = f"{entry.url}: {verdict.reason} after {tries} tries; `failures retry` asks again"
    error = StageError(verdict.reason, message, retryable=True)
    return settle_failure(page_failure("fetch", page, error))


def media_type_of(response: Response) -> tuple[str, str | None]:
    """Media type (lower case, '' where none is named) and charset of a response."""
    return _media_type(response.header("content-type") or "")


# A server says the same of all its pages, and each is looked at twice.
@lru_cache(maxsize=1_024)
def _media_type(header: str) -> tuple[str, str | None]:
    media_type, *parameters = header.split(";")
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            return media_type.strip().lower(), value.strip().strip("\"'").lower()[:40] or None
    return media_type.strip().lower(), None


def signals_of(response: Response) -> tuple[str, ...]:
    """The headers that limit the use of a page, as ``name: value``."""
    found = [f"{name}: {value}"[:_MAX_SIGNAL] for name, value in response.headers if name in _SIGNALS]
    return tuple(found[:_MAX_SIGNALS])


def _recheck_id(entry: PendingEntry) -> str:
    base = entry.entry_id.partition("+")[0]
    return f"{base}+{entry.recheck + 1}"
