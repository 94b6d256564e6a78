"""What was given to `newsbeam feeds`: addresses, saved feed files, feed lists, folders of files.

A file is told by its content: a list is TOML, OPML, or text whose first line is an address; anything else is taken for
a saved feed, and whoever reads it says what is wrong with it. Nothing is fetched here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import WrongUse
from transforms.addresses import normalise
from transforms.characters import printable
from transforms.failures import StageError
from transforms.fetch.feed_document import FeedLimits
from transforms.fetch.feed_list import is_list_address
from transforms.fetch.feed_text import feed_text, root_name

#: Bytes of a file that are read: one more than a feed may have, so that a longer one is refused, not cut.
_BYTES = FeedLimits().bytes + 1
#: Files of one folder.
_FILES = 10_000
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LIST_NAME = re.compile(r"\.(?:toml|txt|list|urls|csv)$", re.IGNORECASE)
_LIST_LINE = re.compile(
    r"https?://|\[\[\s*feeds\b|\[\s*hosts\b|(?:contact|user_agent|min_interval|spacing|recheck|feeds)\s*=",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class GivenAddress:
    """The address of a feed, normalised."""

    source: str
    url: str


@dataclass(frozen=True, slots=True)
class GivenListAddress:
    """The address of a feed list."""

    source: str


@dataclass(frozen=True, slots=True)
class GivenList:
    """A file that is a feed list."""

    source: str


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A saved feed, or a page, or whatever the file is."""

    source: str


Given = GivenAddress | GivenListAddress | GivenList | GivenFile


class UnreadableFile(Exception):
    """A file that is there and cannot be read. The message says why."""


def sort_sources(sources: Sequence[str]) -> list[Given]:
    """What each source is, in the order given and each once; a folder stands for its files, by name.

    Raises:
        WrongUse: something that is neither an address nor a file.
    """
    return list(dict.fromkeys(given for source in sources for given in _sorted(source)))


def read_given(given: GivenList | GivenFile) -> bytes:
    """A file's bytes: all of them, or so many that it is refused as too long. Raises UnreadableFile."""
    try:
        with Path(given.source).open("rb") as file:
            return file.read(_BYTES)
    except OSError as error:
        raise UnreadableFile(f"the file cannot be read: {error.strerror}") from error


def _sorted(source: str) -> Iterator[Given]:
    if _ADDRESS.match(source):
        url = normalise(source)
        if url is None:
            raise WrongUse(f"{_shown(source)} is no http(s) address")
        yield GivenListAddress(source) if is_list_address(source) else GivenAddress(source, url)
        return
    path = Path(source)
    try:
        if not source:
            raise WrongUse("'': no such file, and no address (which begins with https://)")
        if path.is_dir():
            yield from map(_file, _files(path))
            return
        if not path.is_file():
            raise WrongUse(f"{_shown(source)}: no such file, and no address (which begins with https://)")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise WrongUse(f"{_shown(source)}: {getattr(error, 'strerror', None) or error}") from error
    yield _file(path)


def _files(folder: Path) -> list[Path]:
    found = sorted(each for each in folder.iterdir() if each.is_file())
    if not found or len(found) > _FILES:
        raise WrongUse(f"{_shown(str(folder))}: {len(found):,} files in this folder: 1 to {_FILES:,} are allowed")
    return found


def _file(path: Path) -> Given:
    given = GivenFile(str(path))
    try:
        is_list = _is_list(path.name, read_given(given))
    except UnreadableFile:  # said where it is read to be checked
        return given
    return GivenList(str(path)) if is_list else given


def _is_list(name: str, content: bytes) -> bool:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        return _is_opml(content)
    if start in (b"{", b"\x1f", b""):
        return False
    if _LIST_NAME.search(name):
        return True
    lines = content[:100_000].decode("utf-8-sig", "replace").splitlines()
    first = next((line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    return _LIST_LINE.match(first) is not None


def _is_opml(content: bytes) -> bool:
    if b"opml" not in content[:100_000].lower() and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    try:
        return root_name(feed_text(content, None, FeedLimits())) == "opml"
    except StageError:  # whoever reads it says why
        return False


def _shown(source: str) -> str:
    return repr(printable(source[:200]))
