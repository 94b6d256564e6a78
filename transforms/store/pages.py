"""Pages of dead letters as the store keeps them: encoded and compressed."""

from __future__ import annotations

import zstandard

from transforms.encoding import decode, encode
from transforms.records import Page

# Level 3: HTML to a fifth at 300 MB/s; higher levels gain a tenth and cost several times as much.
_LEVEL = 3

#: A page's content is kept to 4 MB; with its other fields (a feed's summary) it stays far below this.
_MAX_LENGTH = 64_000_000


def pack_page(page: Page) -> bytes:
    """The page as bytes, about a fifth of its length."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(encode(page))


def unpack_page(data: bytes) -> Page:
    """The page that ``pack_page`` packed. Raises zstandard.ZstdError or ValueError for anything else."""
    return decode(Page, zstandard.ZstdDecompressor().decompress(data, max_output_size=_MAX_LENGTH))
