"""What learning remembers: of each site its newest stories, as hashes.

A set of stories, no table of numbers: how often a block was seen is worked out from it. So merging is a union that
keeps the newest (commutative, associative, idempotent), and the same stories in any order and any parts give the same.
Bounded per site (``STORIES``, 0.5 kB each) and over all sites; what is older than a day of the caller's choice expires.
"""

from __future__ import annotations

import struct
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nlargest

import orjson

from transforms.learn.blocks import Story

#: Stories of a site that are remembered, the newest by (fetched_at, entry id). 100 take 70 kB.
STORIES = 100
#: Stories over all sites.
ALL_STORIES = 100_000
#: Sites without an operator behind them: their texts have no template.
_SIZES = struct.Struct("<HHH")
_NO_PUBLISHER = frozenset(("", "seed"))


@dataclass(frozen=True, slots=True)
class Counts:
    """Stories by site and story. Made by ``count``, ``merge`` and ``expire``; not to be changed."""

    sites: dict[str, dict[int, Story]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[str, Story]]:
        """Every (site, story), by site and then by order."""
        for site in sorted(self.sites):
            for story in stories_of(self, site):
                yield site, story

    def __len__(self) -> int:
        return sum(map(len, self.sites.values()))


def count(stories: Iterable[tuple[str, Story]]) -> Counts:
    """The counts of (site, story) pairs in any order; a story that comes twice counts as it was seen last."""
    found: dict[str, dict[int, Story]] = defaultdict(dict)
    for site, story in stories:
        if site in _NO_PUBLISHER:
            continue
        of_site = found[site]
        known = of_site.get(story.story)
        if known is None or story > known:
            of_site[story.story] = story
        if len(of_site) > 2 * STORIES:
            found[site] = _newest(of_site)
    return _bounded({site: _newest(of_site) for site, of_site in found.items()})


def merge(one: Counts, other: Counts) -> Counts:
    """The counts of what both have counted, in whatever order and parts that was."""
    return count([*one, *other])


def expire(counts: Counts, before: str) -> Counts:
    """Without the stories that were seen last before an instant; those without a time stay."""
    kept = {
        site: {id: story for id, story in of_site.items() if not story.at[0] or story.at[0] >= before}
        for site, of_site in counts.sites.items()
    }
    return Counts({site: of_site for site, of_site in kept.items() if of_site})


def stories_of(counts: Counts, site: str) -> list[Story]:
    """The stories of a site by order, the oldest first."""
    return sorted(counts.sites.get(site, {}).values(), key=_order)


def pack_story(story: Story) -> bytes:
    """A story as bytes: 8 a block, 4 a word, and some 90."""
    head = orjson.dumps([story.story, story.at, story.record_id, story.section, story.authors])
    words, blocks = len(story.words), len(story.blocks)
    sizes = _SIZES.pack(len(head), words, blocks)
    return sizes + head + struct.pack(f"<{words}I{blocks}Q", *story.words, *story.blocks)


def unpack_story(data: bytes) -> Story:
    """The story that ``pack_story`` made these bytes of."""
    length, words, blocks = _SIZES.unpack_from(data)
    begin = _SIZES.size + length
    story, at, record_id, section, authors = orjson.loads(data[_SIZES.size : begin])
    numbers = struct.unpack_from(f"<{words}I{blocks}Q", data, begin)
    return Story(
        story,
        (at[0], at[1]),
        record_id,
        section,
        tuple(authors),
        array("I", numbers[:words]),
        array("Q", numbers[words:]),
    )


def _order(story: Story) -> tuple[tuple[str, str], int]:
    return (story.at, story.story)


def _newest(of_site: dict[int, Story]) -> dict[int, Story]:
    if len(of_site) <= STORIES:
        return of_site
    return {story.story: story for story in nlargest(STORIES, of_site.values(), key=_order)}


def _bounded(sites: dict[str, dict[int, Story]]) -> Counts:
    """At most ``ALL_STORIES``, the newest of all."""
    if sum(map(len, sites.values())) <= ALL_STORIES:
        return Counts(sites)
    every = ((_order(story), site) for site, of_site in sites.items() for story in of_site.values())
    kept: dict[str, dict[int, Story]] = defaultdict(dict)
    for (_, story), site in nlargest(ALL_STORIES, every):
        kept[site][story] = sites[site][story]
    return Counts(dict(kept))
