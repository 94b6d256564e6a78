"""datasketch's MinHashLSH over the same stream, for comparison: it finds candidates and decides nothing."""

from __future__ import annotations

import time
from itertools import islice
from typing import NamedTuple

import psutil
from datasketch import MinHash, MinHashLSH

from tests.quality.made_stories import stream
from transforms.stories.sentences import words

_BATCH = 500


class Looked(NamedTuple):
    """What the others took: CPU seconds for signatures, and for asking and inserting; bytes by which it grew."""

    documents: int
    signatures: float
    lookups: float
    grown: int


def measure(size: int, seed: int) -> Looked:
    """MinHash with 128 permutations over shingles of three words, LSH at .7, as its manual shows it."""
    lsh = MinHashLSH(threshold=0.7, num_perm=128)
    before = psutil.Process().memory_info().rss
    made = stream(size, seed)
    signatures = lookups = 0.0
    while batch := list(islice(made, _BATCH)):
        begun = time.process_time()
        hashes = [_signature(each.article.body) for each in batch]
        signed = time.process_time()
        for each, signature in zip(batch, hashes, strict=True):
            lsh.query(signature)
            lsh.insert(each.article.entry_id, signature)
        lookups += time.process_time() - signed
        signatures += signed - begun
    return Looked(size, signatures, lookups, psutil.Process().memory_info().rss - before)


def _signature(body: str) -> MinHash:
    found = words(body)
    shingles = {" ".join(found[i : i + 3]).encode() for i in range(max(1, len(found) - 2))}
    signature = MinHash(num_perm=128)
    signature.update_batch(list(shingles))
    return signature
