"""``newsbeam feeds``: look at feeds before a run, find them, take over lists, and see how those of a store stand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.agent import user_agent
from pipeline.commands.options import Json, Limit, Store
from pipeline.console import messages, print_json, results, text
from pipeline.errors import DONE, FAILED, WrongUse
from pipeline.settings import DEFAULT_STORE, PENDING_HERE

if TYPE_CHECKING:
    from pipeline.feed_check import CheckSettings
    from pipeline.feed_check import Progress as Told
    from pipeline.feed_finding import Candidate, Discovery
    from pipeline.feed_given import GivenAddress, GivenFile
    from pipeline.feed_report import FeedReport
    from transforms.fetch.feed_spec import FeedList

CHECK = """Reads feeds once and says what is in them, what a run would do with them, and why.

SOURCES are addresses of feeds, saved feed files, feed lists (their feeds are asked for), or folders of such files.
Saved files are read without the network. Nothing is stored, no article is fetched. Exit code 1 where a feed cannot be
read.

Examples:

  newsbeam feeds check https://example.org/feed.xml --contact desk@example.org

  newsbeam feeds check saved/feed.xml --json

  newsbeam feeds check https://example.org/feed.xml --offline --store sqlite:newsbeam.db
"""

DISCOVER = """Finds the feeds of a page, checks them, and prints them as lines of a feed list.

Usual places (/feed, /rss.xml, …) are tried where the page names no feed that can be read. Exit code 1 where none is
found.

Example:

  newsbeam feeds discover https://example.org/ --contact desk@example.org
"""

IMPORT = """Turns lists that other readers export into one TOML list for `newsbeam run`, and names what was left out.

Example:

  newsbeam feeds import reader.opml --to feeds.toml
"""

LIST = """Lists the feeds of a store, those in trouble first: since when and why, last success, next poll, entries."""

app = typer.Typer(
    no_args_is_help=True,
    help="Feeds: what is in them and what a run would do, the feeds of a page, lists of other readers, and how the "
    "feeds of a store stand.",
)

Contact = Annotated[
    str | None,
    typer.Option(
        help="mail address or page for publishers, in the User-Agent [or NEWSBEAM_CONTACT]", show_default=False
    ),
]
Agent = Annotated[str | None, typer.Option("--user-agent", help="the whole User-Agent", show_default=False)]
Spacing = Annotated[float, typer.Option(min=0.0, max=3600.0, help="seconds between requests to a host")]
Loopback = Annotated[bool, typer.Option("--allow-loopback", help="also ask 127.0.0.0/8 and ::1, for tests and demos")]
Proxy = Annotated[str | None, typer.Option(metavar="URL", help="outgoing proxy", show_default=False)]
Offline = Annotated[bool, typer.Option("--offline", help="ask nobody: read files only")]

#: Which states `feeds list` shows first: where somebody has to look.
_TROUBLE_FIRST = ("failing", "gone", "new", "active", "removed")


@app.command("check", help=CHECK)
def check(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCES", help="addresses of feeds, saved feed files, feed lists, folders", show_default=False
        ),
    ],
    contact: Contact = None,
    agent: Agent = None,
    spacing: Spacing = 2.0,
    min_interval: Annotated[
        float,
        typer.Option(min=0.0, max=1440.0, help="minutes between polls of a feed in a run; under 10 on loopback only"),
    ] = 10.0,
    allow_loopback: Loopback = False,
    proxy: Proxy = None,
    offline: Offline = False,
    store: Annotated[
        str | None,
        typer.Option("--store", metavar="ADDRESS", help="say also what this store knows of them", show_default=False),
    ] = None,
    json: Json = False,
) -> int:
    """Checks, prints, and returns the exit code."""
    from pipeline import feed_check, feed_tables
    from pipeline.feed_given import GivenAddress, GivenListAddress, sort_sources

    given = sort_sources(sources)
    named = any(isinstance(each, GivenAddress | GivenListAddress) for each in given)
    listed = feed_check.own_lists(given)
    needed = named and not (offline and store)  # what a store knows can be said without asking
    settings = _settings(contact, agent, spacing, allow_loopback, proxy, offline, min_interval, listed, needed=needed)
    with _progress("feeds asked") as told:
        reports = feed_check.check(given, settings, told)
    if store is not None:
        reports = _with_known(reports, store, settings)
    if json:
        print_json(reports)
    else:
        feed_tables.print_reports(results(), reports)
    skipped = sum(1 for report in reports if report.reason == "no-contact")
    if skipped:
        messages().print(
            f"newsbeam: {skipped:,} not asked: --contact says how publishers can reach you, --offline reads files only"
        )
    return DONE if all(report.is_fine or report.reason == "offline" for report in reports) else FAILED


@app.command("discover", help=DISCOVER)
def discover(
    page: Annotated[str, typer.Argument(metavar="URL|FILE", help="a page, or one that was saved", show_default=False)],
    contact: Contact = None,
    agent: Agent = None,
    url: Annotated[
        str | None, typer.Option("--url", help="the address that a saved page is from", show_default=False)
    ] = None,
    guess: Annotated[bool, typer.Option("--guess", help="try usual places also where the page names feeds")] = False,
    spacing: Spacing = 2.0,
    allow_loopback: Loopback = False,
    proxy: Proxy = None,
    offline: Offline = False,
    json: Json = False,
) -> int:
    """Looks, prints, and returns the exit code."""
    from pipeline import feed_tables
    from pipeline.feed_given import GivenAddress

    given = _one_page(page)
    asks = isinstance(given, GivenAddress)
    settings = _settings(contact, agent, spacing, allow_loopback, proxy, offline, needed=asks)
    found = _discovered(given, url, settings, guess)
    if found.failure is not None:
        messages().print(text(f"newsbeam: {found.failure.url}: {found.failure.message}"))
    if not found.page:
        messages().print("The page does not say its address: relative links are left out. --url ADDRESS gives it.")
    if json:
        feeds = found.feeds
        print_json(_candidate_row(each, each in feeds) for each in found.candidates)
    else:
        feed_tables.print_discovery(results(), found)
    return DONE if found.feeds else FAILED


@app.command("import", help=IMPORT)
def import_(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE.opml", help="OPML, files of addresses, TOML, addresses", show_default=False),
    ],
    to: Annotated[Path, typer.Option("--to", metavar="FEEDS.toml", help="the list to write", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="replace a list that is there")] = False,
    json: Json = False,
) -> int:
    """Writes the list and returns the exit code."""
    from pipeline.feed_import import import_lists
    from pipeline.feed_plan import count_of

    done = import_lists(files, to, force=force)
    for problem in done.left_out:
        messages().print(text(f"left out or changed: {problem}"))
    if json:
        print_json([done])
    else:
        repeats = f", {done.duplicates:,} named more than once" if done.duplicates else ""
        listed = count_of(done.feeds, "feed")
        results().print(text(f"{done.to}: {listed}{repeats}. `newsbeam feeds check {done.to}` asks them."))
    return DONE


@app.command("list", help=LIST)
def list_(
    store: Store = None,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", help="only these: new, active, failing, gone, removed", show_default=False),
    ] = None,
    outcomes: Annotated[bool, typer.Option("--outcomes", help="count what became of entries (with --json)")] = False,
    limit: Limit = 1_000,
    json: Json = False,
) -> int:
    """Prints the listing."""
    from pipeline.feed_tables import feeds_table
    from transforms.store.connection import open_store
    from transforms.store.feed_rows import STATES, list_feeds

    for each in state or ():
        if each not in STATES:
            raise WrongUse(f"--state {each}: {', '.join(STATES)} are there")
    connection = open_store(store or DEFAULT_STORE, read_only=True)
    try:
        found = list_feeds(connection, states=tuple(state or ()), outcomes=outcomes)
    finally:
        connection.close()
    # Stable: within a state as they came to be known, but of those in trouble the oldest trouble first.
    found.sort(key=lambda row: (_TROUBLE_FIRST.index(row.state), (row.since or "") if row.state == "failing" else ""))
    if json:
        print_json(found[:limit])
    elif not found:
        results().print("No feed fits." if state else "No feeds yet: `newsbeam run FEEDS` polls some.")
    else:
        results().print(feeds_table(found[:limit], results().width))
        if len(found) > limit:
            results().print(f"{len(found) - limit:,} more: --limit shows them.", style="dim")
    return DONE


def _with_known(reports: list[FeedReport], store: str, settings: CheckSettings) -> list[FeedReport]:
    from pipeline.feed_known import with_known
    from transforms.store.connection import open_store

    connection = open_store(store, read_only=True)
    try:
        return with_known(reports, connection, settings.crawl)
    finally:
        connection.close()


def _one_page(page: str) -> GivenAddress | GivenFile:
    from pipeline.feed_given import GivenAddress, GivenFile, sort_sources

    given = sort_sources([page])
    if len(given) != 1 or not isinstance(given[0], GivenAddress | GivenFile):
        raise WrongUse(f"{page!r}: give one page, by its address or as a file; `newsbeam feeds check` reads lists")
    return given[0]


def _discovered(given: GivenAddress | GivenFile, url: str | None, settings: CheckSettings, guess: bool) -> Discovery:
    from pipeline.feed_finding import discover_address, discover_file
    from pipeline.feed_given import GivenAddress, UnreadableFile, read_given

    with _progress("addresses asked") as told:
        if isinstance(given, GivenAddress):
            return discover_address(given.url, settings, told, guess=guess)
        try:
            content = read_given(given)
        except UnreadableFile as error:
            raise WrongUse(f"{given.source!r}: {error}") from error
        return discover_file(content, _page_url(content, url), settings, told, guess=guess)


def _settings(
    contact: str | None,
    agent: str | None,
    spacing: float,
    allow_loopback: bool,
    proxy: str | None,
    offline: bool,
    min_interval: float = 10.0,
    listed: FeedList | None = None,
    *,
    needed: bool,
) -> CheckSettings:
    """How feeds are asked. Files need no contact: without one, and where no address was given, nobody is asked."""
    from pipeline.feed_check import CheckSettings
    from transforms.fetch.crawl_settings import MINUTE, CrawlSettings
    from transforms.fetch.manners import product_of

    if needed and offline:
        raise WrongUse("--offline with an address: leave out one of them; files are read without the network")
    if not allow_loopback and spacing < 1:
        raise WrongUse(f"--spacing {spacing:g}: at least 1 second; shorter only with --allow-loopback")
    if not allow_loopback and min_interval < 10:
        raise WrongUse(f"--min-interval {min_interval:g}: at least 10 minutes; less only with --allow-loopback")
    is_said = listed is not None and (listed.contact or listed.user_agent)
    known = contact or agent or os.environ.get("NEWSBEAM_CONTACT") or allow_loopback or needed or is_said
    asks = user_agent(contact, agent, allow_loopback=allow_loopback, listed=listed) if known and not offline else None
    return CheckSettings(
        agent=asks,
        crawl=CrawlSettings(
            agent=product_of(asks or ""),
            spacing=int(spacing * 1000),
            min_interval=int(min_interval * MINUTE),
            pending_limit=PENDING_HERE,
        ),
        allow_loopback=allow_loopback,
        proxy=proxy,
        silent="offline" if offline else "no-contact",
    )


def _page_url(content: bytes, given: str | None) -> str | None:
    """The address that a saved page is from: as given, else as it says itself."""
    from transforms.addresses import normalise
    from transforms.seeds.html import address_of

    if given is None:
        return address_of(content)
    url = normalise(given)
    if url is None:
        raise WrongUse(f"--url {given!r} is no http(s) address")
    return url


def _candidate_row(candidate: Candidate, usable: bool) -> dict[str, Any]:
    from pipeline.feed_tables import spec_of
    from pipeline.feed_toml import feed_text

    return {
        "found": candidate.found,
        "title": candidate.title,
        "report": candidate.report,
        "list_entry": feed_text(spec_of(candidate)) if usable else None,
    }


@contextmanager
def _progress(what: str) -> Iterator[Told]:
    """A line on a terminal while feeds are asked; nothing elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn(), TimeElapsedColumn())
    console = messages()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as live:
        task = live.add_task(what, total=None)
        yield lambda done, total: live.update(task, completed=done, total=total)
