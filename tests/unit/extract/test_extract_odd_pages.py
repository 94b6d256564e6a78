"""Pages that are no plain article: shells, stubs, live blogs, galleries, videos, scrambled and paginated texts."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from transforms.boilerplate import spans
from transforms.extract.article import extract
from transforms.extract.head import Head
from transforms.extract.live_blog import MAX_ENTRIES, plain_text, shown_entries, with_parts
from transforms.extract.next_page import find_next_page
from transforms.extract.scrambled import RULE, shift_of, take_off_scrambled
from transforms.extract.shells import shell_of
from transforms.failures import Dropped
from transforms.records import Article, Entry, Page, Removed

URL = "https://www.example.org/news/bridge"
SENTENCE = (
    "The mayor opened the new bridge over the river on Friday and said that the town had waited for it for years."
)
SUMMARY = "Six years after the flood the new bridge over the river is open again."
NEWS = {"@type": "NewsArticle", "headline": "New bridge opens"}


def page(html: str, url: str = URL, *, entry: Entry | None = None, signals: tuple[str, ...] = ()) -> Page:
    return Page("e1", url, None, "text/html", html.encode(), signals=signals, entry=entry or Entry())


def html(body: str, *nodes: dict[str, object], head: str = "") -> str:
    data = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    return f"<html lang=en><head><title>New bridge opens</title>{head}{data}</head><body>{body}</body></html>"


def paragraphs(count: int) -> str:
    return "<article>" + "".join(f"<p>{n}. {SENTENCE}</p>" for n in range(count)) + "</article>"


def drop(content: Page) -> str:
    with pytest.raises(Dropped) as raised:
        extract(content)
    return raised.value.reason


@pytest.mark.parametrize(
    ("text", "shell"),
    [
        ("Please enable JavaScript to view this page.", "javascript"),
        ("Bitte aktivieren Sie JavaScript, um diese Seite zu sehen.", "javascript"),
        ("Por favor, active JavaScript para continuar.", "javascript"),
        ("Пожалуйста, включите JavaScript", "javascript"),
        ("Checking your browser before accessing the site.\nThis may take a few seconds.", "challenge"),
        ("Please verify you are a human\nReference 12345", "challenge"),
        ("We value your privacy\nWe and our 842 partners store information on a device.", "consent-wall"),
        ("Mit Werbung weiterlesen\nBesuchen Sie uns wie gewohnt mit Werbung und Tracking.", "consent-wall"),
        ("Nous respectons votre vie privée\nAccepter ou refuser", "consent-wall"),
        ("The page you requested was not found.", "not-found"),
        ("Página no encontrada", "not-found"),
    ],
)
def test_a_shell_is_known_by_what_it_says(text: str, shell: str) -> None:
    assert shell_of("", text) == shell


@pytest.mark.parametrize(
    "text",
    [
        f"{SENTENCE} " * 6 + "\nPlease enable JavaScript to view the comments.",
        "The court decided on Friday that sites may not accept cookies on behalf of their readers.\n"
        + f"{SENTENCE}\n" * 12,
        SENTENCE,
        "",
    ],
)
def test_a_text_that_says_more_is_no_shell(text: str) -> None:
    assert shell_of("New bridge opens", text) is None


def test_a_shell_without_anything_to_stand_in_is_dropped_by_its_name() -> None:
    wall = "<main><p>We value your privacy</p><p>We and our partners store and access information.</p></main>"
    assert drop(
        page(html(wall, head='<meta name="description" content="We and our partners ask for your consent">'))
    ) == ("consent-wall")
    assert (
        drop(page(html("<main><p>Checking your browser before you go on, please wait a while.</p></main>")))
        == "challenge"
    )
    assert drop(page("<html><head><title>404 Not Found</title></head><body></body></html>")) == "not-found"


def test_the_text_in_json_ld_stands_in_for_one_that_only_scripts_fill() -> None:
    node = {**NEWS, "articleBody": f"<p>{SENTENCE}</p><p>{SENTENCE} Twice.</p>"}
    article = extract(page(html("<p>Please enable JavaScript to read on.</p>", node)))
    assert (article.body, article.body_from, article.form) == (f"{SENTENCE}\n{SENTENCE} Twice.", "json-ld", "article")


def test_the_feeds_summary_stands_in_for_a_page_behind_a_wall_and_says_so() -> None:
    wall = "<main><p>We value your privacy</p><p>We and our partners store and access information.</p></main>"
    article = extract(page(html(wall), entry=Entry(title="New bridge opens", summary=SUMMARY)))
    assert (article.body, article.body_from, article.form, article.form_from) == (SUMMARY, "feed", "stub", "feed")


def test_the_description_stands_in_only_where_the_page_calls_itself_an_article() -> None:
    described = f'<meta name="description" content="{SUMMARY}">'
    article = extract(page(html("", NEWS, head=described)))
    assert (article.body, article.body_from, article.form) == (SUMMARY, "description", "stub")
    assert drop(page(html("", head=described))) == "no-text"


@pytest.mark.parametrize("url", ["https://www.example.org/", "https://www.example.org/index.html"])
def test_a_feeds_link_that_leads_to_the_front_page_has_no_article(url: str) -> None:
    front = html(paragraphs(6))
    fed = Entry(feed_url="https://www.example.org/feed", title="New bridge opens")
    assert drop(page(front, url, entry=fed)) == "front-page"
    told = extract(page(front, url, entry=Entry(feed_url=fed.feed_url, title=fed.title, summary=SUMMARY)))
    assert (told.body, told.body_from) == (SUMMARY, "feed")
    # Nobody announced this one, and this one calls itself an article.
    assert extract(page(front, url)).form == "front"
    assert extract(page(html(paragraphs(6), NEWS), url, entry=fed)).form == "article"


def test_a_page_made_from_the_feeds_own_text_says_so() -> None:
    article = extract(page(html(paragraphs(6)), signals=("newsbeam: feed-content",)))
    assert (article.body_from, article.form) == ("feed", "stub")


@pytest.mark.parametrize(
    ("content", "url", "form"),
    [
        (html(f"<p>{SUMMARY}</p>", {"@type": "VideoObject", "name": "x"}), URL, ("video", "json-ld:VideoObject")),
        (html(f"<p>{SUMMARY}</p>", {"@type": "ImageGallery"}), URL, ("gallery", "json-ld:ImageGallery")),
        (
            html(f"<p>{SUMMARY}</p>", head='<meta property="og:type" content="video.other">'),
            URL,
            ("video", "meta:og:type"),
        ),
        (html(f"<p>{SUMMARY}</p>"), "https://www.example.org/video/bridge", ("video", "url")),
        (html(f"<p>{SUMMARY}</p>"), "https://www.example.org/fotostrecke/bruecke", ("gallery", "url")),
        (html(f"<p>{SUMMARY}</p>"), "https://www.example.org/podcasts/bridge", ("audio", "url")),
        (html(paragraphs(4), {**NEWS, "isAccessibleForFree": False}), URL, ("stub", "access")),
        (html(paragraphs(40)), "https://www.example.org/video/bridge", ("article", None)),
        (html(paragraphs(40), NEWS, {"@type": "VideoObject"}), URL, ("article", None)),
        (html(paragraphs(40), {**NEWS, "isAccessibleForFree": False}), URL, ("article", None)),
    ],
)
def test_a_page_is_named_by_its_form(content: str, url: str, form: tuple[str, str | None]) -> None:
    article = extract(page(content, url))
    assert (article.form, article.form_from) == form


def test_a_video_page_with_only_a_description_is_a_record() -> None:
    head = f'<meta property="og:type" content="video.other"><meta property="og:description" content="{SUMMARY}">'
    article = extract(page(html("<div><video src=x></video></div>", head=head)))
    assert (article.form, article.body, article.body_from) == ("video", SUMMARY, "description")


def update(number: int, **more: object) -> dict[str, object]:
    return {
        "@type": "BlogPosting",
        "headline": f"Entry number {number} of the day",
        "articleBody": f"<p>{number}. {SENTENCE}</p>",
        "datePublished": f"2026-03-09T1{number}:00:00+01:00",
        **more,
    }


def starts(article: Article) -> list[tuple[str, str | None, str]]:
    before = spans.restore(article.body, article.removed)
    return [(part.title, part.published_at, before[part.where :].partition("\n")[0]) for part in article.parts]


def test_the_entries_of_a_live_blog_are_parts_with_headline_time_and_place() -> None:
    blog = {"@type": "LiveBlogPosting", "headline": "New bridge opens", "liveBlogUpdate": [update(n) for n in range(4)]}
    shown = "".join(f"<h2>Entry number {n} of the day</h2><p>{n}. {SENTENCE}</p>" for n in range(4))
    article = extract(page(html(f"<article><h1>New bridge opens</h1><p>{SUMMARY}</p>{shown}</article>", blog)))
    assert (article.form, article.form_from) == ("live", "json-ld:LiveBlogPosting")
    assert starts(article) == [
        (f"Entry number {n} of the day", f"2026-03-09T{9 + n:02}:00:00.000Z", f"Entry number {n} of the day")
        for n in range(4)
    ]


def test_entries_that_the_page_does_not_show_are_put_behind_its_text() -> None:
    blog = {"@type": "LiveBlogPosting", "headline": "New bridge opens", "liveBlogUpdate": [update(n) for n in range(4)]}
    article = extract(page(html(f"<article><p>{SUMMARY}</p></article>", blog)))
    assert article.body.split("\n")[0] == SUMMARY
    assert [part.title for part in article.parts] == [f"Entry number {n} of the day" for n in range(4)]
    assert [line for _, _, line in starts(article)] == [f"Entry number {n} of the day" for n in range(4)]


def test_blocks_with_a_time_each_are_entries_where_the_address_says_that_it_is_live() -> None:
    blocks = "".join(
        f'<div class="live-entry"><time datetime="2026-03-09T1{n}:00:00Z">{n}</time><h3>Entry number {n}</h3>'
        f"<p>{n}. {SENTENCE}</p></div>"
        for n in range(4)
    )
    content = html(f"<article><p>{SENTENCE} {SENTENCE}</p><div>{blocks}</div></article>")
    article = extract(page(content, "https://www.example.org/liveblog/bridge"))
    assert (article.form, article.form_from, len(article.parts)) == ("live", "url", 4)
    assert extract(page(content)).parts == ()


@given(st.text(max_size=300), st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=8))
def test_every_part_begins_inside_the_body(body: str, entries: list[tuple[str, str]]) -> None:
    tree = document_fromstring("<html><body></body></html>")
    for number, (title, text) in enumerate(entries):
        block = document_fromstring("<div class=entry><time></time><h3></h3><p></p></div>").find(".//div")
        tree.body.append(block)
        try:
            block[0].set("datetime", f"2026-03-09T1{number}:00:00Z")
            block[1].text, block[2].text = title, text
        except ValueError:  # lxml takes no control characters
            continue
    text, parts = with_parts(body, shown_entries(tree))
    assert text.startswith(body)
    assert [part.where for part in parts] == sorted({part.where for part in parts})
    assert all(0 <= part.where < len(text) for part in parts)


def test_a_blog_of_a_million_entries_is_bounded() -> None:
    blog = {"@type": "LiveBlogPosting", "headline": "x", "liveBlogUpdate": [update(n % 9) for n in range(4_000)]}
    article = extract(page(html(paragraphs(6), blog)))
    assert len(article.parts) <= MAX_ENTRIES


@given(st.text(alphabet="<>p/&;lt#x0 aAscript\n", max_size=300))
def test_markup_in_a_value_becomes_lines_without_failing(value: str) -> None:
    assert all(line.strip() == line and line for line in plain_text(value).split("\n") if plain_text(value))


def moved(text: str, by: int = 1) -> str:
    return "".join(chr(ord(c) + by) if c.isalpha() else c for c in text)


GERMAN = "Die Bürgermeisterin hat am Freitag die neue Brücke über den Fluss eröffnet und gesagt, dass die Stadt sehr lange auf sie gewartet hat."


@pytest.mark.parametrize("text", [SENTENCE, GERMAN])
def test_letters_moved_by_one_are_recognised_and_the_text_itself_is_not(text: str) -> None:
    assert (shift_of(moved(text)), shift_of(text)) == (-1, None)


@pytest.mark.parametrize(
    "text",
    [
        "Nadal Federer Djokovic Murray Wawrinka Thiem Medvedev Zverev Tsitsipas Rublev Berrettini Hurkacz Ruud Sinner",
        "for i in range(10): print(str(i) + x) if y[i] == z else q.append((i, len(w), sum(v), max(u), min(t), abs(s)))",
        "Москва готова к переговорам и ждёт ответа от своих партнёров, сказал в пятницу представитель министерства.",
        "",
    ],
)
def test_names_code_and_other_scripts_are_not_scrambled(text: str) -> None:
    assert shift_of(text) is None


def test_scrambled_paragraphs_are_cut_and_kept_and_the_readable_ones_stay() -> None:
    body = "\n".join(
        [SENTENCE, f"1. {SENTENCE}", *(moved(f"{n}. {SENTENCE}") for n in range(4)), moved("Read it now.")]
    )
    kept, removed = take_off_scrambled(body)
    assert kept == f"{SENTENCE}\n1. {SENTENCE}"
    assert {(cut.kind, cut.rule) for cut in removed} == {("paywall", RULE)}
    assert spans.restore(kept, removed) == body


@given(st.lists(st.text(max_size=80), max_size=12))
def test_what_was_cut_gives_the_body_back(lines: list[str]) -> None:
    body = "\n".join([*lines, moved(SENTENCE), *lines])
    earlier = (Removed("headline", "x", "Title\n", 0),)
    kept, removed = take_off_scrambled(body, earlier)
    assert spans.restore(kept, removed) == f"Title\n{body}"


def test_a_page_whose_rest_is_scrambled_is_paid_and_its_opening_is_the_body() -> None:
    rest = "".join(f"<p>{moved(f'{n}. {SENTENCE}')}</p>" for n in range(6))
    article = extract(page(html(f"<article>{''.join(f'<p>{n}. {SENTENCE}</p>' for n in range(2))}{rest}</article>")))
    assert article.body == f"0. {SENTENCE}\n1. {SENTENCE}"
    assert (article.access, article.access_from, article.form) == ("paid", f"text:{RULE}", "stub")
    assert article.language == "en"


@pytest.mark.parametrize(
    ("url", "following", "found"),
    [
        ("https://a.example/x/story.html", "/x/story-2.html", "https://a.example/x/story-2.html"),
        ("https://a.example/x/story", "?page=2", "https://a.example/x/story?page=2"),
        ("https://a.example/x/story/2/", "/x/story/3/", "https://a.example/x/story/3/"),
        ("https://a.example/x/story?page=2&m=1", "/x/story?page=3&m=1", "https://a.example/x/story?page=3&m=1"),
        ("https://a.example/x/story", "/x/other-story", None),
        ("https://a.example/2026/03/09/story/", "/2026/03/10/other/", None),
        ("https://a.example/x/story?page=2", "/x/story", None),
        ("https://a.example/x/story?page=2", "/x/story?page=4", None),
        ("https://a.example/x/story", "https://b.example/x/story?page=2", None),
        ("https://a.example/x/story", "javascript:next()", None),
        ("https://a.example/x/story", "", None),
    ],
)
def test_the_next_page_is_the_same_address_with_the_next_number(url: str, following: str, found: str | None) -> None:
    assert find_next_page(Head(url, {}, {"next": [following]}), url) == found


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_addresses_give_a_next_page_or_none(url: str, following: str) -> None:
    found = find_next_page(Head(url, {}, {"next": [following]}), url)
    assert found is None or found.startswith("http")


def test_an_amp_page_is_the_article_of_its_canonical_address() -> None:
    head = f'<link rel="canonical" href="{URL}">'
    plain = extract(page(html(paragraphs(6), head=head)))
    content = html(f"<amp-img src=x></amp-img>{paragraphs(6)}", head=head).replace("<html", "<html ⚡ amp")
    amp = extract(page(content, "https://amp.example.org/news/bridge"))
    assert (amp.canonical_url, amp.body, amp.site) == (plain.canonical_url, plain.body, plain.site)
