"""The text of an article as stories compare it.

Folding (white space and case) takes longer than most of what is built on it, so it is done when it is first asked for,
once; and where the digest came along with the article, mostly not at all.
"""

from __future__ import annotations

from functools import cached_property

from transforms import ids
from transforms.addresses import operator
from transforms.learn.before import before_learned
from transforms.records import Article
from transforms.stories.noise import essence, typeset
from transforms.stories.story import pack_article


class ArticleText:
    """An article with its folded text and the digest of it.

    Args:
        article: The article.
        digest: Its ``ids.text_digest`` where that is known already; '' where it is not.
    """

    def __init__(self, article: Article, digest: str = "") -> None:
        self.article = article
        self._digest = digest

    @cached_property
    def digest(self) -> str:
        """The digest of title, standfirst and body: what has the same digest says the same."""
        if self._digest:
            return self._digest
        title, standfirst = ids.fold(self.article.title), ids.fold(self.article.standfirst)
        digest = ids.news_digest(typeset(title), typeset(standfirst), typeset(self.body))
        # So that one record has one source, whichever of its looks came first.
        return ids.news_digest(digest, self.source, "") if self.source else digest

    @cached_property
    def source(self) -> str:
        """The site of another publisher whose page the page names as the one it stands for; '' where it names none."""
        canonical = self.article.canonical_url
        if not canonical or not self.article.site or self.article.site == "seed":
            return ""
        site = operator(canonical)
        return site if site not in ("", "seed", self.article.site) else ""

    @cached_property
    def body(self) -> str:
        """The body without noise, folded. As it is before learned cuts: what was learned since makes no version."""
        return ids.fold(essence(before_learned(self.article)))

    @cached_property
    def packed(self) -> bytes:
        """The article as a story keeps it."""
        return pack_article(self.article)

    def record_id(self, article_id: str) -> str:
        """Id of the text that this is a sighting of, among its article's texts."""
        return ids.record_id(article_id, self.digest)
