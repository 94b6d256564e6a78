"""What one input may cost. Counts only: a limit that depends on the machine's speed would give other records there."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class SeedLimits:
    """Bounds on what is read. What is over a bound becomes a dead letter ``too-large`` (or the reason named)."""

    #: Bytes of one page, after every compression is undone. The largest news pages seen are near 5 MB.
    page_bytes: int = 20_000_000
    #: Bytes of one line of a lines file: a page as JSON text, whose escapes can triple it.
    line_bytes: int = 64_000_000
    #: Bytes out of a gzip file for each byte in, before it counts as a bomb (``gzip-bomb``). Deflate can reach 1,032;
    #: lines of nearly equal pages stay under 100.
    ratio: int = 250
    #: Bytes that may come out of a gzip file or member before its ratio is looked at.
    ratio_from: int = 64_000_000
    #: Bytes of the headers of an archive record.
    header_bytes: int = 65_536
    #: Files found below one argument (``too-many-files``).
    files: int = 1_000_000
    #: Folders within folders (``too-deep``).
    depth: int = 64

    def __post_init__(self) -> None:
        for each in fields(self):
            if getattr(self, each.name) < 1:
                raise ValueError(f"{each.name}={getattr(self, each.name)}: at least 1 is allowed")
