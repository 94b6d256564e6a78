"""What a live run shows: a table that renews itself on a terminal, one line a minute in a log."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from rich.console import Console
from rich.live import Live
from rich.table import Table

from pipeline.console import shared, text
from pipeline.watching import watched
from transforms.characters import line, printable
from transforms.fetch.clock import SystemClock
from transforms.fetch.crawl_status import CrawlStatus
from transforms.fetch.loops import LOOPS
from transforms.store.connection import open_store
from transforms.store.totals import Totals, run_totals

#: Seconds between two looks, and between two lines in a log.
_LOOK, _LOG = 1.0, 60.0
#: A look counts what the store holds of the run: of a run of weeks that takes long, and the next one waits longer.
_SHARE = 20


@contextmanager
def shown(console: Console, store: str, run: int) -> Iterator[None]:
    """Shows the run while the body goes on."""
    show = _live if console.is_terminal else _logged
    with watched(partial(show, console, store, run)):
        yield


def status_line(status: CrawlStatus, totals: Totals, seconds: float) -> str:
    """A run at a glance, for a log."""
    outcomes = ", ".join(
        f"{count} {name}"
        for name in ("record", "version", "duplicate", "unchanged", "dropped", "dead-letter")
        if (count := totals.count(name))
    )
    asked = sum(status.exchanges.values())
    trouble = f", {status.troubled} in trouble" if status.troubled else ""
    latest = f"; latest trouble: {line(printable(status.troubles[0]))}" if status.troubles else ""
    return (
        f"{duration(seconds)}: {status.feeds} feeds{trouble}, {asked} requests, {status.pending} pages to fetch, "
        f"{outcomes or 'no outcome yet'}{latest}"
    )


def duration(seconds: float) -> str:
    """A length of time in its largest units: ``40 s``, ``7 min``, ``22 h 5 min``, ``6 d 3 h``."""
    minutes, rest = divmod(round(max(0.0, seconds)), 60)
    if minutes < 60:
        return f"{minutes} min" if minutes > 1 else f"{60 * minutes + rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{hours // 24} d {hours % 24} h"


def _status() -> CrawlStatus | None:
    for loop in LOOPS.running():
        if (status := loop.status()) is not None:
            return status
    return None


def _live(console: Console, store: str, run: int, done: threading.Event) -> None:
    begun = time.monotonic()
    connection = open_store(store, read_only=True)
    try:
        with shared(console), Live(console=console, transient=True, auto_refresh=False) as live:
            took = 0.0
            while not done.wait(max(_LOOK, took * _SHARE)):
                looked = time.monotonic()
                if (status := _status()) is not None:
                    live.update(_table(connection, run, status, looked - begun), refresh=True)
                took = time.monotonic() - looked
    finally:
        connection.close()


def _table(connection: sqlite3.Connection, run: int, status: CrawlStatus, seconds: float) -> Table:
    totals = run_totals(connection, run)
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    trouble = f", {status.troubled} in trouble, {status.ended} ended" if status.troubled or status.ended else ""
    due = f"; next poll {_in_time(status.next_poll)}" if status.next_poll is not None else ""
    table.add_row("feeds", f"{status.feeds}{trouble}{due}")
    asked = ", ".join(f"{count} {purpose}" for purpose, count in sorted(status.exchanges.items()))
    paused = ", paused until pages are worked off" if status.paused else ""
    table.add_row("requests", f"{asked or 'none yet'}; {status.under_way} under way{paused}")
    table.add_row("pages", f"{status.pending} to fetch, {status.ready} ready")
    for outcome, reason, count in totals.outcomes:
        table.add_row(outcome, f"{count} {reason}")
    settled = sum(count for _, _, count in totals.outcomes)
    table.add_row("rate", f"{settled / max(seconds, 1.0) * 60:.0f} pages a minute")
    for each in status.troubles:
        table.add_row("trouble", text(each, "yellow"))
    table.add_row("time", f"{duration(seconds)}; Ctrl-C ends the run cleanly")
    return table


def _in_time(moment: int) -> str:
    seconds = (moment - SystemClock().now_ms()) / 1000
    return "now" if seconds < 1 else f"in {duration(seconds)}"


def _logged(console: Console, store: str, run: int, done: threading.Event) -> None:
    begun = time.monotonic()
    while not done.wait(_LOG):
        if (status := _status()) is not None:
            connection = open_store(store, read_only=True)
            totals = run_totals(connection, run)
            connection.close()
            console.print(status_line(status, totals, time.monotonic() - begun))
