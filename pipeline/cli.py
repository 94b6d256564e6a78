"""The command line ``newsbeam``: which commands there are, and how it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from pipeline.commands import explain, export, failures, feeds, learn, replay, run, show, stories
from pipeline.console import messages
from pipeline.errors import DONE, FAILED, WRONG_USE, RunFailed, WrongUse
from pipeline.logs import set_up
from transforms.store.errors import StoreError

app = typer.Typer(
    name="newsbeam",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Turns news pages into clean, de-duplicated stories.\n\n"
    "Begin with `newsbeam replay seeds`, look with `newsbeam stories`, and see what was cut with "
    "`newsbeam explain FILE`. Exit codes: 0 done, 1 the run failed or does not add up, 2 wrong use.",
)
replay.register(app)
run.register(app)
explain.register(app)
learn.register(app)
stories.register(app)
show.register(app)
export.register(app)
app.add_typer(failures.app, name="failures")
app.add_typer(feeds.app, name="feeds")

#: What typer makes of Ctrl-C in a command.
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit code (0 done, 1 failed or does not add up, 2 wrong use)."""
    set_up()
    try:
        # Prints usage errors itself and leaves with their code; what a command returns it hands back.
        result = app(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name="newsbeam",
            standalone_mode=False,
        )
    except typer.TyperException as error:
        return _refuse(error)
    except WrongUse as error:
        messages().print(f"newsbeam: {error}")
        return WRONG_USE
    except (RunFailed, StoreError) as error:
        messages().print(f"newsbeam: {error}")
        return FAILED
    except (KeyboardInterrupt, typer.Abort):
        return _stopped()
    except BrokenPipeError:  # newsbeam stories | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    if result == _INTERRUPTED:
        return _stopped()
    return result if isinstance(result, int) else DONE


def _stopped() -> int:
    messages().print("newsbeam: stopped. What was written stays; the same command goes on from there.")
    return FAILED


def _refuse(error: typer.TyperException) -> int:
    """Wrong use as typer found it: what is wrong, and where help is. Where it has printed help already, no more."""
    if message := error.format_message():
        messages().print(f"newsbeam: {message}")
        context = getattr(error, "ctx", None)
        messages().print(f"Try: {context.command_path if context else 'newsbeam'} --help")
    return WRONG_USE
