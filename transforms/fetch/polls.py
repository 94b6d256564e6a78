"""One poll of a feed: what is asked, and what each kind of answer makes of the feed's cursor. Pure.

The crawler makes the requests and hands in the answers; ``schedule.py`` says when the next poll comes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from transforms.fetch import entries, redirects, rhythm, schedule
from transforms.fetch.cache_headers import fresh_until
from transforms.fetch.clock import moment_of
from transforms.fetch.crawl_settings import CrawlSettings, FeedOptions
from transforms.fetch.cursor import FeedCursor, PendingEntry, Rhythm, Validators
from transforms.fetch.entry_identity import Judged, Seen, fold, judge, seen
from transforms.fetch.feed_document import FeedDocument, FeedEntry
from transforms.fetch.seen_memory import pack_seen, unpack_seen
from transforms.fetch.sitemap_choice import is_announced
from transforms.fetch.transport import Request, Response

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)

#: Begins the trouble of a feed that waits for a limit of its host or operator.
LIMITED = "limited"

_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Poll:
    """What all answers of one poll are judged with."""

    settings: CrawlSettings
    options: FeedOptions
    seed: int
    now: int
    #: Gives an entry's hashes: those of ``entry_identity.seen``, perhaps kept.
    hashes_of: Callable[[FeedEntry], Seen] = seen

    @property
    def min_interval(self) -> int:
        """Shortest time between two polls of this feed."""
        own = self.options.min_interval
        return self.settings.min_interval if own is None else own


def request(cursor: FeedCursor, url: str, settings: CrawlSettings, *, full: bool) -> Request:
    """The request for a feed at one address of its chain: conditional where that very address gave validators."""
    headers = [("Accept", ACCEPT)]
    known = cursor.validators
    if known is not None and known.url == url and not full:
        if known.etag is not None:
            headers.append(("If-None-Match", known.etag))
        if known.last_modified is not None:
            headers.append(("If-Modified-Since", known.last_modified))
    return Request(url, tuple(headers), settings.feed_bytes, settings.deadline, settings.stall)


def was_conditional(asked: Request) -> bool:
    """Whether the request carried validators, so that 304 is an answer to it."""
    return any(name.startswith("If-") for name, _ in asked.headers)


def not_modified(cursor: FeedCursor, response: Response, moved: str, poll: Poll) -> FeedCursor:
    """After 304: nothing is new, and that too is something learned."""
    after = _fine(cursor, poll.now)
    learned = _learn(cursor, (), poll.now)
    after = replace(after, rhythm=learned, unchanged=cursor.unchanged + 1)
    return _scheduled(redirects.note_move(after, moved, poll.now), response, poll)


def same_body(cursor: FeedCursor, response: Response, moved: str, poll: Poll) -> FeedCursor | None:
    """After 200 with the very body of the last time, from a server that knows no validators: the whole was seen and
    nothing is new. None where the body is another one."""
    if not cursor.body or cursor.body != _body_digest(response):
        return None
    after = replace(_fine(cursor, poll.now), rhythm=_learn(cursor, (), poll.now))
    after = replace(after, last_full=poll.now, unchanged=0, validators=_validators(response))
    return _scheduled(redirects.note_move(after, moved, poll.now), response, poll)


def failed(cursor: FeedCursor, reason: str, limit_until: int | None, poll: Poll) -> FeedCursor:
    """After anything else: backed off, and the trouble remembered. Validators and memory stay as they were."""
    after = replace(
        cursor,
        failures=cursor.failures + 1,
        trouble=reason,
        trouble_since=cursor.trouble_since if cursor.trouble else poll.now,
        last_polled=poll.now,
        parked_since=None,
    )
    due = schedule.after_failure(after, poll.now, limit_until, poll.min_interval, poll.seed)
    return replace(after, next_due=due.at, allowed_from=due.allowed_from)


def waiting(cursor: FeedCursor, reason: str, until: int, now: int) -> FeedCursor:
    """Nothing was asked, since the host forbids it (robots.txt) until ``until``: in trouble, but not a failed poll."""
    since = cursor.trouble_since if cursor.trouble else now
    due = schedule.skip_over(cursor, until)
    return replace(cursor, trouble=reason, trouble_since=since, next_due=due, allowed_from=due, parked_since=None)


def held(cursor: FeedCursor, reason: str, until: int, now: int) -> FeedCursor:
    """A poll that would be due waits until ``until`` for a limit of its host or operator: it says so, unless it is in
    trouble of its own."""
    due = schedule.skip_over(cursor, max(cursor.next_due, until))
    if cursor.trouble and not cursor.trouble.startswith(LIMITED):
        return replace(cursor, next_due=due, allowed_from=max(cursor.allowed_from, until))
    return waiting(cursor, f"{LIMITED} ({reason})", due, now)


def put_off(cursor: FeedCursor, until: int) -> FeedCursor:
    """A poll that was due came to its turn in an hour or on a day that the feed asks to skip, which ends at
    ``until``: the lane was held back by a limit, or the queue was full."""
    return replace(cursor, next_due=until, allowed_from=max(cursor.allowed_from, until), parked_since=None)


def gone(cursor: FeedCursor, now: int) -> FeedCursor:
    """After 410: never polled again."""
    ended = replace(cursor, state="gone", state_since=now, parked_since=None, last_polled=now)
    return replace(ended, trouble="gone", trouble_since=now)


def read(
    cursor: FeedCursor, document: FeedDocument, response: Response, moved: str, room: int, poll: Poll
) -> tuple[FeedCursor, list[PendingEntry]]:
    """After 200 and a parse: the feed's next cursor and the entries that are new or changed, at most ``room``.

    Where they do not fit, the rest is left in the feed: no validators are saved, only what was taken is remembered, and
    the feed is marked for a poll as soon as the queue has drained.
    """
    hashes = {id(entry): poll.hashes_of(entry) for entry in document.entries}
    listed = fold(document.entries, lambda entry: hashes[id(entry)])
    judged = judge(unpack_seen(cursor.seen), listed, lambda entry: hashes[id(entry)])
    announced = [each for each in judged if is_announced(each.entry, document.kind, poll.now)]
    wanted = _wanted(announced, len(cursor.seen) > 0)
    taken, left = wanted[:room], {id(each) for each in wanted[room:]}
    after = replace(
        _fine(cursor, poll.now),
        last_full=poll.now,
        unchanged=0,
        validators=None if left else _validators(response),
        overflow=bool(left),
        rhythm=_learn(cursor, [_time(each) for each in wanted], poll.now, document),
        ttl=max((document.ttl_minutes or 0) * _MINUTE, (document.update_seconds or 0) * 1000),
        skip_hours=document.skip_hours,
        skip_days=document.skip_days,
        title=document.title[:200],
        body="" if left else _body_digest(response),
    )
    if judged:  # an empty list is more often a fault than the end of all news: the memory of the last one stays
        after = replace(after, seen=pack_seen(each.seen for each in judged if id(each) not in left))
    after = _scheduled(redirects.note_move(after, moved, poll.now), response, poll)
    after = replace(after, next_due=after.allowed_from) if left else after
    return after, [entries.pending(cursor.url, each, poll.now, poll.settings) for each in taken]


def _wanted(judged: Sequence[Judged], known_before: bool) -> list[Judged]:
    """What is new or changed. Where more than half of a list of five and more changed at once, the publisher touched
    them all (a new template, a new time on everything): that is not news, and fetching all again is no good manners."""
    changed = [each for each in judged if each.state == "changed"]
    touched = known_before and len(judged) >= 5 and len(changed) * 2 > len(judged)
    return [each for each in judged if each.state == "new" or (each.state == "changed" and not touched)]


def _fine(cursor: FeedCursor, now: int) -> FeedCursor:
    return replace(
        cursor, failures=0, trouble="", trouble_since=None, last_polled=now, last_success=now, parked_since=None
    )


def _learn(cursor: FeedCursor, new: Sequence[int | None], now: int, document: FeedDocument | None = None) -> Rhythm:
    if cursor.last_success is None:
        times = [_millis(entry.published_at) for entry in document.entries] if document else []
        return rhythm.first_rhythm(times, now)
    return rhythm.next_rhythm(cursor.rhythm, new, cursor.last_success, now)


def _time(judged: Judged) -> int | None:
    """When what is new about the entry was published; a change without a time of its own is dated by our seeing it."""
    entry = judged.entry
    return _millis(entry.updated_at if judged.state == "changed" else entry.published_at)


def _millis(instant: str | None) -> int | None:
    return moment_of(instant) if instant else None


def _body_digest(response: Response) -> str:
    return blake2b(response.content, digest_size=8, person=b"feed-body1").hexdigest()


def _validators(response: Response) -> Validators | None:
    etag, modified = response.header("etag"), response.header("last-modified")
    return Validators(response.url, etag, modified) if etag or modified else None


def _scheduled(cursor: FeedCursor, response: Response, poll: Poll) -> FeedCursor:
    fresh = fresh_until(response, poll.now)
    longest = max(poll.settings.max_interval, poll.min_interval)
    due = schedule.after_success(cursor, poll.now, fresh, poll.min_interval, longest, poll.seed)
    return replace(cursor, next_due=due.at, allowed_from=due.allowed_from)
