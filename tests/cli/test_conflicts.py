"""`archive conflicts`: who says what, since when, and why."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.quarry import write

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def quarry(archive: CommandLine, folder: Path) -> CommandLine:
    archive("ingest", write(folder), "--story", "quarry.toml")
    return archive


def outline(conflict: dict[str, Any]) -> list[tuple[Any, str, list[str]]]:
    """The sides of a conflict: value, standing, kinds of reason."""
    return [(s["value"], s["standing"], [r["kind"] for r in s["reasons"]]) for s in conflict["sides"]]


def test_conflicts_as_text(quarry: CommandLine) -> None:
    assert re.sub(r"\[\w{8}]", "[ID]", quarry("conflicts", "--as-of", "2019-05-03")).splitlines() == [
        "The rockfall at Orsa quarry",
        "quarry, reported by 2019-05-03, known @25",
        "",
        "Dead",
        "  People killed at Orsa quarry [ID]",
        "    disputed",
        "    held: 31",
        "      since 2019-05-03; 1 publisher; the miners' union",
        "      “31 people died at Orsa quarry”",
        "        North Ledger, 2019-05-03, citing the miners' union · https://news.example/union#1",
        "    against it: 26",
        "      since 2019-05-03; 1 publisher; the interior ministry",
        "      why: other origins",
        "      “26 people died at Orsa quarry”",
        "        Pine Courier, 2019-05-03, citing the interior ministry · https://news.example/ministry#1",
    ]


def test_conflicts_as_json(quarry: CommandLine) -> None:
    (conflict,) = quarry.json("conflicts", "quarry")
    assert (conflict["type"], conflict["key"], conflict["about"]) == ("dead", {"site": "orsa"}, "value")
    assert (conflict["status"], conflict["role"]) == ("disputed", "current")
    assert outline(conflict) == [
        (30, "held", []),
        (28, "dissenting", ["origin"]),
        (33, "dissenting", ["undated", "origin"]),
        (34, "superseded", ["correction", "older", "origin"]),
        (34, "denied", ["denial", "older", "origin"]),
    ]
    held, union, _, former, denial = conflict["sides"]
    assert (held["since"], held["publishers"], held["origins"]) == ("2019-05-12", 1, ["Pine Courier"])
    assert union["claims"][0]["quote"] == "28 people died at Orsa quarry"
    assert former["reasons"][0] == {"kind": "correction", "side": "other", "field": None, "value": None}
    assert (denial["polarity"], denial["against"]) == ("denied", 3)
    assert quarry.jsonl("conflicts") == [conflict]


def test_what_newer_reports_replaced_is_shown_where_it_is_asked_for(quarry: CommandLine) -> None:
    dead, head = quarry.json("conflicts", "--superseded", "--as-of", "2019-05-06")
    assert outline(dead) == [
        (34, "held", []),
        (20, "superseded", ["older", "bound", "origin"]),
        (26, "superseded", ["older", "origin"]),
        (31, "superseded", ["older", "origin"]),
    ]
    assert outline(head) == [("rebane", "held", []), ("tamm", "superseded", ["older", "origin"])]


def test_conflicts_as_markdown(quarry: CommandLine) -> None:
    page = quarry("conflicts", "--as-of", "2019-05-03", "--format", "markdown").splitlines()
    assert page[:6] == [
        "## The rockfall at Orsa quarry",
        "",
        "quarry, reported by 2019-05-03, known @25",
        "",
        "### People killed at Orsa quarry",
        "",
    ]
    assert page[-2] == (
        "| 26 | dissenting | since 2019-05-03; 1 publisher; the interior ministry | “26 people died at Orsa quarry” "
        "[Pine Courier](<https://news.example/ministry>) | other origins |"
    )


@pytest.mark.parametrize(
    ("options", "count"),
    [(["--type", "dead"], 1), (["--type", "head"], 0), (["--key", "site=orsa"], 1), (["--key", "site=x"], 0)],
)
def test_conflicts_narrow_down(quarry: CommandLine, options: list[str], count: int) -> None:
    assert len(quarry.json("conflicts", *options)) == count


def test_no_conflict_is_said_so(quarry: CommandLine) -> None:
    for form in ("text", "markdown"):
        assert "No conflicts." in quarry("conflicts", "--as-of", "2019-05-02", "--format", form)


def test_what_was_not_known_yet_is_no_conflict(archive: CommandLine, folder: Path) -> None:
    articles = write(folder)
    archive("ingest", articles / "union.txt", "--story", "quarry.toml")
    before = archive.json("db")["events"]
    archive("ingest", articles)
    assert len(archive.json("conflicts")) == 1
    assert archive.json("conflicts", "--known-at", f"@{before}") == []


def test_wrong_names_are_refused(quarry: CommandLine) -> None:
    assert "no fact type 'deads'" in quarry.refused("conflicts", "--type", "deads")
    assert "no key field 'side'" in quarry.refused("conflicts", "--key", "side=orsa")
    assert "no story 'quary'" in quarry.refused("conflicts", "quary")


def test_the_example_story(archive: CommandLine) -> None:
    example = EXAMPLES / "putin-kim-gifts"
    archive("ingest", example / "articles", "--story", example / "story.toml")
    (conflict,) = archive.json("conflicts")
    assert (conflict["about"], conflict["key"]["item"]) == ("date", "aurus_car")
    assert [(s["value"], s["standing"]) for s in conflict["sides"]] == [
        ("2024-02", "held"),
        ("2023-09", "dissenting"),
    ]
    assert [claim["source"] for claim in conflict["sides"][1]["claims"]] == ["Old Town Mercury"]
