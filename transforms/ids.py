"""Ids: hashes with a kind and a version over length-prefixed fields, the same on every run and machine.

The letter says what it is the id of, the digit how it is made. When a recipe changes its digit is raised, and old ids
stay what they were.
"""

from __future__ import annotations

from hashlib import blake2b, sha256

# Printable ASCII and the newline: all of a usual text but its typographic quotes, dashes and accents.
_COMMON = bytes((*range(0x20, 0x7F), 0x0A))


def _hash(kind: str, *fields: str | bytes | None) -> str:
    """``kind`` + 32 hex digits. Fields are length-prefixed, so ('ab','c') differs from ('a','bc'), None from ''."""
    digest = blake2b(digest_size=16, person=kind.encode())
    for value in fields:
        if value is None:
            digest.update(b"-;")
        else:
            data = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
            digest.update(b"%d:" % len(data))
            digest.update(data)
    return kind + digest.hexdigest()


def content_digest(content: bytes) -> str:
    """SHA-256 (hex) of a page's content."""
    return sha256(content).hexdigest()


def entry_id(
    url: str, fetched_at: str | None, digest: str, feed_url: str | None = None, guid: str | None = None
) -> str:
    """Id of an entry: first sighting of (feed, identity, content), or a replayed page (no feed: its time instead)."""
    if feed_url is None:
        return _hash("e1", None, url, fetched_at, digest)
    return _hash("e1", feed_url, guid or url, digest)


def lost_entry_id(source: str, reason: str) -> str:
    """Id of an input that never became a page (an unreadable file, a broken record): its place and what is wrong."""
    return _hash("e1", "lost", source, reason)


def article_id(site: str, identity: str) -> str:
    """Id of an article over all its versions."""
    return _hash("a1", site, identity)


def text_digest(title: str, standfirst: str, body: str) -> str:
    """Digest of a text, white space and case folded: what has the same digest says the same."""
    return digest_of_folded(fold(title), fold(standfirst), fold(body))


def digest_of_folded(title: str, standfirst: str, body: str) -> str:
    """``text_digest`` of parts that are folded already."""
    return _hash("t1", title, standfirst, body)


def news_digest(title: str, standfirst: str, body: str) -> str:
    """Digest of what a text says: of parts that are folded, without noise and typography (``stories/noise.py``)."""
    return _hash("t2", title, standfirst, body)


def fold(text: str) -> str:
    """The text with white space and case folded: ``" ".join(text.split()).casefold()``, at a fifth of its time for a
    text in which only plain spaces and newlines stand between words, and few characters but ASCII."""
    data = text.encode("utf-8", "surrogatepass")
    rare = data.translate(None, _COMMON).decode("utf-8", "surrogatepass")
    if rare != rare.casefold() or rare.split() != ([rare] if rare else []):
        return " ".join(text.split()).casefold()
    lines = data.lower().replace(b"\n", b" ")
    if b"  " in lines:
        lines = b" ".join(lines.split())
    return lines.strip(b" ").decode("utf-8", "surrogatepass")


def record_id(article: str, digest: str) -> str:
    """Id of one text of one article."""
    return _hash("r1", article, digest)


def seed_url(content: bytes) -> str:
    """Address of a plain text seed: ``seed:`` + the first 32 hex digits of its content's SHA-256."""
    return "seed:" + sha256(content).hexdigest()[:32]
