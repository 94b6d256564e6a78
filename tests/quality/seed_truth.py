"""What a careful reader expects of each seed, compared with what the pure stages make of it.

``python -m tests.quality.seed_truth`` prints one line a seed, and what differs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from transforms.boilerplate import packs
from transforms.boilerplate.engine import clean
from transforms.extract.article import extract
from transforms.records import Article, Page
from transforms.seeds.read import read_file
from transforms.seeds.walk import walk

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def expectations() -> dict[str, dict[str, Any]]:
    """By the seed's place (``001_swing-bridge.txt``, ``016_grain-ship.jsonl:2``), what is expected of it."""
    loaded = (json.loads(path.read_text()) for path in sorted((SEEDS / "expected").glob("0*.json")))
    return {expected["file"]: expected for expected in loaded}


def place_of(source: str) -> str:
    """The place in the expectations of a page's ``source``: below the folder, an archive's without offset."""
    return re.sub(r"@\d+$", "", source.removeprefix(f"{SEEDS.name}/"))


def differences(article: Article, expected: dict[str, Any]) -> list[str]:
    """What of an article is not as expected; empty where all is."""
    lines = article.body.split("\n")
    found = [
        (article.title == expected["title"], f"title {article.title!r}"),
        (article.standfirst == expected["standfirst"], f"standfirst {article.standfirst!r}"),
        (len(lines) == expected["paragraphs"], f"{len(lines)} paragraphs, not {expected['paragraphs']}"),
        (len(article.body.split()) == expected["words"], f"{len(article.body.split())} words, not {expected['words']}"),
        (article.body.startswith(expected["body_starts"]), f"starts {article.body[:80]!r}"),
        (article.body.endswith(expected["body_ends"]), f"ends {article.body[-80:]!r}"),
        (article.language == expected["language"], f"language {article.language}"),
        (article.access == expected.get("access", article.access), f"access {article.access}"),
    ]
    kinds = {removed.kind for removed in article.removed}
    found += [(kind in kinds, f"no {kind} was cut") for kind in expected["removed_kinds"]]
    # A single word ("Comments") is left only where it is a paragraph: the article may use it.
    places = {text: (article.body if " " in text else lines) for text in expected["must_not_contain"]}
    found += [(text not in place, f"left: {text!r}") for text, place in places.items()]
    if "published_at" in expected:
        published = (article.published_at or "")[:10]
        found.append((published == expected["published_at"], f"published {published!r}"))
    return [message for right, message in found if not right]


def cleaned() -> Iterator[tuple[str, Article]]:
    """Every seed's place and its clean article."""
    rules = packs.default_rules()
    for file in walk([str(SEEDS)]):
        for _, item in read_file(file):
            if isinstance(item, Page):
                yield place_of(item.source), clean(extract(item), rules)


if __name__ == "__main__":
    expected = expectations()
    for place, article in cleaned():
        print(place, "; ".join(differences(article, expected[place])) or "as expected")
