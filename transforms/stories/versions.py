"""What changed between two texts of one article, sentence by sentence.

Moved sentences are no change. How many differences are kept is bounded; the two texts themselves are in the store.
"""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher

from transforms.learn.before import before_learned
from transforms.records import Article, Change
from transforms.stories.sentences import split, words

#: Differences kept of one version.
MAX_CHANGES = 100

#: Texts with more sentences are compared by which sentences they have, not by where these stand: the alignment takes
#: time that grows with the product of the lengths.
MAX_ALIGNED = 600

#: Two sentences with this share of words in common (Dice) are one sentence rewritten.
REWRITTEN = 0.5


def changes(before: Article, after: Article) -> tuple[Change, ...]:
    """The differences of headline, standfirst and body, in the order of the text; at most 100.

    Args:
        before, after: Two versions of one article.

    Returns:
        One change for each sentence that was added, removed or rewritten. A sentence that moved, or that differs in
        case, white space or punctuation only, is none. Of texts with more than 600 sentences each only which sentences
        they have is compared, so the time grows with the length and not with its square.
    """
    return sentence_changes(_sentences(before), _sentences(after))


def sentence_changes(before: list[str], after: list[str]) -> tuple[Change, ...]:
    """The differences between two lists of sentences. What differs in case, white space or punctuation only is the
    same; what stands elsewhere too."""
    old, new = [_norm(s) for s in before], [_norm(s) for s in after]
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    found: list[Change] = []
    for removed, added in _blocks(old, new):
        left = _take([before[i] for i in removed], [old[i] for i in removed], gone)
        right = _take([after[i] for i in added], [new[i] for i in added], come)
        found += _paired(left, right)
        if len(found) >= MAX_CHANGES:
            break
    return tuple(found[:MAX_CHANGES])


def _sentences(article: Article) -> list[str]:
    return [s for part in (article.title, article.standfirst, before_learned(article)) for s in split(part)]


def _norm(sentence: str) -> str:
    return " ".join(words(sentence)) or sentence


def _blocks(old: list[str], new: list[str]) -> list[tuple[range, range]]:
    if len(old) + len(new) > 2 * MAX_ALIGNED:
        return [(range(len(old)), range(len(new)))]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(range(i, j), range(p, q)) for tag, i, j, p, q in matcher.get_opcodes() if tag != "equal"]


def _take(sentences: list[str], norms: list[str], wanted: Counter[str]) -> list[str]:
    """Of the sentences those that are really gone (come), each as often as that; ``wanted`` is used up."""
    taken = []
    for sentence, norm in zip(sentences, norms, strict=True):
        if wanted[norm] > 0:
            wanted[norm] -= 1
            taken.append(sentence)
    return taken


def _paired(left: list[str], right: list[str]) -> list[Change]:
    """Rewritten where a sentence has a like one among the next on the other side; else removed, and added."""
    found: list[Change] = []
    free = list(left[:MAX_CHANGES])
    for sentence in right[:MAX_CHANGES]:
        near = next((i for i, other in enumerate(free[:8]) if _alike(other, sentence)), None)
        if near is None:
            found.append(Change("added", None, sentence))
            continue
        found += [Change("removed", other, None) for other in free[:near]]
        found.append(Change("rewritten", free[near], sentence))
        free = free[near + 1 :]
    return found + [Change("removed", other, None) for other in free]


def _alike(one: str, other: str) -> bool:
    a, b = Counter(words(one)), Counter(words(other))
    total = a.total() + b.total()
    return total > 0 and 2 * (a & b).total() / total >= REWRITTEN
