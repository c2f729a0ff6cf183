"""Writing a story: from the first file over trying it to seeing what it does not read."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine, Process

EXPECTATIONS = """
story = "story.toml"

[articles.march]
claims = [
  { type = "gift", giver = "board", recipient = "school", item = "storm_lamp", event = "2023-02-27", quote = "gave Skerry School a storm lamp" },
  { type = "lamp_count", recipient = "school", value = 2, by = ["lund"], quote = "Skerry School has 2 lamps" },
]

[articles.april]
claims = [{ type = "lamp_count", recipient = "school", value = 3, quote = "now has 3 lamps" }]

[articles."may.txt"]
claims = [{ type = "lamp_count", recipient = "school", value = 4, polarity = "denied", quote = "4 lamps" }]
traps = [{ type = "lamp_count", where = { value = 4, polarity = "affirmed" }, quote = "4 lamps", why = "denied" }]
"""

HOLLIN = ("--title", "Job cuts at Hollin", "--pack", "headcount", "--party", "Hollin, Hollin Group")


@pytest.fixture
def expectations(folder: Path) -> Path:
    file = folder / "expectations.toml"
    file.write_text(EXPECTATIONS, encoding="utf-8")
    return file


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_story_that_finds_all_that_is_expected_passes(archive: CommandLine, expectations: Path) -> None:
    out = archive("story", "test", "story.toml")
    assert "all: recall 1.000 (4 of 4), precision 1.000 (4 of 4)" in out
    assert "lamp_count: recall 1.000 (3 of 3), precision 1.000 (3 of 3)" in out
    assert "right in every detail: 4 of 4" in out
    assert not (expectations.parent / "archive.db").exists()
    assert "tier" not in out
    change(expectations, "value = 3, quote", 'value = 3, tier = "extra", quote')
    assert "found by tier: core 3 of 3, extra 1 of 1" in archive("story", "test", "story.toml")
    expectations.rename(expectations.with_name("story.expect.toml"))
    assert archive.json("story", "test", "story.toml")["passed"] is True


def test_a_miss_is_shown_with_its_sentence(archive: CommandLine, expectations: Path) -> None:
    change(expectations.parent / "story.toml", "(now has|has)", "has")
    done = archive.run("story", "test", "story.toml", expectations)
    assert done.code == 1
    assert "all: recall 0.750 (3 of 4), precision 1.000 (3 of 3)" in done.out
    assert "missed april: lamp_count: recipient school · value 3\n" in done.out
    assert "“Skerry School now has 3 lamps, according to Ada Lund.”" in done.out
    assert archive.run("story", "test", "story.toml", "--min-recall", "0.75").code == 0
    assert archive.run("story", "test", "story.toml", "--min-recall", "0.8").code == 1


def test_a_wrong_claim_is_shown_with_its_sentence(archive: CommandLine, expectations: Path) -> None:
    change(expectations, "value = 3", "value = 30")
    done = archive.run("story", "test", "story.toml")
    assert done.code == 1
    assert "precision 0.750 (3 of 4)" in done.out
    assert "wrong april: lamp_count: recipient school · value 3 [has-lamps]" in done.out
    assert (
        archive.run("story", "test", "story.toml", "--min-recall", "0.7", "--min-precision", "0.7").code == 0
    )


def test_a_detail_that_differs_is_told(archive: CommandLine, expectations: Path) -> None:
    change(expectations, '"2023-02-27"', '"2023-02-28"')
    done = archive.run("story", "test", "story.toml")
    assert done.code == 1
    assert "event is 2023-02-27, expected 2023-02-28" in done.out
    assert "recall 1.000 (4 of 4)" in done.out
    assert archive.run("story", "test", "story.toml", "--min-details", "0.75").code == 0


def test_a_claim_that_must_not_be_fails_whatever_the_shares(archive: CommandLine, expectations: Path) -> None:
    change(expectations.parent / "story.toml", 'polarity = "denied"\n', 'polarity = "affirmed"\n')
    shares = ("--min-recall", "0", "--min-precision", "0", "--min-details", "0")
    done = archive.run("story", "test", "story.toml", *shares)
    assert done.code == 1
    assert "must not may.txt: lamp_count: recipient school · value 4 [has-no-lamps] (denied)" in done.out
    told = json.loads(archive.run("story", "test", "story.toml", "--format", "json").out)
    (article,) = [one for one in told["articles"] if one["must_not"]]
    assert (article["article"], told["passed"]) == ("may.txt", False)
    assert article["must_not"][0]["claim"]["sentence"] == "Skerry School does not have 4 lamps."


def test_expectations_that_cannot_be_used_are_trouble(archive: CommandLine, expectations: Path) -> None:
    change(expectations, "now has 3 lamps", "now has three lamps")
    told = archive.refused("story", "test", "story.toml")
    assert told.endswith(
        "[articles.april], claims 1, quote: not in the article, word for word: 'now has three lamps'"
    )
    change(expectations, "[articles.april]", "[articles.june]")
    assert "[articles.june]: no such article" in archive.refused("story", "test", "story.toml")
    expectations.unlink()
    told = archive.refused("story", "test", "story.toml")
    assert told.endswith("none stand beside it; looked for story.expect.toml, expectations.toml, claims.toml")


def test_what_no_frame_explained_is_listed_by_wording(filled: CommandLine, folder: Path) -> None:
    for number, day in enumerate(("Monday", "Tuesday"), start=4):
        text = f"On {day} a visitor gave {number} candles to the crew at Skerry.\n"
        (folder / "articles" / f"{day}.txt").write_text(f"{day}\n\n{text}", encoding="utf-8")
    filled("ingest", "articles")
    out = filled("story", "residue")
    assert out.startswith("Lamps for the island school: ")
    (found,) = filled.json("story", "residue", "lamps")
    first = found["most_frequent"][0]
    assert first["count"] == 2
    assert len(first["articles"]) == 2
    assert first["wording"] == "visitor gave N candles to crew"
    assert f"2 × {first['wording']}\n" in out
    assert sum(one["count"] for one in found["most_frequent"]) == found["sightings"]
    assert len(filled.json("story", "residue", "--limit", "1")[0]["most_frequent"]) == 1


def test_residue_needs_no_archive(archive: CommandLine, folder: Path) -> None:
    (stored,) = archive.json("story", "residue", "--file", "story.toml", "--articles", "articles")
    archive("ingest", "articles", "--story", "story.toml")
    (kept,) = archive.json("story", "residue")
    assert stored["wordings"] == kept["wordings"]
    assert "give a STORY of the archive, or a story --file" in archive.refused(
        "story", "residue", "--file", "story.toml"
    )


def test_a_claim_is_explained_from_its_article(filled: CommandLine) -> None:
    (claim,) = [one for one in filled.json("claims") if one["type"] == "gift"]
    out = filled("story", "explain", claim["claim_id"][:10])
    assert out.startswith("“The Harbour Board gave Skerry School a storm lamp on February 27, 2023.”")
    assert "wins gift [give] on “The Harbour Board gave Skerry School a storm lamp”" in out
    assert f"[{claim['claim_id'][:8]}]" in out
    (told,) = filled.json("story", "explain", claim["claim_id"])
    assert told["tried"][0]["claims"] == [claim["claim_id"]]
    assert told["claims"][0]["claim_id"] == claim["claim_id"]
    assert "no claim 'f00d' in this archive" in filled.refused("story", "explain", "f00d")


def test_a_sentence_is_explained_by_a_storys_file_or_the_archives_story(archive: CommandLine) -> None:
    sentence = "Skerry School received 3 lamps."
    out = archive("story", "explain", sentence, "--story", "story.toml")
    assert "nothing matches" in out
    assert "lamp_count [has-lamps]: 1 of 4 parts" in out
    assert "then it needs (now has | has), not “received 3 lamps" in out
    assert out.endswith("no claim\n")
    assert "no such file" in archive.refused("story", "explain", sentence, "--story", "gone.toml")
    assert "--story" in archive.refused("story", "explain", sentence)
    archive("ingest", "articles", "--story", "story.toml")
    assert archive("story", "explain", sentence) == out


def test_packs_are_listed_and_shown(archive: CommandLine) -> None:
    out = archive("story", "packs")
    assert "casualties: " in out
    assert "toll: dead, injured" in out
    (casualties,) = [one for one in archive.json("story", "packs") if one["name"] == "casualties"]
    assert archive.json("story", "packs", "casualties") == casualties
    toll = next(one for one in casualties["types"] if one["type"] == "toll")
    assert toll["fields"]["value"] == {"type": "number", "kinds": []}
    assert toll["measures"]["dead"]
    shown = archive("story", "packs", "casualties")
    assert f"dead: “{toll['measures']['dead'][0]}”" in shown
    assert "there are: casualties" in archive.refused("story", "packs", "weather")


def test_a_new_story_is_written_and_passes_the_check(archive: CommandLine, folder: Path) -> None:
    done = archive.run(
        "story",
        "new",
        *HOLLIN,
        "--measure",
        "jobs_cut",
        "--must-mention",
        "Hollin",
        "--source",
        "Ada Lund,Lund",
    )
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("job-cuts-at-hollin.toml: written; story job-cuts-at-hollin, ")
    assert "no problem; story job-cuts-at-hollin" in archive("story", "check", "job-cuts-at-hollin.toml")
    text = (folder / "job-cuts-at-hollin.toml").read_text(encoding="utf-8")
    assert 'aliases = ["Hollin", "Hollin Group"]' in text
    assert 'measures = ["jobs_cut"]' in text
    assert "is there already; --force replaces it" in archive.refused("story", "new", *HOLLIN)
    archive("story", "new", *HOLLIN, "--force", "--id", "hollin", "job-cuts-at-hollin.toml")
    assert 'id = "hollin"' in (folder / "job-cuts-at-hollin.toml").read_text(encoding="utf-8")
    claims = archive.json(
        "story", "explain", "Hollin will cut 1,200 jobs.", "--story", "job-cuts-at-hollin.toml"
    )[0]["claims"]
    assert [(one["fields"]["measure"], one["fields"]["value"]) for one in claims] == [("jobs_cut", 1200)]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "a story needs a --title"),
        (("--title", "T"), "a story needs a --pack: casualties, "),
        (("--title", "T", "--pack", "headcounts"), "did you mean 'headcount'?"),
        (("--title", "T", "--pack", "headcount", "--measure", "heads"), "measures: unknown name 'heads'"),
        (("--title", "T", "--pack", "headcount", "--since", "soon"), "since: 'soon' is no date"),
        (("--title", "T", "--pack", "headcount", "--party", " , "), "is empty; write NAME or NAME,ALIAS"),
        (("--title", "T", "--pack", "headcount", "--id", "A B"), "id: 'A B' is not an id"),
    ],
)
def test_what_a_new_story_lacks_is_said_and_nothing_is_written(
    archive: CommandLine, folder: Path, options: tuple[str, ...], told: str
) -> None:
    assert told in archive.refused("story", "new", *options, "new.toml")
    assert not (folder / "new.toml").exists()


def test_a_pack_that_asks_for_a_kind_of_name_says_when_none_is_given(archive: CommandLine) -> None:
    done = archive.run("story", "new", "--title", "T", "--pack", "headcount", "t.toml")
    assert done.err == "archive: claims will name no party: none is given, and the packs ask for it\n"


def test_on_a_terminal_it_asks(process: Process, folder: Path) -> None:
    answers = [
        "Job cuts at Hollin",
        "",
        "weather",
        "headcount",
        "Hollin, Hollin Group",
        "",
        "Ada Lund",
        "",
        "Hollin",
        "jobs_cut",
    ]
    master, slave = pty.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "archive", "story", "new"],
            cwd=folder,
            env=process.environment,
            stdin=slave,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as asked:
            os.write(master, "".join(f"{answer}\n" for answer in answers).encode())
            out, err = asked.communicate(timeout=60)
    finally:
        os.close(master)
        os.close(slave)
    assert asked.returncode == 0, err.decode()
    assert "no built-in pack weather; there are: casualties" in out.decode()
    assert (folder / "job-cuts-at-hollin.toml").read_text(encoding="utf-8").splitlines() == [
        "[story]",
        'id = "job-cuts-at-hollin"',
        'title = "Job cuts at Hollin"',
        'packs = ["headcount"]',
        'must_mention = ["Hollin"]',
        'measures = ["jobs_cut"]',
        "",
        "[[entity]]",
        'id = "hollin"',
        'kind = "party"',
        'aliases = ["Hollin", "Hollin Group"]',
        "",
        "[[entity]]",
        'id = "ada_lund"',
        'kind = "source"',
        'aliases = ["Ada Lund"]',
    ]
