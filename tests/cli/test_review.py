"""Review: the queue, the walk through it, and verdicts that show everywhere and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine

Edit = Callable[[str, str, str], None]


@pytest.fixture
def disputed(filled: CommandLine, folder: Path) -> CommandLine:
    """Two more papers of the day of the April count: one with another number, one that cannot decide."""
    later = {
        "rival": ("Harbour Courier", "2023-04-05", "Skerry School now has 9 lamps. Nobody else counted."),
        "torn": (
            "Reed Weekly",
            "2023-04-20",
            "The Harbour Board has 5 lamps. It is odd, since the Harbour Board has 6 lamps. "
            "This is in the news because of Skerry.",
        ),
    }
    for name, (source, published, text) in later.items():
        path = folder / f"{name}.txt"
        path.write_text(f"Lamps counted\n\n{text}\n", encoding="utf-8")
        filled("ingest", path, "--source", source, "--published", published)
    return filled


def claim_with(archive: CommandLine, value: int) -> str:
    (claim,) = [claim for claim in archive.jsonl("claims") if claim["fields"].get("value") == value]
    return str(claim["claim_id"])


def counts(archive: CommandLine) -> dict[str, tuple[Any, str, bool]]:
    """Value, status and whether reviewed, of each count."""
    facts = archive.json("facts", "--type", "lamp_count")
    return {fact["key"]["recipient"]: (fact["value"], fact["status"], fact["reviewed"]) for fact in facts}


def test_the_queue_shows_the_weightiest_doubt_first_with_sentence_and_command(disputed: CommandLine) -> None:
    entries = disputed.jsonl("review")
    assert [entry["reason"] for entry in entries] == ["disputed", "contradiction", "single"]
    first, second, third = entries
    assert (first["type"], first["fact"]["key"], first["status"]) == (
        "lamp_count",
        {"recipient": "school"},
        "disputed",
    )
    assert {claim["fields"]["value"] for claim in (first["claim"], *first["against"])} == {3, 9}
    assert {claim["sentence"] for claim in (first["claim"], *first["against"])} == {
        "Skerry School now has 3 lamps, according to Ada Lund.",
        "Skerry School now has 9 lamps.",
    }
    assert first["commands"][0] == f"archive review accept {first['claim']['claim_id'][:12]}"
    assert (second["claim"]["fields"]["value"], second["against"][0]["fields"]["value"]) == (5, 6)
    assert (third["type"], third["fact"]["key"]["item"]) == ("gift", "storm_lamp")


def test_the_queue_for_people(disputed: CommandLine) -> None:
    out = disputed("review", "--limit", "1")
    claim, other = (claim_with(disputed, value) for value in (3, 9))
    lines = out.splitlines()
    assert lines[:4] == [
        "3 entries to review, the weightiest first",
        "",
        "1. sources disagree: lamp count: recipient Skerry School",
        f"   now {disputed.jsonl('review')[0]['fact']['value']}, disputed",
    ]
    assert any(claim[:8] in line or other[:8] in line for line in lines)
    assert lines[-1] == "and 2 more; --limit 0 shows all"


@pytest.mark.parametrize(
    ("options", "reasons"),
    [
        (["--reason", "single"], ["single"]),
        (["--status", "disputed"], ["disputed"]),
        (["--type", "gift"], ["single"]),
        (["--type", "gift", "--status", "disputed"], []),
        (["--story", "lamps", "--limit", "2"], ["disputed", "contradiction"]),
    ],
)
def test_the_queue_is_narrowed(disputed: CommandLine, options: list[str], reasons: list[str]) -> None:
    assert [entry["reason"] for entry in disputed.jsonl("review", *options)] == reasons


def test_an_accepted_claim_settles_the_dispute_and_leaves_the_queue(disputed: CommandLine) -> None:
    disputed("review", "accept", claim_with(disputed, 9), "--note", "counted them myself")
    assert counts(disputed)["school"] == (9, "single-origin", True)
    assert "disputed" not in [entry["reason"] for entry in disputed.jsonl("review")]
    assert "accepted by a reviewer (counted them myself)" in disputed("facts", "--type", "lamp_count")
    assert "accepted by a reviewer (counted them myself)" in disputed("claims", "--type", "lamp_count")
    (reviewed,) = [claim for claim in disputed.jsonl("claims") if "review" in claim]
    assert reviewed["review"]["verdict"] == "accepted"
    assert "because of a reviewer's verdict" in disputed("diff")


def test_every_verdict_can_be_withdrawn(disputed: CommandLine) -> None:
    before = disputed.json("facts"), disputed.jsonl("review")
    claim = claim_with(disputed, 3)
    for verdict in (["accept", claim], ["reject", claim], ["correct", claim, "value=8", "recipient=board"]):
        disputed("review", *verdict)
        assert disputed.json("facts") != before[0]
        disputed("review", "withdraw", claim, "--note", "hasty")
        assert (disputed.json("facts"), disputed.jsonl("review")) == before
    assert disputed.json("show", claim)["reviews"][-1]["note"] == "hasty"


def test_a_corrected_key_takes_the_claim_to_the_other_fact(filled: CommandLine) -> None:
    claim = claim_with(filled, 3)
    filled("review", "correct", claim, "recipient=board", "--note", "the board's own lamps")
    assert counts(filled) == {"board": (3, "single-origin", True), "school": (2, "single-origin", False)}
    assert "corrected by a reviewer to recipient Harbour Board (the board's own lamps)" in filled("claims")
    told = json.loads(
        filled(
            "sql", "SELECT fact_key, value_number FROM facts WHERE type = 'lamp_count'", "--format", "json"
        )
    )
    assert sorted((json.loads(row["fact_key"])["recipient"], row["value_number"]) for row in told) == [
        ("board", 3),
        ("school", 2),
    ]
    changes = filled.json("diff")["changes"]
    assert {(change["kind"], change["key"]["recipient"], change["cause"]) for change in changes} >= {
        ("added", "board", "review"),
        ("changed", "school", "review"),
    }
    filled("review", "withdraw", claim)
    assert counts(filled) == {"school": (3, "single-origin", False)}
    filled("rebuild")
    assert counts(filled) == {"school": (3, "single-origin", False)}


def test_what_is_rejected_stands_among_the_rejected(filled: CommandLine) -> None:
    claim = claim_with(filled, 3)
    filled("review", "reject", claim)
    (count,) = filled.json("facts", "--type", "lamp_count")
    assert [voice["claim_id"] for voice in count["rejected"]] == [claim]
    filled("review", "reject", claim_with(filled, 2))
    assert counts(filled)["school"][1:] == ("denied", True)


def test_a_verdict_stays_with_a_claim_that_is_read_again(filled: CommandLine, folder: Path) -> None:
    filled("review", "reject", claim_with(filled, 3))
    story = folder / "story.toml"
    story.write_text(story.read_text().replace("version = 1", "version = 2"))
    filled("story", "add", story)
    assert counts(filled)["school"][0] == 2


def test_a_verdict_on_a_claim_that_is_gone_is_asked_about(filled: CommandLine, edit: Edit) -> None:
    claim = claim_with(filled, 3)
    filled("review", "reject", claim, "--note", "misread")
    edit("april.txt", "More light", "Much more light")
    filled("ingest", "articles/april.txt")
    (entry,) = filled.jsonl("review", "--reason", "orphaned")
    again = claim_with(filled, 3)
    assert again != claim
    assert (entry["claim"]["claim_id"], [told["claim_id"] for told in entry["against"]]) == (claim, [again])
    assert entry["verdict"] == {"verdict": "rejected", "note": "misread", "fields": {}}
    assert entry["commands"] == [
        f"archive review reject {again[:12]}",
        f"archive review withdraw {claim[:12]}",
    ]
    filled(*entry["commands"][0].split()[1:])
    assert filled.jsonl("review", "--reason", "orphaned") == []


def test_walking_takes_one_verdict_for_each_entry(disputed: CommandLine) -> None:
    first = disputed.jsonl("review")[0]
    other = first["against"][0]
    out = disputed("review", "walk", stdin=b"a 3\nx\na 2\nI counted\ns\nq\n")
    assert "there are 2 claims here" in out
    assert "a accept, r reject" in out
    assert f"claim {other['claim_id']} accepted" in out
    assert out.endswith("1 verdict recorded, 3 entries seen\n")
    assert counts(disputed)["school"][0] == other["fields"]["value"]


def test_walking_ends_with_the_input_and_corrects(disputed: CommandLine) -> None:
    out = disputed(
        "review", "--interactive", "--type", "gift", stdin=b"c\nitem=lantern\n\nc\ndate=2023-02-26\ntypo\n"
    )
    assert "the story has no item 'lantern'; it has: storm_lamp" in out
    (gift,) = disputed.json("facts", "--type", "gift")
    assert gift["value"]["date"] == "2023-02-26"


@pytest.mark.parametrize(
    ("correction", "refusal"),
    [
        ("recipient=nobody", "the story has no entity 'nobody'; it has: board, lund, school"),
        ("value=many", "value is a whole number, not 'many'"),
        ("value", "not a correction: 'value'; write FIELD=VALUE"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(filled: CommandLine, correction: str, refusal: str) -> None:
    assert filled.refused("review", "correct", claim_with(filled, 3), correction).startswith(refusal)


def test_nothing_to_review(archive: CommandLine, folder: Path) -> None:
    archive("story", "add", folder / "story.toml")
    assert archive("review") == "Nothing to review.\n"
    assert archive.json("review") == []
