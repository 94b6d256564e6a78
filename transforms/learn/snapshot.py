"""A snapshot: what was learned of all sites, as data with an id that records name (``learned@1a2b3c4d``).

Made of counts (``learn``), never changed. The id is a hash of what would be cut, so counts that lead to the same rules
give the same snapshot, on every machine and in whatever order they were counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from transforms.boilerplate.lexicon import fold
from transforms.learn.before import LEARNED, before_learned
from transforms.learn.blocks import Story, blocks_of, word_hash
from transforms.learn.counts import Counts, stories_of
from transforms.learn.forms import Form, form_of
from transforms.learn.judging import FLOORS, LEAST_OF_SITE, Evidence, Site, why_kept
from transforms.learn.masking import block_hash, blocks_said, is_closed, said
from transforms.records import Article

#: Rules of one site, the most frequent; more would be a sign that something else is going on.
RULES_A_SITE = 100
#: Blocks of a site whose text is read to decide.
_READ_BLOCKS = 400
#: Stories that are tried to find the text of a block, the newest first.
_TRIED = 3


class Verdict(NamedTuple):
    """What is thought of a block that comes back."""

    block: int
    text: str
    form: Form
    evidence: Evidence
    #: Why it stays with its stories; '' for furniture.
    kept: str


#: Reads the article of a story; None where it is no longer there.
Read = Callable[[Story], Article | None]


class LearnedRule(NamedTuple):
    """One block of one site that is furniture."""

    site: str
    #: As it stood in the newest story; figures and dates in it stand for any.
    text: str
    #: Stories of the site that had it, of so many since it was first seen.
    stories: int
    of: int
    #: True where it is cut only as a whole line.
    whole_line: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """What is looked for."""
        return said(self.text)

    @property
    def closed(self) -> bool:
        """Whether it ends as a sentence does."""
        return is_closed(self.text)

    @property
    def block(self) -> int:
        """The hash of the block."""
        return block_hash(self.words, self.closed)

    @property
    def id(self) -> str:
        """What a cut names as its rule."""
        return f"{LEARNED}{self.block:016x}"


@dataclass(frozen=True)
class Snapshot:
    """Learned rules, by site and block."""

    rules: tuple[LearnedRule, ...] = ()
    #: The first eight digits of the hash of what they cut.
    id: str = field(init=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.rules, key=lambda rule: (rule.site, rule.block)))
        object.__setattr__(self, "rules", ordered)
        digest = blake2b(digest_size=4, person=b"learned1")
        for rule in ordered:
            digest.update(f"{rule.site}\0{rule.block:016x}{int(rule.whole_line)}\n".encode())
        object.__setattr__(self, "id", digest.hexdigest())

    @property
    def name(self) -> str:
        """What a record says of it; '' where there are no rules."""
        return f"learned@{self.id}" if self.rules else ""


def learn(counts: Counts, read: Read) -> Snapshot:
    """The snapshot that the counts lead to. Deterministic for what ``read`` gives; a block whose text cannot be read is
    not learned."""
    return Snapshot(tuple(rule for site in sorted(counts.sites) for rule in learn_site(site, counts, read)))


def learn_site(site: str, counts: Counts, read: Read) -> list[LearnedRule]:
    """The rules of one site."""
    return [
        LearnedRule(
            site,
            verdict.text,
            verdict.evidence.stories,
            verdict.evidence.of,
            whole_line=FLOORS[verdict.form.appeal].at_edge > 0,
        )
        for verdict in verdicts(site, counts, read)
        if not verdict.kept
    ][:RULES_A_SITE]


def verdicts(site: str, counts: Counts, read: Read) -> list[Verdict]:
    """What is thought of each block that comes back on a site, the most frequent first; those without text apart."""
    stories = Site(stories_of(counts, site))
    texts = _texts(stories, stories.recurring()[:_READ_BLOCKS], read)
    forms = {
        block: form_of(text, article.language, frozenset(fold(name) for name in article.authors))
        for block, (text, article) in texts.items()
    }
    # A sentence of a line that belongs to its story ("This live page is closed. Thank you for following it.") does too.
    parts = {part for block, form in forms.items() if form.story for part in _sentences(texts[block][0])}
    found: list[Verdict] = []
    for block, form in forms.items():
        evidence = stories.evidence(block, frozenset(word_hash(word) for word in said(texts[block][0])))
        kept = form.story or ("part-of-a-line" if block in parts else why_kept(form, evidence))
        if len(stories.stories) < LEAST_OF_SITE:
            kept = kept or "few-stories-of-site"
        found.append(Verdict(block, texts[block][0], form, evidence, kept))
    return found


def _sentences(text: str) -> list[int]:
    """The blocks that a recurring text consists of."""
    return [block_hash(each.words, each.closed) for each in blocks_said(text)]


def _texts(site: Site, blocks: Sequence[int], read: Read) -> dict[int, tuple[str, Article]]:
    """The text of each block as it stood in the newest story that can be read, and the article."""
    found: dict[int, tuple[str, Article]] = {}
    opened: dict[int, tuple[Article, dict[int, str]] | None] = {}
    for block in blocks:
        for story in list(reversed(site.stories_with(block)))[:_TRIED]:
            if story.story not in opened:
                opened[story.story] = _opened(read(story))
            known = opened[story.story]
            if known is not None and block in known[1]:
                found[block] = (known[1][block], known[0])
                break
    return found


def _opened(article: Article | None) -> tuple[Article, dict[int, str]] | None:
    if article is None:
        return None
    body = before_learned(article)
    return article, {block.hash: body[block.start : block.end] for block in blocks_of(body)}
