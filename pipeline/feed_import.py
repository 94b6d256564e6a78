"""`newsbeam feeds import`: lists that other readers export, as one TOML list."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import RunFailed, WrongUse
from pipeline.feed_toml import list_text
from transforms.characters import printable
from transforms.fetch.feed_list import FeedListError, parse_feed_list, read_feed_lists
from transforms.fetch.feed_spec import FeedList


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the lists."""

    to: str
    feeds: int
    #: Feeds named more than once; the first mention is kept.
    duplicates: int
    #: What was left out or changed, with file and line.
    left_out: Sequence[str]


def import_lists(sources: Sequence[str], to: Path, *, force: bool) -> Imported:
    """Writes the feeds of all sources (OPML, TOML, files of addresses, addresses) into one TOML list.

    Raises:
        WrongUse: a source that cannot be read, no feed in any of them, a file that is there already (without
            ``force``), no such folder.
        RunFailed: the file could not be written.
    """
    if to.exists() and not force:
        raise WrongUse(f"{to} is there already: name another file, or say --force to replace it")
    try:
        found = read_feed_lists(sources)
    except FeedListError as error:
        raise WrongUse(str(error)) from error
    problems = [printable(str(problem)) for problem in found.problems]
    if not found.feeds:
        raise WrongUse("\n".join([f"no feed in {', '.join(sources)}: nothing is written", *problems]))
    names = ", ".join(Path(source).name for source in sources)
    text = list_text(found.feeds, found.hosts, f"Feeds for `newsbeam run`, from {names}.")
    _check(found, text, to)
    _write(text.encode(), to, force)
    return Imported(printable(str(to)), len(found.feeds), found.duplicates, problems)


def _check(found: FeedList, text: str, to: Path) -> None:
    """What is written is read once more before it is: a list that lost a feed must not replace anything."""
    try:
        again = parse_feed_list(text.encode(), f"{to.name}.toml")
    except FeedListError as error:
        raise RunFailed(f"the list made of these sources cannot be read again: {error}. Nothing is written") from error
    if [feed.url for feed in again.feeds] != [feed.url for feed in found.feeds]:
        raise RunFailed("the list made of these sources has other feeds than they have. Nothing is written")


def _write(data: bytes, to: Path, force: bool) -> None:
    """The whole file or nothing."""
    part = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if force:
            part.replace(to)
        else:
            os.link(part, to)  # fails where somebody made the file meanwhile; a rename would replace it
    except FileExistsError as error:
        raise WrongUse(f"{to} is there already: name another file, or say --force to replace it") from error
    except FileNotFoundError as error:
        raise WrongUse(f"{to}: there is no such folder: make it first") from error
    except OSError as error:
        raise RunFailed(f"{to} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
