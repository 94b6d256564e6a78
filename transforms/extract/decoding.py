"""Bytes to text: which charset a page is really in.

Order: byte order mark; UTF-8 where every byte agrees; what the transport named; what the page names; a guess from the
bytes. A name is believed only as far as the bytes bear it out, since labels are often wrong, while text that is valid
UTF-8 by chance is next to unknown. The result depends on the bytes and the named charset alone.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# HTML: <meta charset=x> and <meta http-equiv=content-type content="text/html; charset=x">; XML declaration.
_META = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_META_WITHIN = 4096

# What browsers read under these names (WHATWG Encoding): the larger set.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Python knows codecs that no page is in (unicode_escape, idna, utf-7): only families of charsets are let through.
_FAMILIES: tuple[str, ...] = (
    "utf-8", "utf-16", "ascii", "iso8859", "iso2022_jp", "cp", "koi8", "gb", "hz", "big5", "euc_", "shift_jis",
    "mac-", "tis-620", "johab", "ptcp154", "kz1048",
)  # fmt: skip

_SAMPLE = 5_000
_SEVEN_BIT = ("iso2022_jp", "hz")
# Signatures that no text begins with. What has none (compressed data, audio) is known by its control bytes.
_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x00\x00\x00",
    b"\x7fELF",
    b"\x28\xb5\x2f\xfd",
)
# Without tab, line breaks, and the escapes of ISO 2022.
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\f\r\x0e\x0f\x1b")


# So many control bytes may stand in a text by mistake, however short it is.
_STRAY_CONTROLS = 8


def is_binary(content: bytes) -> bool:
    """True for content that is no text in any charset: known signatures, or over 2% control bytes in the first 4 kB
    (random bytes have 10%) without being UTF-16."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    if content.startswith(_MAGIC):
        return True
    head = content[:4096]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > max(_STRAY_CONTROLS, len(head) // 50) and not _looks_utf16(head)


def decode(content: bytes, charset: str | None = None) -> str:
    """The text of a page's bytes. Bytes that are invalid in its charset become U+FFFD. Never raises.

    Args:
        content: the bytes, content encodings undone.
        charset: the charset that the transport named, in any case; None or an unknown name: look into the content.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    named = [name for name in (codec_name(charset), codec_name(_declared(content))) if name]
    if _looks_utf16(content[:4096]):
        name = "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
        return content.decode(name, "replace")
    if not any(name in _SEVEN_BIT for name in named):
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for name in dict.fromkeys(named):
        text = content.decode(name, "replace")
        if _borne_out(text, content, name):
            return text
    guess = _guessed(content)
    return content.decode(guess, "replace")


def as_utf8(content: bytes, charset: str | None = None) -> bytes:
    """The same text in UTF-8: in most pages the very bytes that came. Never raises."""
    seven_bit = any(name in _SEVEN_BIT for name in (codec_name(charset), codec_name(_declared(content))))
    if not (seven_bit or content.startswith(tuple(mark for mark, _ in _BOMS)) or _looks_utf16(content[:4096])):
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return content
    return decode(content, charset).encode("utf-8", "replace")


def codec_name(charset: str | None) -> str | None:
    """Python's name of the charset that browsers read under this label; None for a label that names none."""
    if not charset:
        return None
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):  # ValueError: a NUL or another character that no name has
        return None
    if not name.startswith(_FAMILIES):
        return None
    return _WIDER.get(name, name)


def _declared(content: bytes) -> str | None:
    found = _META.search(content, 0, _META_WITHIN)
    return found.group(1).decode("ascii", "replace") if found else None


def _looks_utf16(head: bytes) -> bool:
    """Every other byte is NUL: Latin text in UTF-16 without a mark."""
    pairs = len(head) // 2
    if pairs < 4:
        return False
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    return max(even, odd) > pairs * 0.7 and min(even, odd) < pairs * 0.1


def _borne_out(text: str, content: bytes, name: str) -> bool:
    """Few enough bytes are invalid in it: one in a thousand, or for UTF-8, fewer than its valid sequences."""
    broken = text.count("\ufffd")
    if name.startswith("utf-8"):
        valid = sum(1 for c in text if c > "\x7f") - broken
        return broken < valid
    return broken * 1_000 <= len(content)


def _guessed(content: bytes) -> str:
    sample = content if len(content) <= 2 * _SAMPLE else content[:_SAMPLE] + content[-_SAMPLE:]
    utf8 = sample.decode("utf-8", "replace")
    if _borne_out(utf8, sample, "utf-8"):
        return "utf-8"
    best = from_bytes(sample).best()
    return codec_name(best.encoding if best else None) or "cp1252"
