"""Questions in SQL from the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet
import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import CommandLine

QUERY = "select source, count(*) as articles from articles group by source order by source"


def test_a_table_for_people(filled: CommandLine) -> None:
    assert filled("sql", QUERY).splitlines() == [
        "source        articles",
        "------------  --------",
        "Skerry Post          1",
        "Tern Gazette         2",
    ]


def test_the_same_for_programs(filled: CommandLine) -> None:
    assert filled("sql", QUERY, "--format", "csv") == "source,articles\nSkerry Post,1\nTern Gazette,2\n"
    rows = [{"source": "Skerry Post", "articles": 1}, {"source": "Tern Gazette", "articles": 2}]
    assert filled.json("sql", QUERY) == rows
    assert filled.jsonl("sql", QUERY) == rows


def test_a_query_on_standard_input(filled: CommandLine) -> None:
    assert filled("sql", "-", "--format", "csv", stdin=QUERY.encode()).startswith("source,articles\n")


def test_each_fact_type_has_a_view_of_its_own(filled: CommandLine) -> None:
    out = filled("sql", "select giver, recipient, item from lamps__gift", "--format", "csv")
    assert out == "giver,recipient,item\nboard,school,storm_lamp\n"


def test_without_a_query_the_views_are_listed(filled: CommandLine) -> None:
    views = {row["view"]: row["columns"] for row in filled.json("sql")}
    assert set(views) >= {
        "articles",
        "versions",
        "captures",
        "claims",
        "facts",
        "fact_history",
        "disagreements",
    }
    assert set(views) >= {"sources", "events", "lamps__gift", "lamps__lamp_count"}
    assert {"giver", "recipient", "item"} <= set(views["lamps__gift"])
    assert "\nlamps__gift\n  " in filled("sql")


def test_a_limit_is_told(filled: CommandLine) -> None:
    done = filled.run("sql", "select address from articles order by 1", "--limit", 2, "--format", "csv")
    assert len(done.out.splitlines()) == 3
    assert done.err == "archive: only the first 2 rows; --limit allows more\n"


ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"


def test_a_query_is_stopped_in_time(filled: CommandLine) -> None:
    said = "stopped after 0.2 seconds; narrow the query down, or allow more time"
    assert filled.refused("sql", ENDLESS, "--timeout", "0.2") == said


@pytest.mark.parametrize(
    "query",
    [
        "delete from facts",
        "drop view facts",
        "update rm_claims set story = 'x'",
        "",
    ],
)
def test_everything_but_reading_is_refused_in_one_line(filled: CommandLine, query: str) -> None:
    assert filled.refused("sql", query)
    assert len(filled.json("facts")) == 2


WRONG = [
        ("select * from fakts", ["select * from fakts", "              ^"], "no table or view 'fakts' (line 1, column 15); did you mean facts? there are: "),
        ("select\n  f.valeu\nfrom facts f", ["  f.valeu", "  ^"], "no column 'f.valeu' (line 2, column 3); did you mean value?"),
        ("select 1; select 2", ["select 1; select 2", "          ^"], "one statement at a time (line 1, column 11)"),
        ("selec", ["selec", "^"], 'near "selec": syntax error (line 1, column 1)'),
        ("select from_ from from facts", ["select from_ from from facts", "                  ^"], 'near "from": syntax error (line 1, column 19)'),
        ("select (1 + ", ["select (1 +", "           ^"], "the statement is not finished (line 1, column 12)"),
        ("select nope(1)", ["select nope(1)", "       ^"], "no such function: nope (line 1, column 8)"),
        ("select 'x\x1b[2J' from facts where story = :s", ["select 'x\ufffd[2J' from facts where story = :s", " " * 40 + "^"], "no value for :s (line 1, column 41); give it one with: --param s=VALUE"),
]  # fmt: skip


def test_what_is_wrong_is_shown_where_it_is(filled: CommandLine) -> None:
    for query, shown, said in WRONG:
        done = filled.run("sql", query)
        assert done.code == 2
        *excerpt, line = done.err.splitlines()
        assert excerpt == shown
        assert line.removeprefix("archive: ").startswith(said)


def test_parameters_have_types(filled: CommandLine) -> None:
    query = "select :whole + 1 as whole, :half * 2 as half, :none is null as none, :text || '!' as text, ':text' as t"
    given = ("whole=41", "half=0.5", "none=NULL", "text='7'")
    assert filled.json("sql", query, *(word for pair in given for word in ("-p", pair))) == [
        {"whole": 42, "half": 1.0, "none": 1, "text": "7!", "t": ":text"}
    ]
    assert filled.jsonl("sql", "select :a as a, :b as b", "--param", "a=it's", "--param", "b='it''s'") == [
        {"a": "it's", "b": "it's"}
    ]


REFUSED: list[tuple[tuple[str, ...], str]] = [
        (("select 1", "-p", "x"), "is not NAME=VALUE"),
        (("select 1", "-p", "1x=2"), "is not NAME=VALUE"),
        (("select :x", "-p", f"x={2**63}"), "64 bits"),
        (("select 1", "-p", "x=2"), "the query has no :x, which --param gives a value"),
        ((".nope",), "no command .nope here; there are: .tables, .schema, .examples, .help"),
        ((".quit",), "no command .quit here"),
        ((".schema fakts",), "no view 'fakts'"),
        (("select 1", "-f", "x.sql"), "not both"),
        (("-f", "x.sql"), "x.sql: No such file"),
        (("select 1", "--as-of", "yesteryear"), "not a point in time: 'yesteryear'"),
        (("select 1", "-o", "no/such/folder.csv"), "no/such/folder.csv: No such file"),
]  # fmt: skip


def test_what_cannot_be_done_is_said(filled: CommandLine) -> None:
    for words, said in REFUSED:
        assert said in filled.refused("sql", *words)


def test_a_file_with_a_query_and_one_with_the_answer(filled: CommandLine, folder: Path) -> None:
    (folder / "q.sql").write_text("-- by source\n" + QUERY + ";\n", encoding="utf-8")
    rows = [("Skerry Post", 1), ("Tern Gazette", 2)]
    for name, form in (("a.csv", "csv"), ("a.tsv", "tsv"), ("a.md", "markdown"), ("a.jsonl", "jsonl")):
        assert filled("sql", "-f", "q.sql", "-o", name) == ""
        assert (folder / name).read_text("utf-8") == filled("sql", QUERY, "--format", form)
    assert filled("sql", "-f", "q.sql", "-o", "a.parquet") == ""
    assert pyarrow.parquet.read_table(folder / "a.parquet").to_pylist() == [
        {"source": source, "articles": articles} for source, articles in rows
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "pyarrow", None)
        patch.setitem(sys.modules, "pyarrow.parquet", None)
        assert "pip install 'news-archive[parquet]'" in filled.refused("sql", QUERY, "-o", "b.parquet")


def test_an_answer_that_fails_leaves_the_file_as_it_was(filled: CommandLine, folder: Path) -> None:
    (folder / "a.csv").write_text("kept", encoding="utf-8")
    assert filled.run("sql", ENDLESS, "--timeout", "0.2", "-o", "a.csv").code == 2
    assert (folder / "a.csv").read_text("utf-8") == "kept"
    assert [path.name for path in folder.glob("a.csv*")] == ["a.csv"]


def test_the_views_as_of_a_time(filled: CommandLine) -> None:
    query = "select value, status from facts where type = 'lamp_count'"
    assert filled("sql", query, "--format", "csv") == "value,status\n3,single-origin\n"
    for point in (("--as-of", "2023-03"), ("--as-of", "2023-04-01"), ("--known-at", "@0")):
        value = [] if "@0" in point else [{"value": "2"}]
        found = filled.json("sql", "select value from facts where type = 'lamp_count'", *point)
        assert found == value
    assert filled.json("facts", "--as-of", "2023-03", "--type", "lamp_count")[0]["value"] == 2


def test_how_the_database_would_go_about_it(filled: CommandLine) -> None:
    query = "select * from facts where story = :story"
    assert "rm_facts_by_story" in filled("sql", query, "--explain", "-p", "story=lamps")
    assert "rm_facts_by_story" in filled.json("sql", query, "--explain", "-p", "story=lamps")[0]["plan"]
    assert filled.refused("sql", "delete from rm_facts", "--explain").startswith("refused: DELETE")


def test_dot_commands_show_what_there_is_to_ask(filled: CommandLine) -> None:
    assert "facts: One row for each fact" in filled("sql", ".tables")
    assert "publishers: how many independent texts say it" in filled("sql", ".schema facts")
    assert "lamps__gift" in filled("sql", ".schema")
    assert "SELECT" in filled("sql", ".examples")
    assert ".as-of [TIME]" in filled("sql", ".help")


def test_an_answer_does_not_replace_the_archive(filled: CommandLine, folder: Path) -> None:
    before = (folder / "archive.db").read_bytes()
    assert "is a database, and is not replaced" in filled.refused("sql", "select 1", "-o", "archive.db")
    assert "is a database" in filled.refused("export", "facts", "-o", "archive.db", "--force")
    assert (folder / "archive.db").read_bytes() == before


@pytest.mark.parametrize(
    "option", ["--limit=99999999999999999999", "--timeout=inf", "--timeout=nan", "--timeout=1e9"]
)
def test_a_limit_that_is_none_is_refused(filled: CommandLine, option: str) -> None:
    assert option.split("=", 1)[0] in filled.refused("sql", "select 1", option)
