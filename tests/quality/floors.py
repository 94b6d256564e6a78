"""Floors under the scores of the labelled data, so that quality cannot rot unseen.

``floors.toml`` holds what was measured when it was written, with the digest of the data it was measured on. A score may
fall below it by a margin for noise; on other data (another digest) by a wider one, since the sample itself moves a
score. ``python -m tests.quality.floors --write`` measures again and writes the file.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import io
import json
import os
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.quality import adapters

ROOT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).with_name("floors.toml")

#: What of each score is held: a name of the scorer's last line, and whether more of it is better.
HELD: dict[str, dict[str, bool]] = {
    "pages": {"body.f1": True, "boilerplate.recall": True, "body_paragraphs.kept": True},
    "fused": {"exact": True, "harmed": False},
    "pairs": {"same.f1": True, "update.recall": True, "update.lost_as_same": False},
}
FUNCTIONS: dict[str, Callable[..., str]] = {
    "pages": adapters.page_body,
    "fused": adapters.clean_text,
    "pairs": adapters.compare,
}

#: By how much a score may be worse on the same data (libraries and their versions move it), and on other data.
MARGIN = 0.005
OTHER_DATA = 0.08


def shared_data() -> Path:
    """The folder of labelled data beside the checkout."""
    return Path(os.environ.get("NEWSBEAM_SHARED", ROOT.parent / "shared"))


def digest(shared: Path, what: str) -> str:
    """SHA-256 (16 hex digits) of all bytes that a score is measured on, the saved pages included."""
    found = hashlib.sha256((shared / "data" / f"{what}.jsonl").read_bytes())
    if what == "pages":
        for page in sorted((shared / "data" / "pages").iterdir()):
            found.update(page.name.encode() + b"\0" + page.read_bytes())
    return found.hexdigest()[:16]


def measure(shared: Path, what: str) -> dict[str, Any]:
    """The scorer's figures for ``pages``, ``fused`` or ``pairs``. Raises AssertionError where the function raised."""
    scorer = _scorer(shared)
    call = scorer.Timed(FUNCTIONS[what])
    with contextlib.redirect_stdout(io.StringIO()):
        data = shared / "data"
        if what == "pages":
            figures = scorer.score_pages(data, call, None, 0)
        else:
            figures = {"fused": scorer.score_fused, "pairs": scorer.score_pairs}[what](data, call, None)
    assert figures["raised"] == 0, f"{what}: the measured function raised {figures['raised']} times"
    return dict(figures)


def worse(what: str, figures: Mapping[str, Any], floors: Mapping[str, Any], data: str) -> list[str]:
    """A sentence for each held figure that is worse than its floor by more than the margin."""
    floor = floors[what]
    margin = MARGIN if floor["digest"] == data else OTHER_DATA
    found = []
    for name, more_is_better in HELD[what].items():
        measured, held = float(figures[name]), float(floor[name])
        if (held - measured if more_is_better else measured - held) > margin:
            found.append(f"{what} {name}: {measured} measured, {held} held, margin {margin}")
    return found


def read_floors() -> dict[str, Any]:
    """What is held, by score."""
    return tomllib.loads(FLOORS.read_text())


def main() -> int:
    """Prints each figure beside its floor; with ``--write`` makes what is measured the floor."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0] if __doc__ else "")
    parser.add_argument("--write", action="store_true", help="hold what is measured now")
    write = parser.parse_args().write
    shared = shared_data()
    if not shared.is_dir():
        print(f"SKIPPED: no evaluation data at {shared}; set NEWSBEAM_SHARED to the folder with data/ and score/")
        return 0
    held = read_floors() if FLOORS.is_file() else {}
    lines, bad = [], []
    for what, names in HELD.items():
        figures, data = measure(shared, what), digest(shared, what)
        lines += [f"[{what}]", f'digest = "{data}"', *(f'"{name}" = {figures[name]}' for name in names), ""]
        for name in names:
            print(f"{what:6} {name:22} {figures[name]:<8} held {held.get(what, {}).get(name, '-')}")
        bad += worse(what, figures, held, data) if what in held and not write else []
    if write:
        FLOORS.write_text(
            "# Written by python -m tests.quality.floors --write: what was measured, and on which data.\n\n"
            + "\n".join(lines).rstrip()
            + "\n"
        )
    print(json.dumps(bad) if bad else "all floors hold")
    return int(bool(bad))


def _scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("newsbeam_score", shared / "score" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
