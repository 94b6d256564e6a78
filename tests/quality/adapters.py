"""What the scorer calls: the very functions of the pipeline, in the shapes it wants."""

from __future__ import annotations

from transforms import ids
from transforms.boilerplate import engine, packs
from transforms.extract.article import extract
from transforms.failures import Dropped, StageError
from transforms.records import Page
from transforms.stories.compare import compare_texts


def page_body(html: bytes, url: str) -> str:
    """The clean body of a page; '' where the pipeline drops it or makes it a dead letter."""
    page = Page(ids.entry_id(url, None, ids.content_digest(html)), url, None, "text/html", html)
    try:
        return engine.clean(extract(page), packs.default_rules()).body
    except (Dropped, StageError):
        return ""


def clean_text(text: str) -> str:
    """A paragraph without the boilerplate that is joined to it."""
    return engine.clean_text(text, packs.default_rules())


def compare(a: str, b: str) -> str:
    """How the later text relates to the earlier one: same, update or other."""
    return compare_texts(a, b)
