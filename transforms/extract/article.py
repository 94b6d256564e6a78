"""One page to one article: the pure function behind the stage, the same in a worker process, a test or an example.

What comes in is a Page, what comes out an Article whose body has no boilerplate taken out yet, but for the headline
said again. Nothing of it depends on the clock, on the machine, or on the pages before it.
"""

from __future__ import annotations

import logging
from importlib.metadata import version

from lxml.html import HtmlElement

from transforms import addresses, characters
from transforms.extract.access import find_access
from transforms.extract.agency import find_agency
from transforms.extract.authors import find_authors
from transforms.extract.body import find_body, prune, take_off_headline
from transforms.extract.counts import ExtractLimits, check_bytes
from transforms.extract.dates import find_dates
from transforms.extract.decoding import decode, is_binary
from transforms.extract.form import find_form
from transforms.extract.head import Head, canonical_url, read_head
from transforms.extract.headline import find_standfirst, find_title
from transforms.extract.hints import find_hints, paid_names
from transforms.extract.json_ld import read_json_ld
from transforms.extract.language import detect
from transforms.extract.language_choice import choose_language
from transforms.extract.live_blog import find_entries, with_parts
from transforms.extract.names import split_names
from transforms.extract.next_page import find_next_page
from transforms.extract.plain import read_plain
from transforms.extract.publisher import publisher_of
from transforms.extract.scrambled import RULE as SCRAMBLED
from transforms.extract.scrambled import take_off_scrambled
from transforms.extract.signals import find_opt_out
from transforms.extract.stand_in import choose_text
from transforms.extract.topics import find_image, find_section, find_tags
from transforms.extract.tree import parse
from transforms.failures import Dropped
from transforms.records import Article, Page

#: Raised with every change of this folder that can change an article.
REVISION = 5
EXTRACTOR = f"trafilatura {version('trafilatura')} newsbeam {REVISION}"

# They warn of every page without text, by address: that outcome is counted, not logged.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def extract(page: Page, limits: ExtractLimits | None = None) -> Article:
    """The article of a page.

    Raises:
        Dropped: ``empty``, ``not-text`` (binary content), ``not-html`` (another media type), ``no-text`` (no article
            text found, and nothing to stand in for it), and so by name ``challenge`` (a bot check), ``javascript`` (a
            page that only scripts fill), ``consent-wall``, ``not-found``, ``front-page``.
        StageError: ``too-large``, ``too-many-nodes``, ``too-deep``, ``unreadable`` (the extractor failed on it).
    """
    limits = limits or ExtractLimits()
    if page.media_type == "text/plain":
        return _from_plain(page, limits)
    if page.media_type not in ("text/html", "application/xhtml+xml"):
        raise Dropped("not-html")
    tree = parse(page.content, page.charset, limits)
    return _from_tree(page, tree)


def _from_tree(page: Page, tree: HtmlElement) -> Article:
    head = read_head(tree, page.url)
    canonical = canonical_url(head, page.url)
    data = read_json_ld(tree, page.url, canonical)
    site = addresses.operator(page.url)
    title = find_title(tree, head, data, site) or characters.line(page.entry.title or "")
    authors = find_authors(tree, head, data, publisher_of(head, data, site), page.entry.authors)
    dates = find_dates(page, tree, head, data, canonical)
    standfirsts = tree  # read before pruning
    entries = find_entries(tree, data, page.url)
    prune(tree)
    text = choose_text(find_body(tree, page.url), title, page, head, data)
    found, parts = with_parts(text.body, entries) if entries else (text.body, ())
    body, removed = take_off_scrambled(*take_off_headline(title, found))
    if not body:
        raise Dropped("no-text")
    # On the tree as it was parsed: the extractor works on copies. 1.5 ms a page.
    hints = find_hints(tree, body, title, paid_names(data))
    access, access_from = find_access(head, data, body)
    if any(cut.rule == SCRAMBLED for cut in removed) and access == "unknown":
        access, access_from = "paid", f"text:{SCRAMBLED}"
    agency, agency_from, _ = find_agency(authors.stated, body)
    language, language_from = choose_language(title, body, head, data)
    form, form_from = find_form(head, data, page.url, body, entries=len(parts), access=access, body_from=text.source)
    return Article(
        entry_id=page.entry_id,
        url=page.url,
        canonical_url=canonical,
        site=site,
        feed_url=page.entry.feed_url,
        fetched_at=page.fetched_at,
        title=title,
        standfirst=find_standfirst(standfirsts, head, data, title, body),
        body=body,
        language=language,
        authors=authors.names,
        published_at=dates.published_at,
        published_from=dates.published_from,
        modified_at=dates.modified_at,
        modified_from=dates.modified_from,
        access=access,
        access_from=access_from,
        section=find_section(head, data, title),
        tags=find_tags(head, data, title),
        image=find_image(head, data),
        opt_out=find_opt_out(head, page.signals),
        removed=removed,
        extractor=EXTRACTOR,
        hints=hints,
        agency=agency,
        agency_from=agency_from,
        form=form,
        form_from=form_from,
        body_from=text.source,
        language_from=language_from,
        parts=parts,
        next_page=find_next_page(head, page.url),
    )


def _from_plain(page: Page, limits: ExtractLimits) -> Article:
    if not page.content.strip():
        raise Dropped("empty")
    check_bytes(len(page.content), limits)
    if is_binary(page.content):
        raise Dropped("not-text")
    parts = read_plain(decode(page.content, page.charset))
    if not parts.body:
        raise Dropped("no-text")
    published = page.entry.published_at
    language = detect(parts.body)
    return Article(
        entry_id=page.entry_id,
        url=page.url,
        canonical_url=None,
        site=addresses.operator(page.url),
        feed_url=page.entry.feed_url,
        fetched_at=page.fetched_at,
        title=parts.title,
        standfirst=parts.standfirst,
        body=parts.body,
        language=language,
        language_from="text" if language else None,
        authors=split_names(page.entry.authors),
        published_at=published,
        published_from="feed" if published else None,
        opt_out=find_opt_out(Head(page.url), page.signals),
        extractor=EXTRACTOR,
    )
