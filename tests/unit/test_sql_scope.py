"""Whether a statement asks about one story alone."""

from __future__ import annotations

import pytest

from archive.store.sql_scope import story_asked

ONE = [
    "select * from claims where story = 'x'",
    "select * from facts where story = 'x'",
    "SELECT value FROM facts AS f WHERE f.story = :s AND status = 'disputed' ORDER BY 1",
    "select a.title, f.value from articles a, facts f where a.title like '%' and f.story = 'x';",
    "select count(*) from fact_history where since < '2024' and story = 'x' group by type -- or all",
    'select "facts".value from "facts" where "facts".story = \'x\' limit 3',
]
ALL = [
    "select * from facts",
    "select 'x' as story from facts",
    "select * from facts where story <> 'x'",
    "select * from facts where story = 'x' or 1 = 1",
    "select * from facts where not story = 'x'",
    "select * from facts where (story = 'x')",
    "select * from facts where story = 'x' collate nocase",
    "select * from facts where story = 'x' || 'y'",
    "select * from facts where story = upper('x')",
    "select * from facts where 1 between 0 and story = 'x'",
    "select * from facts where a = story = 'x'",
    "select story = 'x' from facts",
    "select story, facts from stories where story = 'x'",
    "select articles, claims from sources where source = 'x'",
    "select story = 'x' from facts where 1",
    "select * from facts f join disagreements d on d.status = f.status where f.story = 'x'",
    "select * from facts f, facts g where f.story = 'x'",
    "select * from facts where story = 'x' union select * from facts",
    "select * from claims where story = 'x' and exists (select 1 from facts)",
    "select * from claims c, facts f where c.story = 'x'",
    "select * from articles a left join facts f on f.story = 'x' where a.title = 1 and story = 'x'",
    "select count(*) from facts, rm_facts where story = 'x'",
    "select sum(value_number) filter (where story = 'x') from facts where 1",
    "select * from facts where story = 5",
    "select * from facts where story =",
    "select * from facts where 1 = 1 order by status = 'x' and story = 'x'",
    "select type from facts where 1 = 1 group by type, type = 'x' and story = 'x'",
    "",
]


@pytest.mark.parametrize("sql", ONE)
def test_one_story_where_every_row_has_to_be_of_it(sql: str) -> None:
    for dialect in ("sqlite", "postgresql"):
        assert story_asked(sql, dialect, {"s": "x"}) == "x"


@pytest.mark.parametrize("sql", ALL)
def test_all_stories_where_there_is_any_doubt(sql: str) -> None:
    for dialect in ("sqlite", "postgresql"):
        assert story_asked(sql, dialect, {"s": 5}) is None
