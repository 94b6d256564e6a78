"""Articles of one made publisher, for tests of learning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from transforms.learn.blocks import Story, story_of
from transforms.learn.counts import count
from transforms.learn.snapshot import Snapshot, Verdict, learn, verdicts
from transforms.records import Article

SITE = "paper.example"
_TOPICS = (
    "harbour cranes dredging pilots moorings trawlers",
    "classrooms syllabus teachers playground lessons pupils",
    "orchard blossom pruning cider apples growers",
    "railway signalling sleepers timetable carriages platforms",
    "surgeons nurses ambulances clinics wards surgery",
    "goalkeeper fixtures midfield penalty stadium striker",
    "councillors bylaws ballot planning chamber budget",
    "orchestra rehearsals encore musicians stages tickets",
    "flooding embankments sandbags gauges meadows rainfall",
    "sourdough apprentices ovens kneading pastries loaves",
    "telescope galaxies spectra comets mirrors astronomers",
    "badgers saplings bracken logging rangers woodpeckers",
)


def body(number: int) -> list[str]:
    """Three lines that no other number has."""
    words = _TOPICS[number % len(_TOPICS)].split()
    place = f"Stowe{'abcdefghijklmnopqrstuvwxyz'[number % 26]}{'abcdefghij'[number // 26 % 10]}"
    return [
        f"The {words[0]} of {place} need more {words[1]} than anybody had thought.",
        f"Those who know {words[2]} say that {words[3]} at {place} came first.",
        f"Later the {words[4]} and the {words[5]} of {place} will be looked at too.",
    ]


def article(
    number: int,
    lines: Sequence[str] = (),
    *,
    first: Sequence[str] = (),
    section: str | None = None,
    authors: Sequence[str] = (),
    language: str | None = "en",
    site: str = SITE,
) -> Article:
    """The story of this number, with further lines in front and behind."""
    return Article(
        entry_id=f"e1{number:032x}",
        url=f"https://{site}/{number}",
        canonical_url=None,
        site=site,
        feed_url=None,
        fetched_at=f"2026-03-{1 + number // 24:02}T{number % 24:02}:00:00.000Z",
        title=body(number)[0][:-1],
        standfirst="",
        body="\n".join((*first, *body(number), *lines)),
        language=language,
        authors=authors,
        section=section,
        rules="common@00000000",
    )


def story(one: Article) -> tuple[str, Story]:
    """As learning counts it; the entry's id stands for the record's."""
    return one.site, story_of(one, one.url, one.entry_id)


def reader(articles: Iterable[Article]) -> Callable[[Story], Article | None]:
    known = {each.entry_id: each for each in articles}
    return lambda each: known.get(each.record_id)


def learned(articles: Sequence[Article]) -> Snapshot:
    """What these articles lead to."""
    return learn(count(map(story, articles)), reader(articles))


def judged(articles: Sequence[Article]) -> dict[str, Verdict]:
    """What is thought of each text that comes back in them."""
    found = verdicts(articles[0].site, count(map(story, articles)), reader(articles))
    return {each.text: each for each in found}
