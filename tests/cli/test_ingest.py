"""Putting articles in, as a user does it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive.cli import ingest_command

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine


def test_the_first_command_sets_everything_up(archive: CommandLine, folder: Path) -> None:
    out = archive("ingest", "articles", "--story", "story.toml")
    assert out.splitlines() == [
        "story lamps: new",
        "3 inputs: 3 new, 0 changed, 0 unchanged, 0 failed",
        "story lamps: 4 claims found",
    ]
    assert (folder / "archive.db").is_file()


def test_the_same_folder_again_adds_nothing(filled: CommandLine) -> None:
    before = filled("log", "--format", "jsonl")
    assert "0 new, 0 changed, 3 unchanged, 0 failed" in filled("ingest", "articles", "--story", "story.toml")
    assert filled("log", "--format", "jsonl") == before


def test_a_summary_can_be_read_by_a_program(archive: CommandLine) -> None:
    summary = archive.json("ingest", "articles", "--story", "story.toml")
    assert summary["addresses"] == [
        f"https://news.example/{name}" for name in ("april.txt", "march.txt", "may.txt")
    ]
    del summary["addresses"]
    assert summary == {
        "new": 3,
        "changed": 0,
        "unchanged": 0,
        "gone": 0,
        "moved": 0,
        "blocked": 0,
        "failed": 0,
        "problems": [],
        "claims": {"lamps": 4},
        "stories": [{"story": "lamps", "outcome": "new", "runs": 0, "claims": 0}],
        "refused": [],
        "warnings": [],
    }


def test_a_story_may_come_after_the_articles(archive: CommandLine) -> None:
    done = archive.run("ingest", "articles")
    assert done.out == "3 inputs: 3 new, 0 changed, 0 unchanged, 0 failed\n"
    assert (
        done.err == "archive: no story is defined yet, so no claims were looked for: archive story add FILE\n"
    )
    assert archive("story", "add", "story.toml") == "lamps: new; 4 claims in 3 article versions read for it\n"
    assert (
        archive("story", "add", "story.toml")
        == "lamps: unchanged; 0 claims in 0 article versions read for it\n"
    )


def test_an_edited_file_is_a_further_version(
    filled: CommandLine, edit: Callable[[str, str, str], None]
) -> None:
    edit("april.txt", "3 lamps", "5 lamps")
    assert "0 new, 1 changed, 2 unchanged, 0 failed" in filled("ingest", "articles")
    (april,) = [row for row in filled.json("articles") if row["address"].endswith("april.txt")]
    assert (april["version"], april["versions"]) == (2, 2)


def test_what_is_refused_is_named_and_the_rest_goes_on(archive: CommandLine, folder: Path) -> None:
    (folder / "empty.txt").touch()
    (folder / "cut.txt").write_bytes("Café".encode()[:-1])
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")
    with (folder / "huge.txt").open("wb") as huge:
        huge.truncate(300 * 2**20)
    done = archive.run("ingest", "articles", "empty.txt", "cut.txt", "photo.jpg", "huge.txt", "gone.txt")
    assert done.code == 2
    assert done.out == "8 inputs: 3 new, 0 changed, 0 unchanged, 5 failed\n"
    refusals = dict(line.removeprefix("archive: ").split(": ", 1) for line in done.err.splitlines()[:5])
    assert {name: reason[:12] for name, reason in refusals.items()} == {
        "empty.txt": "holds no tex",
        "cut.txt": "ends in the ",
        "photo.jpg": "looks like a",
        "huge.txt": "too large fo",
        "gone.txt": "no such file",
    }


def test_a_folder_of_pictures_is_refused_picture_by_picture(archive: CommandLine, folder: Path) -> None:
    (folder / "pictures").mkdir()
    for name in ("a.png", "b.png"):
        (folder / "pictures" / name).write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    done = archive.run("ingest", "pictures")
    assert (done.code, done.out) == (2, "2 inputs: 0 new, 0 changed, 0 unchanged, 2 failed\n")
    assert [line.split(":")[1] for line in done.err.splitlines()] == [" pictures/a.png", " pictures/b.png"]


def test_where_there_is_nothing_to_read_no_archive_is_made(archive: CommandLine, folder: Path) -> None:
    assert archive.refused("ingest", "gone.txt") == "gone.txt: no such file or folder"
    assert not (folder / "archive.db").exists()


def test_standard_input_with_everything_said_of_it(archive: CommandLine) -> None:
    archive(
        "ingest", "-", "--url", "HTTPS://News.Example:443/x?utm_source=a", "--title", "Storm", "--source", "Tern Gazette",
        "--published", "2023-03", stdin=b"A storm passed over Skerry.\n",
    )  # fmt: skip
    (article,) = archive.json("articles")
    assert article["address"] == "https://news.example/x"
    assert (article["title"], article["source"]) == ("Storm", "Tern Gazette")
    assert article["published"] == {"value": "2023-03", "precision": "month", "basis": "given"}


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--published", "yesterday", "not a date: 'yesterday'"),
        ("--published", "2023-02-30", "day is out of range for month"),
        ("--captured", "12:00", "not a date: '12:00'"),
        ("--modified", "2023-13", "not a date: '2023-13'"),
        ("--url", "news.example", "not an http or https URL: 'news.example'"),
        ("--encoding", "runes", "no such encoding: 'runes'"),
    ],
)
def test_a_bad_option_is_refused_before_anything_is_read(
    archive: CommandLine, folder: Path, option: str, value: str, said: str
) -> None:
    refusal = archive.refused("ingest", "articles", option, value)
    assert refusal.startswith(f"Invalid value for '{option}': ")
    assert said in refusal
    assert not (folder / "archive.db").exists()


def test_a_title_is_for_a_single_article(archive: CommandLine, folder: Path) -> None:
    said = "--url and --title can be given for a single article, and there are 3 inputs; ingest it by itself"
    refusal = archive.refused("ingest", "articles", "--title", "T", "--url", "https://a.example/1")
    assert refusal == f"{said} (see: archive ingest --help)"
    assert not (folder / "archive.db").exists()


def test_a_story_with_typos_stops_everything_and_all_of_them_are_told(
    archive: CommandLine, folder: Path
) -> None:
    story = folder / "story.toml"
    story.write_text(
        story.read_text().replace('kind = "source"', 'knid = "source"').replace("polarity", "polarty")
    )
    done = archive.run("ingest", "articles", "--story", "story.toml")
    assert done.code == 2
    assert all(line.startswith("archive: story.toml: ") for line in done.err.splitlines())
    assert "knid" in done.err
    assert "polarty" in done.err
    assert not (folder / "archive.db").exists()
    checked = archive.run("story", "check", "story.toml")
    assert checked.code == 2
    assert checked.out == done.err.replace("archive: story.toml", "story.toml")


def test_a_bad_sidecar_is_named(archive: CommandLine, folder: Path) -> None:
    (folder / "articles" / "may.json").write_text("{")
    done = archive.run("ingest", "articles")
    assert done.code == 2
    assert "archive: articles/may.txt: its sidecar may.json cannot be read" in done.err


def test_quiet_says_nothing_but_errors(archive: CommandLine) -> None:
    done = archive.run("--quiet", "ingest", "articles", "gone.txt")
    assert (done.code, done.out, done.err) == (2, "", "archive: gone.txt: no such file or folder\n")


def test_an_interruption_leaves_what_was_recorded(
    archive: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Impatient:
        def __init__(self, *_: object) -> None:
            self.heard = 0

        def __enter__(self) -> Callable[[str], None]:
            return self.hear

        def __exit__(self, *_: object) -> None:
            pass

        def hear(self, _: str) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(ingest_command, "watched", Impatient)
    done = archive.run("ingest", "articles", "--story", "story.toml")
    assert done.code == 130
    assert done.err.startswith(
        "archive: interrupted; what was recorded stays (1 event, the log ends at @1); run"
    )
    assert [row["story"] for row in archive.json("story", "list")] == ["lamps"]


def test_metadata_said_later_replace_what_was_read(filled: CommandLine) -> None:
    filled("ingest", "articles/may.txt", "--source", "Island Letter")
    (may,) = [row for row in filled.json("articles") if row["address"].endswith("may.txt")]
    assert (may["source"], may["versions"]) == ("Island Letter", 1)
    assert json.dumps(may)


def test_a_folder_s_readme_is_no_article_unless_it_is_named(archive: CommandLine, folder: Path) -> None:
    (folder / "articles" / "README.md").write_text("What these articles are, and who wrote them.\n")
    assert archive.json("ingest", "articles")["new"] == 3
    assert archive.json("ingest", "articles/README.md")["new"] == 1


def test_an_address_that_cannot_be_fetched_is_told_so(archive: CommandLine) -> None:
    done = archive.run("ingest", "ftp://paper.example/a.txt")
    assert (done.code, done.err) == (
        2,
        "archive: ftp://paper.example/a.txt: cannot be fetched; http and https addresses can\n",
    )


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("ARCHIVE_CONTACT", "m\u00fcller", "ARCHIVE_CONTACT: contact must be one line of plain ASCII"),
        ("ARCHIVE_ALLOW_HOSTS", "10.0.0.0/99", "--allow-host, or ARCHIVE_ALLOW_HOSTS: not a host"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    archive: CommandLine, folder: Path, setting: str, value: str, said: str
) -> None:
    archive.settings[setting] = value
    assert archive.refused("ingest", "articles").startswith(said)
    assert not list(folder.glob("*.db"))


def test_an_address_that_never_showed_an_article_says_what_was_found(archive: CommandLine) -> None:
    archive.run("ingest", "http://10.0.0.1/news")
    said = archive.refused("show", "http://10.0.0.1/news")
    assert "; it was looked at 1 time, last on " in said
    assert "failed, 10.0.0.1 is no public host: 10.0.0.1 (private)" in said


def test_a_pipe_that_is_named_is_read(archive: CommandLine, folder: Path) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    text = "The harbour board gave the school three storm lamps on Tuesday."
    writer = threading.Thread(target=pipe.write_text, args=(text,))
    writer.start()
    (address,) = archive.json("ingest", pipe)["addresses"]
    writer.join()
    assert address.startswith("stdin:")
    assert text in archive("show", address)


def test_a_device_is_no_file(archive: CommandLine) -> None:
    assert "/dev/zero: is a device or a socket, and no file" in archive.refused("ingest", "/dev/zero")


BAD = ("http://", "http://[v1.x]/", "https://x.example:99999/", "https://a..b/")


@pytest.mark.parametrize("url", BAD)
def test_an_address_that_cannot_be_one_is_refused_by_name(archive: CommandLine, url: str) -> None:
    assert f"{url}: is not at an http or https address" in archive.refused("ingest", url)


def test_such_addresses_in_pages_and_lists_stop_nothing(archive: CommandLine, folder: Path) -> None:
    (folder / "list.urls").write_text("\n".join(BAD))
    for number, url in enumerate(BAD):
        text = f"The harbour board gave the school {number} storm lamps on Tuesday. " * 5
        (folder / f"{number}.html").write_text(
            f"<html><head><link rel='canonical' href='{url}'></head><body><h1>Lamps</h1><p>{text}</p></body></html>"
        )
    result = archive.run("ingest", "list.urls", *sorted(folder.glob("?.html")), "--format", "json")
    summary = json.loads(result.out)
    assert (summary["new"], summary["failed"]) == (len(BAD), len(BAD))


FEED = "<rss version='2.0'><channel><title>News</title>{}</channel></rss>"


def test_what_a_listing_points_to_and_is_not_fetched_is_told_once(archive: CommandLine, folder: Path) -> None:
    items = "".join(f"<item><link>https://news.example/{i}</link></item>" for i in range(1200))
    (folder / "feed.xml").write_text(FEED.format(items))
    assert archive.json("ingest", "feed.xml", "--offline")["warnings"] == [
        "feed.xml: 1,200 of its addresses not fetched (--offline)"
    ]


def test_a_list_of_nothing_is_said_to_be_one(archive: CommandLine, folder: Path) -> None:
    (folder / "feed.xml").write_text(FEED.format(""))
    assert archive.json("ingest", "feed.xml")["warnings"] == ["feed.xml: holds and names no article"]


def test_a_pipe_in_a_folder_is_passed_over(archive: CommandLine, folder: Path) -> None:
    os.mkfifo(folder / "articles" / "now.txt")
    assert archive.json("ingest", "articles")["new"] == 3


def test_what_a_browser_saved_beside_a_page_is_no_article(archive: CommandLine, folder: Path) -> None:
    page = "<html><head><title>Lamps</title></head><body><article><p>{}</p></article></body></html>"
    saved = folder / "saved"
    (saved / "Lamps_files").mkdir(parents=True)
    (saved / "Lamps.html").write_text(
        page.format("The harbour board gave the school three storm lamps. " * 4)
    )
    (saved / "Lamps_files" / "frame.html").write_text(page.format("Buy more lamps. " * 20))
    (saved / "style.css").write_text("body { color: black }")
    summary = archive.json("ingest", "saved")
    assert (summary["new"], summary["failed"]) == (1, 0)
