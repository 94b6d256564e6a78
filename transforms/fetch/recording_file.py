"""The file that a recording is written to: locked, cut back to its last whole record, added to, synced.

A record that has been appended survives the process, one that has been synced the power. What was being written when
the process was killed is cut off by the next one that opens the file; where the disk takes no more, by this one.

Left to others: what the records say (``warc_records.py``) and when they are synced (``recording.py``).
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections import deque
from collections.abc import Iterator

from transforms.recording_format import HEADER, OPENING, is_whole, member_length, pack_member

#: Of a file that is opened again, so many bytes before its end are unpacked: of what was appended and not synced before
#: a power failure, any part can be missing. ``recording.py`` leaves less than this unsynced.
CHECKED_BYTES = 64_000_000
#: A disk with less room than this is refused before anything is begun.
LEAST_ROOM = 64_000_000
#: Files of one loop in a folder, after which something is wrong.
_MOST_FILES = 1_000


class RecordingError(Exception):
    """A recording cannot be written: says which, why, and what to do."""


class RecordingFile:
    """A recording, open at its end and locked. Raises RecordingError where it cannot be."""

    def __init__(self, path: str) -> None:
        self.path = path
        #: Where the next record begins.
        self.size = 0
        self._synced = 0
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, 0o644)
        except OSError as error:
            raise _explained(path, error) from error
        try:
            if not stat.S_ISREG(os.fstat(self._file).st_mode):
                raise RecordingError(f"the recording {path}: it is no regular file; name another one")
            self._lock()
            self.size = self._whole()
            os.ftruncate(self._file, self.size)
            os.lseek(self._file, self.size, os.SEEK_SET)
            _sync_folder(path)
            self._synced = self.size
        except OSError as error:
            os.close(self._file)
            raise _explained(path, error) from error
        except RecordingError:
            os.close(self._file)
            raise

    def append(self, record: bytes) -> None:
        """Writes a record behind all others. Raises RecordingError; nothing of it is in the file then."""
        member = memoryview(pack_member(record))
        try:
            left = member
            while left:
                left = left[os.write(self._file, left) :]
        except OSError as error:
            self._cut_back()
            raise _explained(self.path, error) from error
        self.size += len(member)

    def sync(self) -> None:
        """Returns when all that was appended survives a power failure. Raises RecordingError."""
        try:
            os.fdatasync(self._file)
        except OSError as error:
            raise _explained(self.path, error) from error
        self._synced = self.size

    @property
    def unsynced(self) -> int:
        """Bytes that were appended and not synced."""
        return self.size - self._synced

    def check_room(self) -> None:
        """Raises RecordingError where the disk has little room left, or takes nothing."""
        try:
            about = os.fstatvfs(self._file)
            if about.f_bavail * about.f_frsize < LEAST_ROOM:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.write(self._file, b"\0" * 4_096)
            os.fdatasync(self._file)
        except OSError as error:
            raise _explained(self.path, error) from error
        finally:
            self._cut_back()

    def close(self) -> None:
        """Syncs, unlocks and closes. May be called again."""
        if self._file < 0:
            return
        try:
            self.sync()
        finally:
            os.close(self._file)
            self._file = -1

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RecordingError(
                f"the recording {self.path}: another run is writing to it; end that run, or name another file"
            ) from error

    def _cut_back(self) -> None:
        """Takes away what was written of a record that could not be written whole."""
        try:
            os.ftruncate(self._file, self.size)
            os.lseek(self._file, self.size, os.SEEK_SET)
        except OSError:  # then it is cut off when the file is opened again, or read
            return

    def _whole(self) -> int:
        """Where the last whole record ends. Raises RecordingError where something else than our records lies there."""
        size, end = os.fstat(self._file).st_size, 0
        last: deque[tuple[int, int]] = deque()
        for offset, length in self._members(size):
            end = offset + length
            last.append((offset, length))
            while last and last[0][0] + last[0][1] < end - CHECKED_BYTES:
                last.popleft()
        while last and not is_whole(os.pread(self._file, last[-1][1], last[-1][0])):
            end, _ = last.pop()
        rest = os.pread(self._file, CHECKED_BYTES + 1, end)
        cut_off = OPENING.startswith(rest[: len(OPENING)]) or not rest.strip(b"\0")
        if not cut_off or len(rest) > CHECKED_BYTES:
            raise RecordingError(
                f"the recording {self.path}: from byte {end:,} on it is damaged, or something else than a recording of"
                " newsbeam; name another file"
            )
        return end

    def _members(self, size: int) -> Iterator[tuple[int, int]]:
        """Offset and length of each member, by what its header says."""
        offset = 0
        while (length := member_length(os.pread(self._file, HEADER, offset))) is not None and offset + length <= size:
            yield offset, length
            offset += length


def open_file(path: str, shard: int = 0, shards: int = 1) -> RecordingFile:
    """The recording of one loop: the file itself, or in a folder (that exists, or is named with a slash) a file of the
    loop's own. Raises RecordingError."""
    if not path.endswith("/") and not os.path.isdir(path):
        if shards > 1:
            raise RecordingError(f"the recording {path}: {shards} loops write a file each; give a folder")
        if not path.lower().endswith(".warc.gz"):
            raise RecordingError(f"the recording {path}: a name that ends in .warc.gz is allowed, or a folder")
        return RecordingFile(path)
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise _explained(path, error) from error
    for number in range(_MOST_FILES):
        name = f"loop-{shard:04}.warc.gz" if not number else f"loop-{shard:04}-{number + 1}.warc.gz"
        try:
            return RecordingFile(os.path.join(path, name))
        except RecordingError as error:
            # The loop before it, on another machine or not yet gone, still holds it.
            if not isinstance(error.__cause__, BlockingIOError):
                raise
    raise RecordingError(f"the recording {path}: {_MOST_FILES:,} files of loop {shard} are in use; give another folder")


def check_recording(path: str, shards: int = 1) -> None:
    """Refuses, before a run, a recording that could not be written. Leaves an empty file where there was none.

    Raises RecordingError: says what was given, what is wrong and what to do.
    """
    file = open_file(path, 0, shards)
    try:
        file.check_room()
    finally:
        file.close()


def _sync_folder(path: str) -> None:
    folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


_ADVICE = {
    errno.ENOSPC: "free some space and run the same command again",
    errno.EDQUOT: "free some space and run the same command again",
    errno.EFBIG: "the file may not grow further; name another file",
    errno.ENOENT: "make its folder first, or name another place",
    errno.EISDIR: "name a file in it, or the folder with a slash behind",
}


def _explained(path: str, error: OSError) -> RecordingError:
    advice = _ADVICE.get(error.errno or 0, "give yourself permission, or name another place")
    return RecordingError(f"the recording {path}: {error.strerror or type(error).__name__}; {advice}")
