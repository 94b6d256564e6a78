"""The inputs of a replay: files and folders as they were given -> seed files in a stable order.

Decides what is an input and what it is called. A name is the path below what was given (``data/pages.jsonl`` for
``../data``), never one of this machine. Rules for a folder:

- its entries are read in the order of their names' bytes, folders where their name stands among the files;
- a file is read by the ending of its name (``KINDS``); files of other kinds are passed over, as are hidden ones, and
  folders that hold a file ``.noseeds``;
- a file that a lines file in or above its folder points to is read through the lines file only;
- links are followed; a folder that was walked before is not walked again, one that leads into itself is a loss.

What is no regular file or cannot be looked at becomes a seed file that carries its problem: reading it gives the dead
letter. Nothing is opened but lines files, and of no file is its time looked at.
"""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import orjson

from transforms.failures import StageError
from transforms.seeds.files import file_error, refuse_special
from transforms.seeds.limits import SeedLimits
from transforms.seeds.lines import referenced

#: Endings of names (with or without ``.gz`` behind) and the kind of file they stand for.
KINDS = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".warc": "warc",
}

_LEFT_OUT = ".noseeds"

# What a folder is, by whatever path it is reached: device and number.
_Folder = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SeedFile:
    """One input file."""

    #: Where it lies on this machine. Never reaches a record.
    path: str
    #: What it is called everywhere else: the path below what was given, divided by ``/``.
    name: str
    #: text, html, lines, warc; lost where it cannot be one, with reason and message.
    kind: str
    reason: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class SeedList:
    """Some input files, read one after the other: the element of the graph.

    Kept encoded and packed: an element that waits for its turn passes through a runner's hands a thousand times before,
    and the local runner keeps what passes (20,000 files: 277 MB at the end, packed 156).
    """

    #: How many files it holds.
    count: int
    #: The files as bytes, equal for equal files. Bytes of a path that are no UTF-8 survive.
    encoded: bytes

    @classmethod
    def of(cls, files: Sequence[SeedFile]) -> SeedList:
        """The list of these files."""
        rows = [(os.fsencode(f.path).decode("latin-1"), f.name, f.kind, f.reason, f.message) for f in files]
        return cls(len(rows), zlib.compress(orjson.dumps(rows), 1))

    def files(self) -> list[SeedFile]:
        """The files, in order."""
        rows = orjson.loads(zlib.decompress(self.encoded))
        return [SeedFile(os.fsdecode(path.encode("latin-1")), *rest) for path, *rest in rows]


class NoInput(ValueError):
    """Nothing to read among what was given. The message says what was given and what is allowed."""


@dataclass(slots=True)
class _Walk:
    """What one walk remembers: the files left to its bound, the folders it was in, the files already given."""

    limits: SeedLimits
    left: int
    folders: set[_Folder] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


def kind_of(name: str) -> str | None:
    """The kind of a file by the ending of its name; None for one that is no seed."""
    lower = name.lower().removesuffix(".gz")
    return KINDS.get(os.path.splitext(lower)[1])


def walk(paths: Sequence[str], limits: SeedLimits | None = None) -> Iterator[SeedFile]:
    """The seed files below the given files and folders, in order, each once."""
    limits = limits or SeedLimits()
    state = _Walk(limits, limits.files)
    names: dict[str, int] = {}
    for path in paths:
        name = printable_name(os.path.basename(os.path.abspath(path)))
        names[name] = names.get(name, 0) + 1
        if names[name] > 1:  # two folders of the same name: what lies in them must not have the same names
            name = f"{name}~{names[name]}"
        for found in _walk_given(path, name, state):
            if state.left == 0:
                message = f"there are over {limits.files:,} files: give fewer at a time, or raise the limit"
                yield SeedFile(path, name, "lost", "too-many-files", message)
                return
            state.left -= 1
            yield found


def find(paths: Sequence[str], limits: SeedLimits | None = None) -> list[SeedFile]:
    """All seed files below the given paths, for who counts them first. Raises NoInput where a path is missing or of no
    kind that can be read, or where there is no seed file at all."""
    endings = " ".join(KINDS)
    if not paths:
        raise NoInput(f"no input was given: give files ({endings}, each also with .gz) or folders of them")
    for path in paths:
        if not os.path.lexists(path):
            raise NoInput(f"no input at {path}: give a file ({endings}, each also with .gz) or a folder of them")
        if os.path.isfile(path) and kind_of(path) is None:
            raise NoInput(f"{path} is of no kind that can be read: {endings} are, each also with .gz")
    found = list(walk(paths, limits))
    if not any(file.kind != "lost" for file in found):
        told = f"; {found[0].name} {found[0].message}" if found else ""
        raise NoInput(f"no input in {', '.join(paths)}: files {endings} are read, each also with .gz{told}")
    return found


def printable_name(name: str) -> str:
    """A file's name as text that every output takes: bytes that are no UTF-8 escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _walk_given(path: str, name: str, state: _Walk) -> Iterator[SeedFile]:
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            yield from _walk_folder(path, name, state, frozenset(), ())
            return
        refuse_special(mode)
        if kind_of(path) is None:
            raise StageError("unknown-kind", f"is of no kind that can be read: {' '.join(KINDS)} are")
    except OSError as error:
        yield _lost(path, name, file_error(error))
    except StageError as error:
        yield _lost(path, name, error)
    else:
        yield from _once(path, name, state)


def _walk_folder(
    path: str, name: str, state: _Walk, claimed: frozenset[str], above: tuple[_Folder, ...]
) -> Iterator[SeedFile]:
    try:
        folder = _identity(path)
        entries = _entries(path, folder, state, above)
    except OSError as error:
        yield _lost(path, name, file_error(error))
        return
    except StageError as error:
        yield _lost(path, name, error)
        return
    claimed |= _claims(path, entries, state.limits)
    for entry in entries:
        below, called = os.path.join(path, entry), f"{name}/{printable_name(entry)}"
        try:
            mode = os.stat(below).st_mode
            if stat.S_ISDIR(mode):
                yield from _walk_folder(below, called, state, claimed, (*above, folder))
                continue
            refuse_special(mode)
        except OSError as error:
            yield _lost(below, called, file_error(error))
        except StageError as error:
            yield _lost(below, called, error)
        else:
            if kind_of(entry) and (not claimed or os.path.realpath(below) not in claimed):
                yield from _once(below, called, state)


def _identity(path: str) -> _Folder:
    about = os.stat(path)
    return about.st_dev, about.st_ino


def _entries(path: str, folder: _Folder, state: _Walk, above: tuple[_Folder, ...]) -> list[str]:
    """Names in a folder, in order; none where it was walked already or is to be left out."""
    if folder in above:
        raise StageError("link-loop", "is a link to a folder it lies in: what is there is read once")
    if len(above) >= state.limits.depth:
        raise StageError("too-deep", f"lies over {state.limits.depth} folders deep: give a folder further down")
    if folder in state.folders:
        return []
    state.folders.add(folder)
    names: list[str] = []
    with os.scandir(path) as found:
        for entry in found:
            if entry.name == _LEFT_OUT:
                return []
            if not entry.name.startswith("."):
                names.append(entry.name)
            if len(names) > state.limits.files:
                message = f"holds over {state.limits.files:,} files: divide it, or raise the limit"
                raise StageError("too-many-files", message)
    return sorted(names, key=os.fsencode)


def _claims(path: str, entries: Iterable[str], limits: SeedLimits) -> frozenset[str]:
    """Real paths of the files that the lines files of a folder point to. A lines file alone in its folder has none."""
    lines = [os.path.join(path, name) for name in entries if kind_of(name) == "lines"]
    others = any(kind_of(name) in ("html", "text", None) for name in entries)
    return frozenset(file for each in lines if others for file in referenced(each, limits))


def _once(path: str, name: str, state: _Walk) -> Iterator[SeedFile]:
    real = os.path.realpath(path)
    if real not in state.files:
        state.files.add(real)
        yield SeedFile(path, name, kind_of(path) or "lost")


def _lost(path: str, name: str, error: StageError) -> SeedFile:
    return SeedFile(path, name, "lost", error.reason, error.message)
