"""A feed's bytes as text, what kind of document they are, and whether they are read at all.

The kind is told from the content, never from a header or a name. Counts decide what is refused, so the same document
is refused everywhere; the deadline of the process that reads (``guarded.py``) is the backstop.
"""

from __future__ import annotations

import re
import zlib
from html.entities import html5

from transforms.extract.decoding import decode
from transforms.failures import StageError
from transforms.fetch.feed_document import FeedLimits

_GZIP = b"\x1f\x8b"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
# What XML 1.0 does not allow: one of these turns a sound feed into a broken one.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"<\?xml\b[^<>]{0,500}?\?>", re.IGNORECASE)
_PROLOGUE = re.compile(r"\s+|<\?[^<>]{0,2000}>|<!--(?:(?!-->)[\s\S]){0,20000}-->")
_ROOT = re.compile(r"<(?:[\w.-]{1,80}:)?([A-Za-z][\w.-]{0,80})[\s/>]")
_DOCTYPE = re.compile(r"<!doctype\s+([\w:.-]{1,80})[^\[<>]{0,1000}", re.IGNORECASE)
_ENTITY = re.compile(
    r"<!ENTITY\s+([\w.-]{1,40})\s+(?:\"([^\"<%&]{0,64})\"|'([^'<%&]{0,64})'|[\"'](&\#\w{1,8};)[\"'])\s*>"
)
_DECLARED = re.compile(rb"<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})")
_UNICODE = re.compile(r"utf-?8|us-ascii|ascii", re.IGNORECASE)
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
# A tag of thousands of characters: ``>`` may stand between quotes. Possessive, so that nothing is tried twice.
_LONG_TAG = re.compile(r"""<[A-Za-z](?=[^<]{4000})(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+""")
_NAMED = re.compile(r"&([A-Za-z_][\w.-]{0,39};)")
_NUMBERED = re.compile(r"&#(?:[xX]([0-9a-fA-F]++)|([0-9]++));?")
_LONGEST_REFERENCE = 16
_MARKUP = frozenset("<>&\"'")
# A feed that somebody wrapped into a page.
_FEED_INSIDE = re.compile(r"<(rss(?=\s[^<>]{0,500}version)|(?:\w{1,20}:)?(?:feed|RDF)(?=\s[^<>]{0,500}xmlns))", re.I)
_HTML_ROOTS = frozenset(("html", "head", "body", "title", "meta", "script", "div", "p", "table"))


def feed_text(content: bytes, content_type: str | None, limits: FeedLimits) -> str:
    """The document as text that an XML reader may have: without byte order mark, XML declaration, illegal characters,
    leading white space, and with no document type but its harmless entities.

    Args:
        content: the body of the response; a gzip file (``sitemap.xml.gz``) is unpacked.
        content_type: the header; only its charset is looked at.

    Raises:
        StageError: ``empty``, ``too-large``, ``broken-gzip``, ``too-many-attributes``, ``too-many-comments``,
            ``too-many-tags``, ``entity-bomb``.
    """
    if content.startswith(_GZIP):
        content = _unpacked(content, limits)
    _check_bytes(len(content), limits)
    text = _ILLEGAL.sub("", decode(content, _charset(content, content_type))).lstrip("\ufeff \t\r\n")
    if not text:
        raise StageError("empty", f"{len(content)} bytes without any text: a feed is expected")
    if text.startswith(("{", "[")):
        return text
    check_markup(text, limits)
    if declaration := _DECLARATION.match(text):
        text = text[declaration.end() :]
    return _NUMBERED.sub(_legal, _NAMED.sub(_character, _harmless(text, limits)))


def root_name(text: str) -> str:
    """What the document's first element is called, lower case, without prefix; ``json`` for an object or array,
    ``html`` for what calls itself a page; '' where there is no element."""
    if text.startswith(("{", "[")):
        return "json"
    place = 0
    while found := _PROLOGUE.match(text, place):
        place = found.end()
    doctype = _DOCTYPE.match(text, place)
    if doctype:
        if doctype[1].lower() == "html":
            return "html"
        place = text.find(">", doctype.end()) + 1
        while found := _PROLOGUE.match(text, place):
            place = found.end()
    root = _ROOT.match(text, place)
    return root[1].lower() if root else ""


def is_page(root: str) -> bool:
    """Whether a document whose first element has this name is a page."""
    return root in _HTML_ROOTS


def feed_inside(page: str) -> str | None:
    """The feed that somebody wrapped into a page; None where there is none."""
    found = _FEED_INSIDE.search(page)
    if found is None:
        return None
    end = page.rfind(f"</{found[1]}>")
    return page[found.start() : end + len(found[1]) + 3 if end > found.start() else len(page)]


def check_markup(text: str, limits: FeedLimits) -> None:
    """Refuses by counts what makes readers slow. Raises StageError."""
    tags = text.count("<")
    if tags > limits.tags:
        raise StageError("too-many-tags", f"{tags:,} tags, allowed are {limits.tags:,}: is this a feed?")
    unclosed = text.count("<!--") - text.count("-->")
    if unclosed > limits.comments:
        raise StageError("too-many-comments", f"{unclosed:,} comments are not closed, allowed are {limits.comments:,}")
    entities = text.count("<!ENTITY")
    if entities > limits.entities:
        raise StageError("entity-bomb", f"{entities:,} entities are declared, allowed are {limits.entities:,}")
    # Only tags that are long enough to hold that many are counted: no feed pays for this check.
    for tag in _LONG_TAG.finditer(text):
        attributes = tag.group().count("=")
        if attributes > limits.attributes:
            raise StageError(
                "too-many-attributes", f"{attributes:,} attributes on one element, allowed are {limits.attributes:,}"
            )


def _charset(content: bytes, content_type: str | None) -> str | None:
    """The charset that the header names; where nothing but UTF-8 is named, which is tried first anyhow: Western, if the
    bytes look like it. There letters beyond ASCII stand alone, in other scripts in runs. Left to statistics, Portuguese
    is taken for Baltic."""
    named = _CHARSET.search(content_type or "")
    if named and not _UNICODE.match(named[1]):
        return named[1]
    declared = _DECLARED.search(content, 0, 500)
    if declared and not _UNICODE.match(declared[1].decode("ascii")):
        return None
    runs = _HIGH_RUN.findall(content, 0, 1_000_000)
    alone = sum(1 for run in runs if len(run) == 1)
    return "windows-1252" if alone * 2 > sum(map(len, runs)) else None


def _check_bytes(length: int, limits: FeedLimits) -> None:
    if length > limits.bytes:
        raise StageError(
            "too-large", f"{length:,} bytes, allowed are {limits.bytes:,}: raise the limit if it is a feed"
        )


def _unpacked(content: bytes, limits: FeedLimits) -> bytes:
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = reader.decompress(content, limits.bytes + 1)
    except zlib.error as error:
        raise StageError("broken-gzip", "the file begins as gzip and cannot be unpacked: ask for it again") from error
    _check_bytes(len(unpacked), limits)
    return unpacked


def _harmless(text: str, limits: FeedLimits) -> str:
    """Without document type, but with those of its entities that are short and refer to nothing: no name is resolved
    to a file or address, and nothing grows."""
    found = re.search(r"<!doctype\b", text[:20_000], re.IGNORECASE)
    if found is None or root_name(text) == "html":
        return text
    subset = text.find("[", found.end())
    end = text.find(">", found.end())
    if 0 <= subset < end:
        closing = re.compile(r"\]\s*>").search(text, subset)
        end = closing.end() - 1 if closing else end
    if end < 0:
        return text
    declared = {f"{m[1]};": m[2] or m[3] or m[4] or "" for m in _ENTITY.finditer(text, found.start(), end)}
    expanded = _NAMED.sub(lambda m: declared.get(m[1], m[0]), text[: found.start()] + text[end + 1 :])
    _check_bytes(len(expanded), limits)
    return expanded


def _legal(found: re.Match[str]) -> str:
    """A numeric reference as it stands; nothing for one to a character that XML does not allow."""
    if len(found[0]) > _LONGEST_REFERENCE:
        return ""
    number = int(found[1], 16) if found[1] else int(found[2])
    if number > 0x10FFFF or _ILLEGAL.match(chr(number)):
        return ""
    return found[0]


def _character(found: re.Match[str]) -> str:
    """The character that an HTML name stands for; XML knows five names only, and those stay."""
    text = html5.get(found[1], "")
    return text if text and not _MARKUP.intersection(text) else found[0]
