"""``jsonl:PATH`` as a sink: a change log in closed parts, folded into one final file at the end of a bounded run.

A path that ends in ``.jsonl`` takes records; any other is a folder for ``records.jsonl``, ``outcomes.jsonl`` and
``failures.jsonl``. The parts of FILE lie in ``FILE.parts/``: lines as they were written, the newest part last where a
log is followed. The final file has one line an id, the highest revision, sorted by id; it is replaced as a whole.

On a cluster every worker writes parts to the same folder, named by their content, so that a bundle that is tried again
writes the same part; the place must be one that all workers see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from transforms.documents import failure_document, outcome_document, parse_outcome, record_document
from transforms.records import Settlement
from transforms.sinks.folding import Line, Parse, failure_line, fold, outcome_line, read_lines, record_line
from transforms.sinks.parts import closed_parts, explained, remove_parts, write_part, write_whole

#: Parts that are merged at once: each is an open file, and a process may have 1,024 of them.
_FAN_IN = 200


@dataclass(frozen=True, slots=True)
class _Log:
    """One kind of lines: its final file and how a line is read."""

    kind: str
    path: Path
    parse: Parse

    @property
    def parts(self) -> Path:
        return self.path.with_name(self.path.name + ".parts")


class JsonlSink:
    """Lines of JSON in a file, or in three files of a folder."""

    def __init__(self, path: Path) -> None:
        if path.suffix == ".jsonl":
            self._logs: tuple[_Log, ...] = (_Log("records", path, record_line),)
        else:
            self._logs = (
                _Log("records", path / "records.jsonl", record_line),
                _Log("outcomes", path / "outcomes.jsonl", outcome_line),
                _Log("failures", path / "failures.jsonl", failure_line),
            )

    def open(self) -> bool:
        """Makes the folder; True where there is neither a final file nor a part. Refuses files that are not ours."""
        new = True
        for log in self._logs:
            with explained(log.path):
                log.parts.mkdir(parents=True, exist_ok=True)
                if log.path.exists():
                    new = False
                    next(iter(read_lines(log.path, log.parse)), None)
            new = new and not closed_parts(log.parts)
        return new

    def write(self, settlements: Sequence[Settlement], sequence: int | None = None) -> None:
        """Writes one part a kind, durable when it returns; none for a kind of which there is nothing."""
        lines = {log.kind: list(_lines(log, settlements)) for log in self._logs}
        name = f"{sequence:012d}" if sequence is not None else _content_name(lines)
        for log in self._logs:
            if lines[log.kind]:
                write_part(log.parts, name, lines[log.kind])

    def finish(self) -> None:
        """Folds all parts into the final files. Killed in the middle, another ``finish`` does it again."""
        for log in self._logs:
            parts = closed_parts(log.parts)
            with explained(log.path):
                log.parts.mkdir(parents=True, exist_ok=True)
                final = [log.path] if log.path.exists() else []
                folded = _folded(log, [*final, *parts])
                if log.kind == "failures":
                    folded = self._standing(folded)
                write_whole(log.path, (line.text for line in folded), log.parts)
            remove_parts(log.parts, parts)

    def close(self) -> None:
        """Nothing is held between writes."""

    def _standing(self, failures: Iterable[Line]) -> Iterator[Line]:
        """Failures whose entry did not come to another end: outcomes are folded before them."""
        (outcomes,) = (log for log in self._logs if log.kind == "outcomes")
        decided = read_lines(outcomes.path, outcomes.parse)
        outcome = next(decided, None)
        for failure in failures:
            while outcome is not None and outcome.id < failure.id:
                outcome = next(decided, None)
            if outcome is not None and outcome.id == failure.id and _is_dead(outcome):
                yield failure


def _is_dead(outcome: Line) -> bool:
    return parse_outcome(outcome.text).outcome == "dead-letter"


def _lines(log: _Log, settlements: Sequence[Settlement]) -> Iterator[bytes]:
    """The lines of one kind, folded among themselves and sorted."""
    if log.kind == "records":
        texts = [record_document(each) for s in settlements for each in s.records]
    elif log.kind == "outcomes":
        texts = [outcome_document(each) for s in settlements for each in s.outcomes]
    else:
        texts = [failure_document(each) for s in settlements for each in s.failures]
    return (line.text for line in fold([[log.parse(text)] for text in texts]))


def _content_name(lines: dict[str, list[bytes]]) -> str:
    digest = blake2b(digest_size=16)
    for kind, texts in lines.items():
        digest.update(b"%s %d\n" % (kind.encode(), len(texts)))
        for text in texts:
            digest.update(b"%d:%s" % (len(text), text))
    return digest.hexdigest()


def _folded(log: _Log, files: Sequence[Path]) -> Iterator[Line]:
    """All files as one; more than can be open at once in steps, over files beside the parts."""
    while len(files) > _FAN_IN:
        merged = []
        for start in range(0, len(files), _FAN_IN):
            group = files[start : start + _FAN_IN]
            step = log.parts / f"merge-{len(files)}-{start}.open"
            write_whole(step, (line.text for line in fold([read_lines(each, log.parse) for each in group])), log.parts)
            merged.append(step)
        files = merged
    yield from fold([read_lines(each, log.parse) for each in files])
