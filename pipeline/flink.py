"""What a run on Flink needs set, so that nobody has to know it: Beam arguments in, complete Beam arguments out.

Decides only about flags without which a run loses something or never ends, and refuses those that contradict it.
How many slots, which state backend and where checkpoints lie is left to the user and the cluster's own settings.
All of it was measured on Flink 1.19 with the job server of ``deploy/flink``.
"""

from __future__ import annotations

from collections.abc import Sequence

CHECKPOINTING_INTERVAL_MS = 10_000

_RUNNERS = frozenset({"flinkrunner", "portablerunner"})
# With these the Flink runner starts a cluster inside the job server, and Beam runs Python in the launching process.
_EMBEDDED_MASTERS = frozenset({"[local]", "[auto]"})


def is_flink(arguments: Sequence[str]) -> bool:
    """True where the arguments name a runner that hands the graph to Flink: ``FlinkRunner``, or ``PortableRunner``
    (taken to speak to our job server). Short and full class names, any case, as Beam takes them."""
    runner = _value(arguments, "runner")
    return runner is not None and runner.rpartition(".")[2].lower() in _RUNNERS


def flink_options(arguments: Sequence[str], *, bounded: bool = True) -> list[str]:
    """Beam arguments for a Flink runner: those given, and behind them the flags that must be set and are not yet.

    ``bounded``: the input ends (replay, ``run --once``), so the job has to end too. Arguments for any other runner come
    back as they are. Raises ValueError, with what to do, where the arguments contradict each other or the kind of run.
    """
    if is_flink(arguments):
        _refuse_contradictions(arguments, bounded)
    return [*arguments, *(flag for flag, _ in _missing(arguments, bounded))]


def flink_choices(arguments: Sequence[str], *, bounded: bool = True) -> list[str]:
    """What ``flink_options`` adds to these arguments, for the log: a line for each flag, with its reason."""
    return [f"{flag}: {reason}" for flag, reason in _missing(arguments, bounded)]


_EVERY_RUN = (
    # As a batch job the same graph gives the same records, but each keyed step waits for the end of its whole input: of
    # a source that took 6 s, the first element reached keyed state after 10.3 s, with --streaming after 5.7 s. It also
    # is another translation of the graph than the one a live run takes, and we want one that is tested.
    ("--streaming", "articles go through every step as they are read, and replay runs as a live run does"),
)

_ENDLESS_RUN = (
    # The checkpoint is the only truth of a run on a cluster. Two seconds were measured to work well (latency in the
    # middle 0.13 s); ten repeat at most ten seconds of requests after a crash and write a fifth.
    (f"--checkpointing_interval={CHECKPOINTING_INTERVAL_MS}", "cursors and stories survive a crash"),
    # Without, what a bundle emits while a checkpoint is taken waits for that operator's next input, and a job may never
    # start to emit at all.
    ("--finish_bundle_before_checkpointing", "no output waits for the next input at a checkpoint"),
    # A JobManager without high availability forgets its jobs when it dies, and with them which checkpoints are theirs.
    # Kept ones can be given as --savepoint_path.
    ("--externalized_checkpoints_enabled", "a new job can go on from the last checkpoint"),
    ("--retain_externalized_checkpoints_on_cancellation", "so it can after a cancelled job"),
)


def _missing(arguments: Sequence[str], bounded: bool) -> list[tuple[str, str]]:
    if not is_flink(arguments):
        return []
    wanted = [*_EVERY_RUN, *(() if bounded else _ENDLESS_RUN)]
    return [(flag, reason) for flag, reason in wanted if not _is_set(arguments, flag.partition("=")[0][2:])]


def _refuse_contradictions(arguments: Sequence[str], bounded: bool) -> None:
    if _is_set(arguments, "shutdown_sources_after_idle_ms"):
        # Measured: of 29 s of work with an interval of 1 s, one checkpoint was completed; the rest were declined.
        raise ValueError(
            "--shutdown_sources_after_idle_ms ends the checkpoints of the whole job as soon as one source is idle. "
            "Leave it out: a replay ends by itself, and a live run is ended by a savepoint (see deploy/flink)."
        )
    interval = _value(arguments, "checkpointing_interval")
    if bounded and interval is not None and _takes_checkpoints(interval):
        # Measured: all of the input goes through, then the sources are kept open for checkpoints, for ever.
        raise ValueError(
            f"--checkpointing_interval={interval} keeps a job alive for ever, but this input ends. "
            "Leave it out: a replay that is cut off is started again, and what it has written already stays as it is."
        )
    if not bounded and interval is not None and not _takes_checkpoints(interval):
        raise ValueError(
            f"--checkpointing_interval={interval}: a live run needs checkpoints, its cursors lie nowhere else. "
            f"Give milliseconds above 0, or leave it out for {CHECKPOINTING_INTERVAL_MS}."
        )
    _refuse_unknown_workers(arguments)


def _takes_checkpoints(interval: str) -> bool:
    return interval.isdecimal() and int(interval) > 0


def _refuse_unknown_workers(arguments: Sequence[str]) -> None:
    """Python workers must be said: Beam would else ask Docker for its own image, in which newsbeam is not installed."""
    if any(_is_set(arguments, name) for name in ("environment_type", "sdk_container_image")):
        return
    runner = (_value(arguments, "runner") or "").rpartition(".")[2].lower()
    if runner == "flinkrunner" and (_value(arguments, "flink_master") or "[auto]") in _EMBEDDED_MASTERS:
        return
    raise ValueError(
        "where Python runs is not said. Give --environment_type=LOOPBACK (in this process: one machine only), "
        "--environment_type=EXTERNAL --environment_config=HOST:PORT (a worker pool that has newsbeam installed), or "
        "--sdk_container_image=IMAGE (containers with newsbeam in them)."
    )


def _is_set(arguments: Sequence[str], name: str) -> bool:
    flag = f"--{name}"
    return any(argument == flag or argument.startswith(f"{flag}=") for argument in arguments)


def _value(arguments: Sequence[str], name: str) -> str | None:
    """The value of the last ``--name=value`` or ``--name value``; None where there is none."""
    flag, found = f"--{name}", None
    for position, argument in enumerate(arguments):
        if argument.startswith(f"{flag}="):
            found = argument[len(flag) + 1 :]
        elif argument == flag and position + 1 < len(arguments):
            found = arguments[position + 1]
    return found
