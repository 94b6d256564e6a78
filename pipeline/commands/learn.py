"""``newsbeam learn``: what comes back in unrelated stories of a publisher, as a file of rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from pipeline.console import messages, results, text
from pipeline.errors import DONE, WrongUse

if TYPE_CHECKING:
    from transforms.learn.snapshot import Snapshot

HELP = """Learns each publisher's furniture from a corpus, and writes it down as rules.

CORPUS is a store (sqlite:news.db), files of records (.jsonl, as --to jsonl: and export write them), or pages of any
kind that replay reads. Text that comes back in many stories of a site with nothing else in common is furniture:
appeals, notices, invitations. Bylines, series, corrections, live reports, datelines and quotes are kept, and so is what
is in doubt.

The file is for replay and run (--learned FILE). It is JSON: look through it, and take out what should stay. A live run
learns by itself from its own store.

Examples:

  newsbeam learn sqlite:newsbeam.db --to learned.json

  newsbeam learn saved/ crawl.warc.gz --to learned.json

  newsbeam replay saved/ --learned learned.json
"""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("learn", help=HELP)(learn)


def learn(
    corpus: Annotated[list[str], typer.Argument(metavar="CORPUS", help="a store, or files", show_default=False)],
    to: Annotated[str, typer.Option("--to", metavar="FILE", help="where the rules go")] = "learned.json",
    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="in force for pages fetched from then on [default: all pages]", show_default=False
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=64, help="extraction processes [default: one a core]", show_default=False),
    ] = None,
) -> int:
    """Learns, writes the file and shows what is in it."""
    from pipeline.learning_corpus import learn_corpus  # Beam takes 1.5 s to import
    from transforms import instants
    from transforms.learn.schedule import InForce, document

    begins = "" if since is None else instants.parse(since)
    if begins is None:
        raise WrongUse(f"--since {since}: a time is allowed, as in 2026-03-01T06:00:00Z")
    snapshot = learn_corpus(corpus, workers)
    data = document(InForce(begins, snapshot))
    try:
        Path(to).write_bytes(data)
    except OSError as error:
        raise WrongUse(f"--to {to}: {error.strerror}: name a file that can be written") from error
    _show(snapshot)
    messages().print(f"{len(snapshot.rules)} rules ({snapshot.id}) are in {to}")
    return DONE


def _show(snapshot: Snapshot) -> None:
    table = Table("site", "in", "text", box=None, header_style="dim")
    for rule in snapshot.rules:
        table.add_row(text(rule.site), f"{rule.stories} of {rule.of}", text(rule.text))
    if snapshot.rules:
        results().print(table)
