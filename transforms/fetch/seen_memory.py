"""The memory of a feed's last list as bytes: three 64-bit hashes an entry (``entry_identity.Seen``)."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from transforms.fetch.entry_identity import Seen

_ONE = struct.Struct(">3Q")

#: Entries remembered of one feed, the first of its list. A news sitemap holds up to 1,000.
MOST = 5_000


def pack_seen(seen: Iterable[Seen]) -> bytes:
    """The hashes as bytes, in their order, without repeats."""
    return b"".join(_ONE.pack(*each) for each in list(dict.fromkeys(seen))[:MOST])


def unpack_seen(data: bytes) -> list[Seen]:
    """The hashes that ``pack_seen`` packed."""
    return [Seen(*each) for each in _ONE.iter_unpack(data)]
