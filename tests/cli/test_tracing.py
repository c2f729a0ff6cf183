"""Who is responsible for what a fact is, what it was before, and how to cite it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archive.store.engine import connect, write
from archive.store.read_models import ReadModels

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine

LAMPS = ("--type", "lamp_count")


@pytest.fixture
def edited(filled: CommandLine, edit: Callable[[str, str, str], None]) -> CommandLine:
    """April's article was edited from 3 to 5 lamps, and a reviewer has corrected that to 6."""
    edit("april.txt", "3 lamps", "5 lamps")
    filled("ingest", "articles")
    claim = claim_of(filled, 5)
    filled("review", "correct", claim, "value=6", "--note", "the desk has counted")
    return filled


def claim_of(archive: CommandLine, value: int) -> str:
    (found,) = [claim for claim in archive.jsonl("claims") if claim["fields"].get("value") == value]
    identity: str = found["claim_id"]
    return identity


def parts(blamed: Any) -> dict[str, Any]:
    return {part["part"]: part for part in blamed["parts"]}


def test_every_part_of_a_fact_has_somebody_who_is_responsible_for_it(filled: CommandLine) -> None:
    blamed = filled.json("blame", *LAMPS)
    value = parts(blamed)["value"]
    assert (value["value"], value["since"], value["before"]["value"]) == (3, "2023-04-05", 2)
    assert value["claims"] == [claim_of(filled, 3)]
    assert parts(blamed)["denied.4"]["since"] == "2023-05-09"
    assert [(link["at"], link["effect"], link["standing"], link["since"]) for link in blamed["chain"]] == [
        ("2023-05-09", "denied", "denied", None),
        ("2023-04-05", "set", "supporting", None),
        ("2023-03-01", "set", "superseded", "2023-04-05"),
    ]
    newest = blamed["chain"][0]
    assert newest["sentence"] == "Skerry School does not have 4 lamps."
    assert (newest["told"]["value"], newest["claim"]["source"]) == (4, "Tern Gazette")
    assert newest["captured"] < newest["read"]["position"] < newest["found"][0]["position"]
    assert filled.jsonl("blame", blamed["fact_id"][:8]) == [
        {"fact_id": blamed["fact_id"], **link} for link in blamed["chain"]
    ]


def test_blame_for_people(filled: CommandLine) -> None:
    assert re.sub(r"\[\w{8}]", "[ID]", filled("blame", *LAMPS)).splitlines() == [
        "recipient Skerry School [ID]",
        "lamp count of lamps, as of the latest report, known @10",
        "",
        "Who is responsible for what it is now",
        "  3 (before: 2), since 2023-04-05: Skerry Post [ID]",
        "  single-origin, since 2023-03-01: Tern Gazette [ID]",
        "  denied 4, since 2023-05-09: Tern Gazette [ID]",
        "",
        "How it came about, newest first",
        "",
        "  2023-05-09 denied it: 4 [ID]",
        "      “Skerry School does not have 4 lamps.”",
        "        Tern Gazette, 2023-05-09 · https://news.example/may.txt#1",
        "        captured @8, text read @9 by text 1; claim found @10 by rules 3 with the story of @1",
        "",
        "  2023-04-05 set 3 (before: 2) [ID]",
        "      “Skerry School now has 3 lamps, according to Ada Lund.”",
        "        Skerry Post, 2023-04-05, citing Ada Lund · https://news.example/april.txt#1",
        "        captured @2, text read @3 by text 1; claim found @4 by rules 3 with the story of @1",
        "",
        "  2023-03-01 set 2; superseded since 2023-04-05 [ID]",
        "      “Skerry School has 2 lamps, Ada Lund said.”",
        "        Tern Gazette, 2023-03-01, citing Ada Lund · https://news.example/march.txt#1",
        "        captured @5, text read @6 by text 1; claim found @7 by rules 3 with the story of @1",
    ]


def test_an_edit_withdraws_a_claim_and_a_reviewer_corrects_the_next(edited: CommandLine) -> None:
    blamed = edited.json("blame", *LAMPS)
    assert parts(blamed)["value"]["value"] == 6
    chain = [
        (link["at"][:10], link["effect"], link["claim"]["fields"].get("value")) for link in blamed["chain"]
    ]
    assert chain == [
        ("2023-06-01", "withdrawn", 3),
        ("2023-06-01", "set", 5),
        ("2023-05-09", "denied", 4),
        ("2023-04-05", "set", 3),
        ("2023-03-01", "set", 2),
    ]
    by_effect = {(link["effect"], link["claim"]["fields"]["value"]): link for link in blamed["chain"]}
    (review,) = by_effect["set", 5]["reviews"]
    assert (review["verdict"], review["fields"], review["note"]) == (
        "corrected",
        {"value": 6},
        "the desk has counted",
    )
    assert by_effect["set", 3]["standing"] == "gone"
    out = edited("blame", *LAMPS)
    assert "2023-06-01 12:00 UTC withdrew it: the article was edited: 3 → 6 [" in out
    assert "        corrected by archive @14: value 6; the desk has counted\n" in out
    # Before the verdict the edit alone counted, and before the edit none of it was known.
    assert parts(edited.json("blame", *LAMPS, "--known-at", "@13"))["value"]["value"] == 5
    assert parts(edited.json("blame", *LAMPS, "--known-at", "@10"))["value"]["value"] == 3
    assert parts(edited.json("blame", *LAMPS, "--as-of", "2023-03"))["value"]["value"] == 2


def test_an_extractor_that_finds_what_it_missed_is_told(filled: CommandLine) -> None:
    story = Path("story.toml")
    definition = story.read_text(encoding="utf-8")
    story.write_text(definition.replace("(now has|has)", "has"), encoding="utf-8")
    filled("story", "add", "story.toml")
    assert filled.json("facts", *LAMPS)[0]["value"] == 2
    story.write_text(definition, encoding="utf-8")
    filled("story", "add", "story.toml")
    link = next(
        link for link in filled.json("blame", *LAMPS)["chain"] if link["claim"]["fields"]["value"] == 3
    )
    assert [run["position"] for run in link["found"]] == [4, link["found"][1]["position"]]
    assert "        first found @4 by rules 3 with the story of @1\n" in filled("blame", *LAMPS)
    answers = filled.json("history", *LAMPS, "--known")["answers"]
    assert [answer["after"]["value"] for answer in answers] == [3, 2, 3]
    assert [answer["causes"] for answer in answers] == [["reporting"], ["story"], ["story"]]


def test_the_history_of_a_fact_has_every_state(edited: CommandLine) -> None:
    history = edited.json("history", *LAMPS)
    assert [(step["since"][:10], step["value"], step["changed"][0]) for step in history["steps"]] == [
        ("2023-03-01", 2, "added"),
        ("2023-04-05", 3, "value"),
        ("2023-05-09", 3, "denied"),
        ("2023-06-01", 6, "value"),
    ]
    fact_id = history["fact_id"]
    assert [line["value"] for line in edited.jsonl("history", fact_id)] == [2, 3, 3, 6]
    rows = list(csv.DictReader(io.StringIO(edited("history", fact_id, "--format", "csv"))))
    assert [row["value"] for row in rows] == ["2", "3", "3", "6"]
    assert edited("history", fact_id, "--format", "markdown").count("\n| 2023") == 4
    assert "  2023-04-05: 3, single-origin, 1 publisher, 1 origin (value)\n" in edited("history", fact_id)
    assert edited.json("facts", *LAMPS, "--history")[0]["steps"] == history["steps"]
    assert "    2023-03-01: 2, single-origin, 1 publisher, 1 origin (added)\n" in edited(
        "facts", *LAMPS, "--history"
    )


def test_words_that_an_edit_left_alone_are_told_once(filled: CommandLine, folder: Path) -> None:
    article = folder / "articles" / "april.txt"
    article.write_text(article.read_text(encoding="utf-8").replace("More light", "Much more light"))
    known = json.loads(article.with_suffix(".json").read_text(encoding="utf-8"))
    known["captured"] = "2023-06-01T12:00:00Z"
    article.with_suffix(".json").write_text(json.dumps(known), encoding="utf-8")
    filled("ingest", "articles")
    *_, last = filled("history", *LAMPS, "--known").split("\n\n")
    assert last.startswith("  @13 ")
    assert last.count("“Skerry School now has 3 lamps”") == 1


def test_our_answer_moves_with_commands_each_for_its_reason(edited: CommandLine) -> None:
    document = edited.json("history", *LAMPS, "--known")
    answers = document["answers"]
    assert [(answer["known_at"], answer["after"]["value"], answer["causes"]) for answer in answers] == [
        (10, 3, ["reporting"]),
        (13, 5, ["source-edit"]),
        (14, 6, ["review"]),
    ]
    out = edited("history", *LAMPS, "--known")
    assert re.search(
        r"  @13 \d{4}-.* UTC, command of @11, archive: 5, single-origin, 1 publisher, 1 origin\n", out
    )
    assert "    because an article was edited at its source\n" in out
    assert "      no longer says: “Skerry School now has 3 lamps”\n" in out
    rows = list(csv.DictReader(io.StringIO(edited("history", *LAMPS, "--known", "--format", "csv"))))
    assert [(row["known_at"], row["value"], row["causes"]) for row in rows] == [
        ("10", "3", "reporting"),
        ("13", "5", "source-edit"),
        ("14", "6", "review"),
    ]
    assert edited("history", *LAMPS, "--known", "--format", "markdown").count("\n| @1") == 3
    assert [line["change"] for line in edited.jsonl("history", *LAMPS, "--known")] == [
        a["change"] for a in answers
    ]
    # Each has a permalink, which shows that change and no other.
    for answer in answers:
        assert edited.json("show", answer["change"])["changes"] == answer["changes"]


def test_a_permalink_shows_what_the_diff_printed(edited: CommandLine) -> None:
    whole = edited.json("diff", "@10..@13")
    (change,) = [each for each in whole["changes"] if each["path"] == "value"]
    shown = edited.json("show", change["id"])
    assert shown["changes"] == [change]
    assert (shown["from"], shown["to"]) == (whole["from"], whole["to"])
    assert "  ~ lamp count: recipient Skerry School [" in edited("show", change["id"])
    assert [line["id"] for line in edited.jsonl("show", change["id"])] == [change["id"]]
    for form in ("markdown", "html", "csv"):
        assert "5" in edited("show", change["id"], "--format", form)
    nowhere = re.sub("@13$", "@10", change["id"])
    assert edited.refused("show", nowhere).startswith("no change ")


def test_a_snapshot_is_shown_by_its_name_and_by_its_digest(edited: CommandLine) -> None:
    edited("snapshot", "--name", "june")
    kept = edited.json("show", "june")
    assert (kept["name"], kept["position"], kept["story"], len(kept["facts"])) == ("june", 15, "lamps", 2)
    assert edited.json("show", kept["digest"][:10]) == kept
    out = edited("show", "june")
    assert "snapshot june of Lamps for the island school\n" in out
    assert f"digest {kept['digest']}\n" in out
    assert edited.refused("show", "june", "--known-at", "@14").startswith("no article, version, claim, ")


def test_a_citation_is_what_stands_in_the_stored_text(filled: CommandLine, folder: Path) -> None:
    fact_id = filled.json("facts", *LAMPS)[0]["fact_id"]
    (item,) = filled.json("cite", fact_id)
    text, raw = ((folder / "articles" / name).read_bytes() for name in ("april.txt", "april.txt"))
    custom = item["custom"]
    quote = custom["quote"]
    stored = filled.json("show", custom["address"])["text"]
    assert stored[quote["start"] : quote["end"]] == quote["exact"] == "Skerry School now has 3 lamps"
    assert custom["sha256"] == {
        "text": hashlib.sha256(stored.encode()).hexdigest(),
        "bytes": hashlib.sha256(raw).hexdigest(),
    }
    assert text == raw
    assert (item["type"], item["title"], item["container-title"], item["URL"]) == (
        "article-newspaper",
        "More light",
        "Skerry Post",
        "https://news.example/april.txt",
    )
    assert item["issued"] == {"date-parts": [[2023, 4, 5]]}
    assert (custom["captured"]["value"], custom["standing"]) == ("2023-04-05T12:00:00Z", "supporting")
    assert filled("cite", item["id"]) == (
        "“Skerry School now has 3 lamps”, Skerry Post, “More light”, 2023-04-05, citing Ada Lund, "
        "https://news.example/april.txt. Version 1, captured 2023-04-05 12:00:00 UTC (@2); "
        f"SHA-256 of the text {custom['sha256']['text']}; of the bytes {custom['sha256']['bytes']}. "
        f"Characters 12 to 41; claim {item['id']} @4.\n"
    )


def test_a_fact_is_cited_by_what_counts_first_and_by_all_where_all_is_asked(filled: CommandLine) -> None:
    fact_id = filled.json("facts", *LAMPS)[0]["fact_id"]
    assert [item["custom"]["standing"] for item in filled.json("cite", fact_id, "--all")] == [
        "supporting",
        "denied",
        "superseded",
    ]
    out = filled("cite", fact_id, "--all")
    assert out.startswith(
        f"recipient Skerry School: 3, single-origin\nfact {fact_id}, as of the latest report, known @10\n"
    )
    assert "\n2. Denies it: “Skerry School does not have 4 lamps”, Tern Gazette" in out
    assert [
        item["custom"]["quote"]["exact"] for item in filled.json("cite", fact_id, "--as-of", "2023-03")
    ] == ["Skerry School has 2 lamps"]
    page = filled("cite", fact_id, "--format", "markdown")
    assert (
        "- “Skerry School now has 3 lamps”, Skerry Post, [More light](<https://news.example/april.txt>)"
        in page
    )


def test_articles_versions_and_changes_are_cited_too(edited: CommandLine) -> None:
    (article,) = edited.json("cite", "https://news.example/april.txt")
    assert (article["custom"]["version"], article["custom"]["cites"]["kind"]) == (2, "article")
    assert "quote" not in article["custom"]
    first = edited.json("show", "https://news.example/april.txt")["all_versions"][0]["version_id"]
    assert edited.json("cite", first)[0]["custom"]["version"] == 1
    (change,) = [each for each in edited.json("diff", "@10..@13")["changes"] if each["path"] == "value"]
    cited = edited.json("cite", change["id"])
    assert [(item["custom"]["standing"], item["custom"]["quote"]["exact"]) for item in cited] == [
        ("supporting", "Skerry School now has 5 lamps"),
        ("left", "Skerry School now has 3 lamps"),
    ]
    assert "No longer counted: “Skerry School now has 3 lamps”" in edited("cite", change["id"])


def test_what_was_damaged_is_not_cited(filled: CommandLine, folder: Path) -> None:
    claim = claim_of(filled, 3)
    engine = connect(f"sqlite:///{folder / 'archive.db'}")
    with write(engine) as connection:
        connection.exec_driver_sql(
            "UPDATE rm_claims SET document = replace(document, 'has 3 lamps', 'has 9 lamps')"
        )
    engine.dispose()
    assert filled.refused("cite", claim) == (
        f"claim {claim}: its quote does not stand there (https://news.example/april.txt); the stored text was "
        "damaged: archive verify checks the whole archive"
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["blame", "f00d"], "no fact 'f00d' in this archive; a fact that is told no longer is found with --known-at"),
        (["show", "f00d/value/latest@1..latest@4"], "no article, version, claim, fact, change, story or snapshot 'f00d/value/latest@1..latest@4' in this archive; the id of a change begins with all 24 digits"),
        (["blame"], "no single fact '*' in this archive: it may be gift giver Harbour Board"),
        (["blame", "lamps", "--type", "loan"], "no fact type 'loan' in this archive (types: gift, lamp_count)"),
        (["blame", "lamps", "--key", "lamp=1"], "no key field 'lamp' in this archive"),
        (["blame", "f00d", "--type", "gift"], "--type and --key choose among the facts of a story"),
        (["history", "lamps", "--key", "giver=lund"], "no fact 'lamps giver=lund' in this archive"),
        (["cite", "lamps"], "no article or version or claim or fact 'lamps' in this archive"),
        (["cite", "@3"], "no article or version or claim or fact '@3' in this archive"),
    ],
)  # fmt: skip
def test_what_cannot_be_traced_is_said(filled: CommandLine, command: list[str], said: str) -> None:
    assert filled.refused(*command).startswith(said)


def test_hostile_words_stay_words(archive: CommandLine, folder: Path) -> None:
    sidecar = folder / "articles" / "april.json"
    known = json.loads(sidecar.read_text(encoding="utf-8"))
    sidecar.write_text(json.dumps({**known, "source": "=cmd|' /C'!A0 \x1b[31m<b>[x](y)"}), encoding="utf-8")
    archive("ingest", "articles", "--story", "story.toml")
    for command in (
        ["blame"],
        ["history"],
        ["history", "--known"],
        ["cite", archive.json("facts", *LAMPS)[0]["fact_id"]],
    ):
        narrowed = [] if command[0] == "cite" else [*LAMPS]
        for form in ("text", "markdown"):
            out = archive(*command, *narrowed, "--format", form)
            assert "\x1b" not in out
        assert "<b>" not in out.replace("\\<b\\>", "")
    rows = list(csv.DictReader(io.StringIO(archive("history", *LAMPS, "--format", "csv"))))
    assert [row["source"][:2] for row in rows][1] == "'="
    shutil.rmtree(folder / "articles")


def test_tracing_one_fact_reads_nothing_else_of_its_story(
    edited: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fact_id = edited.json("facts", *LAMPS)[0]["fact_id"]
    voices, moments = ReadModels.voices, ReadModels.moments
    asked: list[int] = []

    def some_voices(
        self: ReadModels,
        story: str,
        as_of: int,
        known_at: int,
        groups: Any = None,
        address: str | None = None,
    ) -> Any:
        asked.append(len(groups))
        return voices(self, story, as_of, known_at, groups, address)

    def some_moments(self: ReadModels, story: str, groups: Any, known_at: int | None = None) -> Any:
        asked.append(len(groups))
        return moments(self, story, groups, known_at)

    monkeypatch.setattr(ReadModels, "voices", some_voices)
    monkeypatch.setattr(ReadModels, "moments", some_moments)
    for command in (["blame"], ["history"], ["history", "--known"], ["show"], ["cite"]):
        edited(command[0], fact_id, *command[1:])
    assert set(asked) == {1}


def test_what_counts_otherwise_because_of_a_verdict_on_another_claim_moved_by_that_verdict(
    filled: CommandLine, folder: Path
) -> None:
    """Of two claims of one article that say the same, the first speaks; rejected, it leaves that to the other."""
    article = folder / "articles" / "april.txt"
    article.write_text(article.read_text(encoding="utf-8") + "\nThe school has 3 lamps.\n", encoding="utf-8")
    filled("ingest", "articles")
    (speaking,) = filled.json("facts", *LAMPS)[0]["supporting"]
    filled("review", "reject", speaking["claim_id"])
    answers = filled.json("history", *LAMPS, "--known")["answers"]
    assert answers[-1]["causes"] == ["review"]
    came = {
        each["claim_id"]: each["cause"] for change in answers[-1]["changes"] for each in change["evidence"]
    }
    assert set(came.values()) == {"review"}
    assert len(came) == 2


def test_a_fact_that_nobody_tells_any_longer_has_a_history_and_says_since_when(
    filled: CommandLine, edit: Callable[[str, str, str], None]
) -> None:
    gift = filled.json("facts", "--type", "gift")[0]["fact_id"]
    edit("march.txt", "gave Skerry School a storm lamp", "met Skerry School")
    filled("ingest", "articles")
    said = (
        f"no fact '{gift}' in this archive at that time: nobody told it any longer since 2023-06-01T12:00:00Z; "
        "archive history shows what it was"
    )
    for command in ("show", "blame", "cite"):
        assert filled.refused(command, gift[:10]) == said
    assert filled("history", gift).splitlines()[-3] == "  2023-06-01 12:00 UTC: nobody says it any longer"
    last = filled.json("history", gift, "--known")["answers"][-1]
    assert (last["after"], last["causes"]) == (None, ["source-edit"])
    assert filled.json("show", gift, "--as-of", "2023-05")["status"] == "single-origin"


def test_a_range_is_told_whole_in_the_history_of_its_fact(archive: CommandLine, folder: Path) -> None:
    archive("story", "new", "--title", "Ferry", "--pack", "casualties", "--place", "Orsa", "ferry.toml")
    (folder / "a.txt").write_text("Ferry sinks\n\nBetween 10 and 14 people were killed in Orsa on Friday.\n")
    archive("--quiet", "ingest", "a.txt", "--published", "2024-03-01", "--story", "ferry.toml")
    (fact,) = archive.json("facts")
    assert archive("show", fact["fact_id"]).splitlines()[-1] == (
        "  2024-03-01 added: between 10 and 14, single-origin, 1 publisher, 1 origin"
    )


def test_a_permalink_of_one_part_of_a_figure_tells_the_whole_figure(
    archive: CommandLine, folder: Path
) -> None:
    archive("story", "new", "--title", "Ferry", "--pack", "casualties", "--place", "Orsa", "ferry.toml")
    for day, text in (
        (1, "Between 10 and 14 people were killed in Orsa."),
        (3, "16 people were killed in Orsa."),
    ):
        (folder / f"{day}.txt").write_text(f"Ferry sinks\n\n{text}\n", encoding="utf-8")
        archive("--quiet", "ingest", f"{day}.txt", "--published", f"2024-03-0{day}", "--story", "ferry.toml")
    changes = archive.json("diff", "2024-03-01..2024-03-03")["changes"]
    assert [change["path"] for change in changes] == ["relation", "value", "value_to"]
    for change in changes:
        shown = archive("show", change["id"])
        assert "between 10 and 14 → 16" in shown
    assert "between 10 and 14 → 16" in archive("diff", "2024-03-01..2024-03-03", "--where", "path = relation")
