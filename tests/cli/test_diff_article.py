"""`archive diff --article`: which versions are meant, and every form of what is told."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive.cli.page import UNWRAPPED

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine

URL = "https://news.example/lamps"
TEXTS = (
    ("2023-03-01", "Lamps arrive", "Skerry School has 2 lamps, Ada Lund said. It rained.", "The oil was paid by nobody at all."),
    ("2023-03-02", "Lamps arrive", "Skerry School has 3 lamps, Ada Lund said. It rained.", "The oil was paid by nobody at all."),
    ("2023-03-04", "More <b>lamps</b>\x1b[31m arrive", "The oil was paid by nobody at all.", "Skerry School has 3 lamps, Ada Lund said. It snowed."),
)  # fmt: skip


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """The command line on an archive that holds three versions of an article; no test changes it."""
    from tests.cli.conftest import STORY, CommandLine

    folder = tmp_path_factory.mktemp("edited")
    (folder / "story.toml").write_text(STORY, encoding="utf-8")
    for day, *paragraphs in TEXTS:
        article = folder / f"{day}.txt"
        article.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
        sidecar = {
            "published": "2023-03-01",
            "source": "Tern Gazette",
            "url": URL,
            "captured": f"{day}T12:00:00Z",
        }
        article.with_suffix(".json").write_text(json.dumps(sidecar), encoding="utf-8")
    command = CommandLine(f"sqlite:///{folder / 'archive.db'}")
    command("ingest", *sorted(folder.glob("*.txt")), "--story", folder / "story.toml")
    return command


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ([], (2, 3)),
        (["1..3"], (1, 3)),
        (["1", "3"], (1, 3)),
        (["1"], (1, 3)),
        (["3..1"], (3, 1)),
        (["latest..1"], (3, 1)),
        (["2023-03-01..2023-03-03"], (1, 2)),
        (["2023-03-02", "latest"], (2, 3)),
        (["--as-of", "2023-03-03"], (1, 2)),
        (["1", "--as-of", "2023-03-03"], (1, 2)),
    ],
)
def test_which_versions_are_compared(edited: CommandLine, words: list[str], numbers: tuple[int, int]) -> None:
    diff = edited.json("diff", "--article", "HTTPS://NEWS.example/lamps#top" if words else URL, *words)
    assert (diff["from"]["version"], diff["to"]["version"]) == numbers


def test_a_version_is_named_by_its_id_and_an_article_by_a_version(edited: CommandLine) -> None:
    first, second, third = (each["version_id"] for each in edited.json("show", URL)["all_versions"])
    diff = edited.json("diff", "--article", third[:12], f"{first[:8]}..{second}")
    assert (diff["from"]["version_id"], diff["to"]["version_id"]) == (first, second)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--article", URL, "4"], f"no version '4' in this archive: {URL} has 3 versions"),
        (["--article", URL, "1..beef"], "no version 'beef'"),
        (["--article", URL, "soon"], "write a version's number or id, latest, or a date"),
        (["--article", URL, "@3"], "--known-at says which versions were known"),
        (["--article", URL, "1.."], "a range has two ends: 1..3"),
        (["--article", URL, "1", "2", "3"], "a diff has two ends: 1..3, or 1 3"),
        (["--article", URL, "2020..latest"], "was first reported later"),
        (["--article", URL, "--as-of", "2020"], "that was reported by then"),
        (["--article", URL, "--as-of", "2023-03-01"], "no second version"),
        (["--article", URL, "--type", "gift"], "--type does not go with --article"),
        (["--article", URL, "--summary"], "--article has no --summary"),
        (["--article", URL, "--known-at", "@3", "--known-at", "@4"], "--known-at is given once"),
        (["--article", "https://nowhere.example/"], "no article or version"),
        (["--noise"], "--noise goes with --article"),
    ],
)
def test_what_is_refused_is_said_in_one_line(edited: CommandLine, words: list[str], said: str) -> None:
    assert said in edited.refused("diff", *words)


def test_the_layers_in_text(edited: CommandLine) -> None:
    assert edited("diff", "--article", URL, "1..2").splitlines()[2:] == [
        "Tern Gazette",
        *(
            line
            for line in edited("diff", "--article", URL, "1..2").splitlines()
            if line.startswith(("from version 1 of 3", "to version 2 of 3"))
        ),
        "Edited between 2023-03-01 12:00 UTC and 2023-03-02 12:00 UTC.",
        "No correction notice came with it.",
        "",
        "Facts: Lamps for the island school",
        "  ~ lamp count: recipient Skerry School; 2 → 3",
        "    Skerry School has [-2-]{+3+} lamps, Ada Lund said.",
        "",
        "Text",
        "  … 1 paragraph unchanged",
        "  ~ Skerry School has [-2-]{+3+} lamps, Ada Lund said. It rained.",
        "  … 1 paragraph unchanged",
    ]


def test_what_moved_is_told_as_moved(edited: CommandLine) -> None:
    diff = edited.json("diff", "--article", URL, "2..3")
    kinds = [(one["kind"], one["before"], one["after"]) for one in diff["text"]]
    assert kinds == [("edited", 0, 0), ("moved", 1, 2)]
    assert diff["facts"] == []
    shown = edited("diff", "--article", URL, "2..3")
    assert "↕ moved from paragraph 2 to 3, and edited:" in shown
    assert "It [-rained-]{+snowed+}." in shown
    assert "\x1b" not in shown


def test_exit_codes(edited: CommandLine) -> None:
    assert edited.run("diff", "--article", URL, "--exit-code").code == 1
    assert edited.run("diff", "--article", URL, "2..2", "--exit-code").code == 0
    done = edited.run("diff", "--article", URL, "--quiet")
    assert (done.code, done.out) == (1, "")


def test_the_other_forms(edited: CommandLine, tmp_path: Path) -> None:
    rows = edited.jsonl("diff", "--article", URL, "1..2")
    assert [(row["layer"], row["kind"], row["what"]) for row in rows] == [
        ("facts", "changed", "lamps/lamp_count: value"),
        ("text", "edited", "paragraph 2"),
    ]
    table = list(csv.DictReader(io.StringIO(edited("diff", "--article", URL, "1..2", "--format", "csv"))))
    assert [row["after"] for row in table] == [row["after"] for row in rows]
    edited("diff", "--article", URL, "2..3", "-o", tmp_path / "diff.html")
    page = (tmp_path / "diff.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<b>" not in page
    assert "\x1b" not in page
    assert re.sub("<span.*?</span>", "", page).count("It <del>rained</del><ins>snowed</ins>.") == 1
    markdown = edited("diff", "--article", URL, "2..3", "--format", "markdown")
    assert "It ~~rained~~**snowed**." in markdown
    assert "<b>" not in markdown.replace(r"\<b\>", "")
    assert edited("diff", "--article", URL, "1..2", "--stat").splitlines()[-2:] == [
        "  facts: 1 changed",
        "  text: 1 edited, 2 same; +1 -1 words",
    ]


def test_a_patch_is_one_of_the_stored_texts(edited: CommandLine) -> None:
    assert edited("diff", "--article", URL, "1..2", "--format", "patch") == (
        f"--- {URL}#1\n+++ {URL}#2\n"
        "@@ -1,5 +1,5 @@\n Lamps arrive\n \n"
        "-Skerry School has 2 lamps, Ada Lund said. It rained.\n"
        "+Skerry School has 3 lamps, Ada Lund said. It rained.\n"
        " \n The oil was paid by nobody at all.\n"
    )
    assert edited("diff", "--article", URL, "1..1", "--format", "patch") == ""


def test_it_fits_a_terminal(edited: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    narrow = edited("diff", "--article", URL, "1..2")
    monkeypatch.setenv("COLUMNS", str(UNWRAPPED))
    assert max(map(len, narrow.splitlines())) <= 60
    assert narrow.split() == edited("diff", "--article", URL, "1..2").split()


def test_sentences_with_little_in_common_are_shown_plainly(tmp_path: Path) -> None:
    from tests.cli.conftest import STORY, CommandLine

    rest = "Rain fell on all of the islands for a week."
    texts = (
        f"Skerry School has 2 lamps, Ada Lund said. {rest}\n\nThe Harbour Board gave Skerry School a storm lamp.",
        f"After long quarrels over oil and money and wicks, Skerry School now has 30 lamps. {rest}",
    )
    (tmp_path / "story.toml").write_text(STORY, encoding="utf-8")
    for number, text in enumerate(texts, start=1):
        article = tmp_path / f"{number}.txt"
        article.write_text(f"Lamps\n\n{text}\n", encoding="utf-8")
        sidecar = {"published": "2023-03-01", "url": URL, "captured": f"2023-03-0{number}T12:00:00Z"}
        article.with_suffix(".json").write_text(json.dumps(sidecar), encoding="utf-8")
    command = CommandLine(f"sqlite:///{tmp_path / 'archive.db'}")
    command("ingest", *sorted(tmp_path.glob("*.txt")), "--story", tmp_path / "story.toml")
    facts = command("diff", "--article", URL).partition("Facts: ")[2].partition("\nText\n")[0].splitlines()
    assert [line.strip() for line in facts[1:] if line] == [
        "~ lamp count: recipient Skerry School; 2 → 30, attributed to Ada Lund → nobody",
        "“After long quarrels over oil and money and wicks, Skerry School now has 30 lamps.”",
        "no longer says: “Skerry School has 2 lamps, Ada Lund said.”",
        "- gift: giver Harbour Board · recipient Skerry School · item storm lamp; no longer says so",
        "The Harbour Board gave Skerry School a storm lamp.",
    ]
