"""Statements as words: names, texts, comments, parameters and places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.store.sql_words import (
    is_blank,
    is_finished,
    names_in,
    numbered,
    parameters_in,
    place,
    words,
)

PARAMETERS = [
    ("select :a, ':b', \":c\" -- :d\n, :e_1 /* :f */", "both", ["a", "e_1"]),
    ("select x::text, :a::int, 1 from t where y=:b", "postgresql", ["a", "b"]),
    ("select $$ :a $$, $t$ :b $$ $t$, E'it\\'s :c', :d", "postgresql", ["d"]),
    ("select /* outer /* :a */ :b */ :c", "postgresql", ["c"]),
    ("select /* outer /* :a */ :b", "sqlite", ["b"]),
    ("select 'it''s :a' || :b", "both", ["b"]),
    ("select [:a], `:b`, :c", "sqlite", ["c"]),
    ("select ':a", "both", []),
    ("select /* :a", "both", []),
    ("select $$ :a", "postgresql", []),
    ("select :größe, :1, : x", "both", ["größe"]),
]


@pytest.mark.parametrize(("sql", "dialect", "names"), PARAMETERS)
def test_parameters_stand_where_the_database_would_read_them(
    sql: str, dialect: str, names: list[str]
) -> None:
    for each in ("sqlite", "postgresql") if dialect == "both" else (dialect,):
        assert [word.text[1:] for word in parameters_in(sql, each)] == names


def test_numbers_take_the_place_of_names() -> None:
    sql = "select :one, x::int, ':two', :two -- :one\n where :one"
    assert numbered(sql, ["one", "two"]) == "select $1  , x::int, ':two', $2   -- :one\n where $1  "


@given(st.text(alphabet="ab:'\"-/*$\n ;[]`E\\1", max_size=30))
def test_words_cover_all_but_space_and_never_overlap(sql: str) -> None:
    for dialect in ("sqlite", "postgresql"):
        end = 0
        for word in words(sql, dialect):
            assert word.start >= end
            assert not sql[end : word.start].strip()
            assert word.end > word.start
            assert sql[word.start : word.end] == word.text
            end = word.end
        assert not sql[end:].strip()


def test_names_are_those_of_words_and_of_quoted_names() -> None:
    sql = "SELECT f.Value FROM \"Facts\" f, [claims], `a``b` WHERE x = 'articles' -- events"
    assert names_in(sql, "sqlite") == {"select", "f", "value", "from", "facts", "claims", "a`b", "where", "x"}


@pytest.mark.parametrize(
    ("sql", "finished", "blank"),
    [
        ("select 1;", True, False),
        ("select 1; -- done", True, False),
        ("select ';", False, False),
        ("select 1 -- ;", False, False),
        ("select 1; /* more", False, False),
        (" ; ", True, True),
        ("-- nothing", False, True),
        ("", False, True),
    ],
)
def test_a_statement_ends_with_its_semicolon(sql: str, finished: bool, blank: bool) -> None:
    for dialect in ("sqlite", "postgresql"):
        assert (is_finished(sql, dialect), is_blank(sql, dialect)) == (finished, blank)


@pytest.mark.parametrize(
    ("sql", "offset", "line", "column", "excerpt", "mark"),
    [
        ("select x", 7, 1, 8, "select x", "       ^"),
        ("select\n\tx\nfrom t", 8, 2, 2, " x", " ^"),
        ("select", 6, 1, 7, "select", "      ^"),
        ("a" * 50 + "b" + "c" * 100, 50, 1, 51, "…" + "a" * 35 + "b" + "c" * 34 + "…", " " * 36 + "^"),
    ],
)
def test_a_place_is_a_line_with_a_mark_under_it(
    sql: str, offset: int, line: int, column: int, excerpt: str, mark: str
) -> None:
    found = place(sql, offset)
    assert (found.line, found.column, found.excerpt, found.mark) == (line, column, excerpt, mark)
