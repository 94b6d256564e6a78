"""What was cut, for people: the body as it was before any cut, in pieces."""

from __future__ import annotations

from transforms.records import Article, Removed


def segments(article: Article) -> list[tuple[str, Removed | None]]:
    """The body before any cut, in order, in pieces: kept text with None, and what was cut with its ``Removed``.

    The texts joined are the body before any cut. Takes a cleaned article; needs nothing else.
    """
    pieces: list[tuple[str, Removed | None]] = []
    at = length = 0
    for span in article.removed:
        take = span.where - length
        if take > 0:
            pieces.append((article.body[at : at + take], None))
        pieces.append((span.text, span))
        at += max(take, 0)
        length = span.where + len(span.text)
    if at < len(article.body):
        pieces.append((article.body[at:], None))
    return pieces
