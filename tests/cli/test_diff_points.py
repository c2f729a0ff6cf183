"""Between which points a diff compares, and which of its changes are asked for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLES, STORY, CommandLine


def values(archive: CommandLine, *arguments: object) -> list[tuple[str, object, object]]:
    """Type, before and after of every change of a value in a diff."""
    changes = archive.jsonl("diff", *arguments)
    return [(c["type"], c["before"], c["after"]) for c in changes if c["path"] in ("", "value")]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """@1-@10 as they were; @11-@13 found that April's 3 lamps had become 5 on the first of June."""
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "story.toml").write_text(STORY, encoding="utf-8")
    (folder / "articles").mkdir()
    for name, (published, source, text) in ARTICLES.items():
        write(folder, name, published, source, text, captured=published)
    archive = CommandLine()
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        archive("ingest", "articles", "--story", "story.toml")
        published, source, text = ARTICLES["april.txt"]
        write(
            folder, "april.txt", published, source, text.replace("3 lamps", "5 lamps"), captured="2023-06-01"
        )
        archive("ingest", "articles")
    return folder


def write(folder: Path, name: str, published: str, source: str, text: str, *, captured: str) -> None:
    """Write an article with its sidecar, as seen at noon of `captured`."""
    (folder / "articles" / name).write_text(text, encoding="utf-8")
    sidecar = {"published": published, "source": source, "url": f"https://news.example/{name}"}
    sidecar["captured"] = f"{captured}T12:00:00Z"
    (folder / "articles" / name).with_suffix(".json").write_text(json.dumps(sidecar), encoding="utf-8")


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """A copy of the prepared folder, to be written to."""
    return Path(shutil.copytree(prepared, tmp_path, dirs_exist_ok=True))


@pytest.fixture
def edited(archive: CommandLine) -> CommandLine:
    """The command line in that copy."""
    return archive


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["2023-03..2023-04"], [("lamp_count", 2, 3)]),
        (["2023-03", "2023-04"], [("lamp_count", 2, 3)]),
        (["2023-04-30..2023-06-01"], [("lamp_count", 3, 5)]),
        (["2023-05"], [("lamp_count", 3, 5)]),
        (["2023-05..today"], [("lamp_count", 3, 5)]),
        (["2023-05..now"], [("lamp_count", 3, 5)]),
        (["yesterday..today"], []),
        (["@10"], [("lamp_count", 3, 5)]),
        (["@10..known:today"], [("lamp_count", 3, 5)]),
        (["known:2023..@10"], [("gift", None, {"recipient": "school"}), ("lamp_count", None, 3)]),
        (["latest@10..latest@13"], [("lamp_count", 3, 5)]),
        (["latest@10..2023-03@13"], [("lamp_count", 3, 2)]),
        (["2023-03@latest", "2023-04@12"], [("lamp_count", 2, 3)]),
        (["--known-at", "@10", "--known-at", "latest"], [("lamp_count", 3, 5)]),
        (["--as-of", "2023-03", "--as-of", "2023-04"], [("lamp_count", 2, 3)]),
        (["--as-of", "2023-03", "--as-of", "latest", "--known-at", "10"], [("lamp_count", 2, 3)]),
        (["--as-of", "2023-05", "--known-at", "@10", "--known-at", "latest"], []),
        (["2023-03..latest", "--known-at", "@10"], [("lamp_count", 2, 3)]),
        (["2023-03", "--as-of", "2023-04"], [("lamp_count", 2, 3)]),
        (["@10..latest", "--as-of", "2023-05"], []),
        (["latest..2023-03"], [("lamp_count", 5, 2)]),
        ([], [("lamp_count", 3, 5)]),
        (["--as-of", "2023-05"], []),
        (["--known-at", "@10"], [("gift", None, {}), ("lamp_count", None, 3)]),
    ],
)
def test_points(
    edited: CommandLine, arguments: list[str], expected: list[tuple[str, object, object]]
) -> None:
    found = values(edited, *arguments, "--story", "lamps")
    assert [
        (kind, *((None, ...) if kind == "gift" else (before, after))) for kind, before, after in found
    ] == [(kind, *((None, ...) if kind == "gift" else (before, after))) for kind, before, after in expected]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            ["2023-03@10..latest", "--known-at", "@3", "--known-at", "@4"],
            "--known-at twice is for FROM and TO",
        ),
        (["2023-03..2023-04", "--as-of", "2023-05"], "both ends say themselves what --as-of says"),
        (["@3..@4", "--known-at", "@5"], "both ends say themselves what --known-at says"),
        (["--as-of", "2023", "--as-of", "2024", "--as-of", "2025"], "--as-of is given once for both ends"),
        (["2023-03", "2023-04", "2023-05"], "a diff has two ends"),
        (["2023-13"], "month must be in 1..12"),
        (["2023-03.."], "a range has two ends"),
        (["https://news.example/april.txt"], "--article ADDRESS"),
        (["someday"], "'3 days ago'"),
        (["2023-03..someday"], "not a point in time: 'someday'"),
        (["--where", "colour = red"], "at character 1: no field 'colour'"),
        (["--where", "type = "], "at character 8: expected a value"),
        (["--where", "kind != chnged"], "at character 9: no kind 'chnged' (kind: added, removed, changed)"),
        (["--where", "not cause = reprting"], "at character 13: no cause 'reprting' (cause: review,"),
        (["--source", "Nobody's Post", "@10"], 'no source "Nobody\'s Post"'),
        (["--story", "kites"], "no story 'kites'"),
    ],
)
def test_what_contradicts_itself_or_is_no_point_is_refused(
    edited: CommandLine, arguments: list[str], problem: str
) -> None:
    assert problem in edited.refused("diff", *arguments)


def test_a_key_that_no_fact_has_is_noted(edited: CommandLine) -> None:
    done = edited.run("diff", "2023-02..2023-06", "--key", "recipient=skool")
    assert (done.code, "no fact has recipient=skool; archive facts" in done.err) == (0, True)
    assert edited.run("diff", "2023-01..2023-02", "--key", "recipient=school").err == ""


def test_without_points_the_last_command_that_could_change_facts(edited: CommandLine) -> None:
    """Snapshots, watches and looks that found nothing new are passed over."""
    edited("snapshot", "--name", "june")
    edited("watch", "add", "articles", "--every", "1d")
    edited("ingest", "articles")
    out = edited("diff")
    assert "3 → 5" in out
    assert "from what was known @10" in out
    assert "before the command of 20" in out
    assert "(@11)" in out
    (claim,) = [c for c in edited.jsonl("claims") if c["fields"].get("value") == 5]
    edited("review", "reject", claim["claim_id"])
    assert values(edited) == [("lamp_count", 5, 2)]


def test_a_name_or_a_file_that_looks_like_a_range_is_one_point(edited: CommandLine, folder: Path) -> None:
    edited("snapshot", "--as-of", "2023-03", "--output", "a..b.json")
    (folder / "old").mkdir()
    shutil.copy(folder / "a..b.json", folder / "old" / "c.json")
    for arguments in (["a..b.json"], ["a..b.json..latest"], ["old/../a..b.json..latest"], ["./old/c.json"]):
        assert values(edited, *arguments) == [("lamp_count", 2, 5)], arguments


def test_what_reads_as_a_point_is_one_and_no_snapshot_is_called_so(edited: CommandLine, folder: Path) -> None:
    edited("snapshot", "--as-of", "2023-03", "--output", "2023-04")
    assert values(edited, "2023-04..2023-05") == []
    assert values(edited, "./2023-04") == [("lamp_count", 2, 5)]
    assert "'2023-04'" in edited.refused("snapshot", "--name", "2023-04")
    assert "'previous'" in edited.refused("snapshot", "--name", "previous")
    assert "..." not in edited.refused("snapshot", "--name", "a..b")


def test_snapshots_are_listed_and_named_in_refusals(edited: CommandLine) -> None:
    assert (
        edited("snapshot", "--list") == "no snapshot is kept; keep one with: archive snapshot --name NAME\n"
    )
    edited("snapshot", "--name", "march", "--as-of", "2023-03")
    edited("snapshot", "--name", "june")
    out = edited("snapshot", "--list").splitlines()
    assert [line.split()[0] for line in out] == ["march", "june"]
    assert "lamps" in out[0]
    assert "2023-03-31" in out[0]
    assert "snapshots kept: june, march" in edited.refused("diff", "april")


@pytest.fixture
def two(edited: CommandLine, folder: Path) -> CommandLine:
    """The same archive with the same story under another name."""
    text = (folder / "story.toml").read_text().replace('id = "lamps"', 'id = "lights"')
    (folder / "lights.toml").write_text(text)
    edited("story", "add", "lights.toml")
    return edited


def test_snapshots_of_several_stories_under_one_name(two: CommandLine) -> None:
    for story in ("lamps", "lights"):
        two("snapshot", story, "--as-of", "2023-03", "--name", "march")
    both = {c["story"] for c in two.jsonl("diff", "march..latest")}
    assert both == {"lamps", "lights"}
    assert {c["story"] for c in two.jsonl("diff", "previous..latest")} == both
    two("snapshot", "lights", "--name", "all")
    assert {c["story"] for c in two.jsonl("diff", "all..2023-03")} == {"lights"}
    assert "cannot be compared for story lamps" in two.refused("diff", "all", "--story", "lamps")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ([], {("lamps", "lamp_count"), ("lamps", "gift"), ("lights", "lamp_count"), ("lights", "gift")}),
        (["--story", "lights"], {("lights", "lamp_count"), ("lights", "gift")}),
        (
            ["--story", "lights", "--story", "lamps", "--type", "gift"],
            {("lights", "gift"), ("lamps", "gift")},
        ),
        (["--key", "giver=board"], {("lights", "gift"), ("lamps", "gift")}),
        (["--key", "giver=school"], set()),
        (["--type", "gift", "--type", "lamp_count", "--story", "lamps"], {("lamps", "gift"), ("lamps", "lamp_count")}),
        (["--source", "skerry post"], {("lamps", "lamp_count"), ("lights", "lamp_count")}),
        (["--where", "key.giver = board or story = lamps"], {("lamps", "gift"), ("lamps", "lamp_count"), ("lights", "gift")}),
        (["--where", "after > 4 and not story = lamps"], {("lights", "lamp_count")}),
        (["--where", "source ~ gazette and cause = reporting", "--story", "lamps"], {("lamps", "gift"), ("lamps", "lamp_count")}),
    ],
)  # fmt: skip
def test_scopes(two: CommandLine, scope: list[str], expected: set[tuple[str, str]]) -> None:
    found = {(c["story"], c["type"]) for c in two.jsonl("diff", "2023-02..latest", *scope)}
    assert found == expected


def test_the_exit_code_is_that_of_the_scope(edited: CommandLine) -> None:
    assert edited.run("diff", "2023-05", "--exit-code").code == 1
    assert edited.run("diff", "2023-05", "--exit-code", "--type", "gift").code == 0
    for scope, code in (("lamp_count", 1), ("gift", 0)):
        done = edited.run("diff", "2023-05", "--quiet", "--type", scope)
        assert (done.code, done.out, done.err) == (code, "", "")


def test_a_hidden_fact_counts_where_it_is_in_scope(edited: CommandLine, folder: Path) -> None:
    write(
        folder,
        "july.txt",
        "2023-07-02",
        "Tern Gazette",
        "Still\n\nSkerry School has 5 lamps, Ada Lund said.\n",
        captured="2023-07-02",
    )
    edited("ingest", "articles")
    span = "2023-06..2023-07"
    assert "1 fact only gained or lost support" in edited("diff", span)
    assert "1 fact only" in edited("diff", span, "--source", "Tern Gazette", "--where", "type ~ lamp")
    assert "only gained" not in edited("diff", span, "--source", "Skerry Post")
    assert "only gained" not in edited("diff", span, "--type", "gift")
    assert [c["path"] for c in edited.jsonl("diff", span, "--support", "--where", "path ~ supporting")] != []
