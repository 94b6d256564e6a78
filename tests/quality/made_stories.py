"""A stream of made articles of which it is known what each of them is: fresh news, copies, truncated copies, updates,
repeats, and unrelated articles that share quotes and boilerplate.

Deterministic from a seed. Of every hundred articles some 55 are fresh, 14 exact copies on other sites, 10 edited copies,
5 truncated copies, 6 new texts under their old address, 3 updates on another site, 4 quote another story at length and 3
are pages seen again. What an article copies came within the last ``recent`` fresh ones.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from tests.quality.made_words import ACTORS, BOILERPLATE, KINDS, OBJECTS, PLACES, QUOTES, REASONS, VERBS
from transforms import ids, instants
from transforms.records import Article

START = "2026-03-01T00:00:00.000Z"
SITES = 200

_SHARES = (
    ("fresh", 55), ("copy", 14), ("edited", 10), ("truncated", 5), ("new-text", 6), ("update", 3), ("quoting", 4),
    ("again", 3),
)  # fmt: skip
_KINDS = tuple(kind for kind, share in _SHARES for _ in range(share))
#: The outcome that each kind has to end with.
OUTCOMES = {
    "fresh": "record", "copy": "duplicate", "edited": "duplicate", "truncated": "duplicate", "new-text": "version",
    "update": "record", "quoting": "record", "again": "unchanged",
}  # fmt: skip
_BOILERPLATE_SHARE = 0.3


class Made(NamedTuple):
    """One article and the truth about it."""

    article: Article
    kind: str
    #: Number of the story that it tells.
    story: int

    @property
    def outcome(self) -> str:
        """The outcome that it has to end with."""
        return OUTCOMES[self.kind]


class _Story:
    __slots__ = ("number", "sentences", "site", "texts", "url")

    def __init__(self, number: int, site: int, url: str, sentences: list[str]) -> None:
        self.number, self.site, self.url, self.sentences = number, site, url, sentences
        #: Titles and bodies that stood under its address, the last one last.
        self.texts: list[tuple[str, str]] = []


def stream(count: int, seed: int = 1, *, days: float = 6.0, recent: int = 2_000) -> Iterator[Made]:
    """So many articles in the order of their times.

    Args:
        count: How many.
        seed: The same seed gives the same stream.
        days: Length of the stream in its own time; articles come evenly.
        recent: Of how many fresh stories back there are copies.
    """
    maker = _Maker(random.Random(seed), recent)
    start, step = instants.to_millis(START), days * 86_400_000 / max(1, count)
    for number in range(count):
        yield maker.make(number, _instant(start + int(number * step)))


class _Maker:
    def __init__(self, chance: random.Random, recent: int) -> None:
        self._chance, self._recent = chance, recent
        self._stories: list[_Story] = []
        self._oldest = 0

    def make(self, number: int, at: str) -> Made:
        kind = self._pick(_KINDS) if len(self._stories) > 10 else "fresh"
        if kind == "fresh":
            return self._fresh(number, at)
        story = self._stories[self._below(len(self._stories))]
        if kind == "again":
            title, body = story.texts[-1]
            return Made(_article(story.url, story.site, at, title, body), kind, story.number)
        if kind == "new-text":
            return self._new_text(number, at, story)
        site = (story.site + 1 + self._below(SITES - 1)) % SITES
        title, sentences = self._retold(kind, story)
        url = f"https://www.paper{site}.example/news/{number}-as-told-elsewhere"
        return Made(_article(url, site, at, title, self._body(sentences, site, kind)), kind, story.number)

    def _fresh(self, number: int, at: str) -> Made:
        site = self._below(SITES)
        story = _Story(number, site, f"https://www.paper{site}.example/news/{number}-of-the-day", self._sentences())
        story.texts.append((self._title(story.sentences), self._body(story.sentences, site, "fresh")))
        if len(self._stories) < self._recent:
            self._stories.append(story)
        else:
            self._stories[self._oldest] = story
            self._oldest = (self._oldest + 1) % self._recent
        return Made(_article(story.url, site, at, *story.texts[0]), "fresh", number)

    def _new_text(self, number: int, at: str, story: _Story) -> Made:
        """The next text under the story's address: a figure corrected, or what came in meanwhile."""
        title, body = story.texts[-1]
        changed = f"{body} {self._sentence()} {self._sentence()}" if self._below(2) else _figure_changed(body, number)
        story.texts.append((title, changed))
        return Made(_article(story.url, story.site, at, title, changed), "new-text", story.number)

    def _retold(self, kind: str, story: _Story) -> tuple[str, list[str]]:
        """Headline and sentences of another site's article on the story."""
        told = list(story.sentences)
        title = self._title(told)
        if kind == "copy":
            return title, told
        if kind == "truncated":
            return title, told[: 2 + self._below(2)]
        if kind == "edited":
            told[0] = f"{self._pick(PLACES).upper()} (Agency) — {told[0]}"
            del told[1 + self._below(len(told) - 1)]
            place = self._below(len(told))
            told[place] = told[place].replace(" the ", " that ", 1)
            return f"Wire: {title}", told
        if kind == "update":
            added = [self._sentence() for _ in range(len(told) // 2)]
            return f"Update: {title}", [*added[:2], *told, *added[2:]]
        own = self._sentences()
        at = self._below(len(told) - 3)
        return self._title(own), [*own[:4], *told[at : at + 3], *own[4:]]

    def _sentences(self) -> list[str]:
        return [self._sentence() for _ in range(10 + self._below(16))]

    def _sentence(self) -> str:
        if self._below(6) == 0:
            return self._filled(self._pick(QUOTES))
        actor, thing = self._filled(self._pick(ACTORS)), self._filled(self._pick(OBJECTS))
        said = f"{actor[0].upper()}{actor[1:]} {self._pick(VERBS)} {thing}"
        if self._below(3):
            said += f" {self._filled(self._pick(REASONS))}"
        if self._below(3) == 0:
            said += f", and {self._filled(self._pick(ACTORS))} {self._pick(VERBS)} {self._filled(self._pick(OBJECTS))}"
        return said + "."

    def _filled(self, part: str) -> str:
        return part.format(
            p=self._pick(PLACES), a=self._pick(KINDS), n=2 + self._below(900), m=3 + self._below(60), s=""
        )

    def _title(self, sentences: list[str]) -> str:
        return f"{self._pick(PLACES)}: {sentences[0][:60]}"

    def _body(self, sentences: list[str], site: int, kind: str) -> str:
        paragraphs = [" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
        if kind != "truncated" and self._chance.random() < _BOILERPLATE_SHARE:
            paragraphs.append(BOILERPLATE[site % len(BOILERPLATE)].format(s=f"The {PLACES[5 * site]} Courier"))
        return "\n".join(paragraphs)

    def _below(self, bound: int) -> int:
        return int(self._chance.random() * bound)

    def _pick(self, parts: tuple[str, ...]) -> str:
        return parts[int(self._chance.random() * len(parts))]


def _figure_changed(body: str, number: int) -> str:
    """The text with its first figure replaced; without one, with a word added at its end."""
    for word in body.split(" "):
        if word.isdigit():
            return body.replace(f" {word} ", f" {int(word) + 1_000 + number % 7} ", 1)
    return f"{body} Officially."


def _article(url: str, site: int, at: str, title: str, body: str) -> Article:
    return Article(
        entry_id=ids.entry_id(url, at, ids.content_digest(body.encode())),
        url=url,
        canonical_url=None,
        site=f"paper{site}.example",
        feed_url=None,
        fetched_at=at,
        title=title,
        standfirst="",
        body=body,
        language="en",
    )


def _instant(millis: int) -> str:
    return instants.from_datetime(_EPOCH + _MILLI * millis)


_EPOCH = instants.to_datetime("1970-01-01T00:00:00.000Z")
_MILLI = instants.to_datetime("1970-01-01T00:00:00.001Z") - _EPOCH


def as_row(made: Made) -> dict[str, str | None]:
    """The article as a line of recorded input: a plain text of the seeds' shape with its address and time."""
    article = made.article
    text = f"{article.title}\nFrom the newsroom in {article.site}\n{article.body}\n"
    return {"url": article.url, "fetched_at": article.fetched_at, "media_type": "text/plain", "html": text}
