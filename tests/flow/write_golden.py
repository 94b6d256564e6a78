"""Writes the expectations of the golden run and of the labels anew: ``python -m tests.flow.write_golden``, then read the
difference before it is committed."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from pipeline.cli import main
from tests.flow.test_golden import KINDS
from tests.flow.test_labels import SNAPSHOT, every_graph

ROOT = Path(__file__).resolve().parents[2]


def write() -> int:
    """Replays the seeds and copies what came out over the expectations."""
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        code = main(["replay", "seeds", "--store", f"sqlite:{folder}/a.db", "--to", f"jsonl:{folder}/out"])
        for kind in KINDS:
            shutil.copyfile(Path(folder, "out", f"{kind}.jsonl"), ROOT / "seeds" / "expected" / f"{kind}.jsonl")
    SNAPSHOT.write_text(every_graph(ROOT))
    return code


if __name__ == "__main__":
    sys.exit(write())
