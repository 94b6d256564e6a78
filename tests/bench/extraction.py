"""What the pipeline calls on a page, step by step, beside trafilatura with metadata on the same pages in the same run.

usage: python -m tests.bench.extraction [--pages N] [--rounds N] [--data DIR]
Both work on each page right after each other, so that a machine's moods hit both alike; figures are CPU time of the
process, which has no children. ``--check`` ends with 1 where the ratio is above the bar.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.bench.measure import ROOT
from tests.bench.sample import read_pages, take_pages, write_tiny_pages
from tests.bench.stages import plain
from transforms.boilerplate.engine import clean
from transforms.boilerplate.packs import default_rules
from transforms.extract import article, body
from transforms.failures import Dropped, StageError
from transforms.records import Page

BAR, GOAL = 0.40, 0.25
#: Steps of a page by the names under which ``article.py`` calls them; what it does besides is "other metadata".
STEPS = {
    "decode and parse": ("parse",),
    "head and JSON-LD": ("read_head", "canonical_url", "read_json_ld"),
    "dates": ("find_dates",),
    "authors": ("find_authors",),
    "pruning": ("prune",),
    "body": ("find_body",),
    "hints of the markup": ("find_hints",),
    "language": ("choose_language",),
}


def main() -> int:
    options = _options()
    if not (options.data / "pages.jsonl").is_file():
        print(f"SKIPPED: no pages at {options.data}. Give --data, or set NEWSBEAM_SHARED.", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory(prefix="newsbeam-bench-") as name:
        pages = read_pages(take_pages(options.data, Path(name), options.pages))
        warm = read_pages(write_tiny_pages(Path(name) / "tiny", 4))
    spent: Counter[str] = Counter()
    with _timed(spent):
        for page in (*warm, *pages[:3]):
            plain(page)
            _work(page, Counter())
        spent.clear()
        for _ in range(options.rounds):
            for page in pages:
                spent["trafilatura"] += _seconds(lambda page=page: plain(page))
                _work(page, spent)
    ratio = _report(spent, len(pages) * options.rounds)
    return int(options.check and ratio > BAR)


def _options() -> argparse.Namespace:
    shared = Path(os.environ.get("NEWSBEAM_SHARED", ROOT.parent / "shared"))
    parser = argparse.ArgumentParser(prog="python -m tests.bench.extraction", description="CPU of a page by step")
    parser.add_argument("--pages", type=int, default=160, help="how many of the pages, spread evenly [%(default)s]")
    parser.add_argument("--rounds", type=int, default=1, help="repetitions [%(default)s]")
    parser.add_argument("--data", type=Path, default=shared / "data", help="folder of pages.jsonl [%(default)s]")
    parser.add_argument("--check", action="store_true", help="end with 1 where the ratio is above the bar")
    return parser.parse_args()


def _work(page: Page, spent: Counter[str]) -> None:
    started = time.process_time()
    try:
        found = article.extract(page)
    except (Dropped, StageError):
        found = None
    extracted = time.process_time()
    if found is not None:
        clean(found, default_rules())
    spent["extraction"] += extracted - started
    spent["cleaning"] += time.process_time() - extracted


def _seconds(do: Callable[[], object]) -> float:
    started = time.process_time()
    do()
    return time.process_time() - started


@contextmanager
def _timed(spent: Counter[str]) -> Iterator[None]:
    """Adds up what the steps take, while it lasts, and what of the body is left to the library."""
    undo: list[tuple[ModuleType, str, Any]] = []

    def watch(module: ModuleType, name: str, step: str) -> None:
        function = getattr(module, name)

        def timed(*args: Any, **keywords: Any) -> Any:
            started = time.process_time()
            try:
                return function(*args, **keywords)
            finally:
                spent[step] += time.process_time() - started

        undo.append((module, name, function))
        setattr(module, name, timed)

    for step, names in STEPS.items():
        for name in names:
            watch(article, name, step)
    watch(body, "ask_library", "of it by trafilatura")
    try:
        yield
    finally:
        for module, name, function in undo:
            setattr(module, name, function)


def _report(spent: Counter[str], pages: int) -> float:
    whole = spent["trafilatura"]
    ours = spent["extraction"] + spent["cleaning"]
    rest = spent["extraction"] - sum(spent[step] for step in STEPS)
    print(f"{'CPU a page':28}{'ms':>8}{'share':>8}")
    rows = [(step, spent[step]) for step in STEPS]
    rows.insert(6, ("  of it by trafilatura", spent["of it by trafilatura"]))
    rows += [("other metadata", rest), ("cleaning", spent["cleaning"]), ("all of it", ours)]
    for label, seconds in (*rows, ("trafilatura with metadata", whole)):
        print(f"{label:28}{1000 * seconds / pages:8.2f}{seconds / whole:8.3f}")
    ratio = ours / whole
    verdict = "within the goal" if ratio <= GOAL else "within the bar" if ratio <= BAR else "ABOVE THE BAR"
    print(f"\n{pages} pages: {ratio:.3f} of trafilatura with metadata, {verdict} (bar {BAR}, goal {GOAL})")
    return ratio


if __name__ == "__main__":
    sys.exit(main())
