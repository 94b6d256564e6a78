"""How the command line ends when it does not end well: the two kinds of trouble and their exit codes."""

from __future__ import annotations

#: Exit codes (also in the README): done; the run failed or does not add up; wrong use.
DONE, FAILED, WRONG_USE = 0, 1, 2


class WrongUse(Exception):
    """What was asked for cannot be done as asked: says what was given, what is allowed and what to do. Exit code 2."""


class RunFailed(Exception):
    """The run began and did not end well: says what stands, and what to do. Exit code 1."""
