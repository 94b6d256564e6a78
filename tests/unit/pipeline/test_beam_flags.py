from __future__ import annotations

import pytest

from pipeline.beam_flags import runner_of, split
from pipeline.errors import WrongUse

OWN = ("--store", "--to")


def test_paths_and_flags_are_told_apart_in_either_spelling() -> None:
    paths, flags = split(["a", "--runner", "PortableRunner", "--streaming", "b", "--job_endpoint=x:1"], OWN)
    assert paths == ["a", "b"]
    assert flags == ["--runner=PortableRunner", "--streaming", "--job_endpoint=x:1"]


def test_what_follows_two_dashes_is_a_path() -> None:
    assert split(["--", "--odd.txt"], OWN) == (["--odd.txt"], [])


def test_a_misspelt_option_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(WrongUse, match=r"--stroe\. Did you mean --store\?"):
        split(["a", "--stroe", "x"], OWN)


def test_a_flag_without_its_value_is_refused() -> None:
    with pytest.raises(WrongUse, match="--runner wants a value"):
        split(["a", "--runner"], OWN)


@pytest.mark.parametrize(
    ("flags", "runner"),
    [
        ([], None),
        (["--runner=DirectRunner"], None),
        (["--runner=FlinkRunner"], "FlinkRunner"),
        (["--runner=FlinkRunner", "--runner=DirectRunner"], None),
    ],
)
def test_the_local_runner_is_the_default_and_the_last_word_counts(flags: list[str], runner: str | None) -> None:
    assert runner_of(flags) == runner


def test_flags_that_only_flinks_job_server_knows_pass_for_flink_alone() -> None:
    flags = ["--runner=FlinkRunner", "--savepoint_path", "file:///a", "--finish_bundle_before_checkpointing"]
    assert split(["a", *flags], OWN) == (
        ["a"],
        ["--runner=FlinkRunner", "--savepoint_path=file:///a", "--finish_bundle_before_checkpointing"],
    )
    with pytest.raises(WrongUse, match="--savepoint_path"):
        split(["a", *flags[1:]], OWN)
