"""Plain text of the seed's shape: a title line, a standfirst line, then the body, one paragraph a line.

The whole file is one page; the shape is read further down, from ``text/plain``. Text has no address and no time: its
address is its content's hash.
"""

from __future__ import annotations

from collections.abc import Iterator

from transforms import ids
from transforms.seeds.files import read_page
from transforms.seeds.items import START, Item, Position, make_page
from transforms.seeds.limits import SeedLimits


def read(path: str, name: str, limits: SeedLimits, start: Position = START) -> Iterator[tuple[Position, Item]]:
    """The one page of a text file. Raises StageError where it cannot be read."""
    if start == START:
        content = read_page(path, limits)
        url = ids.seed_url(content)
        charset = "utf-8" if _is_utf_8(content) else None
        yield START, make_page(content, url=url, fetched_at=None, media_type="text/plain", source=name, charset=charset)


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
