"""A simulated crawl that is recorded, with everything in it that an entry can come to; and what a replay reads of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.unit.fetch.scripted_web import (
    HOUR,
    START,
    Crawled,
    ScriptedWeb,
    crawl,
    entry,
    fails,
    feed,
    listing,
    ok,
    redirect,
    robots,
    status,
)
from transforms.fetch.crawl_settings import FeedOptions
from transforms.fetch.ledger import Ledger
from transforms.fetch.outbox import Handout
from transforms.fetch.recording import Recording
from transforms.fetch.recording_file import RecordingFile
from transforms.fetch.recording_pieces import Piece, PieceWriter
from transforms.fetch.transport import Request, Response
from transforms.fetch.warc_records import begin
from transforms.records import Page, Settlement
from transforms.seeds.items import START as FIRST
from transforms.seeds.items import Item, Position
from transforms.seeds.read import read_file
from transforms.seeds.walk import SeedFile

AGENT = "newsbeam/test (+mailto:desk@reader.example)"
PAPER, TIMES = "http://paper.example", "http://times.example"
FEEDS = (FeedOptions(f"{PAPER}/feed", recheck=True), FeedOptions(f"{TIMES}/feed"))
FULL_TEXT = "<p>" + "The harbour reopened after nine weeks of work on the bridge. " * 30 + "</p>"
SPECIAL = "<html><head><title>Größe</title></head><body><p>Übergröße — “quoted”\r\n\r\nagain</p></body></html>"


class DirectPieces:
    """Pieces written as they are given, in the caller's thread: for event loops whose time is not real."""

    waiting = 0

    def __init__(self, writer: PieceWriter) -> None:
        self._writer = writer

    def submit(self, piece: Piece) -> None:
        self._writer.write([piece])

    def close(self) -> None:
        self._writer.close()


def open_directly(path: Path) -> Recording:
    """A recording whose pieces are written at once."""
    file = RecordingFile(str(path))
    file.append(begin([("software", "newsbeam/test")], "2026-03-04T06:00:00.000Z", file.size))
    file.sync()
    return Recording(DirectPieces(PieceWriter(file, AGENT)))


def web() -> ScriptedWeb:
    """Two papers: pages, an update seen by looking again, a redirect, what is forbidden, missing, no page, broken, and
    a text of the feed that stands in."""

    def changing(request: Request, now: int) -> Response:
        return ok(request.url, f"<p>As of version {int(now > START + HOUR)}</p>", x_robots_tag="noai", etag='"1"')

    def special(request: Request, now: int) -> Response:
        odd = (("content-type", 'text/html; charset="X-Odd"'), ("content-encoding", "gzip"), ("set-cookie", "a=1\r\nb"))
        return Response(request.url, 200, odd, SPECIAL.encode(), "192.0.2.7")

    full = [entry(f"{TIMES}/broken", content_html=FULL_TEXT), *(entry(f"{TIMES}/{n}") for n in range(3))]
    return ScriptedWeb(
        {
            f"{PAPER}/robots.txt": robots("User-agent: *\nDisallow: /private/"),
            f"{PAPER}/feed": feed(*(f"{PAPER}/{name}" for name in ("a", "moved", "private/x", "missing", "image"))),
            f"{PAPER}/a": changing,
            f"{PAPER}/moved": redirect(f"{TIMES}/moved-here", 302),
            f"{PAPER}/image": lambda request, now: ok(request.url, "\x89PNG", "image/png"),
            f"{TIMES}/feed": lambda request, now: ok(request.url, listing(full), "text/x-feed"),
            f"{TIMES}/broken": fails("certificate"),
            f"{TIMES}/1": status(503),
            f"{TIMES}/2": special,
        },
        pages=(f"{TIMES}/",),
    )


def recorded(path: Path, hours: float = 8.0, ledger: Ledger | None = None, **more: object) -> Crawled:
    """The crawl, recorded."""
    recording = open_directly(path)
    crawled = crawl(web(), FEEDS, hours, ledger, recorder=recording, attempts=1, **more)  # type: ignore[arg-type]
    recording.close()
    return crawled


def handed(handouts: Sequence[Handout]) -> list[Page | Settlement | None]:
    """What went into the graph."""
    return [handout.page or handout.settlement for handout in handouts]


def items(path: Path, start: Position = FIRST) -> list[tuple[Position, Item]]:
    """What a replay reads of a file from a position on."""
    return list(read_file(SeedFile(str(path), path.name, "warc"), None, start))


def replayed(path: Path) -> list[Page | Settlement]:
    """What a replay of a file puts into the graph."""
    return [item if isinstance(item, Page) else item.settlement for _, item in items(path)]
