"""The restriction of FetchFeeds and what may be claimed of it.

On a cluster it carries the crawl cursor's bytes: the truth. In a local run, whose truth is its store, it carries how
many entries this epoch has handed out, how many resumes are left to it and when it ends.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, replace

_CODE = struct.Struct(">Bqqq")
_VERSION = 1


@dataclass(frozen=True, slots=True)
class CrawlRestriction:
    """Where one shard stands."""

    #: Entries handed out so far.
    sequence: int = 0
    #: Of an epoch: resumes left, and when it ends (milliseconds since 1970). -1: it never does.
    resumes: int = -1
    ends_at: int = -1
    #: The crawl cursor; empty in a local run, and at a cluster's start.
    cursor: bytes = b""

    def encode(self) -> bytes:
        """As bytes, equal for equal restrictions."""
        return _CODE.pack(_VERSION, self.sequence, self.resumes, self.ends_at) + self.cursor

    @classmethod
    def decode(cls, data: bytes) -> CrawlRestriction:
        """The restriction of these bytes. Raises ValueError for another version."""
        if data[:1] != bytes([_VERSION]):
            raise ValueError(f"cannot decode a CrawlRestriction: version byte {data[:1]!r}, known is {_VERSION}")
        _, sequence, resumes, ends_at = _CODE.unpack_from(data)
        return cls(sequence, resumes, ends_at, data[_CODE.size :])

    def is_epoch(self) -> bool:
        """Whether it comes to an end by itself."""
        return self.ends_at >= 0

    def is_over(self, now: int) -> bool:
        """Whether the epoch has ended."""
        return self.is_epoch() and (self.resumes <= 0 or now >= self.ends_at)


class CrawlClaims:
    """What was handed out of a restriction, and the rest that a checkpoint leaves.

    ``cursor_now`` is set with the first claim: it gives the cursor with everything that was handed out left out of it.
    """

    def __init__(self, whole: CrawlRestriction) -> None:
        self.restriction = whole
        self._handed = 0
        self._cursor_now: Callable[[], bytes] | None = None
        self._parted = self._ended = False

    def begin(self, cursor_now: Callable[[], bytes]) -> bool:
        """Starts on it; False where it was parted already and nothing may be handed out."""
        if self._parted or self._ended:
            return False
        self._cursor_now = cursor_now
        return True

    def hand_out(self) -> bool:
        """One more entry; False where it was parted meanwhile."""
        if self._parted or self._ended:
            return False
        self._handed += 1
        return True

    def end(self) -> bool:
        """Ends it for good."""
        if self._parted:
            return False
        self._ended = True
        return True

    def part(self, fraction: float) -> tuple[CrawlRestriction, CrawlRestriction] | None:
        """(what was done, the rest). A crawl cannot be divided among two: only all of the rest is given away."""
        if fraction > 0 or self._parted or self._ended:
            return None
        self._parted = True
        whole = self.restriction
        rest = replace(
            whole,
            sequence=whole.sequence + self._handed,
            resumes=whole.resumes - 1 if whole.is_epoch() and self._cursor_now is not None else whole.resumes,
            cursor=self._cursor_now() if self._cursor_now is not None else whole.cursor,
        )
        return whole, rest

    def is_done(self) -> bool:
        """Whether nothing of it is left to do here."""
        return self._parted or self._ended
