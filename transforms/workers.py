"""The child's side of worker processes that read untrusted bytes: bounds, pipes, and an end when the parent ends.

Such a process reads frames from its standard input and writes answers to its standard output till the input ends.
Everything that an input could do to it ends with this process: CPU time by a timer of the kernel, which works also
while a C library keeps the interpreter busy, and memory by RLIMIT_AS. The parent's side is ``extract/process.py``; what
is asked and answered is the stage's. Nothing heavy is imported here.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import struct
import threading
import time
from collections.abc import Callable
from typing import BinaryIO

_LENGTH = struct.Struct(">I")
_PAGE_SIZE = resource.getpagesize()
_WATCH_SECONDS = 1.0


def serve_frames(hello: Callable[[], bytes], serve: Callable[[bytes], bytes], memory_bytes: int) -> None:
    """Says hello, then answers one frame after another till the input ends.

    Args:
        hello: makes the first frame, when everything is imported and bounded.
        serve: makes the answer to a request; it bounds its own CPU time with ``CpuBound``.
        memory_bytes: address space of this process.
    """
    source, sink = _take_streams()
    _end_with_parent(os.getppid())
    # A stop of the whole process group (Ctrl-C) is the parent's to handle: it closes our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF})
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    bound = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What imports made lives as long as the process: not to be looked through by every collection.
    gc.collect()
    gc.freeze()
    _write(sink, hello())
    while (payload := _read(source)) is not None:
        _write(sink, serve(payload))


class CpuBound:
    """Within it the process is killed by SIGPROF when it has used up its CPU seconds: ``with CpuBound(10.0): …``."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, self._seconds)

    def __exit__(self, *exception: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)


def resident_bytes() -> int:
    """Resident memory of this process."""
    with open("/proc/self/statm", "rb") as statm:
        return int(statm.read().split()[1]) * _PAGE_SIZE


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes for ourselves: what a library prints goes nowhere instead of into an answer."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)
    return source, sink


def _end_with_parent(parent: int) -> None:
    """Ends the process within a second of its parent's end, also in the middle of an input.

    Not PR_SET_PDEATHSIG: that signal comes when the *thread* that started us ends, and Beam's threads come and go.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _read(stream: BinaryIO) -> bytes | None:
    """The payload of the next frame; None at the end of the stream, also inside a frame."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    payload = stream.read(length)
    return payload if len(payload) == length else None


def _write(sink: BinaryIO, payload: bytes) -> None:
    sink.write(_LENGTH.pack(len(payload)))
    sink.write(payload)
    sink.flush()
