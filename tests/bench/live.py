"""``make bench``: what a live run costs beyond the network, when it is busy and when it is not.

usage: python -m tests.bench.live [--rounds N] [--sites N] [--feeds N] [--seconds N]
  fetches   the crawler against the fake web on loopback, beside a bare aiohttp loop on the same addresses with the same
            concurrency, in rounds one after the other; all requests of both count; figures are medians
  schedule  10,000 feeds with nothing due: memory of a feed, share of a core
  resume    bytes and time of a checkpoint of 100 feeds with 300 entries pending
The web runs on the same machine, and so does the process that reads feeds, which a bare loop does without: on two cores
the crawler shares with both, and what else runs takes more from three processes than from two. So the CPU of the
crawler's own process stands beside the rates: it does not depend on how much of the machine the others left over.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import orjson

from tests.bench.fetching import CONCURRENCY, Fetched, bare, crawl, fake_web
from tests.bench.measure import ROOT, BenchFailed

RATE_BAR, SHARE_BAR = 0.7, 5.0
_STEP = 600


def main() -> int:
    options = _options()
    print(f"load before: {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores")
    try:
        with tempfile.TemporaryDirectory(prefix="newsbeam-bench-") as name:
            with fake_web(Path(name), options.sites, options.feeds, _STEP) as feeds:
                rounds = _rounds(feeds, options.rounds)
        _report_fetches(rounds)
        _report_schedule(_measured("schedule", options.seconds))
        _report_resume(_measured("resume", options.seconds))
    except BenchFailed as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    print(f"load after: {os.getloadavg()[0]:.1f}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.live", description="speeds and memory of a live run")
    parser.add_argument("--rounds", type=int, default=5, help="repetitions of the fetches [%(default)s]")
    parser.add_argument("--sites", type=int, default=120, help="hosts of the fake web [%(default)s]")
    parser.add_argument("--feeds", type=int, default=240, help="feeds on them [%(default)s]")
    parser.add_argument("--seconds", type=float, default=15.0, help="how long nothing is due [%(default)s]")
    return parser.parse_args()


def _rounds(feeds: list[str], count: int) -> list[tuple[Fetched, Fetched]]:
    _, urls = crawl(feeds)  # the web makes its pages when they are first asked for
    bare(urls)
    rounds = []
    for number in range(count):
        crawled, urls = crawl(feeds)
        rounds.append((crawled, bare(urls)))
        rates = f"crawler {crawled.rate:.0f}/s, bare {rounds[-1][1].rate:.0f}/s"
        print(f"round {number + 1} of {count}: {rates}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    return rounds


def _report_fetches(rounds: list[tuple[Fetched, Fetched]]) -> None:
    first = rounds[0][0]
    print(
        f"\n{first.requests} requests, {first.bytes / 1e6:.0f} MB, {CONCURRENCY} at once, {len(rounds)} rounds, medians"
    )
    print(f"{'':20}{'fetches/s':>10}{'wall s':>8}{'CPU ms a fetch':>16}")
    for label, place in (("crawler", 0), ("bare aiohttp", 1)):
        taken = [each[place] for each in rounds]
        rate, wall = median(t.rate for t in taken), median(t.wall for t in taken)
        print(f"{label:20}{rate:10.0f}{wall:8.2f}{median(1000 * t.cpu / t.requests for t in taken):16.2f}")
    ratios = [crawled.rate / plain.rate for crawled, plain in rounds]
    cpu = median((plain.cpu / plain.requests) / (crawled.cpu / crawled.requests) for crawled, plain in rounds)
    ratio = median(ratios)
    print(f"crawler / bare: {ratio:.2f} of the rate, {_verdict(ratio >= RATE_BAR)} (bar {RATE_BAR}); by CPU {cpu:.2f}")
    print(f"  each round: {', '.join(f'{each:.2f}' for each in ratios)}")


def _report_schedule(told: dict[str, float]) -> None:
    if told["asked"]:
        raise BenchFailed(f"{told['asked']:.0f} requests were made although nothing was due")
    share = 100 * told["share"]
    print(f"\n10,000 feeds, nothing due for {told['seconds']:.0f} s: {told['bytes'] / 1000:.1f} kB a feed")
    print(f"share of a core: {share:.2f}%, {_verdict(share <= SHARE_BAR)} (bar {SHARE_BAR:.0f}%)")
    print(f"  taking over the list again, every five minutes: {1000 * told['list']:.0f} ms")


def _report_resume(told: dict[str, float]) -> None:
    print(f"\nresume of {told['feeds']:.0f} feeds and {told['pending']:.0f} pending entries: ", end="")
    print(f"{told['bytes'] / 1000:.0f} kB, encode {told['encode']:.1f} ms, decode {told['decode']:.1f} ms")


def _verdict(met: bool) -> str:
    return "within the bar" if met else "MISSES THE BAR"


def _measured(what: str, seconds: float) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.quiet", what, str(seconds)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchFailed(f"{what}: {done.stderr[-2000:]}")
    told: dict[str, float] = orjson.loads(done.stdout)
    return told


if __name__ == "__main__":
    sys.exit(main())
