"""The bounds of DeduplicateStories, in one place: what may grow, and where it ends.

Every cap keeps the smallest by (time, id), so that it does not matter in which order pages arrive.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Groups of bands, each a key of the index: two over the whole text, one over its opening.
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
    #: Matches of one text, for each kind of relation.
    matches: int = 64
    #: Texts with matches whose page has not arrived yet, for one article.
    orphans: int = 64
