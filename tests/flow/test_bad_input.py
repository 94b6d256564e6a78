"""Whatever comes in, the run goes on, every page has an outcome, and the sum adds up."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from tests.flow.pages import html, row, sentences, write_lines
from tests.flow.running import Ran

GOOD = "https://a.example/2026/03/a-good-article"


def article() -> str:
    import random

    text = sentences(random.Random(5), 8)
    return html("A good article among bad ones", [" ".join(text[:4]), " ".join(text[4:])])


def bad_folder(folder: Path) -> Path:
    """One file of each kind of trouble, and one good page."""
    spans = "<html><body><p>" + "<span>word </span>" * 100_000 + "</p></body></html>"
    nested = "<html><body>" + "<div>" * 100_000 + "text" + "</div>" * 100_000 + "</body></html>"
    bomb = gzip.compress(b"\0" * 60_000_000)
    files = {
        "a-empty.html": b"",
        "b-empty.txt": b"",
        "c-binary.html": bytes(range(256)) * 40,
        "d-invalid.html": b"<html><body><p>" + b"\xff\xfe\xfa word " * 200 + b"</p></body></html>",
        "e-charset.html": html("Wrong", ["text " * 60]).replace("utf-8", "no-such-charset").encode(),
        "f-truncated.html.gz": gzip.compress(article().encode() * 20)[:300],
        "g-bomb.html.gz": bomb,
        "h-spans.html": spans.encode(),
        "i-nested.html": nested.encode(),
        "j-broken.warc": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: ninety\r\n\r\nrubbish",
        "k-not.warc.gz": b"this is no gzip at all",
        "l-lines.jsonl": b'{"url": "https://a.example/x"\n[1]\n{"html": "<p>x</p>"}\n\xff\xfe\n',
        "m-lying.txt": b"\x1f\x8b\x08\x00 half a header",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    write_lines(folder / "z-good.jsonl", [row(GOOD, "2026-03-01T00:00:00Z", article())])
    os.mkfifo(folder / "n-pipe.html")
    (folder / "o-dangling.html").symlink_to(folder / "nowhere.html")
    (folder / "p-loop").symlink_to(folder)
    return folder


def test_each_kind_of_bad_input_has_its_outcome_and_the_good_page_its_record(
    newsbeam: Callable[..., Ran], tmp_path: Path
) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    bad_folder(folder)
    ran = newsbeam("replay", folder, "--store", f"sqlite:{tmp_path}/a.db", "--to", f"jsonl:{tmp_path}/out")
    assert ran.code == 0, ran.out + ran.err
    assert "adds up" in ran.err
    records = [orjson.loads(line) for line in (tmp_path / "out" / "records.jsonl").read_bytes().splitlines()]
    assert GOOD in [record["url"] for record in records]
    failures = [orjson.loads(line) for line in (tmp_path / "out" / "failures.jsonl").read_bytes().splitlines()]
    reasons = {failure["source"].split("/")[-1].split(":")[0].split("@")[0]: failure["reason"] for failure in failures}
    for name in ("f-truncated.html.gz", "g-bomb.html.gz", "j-broken.warc", "n-pipe.html", "o-dangling.html"):
        assert name in reasons, reasons
    assert all(failure["message"] for failure in failures)


def test_a_hundred_megabytes_are_refused_by_their_size(newsbeam: Callable[..., Ran], tmp_path: Path) -> None:
    big = tmp_path / "big.html"
    with big.open("wb") as file:
        file.write(b"<html><body>")
        for _ in range(100):
            file.write(b"<p>word</p>" * 95_000)
    ran = newsbeam("replay", big, "--store", f"sqlite:{tmp_path}/a.db")
    assert ran.code == 0
    assert "too-large" in ran.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("replay",), "PATHS"),
        (("replay", "no/such/place"), "no input at no/such/place"),
        (("replay", "pyproject.toml"), "of no kind that can be read"),
        (("replay", "seeds", "--to", "ftp:somewhere"), "is no sink"),
        (("replay", "seeds", "--store", "redis:x"), "is no store"),
        (("replay", "seeds", "--stroe", "x"), "Did you mean --store?"),
        (("replay", "seeds", "--runner=FlinkRunner"), "name one with --to"),
        (("replay", "seeds", "--workers", "0"), "--workers"),
        (("nonsense",), "nonsense"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_to_do(
    newsbeam: Callable[..., Ran],
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.chdir(root)
    ran = newsbeam(*arguments)
    assert ran.code == 2
    assert told in " ".join(ran.err.split())


def test_a_sink_that_cannot_be_written_is_told_before_the_run(newsbeam: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    lines = write_lines(tmp_path / "a.jsonl", [row(GOOD, "2026-03-01T00:00:00Z", article())])
    ran = newsbeam("replay", lines, "--store", f"sqlite:{tmp_path}/a.db", "--to", f"jsonl:{tmp_path}/file/out")
    assert ran.code == 2
    assert f"{tmp_path}/file" in " ".join(ran.err.split())


def test_a_store_that_is_in_use_is_told_with_who_uses_it(newsbeam: Callable[..., Ran], tmp_path: Path) -> None:
    from transforms.store.lock import RunLock

    lines = write_lines(tmp_path / "a.jsonl", [row(GOOD, "2026-03-01T00:00:00Z", article())])
    with RunLock(f"sqlite:{tmp_path}/a.db", "another run"):
        ran = newsbeam("replay", lines, "--store", f"sqlite:{tmp_path}/a.db")
    assert ran.code == 1
    assert "another run" in ran.err


def test_titles_cannot_speak_to_the_terminal(newsbeam: Callable[..., Ran], tmp_path: Path) -> None:
    page = html("\x1b[31mRed\x1b]0;owned\x07 [bold]tags[/bold] \u202edrawkcab", ["A sentence about a bridge. " * 30])
    lines = write_lines(tmp_path / "a.jsonl", [row(GOOD, "2026-03-01T00:00:00Z", page)])
    store = f"sqlite:{tmp_path}/a.db"
    assert newsbeam("replay", lines, "--store", store).code == 0
    listed = newsbeam("stories", "--store", store)
    assert "\x1b" not in listed.out
    assert "\u202e" not in listed.out
    assert "[bold]tags[/bold]" in listed.out


def test_pages_that_opt_out_of_mining_are_noted_and_dropped_when_asked(
    newsbeam: Callable[..., Ran], tmp_path: Path
) -> None:
    page = article().replace("<title>", '<meta name="tdm-reservation" content="1"><title>')
    lines = write_lines(tmp_path / "a.jsonl", [row(GOOD, "2026-03-01T00:00:00Z", page)])
    noted = tmp_path / "noted.jsonl"
    assert newsbeam("replay", lines, "--store", f"sqlite:{tmp_path}/a.db", "--to", f"jsonl:{noted}").code == 0
    assert orjson.loads(noted.read_bytes())["opt_out"] == ["meta:tdm-reservation=1"]
    obeyed = newsbeam("replay", lines, "--store", f"sqlite:{tmp_path}/b.db", "--respect-tdm")
    assert obeyed.code == 0
    assert "opted-out" in obeyed.out
    assert "record" not in obeyed.out
