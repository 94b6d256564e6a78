"""Progress of a bounded run: a live line on a terminal, one line a minute in a log.

It looks at what is committed, with a connection of its own, so it shows what a kill would leave standing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from pipeline.watching import watched
from transforms.store.connection import open_store
from transforms.store.runs import standing

#: Seconds between two looks at the store, and between two lines in a log.
_LOOK, _LOG = 0.5, 60.0


@contextmanager
def shown(console: Console, files: int, pages: int | None, store: str, run: int) -> Iterator[None]:
    """Shows progress of a run while the body goes on. ``pages`` is how many there will be, None where that cannot be
    known before (archives)."""
    show = _live if console.is_terminal else _logged
    with watched(partial(show, console, files, pages, store, run)):
        yield


def _live(console: Console, files: int, pages: int | None, store: str, run: int, done: threading.Event) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[settled]} pages, {task.fields[rate]}/s"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    begun = time.monotonic()
    connection = open_store(store, read_only=True)
    try:
        with Progress(*columns, console=console, transient=True) as live:
            name = f"{files} file{'s' if files != 1 else ''}"
            task = live.add_task(name, total=pages, settled="0", rate="0")
            while not done.wait(_LOOK):
                _, settled = standing(connection, run)
                of = f" of {pages}" if pages else ""
                rate = settled / (time.monotonic() - begun)
                live.update(task, completed=settled, settled=f"{settled}{of}", rate=f"{rate:.1f}")
    finally:
        connection.close()


def _logged(console: Console, files: int, pages: int | None, store: str, run: int, done: threading.Event) -> None:
    begun = time.monotonic()
    while not done.wait(_LOG):
        connection = open_store(store, read_only=True)
        read, settled = standing(connection, run)
        connection.close()
        seconds = time.monotonic() - begun
        of = f" of {pages}" if pages else ""
        console.print(f"{seconds / 60:.0f} min: {settled}{of} pages settled, {read} read, {settled / seconds:.1f}/s")
