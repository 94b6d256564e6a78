"""``newsbeam export``: everything in the store as final files."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.options import Store
from pipeline.console import messages
from pipeline.errors import DONE
from pipeline.settings import DEFAULT_STORE

HELP = """Writes what is in the store to a sink and makes it final: the newest revision of every record, sorted by id.

TO is an address as for --to: jsonl:FILE.jsonl for records, jsonl:FOLDER for records, outcomes and failures,
sqlite:FILE for a store of its own. An export of the same store is the same bytes, wherever and whenever it is made.

Example:

  newsbeam export jsonl:news.jsonl
"""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("export", help=HELP)(export)


def export(to: Annotated[list[str], typer.Argument(metavar="TO…", show_default=False)], store: Store = None) -> int:
    """Writes it."""
    from pipeline.sinking import check_addresses, finish, followers

    address = store or DEFAULT_STORE
    check_addresses(address, to)
    with followers(address, to) as following:
        finish(following)
    messages().print(f"exported to {', '.join(to)}")
    return DONE
