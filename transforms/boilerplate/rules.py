"""What a rule is: the shapes that packs are read into. ``packs.py`` reads and checks, ``engine.py`` decides.

A rule speaks of *cues*: named sets of words and phrases of its pack (or of the pack ``common``). A term of a rule names
one cue, or several of which one is enough, and how it must stand:

- ``cue``   anywhere in the span,
- ``!cue``  where a clause opens (an imperative: "…, sign up to", "Please donate"),
- ``^cue``  where the span opens.

All words are folded (``lexicon.fold``): lower case, Latin letters without accents.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from re import Pattern

from transforms.boilerplate.lexicon import Lexicon

#: Kinds of boilerplate that a rule may name.
KINDS = frozenset(
    (
        *("donation", "paywall", "subscribe", "newsletter", "comments", "app", "social", "share", "readmore"),
        *("related", "ad", "affiliate", "consent", "copyright", "feedback", "ui"),
    )
)

#: What a rule looks at: one sentence; a whole line (paragraph); a line made of nothing but given words; a label with
#: the headline behind it; what stands between two cuts.
FORMS = frozenset(("sentence", "line", "words", "label", "between"))

#: Families of words of a pack's ``[voice]`` (``voice.py``), beside ``trade`` and its kinds.
VOICE = frozenset(("reader", "house", "acts", "here", "offers", "story"))

#: Where in the body a rule may decide.
PLACES = frozenset(("anywhere", "head", "tail", "edge"))


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: any of ``cues`` (full names, ``pack.cue``), each with how it must stand ('', '!' or '^')."""

    cues: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack. ``id`` is ``pack/rule``."""

    id: str
    kind: str
    form: str = "sentence"
    #: How sure the rule is by itself, 0 to 1; at ``engine.THRESHOLD`` it decides alone.
    weight: float = 0.9
    place: str = "anywhere"
    #: sentence, between: all of these must hold, and none of those. The first of ``all`` wakes the rule.
    all: tuple[Term, ...] = ()
    none: tuple[Term, ...] = ()
    #: sentence: a further condition on the folded text of the span.
    pattern: Pattern[str] | None = None
    #: The span's length in words.
    words: tuple[int, int] = (1, 90)
    #: line, words: the folded lines or words. label: the folded labels.
    texts: tuple[str, ...] = ()
    #: label: may stand without a colon before its headline.
    bare: bool = False
    #: line: the short lines behind it (a list of links) go with it.
    takes: bool = False
    #: The span must not end like a sentence.
    open_end: bool = False
    #: between: kinds that the neighbours must have.
    kinds: tuple[str, ...] = ()
    #: What the text says about access to the article: paid or metered; None for nothing.
    access: str | None = None
    #: Texts that must, and must not, be cut by this rule; checked by a test.
    match: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()

    @property
    def attribution(self) -> str:
        """Name of the cue of reporting in the rule's own language."""
        return f"{self.id.split('/', 1)[0]}.attribution"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What must be known of a language to find where its sentences begin and end. All folded."""

    #: Words by which the language is told where nobody named it.
    stopwords: frozenset[str] = frozenset()
    #: Words that have a capital only where a sentence opens (pronouns, conjunctions, adverbs, determiners).
    openers: frozenset[str] = frozenset()
    #: Words after which no sentence opens (articles, prepositions, conjunctions).
    links: frozenset[str] = frozenset()
    #: Finite verbs so common that their presence marks a sentence.
    finite: frozenset[str] = frozenset()
    #: Words that a full stop follows without ending the sentence.
    abbreviations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pack:
    """One data file: the rules of a language, or those of none (``common``)."""

    id: str
    languages: tuple[str, ...]
    grammar: Grammar
    #: Full cue name to its phrases.
    cues: dict[str, tuple[str, ...]]
    #: Words that may stand before an imperative ("please").
    leadins: tuple[str, ...]
    #: Words of reporting ("said"): the sentence tells what somebody else holds.
    attribution: tuple[str, ...]
    rules: tuple[Rule, ...]
    digest: str
    #: What the words of ``[voice]`` decide, one rule a kind of boilerplate. Texts that must, and must not, be cut stand
    #: in ``heard`` and ``unheard``; checked by a test.
    voices: tuple[Rule, ...] = ()
    heard: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """The packs in force, made ready for use. Build it once a process (``packs.load``)."""

    packs: tuple[Pack, ...]
    #: Rules of some of these packs, whose lexicons are taken over as they are.
    base: Rules | None = None

    @property
    def name(self) -> str:
        """What a record says of them: ``common@1a2b3c4d de@5e6f7a8b …``."""
        return " ".join(f"{pack.id}@{pack.digest}" for pack in self.packs)

    @cached_property
    def grammars(self) -> dict[str, Grammar]:
        """Grammar by language code."""
        return {language: pack.grammar for pack in self.packs for language in pack.languages}

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        return frozenset().union(*(pack.grammar.abbreviations for pack in self.packs))

    def speaking(self, language: str | None) -> Rules:
        """The rules for a text in this language: its own pack, English (the web's second language everywhere) and
        ``common``; all where the language is None or has no pack. Fewer packs are quicker, and no word of another
        language can be mistaken."""
        view = self._views.get(language or "")
        if view is None:
            own = {pack.id for pack in self.packs if language in pack.languages}
            kept = tuple(pack for pack in self.packs if pack.id in own or pack.id in ("common", "en"))
            view = self
            if own and len(kept) < len(self.packs):
                view = Rules(kept, base=None if language == "en" else self._most)
            self._views[language or ""] = view
        return view

    @property
    def _most(self) -> Rules | None:
        """The rules that those of every language begin with; None where there are no others."""
        english = self.speaking("en")
        return None if english is self else english

    @cached_property
    def _views(self) -> dict[str, Rules]:
        return {}

    @cached_property
    def leadins(self) -> frozenset[str]:
        return frozenset(word for pack in self.packs for word in pack.leadins)

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for pack in self.packs for rule in (*pack.rules, *pack.voices)}

    @cached_property
    def voices(self) -> dict[str, Rule]:
        """Cue of a voice's trade (``pack.voice-trade-kind``) to the rule that it speaks for."""
        return {cue: rule for pack in self.packs for rule in pack.voices for _, cue in rule.all[0].cues}

    @cached_property
    def waking(self) -> frozenset[str]:
        """The cues that wake: those of sentence rules, and the trades that a voice can speak of."""
        return frozenset((*self.by_cue, *self.voices))

    @cached_property
    def by_cue(self) -> dict[str, tuple[Rule, ...]]:
        """The sentence rules that a cue wakes."""
        woken: dict[str, list[Rule]] = {}
        for pack in self.packs:
            for rule in pack.rules:
                if rule.form == "sentence":
                    for _, cue in rule.all[0].cues:
                        woken.setdefault(cue, []).append(rule)
        return {cue: tuple(rules) for cue, rules in woken.items()}

    @cached_property
    def lines(self) -> dict[str, Rule]:
        """Folded line (words joined by one blank, numbers as ``#``) to its rule."""
        return {text: rule for rule in self._of("line") for text in rule.texts}

    @cached_property
    def line_openers(self) -> frozenset[str]:
        """The first words of the known lines."""
        return frozenset(text.split(" ", 1)[0] for text in self.lines)

    @cached_property
    def glued(self) -> dict[str, Rule]:
        """Lines of one word that no sentence of a story consists of, so that they go also inside a paragraph."""
        return {text: rule for text, rule in self.lines.items() if rule.kind == "ad" and " " not in text}

    @cached_property
    def furniture(self) -> dict[str, Rule]:
        """Words of which a whole line may consist."""
        return {text: rule for rule in self._of("words") for text in rule.texts}

    @cached_property
    def labels(self) -> dict[str, Rule]:
        """Cue name of a label (``label:`` + rule id) to its rule."""
        return {f"label:{rule.id}": rule for rule in self._of("label")}

    @cached_property
    def between(self) -> tuple[Rule, ...]:
        return tuple(self._of("between"))

    @cached_property
    def lexicon(self) -> Lexicon:
        """All cues of all packs, labels included."""
        entries = [(cue, phrase) for pack in self._own for cue, phrases in pack.cues.items() for phrase in phrases]
        entries += [(f"{pack.id}.attribution", phrase) for pack in self._own for phrase in pack.attribution]
        entries += [(f"label:{rule.id}", text) for rule in self._of("label", self._own) for text in rule.texts]
        base = self._base.lexicon if self._base is not None else None
        return Lexicon([*entries, *self._own_lines], self.leadins, base, self._common)

    @cached_property
    def _known_lines(self) -> list[tuple[str, str]]:
        """Lines that are known also where they are glued to a paragraph, as phrases of the cue ``line``."""
        known = [("line", text) for text in self.lines if " " in text.replace("#", "").strip()]
        return known + [("line", text) for text in self.glued]

    @cached_property
    def _base(self) -> Rules | None:
        return self.base or self._most

    @cached_property
    def _own(self) -> tuple[Pack, ...]:
        """The packs that are not in the base."""
        return self.packs if self._base is None else tuple(p for p in self.packs if p not in self._base.packs)

    @cached_property
    def _own_lines(self) -> list[tuple[str, str]]:
        held = frozenset(self._base._known_lines) if self._base is not None else frozenset()
        return [line for line in self._known_lines if line not in held]

    @cached_property
    def _common(self) -> frozenset[str]:
        """Words that stand in every other sentence."""
        shapes = [pack.grammar for pack in self.packs]
        return frozenset().union(*(words for g in shapes for words in (g.stopwords, g.links, g.openers, g.finite)))

    def may_speak(self, cues: set[str]) -> bool:
        """True where a text with these cues (and labels, known lines) can meet all terms of some rule."""
        if "line" in cues or not self.labels.keys().isdisjoint(cues) or self._may_be_heard(cues):
            return True
        return any(
            all(any(name in cues for _, name in term.cues) for term in rule.all)
            for cue in cues
            for rule in self.by_cue.get(cue, ())
        )

    def _may_be_heard(self, cues: set[str]) -> bool:
        """A trade is named, and something shows whose it is or offers it."""
        traded = {cue.split(".", 1)[0] for cue in self.voices.keys() & cues}
        return any(not self._showing[pack].isdisjoint(cues) for pack in traded)

    @cached_property
    def _showing(self) -> dict[str, frozenset[str]]:
        """By pack, the cues of its voice that are not of a story and no trade."""
        return {
            pack.id: frozenset(
                cue
                for cue in pack.cues
                if ".voice-" in cue and ".voice-trade-" not in cue and not cue.endswith(".voice-story")
            )
            for pack in self.packs
        }

    @cached_property
    def triggers(self) -> Lexicon:
        """Only what can wake a rule: most paragraphs hold none of it and are not looked at again."""
        base = self._base
        waking = self.waking - base.waking if base is not None else self.waking
        waked = [(c, phrase) for pack in self.packs for c in pack.cues if c in waking for phrase in pack.cues[c]]
        texts = (text for rule in self._of("label", self._own) for text in rule.texts if rule.bare or " " in text)
        labels = [("label", text) for text in texts]
        triggers = base.triggers if base is not None else None
        return Lexicon([*waked, *labels, *self._own_lines], frozenset(), triggers, self._common)

    @cached_property
    def label_triggers(self) -> Lexicon:
        """Labels of one word ("More"), which wake only where a colon or its like stands."""
        return Lexicon([("label", text) for rule in self._of("label") for text in rule.texts], frozenset())

    def _of(self, form: str, packs: tuple[Pack, ...] | None = None) -> list[Rule]:
        return [rule for pack in (self.packs if packs is None else packs) for rule in pack.rules if rule.form == form]
