"""A Flink inside its job server, for tests that prove the graph on the portable runner.

`--flink-master=[local]` starts a whole Flink (1.19) in the job server's process for each job: no cluster is needed, and
with `--environment_type=LOOPBACK` the Python side runs in the process that launches. That is one of its own for each run
here: at a job's end its reading thread may die of `CANCELLED: Multiplexer hanging up`, which is harmless, but in pytest's
process would fail whichever test runs then.

Measured with Beam 2.77 (Python) on the jars of deploy/flink (Beam 2.70) and Java 17, on two cores:

- Ready after 2 s; a first job of some hundred elements takes 8 s (Java is cold), each further one 3.5 s. With Java's
  second compiler (no TieredStopAtLevel) 3.5, 14 and 6 s. 430 MB after the first job, 600 MB after some ten.
- 10,000 elements in parts of 100 (a source that self-checkpoints) add 0.5 s; a resume costs a few milliseconds.
- Batch and `--streaming`, parallelism 1 and 2, `--sdk_worker_parallelism` 1 and 2 give the same exact results. As a
  batch job each keyed step waits for the end of its input; streaming does not. pipeline/flink.py therefore streams.
- A bounded job that takes checkpoints never ends, and one that shuts idle sources down takes none: no checkpoints here.
- A job whose launcher died stays in the server, with its memory: it is cancelled with the server, at the session's end.
- The server binds the ports it chooses on all interfaces, whatever `--job-host` says.

Noise in its log, without meaning: `call already closed` (a stream of the harness ends after the job), the whole pipeline
printed in an exception's text, `Unparseable argument` (Python's own parser, about flags that the server then takes).
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

MISSING_PACKAGES = 3  # exit code of deploy/flink/resolve.sh
READY_SECONDS = 60
STOP_SECONDS = 10

# What Flink's and Beam's serialisers reach into, closed since Java 16.
_OPEN_PACKAGES = (
    *("lang", "lang.reflect", "util", "util.concurrent", "util.concurrent.atomic", "util.concurrent.locks"),
    *("net", "io", "nio", "text", "time"),
)
_JAVA_FLAGS = (
    *(f"--add-opens=java.base/java.{package}=ALL-UNNAMED" for package in _OPEN_PACKAGES),
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
    "-Xmx768m",
    # Quick to start rather than quick for long: this session takes 15 s instead of 24.
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    # Readiness and endpoint are read from this one's lines.
    "-Dorg.slf4j.simpleLogger.log.org.apache.beam.runners.jobsubmission.JobServerDriver=info",
)
_READY = re.compile(r"JobService started on (\S+:\d+)")

# The server must not outlive us, however we end: a shell ends it when its own standard input is closed, which the
# system does for a process that is killed.
_WATCHED = '"$@" </dev/null & child=$!; exec 2>/dev/null; trap "kill $child" EXIT; read -r _; exit 0'


@dataclass
class JobServer:
    """A running job server."""

    #: host:port of the job service, for ``--job_endpoint``.
    endpoint: str = ""
    _log: deque[str] = field(default_factory=lambda: deque(maxlen=400))

    @property
    def flags(self) -> list[str]:
        """Beam flags that run a pipeline on it, with its Python side in the launching process, in two slots: what is
        keyed then arrives in an order of its own."""
        place = ["--runner=PortableRunner", f"--job_endpoint={self.endpoint}", "--environment_type=LOOPBACK"]
        return [*place, "--parallelism=2"]

    def log(self) -> str:
        """The last lines it logged, for the message of a failed assertion."""
        return "job server's log:\n" + "".join(self._log)

    def _follow(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self._log.append(line)
            if found := _READY.search(line):
                self.endpoint = found.group(1)
                ready.set()
        ready.set()  # it ended: nobody needs to wait for the deadline


@pytest.fixture(scope="session")
def flink_jars(root: Path) -> Path:
    """Folder of the job server's jars, resolved once for each state of deploy/flink/pom.xml."""
    found = subprocess.run(
        ["sh", str(root / "deploy" / "flink" / "resolve.sh"), "--print"], capture_output=True, text=True, check=False
    )
    if found.returncode == MISSING_PACKAGES:
        pytest.skip(found.stderr.strip())
    assert found.returncode == 0, found.stderr
    return Path(found.stdout.strip())


@pytest.fixture(scope="session")
def flink_job_server(flink_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobServer]:
    """A job server with Flink inside, on ports of its own choice; stopped at the end of the session."""
    folder = tmp_path_factory.mktemp("flink")
    command = [
        *("sh", "-c", _WATCHED, "sh", "java", *_JAVA_FLAGS, f"-Djava.io.tmpdir={folder}"),
        *("-cp", f"{flink_jars}/*", "org.apache.beam.runners.flink.FlinkJobServerDriver", "--flink-master=[local]"),
        *("--job-host=localhost", "--job-port=0", "--artifact-port=0", "--expansion-port=-1"),
        f"--artifacts-dir={folder / 'artifacts'}",
    ]
    # A FLINK_CONF_DIR of this machine is not ours.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FLINK_")}
    server, ready = JobServer(), threading.Event()
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env=environment,
        start_new_session=True,
    )
    follower = threading.Thread(target=server._follow, args=(process, ready), daemon=True)
    follower.start()
    try:
        ready.wait(READY_SECONDS)
        assert server.endpoint, f"the job server was not ready after {READY_SECONDS} s. {server.log()}"
        yield server
    finally:
        _stop(process)
        follower.join(STOP_SECONDS)
        for pipe in (process.stdin, process.stderr):
            assert pipe is not None
            pipe.close()


def _stop(process: subprocess.Popen[str]) -> None:
    """Ends the server and the shell around it, with all their children."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, kind)
        except ProcessLookupError:
            break
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    process.wait(STOP_SECONDS)
