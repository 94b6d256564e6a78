"""Logging of the command line: warnings of our own and of Beam's, without the noise that says nothing to a user."""

from __future__ import annotations

import logging

#: Beginnings of messages that are true and useless here.
_NOISE = (
    "apitools not found",  # Beam's optional Google clients; said at each import
    "Make sure that locally built Python SDK docker image",  # said also for EXTERNAL and LOOPBACK
    "No value provided for required option --resource_hints",
    "Waiting for grpc channel to be ready",
)

#: Errors that carry their own sentence. By name: whoever logs early has not imported them.
_TOLD = ("StoreError", "RecordingError")


def set_up(level: int = logging.WARNING) -> None:
    """Messages to standard error, one line each. Called before Beam is imported, which speaks while it is."""
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(_says_something)


def _says_something(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(_NOISE) and not _is_told(record)


def _is_told(record: logging.LogRecord) -> bool:
    """Whether Beam logs, with its traceback, what a run ends with and tells in one sentence: a full disk, a lock, a
    Ctrl-C."""
    error = record.exc_info[1] if record.exc_info and record.name.startswith("apache_beam.") else None
    while error is not None:
        if type(error).__name__ in _TOLD or str(error).startswith("KeyboardInterrupt"):
            return True
        error = error.__cause__
    return False
