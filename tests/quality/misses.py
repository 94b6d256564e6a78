"""Misses for people to read: what was left or lost, with what stands around it, from the scorer's misses files.

``python -m tests.quality.misses FOLDER`` prints those of ``pages.jsonl`` and ``fused.jsonl`` in a folder. Nothing here
decides or scores.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: Characters of what is right that are shown around a miss, and of the miss itself.
AROUND = 60
SHOWN = 240
#: Misses of one kind and category that are printed.
MOST = 12


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The misses of one file; none where there is no such file."""
    if path.is_file():
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines)


def difference(want: str, got: str) -> tuple[str, str, str]:
    """What ``got`` has in place of what ``want`` has, and the text both share right before it: (before, lost, left)."""
    first = 0
    while first < min(len(want), len(got)) and want[first] == got[first]:
        first += 1
    last = 0
    while last < min(len(want), len(got)) - first and want[-1 - last] == got[-1 - last]:
        last += 1
    return want[max(0, first - AROUND) : first], want[first : len(want) - last], got[first : len(got) - last]


def describe(miss: dict[str, Any]) -> tuple[str, str]:
    """Kind of a miss, and one or two lines on it."""
    if "got" in miss and "cat" in miss:
        want, got = miss["want"], miss["got"]
        before, lost, left = difference(want, got)
        if want in got:
            at = got.index(want)
            left, before = (got[:at] or got[at + len(want) :]), want[-AROUND:] if at == 0 else ""
        parts = [f"…{before}" if before else ""]
        parts += [
            f"[left: {_short(left)}]" if left else "",
            f"[lost: {_short(lost)}]" if lost and want not in got else "",
        ]
        after = "" if before else f" {want[:AROUND]}…"
        return f"fused {miss['cat']}", "".join(parts) + after
    kind = str(miss.get("kind", "miss"))
    if "overlap" in miss:
        return kind, f"{miss['url']}: shared {miss['overlap'][0]:.2f}, too much {miss['overlap'][1]:.2f}"
    return f"{kind} {miss.get('cat', '')}".strip(), f"{_short(miss.get('text', ''))}  ({miss.get('url', '')})"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN // 2]} … {text[-SHOWN // 2 :]}"


def render(misses: Iterator[dict[str, Any]]) -> str:
    """Misses by kind, the most frequent kind first, a few of each."""
    kinds: dict[str, list[str]] = {}
    for miss in misses:
        kind, line = describe(miss)
        kinds.setdefault(kind, []).append(line)
    out: list[str] = []
    for kind, lines in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0])):
        out.append(f"-- {kind}: {len(lines)}")
        out += [f"   {line}" for line in lines[:MOST]]
    return "\n".join(out)


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0] if arguments else "out/quality")
    for what in ("pages", "fused"):
        print(f"== {what}")
        print(render(read(folder / f"{what}.jsonl")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
