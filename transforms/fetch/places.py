"""Where an address lies: its host (which is asked one thing at a time), its origin (which has a robots.txt), and the
shard that owns its operator."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

from transforms.addresses import operator


@lru_cache(maxsize=16_384)
def host_of(url: str) -> str:
    """Name of the address's host, without port: two ports of a host are one machine to be spared."""
    return urlsplit(url).hostname or ""


@lru_cache(maxsize=16_384)
def origin_of(url: str) -> str:
    """Scheme, host and port of a normalised address: ``https://example.com``. A robots.txt speaks for one of them
    (RFC 9309, 2.3)."""
    scheme, rest = url.split("://", 1)
    return f"{scheme}://{rest.split('/', 1)[0].split('?', 1)[0]}"


@lru_cache(maxsize=16_384)
def shard_of(name: str, shards: int) -> int:
    """The shard that owns an operator (registrable domain): a hash of its name, so that all agree without talking."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8, person=b"shard1").digest(), "big") % shards


def spacing_factor(url: str, shard: int, shards: int) -> int:
    """By how much the spacing to this address is stretched: 1 where this shard alone asks its operator, else the number
    of shards, any of which may be sent there by a feed of its own."""
    return 1 if shard_of(operator(url), shards) == shard else shards
