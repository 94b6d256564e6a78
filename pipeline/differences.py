"""What changed between two versions, for a terminal: sentence by sentence, and within a rewritten one word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from rich.text import Text

from pipeline.console import text
from transforms.records import Change

_WORDS = re.compile(r"\s+|\w+|[^\w\s]+")

# Sentences with more words are shown as a whole: the alignment takes time that grows with the product of the lengths.
_MOST_WORDS = 400


def difference(changed: Sequence[Change]) -> Text:
    """A line for what went, red, and one for what came, green; of a rewritten sentence the words that differ are set
    off. Where nothing differs but the place of a sentence there is nothing to show."""
    shown = Text()
    for change in changed:
        before, after = _sides(change)
        if before is not None:
            shown.append_text(before).append("\n")
        if after is not None:
            shown.append_text(after).append("\n")
    shown.rstrip()
    return shown


def _sides(change: Change) -> tuple[Text | None, Text | None]:
    if change.before is None or change.after is None:
        return (
            None if change.before is None else text(f"- {change.before}", "red"),
            None if change.after is None else text(f"+ {change.after}", "green"),
        )
    old, new = (_WORDS.findall(text(sentence).plain) for sentence in (change.before, change.after))
    if len(old) + len(new) > _MOST_WORDS:
        old, new = ["".join(old)], ["".join(new)]
    before, after = Text("- ", "red"), Text("+ ", "green")
    for tag, i, j, p, q in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        bold = "" if tag == "equal" else " bold reverse"
        before.append("".join(old[i:j]), f"red{bold}")
        after.append("".join(new[p:q]), f"green{bold}")
    return before, after
