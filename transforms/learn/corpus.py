"""Learning from records that lie somewhere: the texts stay there, and are read again where a decision needs one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from transforms.learn.blocks import Story, story_of
from transforms.learn.counts import Counts, count
from transforms.learn.snapshot import Snapshot, learn
from transforms.records import Article, Record


def story_of_record(record: Record) -> tuple[str, Story] | None:
    """(site, story) of a record; None for a copy, of which no text is kept, and for a text without a publisher."""
    if not record.article.body or record.article.site == "seed":
        return None
    return record.article.site, story_of(record.article, record.article_id, record.id)


def count_records(records: Iterable[Record]) -> Counts:
    """The counts of records in any order."""
    return count(pair for record in records if (pair := story_of_record(record)) is not None)


def learn_records(records: Iterable[Record], read: Callable[[str], Article | None]) -> Snapshot:
    """What records lead to. ``read`` gives the article of a record by its id; None where it is not there."""
    return learn(count_records(records), lambda story: read(story.record_id))
