"""Recording a crawl: what is handed out is what a replay reads, wherever the file ends; and what cannot be recorded is
not handed out."""

from __future__ import annotations

import asyncio
import gzip
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.fetch.recorded_crawl import (
    AGENT,
    FEEDS,
    PAPER,
    SPECIAL,
    TIMES,
    handed,
    items,
    open_directly,
    recorded,
    replayed,
    web,
)
from tests.unit.fetch.scripted_web import crawl
from transforms.fetch.ledger import Loaded, MemoryLedger
from transforms.fetch.outbox import Handout
from transforms.fetch.recording import open_recording
from transforms.fetch.recording_file import RecordingError, RecordingFile, check_recording
from transforms.recording_format import OPENING, member_length
from transforms.records import Page, Settlement
from transforms.seeds.items import Lost
from transforms.seeds.limits import SeedLimits
from transforms.seeds.warc import read

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def crawl_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recording of a crawl, not to be changed."""
    path = tmp_path_factory.mktemp("recorded") / "crawl.warc.gz"
    recorded(path, 0.1)
    return path


def members(data: bytes) -> list[tuple[int, int]]:
    """Start and end of each member."""
    found, offset = [], 0
    while (length := member_length(data[offset:])) is not None:
        found.append((offset, offset + length))
        offset += length
    assert offset == len(data)
    return found


def ended_by(path: Path, cut: int) -> int:
    """How many entries of a recording lie whole before a byte."""
    ends = dict(members(path.read_bytes()))
    return sum(1 for position, _ in items(path) if ends[position.offset] <= cut)


def records(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    """Type, fields and block of each record, as another reader of archives sees them."""
    with open(path, "rb") as file:
        return [
            (record.headers["WARC-Type"], dict(record.headers.items()), record.reader.read())
            for record in ArchiveIterator(file, parse_http=False)
        ]


def test_a_replay_reads_exactly_what_was_handed_out(tmp_path: Path) -> None:
    crawled = recorded(tmp_path / "a.warc.gz")

    assert replayed(tmp_path / "a.warc.gz") == handed(crawled.handouts)


def test_the_crawl_of_these_tests_has_every_kind_of_outcome(tmp_path: Path) -> None:
    crawled = recorded(tmp_path / "a.warc.gz")
    outcomes = crawled.outcomes()
    pages = [handout.page for handout in crawled.handouts if handout.page]

    assert outcomes[f"{PAPER}/private/x"] == "robots-disallowed"
    assert outcomes[f"{PAPER}/missing"] == "status-404"
    assert outcomes[f"{PAPER}/image"] == "not-html"
    assert outcomes[f"{TIMES}/1"] == "status-503"
    assert [page.url for page in pages].count(f"{PAPER}/a") == 2
    assert [page.signals for page in pages if page.url == f"{TIMES}/broken"] == [("newsbeam: feed-content",)]
    assert [(page.content, page.charset) for page in pages if page.url == f"{TIMES}/2"] == [(SPECIAL.encode(), "x-odd")]
    assert crawled.sent(f"{PAPER}/a", "If-None-Match") == [None, '"1"', '"1"']  # the last look found it as it was
    assert f"{TIMES}/moved-here" in [page.url for page in pages]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_recording_cut_at_any_byte_replays_to_a_prefix(crawl_file: Path, tmp_path: Path, data: st.DataObject) -> None:
    whole, everything = crawl_file.read_bytes(), replayed(crawl_file)
    cut = data.draw(st.integers(0, len(whole)))
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(whole[:cut])
    found, ended = replayed(path), ended_by(crawl_file, cut)

    if 0 < cut < 4:  # these bytes begin any gzip file: nobody can tell that it is a recording
        assert len(found) == 1
    else:
        assert found == everything[: len(found)]
        assert ended <= len(found) <= ended + 1  # of the one that is cut nothing but a checksum may be missing


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_recording_unpacked_and_cut_at_any_byte_replays_to_a_prefix(
    crawl_file: Path, tmp_path: Path, data: st.DataObject
) -> None:
    whole, everything = gzip.decompress(crawl_file.read_bytes()), replayed(crawl_file)
    path = tmp_path / "cut.warc"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    found = replayed(path)

    assert found == everything[: len(found)]


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_recording_cut_at_any_byte_and_opened_again_goes_on(
    crawl_file: Path, tmp_path: Path, data: st.DataObject
) -> None:
    whole = crawl_file.read_bytes()
    path = tmp_path / "again.warc.gz"
    cut = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:cut])
    kept = replayed(crawl_file)[: ended_by(crawl_file, cut)]
    again = recorded(path, 0.5)

    assert replayed(path) == kept + handed(again.handouts)
    members(path.read_bytes())


def test_reading_resumes_behind_every_item(crawl_file: Path) -> None:
    everything = items(crawl_file)

    assert len(everything) > 5
    for number, (position, _) in enumerate(everything, start=1):
        assert items(crawl_file, position.behind) == everything[number:]


@pytest.mark.parametrize("name", ["plain.warc", "packed.warc.gz"])
def test_a_recording_unpacked_or_packed_anew_is_the_same_recording(crawl_file: Path, tmp_path: Path, name: str) -> None:
    plain = gzip.decompress(crawl_file.read_bytes())
    path = tmp_path / name
    path.write_bytes(plain if name == "plain.warc" else gzip.compress(plain))

    assert replayed(path) == replayed(crawl_file)
    for number, (position, _) in enumerate(items(path), start=1):
        assert items(path, position.behind) == items(path)[number:]


def test_every_exchange_is_in_the_recording_for_any_reader_of_archives(tmp_path: Path) -> None:
    crawled = recorded(tmp_path / "a.warc.gz")
    found = records(tmp_path / "a.warc.gz")
    asked = [fields["WARC-Target-URI"] for kind, fields, _ in found if kind == "request"]
    answered = {
        (fields["WARC-Target-URI"], block.split(b" ")[1]) for kind, fields, block in found if kind == "response"
    }

    assert sorted(asked) == sorted(exchange.request.url for exchange in crawled.log)
    assert answered == {
        (exchange.request.url, str(exchange.response.status).encode()) for exchange in crawled.log if exchange.response
    }
    assert found[0][0] == "warcinfo"
    assert b"software: newsbeam/" in found[0][2]
    ids = [fields["WARC-Record-ID"] for _, fields, _ in found]
    assert len(set(ids)) == len(ids)
    (error,) = [block for kind, fields, block in found if fields.get("Newsbeam-Kind") == "error"]
    assert error == b'{"error":"certificate"}'


def test_requests_and_responses_stand_as_they_travelled_but_for_the_body(tmp_path: Path) -> None:
    recorded(tmp_path / "a.warc.gz")
    found = {
        (kind, fields["WARC-Target-URI"]): (fields, block)
        for kind, fields, block in records(tmp_path / "a.warc.gz")[1:]
    }

    _, request = found["request", f"{PAPER}/a"]
    assert request.startswith(f"GET /a HTTP/1.1\r\nHost: paper.example\r\nUser-Agent: {AGENT}\r\n".encode())
    fields, block = found["response", f"{TIMES}/2"]
    head, _, body = block.partition(b"\r\n\r\n")
    assert body == SPECIAL.encode()
    assert head.splitlines() == [
        b"HTTP/1.1 200 OK",
        b'content-type: text/html; charset="X-Odd"',
        b"x-crawler-content-encoding: gzip",
        b"set-cookie: a=1 b",
        b"content-length: %d" % len(body),
    ]
    assert fields["WARC-IP-Address"] == "192.0.2.7"


@pytest.mark.parametrize("at", [60, -8])  # in the packed bytes, and in the checksum alone
def test_damage_loses_the_entry_it_strikes_by_its_own_id_and_no_other(
    crawl_file: Path, tmp_path: Path, at: int
) -> None:
    whole, everything = bytearray(crawl_file.read_bytes()), replayed(crawl_file)
    pages = [number for number, each in enumerate(everything) if isinstance(each, Page)]
    position = items(crawl_file)[pages[1]][0]
    spans = members(bytes(whole))
    struck = next(span for span in spans if span[1] == position.offset)  # the record with the page's content
    place = struck[0] + at if at > 0 else struck[1] + at
    whole[place : place + 4] = bytes(4)
    path = tmp_path / "damaged.warc.gz"
    path.write_bytes(bytes(whole))

    found = items(path)
    losses = [item for _, item in found if isinstance(item, Lost) and item.settlement not in everything]
    page = everything[pages[1]]
    assert isinstance(page, Page)
    assert [item.settlement.outcomes[0].reason for item in losses] == ["broken-gzip", "broken-record"]
    assert losses[1].sighting.entry_id == losses[1].settlement.outcomes[0].entry_id == page.entry_id
    read = [each for each in replayed(path) if each in everything]
    assert read == [each for each in everything if each != page]
    for number, (place, _) in enumerate(found, start=1):
        assert items(path, place.behind) == found[number:]


def test_a_page_over_the_bound_is_a_dead_letter_of_its_entry(crawl_file: Path) -> None:
    found = [item for _, item in read(str(crawl_file), "crawl", SeedLimits(page_bytes=200))]
    large = {page.entry_id for page in replayed(crawl_file) if isinstance(page, Page) and len(page.content) > 200}
    lost = {
        item.sighting.entry_id
        for item in found
        if isinstance(item, Lost) and item.settlement.outcomes[0].reason == "too-large"
    }

    # A response's headers count with it: what is only a little over the bound is read.
    assert lost
    assert lost <= large


class Spooled(MemoryLedger):
    """A ledger in whose spool something lies from an earlier run; some of it is held back at first."""

    def __init__(self, first: list, later: list) -> None:
        super().__init__()
        self._first, self._later = first, later
        self._put = None

    def on_more(self, put) -> None:  # type: ignore[no-untyped-def]
        self._put = put

    async def load(self) -> Loaded:
        loaded = await super().load()
        for handout in self._later:
            self._put(handout)
        return Loaded(loaded.cursor, tuple(self._first))


def test_what_lay_in_the_spool_is_recorded_before_it_is_handed_out(tmp_path: Path) -> None:
    before = recorded(tmp_path / "before.warc.gz", 0.5).handouts
    ledger = Spooled(before[:2], before[2:4])
    again = recorded(tmp_path / "after.warc.gz", 0.05, ledger)

    first = [handout.entry.entry_id for handout in again.handouts[:4]]
    assert sorted(first) == sorted(handout.entry.entry_id for handout in before[:4])
    assert replayed(tmp_path / "after.warc.gz") == handed(again.handouts)


def test_a_page_that_is_recorded_twice_is_the_same_page_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    before = recorded(path, 0.5).handouts
    recorded(path, 0.05, Spooled(before[:3], []))

    assert replayed(path)[: len(before) + 3] == handed(before) + handed(before[:3])


class Watched(MemoryLedger):
    """A ledger that keeps what went into the graph."""

    def __init__(self) -> None:
        super().__init__()
        self.out: list[Handout] = []

    def handed_out(self, handout: Handout) -> None:
        super().handed_out(handout)
        self.out.append(handout)


def test_nothing_is_handed_out_that_the_recording_did_not_take(tmp_path: Path) -> None:
    recording, ledger, left = open_directly(tmp_path / "a.warc.gz"), Watched(), 3
    kept = recording.keep

    async def keep(handout: Handout) -> None:
        nonlocal left
        if left == 0:
            await asyncio.sleep(600)
            raise RecordingError("full")
        left -= 1
        await kept(handout)

    recording.keep = keep  # type: ignore[method-assign]
    with pytest.raises(RecordingError, match="full"):
        crawl(web(), FEEDS, 3.0, ledger, collect_every=1.0, recorder=recording, attempts=1)
    recording.close()

    assert replayed(tmp_path / "a.warc.gz") == handed(ledger.out)
    assert len(ledger.out) == 3


FULL = """
import resource, sys
from pathlib import Path
from tests.unit.fetch.recorded_crawl import recorded, replayed
from transforms.fetch.recording_file import RecordingError

path = Path(sys.argv[1])
whole = recorded(path.with_name("whole.warc.gz"), 0.1).handouts
limit = path.with_name("whole.warc.gz").stat().st_size * 2 // 3
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    recorded(path, 0.1)
except RecordingError as error:
    print(error)
found = replayed(path)
print(0 < len(found) < len(whole), found == [h.page or h.settlement for h in whole][:len(found)])
"""


def test_a_disk_that_takes_no_more_ends_the_crawl_and_leaves_whole_records(tmp_path: Path) -> None:
    path = tmp_path / "full.warc.gz"
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )

    message, ends = done.stdout.splitlines()
    assert message == f"the recording {path}: File too large; the file may not grow further; name another file"
    assert ends == "True True"
    members(path.read_bytes())


def test_a_recording_made_in_a_thread_holds_the_same(tmp_path: Path) -> None:
    handouts = recorded(tmp_path / "direct.warc.gz").handouts
    path = tmp_path / "thread.warc.gz"

    async def keep_all() -> None:
        recording = open_recording(str(path), 0, 1, AGENT)
        await asyncio.gather(*(recording.keep(handout) for handout in handouts))
        recording.close()
        with pytest.raises(RecordingError, match="closed"):
            await recording.keep(handouts[0])

    asyncio.run(keep_all())

    assert replayed(path) == handed(handouts)
    about = records(path)[0][2].decode()
    assert "extractor: trafilatura" in about
    assert "rules: " in about
    assert f"http-header-user-agent: {AGENT}" in about


def test_a_defect_in_writing_is_raised_where_somebody_waits_and_by_all_that_follows(tmp_path: Path) -> None:
    (good, *_) = recorded(tmp_path / "direct.warc.gz", 0.1).handouts
    path = tmp_path / "thread.warc.gz"

    async def keep_all() -> None:
        recording = open_recording(str(path), 0, 1, AGENT)
        with pytest.raises(ValueError, match="the one outcome of its entry"):
            await recording.keep(Handout(good.entry))
        with pytest.raises(ValueError, match="the one outcome of its entry"):
            await recording.keep(good)
        with pytest.raises(ValueError, match="the one outcome of its entry"):
            recording.close()

    asyncio.run(keep_all())

    assert replayed(path) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("notes.warc.gz", b"shopping list, not to be lost", "something else than a recording"),
        ("foreign.warc.gz", gzip.compress(b"WARC/1.0\r\n", mtime=0), "something else than a recording"),
        ("a.jsonl", None, "ends in .warc.gz"),
        ("missing/a.warc.gz", None, "No such file or directory; make its folder first"),
    ],
)
def test_what_cannot_be_recorded_to_is_refused_and_left_as_it_is(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RecordingError, match=message):
        check_recording(str(path))

    assert (path.read_bytes() if path.exists() else None) == content


def test_a_recording_that_another_run_writes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    recording = open_directly(path)

    with pytest.raises(RecordingError, match="another run is writing to it"):
        check_recording(str(path))
    recording.close()
    check_recording(str(path))


def test_a_fifo_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fifo.warc.gz"
    os.mkfifo(path)

    with pytest.raises(RecordingError, match="no regular file"):
        check_recording(str(path))


def test_a_check_changes_nothing(crawl_file: Path) -> None:
    before = crawl_file.read_bytes()
    check_recording(str(crawl_file))

    assert crawl_file.read_bytes() == before


def test_several_loops_need_a_folder_and_write_a_file_each(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="give a folder"):
        check_recording(str(tmp_path / "a.warc.gz"), shards=2)
    opened = [open_recording(f"{tmp_path}/new/", shard, 3, AGENT) for shard in (0, 1, 1)]

    assert sorted(each.name for each in (tmp_path / "new").iterdir()) == [
        "loop-0000.warc.gz",
        "loop-0001-2.warc.gz",
        "loop-0001.warc.gz",
    ]
    for each in opened:
        each.close()


def test_damage_in_the_middle_is_not_cut_off_with_all_behind_it(crawl_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    whole = crawl_file.read_bytes()
    offset = members(whole)[5][0]
    path.write_bytes(whole[:offset] + b"\xff" * 16 + whole[offset + 16 :])
    with pytest.raises(RecordingError, match=f"from byte {offset:,} on it is damaged"):
        RecordingFile(str(path))

    assert path.stat().st_size == len(whole)


def test_zeros_that_a_power_failure_left_are_cut_off(crawl_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    whole = crawl_file.read_bytes()
    start, end = members(whole)[-1]
    half = whole[: start + 30] + bytes(end - start - 30)  # whole by its header only
    path.write_bytes(half + bytes(5_000))
    file = RecordingFile(str(path))
    file.close()

    assert path.read_bytes() == whole[:start]


def test_members_say_how_long_they_are(crawl_file: Path) -> None:
    data = crawl_file.read_bytes()
    spans = members(data)

    assert all(data.startswith(OPENING, start) for start, _ in spans)
    unpacked = b"".join(gzip.decompress(data[start:end]) for start, end in spans)
    assert unpacked == gzip.decompress(data)


def test_an_outcome_with_a_dead_letter_comes_back_whole(crawl_file: Path) -> None:
    letters = [each for each in replayed(crawl_file) if isinstance(each, Settlement) and each.failures]

    assert [letter.failures[0].reason for letter in letters] == ["status-503"]
    page = letters[0].failures[0].page
    assert page is not None
    assert replace(page, content=b"") == page
    assert page.entry.feed_url == f"{TIMES}/feed"
