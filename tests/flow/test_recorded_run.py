"""Replay equals live: a run over a real server, recorded, and a replay of the recording end in the same store."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import orjson
import pytest

from tests.flow.pages import sentences
from tests.flow.running import ROOT, Ran, command, content
from transforms.fetch.recording_file import RecordingFile

FIRST = ("story", "moved", "private/plans", "missing", "picture", "loop", "full")


def _text(seed: str) -> list[str]:
    return sentences(random.Random(seed), 12)


def _page(title: str, lines: list[str]) -> bytes:
    text = "".join(f"<p>{' '.join(lines[i : i + 3])}</p>" for i in range(0, len(lines), 3))
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>".encode()


class Papers:
    """Two papers on one port, told apart by the name they are asked by."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        #: What the first paper's feed lists.
        self.names: Sequence[str] = FIRST
        #: The tdmrep.json of the first paper; None: it has none.
        self.reserved: bytes | None = None
        #: Called at each request, before it is answered.
        self.on_request: Callable[[], None] = lambda: None
        papers = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host = self.headers["Host"].split(":")[0]
                papers.asked.append(f"{host}{self.path}")
                papers.on_request()
                status, headers, body = papers.answer(host, self.path)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def url(self, host: str, path: str) -> str:
        return f"http://{host}:{self.port}/{path}"

    @property
    def feeds(self) -> list[str]:
        return [self.url("127.0.0.1", "feed"), self.url("127.0.0.1", "latest"), self.url("localhost", "feed")]

    def answer(self, host: str, path: str) -> tuple[int, dict[str, str], bytes]:
        html = {"Content-Type": "text/html; charset=utf-8"} | ({} if self.reserved else {"X-Robots-Tag": "noai"})
        if path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /private/\n"
        if path == "/.well-known/tdmrep.json" and host == "127.0.0.1" and self.reserved is not None:
            return 200, {"Content-Type": "application/json"}, self.reserved
        if path in ("/feed", "/latest"):
            names = self.names if path == "/feed" and host == "127.0.0.1" else ("story",)
            return 200, {"Content-Type": "application/rss+xml"}, self._feed(host, names).encode()
        if path == "/moved":
            return 302, {"Location": "/elsewhere"}, b""
        if path in ("/loop", "/full"):
            return 302, {"Location": path}, b""
        if path == "/picture":
            return 200, {"Content-Type": "image/png"}, b"\x89PNG"
        if path == "/story":  # what was asked for twice has been updated meanwhile; the other paper copies the first
            updated = self.asked.count("127.0.0.1/story") > 1 and host == "127.0.0.1"
            lines = _text("story")
            return 200, html, _page("The pier", lines[:9] if not updated else [*lines[:9], "The office agreed today."])
        if path == "/elsewhere":
            return 200, html, _page("The wells", _text("wells"))
        if path.startswith("/news-"):
            return 200, html, _page(f"About {path}", _text(path))
        return 404, {"Content-Type": "text/html"}, b"<p>no</p>"

    def _feed(self, host: str, names: Sequence[str]) -> str:
        whole = "".join(f"<p>{line}</p>" for line in _text("full") * 2)
        items = "".join(
            f"<item><title>About {name}</title><link>{self.url(host, name)}</link><guid>{name}</guid>"
            + (f"<content:encoded><![CDATA[{whole}]]></content:encoded>" if name == "full" else "")
            + "</item>"
            for name in names
        )
        space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        return f'<rss version="2.0" {space}><channel><title>{host}</title>{items}</channel></rss>'

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def papers() -> Iterator[Papers]:
    made = Papers()
    yield made
    made.close()


def live(papers: Papers, store: Path, recording: Path | str) -> list[object]:
    """The arguments of a run that looks once."""
    quick = ("--once", "--allow-loopback", "--spacing", "0.01", "--min-interval", "0")
    return ["run", *papers.feeds, *quick, "--store", f"sqlite:{store}", "--record", recording]


def test_a_recorded_run_and_its_replay_end_in_the_same_store(
    papers: Papers, newsbeam: Callable[..., Ran], tmp_path: Path
) -> None:
    recording = tmp_path / "papers.warc.gz"
    assert newsbeam(*live(papers, tmp_path / "live.db", recording)).code == 0
    asked = len(papers.asked)
    assert newsbeam("replay", recording, "--store", f"sqlite:{tmp_path}/replay.db", "--part", "2").code == 0

    assert len(papers.asked) == asked
    found = content(tmp_path / "live.db")
    assert content(tmp_path / "replay.db") == found
    assert _outcomes(found) == [
        ("dead-letter", "redirect-loop"),
        ("dropped", "not-html"),
        ("dropped", "robots-disallowed"),
        ("dropped", "status-404"),
        ("duplicate", "copy"),
        ("record", "new"),
        ("record", "new"),
        ("record", "new"),
        ("version", "updated"),
    ]


def test_what_a_host_reserves_is_dropped_when_that_is_to_be_respected_live_and_in_the_replay(
    papers: Papers, newsbeam: Callable[..., Ran], tmp_path: Path
) -> None:
    papers.names = ("story", "moved", "news-1")
    papers.reserved = b'[{"location": "/st*", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]'
    recording = tmp_path / "papers.warc.gz"
    assert newsbeam(*live(papers, tmp_path / "live.db", recording), "--respect-tdm").code == 0
    replay = ("replay", recording, "--store")
    assert newsbeam(*replay, f"sqlite:{tmp_path}/replay.db", "--respect-tdm").code == 0
    assert newsbeam(*replay, f"sqlite:{tmp_path}/noted.db").code == 0

    found = content(tmp_path / "live.db")
    assert content(tmp_path / "replay.db") == found
    came = _outcomes(found)
    assert came == [("dropped", "opted-out")] * 2 + [("duplicate", "copy"), ("record", "new"), ("version", "updated")]
    noted = content(tmp_path / "noted.db")
    assert [outcome for outcome, _ in _outcomes(noted)] == ["duplicate", "record", "record", "record", "version"]
    assert len([line for line in noted if b"tdmrep.json:tdm-reservation=1" in line]) >= 2


def _outcomes(found: Sequence[bytes]) -> list[tuple[str, str]]:
    """What the entries of a store came to."""
    outcomes = [orjson.loads(line)[1] for line in found if line.startswith(b'["outcomes"')]
    return sorted((each["outcome"], each["reason"]) for each in outcomes)


def test_a_run_that_is_killed_again_and_again_is_recorded_whole(
    papers: Papers, newsbeam: Callable[..., Ran], tmp_path: Path
) -> None:
    papers.names = [f"news-{number}" for number in range(40)]
    arguments = live(papers, tmp_path / "live.db", tmp_path / "papers.warc.gz")
    for kill_at in (12, 25, 36):
        process = subprocess.Popen(command(*arguments), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def kill(process: subprocess.Popen[bytes] = process, at: int = kill_at) -> None:
            if len(papers.asked) >= at:
                process.kill()

        papers.on_request = kill
        assert process.wait(60) == -9
    papers.on_request = lambda: None
    assert newsbeam(*arguments).code == 0
    assert newsbeam("replay", tmp_path / "papers.warc.gz", "--store", f"sqlite:{tmp_path}/replay.db").code == 0

    found = content(tmp_path / "live.db")
    assert content(tmp_path / "replay.db") == found
    assert len([line for line in found if line.startswith(b'["outcomes"')]) == 42


def test_a_recording_that_cannot_be_written_is_refused_before_anything_is_asked_for(
    papers: Papers, newsbeam: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = newsbeam(*live(papers, tmp_path / "live.db", tmp_path / "missing" / "a.warc.gz"))

    assert ran.code == 2
    assert "make its folder first" in " ".join(ran.err.split())
    assert papers.asked == []


# The recording is almost as long as a file may be; all others have room.
FULL = """
import resource, sys
from pipeline.cli import main

limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.exit(main(sys.argv[2:]))
"""


def test_a_recording_that_cannot_grow_ends_the_run_and_nothing_is_handed_out_that_is_not_recorded(
    papers: Papers, newsbeam: Callable[..., Ran], tmp_path: Path
) -> None:
    path = tmp_path / "papers.warc.gz"
    file = RecordingFile(str(path))
    while file.size < 12_000_000:
        file.append(b"WARC/1.1\r\nWARC-Type: metadata\r\nContent-Length: 1000000\r\n\r\n" + os.urandom(1_000_000))
    file.close()
    arguments = [str(each) for each in live(papers, tmp_path / "live.db", path)]
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(file.size + 8_000), *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )

    assert done.returncode == 1, done.stderr
    said = " ".join(done.stderr.split())
    assert f"newsbeam: the recording {path}: File too large; the file may not grow further; name another file" in said
    assert "Traceback" not in done.stderr
    assert newsbeam("replay", path, "--store", f"sqlite:{tmp_path}/replay.db").code == 0
    recorded = set(content(tmp_path / "replay.db"))
    assert set(content(tmp_path / "live.db")) <= recorded
