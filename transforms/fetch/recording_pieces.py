"""Pieces of a recording, and how they become records of its file: what belongs together is written together."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

from transforms.fetch import warc_records
from transforms.fetch.outbox import Handout
from transforms.fetch.recording_file import RecordingError, RecordingFile
from transforms.fetch.transport import Exchange

_LOG = logging.getLogger(__name__)

#: Bytes of records that may wait for a sync: less than what is checked when the file is opened again.
_UNSYNCED = 16_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """What is written together: an exchange, an entry's handout, or both; or a snapshot of learned rules."""

    exchange: Exchange | None = None
    handout: Handout | None = None
    #: Whether somebody waits until it survives a power failure.
    synced: bool = False
    future: Future[None] = field(default_factory=Future)
    #: A snapshot of learned rules as a document; b'' for none.
    learned: bytes = b""


class Pieces(Protocol):
    """Writes pieces in their order; the future of each is done when it stands in the file."""

    @property
    def waiting(self) -> int:
        """How many are not written yet."""
        ...

    def submit(self, piece: Piece) -> None:
        """Takes a piece."""
        ...

    def close(self) -> None:
        """Writes what was taken, and ends. Raises RecordingError where not all of it could be written."""
        ...


class PieceWriter:
    """Turns pieces into records of a file, in the thread that calls. Once it has failed it writes nothing more."""

    def __init__(self, file: RecordingFile, agent: str) -> None:
        self._file, self._agent = file, agent
        self._failure: Exception | None = None

    @property
    def failure(self) -> Exception | None:
        """Why nothing more is written."""
        return self._failure

    def write(self, pieces: Sequence[Piece]) -> None:
        """Writes all, syncs once where one of them asks for it, and tells their futures."""
        try:
            if self._failure is None:
                for piece in pieces:
                    self._append(piece)
                    if self._file.unsynced > _UNSYNCED:
                        self._file.sync()
                if any(piece.synced for piece in pieces):
                    self._file.sync()
        except Exception as error:  # whoever waits for a piece gets it, a defect too: nobody waits for ever
            self._fail(error)
        for piece in pieces:
            if piece.future.set_running_or_notify_cancel():
                if self._failure is not None:
                    piece.future.set_exception(self._failure)
                else:
                    piece.future.set_result(None)

    def close(self) -> None:
        """Closes the file. Raises what failed where not everything could be written."""
        try:
            self._file.close()
        except RecordingError as error:
            self._fail(error)
        if self._failure is not None:
            raise self._failure

    def _fail(self, error: Exception) -> None:
        self._failure = self._failure or error
        _LOG.error("%s", error)

    def _append(self, piece: Piece) -> None:
        file, response_id = self._file, ""
        if piece.learned:
            file.append(warc_records.learned_record(piece.learned, file.size))
        if piece.exchange is not None:
            records, response_id = warc_records.exchange_records(piece.exchange, self._agent, file.size)
            for record in records:
                file.append(record)
            if not _holds(piece.exchange, piece.handout):
                response_id = ""
        if piece.handout is not None:
            for record in warc_records.handout_records(piece.handout, response_id, file.size):
                file.append(record)


def _holds(exchange: Exchange, handout: Handout | None) -> bool:
    """Whether the page of the handout is what this exchange brought, and not made of the feed's own text."""
    if handout is None or handout.page is None or exchange.response is None:
        return False
    return handout.page.content == exchange.response.content
