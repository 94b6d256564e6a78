"""What is set for Flink, what is left as the user gave it, and what is refused."""

from __future__ import annotations

import pytest

from pipeline.flink import flink_choices, flink_options, is_flink

FLINK = ("--runner=PortableRunner", "--job_endpoint=localhost:8099", "--environment_type=LOOPBACK")


def test_short_and_full_names_of_both_runners_mean_flink():
    names = ["FlinkRunner", "flinkrunner", "PortableRunner", "apache_beam.runners.portability.flink_runner.FlinkRunner"]
    assert [name for name in names if is_flink([f"--runner={name}"])] == names
    assert is_flink(["--runner", "FlinkRunner"])


@pytest.mark.parametrize("arguments", [[], ["--runner=DirectRunner"], ["--runner=DataflowRunner"], ["--runner"]])
def test_other_runners_get_their_arguments_back_as_they_are(arguments):
    assert not is_flink(arguments)
    assert flink_options(arguments, bounded=True) == arguments
    assert flink_choices(arguments, bounded=False) == []


def test_the_last_of_two_runners_counts():
    assert is_flink(["--runner=DirectRunner", "--runner=FlinkRunner"])
    assert not is_flink(["--runner=FlinkRunner", "--runner=DirectRunner"])


def test_a_replay_streams_and_takes_no_checkpoints():
    assert flink_options(FLINK, bounded=True) == [*FLINK, "--streaming"]


def test_a_live_run_takes_checkpoints_that_outlive_the_job():
    assert flink_options(FLINK, bounded=False) == [
        *FLINK,
        "--streaming",
        "--checkpointing_interval=10000",
        "--finish_bundle_before_checkpointing",
        "--externalized_checkpoints_enabled",
        "--retain_externalized_checkpoints_on_cancellation",
    ]


@pytest.mark.parametrize("interval", [["--checkpointing_interval=2000"], ["--checkpointing_interval", "2000"]])
def test_what_the_user_has_set_stays_and_is_not_set_again(interval):
    given = [*FLINK, "--streaming", *interval]
    completed = flink_options(given, bounded=False)
    assert completed[: len(given)] == given
    added = {argument.partition("=")[0] for argument in completed[len(given) :]}
    assert added.isdisjoint({"--checkpointing_interval", "--streaming"})
    assert "--finish_bundle_before_checkpointing" in added


def test_every_added_flag_comes_with_its_reason():
    added = flink_options(FLINK, bounded=False)[len(FLINK) :]
    choices = flink_choices(FLINK, bounded=False)
    assert [choice.partition(": ")[0] for choice in choices] == added
    assert all(choice.partition(": ")[2] for choice in choices)


def test_completed_arguments_are_complete():
    once = flink_options(FLINK, bounded=False)
    assert flink_options(once, bounded=False) == once
    assert flink_choices(once, bounded=False) == []


@pytest.mark.parametrize("bounded", [True, False])
def test_a_flag_that_ends_the_checkpoints_is_refused(bounded):
    with pytest.raises(ValueError, match="Leave it out"):
        flink_options([*FLINK, "--shutdown_sources_after_idle_ms=0"], bounded=bounded)


@pytest.mark.parametrize("flags", [["--checkpointing_interval=2000"], ["--checkpointing_interval", "2000"]])
def test_checkpoints_in_a_replay_are_refused_since_it_would_never_end(flags):
    with pytest.raises(ValueError, match="--checkpointing_interval=2000 keeps a job alive for ever"):
        flink_options([*FLINK, *flags], bounded=True)


def test_a_replay_that_says_it_takes_no_checkpoints_is_taken():
    assert flink_options([*FLINK, "--checkpointing_interval=-1"])[-1] == "--streaming"


@pytest.mark.parametrize("interval", ["0", "-1", "soon", ""])
def test_a_live_run_without_checkpoints_is_refused(interval):
    with pytest.raises(ValueError, match="needs checkpoints"):
        flink_options([*FLINK, f"--checkpointing_interval={interval}"], bounded=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--runner=PortableRunner", "--job_endpoint=localhost:8099"],
        ["--runner=FlinkRunner", "--flink_master=cluster:8081"],
    ],
)
def test_a_run_that_does_not_say_where_python_runs_is_refused(arguments):
    with pytest.raises(ValueError, match="where Python runs is not said"):
        flink_options(arguments, bounded=True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--runner=FlinkRunner"],
        ["--runner=FlinkRunner", "--flink_master=[local]"],
        ["--runner=FlinkRunner", "--flink_master=cluster:8081", "--sdk_container_image=newsbeam:1"],
        ["--runner=PortableRunner", "--environment_type=EXTERNAL", "--environment_config=localhost:50000"],
    ],
)
def test_a_run_that_says_where_python_runs_is_taken(arguments):
    assert flink_options(arguments, bounded=True) == [*arguments, "--streaming"]
