"""``newsbeam show``: one record with its versions as differences, its copies, and what was cut."""

from __future__ import annotations

import sqlite3
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.commands.options import Json, Store
from pipeline.console import paragraphs, print_json, results, text
from pipeline.differences import difference
from pipeline.errors import DONE, WrongUse
from pipeline.settings import DEFAULT_STORE
from transforms.documents import flat
from transforms.records import Record
from transforms.store.connection import open_store
from transforms.store.reading import copies, find_record, find_records, original, versions

HELP = """Shows a record: the text, its versions and how they differ, its copies over publishers, and what was cut.

ID is a record's or an article's id, or the beginning of one, as `newsbeam stories` lists them.

Example:

  newsbeam show r1a28b630940
"""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("show", help=HELP)(show)


def show(
    id: Annotated[str, typer.Argument(metavar="ID", show_default=False)],
    store: Store = None,
    removed: Annotated[bool, typer.Option("--removed", help="print what was cut in full")] = False,
    json: Json = False,
) -> int:
    """Prints the record."""
    connection = open_store(store or DEFAULT_STORE, read_only=True)
    try:
        record = _one(connection, id)
        chain = versions(connection, record.article_id)
        root = original(connection, record)
        originals = versions(connection, root.article_id)
        family = copies(connection, [each.id for each in originals])
        base = find_record(connection, record.based_on) if record.based_on else None
    finally:
        connection.close()
    if json:
        print_json([_row(record, chain, root, family)])
        return DONE
    console = results()
    _show_text(console, record, root, base)
    _show_versions(console, record, chain)
    _show_family(console, record, originals[0], family)
    _show_removed(console, record, removed)
    return DONE


def _one(connection: sqlite3.Connection, id: str) -> Record:
    found = find_records(connection, id)
    if not found:
        raise WrongUse(f"no record or article has the id {id!r}: newsbeam stories lists them")
    if len({each.article_id for each in found}) > 1:
        ids = ", ".join(each.id for each in found)
        raise WrongUse(f"{id!r} begins more than one id: give more of it. These begin so: {ids}")
    exact = [each for each in found if each.id == id]
    return exact[0] if exact else found[-1]


def _row(record: Record, chain: list[Record], root: Record, family: list[Record]) -> dict[str, Any]:
    return {
        **flat(record),
        "versions": [
            {"id": each.id, "version": each.version, "status": each.status, "fetched_at": each.article.fetched_at}
            for each in chain
        ],
        "original": root.id,
        "copies": [{"id": each.id, "site": each.article.site, "url": each.article.url} for each in family],
    }


def _show_text(console: Console, record: Record, root: Record, base: Record | None) -> None:
    article = record.article
    console.print(text(article.title or "(no title)", "bold"))
    if article.standfirst:
        console.print(text(article.standfirst, "italic"))
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    published = f"{article.published_at} (from {article.published_from})" if article.published_at else ""
    for name, value in (
        ("id", record.id),
        ("article", f"{record.article_id}, version {record.version}, {record.status}"),
        ("address", article.url),
        ("builds on", f"{base.id}, {base.article.site}" if base else record.based_on or ""),
        ("published", published),
        ("fetched", article.fetched_at or ""),
        ("form", f"{article.form} (from {article.form_from})" if article.form_from else ""),
        ("authors", ", ".join(article.authors)),
        ("agency", ", ".join(article.agency)),
        ("language", article.language or ""),
        ("text", f"from {article.body_from}" if article.body_from != "page" else ""),
        ("parts", str(len(article.parts)) if article.parts else ""),
        ("goes on at", article.next_page or ""),
        ("access", f"{article.access} (from {article.access_from})" if article.access_from else article.access),
    ):
        if value:
            facts.add_row(name, text(value))
    console.print(facts)
    console.print()
    if article.body:
        console.print(paragraphs(article.body))
    else:
        console.print(Text(f"The text stands in {root.id}, which this one repeats.", style="dim"))


def _show_versions(console: Console, record: Record, chain: list[Record]) -> None:
    if len(chain) < 2:
        return
    console.print(f"\n{len(chain)} versions", style="bold")
    for each in chain:
        mark = "→" if each.id == record.id else " "
        console.print(f"{mark} {each.version}  {each.article.fetched_at or 'no time'}  {each.status}  {each.id}")
    if record.changed:
        console.print(f"\nWhat version {record.version} changed", style="bold")
        console.print(difference(record.changed))
    elif record.version > 1:
        console.print(f"\nVersion {record.version} has the same sentences in another order.", style="dim")


def _show_family(console: Console, record: Record, first: Record, family: list[Record]) -> None:
    """Who brought the text, in time; ``first`` is the first version of the article that was copied."""
    if not family:
        return
    console.print("\nPublishers of this text, in time", style="bold")
    table = Table.grid(padding=(0, 2))
    everyone = sorted([first, *family], key=lambda each: (each.article.fetched_at or "", each.article.entry_id))
    for each in everyone:
        mark = "→" if each.article_id == record.article_id else " "
        kind = "original" if each.id == first.id else each.status
        table.add_row(mark, each.article.fetched_at or "no time", text(each.article.site), kind, each.id)
    console.print(table)


def _show_removed(console: Console, record: Record, full: bool) -> None:
    removed = record.article.removed
    if not removed:
        return
    words = sum(len(cut.text.split()) for cut in removed)
    kinds = ", ".join(sorted({cut.kind for cut in removed}))
    console.print(f"\n{len(removed)} cuts, {words} words ({kinds})", style="bold")
    if not full:
        console.print("--removed prints them", style="dim")
        return
    for cut in removed:
        console.print(text(f"{cut.kind}  {cut.rule}", "dim"))
        console.print(paragraphs(cut.text, "red"))
