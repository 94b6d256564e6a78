"""The text of a page whose own text is missing: what else it, or its feed, says of the article. Always marked.

In order: the text that its JSON-LD holds, the feed's summary, the page's description. What the description of a wall or
a bot check says is about the wall, so it stands in for nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from transforms import characters
from transforms.extract.form import is_front
from transforms.extract.head import Head
from transforms.extract.headline import same
from transforms.extract.json_ld import LinkedData
from transforms.extract.live_blog import plain_text
from transforms.extract.shells import shell_of
from transforms.failures import Dropped
from transforms.records import Page

#: The signal on a page that was made from the feed's own text (``fetch/entries.py``).
FEED_PAGE = "newsbeam: feed-content"

_MIN_BODY = 200
_MIN_SUMMARY = 40
# Shells whose description is the article's: the publisher's own page, that only lacks its text.
_OWN_SHELLS = ("javascript", None)


class Text(NamedTuple):
    """A body and where it was read."""

    body: str
    #: page, json-ld, feed or description.
    source: str


def choose_text(found: str, title: str, page: Page, head: Head, data: LinkedData) -> Text:
    """The body of an article: what was found on the page, or what stands in for it.

    Raises Dropped where nothing does: ``challenge``, ``javascript``, ``consent-wall``, ``not-found`` where the page is
    one, ``front-page`` where a feed's link led there, else ``no-text``.
    """
    shell = shell_of(head.title or title, found)
    if shell is None and page.entry.feed_url and is_front(head, data, page.url):
        shell = "front-page"  # where publishers send those who ask for an article that is gone
    stated = data.article.get("articleBody")
    body = plain_text(stated) if isinstance(stated, str) and ("\n" not in found or shell) else ""
    if found and shell is None:
        # The extractor looks into JSON-LD itself where the page shows no text, and gives one line of it.
        if body and "\n" not in found and same(found, body):
            return Text(body, "json-ld")
        return Text(found, "feed" if FEED_PAGE in page.signals else "page")
    if len(body) >= _MIN_BODY:
        return Text(body, "json-ld")
    summary = characters.line(page.entry.summary or "")
    if _says_more(summary, title):
        return Text(summary, "feed")
    if shell in _OWN_SHELLS and (data.article or _is_stated(head)):
        described = data.text("description") or head.first("og:description", "description", "twitter:description")
        if _says_more(described, title) and shell_of("", described) is None:
            return Text(described, "description")
    raise Dropped(shell or "no-text")


def _is_stated(head: Head) -> bool:
    """Whether the page calls itself an article or a recording of one."""
    return head.first("og:type").lower().startswith(("article", "video", "audio", "music")) or any(
        name.startswith("article:") for name in head.metas
    )


def _says_more(text: str, title: str) -> bool:
    return len(text) >= _MIN_SUMMARY and not same(text, title)
