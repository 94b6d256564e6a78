"""How many pages there are to read, for showing progress: counted where that is cheap, unknown elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.failures import StageError
from transforms.seeds.files import GZIP_MAGIC, open_regular
from transforms.seeds.walk import SeedFile

_CHUNK = 1 << 20
#: Counting lines reads a gigabyte a second; beyond this the wait before the first page would be noticed.
MAX_COUNTED_BYTES = 4 << 30


def count_pages(files: Sequence[SeedFile]) -> int | None:
    """Pages in the files, a lost one counted as one; None where there are archives, compressed lines, or too much."""
    total, left = 0, MAX_COUNTED_BYTES
    for file in files:
        if file.kind == "warc":
            return None
        if file.kind != "lines":
            total += 1
            continue
        counted = _lines(file.path, left)
        if counted is None:
            return None
        total += counted[0]
        left -= counted[1]
    return total


def _lines(path: str, most: int) -> tuple[int, int] | None:
    """Lines and bytes of a file; None for a compressed or longer one, one line for one that cannot be read."""
    lines, size, last = 0, 0, b"\n"
    try:
        with open_regular(path) as file:
            while chunk := file.read(_CHUNK):
                if size == 0 and chunk.startswith(GZIP_MAGIC):
                    return None
                size += len(chunk)
                if size > most:
                    return None
                lines += chunk.count(b"\n")
                last = chunk[-1:]
    except StageError:
        return 1, size
    return lines + (last != b"\n"), size
