"""How well boilerplate is cut that no rule was written from: notices made for this project, joined to made news.

``python -m tests.quality.made_boilerplate`` prints, for each kind and language and for both halves of the wordings, how
many joints come out exactly, how many lose body text, and how many traps (news about donations, cookies, apps …) stay
whole. ``--left`` lists the misses of the seen half, for whoever writes rules. The other half is only scored: it tells
what the rules do with wordings that nobody fitted them to, so nothing prints it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from transforms.boilerplate import packs
from transforms.boilerplate.engine import clean_text

MADE = Path(__file__).parent / "made"
HALVES = ("seen", "unseen")
TRAPS = "traps"


@dataclass(frozen=True, slots=True)
class Case:
    """One text with known truth: ``text`` must come out as ``want``."""

    language: str
    kind: str
    half: str
    how: str
    text: str
    want: str


def half_of(wording: str) -> str:
    """``seen`` or ``unseen``, by the wording's own hash: it stays where it is when others are added."""
    return HALVES[sha256(wording.encode()).digest()[0] & 1]


def wordings(path: Path) -> dict[str, list[str]]:
    """Kind to its wordings, ``body`` and ``traps`` among them, from a file with ``# kind`` above each list."""
    found: dict[str, list[str]] = {}
    kind = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
            found[kind] = []
        elif line:
            found[kind].append(line)
    return found


def cases() -> Iterator[Case]:
    """Every notice joined to body text in each way, and every trap, in order of language and kind."""
    for path in sorted(MADE.glob("*.txt")):
        lists = wordings(path)
        body = lists.pop("body")
        for kind, texts in lists.items():
            for wording in texts:
                half = half_of(wording)
                first = sha256(f"body {wording}".encode()).digest()[0] % len(body)
                before, after = body[first], body[(first + 3) % len(body)]
                if kind == TRAPS:
                    yield Case(path.stem, kind, half, "alone", wording, wording)
                    yield Case(path.stem, kind, half, "within", *[f"{before} {wording} {after}"] * 2)
                    yield Case(path.stem, kind, half, "paragraph", *[f"{before}\n{wording}\n{after}"] * 2)
                    continue
                for how, text, want in _joined(kind, wording, before, after):
                    yield Case(path.stem, kind, half, how, text, want)


def _joined(kind: str, notice: str, before: str, after: str) -> Iterator[tuple[str, str, str]]:
    yield "head glued", f"{notice}{before} {after}", f"{before} {after}"
    if notice[-1] in ".!?…" or kind != "ui":
        yield "head", f"{notice} {before} {after}", f"{before} {after}"
    yield "tail glued", f"{before} {after}{notice}", f"{before} {after}"
    yield "tail", f"{before} {after} {notice}", f"{before} {after}"
    yield "both", f"{notice}{before} {after}{notice}", f"{before} {after}"
    yield "paragraph", f"{before}\n{notice}\n{after}", f"{before}\n{after}"


def _fold(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


@dataclass(frozen=True, slots=True)
class Score:
    """Of ``cases`` joints so many are ``exact`` and so many ``harmed``: some of the body is lost."""

    cases: int
    exact: int
    harmed: int

    @property
    def rate(self) -> float:
        return self.exact / max(1, self.cases)


def score() -> tuple[dict[tuple[str, str, str], Score], list[tuple[Case, str]]]:
    """Scores by half, language and kind, and the cases of the seen half that went wrong with what came out."""
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    wrong: list[tuple[Case, str]] = []
    rules = packs.default_rules()
    for case in cases():
        got, want = _fold(clean_text(case.text, rules, case.language)), _fold(case.want)
        count = counts.setdefault((case.half, case.language, case.kind), Counter())
        count["cases"] += 1
        count["exact"] += got == want
        count["harmed"] += any(line not in got for line in want.split("\n"))
        if got != want and case.half == "seen":
            wrong.append((case, got))
    return {key: Score(c["cases"], c["exact"], c["harmed"]) for key, c in counts.items()}, wrong


def total(scores: dict[tuple[str, str, str], Score], half: str, *, traps: bool, language: str = "") -> Score:
    """The sum over kinds (traps alone or all but them) of a half, in one language or all."""
    chosen = [
        value
        for (side, tongue, kind), value in scores.items()
        if side == half and (kind == TRAPS) == traps and language in ("", tongue)
    ]
    return Score(*(sum(getattr(value, field) for value in chosen) for field in ("cases", "exact", "harmed")))


def main(arguments: list[str]) -> int:
    """Prints the tables; with ``--left`` also what went wrong in the seen half."""
    scores, wrong = score()
    languages = sorted({language for _, language, _ in scores})
    kinds = list(dict.fromkeys(kind for _, _, kind in scores))
    for half in HALVES:
        print(f"\n{half:11}" + "".join(f"{language:>7}" for language in languages))
        for kind in kinds:
            cells = [scores.get((half, language, kind)) for language in languages]
            print(f"{kind:11}" + "".join(f"{cell.rate:7.2f}" if cell else "      -" for cell in cells))
        for name, traps in (("all", False), ("traps whole", True)):
            sums = [total(scores, half, traps=traps, language=language) for language in languages]
            every = total(scores, half, traps=traps)
            print(f"{name:11}" + "".join(f"{s.rate:7.3f}" for s in sums) + f"   {every.rate:.3f} of {every.cases}")
        print(f"harmed      {total(scores, half, traps=False).harmed} of {total(scores, half, traps=False).cases}")
    if "--left" in arguments:
        for case, got in wrong:
            print(f"{case.language} {case.kind} {case.how}: {case.text!r} -> {got!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
