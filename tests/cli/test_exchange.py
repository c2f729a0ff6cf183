"""Two desks share what they have, and others read what was exported."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
import zipfile
from pathlib import Path

import pyarrow.parquet
import pytest

from tests.cli.conftest import STORY, CommandLine


@pytest.fixture
def desks(archive: CommandLine, folder: Path) -> CommandLine:
    """Two archives, one.db and two.db: one holds march and april, the other april and may."""
    for name, articles in (("one", ("march", "april")), ("two", ("april", "may"))):
        paths = [f"articles/{article}.txt" for article in articles]
        archive("--db", f"{name}.db", "ingest", *paths, "--story", "story.toml")
    archive("--db", "all.db", "ingest", "articles", "--story", "story.toml")
    return archive


def digest(archive: CommandLine, name: str) -> str:
    told: str = json.loads(archive("--db", name, "snapshot"))["digest"]
    return told


def events(archive: CommandLine, name: str) -> int:
    return len(archive("--db", name, "log", "--format", "jsonl", "--limit", 1000).splitlines())


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_two_desks_that_take_each_other_in_agree(desks: CommandLine) -> None:
    assert desks("--db", "one.db", "import", "two.db") == (
        "two.db: 1 look brought in: 1 new, 0 changed, 0 unchanged; 1 here already\n"
        "story lamps: defined here already, 1 claim found\n"
    )
    desks("--db", "two.db", "import", "one.db")
    assert digest(desks, "one.db") == digest(desks, "two.db") == digest(desks, "all.db")
    for name in ("one.db", "two.db"):
        assert "all is sound" in desks("--db", name, "verify")
    before = events(desks, "one.db"), events(desks, "two.db")
    desks("--db", "one.db", "import", "two.db", "two.db")
    desks("--db", "two.db", "import", "one.db")
    assert (events(desks, "one.db"), events(desks, "two.db")) == before


def test_the_log_says_what_came_from_where(desks: CommandLine) -> None:
    desks("--db", "one.db", "import", "two.db")
    (line,) = [line for line in desks("--db", "one.db", "log").splitlines() if "EventsImported" in line]
    known = desks.json("--db", "two.db", "show", "@1")["commitment"]
    assert line.endswith(f"EventsImported 3 events of two.db {known[:12]}")


def test_a_dry_run_says_what_would_come_and_changes_nothing(desks: CommandLine, folder: Path) -> None:
    before = (folder / "one.db").read_bytes()
    assert desks("--db", "one.db", "import", "two.db", "--dry-run") == (
        "two.db: 1 look would come (1 at addresses that are unknown here); 1 here already\n"
        "story lamps: defined here already\n"
    )
    assert (folder / "one.db").read_bytes() == before
    told = desks.refused("--db", "none.db", "import", "two.db", "--dry-run")
    assert told == "none.db: nothing here yet; begin with: archive ingest PATH"
    assert desks.refused("--db", "none.db", "import", "nowhere.db") == "nowhere.db: no such file or folder"
    assert not (folder / "none.db").exists()


@pytest.mark.parametrize("target", ["export", "export.zip"])
def test_an_export_makes_another_archive_what_this_one_is(desks: CommandLine, target: str) -> None:
    desks("--db", "all.db", "export", "events", "-o", target)
    told = json.loads(desks("--db", "new.db", "import", target, "--format", "json"))
    (claims,) = told[0].pop("claims").values()
    assert claims == 4
    assert told == [
        {
            "name": target,
            "archive": json.loads(desks("--db", "all.db", "show", "@1", "--format", "json"))["commitment"],
            "dry_run": False,
            "looks": {
                "here": 0, "new": 3, "changed": 0, "unchanged": 0, "gone": 0, "moved": 0, "blocked": 0, "failed": 0,
            },
            "claims_in_articles_here": {},
            "stories": [{"story": "lamps", "outcome": "new"}],
            "verdicts": {"new": 0, "here": 0, "unknown": 0},
            "left": {},
            "refused": [],
            "refusals": 0,
        }
    ]  # fmt: skip
    assert digest(desks, "new.db") == digest(desks, "all.db")


def test_a_story_that_differs_stays_ours_until_the_user_says_theirs(desks: CommandLine, folder: Path) -> None:
    other = STORY.replace("(now has|has) {value}", "now has {value}").replace("version = 1", "version = 2")
    (folder / "other.toml").write_text(other, encoding="utf-8")
    desks("--db", "three.db", "ingest", "articles", "--story", "other.toml")
    ours, theirs = digest(desks, "all.db"), digest(desks, "three.db")
    assert ours != theirs
    told = desks("--db", "all.db", "import", "three.db")
    assert (
        "story lamps: theirs differs from ours, which stays in force; --stories theirs takes theirs" in told
    )
    assert digest(desks, "all.db") == ours
    assert "story lamps: replaced by theirs" in desks(
        "--db", "all.db", "import", "three.db", "--stories", "theirs"
    )
    assert digest(desks, "all.db") == theirs
    before = events(desks, "all.db")
    desks("--db", "all.db", "import", "three.db", "--stories", "theirs")
    assert events(desks, "all.db") == before
    assert "theirs is newer than ours" in desks("--db", "one.db", "import", "all.db")
    assert "theirs is an older definition of ours" in desks("--db", "all.db", "import", "one.db")


def test_a_story_that_is_new_here_is_read_in_what_is_here_already(desks: CommandLine) -> None:
    desks("--db", "bare.db", "ingest", "articles/march.txt")
    told = desks("--db", "bare.db", "import", "two.db")
    assert "story lamps: defined here now, 2 claims found, 2 claims in articles already here" in told
    assert desks("--db", "two.db", "import", "bare.db").splitlines()[1:] == [
        "story lamps: defined here already, 2 claims found"
    ]
    assert digest(desks, "bare.db") == digest(desks, "two.db")


def test_what_comes_without_a_story_is_read_for_those_that_are_here(desks: CommandLine) -> None:
    desks("--db", "bare.db", "ingest", "articles/march.txt")
    assert desks("--db", "two.db", "import", "bare.db") == (
        "bare.db: 1 look brought in: 1 new, 0 changed, 0 unchanged; 0 here already\n"
        "story lamps: 2 claims found\n"
    )


def test_verdicts_come_with_whose_they_are(desks: CommandLine) -> None:
    claim = desks("--db", "two.db", "export", "claims", "--format", "jsonl").splitlines()[0]
    claim_id = json.loads(claim)["claim_id"]
    desks.settings["ARCHIVE_ACTOR"] = "anna"
    desks("--db", "two.db", "review", "reject", claim_id, "--note", "misread")
    desks.settings["ARCHIVE_ACTOR"] = "bert"
    assert "1 verdict brought in, 0 here already" in desks("--db", "one.db", "import", "two.db")
    (row,) = [event for event in desks.jsonl("--db", "one.db", "log") if event["type"] == "ClaimReviewed"]
    assert (row["actor"], row["payload"]["verdict"]) == ("anna", "rejected")


def test_what_speaks_of_the_other_archive_stays_there_and_is_told(desks: CommandLine, folder: Path) -> None:
    desks("--db", "two.db", "snapshot", "--name", "spring")
    desks("--db", "two.db", "watch", "add", folder / "articles")
    done = desks.run("--db", "one.db", "import", "two.db")
    assert done.code == 0
    assert done.err.splitlines() == [
        "archive: two.db: 1 kept snapshot left there: their points are positions of that archive",
        "archive: two.db: 1 change of a watch left there: what is watched here is decided here",
    ]


def test_a_bad_line_is_named_and_the_rest_comes(desks: CommandLine, folder: Path) -> None:
    desks("--db", "all.db", "export", "events", "-o", "export")
    lines = (folder / "export/events.jsonl").read_bytes().splitlines(keepends=True)
    look = next(n for n, line in enumerate(lines) if b'"ArticleCaptured"' in line)
    lines[look] = re.sub(rb'"schema":\d+', b'"schema":9', lines[look], count=1)
    (folder / "export/events.jsonl").write_bytes(b"".join(lines))
    done = desks.run("--db", "new.db", "import", "export")
    assert done.code == 2
    assert done.err == (
        f"archive: export:{look + 1}: ArticleCaptured in schema 9, which this program does not know; "
        "it was written by a newer one: upgrade\n"
    )
    assert "2 looks brought in" in done.out


def test_a_story_can_be_shared_alone(desks: CommandLine, folder: Path) -> None:
    other = STORY.replace('"lamps"', '"rain"').replace('"Skerry"', '"rained"')
    (folder / "rain.toml").write_text(other, encoding="utf-8")
    desks("--db", "all.db", "story", "add", "rain.toml")
    desks("--db", "all.db", "export", "events", "--story", "rain", "-o", "rain.zip")
    desks("--db", "new.db", "import", "rain.zip")
    rows = csv.DictReader(io.StringIO(desks("--db", "new.db", "export", "articles")))
    assert [row["address"] for row in rows] == ["https://news.example/may.txt"]
    stories = csv.DictReader(io.StringIO(desks("--db", "new.db", "export", "stories")))
    assert [row["story"] for row in stories] == ["rain"]


@pytest.mark.parametrize("view", ["facts", "claims", "versions", "articles", "lamps__gift"])
def test_a_table_is_the_view(filled: CommandLine, folder: Path, view: str) -> None:
    told = list(csv.DictReader(io.StringIO(filled("export", view))))
    asked = list(csv.DictReader(io.StringIO(filled("sql", f"select * from {view}", "--format", "csv"))))
    key = sorted(told[0])
    assert sorted(told, key=lambda row: [row[name] for name in key]) == sorted(
        asked, key=lambda row: [row[name] for name in key]
    )
    filled("export", view, "-o", f"{view}.parquet")
    rows = pyarrow.parquet.read_table(folder / f"{view}.parquet").to_pylist()
    lines = [json.loads(line) for line in filled("export", view, "--format", "jsonl").splitlines()]
    assert [row["address"] if "address" in row else row["fact_id"] for row in rows] == [
        line["address"] if "address" in line else line["fact_id"] for line in lines
    ]


def test_a_table_can_be_of_the_past(filled: CommandLine) -> None:
    rows = csv.DictReader(io.StringIO(filled("export", "facts", "--as-of", "2023-03", "--story", "lamps")))
    assert [(row["type"], row["value"]) for row in rows if row["type"] == "lamp_count"] == [
        ("lamp_count", "2")
    ]


def test_nothing_is_overwritten_unasked_and_nothing_half_is_left(filled: CommandLine, folder: Path) -> None:
    target = folder / "facts.csv"
    filled("export", "facts", "-o", target)
    whole = target.read_bytes()
    assert "is there already" in filled.refused("export", "facts", "-o", target)
    filled("export", "claims", "-o", target, "--force")
    assert target.read_bytes() != whole
    assert "no table 'nothing'" in filled.refused("export", "nothing", "-o", folder / "nothing.csv")
    assert "are of no single story" in filled.refused("export", "sources", "--story", "lamps")
    (folder / "mine").mkdir()
    (folder / "mine/diary.txt").write_text("dear diary")
    for words in (("events", "-o", "mine"), ("story", "lamps", "mine")):
        assert "is there already" in filled.refused("export", *words)
        assert "something else than an export" in filled.refused("export", *words, "--force")
    assert (
        sorted(path.name for path in folder.iterdir() if "nothing" in path.name or "part" in path.name) == []
    )
    assert (folder / "mine/diary.txt").read_text() == "dear diary"


def test_a_story_is_a_folder_that_others_read(filled: CommandLine, folder: Path) -> None:
    filled("export", "story", "lamps", "out")
    filled("export", "story", "lamps", "again")
    found = files(folder / "out")
    assert found == files(folder / "again")
    sums = dict(line.split("  ", 1)[::-1] for line in found["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(data).hexdigest() for name, data in found.items() if name != "SHA256SUMS"
    }
    texts = [name for name in found if name.startswith("articles/")]
    assert len(texts) == 3
    assert any(b"Skerry School has 2 lamps, Ada Lund said." in found[name] for name in texts)
    assert json.loads(found["facts.json"])["digest"] == digest(filled, "archive.db")
    # What another program made of it: the texts with their front matter, and the story.
    filled("--db", "new.db", "ingest", "out/articles", "--story", "out/story/story.toml")
    assert [
        row["value"] for row in csv.DictReader(io.StringIO(filled("--db", "new.db", "export", "facts")))
    ] == [row["value"] for row in csv.DictReader(io.StringIO(filled("export", "facts")))]
    filled("--db", "copy.db", "import", "out")
    assert digest(filled, "copy.db") == digest(filled, "archive.db")
    filled("export", "story", "lamps", "again", "--force", "--as-of", "2023-03")
    assert list(csv.DictReader(io.StringIO(files(folder / "again")["facts.csv"].decode()))) == list(
        csv.DictReader(io.StringIO(filled("export", "facts", "--as-of", "2023-03")))
    )


def test_texts_can_be_left_out(archive: CommandLine, folder: Path) -> None:
    rest = (
        "The ferry came late, the post with it, and the weather was as it had been all week. Nobody minded."
    )
    (folder / "long.txt").write_text(
        f"Light\n\nSkerry School has 2 lamps, Ada Lund said.\n\n{rest}\n", "utf-8"
    )
    archive("ingest", "long.txt", "--story", "story.toml", "--published", "2023-03-01")
    archive("export", "story", "lamps", "out", "--no-texts")
    found = files(folder / "out")
    assert not [name for name in found if name.startswith(("articles/", "blobs/"))]
    assert not [name for name, data in found.items() if b"Nobody minded" in data]
    assert b"Skerry School has 2 lamps" in found["index.html"]
    told = archive.run("--db", "new.db", "import", "out")
    assert told.code == 2
    assert "out:3: the bytes that it names are missing: blobs/" in told.err


def test_what_an_article_says_does_nothing_in_a_page(archive: CommandLine, folder: Path) -> None:
    evil = "<script>alert(1)</script>\n\nSkerry School has 2 lamps, Ada Lund said.\n"
    (folder / "evil.txt").write_text(evil, encoding="utf-8")
    archive(
        "ingest", "evil.txt", "--story", "story.toml", "--source", '=1+1"><img src=x onerror=alert(1)>',
        "--title", "\x1b[31m<b>", "--published", "2023-03-01",
    )  # fmt: skip
    archive("export", "story", "lamps", "out")
    page = (folder / "out/index.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" in page
    assert "<script>" not in page
    assert "<img" not in page
    assert "\x1b" not in page
    assert "'=1+1" in (folder / "out/claims.csv").read_text(encoding="utf-8")


def test_the_same_zip_comes_out_of_the_same_events(filled: CommandLine, folder: Path) -> None:
    for name in ("one.zip", "two.zip"):
        filled("export", "events", "-o", name)
    assert (folder / "one.zip").read_bytes() == (folder / "two.zip").read_bytes()
    with zipfile.ZipFile(folder / "one.zip") as whole:
        assert whole.testzip() is None
        lines = whole.read("events.jsonl")
    assert lines.decode() == filled("export", "events")


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_events_in_a_table_are_rows_and_no_folder(desks: CommandLine, folder: Path, ending: str) -> None:
    desks("--db", "one.db", "export", "events", "-o", f"events.{ending}")
    assert (folder / f"events.{ending}").is_file()
    desks("--db", "one.db", "export", "events", "--format", ending, "-o", "rows")
    assert (folder / "rows").read_bytes() == (folder / f"events.{ending}").read_bytes()


def test_bytes_that_are_damaged_there_do_not_keep_the_rest_from_coming(
    desks: CommandLine, folder: Path
) -> None:
    damaged = sqlite3.connect(folder / "one.db")
    (address,) = damaged.execute("select raw from captures where name like '%march%'").fetchone()
    damaged.execute("drop trigger blobs_no_update")
    spoil = "update blobs set data = x'00', base = null where address = ?"
    assert damaged.execute(spoil, [address]).rowcount == 1
    damaged.commit()
    damaged.close()
    done = desks.run("--db", "new.db", "import", "one.db")
    assert done.code == 2
    assert f"one.db, blobs/{address[:2]}/{address}: is damaged" in done.err
    assert "one.db: 1 look brought in: 1 new" in done.out
    assert "all is sound" in desks("--db", "new.db", "verify")
