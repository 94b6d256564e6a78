"""The bounds of DeduplicateStories, in one place: what may grow, and where it ends.

Every cap keeps the smallest by (time, id), so that it does not matter in which order pages arrive.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Groups of bands: two over the whole text, one over its opening. Group g lies in partition g modulo the partitions.
GROUPS = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the decision. Counts unless the name says otherwise."""

    #: Pages further apart than this are not copies of each other; unknown times are near to every other.
    horizon_days: float = 7.0
    #: Texts kept under one band hash.
    bucket: int = 64
    #: Texts of one article; what falls outside is dropped as ``too-many-versions``.
    versions: int = 50
    #: Repeated sightings of known texts that one article remembers; what falls outside is unchanged, ``over-cap``.
    repeats: int = 128
    #: Matches of one text, for each kind of relation. Only the smallest by order is ever linked to; the others stand by
    #: for the case that it is no match any more.
    matches: int = 8
    #: Of texts that say more than another one: the earliest is linked to.
    bases: int = 2
    #: Texts with matches whose page has not arrived yet, for one article.
    orphans: int = 64
    #: Keys of the index, 1 to 3: an entry is settled when so many have answered. One process needs one; more divide the
    #: lookups among workers of a cluster, and each keeps the sketches that it verifies.
    partitions: int = 1
