"""A process that does a part of the work as plain function calls, on a signal, and says what it took.

usage: python -m tests.bench.stages plain|clean LINES TINY SHARE SHARES
Reads every SHARES-th page beginning with number SHARE, warms up on the pages of TINY, prints ``ready``, waits for a
line on standard input, works, and prints JSON: pages, articles (pages that gave one), bytes, cpu and wall seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import trafilatura

from tests.bench.sample import read_pages
from transforms.boilerplate.engine import clean
from transforms.boilerplate.packs import default_rules
from transforms.extract.article import extract
from transforms.failures import Dropped, StageError
from transforms.records import Page


def plain(page: Page) -> bool:
    """trafilatura as it is called by who only wants text and metadata."""
    return trafilatura.bare_extraction(page.content, url=page.url, with_metadata=True) is not None


def cleaned(page: Page) -> bool:
    """What ExtractArticles and DropBoilerplate do with a page, without Beam. True where an article comes out."""
    try:
        clean(extract(page), default_rules())
    except (Dropped, StageError):
        return False
    return True


WORK: dict[str, Callable[[Page], bool]] = {"plain": plain, "clean": cleaned}


def main(work: str, lines: str, tiny: str, share: int, shares: int) -> None:
    do = WORK[work]
    pages = read_pages(Path(lines))[share::shares]
    for page in read_pages(Path(tiny)):
        do(page)
    print("ready", flush=True)
    sys.stdin.readline()
    cpu, wall = time.process_time(), time.perf_counter()
    articles = sum(do(page) for page in pages)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    total = sum(len(page.content) for page in pages)
    told = {"pages": len(pages), "articles": articles, "bytes": total, "cpu": cpu, "wall": wall}
    print(orjson.dumps(told).decode(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
