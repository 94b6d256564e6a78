"""``newsbeam explain``: one page as newsbeam sees it, with what was cut struck through, and by which rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.commands.options import Json, Learned, Store
from pipeline.console import paragraphs, print_json, results, text
from pipeline.errors import DONE

if TYPE_CHECKING:
    from pipeline.explanation import Explanation

HELP = """Shows what newsbeam makes of a page, and why.

The article is printed with what was cut struck through and the rule that cut it, and every fact with what it rests on:
dates, access, language. Below stands what every source of the page says of them, and why it was believed or not.
Nothing is stored.

FILE is anything that replay reads. Of a file with many pages name one: pages.jsonl:12 is its twelfth line,
crawl.warc.gz:3 its third page.

With --store (or where the default store lies here) it also says which blocks of the text come back in other stories of
the site, in how many, and why they are kept or cut. With --learned it cuts what a file of learned rules says.

Examples:

  newsbeam explain seeds/harbour-levy.txt

  newsbeam explain pages.jsonl:12 --json
"""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("explain", help=HELP)(explain)


def explain(
    file: Annotated[
        str, typer.Argument(metavar="FILE[:N]", help="a saved page, a seed, or one of many", show_default=False)
    ],
    json: Json = False,
    store: Store = None,
    learned: Learned = None,
) -> int:
    """Prints the explanation."""
    from pipeline.coming_back import store_at_hand
    from pipeline.explanation import explain_input  # trafilatura takes half a second to import
    from pipeline.learning import from_file

    given = from_file(learned, learn=True)
    explained = explain_input(file, given.schedule if given else None, store_at_hand(store))
    if json:
        print_json([explained.document()])
    else:
        _show(results(), explained)
    return DONE


def _show(console: Console, explained: Explanation) -> None:
    article = explained.article
    console.print(text(article.title or "(no title)", "bold"))
    if article.standfirst:
        console.print(text(article.standfirst, "italic"))
    console.print()
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    facts.add_column(style="dim", overflow="fold")
    for name, value, evidence in explained.evidence():
        facts.add_row(name, text(value), text(f"from {evidence}" if evidence else ""))
    console.print(facts)
    console.print()
    console.print(_body(explained))
    console.print()
    _show_candidates(console, explained)
    _show_cuts(console, explained)
    _show_blocks(console, explained)


def _show_candidates(console: Console, explained: Explanation) -> None:
    """What each source says, and why it was believed or not."""
    if not explained.candidates:
        return
    console.print("What the page says of itself:", style="bold")
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    table.add_column(style="dim", overflow="fold")
    for candidate in explained.candidates:
        stated = candidate.text if candidate.text != candidate.value else ""
        said = f"{candidate.value} ({stated})" if candidate.value and stated else candidate.value or stated
        table.add_row(candidate.field, candidate.source, text(said), candidate.verdict)
    console.print(table)
    console.print()


def _body(explained: Explanation) -> Text:
    body = Text()
    for piece, cut in explained.pieces:
        if cut is None:
            body.append_text(paragraphs(_spaced(piece)))
        else:
            stripped = piece.strip("\n")
            body.append(_spaced(piece[: len(piece) - len(piece.lstrip("\n"))]))
            body.append_text(paragraphs(stripped, "red strike"))
            # Without colour the strike is lost: brackets say it too.
            body.append(f" [-{cut.kind}: {cut.rule}-]", style="dim red")
            body.append(_spaced(piece[len(piece.rstrip("\n")) :]) if stripped else "")
    return body


def _spaced(piece: str) -> str:
    """Paragraphs stand apart on a page for people."""
    return piece.replace("\n", "\n\n")


def _show_cuts(console: Console, explained: Explanation) -> None:
    removed = explained.article.removed
    if not removed:
        console.print("Nothing was cut.", style="dim")
        return
    rules = Counter((cut.kind, cut.rule) for cut in removed)
    words = sum(len(cut.text.split()) for cut in removed)
    console.print(f"{len(removed)} cuts, {words} words:", style="bold")
    cuts = Table.grid(padding=(0, 2))
    for (kind, rule), count in sorted(rules.items()):
        cuts.add_row(f"{count} ×", kind, Text(rule, "dim"))
    console.print(cuts)


def _show_blocks(console: Console, explained: Explanation) -> None:
    if not explained.blocks:
        return
    console.print()
    console.print("Comes back on this site:", style="bold")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for block in explained.blocks:
        seen = f"{block.evidence.stories} of {block.evidence.of} stories"
        table.add_row(seen, f"kept: {block.kept}" if block.kept else "furniture", text(block.text))
    console.print(table)
