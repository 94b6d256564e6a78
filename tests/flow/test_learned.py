"""What is learned of publishers, through the command line: from a corpus, by a live run itself, and in its recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

from tests.flow.running import Ran, content
from tests.flow.test_recorded_run import Papers, _page, _text, live
from tests.quality.made_stream import APPEAL, stream
from transforms.learn.masking import said
from transforms.seeds.recorded_rules import learned_in
from transforms.seeds.walk import find

NOTICE = "Our lamps burn because {} neighbours pay for the oil: will you add a drop?"


class AskingPapers(Papers):
    """Papers that put an appeal under every story, with another figure each time. Each look is at another feed."""

    look = 0

    @property
    def feeds(self) -> list[str]:
        return [self.url("127.0.0.1", f"feed-{self.look}")]

    def list_new(self, first: int, behind: int) -> None:
        """From now on these stories are listed."""
        self.look += 1
        self.names = [f"news-{number}" for number in range(first, behind)]

    def answer(self, host: str, path: str) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = super().answer(host, "/feed" if path.startswith("/feed-") else path)
        if path.startswith("/news-"):
            figure = 1_000 + 7 * int(path.removeprefix("/news-"))
            body = _page(f"About {path}", [*_text(path), NOTICE.format(f"{figure:,}")])
        return status, headers, body


@pytest.fixture
def papers() -> Iterator[Papers]:
    made = AskingPapers()
    yield made
    made.close()


def records(store: Path) -> list[dict[str, object]]:
    rows = (orjson.loads(line) for line in content(store) if line.startswith(b'["records"'))
    return [row[1] for row in rows]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Thirty stories of two publishers, as JSON lines."""
    path = tmp_path / "made.jsonl"
    lines = []
    for made in stream(seed=3, sites=2, stories=15):
        article = made.article
        text = "".join(f"<p>{line}</p>" for line in article.body.split("\n"))
        html = f"<html><head><title>{article.title}</title></head><body><article>{text}</article></body></html>"
        lines.append(orjson.dumps({"url": article.url, "fetched_at": article.fetched_at, "html": html}))
    path.write_bytes(b"\n".join(lines))
    return path


def test_what_was_learned_from_a_corpus_is_cut_in_a_replay_and_every_record_names_it(
    corpus: Path, tmp_path: Path, newsbeam: Callable[..., Ran]
) -> None:
    rules = tmp_path / "learned.json"
    learned = newsbeam("learn", corpus, "--to", rules)
    assert learned.code == 0, learned.err
    snapshot = orjson.loads(rules.read_bytes())
    assert snapshot["rules"]
    ran = newsbeam("replay", corpus, "--store", f"sqlite:{tmp_path}/a.db", "--learned", rules)
    assert ran.code == 0, ran.err

    found = records(tmp_path / "a.db")
    bodies = "\n".join(str(record["body"]) for record in found)
    appeals = {text for made in stream(seed=3, sites=2, stories=15) for kind, text in made.parts if kind == APPEAL}
    known = {said(rule["text"]) for rule in snapshot["rules"]}
    learned_appeals = [text for text in appeals if said(text) in known]
    assert len(learned_appeals) > 20
    assert [text for text in learned_appeals if text in bodies] == []
    assert all(str(record["rules"]).endswith(f" learned@{snapshot['id']}") for record in found)
    # Learned again from a store that was cleaned by the rules: they are counted on as the text was before them.
    again = newsbeam("learn", f"sqlite:{tmp_path}/a.db", "--to", tmp_path / "again.json")
    assert again.code == 0, again.err
    assert orjson.loads((tmp_path / "again.json").read_bytes())["id"] == snapshot["id"]


def test_a_new_snapshot_makes_no_version_of_what_was_seen_before(
    corpus: Path, tmp_path: Path, newsbeam: Callable[..., Ran]
) -> None:
    store = f"sqlite:{tmp_path}/a.db"
    later = tmp_path / "later.jsonl"
    lines = [orjson.loads(line) for line in corpus.read_bytes().splitlines()]
    later.write_bytes(b"\n".join(orjson.dumps({**line, "fetched_at": "2026-03-20T00:00:00Z"}) for line in lines))
    assert newsbeam("replay", corpus, "--store", store).code == 0
    assert newsbeam("learn", store, "--to", tmp_path / "learned.json").code == 0
    before = records(tmp_path / "a.db")
    assert newsbeam("replay", later, "--store", store, "--learned", tmp_path / "learned.json").code == 0

    assert records(tmp_path / "a.db") == before
    outcomes = [orjson.loads(line)[1] for line in content(tmp_path / "a.db") if line.startswith(b'["outcomes"')]
    assert sum(each["outcome"] == "unchanged" for each in outcomes) == len(lines)


def test_live_runs_that_learn_and_one_that_must_not_are_replayed_from_their_recording_to_the_same_store(
    papers: Papers, newsbeam: Callable[..., Ran], tmp_path: Path
) -> None:
    recording, store = tmp_path / "papers.warc.gz", tmp_path / "live.db"
    papers.list_new(0, 10)
    assert newsbeam(*live(papers, store, recording)).code == 0
    papers.list_new(10, 12)
    assert newsbeam(*live(papers, store, recording)).code == 0
    papers.list_new(12, 14)
    assert newsbeam(*live(papers, store, recording), "--no-learn").code == 0
    assert newsbeam("replay", recording, "--store", f"sqlite:{tmp_path}/replay.db", "--part", "3").code == 0

    found = content(store)
    assert content(tmp_path / "replay.db") == found
    snapshot, nothing = map(orjson.loads, learned_in(find([str(recording)])))
    assert snapshot["rules"]
    assert nothing["rules"] == []
    stories = [record for record in records(store) if "/news-" in str(record["url"])]
    named = [record for record in stories if f"learned@{snapshot['id']}" in str(record["rules"])]
    assert len(stories) == 14
    assert sorted(str(record["url"])[-6:] for record in named) == ["ews-10", "ews-11"]
    assert all("neighbours" not in str(record["body"]) for record in named)
    assert all("neighbours" in str(record["body"]) for record in stories if record not in named)


def test_rules_that_cannot_be_read_are_refused_before_the_run(
    corpus: Path, tmp_path: Path, newsbeam: Callable[..., Ran]
) -> None:
    (tmp_path / "learned.json").write_text('{"rules": []}')
    ran = newsbeam("replay", corpus, "--store", f"sqlite:{tmp_path}/a.db", "--learned", tmp_path / "learned.json")
    both = newsbeam("replay", corpus, "--learned", tmp_path / "learned.json", "--no-learn")

    assert ran.code == 2
    assert "make them with newsbeam learn" in " ".join(ran.err.split())
    assert both.code == 2
    assert "leave out one of them" in " ".join(both.err.split())
    assert not (tmp_path / "a.db").exists()
