"""One worker process as its parent sees it: start, ask, find out how it died, kill."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Protocol

from transforms.extract.frames import HELLO, LENGTH, Answer

_ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 120.0
# What an answer is read in: most are a tenth of it.
_CHUNK = 1 << 16
# A pipe holds 64 kB, a page has 250: what does not fit costs a wait and a change of process each time. A megabyte is
# what Linux lets everybody ask for.
_PIPE_BYTES = 1 << 20


class Argument(Protocol):
    """Limits of a worker, as its module takes them."""

    def to_argument(self) -> str:
        """The limits as the process's argument."""


class WorkerGone(Exception):
    """The process ended, or was killed by us, before it answered.

    ``overdue``: it had used up its CPU time, or kept silent beyond the backstop.
    """

    def __init__(self, how: str, *, overdue: bool) -> None:
        super().__init__(how)
        self.how, self.overdue = how, overdue


class WorkerProcess:
    """A running worker. Used by one thread at a time. Raises WorkerGone from ``ask`` once, then it is of no use."""

    def __init__(self, limits: Argument, module: str = "transforms.extract.worker") -> None:
        """Starts the process (``python -m MODULE LIMITS``) and waits until it is ready. Raises RuntimeError where it
        cannot start."""
        environment = dict(os.environ)
        paths = [str(_ROOT), environment.get("PYTHONPATH", "")]
        # No hash seed of its own: nothing may depend on it, and so nothing can by accident.
        environment |= {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONHASHSEED": "0"}
        # -P: the folder the run was started in is no place to import from.
        self._process = _start([sys.executable, "-P", "-m", module, limits.to_argument()], environment)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        with contextlib.suppress(OSError):  # the machine allows less, or this user has many: it is only slower
            fcntl.fcntl(self._in, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self.asked = 0
        try:
            hello = Answer.unpacked(self._exchange(None, _START_SECONDS))
        except WorkerGone as gone:
            raise RuntimeError(f"a process of {module} could not start: {gone.how}") from gone
        if hello.kind != HELLO:
            raise RuntimeError(f"a process of {module} began with {hello.kind!r}")
        #: Resident bytes before the first page.
        self.base = hello.resident

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def ask(self, request: bytes, wall_seconds: float) -> Answer:
        """The answer to an encoded page. Raises WorkerGone where the process dies, or is silent beyond the backstop."""
        self.asked += 1
        return Answer.unpacked(self._exchange(request, wall_seconds))

    def kill(self) -> None:
        """Ends the process at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._reap()

    def terminate(self) -> None:
        """Sends SIGKILL and does not wait: the thread that asks finds it gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def close(self) -> None:
        """Lets an idle process end: its input ends."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(2.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reap()

    def _exchange(self, outgoing: bytes | None, wall_seconds: float) -> bytes:
        """Writes a payload as a frame (None: nothing) and reads one, at most ``wall_seconds`` long."""
        until = time.monotonic() + wall_seconds
        received, length = bytearray(), None
        ready = select.poll()
        ready.register(self._out, select.POLLIN)
        rest = memoryview(b"")
        if outgoing is not None:
            rest = self._begin(outgoing)  # mostly all of it: then there is only the answer to wait for
        if rest:
            ready.register(self._in, select.POLLOUT)
        while length is None or len(received) < LENGTH.size + length:
            events = ready.poll(1000 * max(0.0, until - time.monotonic()))
            if not events:
                self.kill()
                raise WorkerGone(f"no answer within {wall_seconds:g} seconds", overdue=True)
            for descriptor, _ in events:
                if descriptor == self._in:
                    rest = rest[self._send([rest]) :]
                    if not rest:
                        ready.unregister(self._in)
                else:
                    received += self._receive()
            if length is None and len(received) >= LENGTH.size:
                (length,) = LENGTH.unpack_from(received)
        return bytes(memoryview(received)[LENGTH.size :])

    def _begin(self, payload: bytes) -> memoryview:
        """Sends a frame's length with as much of the payload as the pipe takes; the rest of the payload."""
        head = LENGTH.pack(len(payload))
        sent = self._send([memoryview(head), memoryview(payload)])
        return memoryview(payload)[sent - len(head) :] if sent >= len(head) else memoryview(head + payload)[sent:]

    def _send(self, parts: list[memoryview]) -> int:
        try:
            return os.writev(self._in, parts)
        except BlockingIOError:
            return 0
        except BrokenPipeError:
            raise self._gone() from None

    def _receive(self) -> bytes:
        try:
            chunk = os.read(self._out, _CHUNK)
        except BlockingIOError:
            return b""
        if not chunk:
            raise self._gone()
        return chunk

    def _gone(self) -> WorkerGone:
        self.kill()
        code = self._process.returncode
        if code == -signal.SIGPROF:
            return WorkerGone("its CPU time was used up", overdue=True)
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return WorkerGone(how, overdue=False)

    def _reap(self) -> None:
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Starts a process with two pipes, deaf to Ctrl-C from its first moment: that goes to the whole process group, and
    would end a process that is still importing with a traceback. What blocks a signal hands that on to its children,
    also in a thread that may not set handlers."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
