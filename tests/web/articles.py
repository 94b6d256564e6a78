"""Article pages of the fake web: invented news in the frame of a newspaper's page. Pure.

The text depends on the article and its version only. Around it stands what real pages have: navigation, share bars,
an appeal fused to the lead, newsletter and related boxes, a wall before what is not free.
"""

from __future__ import annotations

import random
import re
from functools import lru_cache
from html import escape

from tests.flow.pages import sentences
from tests.web.publications import Article
from tests.web.sites import Site

_APPEALS = (
    "We take no money from owners or parties, only from readers. A small monthly gift keeps our reporters at work.",
    "This paper is paid for by the people who read it. If you can, give what a coffee costs; it helps a great deal.",
    "Every donation pays for another hour in court rooms and council chambers. Please support our work today.",
)
_NEWSLETTERS = (
    "Sign up to our morning newsletter and get the day's stories before breakfast.",
    "Subscribe to our newsletter: five stories every weekday, straight to your inbox.",
)
_WALLS = {
    "metered": "You have read three of your five free articles this month. Subscribe for unlimited access.",
    "paid": "This article is for subscribers. Log in or subscribe to continue reading.",
}
_OFFICES = ("Municipal desk", "Regional desk", "Business desk", "Court reporter", "Staff writer")
#: Where the reason begins that a sentence ends with: a headline does without.
_REASON = re.compile(" (?:after|because|following|despite|in|while) ")
_PLACES = ("Café Régence quarter", "Mühlenplatz", "old harbour", "north bank", "Plaça Vella", "upper town")


@lru_cache(maxsize=16_384)
def _parts(key: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Headline, paragraphs, and the sentences that updates bring, of what a key names."""
    chance = random.Random(key)
    text = sentences(chance, 15)
    place = chance.choice(_PLACES)
    headline = f"{_REASON.split(text[0])[0]} near the {place}"
    paragraphs = tuple(" ".join(text[i : i + 3]) for i in range(0, 12, 3))
    return headline, paragraphs, tuple(text[12:])


def headline(article: Article, version: int) -> str:
    """The headline of a version: the second update changes it."""
    first = _parts(article.key)[0]
    return f"{first}: what is known" if version > 1 else first


def summary(article: Article, version: int) -> str:
    """What a feed says about a version: its first sentence, and that it was updated."""
    lead = _parts(article.key)[1][0].split(". ")[0] + "."
    return f"{lead} (updated {version} times)" if version else lead


def paragraphs(article: Article, version: int) -> list[str]:
    """The article's own text: a copy has its source's as it was first, a truncated one the first half of that."""
    _, first, added = _parts(article.key)
    if article.variant == "truncated":
        return list(first[:2])
    text = list(first)
    for number in range(min(version, len(added))):
        text.insert(1 + number, f"{added[number]} The office confirmed this on request.")
    return text


def slug(article: Article, version: int) -> str:
    """The last part of the article's address; its number, at the end, is all that the server looks at."""
    words = [word for word in headline(article, version).lower().split() if word.isascii() and word.isalnum()]
    return "-".join([*words[:6], *([f"v{version}"] if version else []), str(article.number)])


def page(article: Article, step: int, site: Site, url: str, published: str) -> str:
    """The page of an article as it stands after a step; ``published`` is an RFC 3339 time."""
    version, chance = article.version(step), random.Random(f"page {article.host}/{article.number}")
    title, text = escape(headline(article, version)), [escape(each) for each in paragraphs(article, version)]
    wall = _WALLS.get(article.access)
    if wall:
        text = text[:1] if article.access == "paid" else text
    if chance.random() < 0.2:
        text[0] = f"{escape(chance.choice(_APPEALS)).rstrip()}{text[0]}"
    related = "".join(f'<li><a href="/story/{n}">Another story {n}</a></li>' for n in range(3))
    parts = "".join(f"<p>{each}</p>" for each in text)
    if wall:
        parts += f'<div class="wall"><p>{wall}</p></div>'
    box = f'<aside class="newsletter"><p>{escape(chance.choice(_NEWSLETTERS))}</p></aside>'
    free = "" if not wall else _policy(article.access)
    modified = f'<meta property="article:modified_time" content="{published}">' if version else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | {site.title}</title>'
        f'<link rel="canonical" href="{escape(url)}">'
        f'<meta property="article:published_time" content="{published}">{modified}'
        f'<meta property="og:site_name" content="{site.title}">{free}</head><body>'
        '<header><nav><a href="/">Home</a> <a href="/city">City</a> <a href="/court">Court</a></nav></header>'
        f'<main><article><h1>{title}</h1><p class="byline">{chance.choice(_OFFICES)}</p>'
        '<div class="share"><a href="#">Share on social media</a> <a href="#">Copy link</a></div>'
        f"{parts}{box}</article><section><h2>Read more</h2><ul>{related}</ul></section></main>"
        f"<footer><p>© {site.title}. All rights reserved.</p></footer></body></html>"
    )


def _policy(access: str) -> str:
    free = "false" if access == "paid" else "true"
    return (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
        f'"isAccessibleForFree":{free}}}</script>'
    )
