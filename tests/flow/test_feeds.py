"""``newsbeam feeds`` from end to end: saved files without any network, and a small web of our own on loopback."""

from __future__ import annotations

import os
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.flow.running import Ran
from tests.unit.store.live_builders import do, ledger, make_feed
from transforms.fetch.clock import moment_of
from transforms.fetch.feed_list import read_feed_lists
from transforms.fetch.feed_spec import FeedSpec
from transforms.store.connection import open_store
from transforms.store.feed_sync import sync_feeds

Newsbeam = Callable[..., Ran]
#: A path's status, headers and body.
Pages = dict[str, tuple[int, dict[str, str], str]]
LOOPBACK = ("--allow-loopback", "--spacing", "0")


def rss(*items: str, title: str = "The Harbour Gazette") -> str:
    return f"<rss version='2.0'><channel><title>{title}</title>{''.join(items)}</channel></rss>"


def item(link: str, title: str = "Council meets", date: str = "Mon, 01 Mar 2021 10:00:00 GMT") -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate><description>In short.</description></item>"


class Web:
    """What was asked of a small server, and where it is."""

    def __init__(self, pages: Pages) -> None:
        self.asked: list[tuple[str, str]] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append((self.path, self.headers["User-Agent"]))
                status, headers, body = pages.get(self.path, (404, {}, ""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *arguments: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextmanager
def serving(pages: Pages) -> Iterator[Web]:
    web = Web(pages)
    thread = threading.Thread(target=web.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        web.server.shutdown()
        web.server.server_close()
        thread.join()


def rows(ran: Ran) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in ran.out.splitlines()]


@pytest.fixture(autouse=True)
def _nobody_to_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSBEAM_CONTACT", raising=False)


def test_all_sample_feeds_are_read_from_their_files_without_the_network(newsbeam: Newsbeam, shared: Path) -> None:
    folder = shared / "data" / "feeds"
    ran = newsbeam("feeds", "check", "--json", folder)
    found = rows(ran)
    files = [row for row in found if row["state"] in ("read", "failed", "list")]
    assert [row["source"] for row in files] == [str(path) for path in sorted(folder.iterdir())]
    assert len(files) == 184
    assert all(row["asked"] is None for row in found)
    read = [row for row in files if row["state"] == "read"]
    assert len(read) >= 182
    assert all(row["plan"]["next_poll"] and row["plan"]["notes"] for row in read)
    # Every list and every file that is no feed says so; the exit code says that there are some.
    assert all(row["message"] for row in found if row not in read)
    assert ran.code == 1
    understood = sum(row["content"]["dates_understood"] for row in read)
    unread = sum(1 for row in read for sample in row["content"]["date_samples"] if sample["why"] == "not-understood")
    assert unread <= understood / 100


def test_a_saved_feed_is_told_in_full(newsbeam: Newsbeam, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(rss(item("https://news.example.org/1"), item("/2", "\x1b[31mRed"), item("", "No way")))
    (row,) = rows(newsbeam("feeds", "check", "--json", path))
    content = row["content"]
    assert (row["state"], content["kind"], content["title"]) == ("read", "rss", "The Harbour Gazette")
    assert (content["entries"], content["newest"], content["teasers"]) == (3, "2021-03-01T10:00:00.000Z", 3)
    # A relative link means nothing where nobody says which address the file is from.
    assert (content["without_link"], content["without_link_samples"]) == (2, ["[31mRed", "No way"])
    assert "relative" in content["problems"][-1]
    ran = newsbeam("feeds", "check", path)
    assert ran.code == 0
    assert "The Harbour Gazette" in ran.out
    assert "\x1b" not in ran.out


def test_relative_links_are_resolved_against_the_address_a_saved_feed_gives_as_its_own(
    newsbeam: Newsbeam, tmp_path: Path
) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(rss("<link>https://news.example.org/</link>", item("/2")))
    (row,) = rows(newsbeam("feeds", "check", "--json", path))
    assert (row["url"], row["content"]["without_link"]) == ("https://news.example.org/", 0)


def test_a_feed_is_judged_by_the_shortest_interval_that_a_run_is_given(newsbeam: Newsbeam, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    times = [formatdate(time.time() - 3600 * n) for n in range(12)]
    path.write_text(rss(*(item(f"https://news.example.org/{n}", date=at) for n, at in enumerate(times))))
    (row,) = rows(newsbeam("feeds", "check", "--json", path, "--min-interval", 720))
    assert row["plan"]["decided_by"] == "shortest"
    assert "12 h" in row["plan"]["notes"][0]
    refused = newsbeam("feeds", "check", path, "--min-interval", 5)
    assert (refused.code, "at least 10 minutes" in refused.err) == (2, True)


def test_the_contact_of_a_list_is_who_asks_its_feeds(newsbeam: Newsbeam, tmp_path: Path) -> None:
    with serving({"/feed": (200, {}, rss(item("/1")))}) as web:
        listed = tmp_path / "feeds.toml"
        listed.write_text(f'contact = "mailto:desk@example.org"\n[[feeds]]\nurl = "{web.url}/feed"\n')
        assert newsbeam("feeds", "check", listed, *LOOPBACK).code == 0
    assert {agent.partition(" ")[2] for _, agent in web.asked} == {"(+mailto:desk@example.org)"}


def test_a_hostile_file_is_refused_with_its_reason(newsbeam: Newsbeam, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml"
    path.write_text("<!DOCTYPE x [" + "<!ENTITY a 'b'>" * 600 + "]><rss version='2.0'/>")
    ran = newsbeam("feeds", "check", "--json", path)
    assert ran.code == 1
    assert rows(ran)[0]["reason"] == "entity-bomb"


def test_a_file_whose_name_is_no_text_is_checked_like_any_other(newsbeam: Newsbeam, tmp_path: Path) -> None:
    for name, content in ((b"f\xe9ed.xml", rss(item("https://news.example.org/1"))), (b"l\xe9st.txt", "no address\n")):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(content)
    ran = newsbeam("feeds", "check", "--json", tmp_path)
    assert [row["state"] for row in rows(ran)] == ["read", "list"]
    assert "l" in newsbeam("feeds", "check", tmp_path).out


def test_without_a_contact_addresses_are_refused_and_the_feeds_of_a_list_named_as_not_asked(
    newsbeam: Newsbeam, tmp_path: Path
) -> None:
    assert newsbeam("feeds", "check", "https://news.example.org/feed").code == 2
    listed = tmp_path / "feeds.toml"
    listed.write_text('[[feeds]]\nurl = "https://news.example.org/feed"\nname = "News"\n')
    ran = newsbeam("feeds", "check", "--json", listed)
    head, feed = rows(ran)
    assert (head["state"], head["feeds"]) == ("list", 1)
    assert (feed["state"], feed["reason"], feed["name"]) == ("not-asked", "no-contact", "News")
    assert ran.code == 1
    assert "--contact" in ran.err
    assert newsbeam("feeds", "check", "--json", "--offline", listed).code == 0


def test_feeds_of_a_list_are_asked_politely_and_told_with_what_a_run_would_do(
    newsbeam: Newsbeam, tmp_path: Path
) -> None:
    pages: Pages = {
        "/robots.txt": (200, {}, "User-agent: newsbeam\nDisallow: /secret\n"),
        "/feed": (200, {"ETag": '"a"', "Cache-Control": "max-age=7200"}, rss(item("/1", date=""))),
        "/moved": (301, {"Location": "/feed"}, ""),
        "/off": (302, {"Location": "https://elsewhere.example/feed"}, ""),
        "/page": (200, {"Content-Type": "text/html"}, "<html><body>no feed</body></html>"),
        "/ended": (410, {}, ""),
        "/secret": (200, {}, rss(item("/1"))),
    }
    with serving(pages) as web:
        listed = tmp_path / "feeds.txt"
        listed.write_text("".join(f"{web.url}{path}\n" for path in pages) + "not an address\n")
        ran = newsbeam("feeds", "check", "--json", listed, *LOOPBACK)
    head, *feeds = rows(ran)
    assert ran.code == 1
    assert (head["feeds"], len(head["problems"])) == (7, 1)
    found = {row["url"].removeprefix(web.url): row for row in feeds}
    assert {path: row["reason"] for path, row in found.items()} == {
        "/robots.txt": "not-a-feed",
        "/feed": "",
        "/moved": "",
        "/off": "redirect-off-site",
        "/page": "html",
        "/ended": "gone",
        "/secret": "robots-disallowed",
    }
    assert found["/feed"]["plan"]["decided_by"] == "cache"
    assert found["/feed"]["asked"]["etag"] == '"a"'
    assert found["/moved"]["asked"]["redirects"][0]["followed"]
    assert found["/ended"]["plan"]["next_poll"] is None
    assert "/secret" not in web.paths()
    assert "/1" not in web.paths()
    assert web.paths()[0] == "/robots.txt"
    assert {agent.split("/")[0] for _, agent in web.asked} == {"newsbeam"}


def test_loopback_is_refused_and_named_unless_it_is_opened(newsbeam: Newsbeam) -> None:
    with serving({"/feed": (200, {}, rss(item("/1")))}) as web:
        ran = newsbeam("feeds", "check", "--json", f"{web.url}/feed", "--contact", "desk@example.org", "--spacing", "1")
        assert web.asked == []
    (row,) = rows(ran)
    assert (ran.code, row["reason"]) == (1, "refused-address")
    assert "127.0.0.1: loopback" in row["message"]


def test_the_feeds_that_a_page_names_are_checked_and_printed_as_lines_of_a_list(
    newsbeam: Newsbeam, tmp_path: Path
) -> None:
    page = (
        "<html><head><link rel=alternate type='application/rss+xml' title='All \"news\"' href='/feed'>"
        "<link rel=alternate type='application/rss+xml' href='/old'>"
        "<link rel=alternate type='application/rss+xml' title='Gone' href='/nothing'></head></html>"
    )
    pages: Pages = {
        "/": (200, {"Content-Type": "text/html"}, page),
        "/feed": (200, {}, rss(item("/1"), title="Say &quot;ah&quot;")),
        "/old": (301, {"Location": "/feed"}, ""),
        "/rss.xml": (200, {}, rss(item("/2"), title="Guessed")),
    }
    with serving(pages) as web:
        ran = newsbeam("feeds", "discover", "--json", web.url, *LOOPBACK)
        asked = web.paths()
        plain = newsbeam("feeds", "discover", web.url, *LOOPBACK)
        guessed = newsbeam("feeds", "discover", "--json", "--guess", web.url, *LOOPBACK)
    found = {row["report"]["url"].removeprefix(web.url): row for row in rows(ran)}
    assert {path: (row["found"], row["report"]["state"]) for path, row in found.items()} == {
        "/feed": ("named", "read"),
        "/old": ("named", "read"),
        "/nothing": ("named", "failed"),
    }
    assert "/rss.xml" not in asked
    assert tomllib.loads(found["/feed"]["list_entry"]) == {"feeds": [{"url": f"{web.url}/feed", "name": 'Say "ah"'}]}
    # What leads to a feed that is listed anyhow is no line of its own.
    assert found["/old"]["list_entry"] is None
    assert plain.code == 0
    assert plain.out.count("[[feeds]]") == 1
    assert [row["report"]["url"] for row in rows(guessed) if row["found"] == "guessed"] == [f"{web.url}/rss.xml"]


def test_usual_places_are_tried_where_a_page_names_no_feed(newsbeam: Newsbeam) -> None:
    pages: Pages = {
        "/": (200, {"Content-Type": "text/html"}, "<html><body>News</body></html>"),
        "/rss.xml": (200, {}, rss(item("/2"))),
    }
    with serving(pages) as web:
        ran = newsbeam("feeds", "discover", "--json", f"{web.url}/", *LOOPBACK)
        nothing = newsbeam("feeds", "discover", f"{web.url}/missing", *LOOPBACK)
        itself = newsbeam("feeds", "discover", "--json", f"{web.url}/rss.xml", *LOOPBACK)
    (row,) = rows(ran)
    assert (ran.code, row["found"], row["report"]["url"]) == (0, "guessed", f"{web.url}/rss.xml")
    assert nothing.code == 1
    assert "404" in nothing.err
    assert [row["found"] for row in rows(itself)] == ["itself"]


def test_a_saved_page_names_its_feeds_without_the_network(newsbeam: Newsbeam, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><head><link rel=alternate type='application/atom+xml' href='/atom'></head></html>")
    unknown = newsbeam("feeds", "discover", "--json", page)
    assert (unknown.code, unknown.out) == (1, "")
    assert "--url" in unknown.err
    ran = newsbeam("feeds", "discover", "--json", page, "--url", "https://news.example.org/world")
    (row,) = rows(ran)
    assert (ran.code, row["report"]["state"]) == (0, "not-asked")
    assert row["report"]["url"] == "https://news.example.org/atom"


def test_an_imported_list_can_be_run(newsbeam: Newsbeam, tmp_path: Path) -> None:
    opml, to = tmp_path / "reader.opml", tmp_path / "feeds.toml"
    opml.write_text(
        "<opml version='1.0'><body><outline text='World'>"
        "<outline text='A &quot;b&quot;' xmlUrl='https://a.example.org/feed'/><outline text='x' xmlUrl='mailto:x'/>"
        "</outline></body></opml>"
    )
    ran = newsbeam("feeds", "import", opml, "--to", to, "--json")
    assert ran.code == 0
    (row,) = rows(ran)
    assert (row["feeds"], len(row["left_out"])) == (1, 1)
    assert "mailto:x" in ran.err
    assert read_feed_lists([str(to)]).feeds == (FeedSpec("https://a.example.org/feed", 'A "b"', ("World",)),)
    assert newsbeam("feeds", "import", opml, "--to", to).code == 2
    assert newsbeam("feeds", "import", opml, "--to", to, "--force").code == 0


def test_feeds_of_a_store_are_listed_with_the_oldest_trouble_first(newsbeam: Newsbeam, tmp_path: Path) -> None:
    address = f"sqlite:{tmp_path / 'news.db'}"
    store = open_store(address)
    urls = [f"https://{name}.example/feed" for name in ("well", "late", "early", "ended", "new")]
    sync_feeds(store, [FeedSpec(url, name=url[8:12]) for url in urls], "2026-03-01T00:00:00.000Z")
    since = moment_of("2026-03-02T00:00:00.000Z")
    with ledger(address) as crawl:
        do(crawl.commit_poll(make_feed(urls[0]), ()))
        for number, url in ((2, urls[1]), (1, urls[2])):
            trouble = {"failures": number, "trouble": "timeout", "trouble_since": since + number * 3_600_000}
            do(crawl.commit_poll(make_feed(url, **trouble), ()))
        do(crawl.commit_poll(make_feed(urls[3], state="gone", state_since=since, trouble="gone"), ()))
    store.close()

    found = rows(newsbeam("feeds", "list", "--store", address, "--json"))
    assert [(row["url"], row["state"]) for row in found] == [
        (urls[2], "failing"),
        (urls[1], "failing"),
        (urls[3], "gone"),
        (urls[4], "new"),
        (urls[0], "active"),
    ]
    assert found[0]["why"] == "timeout"
    assert found[0]["since"] == "2026-03-02T01:00:00.000Z"
    assert found[2]["next_due"] is None
    ran = newsbeam("feeds", "list", "--store", address, "--state", "failing", "--limit", 1)
    assert "early.example" in ran.out
    assert "late.example" not in ran.out
    assert newsbeam("feeds", "list", "--store", address, "--state", "ill").code == 2
