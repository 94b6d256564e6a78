"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.settings import DEFAULT_STORE

#: Where the store is. None: not given, the default is meant.
Store = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="ADDRESS", help=f"the durable store [default: {DEFAULT_STORE}]", show_default=False
    ),
]

Sinks = Annotated[
    list[str] | None,
    typer.Option(
        "--to",
        metavar="ADDRESS",
        help="write records here too: jsonl:FOLDER, jsonl:FILE.jsonl, sqlite:FILE; may be given more than once",
        show_default=False,
    ),
]

RespectTdm = Annotated[
    bool,
    typer.Option(
        "--respect-tdm",
        help="drop pages whose publisher opts out of mining (TDMRep, noai), which else stands on the record only",
    ),
]

Learned = Annotated[
    str | None,
    typer.Option(
        "--learned",
        metavar="FILE",
        help="clean by what newsbeam learn has learned of each publisher",
        show_default=False,
    ),
]

NoLearn = Annotated[bool, typer.Option("--no-learn", help="clean by the rules that come with newsbeam alone")]

Json = Annotated[bool, typer.Option("--json", help="one JSON object a line instead of a table")]

Limit = Annotated[int, typer.Option("--limit", min=1, max=100_000, help="rows at most")]


def names_of(context: typer.Context) -> tuple[str, ...]:
    """All names of the running command's own options."""
    return tuple(name for parameter in context.command.params for name in parameter.opts if name.startswith("--"))
