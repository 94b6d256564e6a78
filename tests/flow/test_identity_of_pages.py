"""A page cannot choose another's identity: canonical links that point elsewhere, to the front page, or to one place."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from tests.flow.pages import html, row, sentences, write_lines
from tests.flow.running import Ran


def replay(newsbeam: Callable[..., Ran], folder: Path, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lines = write_lines(folder / "pages.jsonl", rows)
    out = folder / "records.jsonl"
    assert newsbeam("replay", lines, "--store", f"sqlite:{folder}/a.db", "--to", f"jsonl:{out}").code == 0
    return [orjson.loads(line) for line in out.read_bytes().splitlines()]


def pages(canonical: str, count: int, host: str = "paper.example") -> list[dict[str, Any]]:
    """Articles with nothing in common but the address they claim."""
    chance = random.Random(11)
    rows = []
    for number in range(count):
        text = sentences(chance, 10)
        page = html(f"Story {number}: {text[0][:40]}", [" ".join(text[:5]), " ".join(text[5:])], canonical)
        rows.append(row(f"https://{host}/2026/story-number-{number}", f"2026-03-01T{number % 24:02d}:00:00Z", page))
    return rows


def test_a_canonical_link_to_another_site_is_no_identity(newsbeam: Callable[..., Ran], tmp_path: Path) -> None:
    victim = "https://victim.example/2026/the-true-story"
    rows = [*pages(victim, 1), row(victim, "2026-03-02T00:00:00Z", html("True", ["Another text altogether. " * 20]))]
    records = replay(newsbeam, tmp_path, rows)
    assert sorted((record["site"], record["status"]) for record in records) == [
        ("paper.example", "new"),
        ("victim.example", "new"),
    ]


def test_canonical_links_to_the_front_page_do_not_merge_articles(newsbeam: Callable[..., Ran], tmp_path: Path) -> None:
    records = replay(newsbeam, tmp_path, pages("https://paper.example/", 4))
    assert [record["status"] for record in records] == ["new"] * 4


def test_fifty_pages_that_share_a_canonical_link_stay_fifty_articles(
    newsbeam: Callable[..., Ran], tmp_path: Path
) -> None:
    records = replay(newsbeam, tmp_path, pages("https://paper.example/2026/one-for-all", 50))
    assert len({record["article_id"] for record in records}) == 50
    assert {record["status"] for record in records} == {"new"}


def test_the_same_article_under_tracker_and_amp_addresses_is_one(newsbeam: Callable[..., Ran], tmp_path: Path) -> None:
    text = sentences(random.Random(3), 10)
    page = html("One article", [" ".join(text[:5]), " ".join(text[5:])], "https://paper.example/2026/one-article-here")
    addresses = (
        "https://paper.example/2026/one-article-here",
        "http://www.paper.example/2026/one-article-here?utm_medium=feed",
        "https://amp.paper.example/2026/one-article-here",
    )
    records = replay(newsbeam, tmp_path, [row(a, f"2026-03-01T0{n}:00:00Z", page) for n, a in enumerate(addresses)])
    assert len(records) == 1
    assert records[0]["url"] == addresses[0]
