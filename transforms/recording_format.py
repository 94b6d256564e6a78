"""What newsbeam's own recordings look like: the facts that their writer and their reader share.

A recording is a WARC 1.1 file (ISO 28500), one gzip member a record, which any reader of web archives reads. Three
things are its own: a gzip extra field that says how long each member is, so that the end of a file that was cut off is
found without unpacking it; header fields that begin with ``Newsbeam-``; and metadata records, each right behind the
record whose content it speaks of.
"""

from __future__ import annotations

import struct
import zlib

#: In the first record of each recording, in a field of this name: the number of this format.
MARK = "Newsbeam-Recording"
FORMAT = "1"
#: What an exchange was for (robots, feed, page), and the feed that asked for it.
PURPOSE = "Newsbeam-Purpose"
FEED = "Newsbeam-Feed"
#: What a metadata record tells: page (handed out), outcome (an entry that ended without a page), error (a request that
#: got no answer), learned (rules of publishers, and from when on pages are cleaned by them).
KIND = "Newsbeam-Kind"

#: The first bytes of an unpacked recording.
FIRST_LINES = f"WARC/1.1\r\nWARC-Type: warcinfo\r\n{MARK}: {FORMAT}\r\n".encode()

# RFC 1952: magic, deflate, FEXTRA, no time, no flags, unknown system; an extra field of 12 bytes: subfield "nb" of 8.
#: The first bytes of each gzip member.
OPENING = b"\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff" + struct.pack("<H2sH", 12, b"nb", 8)
_LENGTHS = struct.Struct("<II")
#: Bytes of a member's header.
HEADER = len(OPENING) + _LENGTHS.size
_TRAILER = struct.Struct("<II")

#: Pages of 234 kB to a quarter, in 4.1 ms each; level 1 saves 0.8 ms, the highest gains 6% and takes 14 ms.
_LEVEL = 4


def pack_member(data: bytes) -> bytes:
    """One record as a gzip member that says its length, packed and unpacked (modulo 2^32, as gzip counts)."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    packed = deflate.compress(data) + deflate.flush()
    size = len(data) & 0xFFFFFFFF
    whole = HEADER + len(packed) + _TRAILER.size
    return b"".join((OPENING, _LENGTHS.pack(whole, size), packed, _TRAILER.pack(zlib.crc32(data), size)))


def member_length(header: bytes) -> int | None:
    """Length of the member that begins with these bytes (``HEADER`` of them); None where it is none of ours."""
    if len(header) < HEADER or not header.startswith(OPENING):
        return None
    length = int(_LENGTHS.unpack_from(header, len(OPENING))[0])
    return length if length >= HEADER + _TRAILER.size else None


def is_whole(member: bytes) -> bool:
    """Whether the member unpacks to its end, with the right checksum."""
    unzip = zlib.decompressobj(31)
    try:
        unzip.decompress(member)
    except zlib.error:
        return False
    return unzip.eof and not unzip.unused_data
