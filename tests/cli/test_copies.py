"""Copies as a user sees them: which articles are one voice, whose date counts, and what wants a look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine

WIRE = (
    "The ferry to Skerry was held back for two hours on Sunday after a rope had caught in its screw. "
    "Divers cut it loose at noon, the harbour master said. Nobody was hurt, and the evening boats left on time."
)
SPUN = WIRE.replace("held back", "delayed").replace("at noon", "at midday")
OWN = "Our reporter stood on the quay and counted forty people with umbrellas, all of them patient. "
PASSAGE = OWN * 1 + "Later the company thanked them. " + WIRE[:170]


@pytest.fixture
def ferry(archive: CommandLine, folder: Path) -> CommandLine:
    for name, source, published, text in (
        ("mirror", "Mirror", None, WIRE),
        ("wire", "Wire", "2023-03-05", WIRE),
        ("spun", "Courier", "2023-03-06", SPUN),
        ("quoted", "Gazette", "2023-03-07", PASSAGE + " " + OWN[::-1]),
        ("other", "Post", "2023-03-07", "The council met. It rained, and nobody from Skerry came to speak."),
    ):
        path = folder / f"{name}.txt"
        path.write_text(f"Ferry {name}\n\n{text}\n", encoding="utf-8")
        options = ["--published", published] if published else []
        archive("ingest", path, "--source", source, "--url", f"https://{name}.example/1", *options)
    return archive


def test_copies_are_grouped_under_the_one_that_counts(ferry: CommandLine) -> None:
    group, pair = ferry.jsonl("articles", "--copies")
    assert (group["kind"], group["counted"]["source"], group["counted"]["reported"]) == (
        "copies",
        "Wire",
        "2023-03-05",
    )
    # an undated mirror was first, but nobody knows when it was written
    assert [copy["source"] for copy in group["copies"]] == ["Courier", "Mirror"]
    assert all(50 <= copy["share_in_counted"] < 100 for copy in group["copies"])
    assert pair["kind"] == "shared"
    assert "Gazette" in [article["source"] for article in pair["articles"]]
    assert max(article["share_in_other"] for article in pair["articles"]) >= 25


def test_copies_for_people(ferry: CommandLine) -> None:
    lines = ferry("articles", "--copies").splitlines()
    assert lines[0].startswith("1 text in several articles, each one voice; ")
    assert lines[2] == "  Wire, 2023-03-05 (given): Ferry wire"
    assert lines[3] == "      counted · https://wire.example/1"
    assert any(line.strip().startswith("copy: ") for line in lines)
    assert "  shares passages" in lines


def test_there_are_none_before_they_were_reported(ferry: CommandLine) -> None:
    assert ferry.jsonl("articles", "--copies", "--as-of", "2023-03-05") == []


def test_shared_passages_of_a_story_are_to_be_reviewed(ferry: CommandLine, folder: Path) -> None:
    for name in ("wire", "quoted"):
        path = folder / f"{name}.txt"
        path.write_text(path.read_text() + "\nSkerry School has 2 lamps.\n")
        ferry(
            "ingest",
            path,
            "--source",
            name,
            "--url",
            f"https://{name}.example/1",
            "--published",
            "2023-03-05",
        )
    ferry("story", "add", folder / "story.toml")
    (entry,) = ferry.jsonl("review", "--reason", "shared")
    assert {article["address"] for article in entry["articles"]} == {
        "https://wire.example/1",
        "https://quoted.example/1",
    }
    assert entry["commands"] == ["archive articles --copies"]
    assert "texts share passages" in ferry("review", "--reason", "shared")


def test_of_a_text_that_many_carry_a_list_names_a_few(archive: CommandLine, folder: Path) -> None:
    for number in range(6):
        (folder / f"{number}.txt").write_text(WIRE, encoding="utf-8")
        archive("ingest", folder / f"{number}.txt", "--url", f"https://{number}.example/1")
    told = " ".join(archive("articles").split())
    assert "one text with https://1.example/1, https://2.example/1, https://3.example/1 and 2 more" in told
    assert all(len(article["copies"]) == 5 for article in archive.jsonl("articles"))
