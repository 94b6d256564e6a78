"""Opening what may be anything: only regular files are opened, nothing waits, nothing unpacks without a bound.

Messages name no path: a path of this machine must not reach a record. Who reports adds the input's name.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from transforms.failures import StageError
from transforms.seeds.limits import SeedLimits

_CHUNK = 65_536
GZIP_MAGIC = b"\x1f\x8b"
_WINDOW_WITH_HEADER = 31

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class BrokenStream(StageError):
    """A compressed stream that cannot be read on."""


def file_error(error: OSError) -> StageError:
    """The dead letter for what the file system answered."""
    reason = {errno.ENOENT: "missing", errno.ELOOP: "link-loop"}.get(error.errno or 0, "unreadable")
    said = error.strerror or type(error).__name__
    return StageError(reason, f"cannot be read ({said}): check the file and its rights")


def refuse_special(mode: int) -> None:
    """Raises StageError ``not-a-file`` for all but a regular file: reading a FIFO or device can wait for ever."""
    if not stat.S_ISREG(mode):
        kind = next((name for test, name in _KINDS if test(mode)), "no file")
        raise StageError("not-a-file", f"is {kind}: only regular files are read")


@contextmanager
def open_regular(path: str) -> Iterator[BinaryIO]:
    """The file's bytes. Raises StageError for what is no regular file, is missing or cannot be read (also later,
    while it is read)."""
    try:
        refuse_special(os.stat(path).st_mode)
        # Looked at again once it is open: it may have been replaced by a FIFO meanwhile, whose opening would wait.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with open(descriptor, "rb", buffering=_CHUNK) as raw:
            refuse_special(os.fstat(raw.fileno()).st_mode)
            yield raw
    except OSError as error:
        raise file_error(error) from error


@contextmanager
def open_unzipped(path: str, limits: SeedLimits) -> Iterator[tuple[BinaryIO, bool]]:
    """The file's bytes with gzip undone, and whether there was any: told by its first bytes, not by its name."""
    with open_regular(path) as raw:
        zipped = raw.read(2) == GZIP_MAGIC
        raw.seek(0)
        if zipped:
            yield io.BufferedReader(Unzipped(raw, limits), _CHUNK), True  # type: ignore[arg-type,unused-ignore]
        else:
            yield raw, False


def read_page(path: str, limits: SeedLimits) -> bytes:
    """A whole file, gzip undone. Raises StageError ``too-large`` beyond the bound of a page."""
    with open_regular(path) as raw:
        zipped = raw.read(2) == GZIP_MAGIC
        raw.seek(0)
        # Not through a buffer: in one step, without copies, reading a page of 250 kB takes a fifth less.
        content = Unzipped(raw, limits).read_whole(limits.page_bytes + 1) if zipped else raw.read(limits.page_bytes + 1)
    if len(content) > limits.page_bytes:
        raise too_large("a page", limits.page_bytes)
    return content


def too_large(what: str, allowed: int) -> StageError:
    """The dead letter for what is over a bound."""
    return StageError("too-large", f"{what} is over {allowed:,} bytes: raise the limit or leave it out")


class GzipMember(io.RawIOBase):
    """One member of a gzip file, unpacked as it is read: at no time more in memory than was asked for.

    Raises BrokenStream: ``broken-gzip`` (damaged), ``truncated`` (the file ends within it), ``gzip-bomb``.
    """

    def __init__(self, raw: BinaryIO, offset: int, limits: SeedLimits) -> None:
        self._raw, self._offset, self._limits = raw, offset, limits
        self._unzip = zlib.decompressobj(_WINDOW_WITH_HEADER)
        self._taken = self._given = 0
        raw.seek(offset)

    @property
    def end(self) -> int | None:
        """Offset behind the member; None before all of it was read."""
        return self._offset + self._taken - len(self._unzip.unused_data) if self._unzip.eof else None

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            raise io.UnsupportedOperation("a member is read in bounded parts")
        while size and not self._unzip.eof:
            waiting = self._unzip.unconsumed_tail
            data = waiting or self._raw.read(_CHUNK)
            self._taken += 0 if waiting else len(data)
            out = self._step(data, size)
            if out:
                self._given += len(out)
                self._refuse_bomb()
                return out
        return b""

    def drain(self) -> int:
        """Reads the rest and leaves it; the offset behind the member."""
        while self.read(_CHUNK):
            pass
        return self.end or self._offset

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True  # said because fastwarc asks for the position, which is all it ever seeks

    def tell(self) -> int:
        return self._given

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if (offset, whence) not in ((0, os.SEEK_CUR), (self._given, os.SEEK_SET)):
            raise io.UnsupportedOperation("a gzip member is read forward only")
        return self._given

    def _step(self, data: bytes, size: int) -> bytes:
        try:
            out = self._unzip.decompress(data, size)
        except zlib.error as error:
            raise BrokenStream("broken-gzip", f"gzip data is damaged near byte {self._offset + self._taken}") from error
        if not data and not out and not self._unzip.eof:
            raise BrokenStream("truncated", f"gzip data ends within the member that starts at byte {self._offset}")
        return out

    def _refuse_bomb(self) -> None:
        if self._given > self._limits.ratio_from and self._given > self._limits.ratio * self._taken:
            message = f"gzip data unpacks to over {self._limits.ratio} times its size: it would fill memory or disk"
            raise BrokenStream("gzip-bomb", message)


class Unzipped(io.RawIOBase):
    """A gzip file of one or more members (RFC 1952, 2.2), unpacked as it is read. Zeros at its end are let be."""

    def __init__(self, raw: BinaryIO, limits: SeedLimits) -> None:
        self._raw, self._limits = raw, limits
        self._member: GzipMember | None = GzipMember(raw, 0, limits)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while self._member is not None:
            data = self._member.read(len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)
            self._member = self._next(self._member.end or 0)
        return 0

    def read_whole(self, most: int) -> bytes:
        """All that is left, at most so many bytes."""
        parts: list[bytes] = []
        while most and self._member is not None:
            data = self._member.read(most)
            if data:
                parts.append(data)
                most -= len(data)
            else:
                self._member = self._next(self._member.end or 0)
        return b"".join(parts)

    def _next(self, offset: int) -> GzipMember | None:
        self._raw.seek(offset)
        magic = self._raw.read(2)
        if magic == GZIP_MAGIC:
            return GzipMember(self._raw, offset, self._limits)
        if magic.strip(b"\x00"):
            raise BrokenStream("broken-gzip", f"there is something else than gzip data at byte {offset}")
        return None
