"""`archive edits` and `archive diff --article`: what articles said, and what they say since they were edited."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine

ROOT = Path(__file__).resolve().parents[2]
LANTERN = "https://www.lanterndaily.example/world/gifts-in-the-north"
URL = "https://news.example/lamps"
BODY = (
    "The Harbour Board gave Skerry School a storm lamp on February 27, 2023. It was carried over the bar at low tide.",
    "Skerry School has 2 lamps, Ada Lund said. The keeper counts them every evening before the ferry leaves.",
    "The winter was long and the days were dark, as everybody on the island remembers very well.",
    "Nobody knows who paid for the oil, and the board did not answer a letter that was sent in January.",
)
CORRECTION = "Correction: An earlier version of this article gave a wrong number of lamps."


class Desk:
    """Keeps looks at articles, each with its paragraphs at a day of March 2023, and puts them into the archive."""

    def __init__(self, archive: CommandLine, folder: Path) -> None:
        self._archive = archive
        self._folder = folder
        self._count = 0

    def keep(
        self,
        day: int,
        *paragraphs: str,
        url: str = URL,
        title: str = "Lamps arrive",
        modified: str | None = None,
        source: str = "Tern Gazette",
    ) -> None:
        self._count += 1
        name = self._folder / f"{self._count}.txt"
        name.write_text("\n\n".join((title, *paragraphs)) + "\n", encoding="utf-8")
        captured = f"2023-03-{day:02}T12:00:00Z"
        sidecar = {"published": "2023-03-01", "source": source, "url": url, "captured": captured}
        if modified is not None:
            sidecar["modified"] = modified
        name.with_suffix(".json").write_text(json.dumps(sidecar), encoding="utf-8")

    def file(self) -> None:
        """Put in what was kept since the last time."""
        names = sorted(self._folder.glob("*.txt"))
        self._archive("--quiet", "ingest", *names, "--story", "story.toml")
        for name in names:
            name.unlink()

    def edit(self, old: str, new: str) -> None:
        """Keep an article and what became of it a day later, and put both in."""
        self.keep(2, *BODY)
        self.keep(3, *replaced(old, new))
        self.file()


@pytest.fixture
def desk(archive: CommandLine, folder: Path) -> Desk:
    """A desk with an empty archive."""
    kept = folder / "kept"
    kept.mkdir()
    return Desk(archive, kept)


def replaced(old: str, new: str, paragraphs: Sequence[str] = BODY) -> list[str]:
    assert any(old in one for one in paragraphs)
    return [one.replace(old, new) for one in paragraphs]


def facts_of(edit: Any) -> list[tuple[str, list[tuple[str, object, object]]]]:
    return [
        (fact["kind"], [(part["name"], part["before"], part["after"]) for part in fact["parts"]])
        for fact in edit["facts"]
    ]


def test_a_silent_edit_and_the_correction_that_came_later(archive: CommandLine) -> None:
    pages = ROOT / "examples" / "pages"
    story = ROOT / "examples" / "putin-kim-gifts" / "story.toml"
    archive("ingest", *sorted(pages.glob("*.html")), "--story", story)
    (edit,) = archive.json("edits")
    assert (edit["class"], edit["stealthy"], edit["corrected_in"]) == ("value", True, 3)
    assert edit["marks"] == ["no-correction", "date-unmoved", "headline"]
    assert (edit["from"]["version"], edit["to"]["version"]) == (1, 2)
    # The page was seen unchanged at noon.
    assert edit["between"] == ["2024-06-20T12:00:00Z", "2024-06-20T19:00:00Z"]
    assert facts_of(edit) == [("changed", [("quantity", 3, 2)])]
    assert archive.json("edits", "--stealth") == [edit]
    # By that evening nobody had owned up to it.
    (then,) = archive.json("edits", "--as-of", "2024-06-20")
    assert then == edit | {"corrected_in": None}
    assert "to version 2 of 2" in archive("diff", "--article", LANTERN, "--as-of", "2024-06-20")
    everything = archive.json("edits", "--all")
    assert [(one["class"], one["stealthy"]) for one in everything] == [("value", True), ("text", False)]
    assert [notice["kind"] for notice in everything[1]["notices"]] == ["correction"]
    shown = archive("edits")
    assert "no correction notice; modification date not moved; owned up to in version 3" in shown
    assert "quantity 3 → 2" in shown
    assert "1 edit changed no fact; --all shows them." in shown
    assert archive("edits", "-o", "-") == shown
    archive("edits", "-o", "edits.json")
    assert json.loads(Path("edits.json").read_text(encoding="utf-8")) == [edit]


STEALTH: Sequence[tuple[str | None, str | None, bool, list[str]]] = (
    # The modification date before and after, whether a notice of correction came, and how the edit is marked.
    ("2023-03-02", "2023-03-02", False, ["no-correction", "date-unmoved"]),
    ("2023-03-02", "2023-03-02", True, ["date-unmoved"]),
    ("2023-03-02", "2023-03-05", False, ["no-correction"]),
    ("2023-03-02", "2023-03-05", True, []),
    # The date that it states is from before the look of March 4, which showed the old text.
    ("2023-03-02", "2023-03-03", True, ["date-contradicted"]),
    (None, None, True, []),
    (None, None, False, ["no-correction"]),
    (None, "2023-03-05", True, []),
)


def test_what_makes_an_edit_stealthy(archive: CommandLine, desk: Desk) -> None:
    for number, (before, after, notice, _) in enumerate(STEALTH):
        url = f"https://news.example/{number}"
        desk.keep(4, *BODY, modified=before, url=url)
        body = replaced("2 lamps", f"{number + 10} lamps")
        desk.keep(6, *body, *([CORRECTION] if notice else []), modified=after, url=url)
    desk.file()
    edits = {edit["address"]: edit for edit in archive.json("edits")}
    for number, (_, _, _, marks) in enumerate(STEALTH):
        edit = edits[f"https://news.example/{number}"]
        assert edit["marks"] == marks, STEALTH[number]
        assert edit["stealthy"] is bool(marks)
    stealthy = archive.json("edits", "--stealth")
    assert [edit["address"] for edit in stealthy] == [one for one, edit in edits.items() if edit["stealthy"]]


def test_edits_by_what_they_did_to_facts(archive: CommandLine, desk: Desk) -> None:
    edits = {
        "value": replaced("2 lamps", "3 lamps"),
        "denied": replaced("has 2 lamps", "does not have 2 lamps"),
        "withdrawn": replaced("Skerry School has 2 lamps, Ada Lund said. ", ""),
        "stance": replaced(", Ada Lund said", ""),
        "bound": replaced("has 2 lamps", "has at least 2 lamps"),
        "text": replaced("long", "hard"),
        "headline": BODY,
    }
    for name, body in edits.items():
        url = f"https://news.example/{name}"
        desk.keep(2, *BODY, url=url)
        desk.keep(3, *body, url=url, title="Many lamps arrive" if name == "headline" else "Lamps arrive")
    desk.file()
    found = archive.json("edits", "--all")
    classes = {edit["address"].rpartition("/")[2]: edit["class"] for edit in found}
    assert classes == {name: name for name in edits} | {
        "bound": "value",
        "denied": "denial",
        "withdrawn": "denial",
    }
    assert list(classes) == ["bound", "value", "denied", "withdrawn", "stance", "headline", "text"]
    assert archive.json("edits", "--all", "--limit", 2) == found[:2]
    assert archive.json("edits") == found[:5]
    told = [line.strip() for line in archive("edits", "--all").splitlines()]
    assert [
        line.partition("; ")[2] for line in told if line.startswith(("~ lamp count", "- lamp count"))
    ] == [
        "2 → at least 2",
        "2 → 3",
        "affirmed → denied",
        "no longer says 2",
        "attributed to Ada Lund → nobody",
    ]
    assert "~ headline: “Lamps arrive” → “Many lamps arrive”" in told


def test_added_facts_are_context(archive: CommandLine, desk: Desk) -> None:
    desk.keep(2, *BODY[1:])
    desk.keep(3, *BODY)
    desk.file()
    (edit,) = archive.json("edits")
    assert (edit["class"], facts_of(edit)) == ("context", [("added", [])])
    assert "+ gift" in archive("edits")


def test_noise_is_no_edit_and_is_told_by_its_amount(archive: CommandLine, desk: Desk) -> None:
    page = ["By Imke Sandvold | Updated 3 hours ago | 12 comments", *BODY, "24 comments"]
    later = [
        "By Imke Sandvold | Updated 5 hours ago | 31 comments",
        *replaced("dark, as", "dark,  as"),
        "57 comments",
    ]
    desk.keep(2, *page)
    desk.keep(3, *later)
    desk.file()
    assert archive.json("edits") == []
    assert [(one["class"], one["marks"]) for one in archive.json("edits", "--all")] == [("noise", [])]
    diff = archive.json("diff", "--article", URL)
    assert (diff["cause"], diff["text"], diff["facts"]) == (None, [], [])
    assert sorted(one["kind"] for one in diff["noise"]) == ["counter", "date-line", "white-space"]
    shown = archive("diff", "--article", URL, "--exit-code")
    assert "Nobody edited it: only noise differs." in shown
    assert "1 × counter, 1 × date line, 1 × white space (--noise shows it)" in shown
    assert "[-24 comments-]{+57 comments+}" in archive("diff", "--article", URL, "--noise")


def test_a_late_older_look_makes_other_edits_of_the_same_page(archive: CommandLine, desk: Desk) -> None:
    desk.keep(2, *BODY)
    desk.keep(6, *replaced("2 lamps", "4 lamps"))
    desk.file()
    assert [facts_of(edit) for edit in archive.json("edits")] == [[("changed", [("value", 2, 4)])]]
    position = archive.json("db")["events"]
    desk.keep(4, *replaced("2 lamps", "3 lamps"))
    desk.file()
    edits = sorted(archive.json("edits"), key=lambda edit: edit["to"]["version"])
    assert [facts_of(edit)[0][1] for edit in edits] == [[("value", 2, 3)], [("value", 3, 4)]]
    assert [edit["between"][0] for edit in edits] == ["2023-03-02T12:00:00Z", "2023-03-04T12:00:00Z"]
    (known,) = archive.json("edits", "--known-at", f"@{position}")
    assert facts_of(known) == [("changed", [("value", 2, 4)])]
    assert known["between"] == ["2023-03-02T12:00:00Z", "2023-03-06T12:00:00Z"]


def test_another_definition_and_a_verdict_count_from_when_they_were_known(
    archive: CommandLine, desk: Desk, folder: Path
) -> None:
    desk.edit("2 lamps", "3 lamps")
    first = archive.json("edits")
    before = archive.json("db")["events"]
    archive("review", "reject", first[0]["facts"][0]["after"]["claim_id"], "--note", "misread")
    assert [edit["facts"][0]["kind"] for edit in archive.json("edits")] == ["withdrawn"]
    rejected = archive.json("db")["events"]
    story = folder / "story.toml"
    story.write_text(
        story.read_text(encoding="utf-8")
        .replace("(lamp|lamps)", "lanterns")
        .replace("version = 1", "version = 2"),
        encoding="utf-8",
    )
    archive("story", "add", story)
    assert archive.json("edits") == []
    assert [edit["class"] for edit in archive.json("edits", "--known-at", f"@{rejected}")] == ["denial"]
    assert archive.json("edits", "--known-at", f"@{before}") == first


def test_a_text_that_comes_back_is_told(archive: CommandLine, desk: Desk) -> None:
    desk.keep(2, *BODY)
    desk.keep(3, *replaced("2 lamps", "3 lamps"))
    desk.keep(4, *BODY)
    desk.file()
    marks = {edit["to"]["version"]: edit["marks"] for edit in archive.json("edits")}
    assert marks == {2: ["no-correction"], 3: ["no-correction", "restored"]}
    assert "No difference." in archive("diff", "--article", URL, "1..3")


def test_the_same_edit_in_copies_is_told_once(archive: CommandLine, desk: Desk) -> None:
    for name, day in (("a", 3), ("b", 4), ("c", 5)):
        desk.keep(2, *BODY, url=f"https://{name}.example/lamps", source=name)
        desk.keep(day, *replaced("2 lamps", "3 lamps"), url=f"https://{name}.example/lamps", source=name)
    desk.file()
    (edit,) = archive.json("edits")
    assert edit["address"] == "https://a.example/lamps"
    assert edit["copies"] == ["https://b.example/lamps", "https://c.example/lamps"]
    assert edit["publishers_elsewhere"] == 0
    assert "and 2 copies: https://b.example/lamps, https://c.example/lamps" in archive("edits")
    (own,) = archive.json("edits", "--source", "B")
    assert (own["address"], own["copies"]) == ("https://b.example/lamps", [])


def test_who_else_supports_the_fact_now(archive: CommandLine, desk: Desk) -> None:
    archive("ingest", "articles")
    desk.edit("2 lamps", "3 lamps")
    (edit,) = archive.json("edits")
    assert edit["publishers_elsewhere"] == 1
    assert "supported by 1 other publisher now" in archive("edits")
    # As of the end of March the Skerry Post had not told it yet, and the Gazette's other article told of two.
    (then,) = archive.json("edits", "--as-of", "2023-03-31")
    assert then["publishers_elsewhere"] == 0
    assert archive.json("edits", "--as-of", "2023-03-02") == []


def test_edits_are_narrowed_by_time_source_and_story(archive: CommandLine, desk: Desk) -> None:
    desk.edit("2 lamps", "3 lamps")
    assert len(archive.json("edits", "--since", "2023-03-03", "--until", "2023-03-03")) == 1
    assert archive.json("edits", "--since", "2023-03-04") == []
    assert archive.json("edits", "--until", "2023-03-02") == []
    assert len(archive.json("edits", "--story", "lamps", "--source", "tern gazette")) == 1
    assert "no story 'boats'" in archive.refused("edits", "--story", "boats")
    assert "no source 'Nobody'" in archive.refused("edits", "--source", "Nobody")
    assert "--since 2024 is after --until 2023" in archive.refused(
        "edits", "--since", "2024", "--until", "2023"
    )


def test_an_archive_without_edits(filled: CommandLine) -> None:
    assert filled("edits") == "No edits.\n"
    assert filled("edits", "--all", "--format", "csv").count("\n") == 1


def test_edits_as_a_table_and_as_markdown(archive: CommandLine, desk: Desk, folder: Path) -> None:
    desk.keep(2, *BODY, title="=cmd|'x'!A1 *lamps*")
    desk.keep(3, *replaced("2 lamps", "3 lamps"), title="=cmd|'x'!A1 *lamps*")
    desk.file()
    (row,) = csv.DictReader(io.StringIO(archive("edits", "--format", "csv")))
    assert row["title"].startswith("'=cmd")
    assert (row["class"], row["kind"], row["from_version"], row["to_version"]) == (
        "value",
        "changed",
        "1",
        "2",
    )
    assert (row["quote_before"], row["quote_after"]) == (
        "Skerry School has 2 lamps",
        "Skerry School has 3 lamps",
    )
    assert r"\*lamps\*" in archive("edits", "--format", "markdown")
    assert archive.jsonl("edits") == archive.json("edits")
    archive("edits", "--format", "json", "-o", folder / "edits.json")
    assert json.loads((folder / "edits.json").read_text(encoding="utf-8")) == archive.json("edits")


def test_both_databases_tell_the_same_edits(archive: CommandLine, folder: Path, fresh_postgres: str) -> None:
    pages = ROOT / "examples" / "pages"
    for here in (archive, archive.on(fresh_postgres)):
        here(
            "ingest",
            *sorted(pages.glob("*.html")),
            "--story",
            ROOT / "examples" / "putin-kim-gifts" / "story.toml",
        )
    one, other = (here.json("edits", "--all") for here in (archive, archive.on(fresh_postgres)))
    assert one == other
    assert len(one) == 2
    one, other = (
        here.json("diff", "--article", LANTERN, "1..3") for here in (archive, archive.on(fresh_postgres))
    )
    assert one == other


def test_edits_of_a_story_are_those_of_its_articles(archive: CommandLine, desk: Desk, folder: Path) -> None:
    boats = (
        (folder / "story.toml").read_text(encoding="utf-8").replace("lamp", "boat").replace("Skerry", "Orrin")
    )
    (folder / "boats.toml").write_text(boats, encoding="utf-8")
    other = tuple(text.replace("lamp", "boat").replace("Skerry", "Orrin") for text in BODY)
    desk.keep(2, *BODY)
    desk.keep(3, *replaced("2 lamps", "3 lamps"))
    desk.keep(2, *other, url="https://news.example/boats", title="Boats arrive")
    desk.keep(
        3,
        *(text.replace("2 boats", "3 boats") for text in other),
        url="https://news.example/boats",
        title="Boats arrive",
    )
    desk.file()
    archive("story", "add", "boats.toml")
    assert {edit["address"] for edit in archive.json("edits", "--all")} == {URL, "https://news.example/boats"}
    for story, address in (("lamps", URL), ("boats", "https://news.example/boats")):
        found = archive.json("edits", "--all", "--story", story)
        assert [(edit["address"], edit["class"]) for edit in found] == [(address, "value")]
        assert "changed no fact" not in archive("edits", "--story", story)


def test_signs_are_no_lists_in_markdown(archive: CommandLine, desk: Desk) -> None:
    desk.keep(2, *BODY[1:])
    desk.keep(3, *BODY)
    desk.file()
    assert "\n- \\+ gift: " in archive("edits", "--format", "markdown")
    told = archive("diff", "--article", URL, "--format", "markdown")
    assert "\n- \\+ gift: " in told
    assert "\n- \\+ **The Harbour Board" in told


@pytest.mark.parametrize("where", ["sidecar", "front matter"])
def test_a_time_of_a_look_that_the_file_states_itself_bears_witness(
    archive: CommandLine, folder: Path, where: str
) -> None:
    kept = folder / "kept"
    kept.mkdir()
    for number, (day, text) in enumerate([(2, BODY), (3, replaced("2 lamps", "3 lamps"))]):
        said = {
            "published": "2023-03-01",
            "modified": "2023-03-01T18:00:00Z",
            "url": URL,
            "captured": f"2023-03-0{day}T12:00:00Z",
        }
        page = "\n\n".join(("Lamps arrive", *text)) + "\n"
        name = kept / f"{number}.txt"
        if where == "sidecar":
            name.with_suffix(".json").write_text(json.dumps(said), encoding="utf-8")
        else:
            page = "---\n" + "".join(f"{key}: {value}\n" for key, value in said.items()) + "---\n" + page
        name.write_text(page, encoding="utf-8")
    archive("--quiet", "ingest", kept, "--story", "story.toml")
    told = archive(
        "sql", "select reported, reported_basis from versions where version = 2", "--format", "csv"
    )
    assert told.splitlines() == ["reported,reported_basis", "2023-03-03T12:00:00Z,captured"]
