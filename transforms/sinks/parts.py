"""Closed parts of a change log in a folder: files that are whole under their name, or not there.

A part is written under another name, synced, and renamed. Its lines are sorted by id, so that parts can be merged
without holding them.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from transforms.sinks.sink import SinkError

#: End of the names of files that are not closed yet.
OPEN = ".open"
_SUFFIX = ".jsonl"


def write_part(folder: Path, name: str, lines: Iterable[bytes]) -> None:
    """Writes the lines as the part ``name``, in place of one of that name. Raises SinkError where it cannot."""
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{name}{_SUFFIX}", lines, folder)


def closed_parts(folder: Path) -> list[Path]:
    """The parts of a folder by name; none where there is no folder."""
    with explained(folder):
        if not folder.is_dir():
            return []
        return sorted(path for path in folder.iterdir() if path.name.endswith(_SUFFIX))


def remove_parts(folder: Path, parts: Iterable[Path]) -> None:
    """Removes these parts, what a crash left open, and the folder where nothing else is in it."""
    with explained(folder):
        for part in parts:
            part.unlink(missing_ok=True)
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                if path.name.endswith(OPEN):
                    path.unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()


def write_whole(path: Path, lines: Iterable[bytes], folder: Path) -> None:
    """Writes a file that is either the old one or the new one at any moment, also after a crash.

    ``folder`` holds it while it is written and must be on the same file system. Raises OSError.
    """
    # Several workers may write the same part at once: each under a name of its own, and the last rename stands.
    name = folder / f"{path.name}.{secrets.token_hex(8)}{OPEN}"
    try:
        with name.open("xb") as stream:
            for line in lines:
                stream.write(line)
                stream.write(b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        name.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


@contextmanager
def explained(place: Path) -> Iterator[None]:
    """Turns what the file system refuses into a SinkError about ``place``."""
    try:
        yield
    except OSError as error:
        raise SinkError(
            f"the sink {place}: {error.strerror or error}: make room, give permission, or name another place with --to"
        ) from error


def _sync_folder(folder: Path) -> None:
    """Makes a rename survive a power loss."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
