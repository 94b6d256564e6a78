"""The text before anything learned was cut: what versions and copies are told by, whatever was learned since."""

from __future__ import annotations

from transforms.boilerplate.spans import Cut, apply, restore
from transforms.records import Article

#: Rule ids of learned cuts begin so.
LEARNED = "learned/"


def before_learned(article: Article) -> str:
    """The body as it was before learned cuts: what the packs left."""
    if not any(span.rule.startswith(LEARNED) for span in article.removed):
        return article.body
    whole = restore(article.body, article.removed)
    others = [
        Cut(span.where, span.where + len(span.text), span.kind, span.rule)
        for span in article.removed
        if not span.rule.startswith(LEARNED)
    ]
    return apply(whole, others)
