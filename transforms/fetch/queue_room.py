"""How much room there is for entries not yet settled, over all and for one operator."""

from __future__ import annotations

from transforms.addresses import operator
from transforms.fetch.cursor import PendingEntry

#: Room that each operator has although the queue is full: three operators whose hosts are down fill it for days.
GUARANTEED = 5


class QueueRoom:
    """The entries announced and not settled, with their bound. One operator may hold a third of it, and each has a
    little room of its own beyond it, so that hosts that are slow or down do not keep all others from being polled.
    Looks again have a bound of their own."""

    def __init__(self, limit: int, recheck_limit: int) -> None:
        self._limit, self._recheck_limit = limit, recheck_limit
        self._share = max(1, limit // 3)
        self._guaranteed = min(GUARANTEED, self._share)
        self._entries: dict[str, PendingEntry] = {}
        self._by_site: dict[str, int] = {}
        self._rechecks = 0

    def __len__(self) -> int:
        """Entries waiting for their first page."""
        return len(self._entries) - self._rechecks

    def get(self, entry_id: str) -> PendingEntry | None:
        """The entry as it stands; None where it is settled."""
        return self._entries.get(entry_id)

    def put(self, entry: PendingEntry) -> None:
        """Adds an entry, or replaces it by its newer state."""
        if entry.entry_id not in self._entries:
            self._count(entry, 1)
        self._entries[entry.entry_id] = entry

    def remove(self, entry_id: str) -> None:
        """The entry is settled."""
        entry = self._entries.pop(entry_id, None)
        if entry is not None:
            self._count(entry, -1)

    def room(self, feed_url: str) -> int:
        """How many further entries this feed may announce now."""
        held = self._by_site.get(operator(feed_url), 0)
        return max(0, min(self._limit - len(self), self._share - held), self._guaranteed - held)

    def may_go_on(self, feed_url: str) -> bool:
        """Whether a poll that was put aside may be made: at least a quarter of the queue is free and the operator has
        a share of it, or nothing of the operator is in it any more."""
        is_low = len(self) * 4 <= self._limit * 3
        return (is_low and self.room(feed_url) > 0) or operator(feed_url) not in self._by_site

    def older_than(self, moment: int) -> list[PendingEntry]:
        """The entries announced before a moment that still wait for their first page, in their order."""
        return [entry for entry in self._entries.values() if entry.added_at < moment and not entry.recheck]

    def may_look_again(self) -> bool:
        """Whether another look at an article fits."""
        return self._rechecks < self._recheck_limit

    def _count(self, entry: PendingEntry, step: int) -> None:
        if entry.recheck:
            self._rechecks += step
            return
        site = operator(entry.feed_url)
        self._by_site[site] = self._by_site.get(site, 0) + step
        if not self._by_site[site]:
            del self._by_site[site]
