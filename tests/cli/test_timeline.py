"""`archive timeline`: the value of each fact over reported time, with the words that moved it."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.quarry import write

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
STEPS = [
    ("2019-05-02T09:00:00Z", 20, "ge", "single-origin", "first"),
    ("2019-05-03", 31, "eq", "disputed", "union"),
    ("2019-05-05", 34, "eq", "single-origin", "more"),
    ("2019-05-08", 31, "eq", "disputed", "denial"),
    ("2019-05-12", 30, "eq", "disputed", "correction"),
    ("2019-06-01T12:00:00Z", 30, "eq", "disputed", "undated"),
]
"""The steps of the dead, and the article that moved each."""


@pytest.fixture
def quarry(archive: CommandLine, folder: Path) -> CommandLine:
    archive("ingest", write(folder), "--story", "quarry.toml")
    return archive


def test_a_timeline_as_text(quarry: CommandLine) -> None:
    text = quarry("timeline", "quarry", "dead", "--until", "2019-05-08")
    assert re.sub(r"\[\w{8}]", "[ID]", text).splitlines() == [
        "The rockfall at Orsa quarry",
        "quarry, as of the latest report, known @25",
        "",
        "Dead",
        "  People killed at Orsa quarry [ID]",
        "    2019-05-02 09:00 UTC: at least 20, single-origin",
        "      “At least 20 people died at Orsa quarry”",
        "        Orsa Bugle, 2019-05-02 09:00 UTC, citing the interior ministry · https://news.example/first#1",
        "    2019-05-03: 31, disputed, sources give 26 to 31",
        "      “31 people died at Orsa quarry”",
        "        North Ledger, 2019-05-03, citing the miners' union · https://news.example/union#1",
        "      disagrees: “26 people died at Orsa quarry”",
        "        Pine Courier, 2019-05-03, citing the interior ministry · https://news.example/ministry#1",
        "    2019-05-05: 34, single-origin",
        "      “34 people died at Orsa quarry”",
        "        Orsa Bugle, 2019-05-05 · https://news.example/more#1",
        "    2019-05-08: 31, disputed, sources give 26 to 31",
        "      denies: “34 people died at Orsa quarry”",
        "        North Ledger, 2019-05-08, citing the interior ministry · https://news.example/denial#1",
    ]


def test_a_timeline_as_json(quarry: CommandLine) -> None:
    dead, head = quarry.json("timeline", "quarry")
    assert [
        (s["since"], s["value"], s["relation"], s["status"], s["moved"][0]["address"].rpartition("/")[2])
        for s in dead["steps"]
    ] == STEPS
    assert [(s["low"], s["high"]) for s in dead["steps"]][-2:] == [(28, 30), (28, 33)]
    assert [(step["since"][:10], step["value"]) for step in head["steps"]] == [
        ("2019-05-02", "tamm"),
        ("2019-05-05", "rebane"),
    ]
    lines = quarry.jsonl("timeline", "quarry")
    assert [(line["type"], line["since"]) for line in lines] == [
        (fact["type"], step["since"]) for fact in (dead, head) for step in fact["steps"]
    ]


def test_each_step_is_what_facts_say_at_that_time(quarry: CommandLine) -> None:
    for fact in quarry.json("timeline", "quarry"):
        for step in fact["steps"]:
            then = quarry.json("facts", "quarry", "--type", fact["type"], "--as-of", step["since"])
            # A day is its first moment as a step and its last as a point: articles of one day are one step.
            assert [(f["value"], f["relation"], f["status"]) for f in then] == [
                (step["value"], step["relation"], step["status"])
            ]


def test_a_timeline_as_csv(quarry: CommandLine) -> None:
    rows = list(csv.DictReader(io.StringIO(quarry("timeline", "quarry", "dead", "--format", "csv"))))
    assert [(row["since"], row["value"], row["relation"], row["status"]) for row in rows] == [
        (since, str(value), relation, status) for since, value, relation, status, _ in STEPS
    ]
    assert rows[1]["fact"] == "People killed at Orsa quarry"
    assert rows[1]["quote"] == "31 people died at Orsa quarry"
    assert (rows[1]["source"], rows[1]["published"], rows[1]["came"]) == ("North Ledger", "2019-05-03", "1")
    assert (rows[1]["low"], rows[1]["high"], rows[0]["changed"]) == ("26", "31", "added")


def test_a_timeline_as_markdown(quarry: CommandLine) -> None:
    page = quarry("timeline", "quarry", "head", "--format", "markdown").splitlines()
    assert page[4:10] == [
        "### Head of Orsa quarry",
        "",
        "| reported | told | moved by |",
        "| --- | --- | --- |",
        "| 2019-05-02 09:00 UTC | Liis Tamm, single-origin | “Liis Tamm heads Orsa quarry” "
        "[Orsa Bugle](<https://news.example/first>) |",
        "| 2019-05-05 | Jaan Rebane, single-origin | “Jaan Rebane now runs Orsa quarry” "
        "[Orsa Bugle](<https://news.example/more>) |",
    ]


@pytest.mark.parametrize(
    ("options", "days"),
    [
        (["--since", "2019-05-08"], ["05", "08", "12", "01"]),
        (["--until", "2019-05-05"], ["02", "03", "05"]),
        (["--as-of", "2019-05-05"], ["02", "03", "05"]),
        (["--since", "2019-05-04", "--until", "2019-05-06"], ["03", "05"]),
        (["--until", "2019-04"], []),
        (["--key", "site=orsa", "--since", "2019-05-12T01:00"], ["12", "01"]),
    ],
)
def test_a_window_of_time(quarry: CommandLine, options: list[str], days: list[str]) -> None:
    steps = quarry.jsonl("timeline", "quarry", "dead", *options)
    assert [step["since"][8:10] for step in steps] == days
    assert [step["carried"] for step in steps] == [
        "--since" in options and number == 0 for number in range(len(steps))
    ]


def test_support_is_shown_where_it_is_asked_for(quarry: CommandLine, folder: Path) -> None:
    (folder / "more.txt").write_text(
        "---\nsource: Hill Echo\npublished: 2019-05-04\nurl: https://news.example/echo\n---\n"
        "A quiet day\n\nLiis Tamm heads Orsa quarry. Bakers gave out bread.\n",
        encoding="utf-8",
    )
    quarry("ingest", "more.txt")
    plain = [step["changed"] for step in quarry.jsonl("timeline", "quarry", "head", "--until", "2019-05-04")]
    full = quarry.jsonl("timeline", "quarry", "head", "--until", "2019-05-04", "--support")
    assert len(full) >= len(plain)
    assert full[-1]["publishers"] == 2


def test_known_at_shows_the_timeline_of_back_then(quarry: CommandLine, folder: Path) -> None:
    before = quarry.json("timeline", "quarry", "head")
    head = quarry.json("db")["events"]
    (folder / "late.txt").write_text(
        "---\nsource: Hill Echo\npublished: 2019-05-03\nurl: https://news.example/late\n---\n"
        "A late find\n\nJaan Rebane heads Orsa quarry. The canteen was shut.\n",
        encoding="utf-8",
    )
    quarry("ingest", "late.txt")
    assert quarry.json("timeline", "quarry", "head") != before
    assert quarry.json("timeline", "quarry", "head", "--known-at", f"@{head}") == before


def test_wrong_options_are_refused(quarry: CommandLine) -> None:
    assert "no fact type 'deads'" in quarry.refused("timeline", "quarry", "deads")
    assert "no key field 'side'" in quarry.refused("timeline", "quarry", "--key", "side=orsa")
    assert "not a date" in quarry.refused("timeline", "quarry", "--since", "soon")
    assert "--since 2020 is after --until 2019" in quarry.refused(
        "timeline", "quarry", "--since", "2020", "--until", "2019"
    )


def test_nothing_to_tell_is_said_so(quarry: CommandLine) -> None:
    assert quarry("timeline", "quarry", "--until", "2018").splitlines()[-1] == "No steps."


def test_the_example_stories(archive: CommandLine) -> None:
    for name in ("putin-kim-gifts", "second-story"):
        archive("ingest", EXAMPLES / name / "articles", "--story", EXAMPLES / name / "story.toml")
    (cars,) = archive.json("timeline", "putin-kim-gifts", "gift_count")
    assert [(step["since"][:10], step["value"]) for step in cars["steps"]][:3] == [
        ("2024-05-25", 3),
        ("2024-05-28", 1),
        ("2024-06-19", 2),
    ]
    (dead,) = archive.json("timeline", "marla-dawn", "toll", "--key", "measure=dead")
    assert [(step["value"], step["moved"][0]["source"]) for step in dead["steps"]] == [
        (4, "Coast Herald"),
        (11, "Coast Herald"),
        (14, "Islands Gazette"),
        (13, "Islands Gazette"),
    ]
