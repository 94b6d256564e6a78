"""``newsbeam stories``: the news in the store, newest first, with copies and versions gathered under one line."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from pipeline.commands.options import Json, Limit, Store
from pipeline.console import print_json, results, text
from pipeline.errors import DONE
from pipeline.settings import DEFAULT_STORE
from transforms.documents import flat
from transforms.store.connection import open_store
from transforms.store.reading import Filters, Story
from transforms.store.reading import stories as find_stories

HELP = """Lists stories, newest first; with WORDS those that have all of them.

Words match whole words without case and accents; word* matches beginnings, "two words" a phrase. Copies over publishers
and versions of one article stand under one line.

Examples:

  newsbeam stories

  newsbeam stories harbour levy --since 2026-03 --language en

  newsbeam stories 'council tax*' --json
"""

# What is said of the last version; that a second one is an update goes without saying.
_TOLD = ("corrected", "withdrawn")


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("stories", help=HELP)(stories)


def stories(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORDS]…", show_default=False)] = None,
    store: Store = None,
    site: Annotated[str | None, typer.Option(help="registrable domain of the publisher", show_default=False)] = None,
    since: Annotated[
        str | None, typer.Option(help="published from here on: 2026-03-01, or 2026", show_default=False)
    ] = None,
    until: Annotated[str | None, typer.Option(help="published before", show_default=False)] = None,
    language: Annotated[str | None, typer.Option(help="two letters: en, de", show_default=False)] = None,
    best: Annotated[bool, typer.Option("--best", help="best match first instead of newest")] = False,
    limit: Limit = 20,
    json: Json = False,
) -> int:
    """Prints the listing."""
    filters = Filters(site=site, since=since, until=until, language=language)
    connection = open_store(store or DEFAULT_STORE, read_only=True)
    try:
        found = find_stories(connection, " ".join(words or ()), filters, limit=limit, by_rank=best)
    finally:
        connection.close()
    if json:
        print_json(_row(story) for story in found)
    elif not found:
        results().print("No story fits." if words or any((site, since, until, language)) else "The store is empty.")
    else:
        results().print(_table(found))
    return DONE


def _row(story: Story) -> dict[str, Any]:
    copies = [{"id": copy.id, "site": copy.article.site, "status": copy.status} for copy in story.copies]
    return {**flat(story.record), "versions": story.versions, "copies": copies}


def _table(found: list[Story]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("id", no_wrap=True, style="dim")
    table.add_column("published", no_wrap=True)
    table.add_column("site", overflow="fold")
    table.add_column("title", overflow="fold", ratio=1)
    table.add_column("", overflow="fold")
    for story in found:
        article = story.record.article
        moment = article.published_at or article.fetched_at
        table.add_row(
            story.record.id[:12],
            moment[:16].replace("T", " ") if moment else "–",
            text(article.site),
            text(article.title or article.body[:80] or "(no title)"),
            _more(story),
        )
    return table


def _more(story: Story) -> Text:
    notes = []
    if story.versions > 1:
        last = story.record.status
        notes.append(f"{story.versions} versions" + (f", {last}" if last in _TOLD else ""))
    if story.copies:
        notes.append(f"{len(story.copies)} cop{'ies' if len(story.copies) > 1 else 'y'}")
    return Text(", ".join(notes), style="dim")
