"""Beam's own flags on newsbeam's command line: told apart from paths, and refused where neither knows them."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Sequence

from apache_beam.options.pipeline_options import PipelineOptions

from pipeline.errors import WrongUse
from pipeline.flink import is_flink

#: Names of the runner that mean one machine: newsbeam's pinned local runner with its durable store.
_LOCAL = ("", "DirectRunner", "direct")

#: Flags that Beam's Python side does not know and hands to Flink's job server unread, and whether a value follows.
_FLINK_FLAGS = {
    "--allow_non_restored_state": True,
    "--auto_balance_write_files_sharding_enabled": True,
    "--checkpointing_interval": True,
    "--checkpointing_mode": True,
    "--checkpoint_timeout_millis": True,
    "--execution_retry_delay": True,
    "--externalized_checkpoints_enabled": False,
    "--fail_on_checkpointing_errors": True,
    "--finish_bundle_before_checkpointing": False,
    "--latency_tracking_interval": True,
    "--max_bundle_size": True,
    "--max_bundle_time_mills": True,
    "--max_parallelism": True,
    "--min_pause_between_checkpoints": True,
    "--number_of_execution_retries": True,
    "--object_reuse": False,
    "--parallelism": True,
    "--retain_externalized_checkpoints_on_cancellation": False,
    "--savepoint_path": True,
    "--shutdown_sources_after_idle_ms": True,
    "--state_backend": True,
    "--state_backend_storage_path": True,
    "--tolerable_checkpoint_failure_number": True,
    "--unaligned_checkpoint_enabled": False,
}


def split(arguments: Sequence[str], own: Sequence[str]) -> tuple[list[str], list[str]]:
    """Paths and Beam's flags, in ``--name=value`` form, of a mixed list; what follows ``--`` is a path.

    Raises WrongUse for the first flag that Beam does not know, naming the nearest of Beam's and of newsbeam's ``own``.
    """
    if not any(argument.startswith("--") for argument in arguments):  # the table of Beam's flags takes 0.2 s to make
        return list(arguments), []
    takes_value = _beam_flags() | (_FLINK_FLAGS if is_flink(arguments) else {})
    paths: list[str] = []
    flags: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            return [*paths, *rest], flags
        if not argument.startswith("--"):
            paths.append(argument)
            continue
        name, equals, _ = argument.partition("=")
        if name not in takes_value:
            raise WrongUse(_unknown(name, [*own, *takes_value]))
        if takes_value[name] and not equals:
            if not rest:
                raise WrongUse(f"{name} wants a value: {name}=…")
            argument = f"{name}={rest.pop(0)}"
        flags.append(argument)
    return paths, flags


def runner_of(flags: Sequence[str]) -> str | None:
    """Name of the runner the flags ask for; None for a local run."""
    names = [flag.partition("=")[2] for flag in flags if flag.startswith("--runner=")]
    return names[-1] if names and names[-1] not in _LOCAL else None


def _unknown(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"no such option: {name}.{hint} See newsbeam replay --help; flags of Beam's runners are passed through."


def _beam_flags() -> dict[str, bool]:
    """Every flag of Beam's, and whether a value follows it."""
    parser = argparse.ArgumentParser(add_help=False, conflict_handler="resolve")
    for options in PipelineOptions.__subclasses__():
        # Beam's own way to hand a group of options its parser; there is no public list of flags.
        if "_add_argparse_args" in options.__dict__ and options.__module__.startswith("apache_beam."):
            options._add_argparse_args(parser)
    return {flag: action.nargs != 0 for action in parser._actions for flag in action.option_strings}
