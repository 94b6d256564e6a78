"""Cleaning an article, or one text: the functions that the stage, ``newsbeam explain`` and the measurements call.

Lines are looked at whole first (furniture such as ``Share``), then, where a word of a rule stands in them, sentence by
sentence. A rule gives a weight; quotes, attribution and a title that speaks of the same thing take from it; a neighbour
that goes adds to it (``scoring.py``, ``blocks.py``). What stands between two parts of one appeal and speaks of the
paper itself goes with them. When in doubt the text stays: a lost sentence harms more than a notice that is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from transforms.boilerplate import blocks, hinted, runs, scoring, spans
from transforms.boilerplate.features import Read, Reading, language_of, lines
from transforms.boilerplate.lexicon import blank, fold
from transforms.boilerplate.rules import Grammar, Rules
from transforms.boilerplate.spans import Cut
from transforms.failures import Dropped
from transforms.records import Article, Hint

_ROUNDS = 8
_ABOUT = 2_000

#: Reason of the drop of an article of which nothing is left: no headline, and a body that was boilerplate.
ONLY_BOILERPLATE = "only-boilerplate"


def clean(article: Article, rules: Rules) -> Article:
    """The article with the boilerplate taken out of its body, every cut kept in ``removed``.

    ``removed[].where`` are offsets in the body before any cut, also before those the article came with, and
    ``removed[].text`` holds every character that went, so ``spans.restore`` gives the body back. Where a notice that
    was cut says that the article is for subscribers and nothing better is known, ``access`` says so.

    Raises Dropped(``only-boilerplate``) where neither body nor title is left. An article with a title stays one: a stub
    before a paywall is news too, if short.
    """
    cuts = find_cuts(article.title, article.standfirst, article.body, article.language, rules, article.hints)
    body = spans.apply(article.body, cuts)
    if cuts and not body.strip() and not article.title:
        raise Dropped(ONLY_BOILERPLATE)
    access, evidence = article.access, article.access_from
    if access == "unknown":
        ruled = (rules.by_id.get(cut.rule) for cut in cuts)  # None: cut for a hint of the markup
        said = next((rule for rule in ruled if rule is not None and rule.access is not None), None)
        if said is not None:
            access, evidence = str(said.access), f"text:{said.id}"
    removed = spans.record(article.body, article.removed, cuts)
    return replace(article, body=body, removed=removed, rules=rules.name, access=access, access_from=evidence, hints=())


def clean_text(text: str, rules: Rules, language: str | None = None, title: str = "") -> str:
    """One text without its boilerplate, by the same decisions as an article's body."""
    return spans.apply(text, find_cuts(title, "", text, language, rules))


def find_cuts(
    title: str, standfirst: str, body: str, language: str | None, rules: Rules, hints: Sequence[Hint] = ()
) -> list[Cut]:
    """What is to go, in order, as offsets in ``body``, with the white space that would be left over.

    Looks again at what is left until nothing more goes (eight times at most), since some notices are recognised only
    when their neighbour is gone: so cleaning a clean text changes nothing. Never raises, whatever the text.
    """
    about = fold(f"{title}\n{standfirst}"[:_ABOUT])
    read: dict[str, Read] = {}
    cuts = _round(about, body, language, rules, read, hinted.by_line(hints))
    if not cuts:
        return []
    found = spans.widen(body, cuts)
    for _ in range(_ROUNDS - 1):
        left = spans.apply(body, found)
        more = spans.widen(left, _round(about, left, language, rules, read))
        if not more:
            break
        found = spans.compose(found, more)
    return found


def _round(
    about: str,
    body: str,
    language: str | None,
    rules: Rules,
    read: dict[str, Read],
    hints: Mapping[int, Hint] | None = None,
) -> list[Cut]:
    folded = fold(body)
    language = language_of(language, folded, rules)
    rules = rules.speaking(language)
    here = list(lines(body))
    reading = Reading(
        body,
        folded,
        blank(folded),
        rules,
        rules.grammars.get(language or "", Grammar()),
        f"{language}.attribution" if language in rules.grammars else "",
        frozenset(hit.cue for hit in rules.lexicon.find(about, 0, len(about))),
        len(here),
        read.setdefault(language or "", {}),
    )
    units = [unit for line in here for unit in scoring.units_of(reading, line)]
    units = hinted.weigh(body, here, units, hints or {})
    if not any(unit.rule for unit in units):
        return []
    scoring.weigh_topic(units)
    blocks.support(units)
    blocks.take_lists(body, units)
    blocks.fill_between(reading, units)
    runs.spread(reading, units)
    return spans.merge([Cut(u.start, u.end, u.rule.kind, u.rule.id) for u in units if u.cut and u.rule is not None])
