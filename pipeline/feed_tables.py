"""What `newsbeam feeds` prints for people. Texts of feeds and lists are untrusted (``console.py``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.console import text
from pipeline.feed_finding import Candidate, Discovery
from pipeline.feed_plan import count_of
from pipeline.feed_report import Asked, Content, FeedReport, Known, Plan
from pipeline.feed_toml import feed_text
from transforms.fetch.feed_spec import FeedSpec
from transforms.store.feed_rows import FeedRow

#: Up to so many feeds are told in full; of more a line each.
_IN_FULL = 3
#: On a narrower terminal the facts of a feed stand below its name: beside them a table leaves it no room.
_WIDE = 100

_STYLES = {"failed": "red", "failing": "red", "gone": "red", "not-asked": "yellow", "removed": "dim"}


def print_reports(console: Console, reports: Sequence[FeedReport]) -> None:
    """A check: few feeds in full, many as a table with what is wrong below."""
    feeds = [report for report in reports if report.state != "list"]
    for report in reports:
        if report.state == "list":
            console.print(
                text(f"{report.source}: a list of {count_of(report.feeds, 'feed')}{_repeats(report.duplicates)}")
            )
            for problem in report.problems:
                console.print(text(f"  left out or changed: {problem}"))
            if report.message:
                console.print(text(f"  {report.message}", "red"))
    if len(feeds) <= _IN_FULL:
        for report in feeds:
            console.print(_in_full(report))
        return
    console.print(_in_lines(feeds, console.width))
    wrong = sum(1 for report in feeds if not report.is_fine)
    console.print(f"{len(feeds):,} feeds, {wrong:,} of them cannot be read. `feeds check ONE` tells all about one.")


def print_discovery(console: Console, found: Discovery) -> None:
    """A discovery: what was found, and what to put into a list."""
    feeds = found.feeds
    if found.candidates:
        console.print(_candidates(found.candidates, console.width))
    if not feeds:
        console.print("No feed was found.")
    else:
        console.print("\nFor a feed list:\n", style="dim")
        for each in feeds:
            console.print(Text(feed_text(spec_of(each))))
    if found.not_guessed:
        console.print(f"{found.not_guessed} usual places were not tried: --guess tries them.", style="dim")
    if found.left_out:
        console.print(f"{found.left_out} further addresses of the page were not tried.", style="dim")


def spec_of(candidate: Candidate) -> FeedSpec:
    """The line of a feed list for a feed that was found."""
    report = candidate.report
    title = report.content.title if report.content else ""
    return FeedSpec(report.url, name=title or candidate.title)


def feeds_table(rows: Sequence[FeedRow], width: int) -> Table:
    """Feeds of a store, for an output of so many columns."""
    if width < _WIDE:
        return _blocks((row.state, _listed(row), _row_facts(row)) for row in rows)
    table = _table()
    table.add_column("state", no_wrap=True)
    table.add_column("since", no_wrap=True)
    table.add_column("last success", no_wrap=True)
    table.add_column("next poll", no_wrap=True)
    table.add_column("entries", no_wrap=True, justify="right")
    table.add_column("feed", overflow="fold", ratio=1)
    for row in rows:
        times = (_time(row.since), _time(row.last_success), _time(row.next_due))
        table.add_row(_state(row.state), *times, _entries(row), _listed(row))
    return table


def _listed(row: FeedRow) -> Text:
    feed = text(row.name or row.url)
    if row.name:
        feed.append_text(Text("\n")).append_text(text(row.url, "dim"))
    if row.why:
        failures = f" ({row.failures} in a row)" if row.failures > 1 else ""
        is_wrong = row.state in ("failing", "gone")
        feed.append_text(Text("\n")).append_text(text(f"{row.why}{failures}", "red" if is_wrong else "yellow"))
    return feed


def _entries(row: FeedRow) -> str:
    return f"{row.entries:,}" + (f" ({row.waiting:,} waiting)" if row.waiting else "")


def _row_facts(row: FeedRow) -> str:
    times = f"since {_time(row.since)}, last success {_time(row.last_success)}, next poll {_time(row.next_due)}"
    return f"{times}, entries {_entries(row)}"


def _blocks(feeds: Iterable[tuple[str, Text, str]]) -> Table:
    """Feeds one below the other: state, name with what is wrong, and facts in a line."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for state, feed, facts in feeds:
        table.add_row(_state(state), feed.append_text(Text("\n")).append_text(text(facts, "dim")))
    return table


def _in_full(report: FeedReport) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(_state(report.state), text(report.url or report.source, "bold"))
    for name, value in _rows(report):
        table.add_row(name, text(value))
    table.add_row("", "")
    return table


def _rows(report: FeedReport) -> Iterator[tuple[str, str]]:
    if report.source != report.url:
        yield "from", report.source
    if report.message:
        yield "why", f"{report.reason}: {report.message}"
    if report.asked is not None:
        yield from _asked_rows(report.asked)
    if report.content is not None:
        yield from _content_rows(report.content)
    if report.plan is not None:
        yield from _plan_rows(report.plan)
    if report.known is not None:
        yield from _known_rows(report.known)


def _asked_rows(asked: Asked) -> Iterator[tuple[str, str]]:
    if asked.status is not None:
        peer = f" from {asked.peer}" if asked.peer else ""
        yield "answer", f"{asked.status}, {asked.length:,} bytes, {asked.content_type or 'no type'}{peer}"
    for robots in asked.robots:
        delay = f", {robots.crawl_delay:g} s between requests" if robots.crawl_delay else ""
        why = f" ({robots.reason})" if robots.reason else ""
        yield "robots.txt", f"{robots.verdict}{why}{delay}, {robots.origin}"
    for each in asked.redirects:
        yield (
            "redirect",
            f"{each.status} to {each.to or 'nowhere'}{'' if each.followed else f': not followed, {each.problem}'}",
        )


def _content_rows(content: Content) -> Iterator[tuple[str, str]]:
    yield (
        "feed",
        f"{content.kind}: {content.title or '(no title)'}{f', {content.language}' if content.language else ''}",
    )
    if content.listed:
        yield "lists", f"{content.listed:,} addresses, as {content.listed_samples[0]}"
    if content.entries:
        span = f", {_time(content.oldest)} to {_time(content.newest)}" if content.newest else ", none dated"
        yield "entries", f"{content.entries:,}{span}"
        yield "texts", f"{content.full_text:,} whole, {content.teasers:,} teasers, {content.titles_only:,} titles only"
    if content.dates_doubted or content.undated:
        yield (
            "dates",
            f"{content.dates_understood:,} understood, {content.dates_doubted:,} not believed, "
            f"{content.undated:,} entries without",
        )
    for sample in content.date_samples:
        yield "", f"{sample.why}: {sample.text}"
    for title in content.without_link_samples:
        yield "no link", title
    for problem in content.problems:
        yield "problem", problem


def _plan_rows(plan: Plan) -> Iterator[tuple[str, str]]:
    if plan.next_poll is not None:
        yield "next poll", f"about {_time(plan.next_poll)} ({plan.decided_by})"
    for note in plan.notes:
        yield "", note


def _known_rows(known: Known) -> Iterator[tuple[str, str]]:
    failures = f" ({known.failures} in a row)" if known.failures > 1 else ""
    why = f": {known.why}{failures}" if known.why else ""
    yield "in the store", f"{known.state} since {_time(known.since)}{why}"
    yield "", f"last poll {_time(known.last_polled)}, last success {_time(known.last_success)}"
    yield "", f"{known.entries:,} entries so far, {known.waiting:,} of them waiting"
    if known.next_poll is not None:
        yield "", f"next poll {_time(known.next_poll)}, not allowed before {_time(known.allowed_from)}"
    for note in known.notes:
        yield "", note


def _in_lines(reports: Sequence[FeedReport], width: int) -> Table:
    if width < _WIDE:
        return _blocks((each.state, _named(each, each.name), _facts(each)) for each in reports)
    table = _table()
    table.add_column("", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("entries", no_wrap=True, justify="right")
    table.add_column("newest", no_wrap=True)
    table.add_column("next poll", no_wrap=True)
    table.add_column("feed", overflow="fold", ratio=1)
    for report in reports:
        table.add_row(_state(report.state), *_figures(report), _named(report, report.name))
    return table


def _candidates(candidates: Sequence[Candidate], width: int) -> Table:
    if width < _WIDE:
        named = ((each.report, spec_of(each).name, each.found) for each in candidates)
        return _blocks((report.state, _named(report, name), f"{how}, {_facts(report)}") for report, name, how in named)
    table = _table()
    table.add_column("", no_wrap=True)
    table.add_column("found", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("entries", no_wrap=True, justify="right")
    table.add_column("newest", no_wrap=True)
    table.add_column("next poll", no_wrap=True)
    table.add_column("feed", overflow="fold", ratio=1)
    for each in candidates:
        row = (*_figures(each.report), _named(each.report, spec_of(each).name))
        table.add_row(_state(each.report.state), each.found, *row)
    return table


def _figures(report: FeedReport) -> tuple[str, str, str, str]:
    content, plan = report.content, report.plan
    return (
        content.kind if content else "",
        f"{content.entries:,}" if content else "",
        _time(content.newest) if content else "",
        _time(plan.next_poll) if plan and plan.next_poll else "",
    )


def _facts(report: FeedReport) -> str:
    kind, entries, newest, due = _figures(report)
    told = (kind, entries and f"{entries} entries", newest and f"newest {newest}", due and f"next poll {due}")
    return ", ".join(each for each in told if each) or "nothing was read"


def _named(report: FeedReport, name: str) -> Text:
    where = report.url if report.asked or report.state == "not-asked" else report.source
    feed = text(name or where)
    if name:
        feed.append_text(Text("\n")).append_text(text(where, "dim"))
    if report.message:
        feed.append_text(Text("\n")).append_text(text(f"{report.reason}: {report.message}", "red"))
    return feed


def _state(state: str) -> Text:
    return Text(state, style=_STYLES.get(state, "green"))


def _time(instant: str | None) -> str:
    return instant[:16].replace("T", " ") if instant else "–"


def _repeats(duplicates: int) -> str:
    return f", {duplicates:,} more named twice" if duplicates else ""


def _table() -> Table:
    return Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
