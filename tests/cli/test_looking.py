"""Looking at what is there: text for people, and the JSON forms that docs/json.md promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine

CLAIM = (
    "claim_id assertion_key story type fields relation role polarity certainty hedges attribution direct_speech "
    "block event_date report_date evidence article version extractor frame"
).split()
FACT = (
    "story type key value relation status reported origins publishers supporting dissenting variants denied"
).split()


def test_facts_say_what_is_so_on_whose_words_and_who_denies_it(filled: CommandLine) -> None:
    assert re.sub(r"\[\w{8}]", "[ID]", filled("facts")).splitlines() == [
        "Lamps for the island school",
        "lamps, as of the latest report, known @10",
        "",
        "Gift",
        "  giver Harbour Board · recipient Skerry School · item storm lamp [ID]",
        "    date 2023-02-27",
        "    single-origin: 1 publisher, 1 origin: Ada Lund",
        "      “The Harbour Board gave Skerry School a storm lamp on February 27, 2023”",
        "        Tern Gazette, 2023-03-01 · https://news.example/march.txt#1",
        "",
        "Lamp count",
        "  recipient Skerry School [ID]",
        "    3",
        "    single-origin: 1 publisher, 1 origin: Ada Lund",
        "      “Skerry School now has 3 lamps”",
        "        Skerry Post, 2023-04-05, citing Ada Lund · https://news.example/april.txt#1",
        "      denies 4: “Skerry School does not have 4 lamps”",
        "        Tern Gazette, 2023-05-09 · https://news.example/may.txt#1",
        "      said before: “Skerry School has 2 lamps”",
        "        Tern Gazette, 2023-03-01, citing Ada Lund · https://news.example/march.txt#1",
    ]


def test_facts_as_json(filled: CommandLine) -> None:
    gift, count = filled.json("facts", "lamps")
    assert set(FACT) <= set(gift)
    assert gift["key"] == {"giver": "board", "recipient": "school", "item": "storm_lamp"}
    assert gift["value"]["date"] == "2023-02-27"
    assert (count["value"], count["relation"], count["status"]) == (3, "eq", "single-origin")
    assert (count["origins"], count["publishers"], count["reported"]) == (["lund"], 1, "2023-04-05")
    (claim,) = count["supporting"]
    assert claim["quote"] == "Skerry School now has 3 lamps"
    assert claim["source"] == "Skerry Post"
    assert claim["published"] == {"value": "2023-04-05", "precision": "day", "basis": "sidecar"}
    assert [denial["value"] for denial in count["denied"]] == [4]
    assert filled.jsonl("facts", "lamps") == [gift, count]


@pytest.mark.parametrize(
    ("as_of", "value"), [("2023-03-01", [2]), ("2023-03", [2]), ("2023", [3]), ("2022", [])]
)
def test_facts_as_of_a_date(filled: CommandLine, as_of: str, value: list[int]) -> None:
    assert [fact["value"] for fact in filled.json("facts", "--type", "lamp_count", "--as-of", as_of)] == value


@pytest.mark.parametrize(
    ("keys", "types"),
    [
        (["giver=board"], ["gift"]),
        (["recipient=school"], ["gift", "lamp_count"]),
        (["recipient=school", "item=storm_lamp"], ["gift"]),
        (["giver=school"], []),
    ],
)
def test_facts_and_diffs_narrow_down_to_a_key(filled: CommandLine, keys: list[str], types: list[str]) -> None:
    options = [part for key in keys for part in ("--key", key)]
    assert [fact["type"] for fact in filled.json("facts", *options)] == types
    assert [
        change["type"] for change in filled.json("diff", "2023-02..2023-06", *options)["changes"]
    ] == types


def test_facts_as_they_were_known(filled: CommandLine, edit: Callable[[str, str, str], None]) -> None:
    edit("april.txt", "3 lamps", "5 lamps")
    filled("ingest", "articles")
    assert [fact["value"] for fact in filled.json("facts", "--type", "lamp_count")] == [5]
    assert [fact["value"] for fact in filled.json("facts", "--type", "lamp_count", "--known-at", "@10")] == [
        3
    ]
    # The edited words became public when they were seen, in June.
    assert [fact["value"] for fact in filled.json("facts", "--type", "lamp_count", "--as-of", "2023-05")] == [
        3
    ]


def test_claims_as_json_lines(filled: CommandLine) -> None:
    claims = filled.jsonl("claims")
    assert [list(claim) for claim in claims] == [CLAIM] * 4
    (claim,) = [claim for claim in claims if claim["fields"].get("value") == 3]
    assert claim["evidence"] == {
        "exact": "Skerry School now has 3 lamps",
        "prefix": claim["evidence"]["prefix"],
        "suffix": ", according to Ada Lund.\n",
        "start": 12,
        "end": 41,
    }
    assert claim["article"] == {
        "address": "https://news.example/april.txt",
        "title": "More light",
        "source": "Skerry Post",
        "published": {"value": "2023-04-05", "precision": "day", "basis": "sidecar"},
    }
    assert (claim["version"], claim["frame"], claim["polarity"]) == (1, "has-lamps", "affirmed")
    assert claim["attribution"][0]["source"] == "lund"
    assert claim["extractor"]["name"] == "rules"


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ([], 4),
        (["--story", "lamps"], 4),
        (["--type", "gift"], 1),
        (["--article", "https://news.example/may.txt"], 1),
        (["--article", "HTTPS://news.example/march.txt?utm_medium=x"], 2),
        (["--as-of", "2023-03"], 2),
        (["--known-at", "@4"], 1),
    ],
)
def test_claims_are_filtered(filled: CommandLine, options: list[str], count: int) -> None:
    assert len(filled.jsonl("claims", *options)) == count
    assert f"{count} claim" in filled("claims", *options).splitlines()[0]


def test_sightings_are_shown_and_never_counted(filled: CommandLine) -> None:
    before = filled("facts")
    assert "not counted" in filled("claims", "--sightings")
    assert filled("facts") == before
    assert isinstance(filled.json("claims", "--sightings"), list)


def test_articles_say_how_their_dates_are_known(filled: CommandLine) -> None:
    filled("ingest", "-", "--source", "Tern Gazette", stdin=b"On May 4, 2023 it rained on Skerry.\n")
    out = filled("articles")
    assert "    Tern Gazette, 2023-03-01 (sidecar)\n" in out
    assert "    Tern Gazette, no publication date, counts from 2023-05-04 (in-body)\n" in out


def test_an_article_shows_its_versions_looks_text_and_claims(
    filled: CommandLine, edit: Callable[[str, str, str], None]
) -> None:
    edit("april.txt", "3 lamps", "5 lamps")
    filled("ingest", "articles")
    out = filled("show", "https://news.example/april.txt")
    for line in (
        "    Skerry Post, 2023-04-05 (sidecar), version 2 of 2",
        "  Skerry School now has 5 lamps, according to Ada Lund.",
        "Lamps for the island school: 1 claim",
        "      “Skerry School now has 5 lamps”",
    ):
        assert line in out.splitlines()
    document = filled.json("show", "https://news.example/april.txt")
    assert [version["version"] for version in document["all_versions"]] == [1, 2]
    assert [capture["outcome"] for capture in document["all_captures"]] == ["new", "changed"]
    assert "5 lamps" in document["text"]
    first = document["all_versions"][0]["version_id"]
    assert "3 lamps" in filled("show", first)
    assert filled.json("show", first)["claims"][0]["fields"]["value"] == 3


def test_a_claim_shows_its_words_in_their_sentence(filled: CommandLine) -> None:
    (claim,) = [claim for claim in filled.jsonl("claims") if claim["polarity"] == "denied"]
    out = filled("show", claim["claim_id"][:10])
    assert "  [[Skerry School does not have 4 lamps]]. It rained all week.\n" in out
    assert "  source: Tern Gazette, 2023-05-09\n" in out
    assert (
        filled.json("show", claim["claim_id"])["context"]
        == "Skerry School does not have 4 lamps. It rained all week."
    )


def test_a_fact_shows_all_its_claims_and_its_history(filled: CommandLine) -> None:
    fact_id = re.search(r"recipient Skerry School \[(\w{8})]", filled("facts"))
    assert fact_id
    out = filled("show", fact_id[1])
    assert re.search(r"2023-03-01 added: 2, .*\n  2023-04-05 value.*: 3, ", out)
    assert [state["value"] for state in filled.json("show", fact_id[1])["history"]][:2] == ["2", "3"]


def test_an_event_shows_its_envelope_and_payload(filled: CommandLine) -> None:
    (event,) = filled.jsonl("show", "@1")
    assert (event["position"], event["type"], event["payload"]["story"]) == (1, "StoryDefined", "lamps")
    assert "StoryDefined" in filled("show", "@1")
    assert filled.refused("show", "@99") == "not a point in time: '@99' (the log goes from @1 to @10)"


def test_a_story_shows_its_definition(filled: CommandLine) -> None:
    assert 'pattern = "{giver} <give> {recipient} {item}"' in filled("show", "lamps")
    assert filled.json("show", "lamps")["title"] == "Lamps for the island school"


@pytest.mark.parametrize("what", ["nothing", "https://news.example/none", "", "%"])
def test_what_is_not_there_is_said(filled: CommandLine, what: str) -> None:
    assert (
        filled.refused("show", what)
        == f"no article, version, claim, fact, change, story or snapshot {what!r} in this archive"
    )


def test_an_id_cut_too_short_names_the_candidates(filled: CommandLine) -> None:
    assert filled.refused("show", "https://news.example/ma").startswith(
        "no single article, version, claim, fact, change, story or snapshot 'https://news.example/ma' in this archive: it may be article "
    )


def test_the_log_lists_events_in_order_and_backwards(filled: CommandLine) -> None:
    positions = [event["position"] for event in filled.jsonl("log")]
    assert positions == list(range(1, 11))
    assert [event["position"] for event in filled.jsonl("log", "--reverse", "--limit", 2)] == [10, 9]
    assert [event["position"] for event in filled.jsonl("log", "--after", 4, "--limit", 2)] == [5, 6]
    assert [event["position"] for event in filled.jsonl("log", "--reverse", "--after", 8)] == [10, 9]
    assert {event["type"] for event in filled.jsonl("log", "--type", "ArticleCaptured")} == {
        "ArticleCaptured"
    }
    assert len(filled.jsonl("log", "--stream", "march")) == 3
    assert len(filled("log").splitlines()) == 10


def test_reading_changes_nothing(filled: CommandLine) -> None:
    before = filled("log", "--format", "jsonl")
    for command in (
        ["facts"],
        ["claims"],
        ["articles"],
        ["diff", "2023-03..2023-06"],
        ["snapshot"],
        ["db"],
        ["sql"],
    ):
        filled(*command)
    assert filled("log", "--format", "jsonl") == before


def test_the_state_of_the_database(filled: CommandLine) -> None:
    state = filled.json("db")
    assert (state["events"], state["projected"], state["articles"], state["claims"]) == (10, 10, 3, 4)
    assert "3 articles, 3 versions, 3 captures, 4 claims, 2 facts, 1 story" in filled("db")


def test_a_review_outranks_and_shows(filled: CommandLine) -> None:
    (claim,) = [claim for claim in filled.jsonl("claims") if claim["fields"].get("value") == 3]
    out = filled("review", "reject", claim["claim_id"][:12], "--note", "misread")
    assert out == f"claim {claim['claim_id']} rejected @11\n"
    (count,) = filled.json("facts", "--type", "lamp_count")
    assert (count["value"], count["reviewed"]) == (2, True)
    assert "review: rejected by archive at @11; misread" in filled("show", claim["claim_id"])
    filled("review", "withdraw", claim["claim_id"])
    (count,) = filled.json("facts", "--type", "lamp_count")
    assert count["value"] == 3


def test_a_correction_names_fields_that_exist(filled: CommandLine) -> None:
    (claim,) = [claim for claim in filled.jsonl("claims") if claim["fields"].get("value") == 3]
    refusal = filled.refused("review", "correct", claim["claim_id"], "lamps=4")
    assert refusal.startswith("lamp_count has no field 'lamps'; it has: recipient, value, date")
    filled("review", "correct", claim["claim_id"], "value=7")
    assert [fact["value"] for fact in filled.json("facts", "--type", "lamp_count")] == [7]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["facts", "lanterns"], "no story 'lanterns' in this archive (stories: lamps)"),
        (["facts", "--type", "loan"], "no fact type 'loan' in this archive (types: gift, lamp_count)"),
        (
            ["facts", "--as-of", "2023-02-30"],
            "not a point in time: '2023-02-30' (day is out of range for month)",
        ),
        (["facts", "--known-at", "@11"], "not a point in time: '@11' (the log ends at @10)"),
        (["claims", "--article", "x"], "no article 'x' in this archive; archive articles lists them"),
        (["review", "accept", "f00d"], "no claim 'f00d' in this archive"),
    ],
)
def test_what_cannot_be_looked_at_is_said_in_one_line(
    filled: CommandLine, command: list[str], said: str
) -> None:
    assert filled.refused(*command) == said


@pytest.mark.parametrize(
    "command", ["facts", "claims", "articles", "log", "diff", "snapshot", "sql", "db", "rebuild"]
)
def test_where_there_is_no_archive_reading_says_so_and_makes_none(
    archive: CommandLine, folder: Path, command: str
) -> None:
    assert archive.refused(command) == "archive.db: nothing here yet; begin with: archive ingest PATH"
    assert sorted(path.name for path in folder.iterdir()) == ["articles", "story.toml"]


@pytest.mark.parametrize("command", ["facts", "claims", "diff", "snapshot"])
def test_without_a_story_commands_say_how_to_get_one(archive: CommandLine, command: str) -> None:
    archive.run("ingest", "articles")
    assert archive.refused(command) == "no story is defined yet; define one with: archive story add FILE"
