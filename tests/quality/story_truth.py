"""How well the outcomes of a made stream agree with the truth about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.quality.made_stories import Made
from transforms.records import Settlement


@dataclass
class Judge:
    """Takes the truth and the settlements in any order of their own; a few dozen bytes an article."""

    #: By entry: (kind, outcome it has to end with, story).
    _truth: dict[bytes, tuple[str, str, int]] = field(default_factory=dict)
    #: By entry: (revision, outcome, record).
    _said: dict[bytes, tuple[int, str, bytes]] = field(default_factory=dict)
    #: By copy: the record that it is linked to.
    _links: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)

    def expect(self, batch: Iterable[Made]) -> None:
        """These articles will come."""
        for made in batch:
            self._truth[_key(made.article.entry_id)] = (made.kind, made.outcome, made.story)

    def settle(self, settlement: Settlement) -> None:
        """What was said of them."""
        for outcome in settlement.outcomes:
            key = _key(outcome.entry_id)
            if key not in self._said or outcome.revision > self._said[key][0]:
                self._said[key] = (outcome.revision, outcome.outcome, _key(outcome.record_id or ""))
        for record in settlement.records:
            key = _key(record.id)
            if key not in self._links or record.revision > self._links[key][0]:
                self._links[key] = (record.revision, _key(record.copies_of or ""))

    def by_kind(self) -> dict[str, Counter[str]]:
        """Of each kind the outcomes; an article of which nothing was said counts as ``nothing``."""
        found: dict[str, Counter[str]] = {}
        for key, (kind, _, _) in self._truth.items():
            found.setdefault(kind, Counter())[self._said.get(key, (0, "nothing", b""))[1]] += 1
        return found

    def accuracy(self) -> float:
        """The share of articles with the right outcome."""
        right = sum(self._said.get(key, (0, "", b""))[1] == outcome for key, (_, outcome, _) in self._truth.items())
        return right / max(1, len(self._truth))

    def copies(self) -> tuple[float, float]:
        """Precision and recall of copies. One counts as found where it is linked to a text of its own story."""
        stories = {self._said[key][2]: story for key, (_, _, story) in self._truth.items() if key in self._said}
        right = found = wanted = 0
        for key, (_, expected, story) in self._truth.items():
            _, outcome, record = self._said.get(key, (0, "", b""))
            linked = self._links.get(record, (0, b""))[1]
            wanted += expected == "duplicate"
            found += outcome == "duplicate"
            right += expected == outcome == "duplicate" and stories.get(linked) == story
        return right / max(1, found), right / max(1, wanted)


def _key(id: str) -> bytes:
    return bytes.fromhex(id[2:18]) if id else b""
