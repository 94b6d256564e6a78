"""Pages made for the flow tests: articles with addresses and times, versions, copies over publishers, repeats."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson

_SUBJECTS = (
    "The harbour board", "The county council", "The water company", "A panel of engineers", "The transport office",
    "The regional court", "A group of farmers", "The teaching hospital", "The museum", "The port authority",
)  # fmt: skip
_VERBS = ("approved", "rejected", "postponed", "published", "questioned", "defended", "withdrew", "reviewed")
_OBJECTS = (
    "a plan to rebuild the northern pier", "new limits on summer irrigation", "the budget for school buses",
    "a survey of flood defences", "the lease of the old grain store", "a trial of night trains",
    "the sale of forest land", "repairs to the swing bridge", "a ban on heavy lorries", "the list of protected wells",
)  # fmt: skip
_REASONS = (
    "after complaints from residents of the lower town", "because costs had risen by a third",
    "following two years of dry winters", "despite warnings from its own auditors",
    "in a vote that took most of the evening", "while talks with the ministry went on",
    "after an accident last spring", "because the contract ends in autumn",
)  # fmt: skip


def sentences(random: random.Random, count: int) -> list[str]:
    """Sentences of invented news, few of them alike."""
    made = []
    for _ in range(count):
        figure = random.randint(2, 9_800)
        made.append(
            f"{random.choice(_SUBJECTS)} {random.choice(_VERBS)} {random.choice(_OBJECTS)} "
            f"{random.choice(_REASONS)}, citing {figure} cases in district {random.randint(1, 400)}."
        )
    return made


def html(title: str, paragraphs: Iterable[str], canonical: str | None = None, published: str | None = None) -> str:
    """A page of a small newspaper."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    time = f'<meta property="article:published_time" content="{published}">' if published else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{link}{time}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/news">News</a></nav><main><article><h1>{title}</h1>{body}</article></main>'
        "<footer>Imprint</footer></body></html>"
    )


def row(url: str, fetched_at: str, page: str) -> dict[str, Any]:
    return {"url": url, "fetched_at": fetched_at, "html": page}


def day(hours: int) -> str:
    """An instant some hours into March 2026."""
    return f"2026-03-{1 + hours // 24:02d}T{hours % 24:02d}:00:00Z"


def made_rows(articles: int, seed: int = 1) -> list[dict[str, Any]]:
    """Articles of twenty publishers within five days: of ten, one gets an update, one a copy and one a truncated copy
    elsewhere, one is seen again unchanged."""
    chance = random.Random(seed)
    rows = []
    for number in range(articles):
        text = sentences(chance, 12)
        paragraphs = [" ".join(text[i : i + 3]) for i in range(0, 12, 3)]
        site, hour = f"paper{number % 20}.example", chance.randint(0, 100)
        url, title = f"https://www.{site}/2026/03/story-{number}-of-the-day", f"Story {number}: {text[0][:50]}"
        rows.append(row(url, day(hour), html(title, paragraphs, url)))
        other = f"https://news.wire{number % 7}.example/item/{number}-from-the-wire"
        match number % 10:
            case 1:
                changed = [paragraphs[0] + " " + sentences(chance, 1)[0], *paragraphs[1:]]
                rows.append(row(url, day(hour + 5), html(title, changed, url)))
            case 3:
                rows.append(row(other, day(hour + 2), html(f"From the wire: {title}", paragraphs, other)))
            case 5:
                rows.append(row(other, day(hour + 2), html(f"In short: {title}", paragraphs[:2], other)))
            case 7:
                rows.append(row(url + "?utm_source=feed", day(hour + 9), html(title, paragraphs, url)))
            case _:
                pass
    return rows


def write_lines(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in rows))
    return path
