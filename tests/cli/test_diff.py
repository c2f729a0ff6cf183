"""How the reporting changed, as the command line tells it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine

Edit = Callable[[str, str, str], None]


def without_ids(text: str) -> list[str]:
    return re.sub(r"\[\w{8}]", "[ID]", text).splitlines()


def test_a_diff_over_reported_time(filled: CommandLine) -> None:
    assert without_ids(filled("diff", "2023-02..2023-06")) == [
        "Lamps for the island school",
        "from 2023-02-28 to 2023-06-30, known @10",
        "",
        "Added",
        "",
        "  + gift: giver Harbour Board · recipient Skerry School · item storm lamp [ID]",
        "    date 2023-02-27",
        "    single-origin: 1 publisher, 1 origin: Ada Lund",
        "    because of new reporting",
        "      “The Harbour Board gave Skerry School a storm lamp on February 27, 2023”",
        "        Tern Gazette, 2023-03-01 · https://news.example/march.txt#1",
        "",
        "  + lamp count: recipient Skerry School [ID]",
        "    none stated → 3",
        "    single-origin: 1 publisher, 1 origin: Ada Lund",
        "    because of new reporting",
        "      “Skerry School now has 3 lamps”",
        "        Skerry Post, 2023-04-05, citing Ada Lund · https://news.example/april.txt#1",
        "      denies 4: “Skerry School does not have 4 lamps”",
        "        Tern Gazette, 2023-05-09 · https://news.example/may.txt#1",
        "      meanwhile: “Skerry School has 2 lamps”",
        "        Tern Gazette, 2023-03-01, citing Ada Lund · https://news.example/march.txt#1",
        "",
        "2 facts: 2 added",
    ]


def test_a_changed_value_shows_both_and_the_new_words(filled: CommandLine) -> None:
    lines = without_ids(filled("diff", "2023-03", "2023-04"))
    assert lines[3:] == [
        "Changed",
        "",
        "  ~ lamp count: recipient Skerry School [ID]",
        "    2 → 3",
        "    single-origin: 1 publisher, 1 origin: Ada Lund",
        "    because of new reporting",
        "      “Skerry School {+now+} has {+3+} lamps”",
        "        Skerry Post, 2023-04-05, citing Ada Lund · https://news.example/april.txt#1",
        "      said before: “Skerry School has [-2-] lamps”",
        "        Tern Gazette, 2023-03-01, citing Ada Lund · https://news.example/march.txt#1",
        "",
        "1 fact: 1 changed",
    ]


def test_an_edit_at_the_source_is_named_as_the_cause(filled: CommandLine, edit: Edit) -> None:
    edit("april.txt", "3 lamps", "5 lamps")
    filled("ingest", "articles")
    out = filled("diff")
    assert "from what was known @10 to @13\n" in out
    assert "    3 → 5\n" in out
    assert "    because an article was edited at its source\n" in out
    assert "      “Skerry School now has {+5+} lamps”\n" in out
    assert "      no longer says: “Skerry School now has [-3-] lamps”\n" in out
    (change,) = [change for change in filled.json("diff")["changes"] if change["path"] == "value"]
    assert (change["before"], change["after"], change["cause"]) == (3, 5, "source-edit")


def test_a_denial_that_an_edit_leaves_alone_is_no_change(filled: CommandLine, edit: Edit) -> None:
    # The claim has another id in the new version; it is denied now as it was before.
    edit("may.txt", "A correction", "A long and wet correction")
    filled("ingest", "articles")
    assert "No difference." in filled("diff")
    assert "1 fact only gained or lost support" in filled("diff")
    support = filled("diff", "--support")
    assert "withdrawn report of the denial of 4" in support
    assert "new report of the denial of 4" in support
    sentences = filled("diff", "--support", "--summary")
    assert "gained a report that it is not 4 (" in sentences
    assert "lost a report that it is not 4 (" in sentences
    assert "now denied" not in sentences


def test_two_equal_points_are_told_once(filled: CommandLine) -> None:
    assert "as of the latest report, known @10, at both ends\n" in filled("diff", "@10..latest")


def test_the_last_change_is_not_a_snapshot(filled: CommandLine, edit: Edit) -> None:
    edit("april.txt", "3 lamps", "5 lamps")
    filled("ingest", "articles")
    filled("snapshot", "--name", "after the edit")
    assert "    3 → 5\n" in filled("diff")


def test_a_changed_story_is_named_as_the_cause(filled: CommandLine, folder: Path) -> None:
    story = folder / "story.toml"
    story.write_text(
        story.read_text().replace('polarity = "denied"', 'polarity = "denied"\ncertainty = "stated"')
    )
    story.write_text(story.read_text().replace("(now has|has)", "(now has)"))
    filled("story", "add", "story.toml")
    changes = filled.json("diff", "@10..latest", "--support")["changes"]
    assert {change["cause"] for change in changes} == {"story"}
    assert "because we read anew: the story's definition changed" in filled(
        "diff", "@10..latest", "--support"
    )


def test_a_verdict_is_named_as_the_cause(filled: CommandLine) -> None:
    (claim,) = [claim for claim in filled.jsonl("claims") if claim["fields"].get("value") == 3]
    filled("review", "reject", claim["claim_id"])
    out = filled("diff", "@10..latest")
    assert "    3 → 2\n" in out
    assert "    because of a reviewer's verdict\n" in out


def test_what_is_denied_is_not_told_as_added(filled: CommandLine) -> None:
    # By the end of May somebody denied a fourth lamp and nobody had spoken of one before.
    (claim,) = [claim for claim in filled.jsonl("claims") if claim["fields"].get("value") == 3]
    (other,) = [claim for claim in filled.jsonl("claims") if claim["fields"].get("value") == 2]
    for rejected in (claim, other):
        filled("review", "reject", rejected["claim_id"])
    out = filled("diff", "2023-04..2023-06", "--known-at", "latest")
    assert "\nDenied\n" in out
    assert "\nAdded\n" not in out


def test_a_diff_as_json(filled: CommandLine) -> None:
    document = filled.json("diff", "2023-03..2023-04")
    snapshots = [json.loads(filled("snapshot", "--as-of", as_of)) for as_of in ("2023-03", "2023-04")]
    assert document["from"] == {"reported": "2023-03-31", "position": 10, "digest": snapshots[0]["digest"]}
    assert document["to"] == {"reported": "2023-04-30", "position": 10, "digest": snapshots[1]["digest"]}
    assert document["story"] == "lamps"
    (change,) = document["changes"]
    (evidence, *older) = [moved for moved in change["evidence"] if "3 lamps" in moved["quote"]]
    assert older == []
    assert {name: part for name, part in change.items() if name != "evidence"} == {
        "id": f"{change['id'][:24]}/value/2023-03-31@10..2023-04-30@10",
        "kind": "changed",
        "type": "lamp_count",
        "key": {"recipient": "school"},
        "path": "value",
        "before": 2,
        "after": 3,
        "cause": "reporting",
        "causes": ["reporting"],
        "fact": {
            "value": 3,
            "relation": "eq",
            "status": "single-origin",
            "reported": "2023-04-05",
            "publishers": 1,
            "origins": change["fact"]["origins"],
            "variants": [],
            "disputed": {},
            "denied": [],
        },
    }
    assert evidence == {
        "quote": "Skerry School now has 3 lamps",
        "source": "Skerry Post",
        "published": {"value": "2023-04-05", "precision": "day", "basis": "sidecar"},
        "address": "https://news.example/april.txt",
        "version": 1,
        "position": 4,
        "claim_id": evidence["claim_id"],
        "came": True,
        "standing": "supporting",
        "cause": "reporting",
    }
    (line,) = filled.jsonl("diff", "2023-03..2023-04")
    assert line == {"story": "lamps", **document["changes"][0]}


def test_support_is_left_out_unless_asked_for(filled: CommandLine, folder: Path) -> None:
    (folder / "echo.txt").write_text("Skerry School now has 3 lamps, the parish newsletter reports.\n")
    filled(
        "ingest",
        "echo.txt",
        "--source",
        "Parish",
        "--published",
        "2023-04-20",
        "--captured",
        "2023-04-20T09:00",
    )
    out = filled("diff", "2023-04-10..2023-04-30")
    assert "3 → 3" not in out
    with_support = filled("diff", "2023-04-10..2023-04-30", "--support")
    assert "publishers: 1 → 2" in with_support


def test_no_difference(filled: CommandLine) -> None:
    assert filled("diff", "2023-06..2023-07").splitlines()[-1] == "No difference."
    assert filled.json("diff", "2023-06..2023-07")["changes"] == []
    assert filled.jsonl("diff", "2023-06..2023-07") == []


@pytest.mark.parametrize(("points", "code"), [("2023-03..2023-04", 1), ("2023-06..2023-07", 0)])
def test_the_exit_code_tells_differences_when_asked(filled: CommandLine, points: str, code: int) -> None:
    assert filled.run("diff", points).code == 0
    assert filled.run("diff", points, "--exit-code").code == code


def test_snapshots_are_points_by_file_by_name_and_as_the_previous_one(
    filled: CommandLine, folder: Path
) -> None:
    filled("snapshot", "--as-of", "2023-03", "--output", "march.json")
    out = filled("snapshot", "--as-of", "2023-03", "--name", "march")
    assert re.fullmatch(r"march: 2 facts, digest \w{64}, kept @11\n", out)

    def changes(*points: str) -> list[dict[str, object]]:
        told = filled.json("diff", *points)["changes"]
        return [{name: part for name, part in change.items() if name != "id"} for change in told]

    expected = changes("2023-03..latest", "--known-at", "@10")
    assert len(expected) > 0
    for point in ("march.json", "march", "previous"):
        assert changes(f"{point}..latest") == expected, point
    (folder / "march.json").write_text((folder / "march.json").read_text().replace('"value":2', '"value":9'))
    assert "its digest does not fit its facts" in filled.refused("diff", "march.json")


def test_a_snapshot_is_canonical_and_goes_where_it_should(filled: CommandLine, folder: Path) -> None:
    taken = filled("snapshot")
    assert (
        json.dumps(json.loads(taken), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        == taken.strip()
    )
    filled("snapshot", "lamps", "--output", "out.json")
    assert (folder / "out.json").read_text() == taken
    assert (
        filled.refused("snapshot", "--output", "none/out.json") == "none/out.json: No such file or directory"
    )
    assert [path.name for path in folder.iterdir() if "out" in path.name] == ["out.json"]


def test_several_stories_make_several_sections(filled: CommandLine, folder: Path) -> None:
    other = (
        (folder / "story.toml")
        .read_text()
        .replace('"lamps"', '"more-lamps"')
        .replace("Lamps for", "More for")
    )
    (folder / "other.toml").write_text(other)
    filled("story", "add", "other.toml")
    titles = [
        line for line in filled("diff", "2023-03..2023-04").splitlines() if line.endswith("island school")
    ]
    assert titles == ["Lamps for the island school", "More for the island school"]
    assert [document["story"] for document in filled.json("diff", "2023-03..2023-04")] == [
        "lamps",
        "more-lamps",
    ]
    assert filled.json("diff", "2023-03..2023-04", "--story", "more-lamps")["story"] == "more-lamps"
    assert filled.refused("snapshot").startswith("a snapshot is of one story; name it: lamps, more-lamps")


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (["2023-03.."], "not a point in time: '2023-03..' (a range has two ends: A..B)"),
        (["a", "b", "c"], "a diff has two ends: A..B, or A B (see: archive diff --help)"),
        (["@11..latest"], "not a point in time: '@11' (the log ends at @10)"),
        (["2023-02-31"], "not a point in time: '2023-02-31' (day is out of range for month)"),
        (["previous"], "no snapshot 'previous' in this archive: keep one with archive snapshot --name NAME"),
        (["2023", "--story", "x"], "no story 'x' in this archive (stories: lamps)"),
    ],
)
def test_a_point_that_is_none_is_refused(filled: CommandLine, points: list[str], said: str) -> None:
    assert filled.refused("diff", *points) == said


def test_a_snapshot_is_compared_with_its_own_story_alone(filled: CommandLine, folder: Path) -> None:
    filled("snapshot", "--as-of", "2023-03", "--output", "march.json")
    other = (folder / "story.toml").read_text().replace('"lamps"', '"more-lamps"')
    (folder / "other.toml").write_text(other)
    filled("story", "add", "other.toml")
    assert filled.json("diff", "march.json", "2023-04")["story"] == "lamps"
    said = "a snapshot of lamps cannot be compared for story more-lamps (see: archive diff --help)"
    assert filled.refused("diff", "march.json", "2023-04", "--story", "more-lamps") == said
