"""Running commands and measuring them: CPU seconds with all children, wall clock, peaks of memory."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil

ROOT = Path(__file__).resolve().parents[2]
_LOOK_SECONDS = 0.1


class BenchFailed(Exception):
    """What was measured did not do its work: the figures would mean nothing."""


@dataclass(frozen=True)
class Taken:
    """What some work took. Seconds; memory in bytes (0 where it was not looked at)."""

    cpu: float
    wall: float
    pages: int = 0
    #: Pages that gave an article.
    articles: int = 0
    bytes: int = 0
    #: Peak of the sum over the process and its children at one moment; shared pages count once for each.
    memory: int = 0
    #: Peak of each process by itself, the launched one first.
    memory_each: tuple[int, ...] = ()


class _Sampler:
    """Looks at a process tree ten times a second: memory, and CPU to check the kernel's sum against."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._peaks: dict[int, int] = {pid: 0}
        self._cpu: dict[int, float] = {}
        self._most = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._done.wait(_LOOK_SECONDS):
            total = 0
            try:
                for process in (self._root, *self._root.children(recursive=True)):
                    try:
                        held, times = process.memory_info().rss, process.cpu_times()
                    except psutil.Error:  # it just ended
                        continue
                    total += held
                    self._peaks[process.pid] = max(self._peaks.get(process.pid, 0), held)
                    self._cpu[process.pid] = times.user + times.system
            except psutil.Error:
                return
            self._most = max(self._most, total)

    def stop(self) -> tuple[int, tuple[int, ...], float]:
        """Peak of the sum, peak of each, and the CPU seconds seen."""
        self._done.set()
        self._thread.join()
        return self._most, tuple(self._peaks.values()), sum(self._cpu.values())


def replay(lines: Path, folder: Path, arguments: Sequence[str] = ()) -> Taken:
    """``newsbeam replay`` as a process of its own, into a fresh store in ``folder``. Raises BenchFailed where it fails,
    or where a child was left unwaited for and its CPU would be missing."""
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "pipeline", "replay", str(lines), "--store", f"sqlite:{folder}/bench.db"]
    with (folder / "log").open("wb") as log:
        begun = time.perf_counter()
        process = subprocess.Popen([*command, *arguments], cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        sampler = _Sampler(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        memory, each, seen = sampler.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise BenchFailed(f"the replay ended with {process.returncode}:\n{(folder / 'log').read_text()[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    if seen > 1.1 * cpu + 1:
        raise BenchFailed(f"the kernel counts {cpu:.1f} s CPU, {seen:.1f} s were seen: a child was not waited for")
    pages, articles = _settled(folder / "bench.db")
    return Taken(cpu, wall, pages=pages, articles=articles, memory=memory, memory_each=each)


def _settled(store: Path) -> tuple[int, int]:
    """Entries with an outcome, and those of them that gave an article."""
    with closing(sqlite3.connect(store)) as connection:
        counts = dict(connection.execute("select outcome, count(*) from outcomes group by outcome").fetchall())
    return sum(counts.values()), sum(counts.values()) - counts.get("dropped", 0) - counts.get("dead-letter", 0)


def functions(work: str, lines: Path, tiny: Path, processes: int) -> Taken:
    """The work as function calls in so many processes at once, each on its share; loading and warming up left out."""
    shares = [_start_share(work, lines, tiny, i, processes) for i in range(processes)]
    try:
        for share in shares:
            _line(share)  # ready
        begun = time.perf_counter()
        for share in shares:
            assert share.stdin is not None
            share.stdin.write("go\n")
            share.stdin.flush()
        said = [orjson.loads(_line(share)) for share in shares]
        wall = time.perf_counter() - begun
    finally:
        for share in shares:
            share.communicate()
    return Taken(
        cpu=sum(each["cpu"] for each in said),
        wall=wall,
        pages=sum(each["pages"] for each in said),
        articles=sum(each["articles"] for each in said),
        bytes=sum(each["bytes"] for each in said),
    )


def _start_share(work: str, lines: Path, tiny: Path, share: int, shares: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.bench.stages", work, str(lines), str(tiny), str(share), str(shares)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _line(share: subprocess.Popen[str]) -> str:
    assert share.stdout is not None
    line = share.stdout.readline()
    if not line:
        raise BenchFailed(f"a process of {share.args!r} ended before its time")
    return line
