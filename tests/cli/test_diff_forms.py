"""`archive diff` in each form, as a user asks for it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonpatch
import pytest

from archive.domain.canonical import canonical_json
from archive.domain.snapshot import read_snapshot

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine

SPRING = "2023-03..2023-04"


@pytest.fixture
def edited(filled: CommandLine, folder: Path) -> CommandLine:
    """The command line in a folder where one article was edited and another one says the same."""
    article = folder / "articles" / "april.txt"
    article.write_text(article.read_text(encoding="utf-8").replace("3 lamps", "5 lamps"), encoding="utf-8")
    sidecar = article.with_suffix(".json")
    sidecar.write_text(sidecar.read_text(encoding="utf-8").replace("05T12", "30T12"), encoding="utf-8")
    (folder / "echo.txt").write_text("Skerry School now has 5 lamps, the parish newsletter reports.\n")
    filled("ingest", "articles")
    filled("ingest", "echo.txt", "--source", "Parish", "--published", "2023-04-20", "--captured", "2023-04-20T09:00")  # fmt: skip
    return filled


PAIRS = [
    ("2023-02", "latest"),
    ("2023-03", "2023-04"),
    ("latest", "2023-02"),
    ("2023-04", "2023-04"),
    ("@10", "@13"),
    ("2023-03@10", "latest"),
]


def test_a_patch_leads_from_one_snapshot_to_the_other(edited: CommandLine) -> None:
    for start, end in PAIRS:
        patch = json.loads(edited("diff", start, end, "--format", "patch"))
        before, after = (_snapshot(edited, point) for point in (start, end))
        patched = jsonpatch.apply_patch(before, patch)
        assert canonical_json(patched) == canonical_json(after), (start, end)
        assert read_snapshot(json.dumps(patched).encode()).document() == after
        for place, step in enumerate(patch):
            if step["op"] in ("replace", "remove"):
                assert (patch[place - 1]["op"], patch[place - 1]["path"]) == ("test", step["path"])
        assert (patch == []) is (before == after)


def test_a_patch_applies_to_a_file_that_was_written_before(filled: CommandLine, folder: Path) -> None:
    filled("snapshot", "--as-of", "2023-03", "--output", "march.json")
    filled("diff", "march.json", "latest", "-o", "spring.patch")
    march, steps = (json.loads((folder / name).read_text()) for name in ("march.json", "spring.patch"))
    assert jsonpatch.apply_patch(march, steps) == json.loads(filled("snapshot"))


def _snapshot(archive: CommandLine, point: str) -> dict[str, Any]:
    reported, _, known = point.partition("@")
    options = ["--as-of", reported] if reported else []
    document: dict[str, Any] = json.loads(
        archive("snapshot", *options, *(["--known-at", f"@{known}"] if known else []))
    )
    return document


def test_a_patch_has_the_changes_of_support_too(edited: CommandLine) -> None:
    told = edited.json("diff", "@13..latest")["changes"]
    with_support = edited.json("diff", "@13..latest", "--support")["changes"]
    steps = json.loads(edited("diff", "@13..latest", "--format", "patch"))
    paths = {step["path"] for step in steps}
    assert len(with_support) > len(told)
    for change in with_support:
        (fact_id, path) = (change["id"].split("/")[0], change["path"].replace(".", "/"))
        assert any(each.startswith(f"/facts/{fact_id}/{path}") for each in paths), change["path"]


REFUSED = [
    (["--format", "patch", "--key", "recipient=school"], "leave out --type, --key, --source and --where"),
    (["--format", "patch", "--type", "lamp_count"], "leave out --type, --key, --source and --where"),
    (["--format", "patch", "--stat"], "a patch has every change; leave out --stat"),
    (["--stat", "--summary"], "only one of --stat, --summary"),
]


def test_what_goes_not_together_is_refused(filled: CommandLine) -> None:
    for arguments, reason in REFUSED:
        done = filled.run("diff", SPRING, *arguments)
        assert (done.code, done.out) == (2, "")
        assert reason in done.err


def test_every_change_says_its_cause_and_its_id(edited: CommandLine) -> None:
    changes = edited.json("diff", "2023-03..latest")["changes"]
    assert changes
    for change in changes:
        assert change["cause"] in change["causes"]
        assert change["id"].startswith(f"{change['id'][:24]}/")
    lines = edited.jsonl("diff", "2023-03..latest")
    assert lines == [{"story": "lamps", **change} for change in changes]
    rows = list(csv.DictReader(io.StringIO(edited("diff", "2023-03..latest", "--format", "csv"))))
    assert sorted(row["id"] for row in rows) == sorted(change["id"] for change in changes)


def test_less_than_all_can_be_had_in_every_form(edited: CommandLine) -> None:
    for what in ("--stat", "--name-only", "--summary"):
        diff = ("diff", "2023-02..latest", what)
        rows = edited.jsonl(*diff)
        assert {row["type"] for row in rows} == {"gift", "lamp_count"}, what
        assert edited.json(*diff) == rows
        table = list(csv.DictReader(io.StringIO(edited(*diff, "--format", "csv"))))
        assert [list(row) for row in table] == [list(row) for row in rows]
        for form in ("text", "markdown", "html"):
            assert "gift" in edited(*diff, "--format", form)


def test_names_are_for_pipes(edited: CommandLine) -> None:
    names = edited("diff", "2023-02..latest", "--name-only").splitlines()
    ids = [name.partition("\t")[0] for name in names]
    assert [edited.json("show", each)["fact_id"] for each in ids] == ids
    assert edited("diff", "2023-06..2023-07", "--name-only") == ""


BEGINS = {
    "d.html": "<!DOCTYPE html>\n",
    "d.md": "## Lamps for the island school\n",
    "d.json": '{\n  "from": {\n',
    "d.jsonl": '{"story": "lamps", ',
    "d.csv": "story,type,",
    "d.patch": '[\n  {"op": "test", ',
    "d.txt": "Lamps for the island school\nfrom 2023-03-31",
}


def test_a_file_is_of_the_form_that_its_name_says(filled: CommandLine, folder: Path) -> None:
    for name, begins in BEGINS.items():
        assert filled("diff", SPRING, "-o", name) == ""
        assert (folder / name).read_text(encoding="utf-8").startswith(begins), name


def test_a_form_that_is_asked_for_comes_before_the_name(filled: CommandLine, folder: Path) -> None:
    filled("diff", SPRING, "--format", "json", "-o", "d.html")
    assert json.loads((folder / "d.html").read_text()) == filled.json("diff", SPRING)
    assert filled("diff", SPRING, "-o", "-") == filled("diff", SPRING)
    assert "no-such-folder" in filled.refused("diff", SPRING, "-o", "no-such-folder/d.html")


def test_the_same_diff_is_the_same_page_and_needs_nothing_else(filled: CommandLine) -> None:
    page = filled("diff", SPRING, "--format", "html")
    assert filled("diff", SPRING, "--format", "html") == page
    assert "<script" not in page
    assert " src=" not in page
    assert "@import" not in page
    assert "url(http" not in page
    assert "default-src 'none'" in page


def test_several_stories_are_one_document(filled: CommandLine, folder: Path) -> None:
    other = (
        (folder / "story.toml")
        .read_text()
        .replace('id = "lamps"', 'id = "more"')
        .replace("Lamps for", "More for")
    )
    (folder / "more.toml").write_text(other)
    filled("story", "add", "more.toml")
    points = ("diff", "2023-02..latest")
    assert [diff["story"] for diff in filled.json(*points)] == ["lamps", "more"]
    assert {line["story"] for line in filled.jsonl(*points, "--stat")} == {"lamps", "more"}
    page = filled(*points, "--format", "html")
    assert page.count("<!DOCTYPE html>") == 1
    assert [title in page for title in ("<h2>Lamps for the island school</h2>", "<h2>More for the island school</h2>")] == [True, True]  # fmt: skip
    assert filled(*points, "--format", "markdown").count("\n## ") == 1
    assert "name one story with --story" in filled.run(*points, "--format", "patch").err
    assert json.loads(filled(*points, "--story", "more", "--format", "patch"))
    assert filled.json("diff", "2023-06..2023-07") == []
    assert filled("diff", "2023-06..2023-07") == "No difference.\n"
    assert "<p>No difference.</p>" in filled("diff", "2023-06..2023-07", "--format", "html")
