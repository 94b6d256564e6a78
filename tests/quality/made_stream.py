"""How well furniture is learned that no rule knows: a made stream of 50 sites, with truth.

``python -m tests.quality.made_stream`` prints what share of appeals is cut after a site's tenth story (of those the
packs leave), and how many of the texts that come back and belong to their story are kept: bylines, series
introductions, correction notes, notes of live reports, datelines, standing quotes, and the body itself. ``--left``
lists what went wrong; ``--seed N`` makes another stream.

All is made of parts written for this project (``made_stream/LANGUAGE.txt``): topics, sentences with gaps, and texts
that come back, whose figures and dates differ each time.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from tests.quality.made_boilerplate import wordings
from transforms import ids, instants
from transforms.boilerplate import packs
from transforms.boilerplate.engine import clean
from transforms.learn.apply import Cutter
from transforms.learn.blocks import Story, story_of
from transforms.learn.counts import count
from transforms.learn.snapshot import Snapshot, learn
from transforms.records import Article

MADE = Path(__file__).parent / "made_stream"
SITES = 50
STORIES = 30
#: From this story of a site on it is scored.
SCORED_FROM = 10
#: A new snapshot after so many stories of each site.
EPOCH = 5
KEPT = ("byline", "series", "correction", "live", "dateline", "quote", "body")
APPEAL = "appeal"
_SYLLABLES = (
    "ar",
    "bel",
    "cor",
    "den",
    "el",
    "fal",
    "gor",
    "hal",
    "in",
    "kel",
    "lor",
    "mar",
    "nor",
    "ol",
    "per",
    "tal",
)
_START = "2026-03-01T06:00:00.000Z"


@dataclass(frozen=True, slots=True)
class Made:
    """One story of the stream, and what of its body is what: (kind, text)."""

    article: Article
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Site:
    """How one publisher's pages are built."""

    name: str
    language: str
    #: (wording, share of the stories that have it, where it stands)
    appeals: tuple[tuple[str, float, str], ...]
    #: Kind to (wording, share).
    recurring: dict[str, tuple[str, float]]
    sections: int
    authors: int


def stream(seed: int = 1, sites: int = SITES, stories: int = STORIES) -> Iterator[Made]:
    """The stories of all sites in the order in which they are fetched."""
    random = Random(seed)
    made = [_site(random, number) for number in range(sites)]
    for number in range(stories):
        for place, site in enumerate(made):
            at = instants.shift(_START, hours=5 * number, minutes=place)
            yield _story(Random(f"{seed}:{place}:{number}"), site, number, at)


@cache
def _parts(language: str) -> dict[str, list[str]]:
    return wordings(MADE / f"{language}.txt")


def _site(random: Random, number: int) -> _Site:
    languages = sorted(path.stem for path in MADE.glob("*.txt"))
    language = languages[number % len(languages)]
    parts = _parts(language)
    appeals = random.sample(parts[APPEAL], random.choice((1, 2, 2, 3)))
    shares = random.choice(((1.0, 0.8, 0.7), (0.8, 0.6, 0.5), (0.6, 0.5, 0.4)))
    places = ("end", "line", "middle", "fused-after", "fused-before")
    recurring = {
        "byline": (random.choice(parts["byline"]), 0.5),
        "series": (random.choice(parts["series"]), 0.9),  # of the stories of one section
        "correction": (random.choice(parts["correction"]), 0.25),
        "live": (random.choice(parts["live"]), 0.25),
        "dateline": (parts["dateline"][0], 0.4),
        "quote": (random.choice(parts["quote"]), 0.35),
    }
    return _Site(
        name=f"site-{number:02}.example",
        language=language,
        appeals=tuple((text, share, random.choice(places)) for text, share in zip(appeals, shares, strict=False)),
        recurring=recurring,
        sections=random.choice((0, 3, 4, 5)),
        authors=random.choice((0, 4, 8)),
    )


def _story(random: Random, site: _Site, number: int, at: str) -> Made:
    made = _parts(site.language)
    section = random.randrange(site.sections or 4)
    topics = [random.choice(made["topic"]).split() for _ in range(2)]
    joiner = "" if site.language == "ja" else " "
    parts: list[list[tuple[str, str]]] = [
        [("body", _body(random, topics, site.language)) for _ in range(random.randint(1, 4))]
        for _ in range(random.randint(4, 9))
    ]
    for kind in ("quote", "correction", "live", "series", "byline"):
        wording, share = site.recurring[kind]
        if kind == "series" and section != 0:
            continue
        if random.random() < share:
            line = [(kind, _filled(random, wording))]
            place = {"quote": random.randrange(len(parts)), "correction": len(parts), "live": len(parts)}.get(kind, 0)
            parts.insert(place, line)
    if random.random() < site.recurring["dateline"][1]:
        first = next(line for line in parts if line[0][0] == "body")
        first.insert(0, ("dateline", site.recurring["dateline"][0]))
    for wording, share, place in site.appeals:
        if random.random() < share:
            _put(random, parts, place, (APPEAL, _filled(random, wording)))
    body = "\n".join(_line(line, joiner) for line in parts)
    url = f"https://{site.name}/{number}"
    article = Article(
        entry_id=ids.entry_id(url, at, ids.content_digest(body.encode())),
        url=url,
        canonical_url=None,
        site=site.name,
        feed_url=None,
        fetched_at=at,
        title=_body(random, topics, site.language),
        standfirst="",
        body=body,
        language=site.language,
        authors=(f"desk {random.randrange(site.authors)}",) if site.authors else (),
        section=f"section {section}" if site.sections else None,
    )
    return Made(article, tuple(part for line in parts for part in line))


def _put(random: Random, parts: list[list[tuple[str, str]]], place: str, appeal: tuple[str, str]) -> None:
    lines = [line for line in parts if line[0][0] in ("body", "dateline")]
    if place == "end":
        parts.append([appeal])
    elif place == "line":
        parts.insert(random.randrange(1, len(parts) + 1), [appeal])
    elif place == "middle":
        line = random.choice(lines)
        line.insert(random.randrange(1, len(line) + 1), appeal)
    elif place == "fused-after":
        lines[-1].append((APPEAL, appeal[1]))
    else:
        lines[0].insert(0, appeal)


def _line(line: list[tuple[str, str]], joiner: str) -> str:
    text = ""
    for kind, part in line:
        # A page that glues an appeal to a paragraph leaves out the blank now and then.
        glued = kind == APPEAL and len(part) % 2 and text.endswith(".")
        text += part if not text or glued else joiner + part
    return text


def _body(random: Random, topics: list[list[str]], language: str) -> str:
    topic = list(random.choice(topics))
    random.shuffle(topic)
    place = "".join(random.sample(_SYLLABLES, 3)).capitalize()
    sentence = _filled(random, random.choice(_parts(language)["body"]), *topic)
    return sentence if language == "ja" else sentence.replace(topic[1], f"{topic[1]} {place}", 1)


def _filled(random: Random, wording: str, *topic: str) -> str:
    date = random.choice(("12/3", "1/4/2026", "30.")) if not topic else str(random.randrange(1990, 2027))
    number = f"{random.randrange(2, 900)},{random.randrange(100, 999)}"
    if random.random() < 0.5:
        number = str(random.randrange(3, 99))
    filled = wording.replace("{n}", number).replace("{date}", date)
    for index, word in enumerate(topic):
        filled = filled.replace(f"{{{index}}}", word)
    return filled[0].upper() + filled[1:]


@dataclass(frozen=True, slots=True)
class Result:
    """Of each kind how many stood in the scored stories, how many are there no more, and what went wrong."""

    seen: Counter[str]
    gone: Counter[str]
    wrong: list[str]
    #: Of each kind how many the packs had cut already.
    by_packs: Counter[str]
    snapshot: Snapshot

    @property
    def cut(self) -> float:
        """Share of the appeals that the packs leave which learning cuts."""
        return self.gone[APPEAL] / max(1, self.seen[APPEAL])

    def lost(self) -> int:
        """Texts of the stories that were cut."""
        return sum(self.gone[kind] for kind in KEPT)


def score(seed: int = 1, sites: int = SITES, stories: int = STORIES) -> Result:
    """Learns as the stream goes on, and scores each story by the snapshot that was in force when it came."""
    rules = packs.default_rules()
    cutter, counted = Cutter(Snapshot()), list[tuple[str, Story]]()
    articles: dict[str, Article] = {}
    result = Result(Counter(), Counter(), [], Counter(), Snapshot())
    for place, made in enumerate(stream(seed, sites, stories)):
        number = place // sites
        if place % (sites * EPOCH) == 0 and place:
            cutter = Cutter(learn(count(counted), lambda story: articles.get(story.record_id)))
        left = clean(made.article, rules)
        articles[left.entry_id] = left
        counted.append((left.site, story_of(left, left.url, left.entry_id)))
        if number < SCORED_FROM:
            continue
        body = cutter.clean(left).body
        for kind, text in made.parts:
            if text not in left.body:
                result.by_packs[kind] += 1
                continue
            result.seen[kind] += 1
            result.gone[kind] += text not in body
            if (text in body) == (kind == APPEAL):
                result.wrong.append(f"{made.article.site} {number} {kind}: {text}")
    return replace(result, snapshot=cutter.snapshot)


def main(arguments: list[str]) -> int:
    """Prints the table."""
    seed = int(arguments[arguments.index("--seed") + 1]) if "--seed" in arguments else 1
    result = score(seed)
    print(f"appeals cut after the tenth story: {result.cut:.3f} of {result.seen[APPEAL]}", end="")
    print(f" ({result.by_packs[APPEAL]} more by the packs); {len(result.snapshot.rules)} rules")
    for kind in KEPT:
        packs_cut = f" ({result.by_packs[kind]} more cut by the packs)" if result.by_packs[kind] else ""
        print(f"{kind:11}kept {result.seen[kind] - result.gone[kind]} of {result.seen[kind]}{packs_cut}")
    if "--left" in arguments:
        print("\n".join(result.wrong))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
