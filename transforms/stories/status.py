"""The status of a version: what happened to the article since the text before.

A function of the two texts alone. ``withdrawn`` where a notice says so, ``corrected`` where a notice says so or where
a figure, a name or a date was replaced and little else, else ``updated``. What is no version at all is decided by
``noise.py``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from transforms.records import Change
from transforms.stories.noise_words import SMALL_FACTS
from transforms.stories.notices import is_correction, is_retraction

#: A correction changes facts in so many sentences at most; a tally that moves changes more.
MOST_SENTENCES = 4

#: And so many words of each.
MOST_WORDS = 5

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|\w+")


def status_of(changed: Sequence[Change]) -> str:
    """``withdrawn``, ``corrected`` or ``updated``.

    Args:
        changed: How the text differs from the one before, by sentence (``versions.changes``).
    """
    come = [(change.before or "", change.after) for change in changed if change.after is not None]
    if any(is_retraction(after) and not is_retraction(before) for before, after in come):
        return "withdrawn"
    if any(is_correction(after) and not is_correction(before) for before, after in come):
        return "corrected"
    replaced = bool(changed) and len(changed) <= MOST_SENTENCES and all(map(_fact_replaced, changed))
    return "corrected" if replaced else "updated"


def _fact_replaced(change: Change) -> bool:
    """Whether the sentence is the same but for facts, of which some went and others came."""
    if change.before is None or change.after is None:
        return False
    before, after = _TOKEN.findall(change.before), _TOKEN.findall(change.after)
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if not 0 < gone.total() <= MOST_WORDS or not 0 < come.total() <= MOST_WORDS:
        return False
    facts = [_facts(gone, before[0]), _facts(come, after[0])]
    # An article or an ending may go with a fact: "a 7", "an 8".
    return min(facts) > 0 and gone.total() + come.total() - sum(facts) <= min(facts)


def _facts(words: Counter[str], first: str) -> int:
    return sum(count for word, count in words.items() if _is_fact(word, word == first))


def _is_fact(word: str, opens: bool) -> bool:
    if any(char.isdigit() for char in word):
        return True
    if word.casefold() in SMALL_FACTS:
        return True
    if word.isupper():
        return len(word) > 1  # an abbreviation
    # A name. The first word has a capital in any case; where it is long it may be a name.
    return word[0].isupper() and not (opens and len(word) <= 5)
