"""``make bench``: the decision on copies and versions, alone and in its stage, over a made stream of known truth.

usage: python -m tests.bench.stories [--size N] [--others N] [--stage N] [--seed N]
  decision  sketch, index and decision as functions: documents a second and core as the index grows, bytes a document,
            and how well the outcomes agree with the truth
  others    datasketch's MinHashLSH on the first of the same articles
  stage     DeduplicateStories with its state on the local runner; making the articles is left out of its CPU seconds
Each in a process of its own. CPU seconds, since others may be using the machine; where they do, these grow too.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from typing import Any

import orjson

from tests.bench.measure import ROOT, BenchFailed
from tests.bench.story_decision import measure as decide
from tests.bench.story_others import measure as look
from tests.quality.story_truth import Judge

RATE_BAR, RATE_GOAL, BYTES_BAR = 2_000, 10_000, 400
STAGE_BAR, STAGE_MEMORY = 500, 1_000_000_000
_PHASES = 5


def main() -> int:
    options = _options()
    print(f"load before: {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores\n")
    try:
        _child(f"from tests.bench.stories import report_others; report_others({options.others}, {options.seed})")
        _child(f"from tests.bench.stories import report_decision; report_decision({options.size}, {options.seed})")
        if options.stage:
            _report_stage(options.stage, options.seed)
    except BenchFailed as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    print(f"load after: {os.getloadavg()[0]:.1f}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.stories", description="speed and memory of stories")
    parser.add_argument("--size", type=int, default=100_000, help="articles through the decision [%(default)s]")
    parser.add_argument("--others", type=int, default=10_000, help="articles through datasketch [%(default)s]")
    parser.add_argument("--stage", type=int, default=50_000, help="articles through the stage; 0: none [%(default)s]")
    parser.add_argument("--seed", type=int, default=1, help="of the made stream [%(default)s]")
    return parser.parse_args()


def report_decision(size: int, seed: int) -> None:
    """Measures and prints the decision."""
    taken = decide(size, seed, _PHASES)
    print(f"decision over {size} made articles, µs CPU a document")
    print(f"{'texts held':>12}{'sketch':>8}{'index':>8}{'decide':>8}{'all':>8}{'docs/s':>9}{'bytes':>8}")
    for phase in taken.phases:
        micros = [1e6 * t / phase.documents for t in (phase.sketch, phase.ask, phase.decide, phase.total)]
        row = "".join(f"{m:8.0f}" for m in micros)
        print(f"{phase.held:12}{row}{1e6 / micros[3]:9.0f}{phase.index_bytes / phase.held:8.0f}")
    last = taken.phases[-1]
    rate, size_each = last.documents / last.total, last.index_bytes / last.held
    beyond = last.documents / (last.ask + last.decide)
    print(f"last fifth: {rate:.0f} documents/s/core, {_verdict(rate >= RATE_BAR)} (bar {RATE_BAR}, goal {RATE_GOAL})")
    print(f"  without making sketches {beyond:.0f}, the index alone {last.documents / last.ask:.0f}")
    print(f"  {size_each:.0f} bytes a document in the index, {_verdict(size_each <= BYTES_BAR)} (bar {BYTES_BAR})")
    print(f"  the process grew by {taken.grown / 1e6:.0f} MB, with 40,000 stories and the truth about every article")
    slowed = statistics.median(taken.fixed) / min(taken.fixed)
    print(f"  a fixed piece of work took {slowed:.2f} times its best meanwhile: so busy was the machine")
    print(f"  last fifth against the first: {last.total / taken.phases[0].total:.2f} of the time")
    _report_truth(taken.judge)


def report_others(size: int, seed: int) -> None:
    """Measures and prints datasketch."""
    taken = look(size, seed)
    each = [1e6 * t / taken.documents for t in (taken.signatures, taken.lookups)]
    print(
        f"datasketch MinHashLSH over {size} of the same: {each[0]:.0f} µs a signature, {each[1]:.0f} to ask and insert"
    )
    print(
        f"  {1e6 / sum(each):.0f} documents/s/core for candidates alone, {taken.grown / taken.documents:.0f} bytes each\n"
    )


def _report_truth(judge: Judge) -> None:
    precision, recall = judge.copies()
    print(f"  right outcome: {judge.accuracy():.4f}; copies: precision {precision:.4f}, recall {recall:.4f}")
    for kind, outcomes in judge.by_kind().items():
        print(f"    {kind:10} {', '.join(f'{count} {outcome}' for outcome, count in outcomes.most_common())}")


def _report_stage(size: int, seed: int) -> None:
    print(f"\nDeduplicateStories over {size} made articles on the local runner", flush=True)
    told = orjson.loads(_child(f"from tests.bench.story_stage import measure; measure({size}, {seed})", catch=True))
    rate, peak = size / (told["cpu"] - told["making"]), told["peak"]
    print(f"  {rate:.0f} documents/s/core, {_verdict(rate >= STAGE_BAR)} (bar {STAGE_BAR})")
    print(f"  peak memory {peak / 1e6:.0f} MB, {_verdict(peak <= STAGE_MEMORY)} (bar {STAGE_MEMORY / 1e6:.0f})")
    print(
        f"  right outcome {told['accuracy']:.4f}; copies: precision {told['precision']:.4f}, recall {told['recall']:.4f}"
    )


def _verdict(met: bool) -> str:
    return "within the bar" if met else "MISSES THE BAR"


def _child(code: str, *, catch: bool = False) -> Any:
    command = [sys.executable, "-W", "ignore", "-c", code]
    sys.stdout.flush()
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE if catch else None, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise BenchFailed(f"{code}: {done.stderr[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
