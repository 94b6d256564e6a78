"""Two plain texts, the earlier and the later: the same, an update, or something else.

The same functions decide in the pipeline; there the times and publishers of the two are known as well.
"""

from __future__ import annotations

from transforms.records import Sketch
from transforms.stories.relate import Overlap, measure, relate
from transforms.stories.sentences import words
from transforms.stories.sketch import MIN_WORDS, sketch_text

_BLANK = Sketch("", "", "", None, "")
_HEADLINE_WORDS = 16

#: An update keeps at least this much of one of the two texts, as shingles and word for word.
KEPT = 0.55
KEPT_SENTENCES = 0.28


def compare_texts(earlier: str, later: str) -> str:
    """``same`` (the later one is a copy, a trivial edit or a truncated copy, or the earlier one is truncated),
    ``update`` (the later one tells the same story with facts added or changed) or ``other``.

    A first line that reads as a headline is left out: the same text runs under many.
    """
    first, second = _body(earlier), _body(later)
    if words(first) == words(second):
        return "same"
    a, b = sketch_text(first, _BLANK), sketch_text(second, _BLANK)
    if relate(b, a) is not None:
        return "same"
    return "update" if _retold(measure(a, b)) else "other"


def _retold(overlap: Overlap) -> bool:
    return (
        max(overlap.first, overlap.second) >= KEPT
        and max(overlap.first_sentences, overlap.second_sentences) >= KEPT_SENTENCES
    )


def _body(text: str) -> str:
    head, _, rest = text.strip().partition("\n")
    ends = head.rstrip().endswith((".", "!", "?", "…", '"', "”", "’", ":"))
    return rest if not ends and len(words(head)) <= _HEADLINE_WORDS and len(words(rest)) >= MIN_WORDS else text
