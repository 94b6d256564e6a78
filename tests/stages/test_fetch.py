"""FetchFeeds on a real runner against a server on loopback, and its checkpoints as a cluster takes them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.io.watermark_estimators import ManualWatermarkEstimator
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.runners.sdf_utils import RestrictionTrackerView, ThreadsafeRestrictionTracker
from apache_beam.testing.util import assert_that, equal_to

from transforms.fetch import transform
from transforms.fetch.crawl_settings import CrawlSettings
from transforms.fetch.loops import LOOPS
from transforms.fetch.restriction import CrawlRestriction
from transforms.fetch.transform import FetchFeeds
from transforms.records import Page, Settlement

_ITEM = "<item><title>Story {n}</title><link>http://{host}/{n}</link><guid>g{n}</guid></item>"


class World:
    """A server for any host name: feeds of ten stories, of which the fourth is gone."""

    def __init__(self) -> None:
        self.log: list[str] = []
        world = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host = self.headers["Host"]
                world.log.append(f"{host}{self.path}")
                status, kind, body = world.answer(host, self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def answer(self, host: str, path: str) -> tuple[int, str, bytes]:
        if path == "/feed":
            items = "".join(_ITEM.format(n=n, host=host) for n in range(10))
            feed = f'<rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'
            return 200, "application/rss+xml", feed.encode()
        if path == "/robots.txt" or path == "/3":
            return 404, "text/plain", b""
        return 200, "text/html; charset=utf-8", f"<p>What {host}{path} says</p>".encode()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fetch(self, names: int, **more: Any) -> FetchFeeds:
        """The stage on the feeds of so many hosts, quickly."""
        hosts = [f"news{n}.example" for n in range(names)]
        return FetchFeeds(
            feeds=[f"http://{host}:{self.port}/feed" for host in hosts],
            agent="newsbeam/test",
            settings=CrawlSettings(spacing=5, min_interval=600_000, lease=more.pop("lease", 60_000)),
            hosts=[(host, "127.0.0.1") for host in hosts],
            allow_loopback=True,
            **more,
        )


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    LOOPS.close()
    made.close()


def place_of(url: str) -> str:
    return url.partition("/news")[2].split(":")[0] + url[url.rindex("/") :]


def path_of(page: Page) -> str:
    return place_of(page.url)


def lost_of(settlement: Settlement) -> tuple[str, str]:
    (outcome,) = settlement.outcomes
    return outcome.reason, outcome.url[outcome.url.rindex("/") :]


def seen_in(settlement: Settlement) -> list[str]:
    assert 0 < len(settlement.sightings) <= transform.BUNDLE_PAGES
    return [place_of(sighting.url) for sighting in settlement.sightings]


def test_a_run_that_looks_once_hands_out_every_entry_and_ends(world: World) -> None:
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        out = pipeline | "FetchFeeds" >> world.fetch(3, epoch_seconds=60.0, once=True)
        pages = sorted(f"{host}.example/{n}" for host in range(3) for n in range(10) if n != 3)
        assert_that(out.pages | "Name pages" >> beam.Map(path_of), equal_to(pages), label="pages")
        losses = [("status-404", "/3")] * 3
        assert_that(out.lost | "Name losses" >> beam.Map(lost_of), equal_to(losses), label="lost")
        seen = sorted(pages + [f"{host}.example/3" for host in range(3)])
        assert_that(out.sightings | "Name seen" >> beam.FlatMap(seen_in), equal_to(seen), label="seen")
    assert len(world.log) == len(set(world.log)) == 3 * 13


def test_the_next_epoch_goes_on_where_the_last_one_stood(world: World) -> None:
    for expected in ([f"0.example/{n}" for n in range(10) if n != 3], []):
        with beam.Pipeline(runner=FnApiRunner()) as pipeline:
            out = pipeline | "FetchFeeds" >> world.fetch(1, epoch_seconds=60.0, once=True)
            assert_that(out.pages | "Name pages" >> beam.Map(path_of), equal_to(expected))
    assert len(world.log) == 13


def test_a_feed_list_that_cannot_be_read_fails_the_run(world: World) -> None:
    stage = FetchFeeds(["/nowhere/feeds.toml"], "newsbeam/test", CrawlSettings(), epoch_seconds=60.0)
    with pytest.raises(Exception, match="the crawl ended by itself"):
        (beam.Pipeline(runner=FnApiRunner()) | "FetchFeeds" >> stage).pages.pipeline.run()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"feeds": []}, "at least one feed"),
        ({"feeds": "http://a.example/"}, "give a list"),
        ({"shards": 0}, "at least 1"),
        ({"shards": 2, "epoch_seconds": 1.0}, "a local run has one"),
        ({"ledger": "a:b"}, "only a local run"),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any], message: str) -> None:
    given = {"feeds": ["http://a.example/feed"], "agent": "x", "settings": CrawlSettings(), **wrong}
    with pytest.raises(ValueError, match=message):
        FetchFeeds(**given)


def bundle(stage: FetchFeeds, restriction: CrawlRestriction) -> tuple[list[str], CrawlRestriction]:
    """One call of ``process``, as a worker makes it: the paths handed out and the rest that waits to be resumed."""
    tracker = ThreadsafeRestrictionTracker(transform._CrawlTracker(restriction))
    fetch = transform._Fetch(stage.plan(), once=False)
    out = list(fetch.process((0, 1), RestrictionTrackerView(tracker), ManualWatermarkEstimator(None)))
    tracker.check_done()
    deferred = tracker.deferred_status()
    assert deferred is not None
    coder = transform.CrawlRestrictionCoder()
    handed = [path_of(each.value) for each in out if isinstance(each, beam.window.TimestampedValue)]
    lost = [lost_of(each.value)[1] for each in out if getattr(each, "tag", "") == "lost"]
    return handed + lost, coder.decode(coder.encode(deferred[0]))


def drain(stage: FetchFeeds, restriction: CrawlRestriction, entries: int) -> tuple[list[str], list[CrawlRestriction]]:
    """Bundles until so many entries came, and the restriction before each of them."""
    handed: list[str] = []
    points = [restriction]
    for _ in range(200):
        if len(handed) >= entries:
            return handed, points
        got, rest = bundle(stage, points[-1])
        handed += got
        points.append(rest)
    raise AssertionError(f"{len(handed)} of {entries} entries after 200 bundles")


def test_a_loop_outlives_bundles_and_nothing_is_asked_twice(world: World) -> None:
    handed, points = drain(world.fetch(2), CrawlRestriction(), 20)
    assert len(set(handed)) == 20 - 1  # the two that are gone have one name
    assert len(world.log) == 2 * 13
    assert points[-1].sequence == 20
    assert len(LOOPS.running()) == 1


def test_a_restore_from_an_older_checkpoint_hands_out_again_what_came_after_it_and_nothing_before(world: World) -> None:
    stage = world.fetch(2, lease=10, restored_due_seconds=0.0)
    handed, points = drain(stage, CrawlRestriction(), 20)
    middle = next(n for n, point in enumerate(points) if point.sequence > 0)
    before = points[middle].sequence
    again, _ = drain(stage, points[middle], 20 - before)
    assert sorted(handed[:before] + again) == sorted(handed)


def test_a_restore_waits_before_anything_is_asked(world: World) -> None:
    stage = world.fetch(1)
    _, points = drain(stage, CrawlRestriction(), 10)
    asked = len(world.log)
    got, _ = bundle(stage, points[-2])
    assert (got, len(world.log)) == ([], asked)
