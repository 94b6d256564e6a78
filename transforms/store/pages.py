"""Pages as the store keeps them, of dead letters and in the spool: encoded and compressed."""

from __future__ import annotations

from typing import Any, TypeVar

import zstandard

from transforms.encoding import decode, encode
from transforms.records import Page

# Level 3: HTML to a fifth at 300 MB/s; higher levels gain a tenth and cost several times as much.
_LEVEL = 3

#: A page's content is kept to 4 MB, in the spool to 8 MB; with its other fields (a feed's summary) it stays far below.
_MAX_LENGTH = 64_000_000

R = TypeVar("R")


def pack(record: Any) -> bytes:
    """A record that holds a page as bytes, about a fifth of its length."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(encode(record))


def unpack(cls: type[R], data: bytes) -> R:
    """The record of class ``cls`` that ``pack`` packed. Raises zstandard.ZstdError or ValueError for anything else."""
    return decode(cls, zstandard.ZstdDecompressor().decompress(data, max_output_size=_MAX_LENGTH))


def pack_page(page: Page) -> bytes:
    """The page as bytes."""
    return pack(page)


def unpack_page(data: bytes) -> Page:
    """The page that ``pack_page`` packed."""
    return unpack(Page, data)
