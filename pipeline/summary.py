"""The sum at the end of every run: what was read, what became of it, and whether that adds up."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.console import text
from pipeline.settings import DEFAULT_STORE
from transforms.store.connection import open_store
from transforms.store.feed_rows import count_feeds
from transforms.store.totals import Totals

#: Outcomes in the order in which people ask for them, with what they mean.
_OUTCOMES = (
    ("record", "a new article"),
    ("version", "a new version of a known article"),
    ("duplicate", "a copy of another publisher's text"),
    ("unchanged", "a text seen before"),
    ("dropped", "not wanted"),
    ("dead-letter", "failed; see newsbeam failures list"),
)


def print_sum(console: Console, totals: Totals, seconds: float) -> None:
    """Prints the table of outcomes, and what is wrong where it does not add up."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column("count", justify="right")
    table.add_column("outcome")
    table.add_column("meaning", style="dim")
    for name, meaning in _OUTCOMES:
        if count := totals.count(name):
            reasons = [(reason, n) for outcome, reason, n in totals.outcomes if outcome == name]
            shown = ", ".join(f"{n} {reason}" for reason, n in reasons)
            told = name in ("dropped", "dead-letter", "duplicate", "version") or len(reasons) > 1
            table.add_row(str(count), name, text(f"{meaning}: {shown}" if told else meaning))
    if totals.waiting:
        table.add_row(str(totals.waiting), "waiting", "announced and not fetched yet; the next run goes on with them")
    if totals.settled_before:
        table.add_row(str(totals.settled_before), "settled before", "by an earlier run; not read again")
    table.add_row(Text(str(totals.entries), "bold"), Text("pages read", "bold"), f"in {_duration(seconds)}")
    console.print(table)
    if totals.corrected:
        console.print(f"{totals.corrected} entries of earlier runs got a new outcome.", style="dim")
    if totals.adds_up and totals.entries == totals.settled_before:
        console.print("Nothing is new: every page was settled before." if totals.entries else "Nothing was read.")
    if not totals.adds_up:
        _print_odd(console, totals)


def sum_line(totals: Totals, seconds: float) -> str:
    """The same as one line for a log."""
    parts = [f"{count} {name}" for name, _ in _OUTCOMES if (count := totals.count(name))]
    if totals.waiting:
        parts.append(f"{totals.waiting} waiting")
    if totals.settled_before:
        parts.append(f"{totals.settled_before} settled before")
    verdict = "adds up" if totals.adds_up else "DOES NOT ADD UP"
    return f"{totals.entries} pages read = {' + '.join(parts) or '0'}: {verdict}, {_duration(seconds)}"


def _print_odd(console: Console, totals: Totals) -> None:
    console.print(
        f"The sum does not add up: {totals.unsettled} pages have no outcome, {totals.unseen} outcomes have no page.",
        style="bold red",
    )
    for entry in totals.odd:
        console.print(text(f"  {entry.what}: {entry.entry_id} {entry.source or entry.url}"))
    console.print("Replay the same input again: pages without an outcome are read anew.")


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 90 else f"{seconds / 60:.1f} min"


def trouble_line(store: str) -> str:
    """How many of the feeds of a store are in trouble, and where it says why; '' where none is."""
    connection = open_store(store, read_only=True)
    try:
        counts = count_feeds(connection)
    finally:
        connection.close()
    failing = counts.get("failing", 0)
    polled = failing + counts.get("new", 0) + counts.get("active", 0)
    named = "" if store == DEFAULT_STORE else f" --store {store}"
    return f"{failing:,} of {polled:,} feeds in trouble; why: newsbeam feeds list{named}" if failing else ""
