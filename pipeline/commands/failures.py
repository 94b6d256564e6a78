"""``newsbeam failures``: dead letters: look at them, and try them again through the same stages at today's code."""

from __future__ import annotations

import base64
import sqlite3
from typing import Annotated, Any

import typer
from rich.table import Table

from pipeline.commands.options import Json, Limit, Sinks, Store
from pipeline.console import print_json, results, text
from pipeline.errors import DONE, FAILED, WrongUse
from pipeline.settings import DEFAULT_STORE
from transforms.store.connection import open_store
from transforms.store.failure_list import DeadLetter, failed_page, find_failures, list_failures

app = typer.Typer(
    no_args_is_help=True,
    help="Dead letters: inputs that failed in a stage, kept with their input and a reason.",
)

Reason = Annotated[
    str | None, typer.Option("--reason", help="only this reason, as `list` names it", show_default=False)
]
Site = Annotated[str | None, typer.Option("--site", help="only this registrable domain", show_default=False)]
Stage = Annotated[
    str | None, typer.Option("--stage", help="only this stage: seeds, extract, boilerplate", show_default=False)
]


@app.command("list")
def list_(
    store: Store = None,
    reason: Reason = None,
    site: Site = None,
    stage: Stage = None,
    limit: Limit = 50,
    json: Json = False,
) -> int:
    """Lists dead letters by stage and reason."""
    connection = _open(store)
    try:
        found = list_failures(connection, reason=reason, site=site, stage=stage, limit=limit)
    finally:
        connection.close()
    if json:
        print_json(_row(letter) for letter in found)
    elif not found:
        results().print("No dead letters." if not (reason or site or stage) else "No dead letter fits.")
    else:
        results().print(_table(found))
    return DONE


@app.command("show")
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="the entry's id, or its beginning", show_default=False)],
    store: Store = None,
    content: Annotated[bool, typer.Option("--content", help="print the page's bytes and nothing else")] = False,
    json: Json = False,
) -> int:
    """Shows one dead letter with everything known about it."""
    connection = _open(store)
    try:
        letter = _one(connection, id)
        page = failed_page(connection, letter.failure.entry_id)
    finally:
        connection.close()
    if content:
        if page is None:
            raise WrongUse(f"the content of {letter.failure.entry_id} was not kept: {_why_no_page(letter)}")
        typer.get_binary_stream("stdout").write(page.content)
    elif json:
        body = base64.b64encode(page.content).decode() if page else None
        print_json([{**_row(letter), "content_base64": body}])
    else:
        console = results()
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in _row(letter).items():
            if value not in (None, "", []):
                table.add_row(name, text(str(value)))
        console.print(table)
        if page is None:
            console.print(f"Its content was not kept: {_why_no_page(letter)}.", style="dim")
        else:
            console.print("--content prints the page; `failures retry` tries it again.", style="dim")
    return DONE


@app.command("retry", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def retry(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]…", show_default=False)] = None,
    store: Store = None,
    reason: Reason = None,
    site: Site = None,
    stage: Stage = None,
    to: Sinks = None,
    limit: Limit = 10_000,
) -> int:
    """Tries dead letters again: the ones named, or all that fit."""
    address = store or DEFAULT_STORE
    connection = _open(address)
    try:
        if ids:
            chosen = [_one(connection, id) for id in ids]
        else:
            chosen = list_failures(connection, reason=reason, site=site, stage=stage, limit=limit)
    finally:
        connection.close()
    again = [letter.failure.entry_id for letter in chosen if letter.has_page]
    lost = [letter for letter in chosen if not letter.has_page]
    for letter in lost:
        results().print(text(f"{letter.failure.source}: cannot be tried again: {_why_no_page(letter)}"))
    if not again:
        results().print("Nothing to try again.")
        return FAILED if ids else DONE
    from pipeline.replaying import retry as run  # imports Beam

    return DONE if run(again, store=address, sinks=tuple(to or ())) else FAILED


def _open(store: str | None) -> sqlite3.Connection:
    return open_store(store or DEFAULT_STORE, read_only=True)


def _one(connection: sqlite3.Connection, id: str) -> DeadLetter:
    found = find_failures(connection, id)
    if not found:
        raise WrongUse(f"no dead letter has the id {id!r}: newsbeam failures list names them")
    if len(found) > 1:
        ids = ", ".join(letter.failure.entry_id for letter in found)
        raise WrongUse(f"{id!r} begins more than one id: give more of it. These begin so: {ids}")
    return found[0]


def _why_no_page(letter: DeadLetter) -> str:
    if letter.failure.length:
        return f"it is {letter.failure.length} bytes long; up to 4,000,000 are kept"
    return "it never became a page; mend the input and replay it"


def _row(letter: DeadLetter) -> dict[str, Any]:
    failure = letter.failure
    return {
        "entry_id": failure.entry_id,
        "stage": failure.stage,
        "reason": failure.reason,
        "message": failure.message,
        "source": failure.source,
        "url": failure.url,
        "site": letter.site,
        "fetched_at": failure.fetched_at,
        "exception": failure.exception,
        "retryable": failure.retryable,
        "length": failure.length,
        "digest": failure.digest,
        "attempts": letter.attempts,
        "first_run": letter.first_run,
        "last_run": letter.last_run,
        "page_kept": letter.has_page,
    }


def _table(found: list[DeadLetter]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("id", no_wrap=True, style="dim")
    table.add_column("stage", no_wrap=True)
    table.add_column("reason", no_wrap=True)
    table.add_column("input", overflow="fold")
    table.add_column("what", overflow="fold", ratio=1)
    for letter in found:
        failure = letter.failure
        table.add_row(
            failure.entry_id[:12],
            failure.stage,
            failure.reason,
            text(failure.source or failure.url),
            text(failure.message),
        )
    return table
