"""`archive conflicts --matrix` and its picture: who agrees with what is held, for people and for programs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.cli.quarry import write
from tests.cli.test_plot import SVG, texts

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two archives that are only read, made once; by name their database."""
    made = {}
    example = EXAMPLES / "putin-kim-gifts"
    for name in ("quarry", "gifts"):
        folder = tmp_path_factory.mktemp(name)
        made[name] = folder / "archive.db"
        articles = write(folder) if name == "quarry" else example / "articles"
        story = folder / "quarry.toml" if name == "quarry" else example / "story.toml"
        CommandLine(f"sqlite:///{made[name]}")("ingest", articles, "--story", story)
    return made


@pytest.fixture
def quarry(archive: CommandLine, ready: dict[str, Path]) -> CommandLine:
    return archive.on(f"sqlite:///{ready['quarry']}")


@pytest.fixture
def gifts(archive: CommandLine, ready: dict[str, Path]) -> CommandLine:
    return archive.on(f"sqlite:///{ready['gifts']}")


def test_a_line_for_each_fact_and_a_letter_for_each_source(quarry: CommandLine) -> None:
    assert quarry("conflicts", "quarry", "--matrix").splitlines()[3:] == [
        "A Orsa Bugle",
        "B Moss Weekly",
        "C North Ledger",
        "D Pine Courier",
        "",
        "                                     A    B    C    D",
        "Sources differ",
        "Dead · People killed at Orsa quarry  ←34  ≠33  ≠28  =30",
        "  30 · disputed",
        "One source only",
        "Head of Orsa quarry                  =    ·    ·    ·",
        "  Jaan Rebane · single-origin",
        "",
        "= agrees, ≠ differs, ← said so before, replaced by newer reports, · silent",
    ]


def test_it_shows_what_had_been_reported_by_then(quarry: CommandLine) -> None:
    shown = quarry("conflicts", "quarry", "--matrix", "--as-of", "2019-05-03")
    assert "=31  ≠26" in shown


def test_on_a_narrow_terminal_there_are_several_tables_and_nothing_is_lost(
    gifts: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = gifts("conflicts", "--matrix")
    monkeypatch.setenv("COLUMNS", "50")
    narrow = gifts("conflicts", "--matrix")
    assert max(map(len, narrow.splitlines())) <= 50
    signs = "=≠¬←"
    body = [text[text.index("Sources differ") : text.rindex("\n\n")] for text in (wide, narrow)]
    assert [Counter(each)[sign] for each in body for sign in signs] == [20, 1, 1, 1] * 2


def test_json_tells_the_claims_behind_each_answer(quarry: CommandLine) -> None:
    dead, head = quarry.json("conflicts", "quarry", "--matrix")
    assert (dead["type"], dead["value"], dead["contested"]) == ("dead", 30, True)
    assert dead["silent"] == []
    assert quarry.jsonl("conflicts", "quarry", "--matrix") == [dead, head]
    moss = dead["sources"]["Moss Weekly"]
    (claim,) = moss.pop("claims")
    assert quarry.json("show", claim)["claim_id"] == claim
    assert moss == {
        "answer": "differs",
        "against": True,
        "about": None,
        "value": 33,
        "value_to": None,
        "relation": "eq",
        "hedged": False,
        "copy_of": None,
    }
    assert head["silent"] == ["Moss Weekly", "North Ledger", "Pine Courier"]


def test_a_copy_is_marked_as_one(gifts: CommandLine) -> None:
    assert "=c" in gifts("conflicts", "--matrix")
    rows = gifts.json("conflicts", "--matrix")
    copies = {cell["copy_of"] for row in rows for cell in row["sources"].values()}
    assert copies == {None, "Meridian Wire"}


def test_markdown_takes_nothing_for_markup(archive: CommandLine, folder: Path) -> None:
    archive("ingest", write(folder), "--story", "quarry.toml", "--source", "A | *B*")
    (head,) = [
        line
        for line in archive("conflicts", "--matrix", "--format", "markdown").splitlines()
        if "| fact" in line
    ]
    assert head == "| fact | held | A \\| \\*B\\* |"


def test_what_commands_a_terminal_is_shown_as_nothing_of_the_kind(archive: CommandLine, folder: Path) -> None:
    archive("ingest", write(folder), "--story", "quarry.toml", "--source", "A\x1b[2J\u202eB")
    shown = archive("conflicts", "--matrix")
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    archive("conflicts", "--plot", "odd.svg")
    archive("timeline", "quarry", "--plot", "odd-too.svg")
    assert "A\ufffd[2J\ufffdB" in texts(Path("odd.svg"))
    assert "A\ufffd[2J\ufffdB" in texts(Path("odd-too.svg"))


def test_facts_can_be_chosen(gifts: CommandLine) -> None:
    (row,) = gifts.json("conflicts", "--matrix", "--type", "gift_count")
    assert row["value"] == 2
    assert gifts.json("conflicts", "--matrix", "--key", "giver=nobody") == []
    assert "No facts." in gifts("conflicts", "--matrix", "--key", "giver=nobody")


def test_the_list_and_the_matrix_are_two(quarry: CommandLine) -> None:
    assert "--superseded is for the list" in quarry.run("conflicts", "--matrix", "--superseded").err


def test_the_picture_has_a_square_for_every_answer(quarry: CommandLine) -> None:
    from xml.etree import ElementTree as ET

    done = quarry.run("conflicts", "quarry", "--plot", "quarry.svg")
    assert (done.code, done.err) == (0, "archive: quarry.svg written\n")
    assert done.out == quarry("conflicts", "quarry")
    said = texts(Path("quarry.svg"))
    for words in (
        "Orsa Bugle",
        "Head of Orsa quarry",
        "30 · disputed",
        "≠28",
        "=30",
        "←34",
        "Sources differ",
        "silent",
    ):
        assert words in said
    root = ET.parse("quarry.svg").getroot()
    ids = [name for each in root.iter() if (name := each.get("id", "")).startswith("square-")]
    assert [name for name in ids if "key" not in name] == [
        "square-1-1",
        "square-1-2",
        "square-1-3",
        "square-1-4",
        "square-2-1",
    ]
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "The rockfall at Orsa quarry"
    told = root.findtext(f"{SVG}desc")
    assert told is not None
    assert "People killed at Orsa quarry: 30 · disputed: 1 agrees, 2 differs" in told


def test_a_picture_is_of_one_story(filled: CommandLine, folder: Path) -> None:
    filled("ingest", write(folder), "--story", "quarry.toml")
    assert "a picture shows one story; name it: " in filled.run("conflicts", "--plot", "all.svg").err
    assert not Path("all.svg").exists()
    assert "nothing to draw" in filled.refused("conflicts", "quarry", "--as-of", "1990", "--plot", "none.svg")
