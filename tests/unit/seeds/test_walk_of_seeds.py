"""Walking: what is an input, in which order, under which name, and what cannot be one."""

from __future__ import annotations

import errno
import gzip
import os
import socket
from pathlib import Path

import pytest

from transforms.seeds import walk as walking
from transforms.seeds.limits import SeedLimits
from transforms.seeds.walk import NoInput, SeedFile, SeedList, find, kind_of, walk


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def names(*paths: Path, limits: SeedLimits | None = None) -> list[str]:
    return [file.name for file in walk([str(path) for path in paths], limits)]


def lost(*paths: Path, limits: SeedLimits | None = None) -> list[tuple[str, str]]:
    return [(file.name, file.reason) for file in walk([str(path) for path in paths], limits) if file.kind == "lost"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", "text"),
        ("a.TXT.gz", "text"),
        ("a.html", "html"),
        ("a.htm", "html"),
        ("a.b.HTML.GZ", "html"),
        ("a.jsonl", "lines"),
        ("a.ndjson.gz", "lines"),
        ("a.warc", "warc"),
        ("CC-NEWS-20240501.warc.gz", "warc"),
        ("a.gz", None),
        ("a.json", None),
        ("README.md", None),
        ("txt", None),
        ("", None),
    ],
)
def test_the_ending_of_a_name_tells_the_kind(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_a_folder_is_walked_in_the_order_of_the_bytes_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "Z.txt", "ä.txt", "a10.txt", "a2.txt", "m/x.html", "m/a/y.html", "é/q.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x")

    expected = ["Z.txt", "a.txt", "a10.txt", "a2.txt", "b.txt", "m/a/y.html", "m/x.html", "ä.txt", "é/q.txt"]
    assert names(tmp_path / "in") == [f"in/{name}" for name in expected]


def test_names_lie_below_what_was_given_and_never_show_the_machine(tmp_path: Path) -> None:
    put(tmp_path, deep__in__a_txt="x")

    (file,) = walk([str(tmp_path / "deep" / "in")])

    assert file == SeedFile(str(tmp_path / "deep" / "in" / "a.txt"), "in/a.txt", "text")
    assert names(tmp_path / "deep" / "in" / "a.txt") == ["a.txt"]


def test_a_folder_given_as_a_dot_is_called_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, day__a_txt="x")
    monkeypatch.chdir(tmp_path / "day")

    assert [file.name for file in walk(["."])] == ["day/a.txt"]


def test_two_folders_of_one_name_keep_their_files_apart(tmp_path: Path) -> None:
    put(tmp_path, one__day__a_txt="x", two__day__a_txt="y")

    assert names(tmp_path / "one" / "day", tmp_path / "two" / "day") == ["day/a.txt", "day~2/a.txt"]


def test_the_same_file_given_twice_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, in__a_txt="x")

    assert names(tmp_path / "in", tmp_path / "in" / "a.txt", tmp_path / "in") == ["in/a.txt"]


def test_hidden_files_other_kinds_and_folders_marked_so_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, in__a_txt="x", in__README_md="x", in__expected__b_txt="x", in__data_json="{}")
    (tmp_path / "in" / ".hidden.txt").write_text("x")
    (tmp_path / "in" / ".git").mkdir()
    (tmp_path / "in" / ".git" / "c.txt").write_text("x")
    (tmp_path / "in" / "expected" / ".noseeds").touch()

    assert names(tmp_path / "in") == ["in/a.txt"]


def test_a_page_that_a_lines_file_points_to_is_not_read_on_its_own(tmp_path: Path) -> None:
    lines = '{"url": "https://a.example/1", "file": "pages/1.html"}\nnot json\n{"file": 7}\n{"file": "../3.html"}\n'
    put(tmp_path, in__a_html="x", in__pages__1_html="x", in__pages__2_html="x", in__z_jsonl=lines, in__3_html="x")

    assert names(tmp_path / "in") == ["in/3.html", "in/a.html", "in/pages/2.html", "in/z.jsonl"]


def test_a_zipped_lines_file_keeps_its_pages_from_being_read_twice_too(tmp_path: Path) -> None:
    put(tmp_path, in__1_html_gz="x")
    (tmp_path / "in" / "z.jsonl.gz").write_bytes(gzip.compress(b'{"file": "1.html.gz", "url": null}'))

    assert names(tmp_path / "in") == ["in/z.jsonl.gz"]


def test_a_page_given_by_name_is_read_whatever_points_to_it(tmp_path: Path) -> None:
    put(tmp_path, in__1_html="x", in__z_jsonl='{"file": "1.html", "url": null}')

    assert names(tmp_path / "in" / "z.jsonl", tmp_path / "in" / "1.html") == ["z.jsonl", "1.html"]


def test_what_is_no_regular_file_is_lost_by_name_and_never_opened(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(tmp_path, in__a_txt="x")
    os.mkfifo(folder / "pipe.txt")
    os.mkfifo(folder / "lines.jsonl")
    (folder / "dangling.html").symlink_to(folder / "nowhere.html")
    (folder / "itself.txt").symlink_to(folder / "itself.txt")
    (folder / "null.txt").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(folder / "s.txt"))

        assert lost(folder) == [
            ("in/dangling.html", "missing"),
            ("in/itself.txt", "link-loop"),
            ("in/lines.jsonl", "not-a-file"),
            ("in/null.txt", "not-a-file"),
            ("in/pipe.txt", "not-a-file"),
            ("in/s.txt", "not-a-file"),
        ]
    assert "in/a.txt" in names(folder)


def test_links_are_followed_and_a_folder_inside_itself_ends_as_a_loss(tmp_path: Path) -> None:
    put(tmp_path, in__a__x_txt="x", elsewhere__y_txt="y")
    (tmp_path / "in" / "a" / "up").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "b").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "in" / "c").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "in" / "d.txt").symlink_to(tmp_path / "elsewhere" / "y.txt")

    assert names(tmp_path / "in") == ["in/a/up", "in/a/x.txt", "in/b/y.txt"]
    assert lost(tmp_path / "in") == [("in/a/up", "link-loop")]


def test_a_folder_without_permission_is_lost_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, in__a__x_txt="x", in__b__y_txt="y", in__c_txt="z")
    scandir = os.scandir

    def refusing(path: str) -> object:  # the superuser, as whom tests may run, is refused nothing
        if path.endswith("/a"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(walking.os, "scandir", refusing)
    found = list(walk([str(tmp_path / "in")]))

    assert [(file.name, file.kind) for file in found] == [
        ("in/a", "lost"),
        ("in/b/y.txt", "text"),
        ("in/c.txt", "text"),
    ]
    assert found[0].reason == "unreadable"
    assert "Permission denied" in found[0].message
    assert str(tmp_path) not in found[0].message


def test_a_given_path_that_is_missing_or_of_no_kind_is_lost(tmp_path: Path) -> None:
    put(tmp_path, a_pdf="x")
    os.mkfifo(tmp_path / "p.txt")

    assert lost(tmp_path / "nowhere", tmp_path / "a.pdf", tmp_path / "p.txt") == [
        ("nowhere", "missing"),
        ("a.pdf", "unknown-kind"),
        ("p.txt", "not-a-file"),
    ]


def test_too_many_files_end_the_walk_as_a_loss(tmp_path: Path) -> None:
    put(tmp_path, in__a_txt="x", in__b_txt="x", two__c_txt="x", two__d_txt="x")

    assert names(tmp_path / "in", tmp_path / "two", limits=SeedLimits(files=3)) == [
        "in/a.txt",
        "in/b.txt",
        "two/c.txt",
        "two",
    ]
    assert lost(tmp_path / "in", tmp_path / "two", limits=SeedLimits(files=3)) == [("two", "too-many-files")]
    assert lost(tmp_path / "in", limits=SeedLimits(files=1)) == [("in", "too-many-files")]


def test_folders_too_deep_are_lost(tmp_path: Path) -> None:
    put(tmp_path, in__a__b__c_txt="x", in__d_txt="x")

    assert names(tmp_path / "in", limits=SeedLimits(depth=2)) == ["in/a/b", "in/d.txt"]
    assert lost(tmp_path / "in", limits=SeedLimits(depth=2)) == [("in/a/b", "too-deep")]


def test_a_name_that_is_no_utf_8_survives_the_graph_and_is_shown_escaped(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path / "in") + b"/a\xff\n.txt"
    (tmp_path / "in").mkdir()
    with open(raw, "w") as file:
        file.write("x")

    found = list(walk([str(tmp_path / "in")]))

    assert [file.name for file in found] == ["in/a\\xff\n.txt"]
    assert SeedList.of(found).files() == found
    assert os.path.isfile(SeedList.of(found).files()[0].path)


@pytest.mark.parametrize("given", [[], ["nowhere.txt"], ["empty"], ["a.pdf"], ["only-a-pipe"]])
def test_no_input_is_refused_with_what_was_given_and_what_is_allowed(
    given: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "only-a-pipe").mkdir()
    os.mkfifo(tmp_path / "only-a-pipe" / "p.txt")
    put(tmp_path, a_pdf="x")

    with pytest.raises(NoInput) as refused:
        find(given)

    assert ".jsonl" in str(refused.value)
    assert all(path in str(refused.value) for path in given)


def test_find_gives_the_files_and_the_losses_among_them(tmp_path: Path) -> None:
    put(tmp_path, in__a_txt="x")
    os.mkfifo(tmp_path / "in" / "p.txt")

    assert [(file.name, file.kind) for file in find([str(tmp_path / "in")])] == [
        ("in/a.txt", "text"),
        ("in/p.txt", "lost"),
    ]
