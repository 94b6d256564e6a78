"""One seed file -> its pages and what it loses, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.failures import StageError
from transforms.seeds import html, lines, text, warc
from transforms.seeds.items import END, START, Item, Position, failed
from transforms.seeds.limits import SeedLimits
from transforms.seeds.walk import SeedFile

_READERS = {"text": text.read, "html": html.read, "lines": lines.read, "warc": warc.read}


def read_file(
    file: SeedFile, limits: SeedLimits | None = None, start: Position = START
) -> Iterator[tuple[Position, Item]]:
    """The items of a file (``Page`` or ``Lost``) from a position on, each with the position where it lies.

    Positions rise. Reading from ``position.behind`` gives what comes after that item, each the same as before, so a
    reader may stop anywhere and go on elsewhere. What ends the file early (it cannot be read, its gzip data is broken)
    is its last item.
    """
    if start >= END:
        return
    try:
        if file.kind == "lost":
            raise StageError(file.reason, file.message)
        yield from _READERS[file.kind](file.path, file.name, limits or SeedLimits(), start)
    except StageError as error:
        named = StageError(error.reason, f"{file.name}: {error.message}")
        named.__cause__ = error.__cause__
        yield END, failed(named, source=file.name)
