"""Where text for people goes: results to standard output, progress and messages to standard error.

Texts of pages are untrusted. They are printed as rich ``Text`` (never parsed as markup) and without control characters.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from rich.console import Console
from rich.text import Text

from transforms.characters import line, printable

#: Width of what is printed where the output is no terminal: wide enough that tables do not fold addresses.
_FILE_WIDTH = 120

#: The console that shows something which renews itself: what others write between would be painted over.
_showing: list[Console] = []


def results() -> Console:
    """Standard output. Made at each call: tests and pipes exchange the stream."""
    return _console(stderr=False)


def messages() -> Console:
    """Standard error; while a live view is shown there (``shared``), the console of that."""
    return _showing[-1] if _showing else _console(stderr=True)


@contextmanager
def shared(console: Console) -> Iterator[None]:
    """Lets all messages go through one console, which puts them above what it shows."""
    _showing.append(console)
    try:
        yield
    finally:
        _showing.remove(console)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _FILE_WIDTH
    # A message in a log is one line, however long.
    whole = stderr and not stream.isatty()
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False, soft_wrap=whole)


def text(value: str | None, style: str = "") -> Text:
    """One line of untrusted text."""
    return Text(line(printable(value or "")), style=style)


def paragraphs(value: str, style: str = "") -> Text:
    """Untrusted text with its newlines."""
    return Text(printable(value), style=style)


def print_json(rows: Iterable[Any]) -> None:
    """One JSON object a line, as ``--json`` promises: nothing else goes to standard output then."""
    stream = sys.stdout.buffer
    for row in rows:
        stream.write(orjson.dumps(row) + b"\n")
    stream.flush()
