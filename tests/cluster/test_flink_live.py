"""A live run on Flink against the fake web: the same records as a local run, and Ctrl-C cancels the job."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
import orjson
import pytest
from apache_beam.portability.api import beam_job_api_pb2 as job_api
from apache_beam.portability.api import beam_job_api_pb2_grpc as job_service

from pipeline.sinking import finish_on_cluster
from tests.flow.live_web import FLAGS, Web, untimed
from tests.flow.running import ROOT, command, run_command

if TYPE_CHECKING:
    from conftest import JobServer

#: Without its Python workers, which end with the run, Flink would start the job again for as long as the server lives.
NO_RESTART = "--number_of_execution_retries=0"

#: Often enough that several are taken while pages are under way.
CHECKPOINTS = "--checkpointing_interval=1000"

#: Until all is written, and until a cancelled job has let go.
WRITTEN_SECONDS, ENDED_SECONDS = 150, 60


@pytest.fixture
def feeds(tmp_path: Path) -> Iterator[Path]:
    """The feed list of a fake web in a process of its own, at a step that stays."""
    web = Web(tmp_path)
    yield web.feeds
    web.close()


@contextmanager
def started(log: Path, *arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    """The command line in a process of its own, which does not outlive the test."""
    with log.open("wb") as written:
        process = subprocess.Popen(
            command(*arguments),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def lines(files: Iterator[Path]) -> list[dict[str, Any]]:
    return [orjson.loads(line) for file in files for line in file.read_bytes().splitlines()]


def in_parts(folder: Path, kind: str) -> list[dict[str, Any]]:
    """What stands in the closed parts by now, a line for each revision."""
    return lines((folder / f"{kind}.jsonl.parts").glob("*.jsonl"))


def final(folder: Path, kind: str) -> list[dict[str, Any]]:
    return lines(iter([folder / f"{kind}.jsonl"]))


def ended(outcomes: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Which entry ended at which stage."""
    return {(outcome["entry_id"], outcome["stage"]) for outcome in outcomes}


def jobs(server: JobServer) -> dict[str, int]:
    """The states of the server's jobs, by id."""
    with grpc.insecure_channel(server.endpoint) as channel:
        listed = job_service.JobServiceStub(channel).GetJobs(job_api.GetJobsRequest())
    return {job.job_id: job.state for job in listed.job_info}


def test_a_live_run_on_flink_writes_what_a_local_one_does_until_ctrl_c_cancels_it(
    feeds: Path, flink_job_server: JobServer, tmp_path: Path
) -> None:
    here, there, log = tmp_path / "local", tmp_path / "flink", tmp_path / "run.log"
    local = run_command("run", feeds, *FLAGS, "--once", "--store", f"sqlite:{tmp_path}/a.db", "--to", f"jsonl:{here}")
    assert local.code == 0, local.out + local.err
    expected = ended(final(here, "outcomes"))
    assert expected, "an empty run proves nothing"

    before = jobs(flink_job_server)
    flags = (*FLAGS, *flink_job_server.flags, CHECKPOINTS, NO_RESTART)
    with started(log, "run", feeds, *flags, "--to", f"jsonl:{there}") as run:
        deadline = time.monotonic() + WRITTEN_SECONDS
        while run.poll() is None and time.monotonic() < deadline and not expected <= ended(in_parts(there, "outcomes")):
            time.sleep(0.2)
        said = log.read_text() + flink_job_server.log()
        assert run.poll() is None, said
        assert expected <= ended(in_parts(there, "outcomes")), said
        run.send_signal(signal.SIGINT)
        assert run.wait(ENDED_SECONDS) == 0, log.read_text()
    cancelled = [state for job, state in jobs(flink_job_server).items() if job not in before]
    assert cancelled == [job_api.JobState.CANCELLED], log.read_text()

    finish_on_cluster([f"jsonl:{there}"])
    assert ended(final(there, "outcomes")) == expected
    assert untimed(final(there, "records")) == untimed(final(here, "records"))
