"""``newsbeam run``: poll feeds, fetch what they announce, clean it, and keep it, until told to stop."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.options import Learned, NoLearn, RespectTdm, Sinks, Store, names_of
from pipeline.errors import DONE, FAILED

HELP = """Polls feeds and turns the articles they announce into clean, de-duplicated records, until it is stopped.

FEEDS are addresses of feeds, or lists of them: TOML, OPML, or a file with an address a line. Lists are read again every
few minutes: new feeds start, removed ones end.

It is a polite guest: one request at a time to a host, spaced, robots.txt obeyed, conditional requests, the publishers'
own cache headers and limits kept. Ctrl-C ends it cleanly; killed, it goes on where it stood.

Examples:

  newsbeam run feeds.toml --contact desk@example.org

  newsbeam run https://example.org/feed.xml --once --contact desk@example.org --to jsonl:out/news
"""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    context = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command("run", help=HELP, context_settings=context)(run)


def run(
    context: typer.Context,
    feeds: Annotated[list[str], typer.Argument(metavar="FEEDS", help="feeds and feed lists", show_default=False)],
    store: Store = None,
    to: Sinks = None,
    once: Annotated[bool, typer.Option("--once", help="do what is due and end (for cron)")] = False,
    record: Annotated[
        str | None,
        typer.Option("--record", metavar="FILE.warc.gz", help="keep every exchange, for replay", show_default=False),
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option(
            help="mail address or page for publishers, in the User-Agent [or NEWSBEAM_CONTACT; a list may set its own]",
            show_default=False,
        ),
    ] = None,
    user_agent: Annotated[str | None, typer.Option(help="the whole User-Agent", show_default=False)] = None,
    spacing: Annotated[float, typer.Option(min=0.0, max=3600.0, help="seconds between requests to a host")] = 2.0,
    min_interval: Annotated[
        float, typer.Option(min=0.0, max=1440.0, help="minutes between polls of a feed; under 10 on loopback only")
    ] = 10.0,
    recheck: Annotated[bool, typer.Option("--recheck", help="look again at recent articles for updates")] = False,
    respect_tdm: RespectTdm = False,
    shards: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=10_000,
            help="loops of a cluster's crawl, among which publishers are divided [default: one for 100 feeds]",
            show_default=False,
        ),
    ] = None,
    allow_loopback: Annotated[
        bool, typer.Option("--allow-loopback", help="also ask 127.0.0.0/8 and ::1, for tests and demos")
    ] = False,
    proxy: Annotated[str | None, typer.Option(metavar="URL", help="outgoing proxy", show_default=False)] = None,
    list_interval: Annotated[
        float, typer.Option(min=0.1, max=86_400.0, help="seconds between two readings of the feed list")
    ] = 300.0,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND=DAYS",
            help="how long the store keeps a kind: records (365), stories (90), sketches (14), entries (30), "
            "failure-pages (30), hosts (30); always: for ever",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=64, help="extraction processes [default: one a core]", show_default=False),
    ] = None,
    learned: Learned = None,
    no_learn: NoLearn = False,
) -> int:
    """Runs it and returns the exit code."""
    from pipeline.running import Asked, run_live  # Beam takes 1.5 s to import

    asked = Asked(
        arguments=(*feeds, *context.args),
        options=names_of(context),
        store=store,
        sinks=tuple(to or ()),
        once=once,
        record=record,
        contact=contact,
        user_agent=user_agent,
        spacing_seconds=spacing,
        min_interval_minutes=min_interval,
        recheck=recheck,
        respect_tdm=respect_tdm,
        shards=shards,
        allow_loopback=allow_loopback,
        proxy=proxy,
        list_seconds=list_interval,
        workers=workers,
        keep=tuple(keep or ()),
        learned=learned,
        learn=not no_learn,
    )
    return DONE if run_live(asked) else FAILED
