"""Questions in SQL from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        "select 1; select 2",
        "selec",
        "",
    ],
)
def test_everything_but_reading_is_refused_in_one_line(filled: CommandLine, query: str) -> None:
    assert filled.refused("sql", query)
    assert len(filled.json("facts")) == 2


def test_a_name_that_is_none_gets_the_list(filled: CommandLine) -> None:
    assert filled.refused("sql", "select * from fakts").startswith("no table or view 'fakts'; there are: ")
