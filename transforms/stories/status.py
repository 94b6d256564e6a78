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
from transforms.stories.notices import is_correction, is_retraction

#: A correction changes facts in so many sentences at most; a tally that moves changes more.
MOST_SENTENCES = 4

#: And so many words of each.
MOST_WORDS = 5

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|\w+")
# Dates and numbers in words are facts also where they are written small.
_SMALL_FACTS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion ein eine zwei "
    "drei vier fünf sechs sieben acht neun zehn elf zwölf un deux trois quatre cinq sept huit neuf dix onze douze uno "
    "dos tres cuatro cinco seis siete ocho nueve diez due tre quattro cinque sei sette otto nove dieci um dois três "
    "quatro oito dez een twee drie vier vijf zes zeven negen tien lundi mardi mercredi jeudi vendredi samedi dimanche "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre lunes martes miércoles jueves "
    "viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio aprile maggio giugno luglio settembre "
    "ottobre dicembre segunda terça quarta quinta sexta janeiro fevereiro março maio junho julho setembro outubro "
    "dezembro maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart понедельник вторник "
    "среду четверг пятницу субботу воскресенье января февраля марта апреля мая июня июля августа сентября октября "
    "ноября декабря poniedziałek wtorek środę czwartek piątek sobotę niedzielę stycznia lutego marca kwietnia".split()
)


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
    if word.casefold() in _SMALL_FACTS:
        return True
    # A name: a capital within the sentence; the first word has one in any case, and may be a name where it is long.
    return word[0].isupper() and not word.isupper() | (opens and len(word) <= 5) or len(word) > 1 and word.isupper()
