"""Reading and checking the packs: data files in ``packs/``, one for each language and one, ``common``, for none.

A contributor adds or changes a pack without touching code. What is wrong in one is said with its file and rule.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from transforms.boilerplate.lexicon import WORD, fold
from transforms.boilerplate.rules import FORMS, KINDS, PLACES, VOICE, Grammar, Pack, Rule, Rules, Term

_DIGITS = re.compile(r"\d+")
_WORD_OR_NUMBER = re.compile(r"[^\W_]+|#")
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_NESTED = re.compile(r"[+*}]\)[+*{]|[+*}][+*]")
_MAX_PATTERN = 400

_RULE_KEYS = frozenset(("kinds", "access", "match", "avoid")) | frozenset(
    ("id", "kind", "form", "weight", "place", "all", "none", "pattern", "words", "texts", "bare", "takes", "open_end")
)
_PACK_KEYS = frozenset(("id", "languages", "grammar", "cues", "leadins", "attribution", "rule", "voice"))


class PackError(ValueError):
    """A pack cannot be used; says which, where and why."""


def known() -> tuple[str, ...]:
    """Ids of the packs that come with newsbeam, ``common`` first, then by name."""
    names = sorted(f.name[:-5] for f in files(__package__).joinpath("packs").iterdir() if f.name.endswith(".toml"))
    return ("common", *(name for name in names if name != "common"))


def load(packs: Sequence[str] | None = None) -> Rules:
    """The rules of the named packs (``common`` is always among them); all that are known where none is named.

    Raises PackError for a pack that is not known or not right.
    """
    return _load(known() if packs is None else ("common", *sorted(set(packs) - {"common"})))


def default_rules() -> Rules:
    """The rules in force where nobody chose others: every pack that comes with newsbeam."""
    return load()


@cache
def _load(names: tuple[str, ...]) -> Rules:
    unknown = [name for name in names if name not in known()]
    if unknown:
        raise PackError(f"unknown rule pack {unknown[0]!r}: known are {', '.join(known())}")
    folder = files(__package__).joinpath("packs")
    common: dict[str, tuple[str, ...]] = {}
    read: list[Pack] = []
    for name in names:
        read.append(parse(name, folder.joinpath(f"{name}.toml").read_bytes(), common))
        if name == "common":
            common = read[0].cues
    return Rules(tuple(read))


def parse(name: str, data: bytes, common: Mapping[str, tuple[str, ...]]) -> Pack:
    """One pack from the bytes of its file. ``common``: the cues of the pack ``common``, by full name."""
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except ValueError as error:
        raise PackError(f"pack {name}: not TOML in UTF-8: {error}") from error
    _only(f"pack {name}", table, _PACK_KEYS)
    if table.get("id") != name:
        raise PackError(f"pack {name}: id is {table.get('id')!r}, must be the file's name")
    cues = {f"{name}.{cue}": tuple(phrases) for cue, phrases in table.get("cues", {}).items()}
    for cue, phrases in cues.items():
        _check_phrases(f"pack {name}: cue {cue}", phrases)
    voice = table.get("voice", {})
    spoken = _voice(name, voice)
    names = {full.split(".", 1)[1]: full for full in (*common, *cues)}
    rules = tuple(_rule(name, entry, names) for entry in table.get("rule", ()))
    doubled = {rule.id for rule in rules if sum(other.id == rule.id for other in rules) > 1}
    if doubled:
        raise PackError(f"pack {name}: rule {min(doubled)} stands twice")
    grammar = {key: frozenset(map(fold, words)) for key, words in table.get("grammar", {}).items()}
    try:
        shape = Grammar(**grammar)
    except TypeError as error:
        raise PackError(f"pack {name}: grammar: {error}") from error
    return Pack(
        id=name,
        languages=tuple(table.get("languages", ())),
        grammar=shape,
        cues=cues | spoken,
        leadins=tuple(map(fold, table.get("leadins", ()))),
        attribution=tuple(table.get("attribution", ())),
        rules=rules,
        digest=sha256(data).hexdigest()[:8],
        voices=tuple(_spoken_for(name, kind) for kind in dict.fromkeys(_kinds(spoken))),
        heard=tuple(voice.get("match", ())),
        unheard=tuple(voice.get("avoid", ())),
    )


def _voice(pack: str, table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The cues of a pack's ``[voice]``, by full name: ``pack.voice-reader``, ``pack.voice-trade-newsletter``."""
    where = f"pack {pack}: voice"
    _only(where, table, VOICE | {"trade", "sure", "match", "avoid"})
    lists = {family: table[family] for family in sorted(VOICE) if family in table}
    for family in ("trade", "sure"):
        for kind, phrases in table.get(family, {}).items():
            lists[f"{family}-{_one_of(where, family, kind, KINDS)}"] = phrases
    for family, phrases in lists.items():
        _check_phrases(f"{where} {family}", phrases)
    return {f"{pack}.voice-{family}": tuple(phrases) for family, phrases in lists.items()}


def _kinds(spoken: Mapping[str, Sequence[str]]) -> list[str]:
    return [cue.rsplit("-", 1)[1] for cue in spoken if ".voice-trade-" in cue or ".voice-sure-" in cue]


def _spoken_for(pack: str, kind: str) -> Rule:
    cues = tuple(("", f"{pack}.voice-{family}-{kind}") for family in ("trade", "sure"))
    return Rule(id=f"{pack}/voice-{kind}", kind=kind, form="voice", all=(Term(cues),))


def normal_line(text: str) -> str:
    """A line as line rules know it: folded words joined by one blank, numbers as ``#``."""
    return normal_words(WORD.findall(fold(text)))


def normal_words(words: Sequence[str]) -> str:
    """The same from the line's folded words."""
    return _DIGITS.sub("#", " ".join(words))


def _line_text(text: str) -> str:
    """A line of a pack in the shape of ``normal_line``; ``#`` in it stands for a number."""
    return " ".join(_WORD_OR_NUMBER.findall(fold(text)))


def _rule(pack: str, entry: Mapping[str, Any], names: Mapping[str, str]) -> Rule:
    where = f"pack {pack}: rule {entry.get('id')!r}"
    _only(where, entry, _RULE_KEYS)
    if not _NAME.fullmatch(str(entry.get("id"))):
        raise PackError(f"{where}: the id must be lower case words joined by dashes")
    _one_of(where, "kind", entry.get("kind"), KINDS)
    form = _one_of(where, "form", entry.get("form", "sentence"), FORMS)
    texts = tuple(entry.get("texts", ()))
    if form in ("line", "words", "label") and not texts:
        raise PackError(f"{where}: form {form} needs texts")
    if form == "label":
        _check_phrases(where, texts)
    terms = tuple(_term(where, text, names) for text in entry.get("all", ()))
    if form == "sentence" and not terms:
        raise PackError(f"{where}: form sentence needs all")
    low, high = entry.get("words", (1, 90))
    return Rule(
        id=f"{pack}/{entry['id']}",
        kind=str(entry["kind"]),
        form=form,
        weight=float(entry.get("weight", 0.9)),
        place=_one_of(where, "place", entry.get("place", "anywhere"), PLACES),
        all=terms,
        none=tuple(_term(where, text, names) for text in entry.get("none", ())),
        pattern=_pattern(where, entry.get("pattern")),
        words=(int(low), int(high)),
        texts=texts if form == "label" else tuple(_line_text(text) for text in texts),
        bare=bool(entry.get("bare", False)),
        takes=bool(entry.get("takes", False)),
        open_end=bool(entry.get("open_end", False)),
        kinds=tuple(_one_of(where, "kinds", kind, KINDS) for kind in entry.get("kinds", ())),
        access=None
        if entry.get("access") is None
        else _one_of(where, "access", entry["access"], frozenset(("paid", "metered"))),
        match=tuple(entry.get("match", ())),
        avoid=tuple(entry.get("avoid", ())),
    )


def _term(where: str, text: str, names: Mapping[str, str]) -> Term:
    cues = []
    for part in text.split("|"):
        part = part.strip()
        stand = part[0] if part[:1] in "!^" else ""
        cue = part[len(stand) :]
        if cue not in names:
            raise PackError(f"{where}: unknown cue {cue!r}: known are {', '.join(sorted(names))}")
        cues.append((stand, names[cue]))
    return Term(tuple(cues))


def _pattern(where: str, text: str | None) -> re.Pattern[str] | None:
    """A pattern over folded text. Nothing that can take more than linear time is allowed: no repeat of a repeat."""
    if text is None:
        return None
    if len(text) > _MAX_PATTERN or _NESTED.search(text) or ".*" in text or ".+" in text:
        raise PackError(f"{where}: pattern must be short and without '.*', '.+' or a repeat of a repeat")
    try:
        return re.compile(text)
    except re.error as error:
        raise PackError(f"{where}: pattern: {error}") from error


def _check_phrases(where: str, phrases: Sequence[str]) -> None:
    for phrase in phrases:
        first = phrase.split(" ", 1)[0] if phrase else ""
        if not phrase.strip() or ("*" in first and len(first) < 5):
            raise PackError(f"{where}: phrase {phrase!r} must not be empty and needs four letters before a '*'")


def _one_of(where: str, what: str, value: object, allowed: frozenset[str]) -> str:
    if value not in allowed:
        raise PackError(f"{where}: {what} {value!r}: allowed are {', '.join(sorted(allowed))}")
    return str(value)


def _only(where: str, table: Mapping[str, Any], allowed: frozenset[str]) -> None:
    unknown = sorted(table.keys() - allowed)
    if unknown:
        raise PackError(f"{where}: unknown key {unknown[0]!r}: allowed are {', '.join(sorted(allowed))}")
