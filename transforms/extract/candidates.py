"""All candidates for the facts of an article, for people who ask why a record says what it says."""

from __future__ import annotations

from transforms import addresses
from transforms.extract.access import access_candidates
from transforms.extract.agency import find_agency
from transforms.extract.authors import find_authors
from transforms.extract.counts import ExtractLimits
from transforms.extract.dates import find_dates
from transforms.extract.evidence import CHOSEN, Candidate, bounded
from transforms.extract.head import canonical_url, read_head
from transforms.extract.json_ld import read_json_ld
from transforms.extract.language_choice import language_candidates
from transforms.extract.publisher import publisher_of
from transforms.extract.tree import parse
from transforms.records import Article, Page


def candidates_of(page: Page, article: Article, limits: ExtractLimits | None = None) -> tuple[Candidate, ...]:
    """What each source of a page says about dates, authors, agency, access, language and form, and what was chosen.

    Args:
        page: an HTML page that was extracted; a plain text has none.
        article: what was made of it.
        limits: as for ``extract``.

    Raises what ``tree.parse`` raises.
    """
    if page.media_type == "text/plain":
        return ()
    tree = parse(page.content, page.charset, limits or ExtractLimits())
    head = read_head(tree, page.url)
    canonical = canonical_url(head, page.url)
    data = read_json_ld(tree, page.url, canonical)
    publisher = publisher_of(head, data, addresses.operator(page.url))
    authors = find_authors(tree, head, data, publisher, page.entry.authors, thorough=True)
    found = [
        *find_dates(page, tree, head, data, canonical, thorough=True).candidates,
        *authors.candidates,
        *find_agency(authors.stated, article.body)[2],
        *access_candidates(head, data, article.body),
        *language_candidates(article.title, article.body, head, data),
    ]
    if article.form_from:
        found.append(Candidate("form", article.form, article.form_from, "", CHOSEN))
    return bounded(found)
