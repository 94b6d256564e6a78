"""What a local run remembers between processes: the face of the store that DeduplicateStories reads through.

On a cluster the checkpoint is the memory and none of this is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from transforms.records import Sketch


class StoryMemory(Protocol):
    """Reads what earlier Settlements told to remember. Every answer holds all Settlements committed so far."""

    def story(self, article_id: str) -> bytes | None:
        """The last ``Settlement.story`` of the article; None where there is none."""
        ...

    def sketches(self, bands: Sequence[int]) -> Sequence[Sketch]:
        """The sketches that have at least one of these band hashes, whole (with all their groups of bands), for each
        record the one with the smallest (time, entry id). An implementation may keep to the 64 smallest by that order
        for each band."""
        ...

    def close(self) -> None:
        """Lets go of the connection."""
        ...
