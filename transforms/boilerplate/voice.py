"""Who speaks in a sentence: the story, or the publisher to the reader about the publisher's own wares.

Rules know what notices say; this knows how they say it, so that a wording that no rule foresaw is heard too. A notice
addresses the reader (second person, an imperative that opens a clause), speaks as the house (first person plural),
points at the page itself ("here", "this article"), offers (a price, a period, "free") and names what a publisher trades
in: subscriptions, newsletters, apps, gifts, comments. A story names other people, tells what they did and reports what
they said. Each of these families of words lies in the packs (``[voice]``), counts once or twice, and adds to or takes
from one sum; nothing here knows a language.

By itself a sentence is only heard where something of the trade stands in it and something shows whose trade it is (the
house, the page, an imperative): news about subscriptions has the first and not the second. What is nearly heard waits
for a neighbour (``blocks.support``, ``runs.py``). Phrases that a story hardly has (``[voice.sure]``) show it by
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.boilerplate.features import Reading, Unit, count_words
from transforms.boilerplate.lexicon import Hit
from transforms.boilerplate.rules import Rule

_TRADE = (0.0, 0.3, 0.44, 0.52)
_OFFERS = (0.0, 0.18, 0.28)
_OPENING_ACT, _ACT, _READER, _HOUSE, _HERE, _PRICE = 0.32, 0.08, 0.2, 0.2, 0.16, 0.12
_CALL, _SHOUT, _ADDRESS, _BOTH = 0.1, 0.1, 0.16, 0.08
_STORY, _MOST_STORY = 0.25, 0.6
#: A phrase that stories hardly have (``[voice.sure]``) adds to its trade; said briefly it is enough.
_TOLD, _BRIEFLY, _BRIEF_WORDS, _BRIEF = 0.35, 0.12, 14, 100
_LONG, _VERY_LONG = (40, 0.12), (70, 0.3)
#: What a sentence reaches at most that does not show whose trade it speaks of, and one that names no trade.
_NOBODYS, _NOTHINGS = 0.7, 0.6
_WARES, _SURE = ("trade-", "sure-"), "sure-"
#: Networks are named in every other story: they are a trade only where somebody is asked to do something there.
_NETWORKS = "trade-social"
#: Less than this is not even nearly heard where neither the reader is addressed nor anybody shown: it counts as this.
_DOUBTFUL, _FAINT = 0.55, 0.3
_MAIL = re.compile(r"[^\s@]{2,64}@[^\s@]{2,64}\.[a-z]{2,10}|\[email")
_AMOUNT = re.compile(
    r"[$€£¥₩₽]\s?\d|\d\s?(?:[$€£¥₩₽%]|eur\b|euro|usd\b|zł|руб|円|元|원|r\$)|(?:r\$|kr\.?)\s?\d|\d\s?kr\b"
)
_PRICE_LOOKS_AT = 1_000


def listen(reading: Reading, unit: Unit) -> tuple[float, Rule | None, bool]:
    """How much of a publisher's voice is heard in the unit (about 0 to 1.5), the rule of its main trade, and whether it
    shows that the trade is the publisher's own: a request, or the house that speaks to the reader."""
    by_pack: dict[str, list[Hit]] = {}
    for hit in unit.hits:
        pack, _, name = hit.cue.partition(".")
        if name.startswith("voice-"):
            by_pack.setdefault(pack, []).append(hit)
    best: tuple[float, Rule | None, bool] = (0.0, None, False)
    for pack in sorted(by_pack):
        heard = _sum(reading, unit, by_pack[pack], f"{pack}.voice-")
        if heard[0] > best[0]:
            best = heard
    return best


def _sum(reading: Reading, unit: Unit, hits: list[Hit], prefix: str) -> tuple[float, Rule | None, bool]:
    families: dict[str, dict[int, bool]] = {}
    count = reached = 0
    for hit in hits:
        name = hit.cue.removeprefix(prefix)
        places = families.setdefault(name, {})
        places[hit.start] = places.get(hit.start, False) or hit.opens
        if name.startswith(_WARES):  # "read more", "more about": words are counted once
            count += hit.start >= reached
            reached = max(reached, hit.end)
    traded = {name: places for name, places in families.items() if name.startswith(_WARES)}
    sure = any(name.startswith(_SURE) for name in traded)
    acts = families.get("acts", {})
    opens = any(acts.values())
    value = _TRADE[min(count, 3)] + _OFFERS[min(len(families.get("offers", ())), 2)]
    value += _OPENING_ACT if opens else _ACT if acts else 0.0
    value += _READER * ("reader" in families) + _HOUSE * ("house" in families) + _HERE * ("here" in families)
    if not value:
        return 0.0, None, False
    words = count_words(reading.folded, unit.start, unit.end)
    brief = words <= _BRIEF_WORDS and unit.end - unit.start <= _BRIEF
    value += _TOLD * sure + _BRIEFLY * (sure and brief)
    value += _BOTH * (count > 0 and "reader" in families and "house" in families)
    text = reading.folded[unit.start : min(unit.end, unit.start + _PRICE_LOOKS_AT)]
    value += _PRICE * (_AMOUNT.search(text) is not None) + _CALL * text.rstrip().endswith(("!", "?", "！", "？", "؟"))
    value += _ADDRESS * (_MAIL.search(text) is not None) + _SHOUT * _shouted(reading.body, unit)
    # "We" alone may be all of us, as in a leading article.
    shown = sure or len(families.keys() & {"house", "here", "reader"}) > 1 or "here" in families
    shown = shown or (opens and (count > 1 or not families.keys().isdisjoint(("reader", "house"))))
    if not shown:
        doubtful = families.keys().isdisjoint(("reader", "house")) and value < _DOUBTFUL
        value = min(value, _FAINT if doubtful else _NOBODYS)
    if not traded or (traded.keys() == {_NETWORKS} and not opens):
        value = min(value, _NOTHINGS)
    value -= min(_MOST_STORY, _STORY * len(families.get("story", ())))
    value -= next((cost for least, cost in (_VERY_LONG, _LONG) if words > least), 0.0)
    own = sure or opens or len(families.keys() & {"house", "here", "reader"}) > 1
    return value, _spoken_for(reading, prefix, traded), own and "story" not in families


def _shouted(body: str, unit: Unit) -> bool:
    """Capitals throughout, in some length: a call, hardly ever a sentence of a story."""
    return unit.end - unit.start > 12 and body[unit.start : min(unit.end, unit.start + _PRICE_LOOKS_AT)].isupper()


def _spoken_for(reading: Reading, prefix: str, traded: dict[str, dict[int, bool]]) -> Rule | None:
    """The rule of the kind of trade that is named most, the first named where two are as much."""
    ranked: Iterable[tuple[int, int, str]] = sorted((-len(p), min(p), name) for name, p in traded.items())
    return next((reading.rules.voices[prefix + name] for _, _, name in ranked), None)
