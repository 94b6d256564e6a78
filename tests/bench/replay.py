"""``make bench``: what a replay costs beyond the work that it is there for.

usage: python -m tests.bench.replay [--pages N] [--rounds N] [--workers N] [--data DIR]
On the same pages, in rounds one after the other, so that a machine's moods hit all alike; figures are medians:
  plain     trafilatura.bare_extraction(with_metadata=True), one process
  clean     extraction with metadata and cleaning as functions, as many processes at once as the replay has workers
            (two busy cores are slower than one alone, so CPU seconds of one process cannot be compared with two)
  start-up  newsbeam replay of a few tiny pages: imports, worker processes, graph, a fresh store
  replay    newsbeam replay of all pages into a fresh store
CPU seconds are those of all processes, children included. The cost beyond is replay - start-up against clean.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.measure import ROOT, BenchFailed, Taken, functions, replay
from tests.bench.sample import take_pages, write_tiny_pages

BAR, GOAL = 10.0, 5.0  # percent
_TINY_A_WORKER = 4
_MB = 1_000_000


def main() -> int:
    options = _options()
    if not (options.data / "pages.jsonl").is_file():
        print(f"SKIPPED: no pages at {options.data}. Give --data, or set NEWSBEAM_SHARED.", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory(prefix="newsbeam-bench-") as name:
        folder = Path(name)
        lines = take_pages(options.data, folder / "pages", options.pages)
        tiny = write_tiny_pages(folder / "tiny", _TINY_A_WORKER * options.workers)
        try:
            rounds = _rounds(lines, tiny, folder, options.workers, options.rounds)
        except BenchFailed as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
    _report(rounds, options.workers)
    return 0


def _options() -> argparse.Namespace:
    shared = Path(os.environ.get("NEWSBEAM_SHARED", ROOT.parent / "shared"))
    parser = argparse.ArgumentParser(prog="python -m tests.bench.replay", description="speeds and memory of a replay")
    parser.add_argument("--pages", type=int, help="how many of the pages, spread evenly [all]")
    parser.add_argument("--rounds", type=int, default=3, help="repetitions of everything [%(default)s]")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)), help="processes [%(default)s]")
    parser.add_argument("--data", type=Path, default=shared / "data", help="folder of pages.jsonl [%(default)s]")
    return parser.parse_args()


def _rounds(lines: Path, tiny: Path, folder: Path, workers: int, count: int) -> list[dict[str, Taken]]:
    def replayed(given: Path) -> Taken:
        store = folder / "store"
        taken = replay(given, store, ["--workers", str(workers)])
        shutil.rmtree(store)
        return taken

    work: dict[str, Callable[[], Taken]] = {
        "plain": lambda: functions("plain", lines, tiny, 1),
        "clean": lambda: functions("clean", lines, tiny, workers),
        "start-up": lambda: replayed(tiny),
        "replay": lambda: replayed(lines),
    }
    rounds = []
    for number in range(count):
        print(f"round {number + 1} of {count}:", end="", file=sys.stderr, flush=True)
        taken = {}
        for name, run in work.items():
            taken[name] = run()
            print(f" {name} {taken[name].cpu:.1f}", end="", file=sys.stderr, flush=True)
        print(" s CPU", file=sys.stderr)
        _check(taken["clean"], taken["replay"])
        rounds.append(taken)
    return rounds


def _check(called: Taken, replayed: Taken) -> None:
    """Raises BenchFailed where the two did different work, or hardly any: a page that fails is cheap."""
    if called.articles != replayed.articles or 2 * called.articles < called.pages:
        raise BenchFailed(
            f"of {called.pages} pages the functions made {called.articles} articles, the replay "
            f"{replayed.articles}: the figures cannot be compared. Look at newsbeam failures list after a replay."
        )


def _report(rounds: list[dict[str, Taken]], workers: int) -> None:
    first = rounds[0]["clean"]
    pages = first.pages
    print(f"{pages} pages, {first.bytes / _MB:.0f} MB of HTML, {workers} workers, {len(rounds)} rounds, medians\n")
    print(f"{'':34}{'CPU s':>8}{'ms/page':>9}{'wall s':>8}{'pages/s':>9}")
    rows = [
        ("plain trafilatura, one process", "plain"),
        ("extraction and cleaning", "clean"),
        ("start-up of a replay", "start-up"),
        ("replay, start-up included", "replay"),
    ]
    for label, name in rows:
        cpu, wall = _median(rounds, name, "cpu"), _median(rounds, name, "wall")
        rates = f"{1000 * cpu / pages:9.1f}{wall:8.1f}{pages / wall:9.1f}" if name != "start-up" else f"{wall:17.1f}"
        print(f"{label:34}{cpu:8.1f}{rates}")
    net = [r["replay"].cpu - r["start-up"].cpu for r in rounds]
    beyond = [100 * (n / r["clean"].cpu - 1) for n, r in zip(net, rounds, strict=True)]
    cost = statistics.median(beyond)
    verdict = "within the goal" if cost <= GOAL else "within the bar" if cost <= BAR else "ABOVE THE BAR"
    print(f"{'replay without start-up':34}{statistics.median(net):8.1f}{1000 * statistics.median(net) / pages:9.1f}")
    print(f"\nbeyond extraction and cleaning: {cost:+.1f}% CPU, {verdict} (bar {BAR:.0f}%, goal {GOAL:.0f}%)")
    print(f"  each round: {', '.join(f'{each:+.1f}%' for each in beyond)}")
    memory = max((r["replay"] for r in rounds), key=lambda taken: taken.memory)
    main_process, *others = memory.memory_each
    each = ", ".join(f"{held / _MB:.0f}" for held in sorted(others, reverse=True))
    print(f"peak memory: {memory.memory / _MB:.0f} MB together; {main_process / _MB:.0f} MB main, {each} MB children")


def _median(rounds: list[dict[str, Taken]], name: str, field: str) -> float:
    return statistics.median(getattr(taken[name], field) for taken in rounds)


if __name__ == "__main__":
    sys.exit(main())
