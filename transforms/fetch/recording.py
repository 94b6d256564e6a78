"""The recording of a crawl: every exchange, and every entry that is handed out, on disk before it is handed out.

``--record`` asks for it, ``newsbeam replay`` reads it and comes to the same records. What a handout's page came from
stands right before the handout in the file, so that a reader holds one page at a time: the exchange that brought a page
is held back here until its entry is handed out, a moment later.

Handed out is what the ledger holds and the recording too, in this order. After a kill between the two the page lies in
the ledger's spool, and is recorded when it is taken from there. So each entry is recorded at least once, and a page
that stands in a recording twice is the same page twice.
"""

from __future__ import annotations

import asyncio
from importlib.metadata import PackageNotFoundError, version

from transforms.fetch import warc_records
from transforms.fetch.clock import SystemClock, instant_of
from transforms.fetch.outbox import Handout
from transforms.fetch.recording_file import RecordingError, open_file
from transforms.fetch.recording_pieces import Piece, Pieces, PieceWriter
from transforms.fetch.recording_thread import RecordingThread
from transforms.fetch.transport import Exchange

#: Pieces that may wait to be written; beyond, who notes an exchange waits: memory stays bounded on a slow disk.
_WAITING = 128


class Recording:
    """What the crawler tells of exchanges and handouts. For one event loop.

    Every method raises RecordingError once the recording cannot be written: the crawl ends then, and hands out nothing.
    """

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        #: Exchanges that may have brought the page of an entry, by its id: no more than requests are under way.
        self._held: dict[str, Exchange] = {}

    async def note(self, exchange: Exchange) -> None:
        """Notes an exchange. One that may bring a page is held until ``keep`` or ``let_go`` of its entry."""
        entry_id = dict(exchange.extra).get("entry-id")
        if entry_id and exchange.response is not None and exchange.response.status == 200:
            self.let_go(entry_id)
            self._held[entry_id] = exchange
        else:
            piece = self._write(Piece(exchange))
            if self._pieces.waiting > _WAITING:
                await asyncio.wrap_future(piece.future)

    async def keep(self, handout: Handout) -> None:
        """Writes and syncs what an entry came to. It may be handed out when this has returned."""
        exchange = self._held.pop(handout.entry.entry_id, None)
        await asyncio.wrap_future(self._write(Piece(exchange, handout, synced=True)).future)

    def let_go(self, entry_id: str) -> None:
        """What was held for an entry brought no page to hand out: it is written as any other exchange."""
        exchange = self._held.pop(entry_id, None)
        if exchange is not None:
            self._write(Piece(exchange))

    def put_learned(self, document: bytes) -> None:
        """Writes and syncs a snapshot of learned rules, before any page is handed out that is cleaned by it. Blocks;
        for any thread."""
        self._write(Piece(synced=True, learned=document)).future.result()

    def close(self) -> None:
        """Writes what is held, syncs, and frees the file. Raises RecordingError where that cannot be done."""
        for entry_id in list(self._held):
            self.let_go(entry_id)
        self._pieces.close()

    def _write(self, piece: Piece) -> Piece:
        self._pieces.submit(piece)
        if piece.future.done() and (error := piece.future.exception()) is not None:
            raise error
        return piece


def open_recording(path: str, shard: int, shards: int, agent: str) -> Recording:
    """The recording of one loop, which begins with who records by which rules. Blocks: the end of what is there is
    looked for. Raises RecordingError."""
    file = open_file(path, shard, shards)
    try:
        file.append(warc_records.begin(about(agent), instant_of(SystemClock().now_ms()), file.size))
        file.sync()
    except RecordingError:
        file.close()
        raise
    return Recording(RecordingThread(PieceWriter(file, agent)))


def about(agent: str) -> tuple[tuple[str, str], ...]:
    """Who records, and the rules in force: what would make other records of the same pages."""
    # Here, since a crawl without a recording needs neither: together they take half a second to import.
    from transforms.boilerplate import packs
    from transforms.extract.article import EXTRACTOR

    try:
        number = version("newsbeam")
    except PackageNotFoundError:  # run from a folder that was not installed
        number = "0"
    return (
        ("software", f"newsbeam/{number}"),
        ("http-header-user-agent", agent),
        ("robots", "obey"),
        ("extractor", EXTRACTOR),
        ("rules", packs.load().name),
    )
