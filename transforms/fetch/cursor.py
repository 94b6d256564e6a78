"""What the crawler remembers: of each feed, each host and each entry not yet settled; and its compact form as bytes.

Times in this folder are milliseconds since 1970 (int): they are compared and added all the time. They become instants
where they enter a record. All classes are frozen: a change makes a new one, so what a ledger holds never moves under
the reader. Nothing is decided here.

A field may be added at any time, at the end, with a default: older bytes then decode with the default.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from transforms.encoding import decode, encode
from transforms.records import Entry

#: Bytes of (compressed) robots.txt in a checkpoint, one and all: what does not fit is asked for again after a restore.
ROBOTS_BYTES = 1_024
ALL_ROBOTS_BYTES = 32_768

_VERSION = b"\x01"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave for conditional requests, exactly as given, with the address that gave it."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a feed publishes: moments of publication and the time they are spread over, both decaying.

    ``span / moments`` is the mean gap between two moments in milliseconds (``rhythm.py``).
    """

    moments: float = 0.0
    span: float = 0.0


@dataclass(frozen=True, slots=True)
class FeedCursor:
    """All that is remembered of one feed between two polls."""

    #: The address as it stands in the feed list: the feed's identity for ever.
    url: str
    #: Where it is polled: ``url`` until a permanent redirect has been adopted.
    address: str = ""
    #: Given by the last response that was read to its end; None: ask for the whole.
    validators: Validators | None = None
    #: When to poll next, and the earliest that the server allows (cache headers, ttl, skip hours, Retry-After).
    next_due: int = 0
    allowed_from: int = 0
    last_polled: int | None = None
    #: Last response of 200 or 304 that was understood.
    last_success: int | None = None
    #: Last 200 that was read, and how many 304 came since.
    last_full: int | None = None
    unchanged: int = 0
    #: Failed polls in a row, why the last one failed and since when.
    failures: int = 0
    trouble: str = ""
    trouble_since: int | None = None
    #: active, gone (410) or removed (no longer in the list).
    state: str = "active"
    state_since: int | None = None
    rhythm: Rhythm = field(default_factory=Rhythm)
    #: What is remembered of the entries of the last list (``seen_memory.py``), in the list's order.
    seen: bytes = b""
    #: Permanent redirect seen: where to, how often in a row, since when.
    moved_to: str = ""
    moved_seen: int = 0
    moved_since: int | None = None
    #: The last list did not fit into the queue: poll again when it has drained.
    overflow: bool = False
    #: Milliseconds that the feed itself asks to leave between polls (ttl, sy:update), as last read.
    ttl: int = 0
    #: Hours (0 to 23, UTC) and days (0 Monday to 6 Sunday) at which the feed asks not to be polled.
    skip_hours: Sequence[int] = ()
    skip_days: Sequence[int] = ()
    #: The feed's title, for people.
    title: str = ""
    #: Digest of the last body that was read and fitted: the same body again is not read again.
    body: str = ""
    #: The sitemap index that named this sitemap; '' for what stands in the feed list itself.
    parent: str = ""
    #: Since when a poll that is due waits for room in the queue; None where none does, or not for long.
    parked_since: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "address", self.address or self.url)
        object.__setattr__(self, "skip_hours", tuple(self.skip_hours))
        object.__setattr__(self, "skip_days", tuple(self.skip_days))


@dataclass(frozen=True, slots=True)
class RobotsState:
    """What is known of the robots.txt of one origin (``https://example.com``)."""

    origin: str
    #: rules (``text`` says which), allow (there is none) or disallow (it could not be read).
    verdict: str
    #: Until when it holds.
    expires: int
    #: zlib of the file's bytes, at most 500 kB of them.
    text: bytes = b""
    #: Why, for people: ``status-404``, ``timeout``.
    reason: str = ""
    #: Failed tries in a row.
    failures: int = 0
    #: Milliseconds that the file asks to leave between requests, as read.
    crawl_delay: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """Until when a scope is left alone: ``host:NAME`` or ``operator:NAME``."""

    scope: str
    until: int
    #: ``status-429``, ``status-503``, ``status-403``.
    reason: str
    #: Limits of this scope in a row without a good answer between them.
    repeats: int = 1
    #: When the answer came that set it.
    since: int = 0


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An entry that was announced and is not settled: its page is still to be fetched, or is being fetched."""

    entry_id: str
    feed_url: str
    #: Address of the article as the feed gives it.
    url: str
    #: What the feed said; goes into ``Page.entry``.
    entry: Entry
    added_at: int
    not_before: int = 0
    #: Tries that failed, and why the last one did.
    attempts: int = 0
    trouble: str = ""
    #: The article's text as the feed carries it (zlib of HTML), where it may stand in for the page; else empty.
    content: bytes = b""
    #: 0: first fetch; n: the n-th look at an article that was fetched before.
    recheck: int = 0
    #: Of a look again: SHA-256 (hex) of the page as last fetched, and its validators.
    page_digest: str = ""
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class ShardCursor:
    """Everything one shard must remember: what a checkpoint holds on a cluster."""

    feeds: Sequence[FeedCursor] = ()
    robots: Sequence[RobotsState] = ()
    limits: Sequence[Limit] = ()
    pending: Sequence[PendingEntry] = ()
    #: Rises with each checkpoint, so that two of them are never equal.
    sequence: int = 0


def encode_cursor(cursor: ShardCursor) -> bytes:
    """A shard's cursor as bytes: a version byte and zlib of the record. Equal cursors give equal bytes."""
    return _VERSION + zlib.compress(encode(replace(cursor, robots=_portable(cursor.robots))), 1)


def decode_cursor(data: bytes) -> ShardCursor:
    """The cursor that ``encode_cursor`` turned into these bytes; no bytes are an empty one. Raises ValueError for
    another version."""
    if not data:
        return ShardCursor()
    if data[:1] != _VERSION:
        raise ValueError(f"cannot decode a crawl cursor: version byte {data[:1]!r}, known is {_VERSION!r}")
    return decode(ShardCursor, zlib.decompress(data[1:]))


def _portable(robots: Sequence[RobotsState]) -> tuple[RobotsState, ...]:
    """The states that fit into a checkpoint, of all the latest; their order stays."""
    kept, room = [], ALL_ROBOTS_BYTES
    for state in reversed(robots):
        if len(state.text) <= min(room, ROBOTS_BYTES):
            kept.append(state)
            room -= len(state.text)
    return tuple(reversed(kept))
