"""``make quality``: the three scores of the labelled data beside the checkout, over the functions the pipeline calls.

Then the made set (``made_boilerplate.py``: by language and kind, seen and unseen half), which needs no data, and the
misses with what stands around them (``misses.py``), for people to read.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.quality import made_boilerplate, made_pairs_score
from tests.quality.misses import read, render

ROOT = Path(__file__).resolve().parents[2]
SCORES = (("pages", "page_body"), ("fused", "clean_text"), ("pairs", "compare"))


def main() -> int:
    """Runs the scorer for each; returns 1 where one failed, 0 with a loud word where there is no data."""
    shared = Path(os.environ.get("NEWSBEAM_SHARED", ROOT.parent / "shared"))
    scorer = shared / "score" / "score.py"
    if not scorer.is_file():
        print(f"SKIPPED: no evaluation data at {shared}; set NEWSBEAM_SHARED to the folder with data/ and score/")
        made_boilerplate.main([])
        made_pairs_score.main([])
        return 0
    failed = 0
    made_boilerplate.main([])
    made_pairs_score.main([])
    misses = ROOT / "out" / "quality"
    misses.mkdir(parents=True, exist_ok=True)
    for what, function in SCORES:
        print(f"\n== {what}: tests.quality.adapters:{function} (misses in out/quality/{what}.jsonl)", flush=True)
        command = [sys.executable, str(scorer), what, f"tests.quality.adapters:{function}"]
        failed |= subprocess.run(
            [*command, "--misses", str(misses / f"{what}.jsonl")], cwd=ROOT, check=False
        ).returncode
        print(render(read(misses / f"{what}.jsonl")), flush=True)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
