"""One thread that writes a recording, so that an event loop never waits for packing or for a disk.

What waits when the thread is free is written together and synced once.
"""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue

from transforms.fetch.recording_file import RecordingError
from transforms.fetch.recording_pieces import Piece, PieceWriter

#: Pieces of one batch: more gain nothing, and those in front wait for the sync behind the last.
_MOST = 32


class RecordingThread:
    """``Pieces`` in a thread of its own."""

    def __init__(self, writer: PieceWriter) -> None:
        self._writer = writer
        self._pieces: SimpleQueue[Piece | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        return self._pieces.qsize()

    def submit(self, piece: Piece) -> None:
        failure = self._writer.failure or (RecordingError("the recording was closed") if self._closed else None)
        if failure is not None:
            piece.future.set_exception(failure)
        else:
            self._pieces.put(piece)

    def close(self) -> None:
        self._closed = True
        if self._thread.is_alive():
            self._pieces.put(None)
            self._thread.join()
        self._writer.close()

    def _run(self) -> None:
        going = True
        while going:
            batch, going = self._next()
            self._writer.write(batch)

    def _next(self) -> tuple[list[Piece], bool]:
        """The pieces that wait, at least one; and whether there will be more."""
        batch: list[Piece] = []
        piece = self._pieces.get()
        while piece is not None:
            batch.append(piece)
            if len(batch) == _MOST:
                return batch, True
            try:
                piece = self._pieces.get_nowait()
            except Empty:
                return batch, True
        return batch, False
