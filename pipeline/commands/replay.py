"""``newsbeam replay``: recorded input through all stages, into the store and further sinks."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.options import Learned, NoLearn, RespectTdm, Sinks, Store, names_of
from pipeline.errors import DONE, FAILED

HELP = """Turns recorded pages into clean, de-duplicated records.

PATHS are files or folders: plain text seeds (.txt), saved pages (.html, .htm), JSON lines (.jsonl, .ndjson), web
archives (.warc), each also gzipped (.gz). A folder is read in a stable order.

Records go to the store, and from there to every sink named with --to. A second replay of the same input changes
nothing. With Beam's own flags (--runner, --job_endpoint, …) the same graph runs on a cluster; name sinks with --to
then.

Examples:

  newsbeam replay seeds

  newsbeam replay saved/ crawl.warc.gz --store sqlite:news.db --to jsonl:out/news

  newsbeam replay seeds --runner=PortableRunner --job_endpoint=localhost:8099 --environment_type=LOOPBACK --to jsonl:out
"""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("replay", help=HELP, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
        replay
    )


def replay(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATHS", help="files and folders to read", show_default=False)],
    store: Store = None,
    to: Sinks = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=64, help="extraction processes [default: one a core]", show_default=False),
    ] = None,
    respect_tdm: RespectTdm = False,
    part: Annotated[
        int, typer.Option("--part", min=1, max=10_000, help="pages that go through all stages as one bundle")
    ] = 100,
    learned: Learned = None,
    no_learn: NoLearn = False,
) -> int:
    """Runs it and returns the exit code."""
    from pipeline.replaying import replay as run  # Beam takes 1.5 s to import: only commands that run a graph pay

    adds_up = run(
        [*paths, *context.args],
        options=names_of(context),
        store=store,
        sinks=tuple(to or ()),
        workers=workers,
        respect_tdm=respect_tdm,
        part=part,
        learned=learned,
        learn=not no_learn,
    )
    return DONE if adds_up else FAILED
