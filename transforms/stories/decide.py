"""The decision: what the facts known of an article make of each of its texts and entries.

Everything that is emitted is a function of the sets of sightings and matches, never of the order in which they came, so
that the same pages in any order end in the same records and outcomes; only revisions tell of the way. Caps keep the
smallest by (time, id). Nothing here looks at a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from transforms.instants import order
from transforms.records import Change, Fact, Match, Outcome, Record, Settlement, Sketch
from transforms.stories.limits import Limits
from transforms.stories.sketch import sketch_article
from transforms.stories.status import status_of
from transforms.stories.story import Pending, Said, Seen, Story, Version, encode, unpack_article
from transforms.stories.text import ArticleText
from transforms.stories.versions import changes

_STAGE = "stories"
_COPIES = ("same", "part", "named")  # a truncated copy of ours says nothing about us


class Ruling(NamedTuple):
    """What is to be said of one text, short enough to compare with what was said before."""

    seen: Seen
    version: int
    status: str
    copies_of: str | None
    based_on: str | None
    #: The version before; None for the first.
    previous: Seen | None
    #: How it differs from that; None where this was not looked at.
    changed: tuple[Change, ...] | None = None

    @property
    def record(self) -> str:
        # The entry before counts too: an earlier sighting of the same text may write it otherwise (case, paragraphs).
        link = self.copies_of or (f"~{self.based_on}" if self.based_on else "")
        return f"{self.version}|{self.status}|{link}|{_texts(self.previous, self.seen)}"

    @property
    def outcome(self) -> str:
        if self.version > 1:
            return f"version|{self.status}"
        return f"record|{self.status}" if self.status == "new" else f"duplicate|{self.status}"


def decide(story: Story, fact: Fact, limits: Limits) -> tuple[Story, Settlement | None]:
    """The story with the fact in it, and what is to be written because of it; None where nothing is.

    An entry is settled when its article and the answers of all partitions are there, so its first emission has its
    links. ``story`` itself is not changed.
    """
    story = story.copy()
    brought = ArticleText(fact.article, fact.text_digest) if fact.article is not None else None
    over = _learn(story, fact, brought, limits)
    if over is None:
        return story, None
    return story, _settle(story, over, brought, limits)


def nearby(one: str | None, other: str | None, horizon_days: float) -> bool:
    """Whether two instants are within the horizon; an unknown time is near to every other."""
    if one is None or other is None or one == other:
        return True
    apart = datetime.fromisoformat(one) - datetime.fromisoformat(other)
    return abs(apart.total_seconds()) <= horizon_days * 86_400


def _learn(story: Story, fact: Fact, brought: ArticleText | None, limits: Limits) -> list[Seen] | None:
    """Puts the fact into the story. None where there is nothing to decide yet, else the sightings pushed out."""
    matched = _add_matches(story, fact.matches, limits)
    entry_id = fact.article.entry_id if fact.article is not None else fact.entry_id
    if not entry_id or entry_id in story.outcomes:  # told by a neighbour, or a repeat of what is settled
        return [] if matched else None
    waiting = story.pending.get(entry_id, Pending())
    if brought is not None:
        waiting = waiting._replace(seen=_seen(story, brought), article=brought.packed)
    if fact.group >= 0:
        waiting = waiting._replace(groups=waiting.groups | 1 << fact.group)
    if waiting.seen is None or waiting.groups != (1 << limits.partitions) - 1:
        story.pending[entry_id] = waiting
        return [] if matched else None
    story.pending.pop(entry_id, None)
    return _absorb(story, waiting.seen, waiting.article, limits)


def _seen(story: Story, text: ArticleText) -> Seen:
    article = text.article
    story.site = article.site
    return Seen(article.fetched_at, article.entry_id, text.record_id(story.article_id), article.url)


def _add_matches(story: Story, matches: Sequence[Match], limits: Limits) -> bool:
    changed = False
    for match in matches:
        if match.relation not in (*_COPIES, "more"):
            continue
        found = story.matches.setdefault(match.record_id, {})
        known = found.get(match.other_id)
        if known is not None and _other(known) <= _other(match):
            continue
        found[match.other_id] = match
        alike = sorted((m for m in found.values() if m.relation == match.relation), key=_other)
        for outside in alike[limits.bases if match.relation == "more" else limits.matches :]:
            del found[outside.other_id]
        changed = True
    return _forget_orphans(story, limits) or changed


def _forget_orphans(story: Story, limits: Limits) -> bool:
    """Matches of texts that are no version: kept for pages that are on their way, up to a bound."""
    if len(story.matches) <= limits.orphans:
        return False
    expected = {p.seen.record_id for p in story.pending.values() if p.seen}
    orphans = sorted(r for r in story.matches if r not in story.versions and r not in expected)
    for record_id in orphans[limits.orphans :]:
        del story.matches[record_id]
    return False


def _other(match: Match) -> tuple[str, str]:
    return order(match.other_fetched_at, match.other_entry_id)


def _absorb(story: Story, seen: Seen, article: bytes, limits: Limits) -> list[Seen]:
    """Takes a complete sighting in; returns the sightings that fall out of what is remembered."""
    known = story.versions.get(seen.record_id)
    if known is None or seen.order < known.first.order:
        story.versions[seen.record_id] = Version(seen, article)
        if known is not None:
            story.repeats.append(known.first)
    else:
        story.repeats.append(seen)
    if len(story.versions) > limits.versions:
        last = max(story.versions.values(), key=lambda v: v.first.order).first
        del story.versions[last.record_id]
        story.matches.pop(last.record_id, None)
        # Should it come back, it must not start below what was written of it.
        story.floor = max(story.floor, story.records.pop(last.record_id, Said("", 0)).revision)
        story.repeats.append(last)
    story.repeats.sort(key=lambda s: s.order)
    over = story.repeats[limits.repeats :]
    del story.repeats[limits.repeats :]
    return over


def _rule(story: Story, limits: Limits) -> list[Ruling]:
    """What each kept text is: its place in the chain, its status, what it copies."""
    rulings: list[Ruling] = []
    chain = [version.first for version in sorted(story.versions.values(), key=lambda v: v.first.order)]
    for number, seen in enumerate(chain, start=1):
        previous = chain[number - 2] if number > 1 else None
        source = _source(seen, story.matches.get(seen.record_id, {}), limits)
        status, changed = _status(story, seen, previous)
        if previous is None and source is not None:
            status = "truncated" if source.relation == "part" else "copy"
        # What others made of the first text is no base of the second.
        base = None if source else _base(seen, chain[0], story.matches.get(seen.record_id, {}), limits)
        rulings.append(
            Ruling(
                seen,
                number,
                status,
                source.other_id if source else None,
                base.other_id if base else None,
                previous,
                changed,
            )
        )
    return rulings


def _status(story: Story, seen: Seen, previous: Seen | None) -> tuple[str, tuple[Change, ...] | None]:
    """What a text is after the one before it, and the differences where they had to be looked at: it follows from the
    two texts alone, so what was said of these two stands."""
    if previous is None:
        return "new", None
    said = story.records.get(seen.record_id)
    if said is not None and said.what.endswith(f"|{_texts(previous, seen)}"):
        return said.what.split("|", 2)[1], None
    before, after = (unpack_article(story.versions[each.record_id].article) for each in (previous, seen))
    differences = changes(before, after)
    return status_of(differences), differences


def _texts(previous: Seen | None, seen: Seen) -> str:
    return f"{previous.entry_id if previous else ''}|{seen.entry_id}"


def _source(seen: Seen, matches: dict[str, Match], limits: Limits) -> Match | None:
    """The earliest match that this text copies: the same text earlier, or at any time a whole of which it is a part, or
    the text that it names as its source, which goes before the others."""
    qualified = [
        m
        for m in matches.values()
        if (m.relation in ("part", "named") or (m.relation == "same" and _other(m) < seen.order))
        and nearby(seen.fetched_at, m.other_fetched_at, limits.horizon_days)
    ]
    return min(qualified, key=lambda m: (m.relation != "named", _other(m), m.other_id), default=None)


def _base(seen: Seen, first: Seen, matches: dict[str, Match], limits: Limits) -> Match | None:
    """The earliest match that this text says all of and more, among those before the article's first text."""
    qualified = [
        m
        for m in matches.values()
        if m.relation == "more"
        and _other(m) < first.order
        and nearby(seen.fetched_at, m.other_fetched_at, limits.horizon_days)
    ]
    return min(qualified, key=lambda m: (_other(m), m.other_id), default=None)


def _settle(story: Story, over: list[Seen], brought: ArticleText | None, limits: Limits) -> Settlement | None:
    records: list[Record] = []
    sketches: list[Sketch] = []
    outcomes: list[Outcome] = []
    for ruling in _rule(story, limits):
        seen = ruling.seen
        said = story.records.get(seen.record_id)
        if said is None or said.what != ruling.record:
            story.records[seen.record_id] = Said(ruling.record, (said.revision if said else story.floor) + 1)
            text = _text(story.versions[seen.record_id], brought)
            records.append(_record(story, ruling, text))
            if said is None or not said.what.endswith(f"|{seen.entry_id}"):
                sketches.append(sketch_article(text, story.article_id))
        _say(story, seen, ruling.outcome, seen.record_id, outcomes)
    for seen in story.repeats:
        if seen.record_id in story.versions:
            _say(story, seen, "unchanged|unchanged", seen.record_id, outcomes)
        else:
            _say(story, seen, "dropped|too-many-versions", None, outcomes)
    for seen in over:
        _say(story, seen, "unchanged|over-cap", None, outcomes)
        del story.outcomes[seen.entry_id]
    if not records and not outcomes:
        return None
    return Settlement(
        records=records,
        outcomes=outcomes,
        article_id=story.article_id,
        story=encode(story, settled_only=True),
        sketches=sketches,
    )


def _text(version: Version, brought: ArticleText | None) -> ArticleText:
    """The text of a version, without unpacking it where the fact has just brought it."""
    if brought is not None and version.article is brought.packed:
        return brought
    return ArticleText(unpack_article(version.article))


def _say(story: Story, seen: Seen, what: str, record_id: str | None, outcomes: list[Outcome]) -> None:
    said = story.outcomes.get(seen.entry_id)
    # The text an entry stands for never changes, so what it is says enough.
    if said is not None and said.what == what:
        return
    story.outcomes[seen.entry_id] = Said(what, said.revision + 1 if said else 1)
    outcome, _, reason = what.partition("|")
    outcomes.append(
        Outcome(
            entry_id=seen.entry_id,
            outcome=outcome,
            reason=reason,
            stage=_STAGE,
            url=seen.url,
            site=story.site,
            fetched_at=seen.fetched_at,
            record_id=record_id,
            revision=story.outcomes[seen.entry_id].revision,
        )
    )


def _record(story: Story, ruling: Ruling, text: ArticleText) -> Record:
    record_id, article = ruling.seen.record_id, text.article
    differences = ruling.changed or ()
    if ruling.previous is not None and ruling.changed is None:
        differences = changes(unpack_article(story.versions[ruling.previous.record_id].article), article)
    emptied = ruling.status in ("copy", "truncated")
    return Record(
        id=record_id,
        article_id=story.article_id,
        revision=story.records[record_id].revision,
        version=ruling.version,
        status=ruling.status,
        article=replace(article, body="") if emptied else article,
        text_digest=text.digest,
        changed=differences,
        copies_of=ruling.copies_of,
        based_on=ruling.based_on,
    )
