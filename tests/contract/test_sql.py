"""Questions in SQL: what is answered, what the database itself refuses, and how it says so."""

from __future__ import annotations

import threading
from time import monotonic

import pytest
from sqlalchemy import text

from archive.errors import DatabaseUnusable, QueryRefused
from archive.store.sql import Limits, Value, open_asker, run_query
from tests.contract.histories import STORY, Archive, Teller

FOREVER = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"


@pytest.fixture(scope="module")
def url(shared_database_url: str) -> str:
    """An archive that the tests only read."""
    return filled(shared_database_url)


def filled(url: str) -> str:
    archive = Archive(url)
    teller = Teller()
    teller.define(0)
    for day, text_number in enumerate((0, 5, 6)):
        teller.article(day, text_number, day, (day, None, None), [("toll", day + 1, "affirmed")])
    archive.feed(teller.events)
    archive.projection.catch_up()
    archive.close()
    return url


@pytest.mark.parametrize(
    ("query", "columns", "rows"),
    [
        ("select 1 as a, 'x' as b, null as c", ("a", "b", "c"), [(1, "x", None)]),
        ("select address from articles order by address limit 1;", ("address",), [("alpha",)]),
        ("with a as (select 2 as n) select n from a -- with a remark", ("n",), [(2,)]),
        ("values (1), (2)", None, [(1,), (2,)]),
        ("select sum(versions) as n from articles", ("n",), [(3,)]),
        ("select count(*) as n from articles where title like '%t%'", ("n",), [(3,)]),
        ("select place, value from flood_town__toll where value = 3", ("place", "value"), [("town1", 3)]),
    ],
)
def test_a_query_is_answered_with_plain_values(
    url: str, query: str, columns: tuple[str, ...] | None, rows: list[tuple[object, ...]]
) -> None:
    answer = run_query(url, query)
    assert answer.rows == rows
    assert columns is None or answer.columns == columns
    assert not answer.truncated


@pytest.mark.parametrize(("limit", "truncated"), [(1, True), (2, True), (3, False), (4, False)])
def test_rows_beyond_the_limit_are_left_out_and_that_is_said(url: str, limit: int, truncated: bool) -> None:
    answer = run_query(url, "select * from articles", max_rows=limit)
    assert (len(answer.rows), answer.truncated) == (min(limit, 3), truncated)


WRITING = [
    "insert into rm_checkpoint (name, position) values ('x', 1)",
    "update rm_claims set quote = 'forged'",
    "delete from log_events",
    "drop table rm_claims",
    "drop view claims",
    "create table mine (a integer)",
    "create temp table mine as select 1 as a",
    "create view mine as select 1 as a",
    "alter table rm_claims add column mine integer",
    "begin",
    "commit",
    "savepoint here",
    "vacuum",
    "with gone as (delete from rm_claims returning 1) select * from gone",
    "select 1; delete from rm_claims",
    "select 1; select 2",
    "explain analyze delete from rm_claims",
]


def test_nothing_that_writes_gets_through(url: str) -> None:
    before = contents(url)
    for query in WRITING:
        with pytest.raises(QueryRefused):
            run_query(url, query)
        assert contents(url) == before, query


def contents(url: str) -> tuple[str, int]:
    archive = Archive(url)
    try:
        return archive.writer.digest(), archive.log.head()
    finally:
        archive.close()


AROUND_SQLITE = [
    "attach database '/tmp/mine.db' as mine",
    "vacuum into '/tmp/mine.db'",
    "pragma journal_mode = delete",
    "pragma query_only = off",
    "pragma writable_schema = on",
    "select load_extension('mine')",
    "select hex(zeroblob(1000000000))",
]


def test_sqlite_leaves_no_way_around(fresh_sqlite: str) -> None:
    Archive(fresh_sqlite).close()
    for query in AROUND_SQLITE:
        with pytest.raises(QueryRefused):
            run_query(fresh_sqlite, query)


AROUND_POSTGRESQL = [
    "copy (select 1) to '/tmp/mine'",
    "copy (select 1) to program 'true'",
    "set transaction read write",
    "select set_config('transaction_read_only', 'off', true)",
    "do $$ begin delete from rm_claims; end $$",
    "call mine()",
    "listen mine",
    "lock table rm_claims",
    "select * from rm_claims for update",
    "select nextval('mine')",
    "declare other cursor for select 1",
]


def test_postgresql_leaves_no_way_around(fresh_postgres: str) -> None:
    Archive(fresh_postgres).close()
    for query in AROUND_POSTGRESQL:
        with pytest.raises(QueryRefused):
            run_query(fresh_postgres, query)


def test_a_query_that_takes_too_long_is_stopped(url: str) -> None:
    began = monotonic()
    with pytest.raises(QueryRefused, match=r"stopped after 0\.5 seconds"):
        run_query(url, FOREVER, time_limit=0.5)
    assert monotonic() - began < 5


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            "select * from gifts",
            r"no table or view 'gifts' \(line 1, column 15\); .*there are: .*claims.*flood_town__toll",
        ),
        ("   ", "there is no query"),
        (";", "there is no query"),
        ("select 1; select 2", "^one statement at a time"),
        ("delete from rm_claims", r"^refused: DELETE.*queries only read"),
        ("select nope from facts", "nope"),
    ],
)
def test_a_refusal_says_what_was_refused(url: str, query: str, said: str) -> None:
    with pytest.raises(QueryRefused, match=said) as caught:
        run_query(url, query)
    assert "\n" not in str(caught.value)


def test_bytes_and_other_values_come_as_json_has_them(url: str) -> None:
    answer = run_query(url, "select envelope from log_events order by position limit 1")
    assert bytes.fromhex(answer.rows[0][0]).startswith(b"{")


def test_an_archive_that_is_not_there_is_not_made(tmp_path: object) -> None:
    with pytest.raises(DatabaseUnusable):
        run_query(f"sqlite:///{tmp_path}/none.db", "select 1")
    with pytest.raises(DatabaseUnusable):
        run_query(f"sqlite:///{tmp_path}", "select 1")


def test_the_archive_can_be_written_while_it_is_asked(database_url: str) -> None:
    url = filled(database_url)
    run_query(url, f"select * from facts where story = '{STORY}'")
    archive = Archive(url)
    teller = Teller()
    teller.article(3, 7, 4, (None, None, None), [("toll", 4, "affirmed")])
    archive.feed(teller.events)
    archive.projection.catch_up()
    with archive.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from articles")) == 4
    archive.close()


@pytest.mark.parametrize(
    "query", ["select destination from notify_targets", 'SELECT * FROM "Notify_Targets" AS t']
)
def test_where_notifications_go_is_nobody_s_to_read(url: str, query: str) -> None:
    with pytest.raises(QueryRefused, match="holds secrets"):
        run_query(url, query)


SHOWING_MORE = [
    "select * from ts_stat('select to_tsvector(destination) from notify_' || 'targets')",
    "select * from pg_catalog . \"ts_stat\" /* : */ ('select null')",
    "select query_to_xml('table notify_' || 'targets', true, true, '')",
    "select schema_to_xml('public', true, true, '')",
    "select most_common_vals from pg_stats where tablename like 'notify%'",
    "select pg_read_file('postgresql.conf')",
    "select rolpassword from pg_authid",
    "select set_config('statement_timeout', '0', false)",
    "select pg_advisory_lock(1)",
    "select fts3_tokenizer('simple', x'00')",
]


@pytest.mark.parametrize("query", SHOWING_MORE)
def test_no_function_does_more_than_read_what_is_named(url: str, query: str) -> None:
    with pytest.raises(
        QueryRefused,
        match=r"^refused: |^no such function|^no table or view|^unrecognized token|^function fts3",
    ):
        run_query(url, query)


def test_functions_that_only_tell_something_are_answered(url: str) -> None:
    if url.startswith("sqlite"):
        query = "select count(*) from facts, json_each(facts.fact_key), pragma_table_info('facts')"
        later = "select count(*) from claims, json_tree(claims.fields) j where j.key = 'place'"
        with open_asker(url) as asker:
            assert list(asker.ask(query, {}, Limits())) == [(2 * 15,)]
            assert list(asker.ask(later, {}, Limits())) == [(3,)]
    else:
        query = "select random() < 2, now() > '2020-01-01', clock_timestamp() > '2020-01-01'"
        assert run_query(url, query).rows == [(True, True, True)]


def test_large_rows_are_taken_one_by_one(url: str) -> None:
    large = "repeat('x', 9000000)" if not url.startswith("sqlite") else "hex(zeroblob(4500000))"
    many = (
        f"with recursive n(i) as (select 1 union all select i + 1 from n where i < 40) select {large} from n"
    )
    with open_asker(url) as asker:
        asker.ask(many, {}, Limits())
        sizes = [len(asker._backend.fetch(1000)) for _ in range(3)]
        assert sizes[0] <= 10
        assert sizes[1:] == [1, 1]
        asker.ask(many.replace(large, "'x'").replace("40", "2500"), {}, Limits())
        assert sum(len(asker._backend.fetch(1000)) for _ in range(4)) == 2500


def test_what_python_has_no_date_for_is_told(url: str) -> None:
    if url.startswith("postgresql"):
        with pytest.raises(QueryRefused, match=r"timestamp too large.*; cast it to text"):
            run_query(url, "select 'infinity'::timestamptz")
        assert run_query(url, "select 'infinity'::timestamptz::text").rows == [("infinity",)]
    with pytest.raises(QueryRefused, match=r"null character|\(NUL\)"):
        run_query(url, "select 1 \0 from facts")


@pytest.mark.parametrize("query", ["select ?", "select ?1", "select @a", "select $a"])
def test_other_ways_to_write_a_parameter_are_told_apart(fresh_sqlite: str, query: str) -> None:
    Archive(fresh_sqlite).close()
    with pytest.raises(QueryRefused, match="a parameter is written :name here"):
        run_query(fresh_sqlite, query, {"a": 1})


def test_parameters_places_plans_and_many_rows(url: str) -> None:
    """Several things at once, for a database takes longer to make than to ask."""
    with open_asker(url) as asker:
        postgres = asker.dialect == "postgresql"
        cast = ":n::text || :t" if postgres else "cast(:n as text) || :t"
        query = f"select {cast} as a, ':n' as b, :f * 2 as c, coalesce(:x, 'none') as d, :n as e -- :no"
        values: dict[str, Value] = {"n": 2**40, "t": "it's", "f": 0.25, "x": None, "unused": "y"}
        (row,) = asker.ask(query, values, Limits())
        assert row == (f"{2**40}it's", ":n", 0.5, "none", 2**40)
        found = asker.ask(
            "select address from articles where address in (:a, :b, :a)", {"a": "alpha", "b": "x"}, Limits()
        )
        assert list(found) == [("alpha",)]
        for query, offset in [
            ("select 1,\n  nope from facts", (2, 3)),
            ("select * from\n nope", (2, 2)),
            ("select (1", (1, 10)),
            ("select 1 frum facts f where", (1, 15)),
            ("select :t, :gone", (1, 12)),
        ]:
            with pytest.raises(QueryRefused) as caught:
                asker.ask(query, values, Limits())
            place = caught.value.details["place"]
            assert (place.line, place.column) == offset, query
        many = (
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500) select i from n"
        )
        for limit, truncated in [(2499, True), (2500, False), (3000, False), (1000, True)]:
            rows = asker.ask(many, {}, Limits(rows=limit))
            assert [i for (i,) in rows] == list(range(1, min(limit, 2500) + 1))
            assert rows.truncated == truncated
        plan = asker.plan("select * from facts where story = :t", values, Limits())
        assert any("rm_facts" in line for line in plan)
        for query in ("delete from rm_facts", "analyze delete from rm_facts", "select 1; select 2", "nope"):
            with pytest.raises(QueryRefused):
                asker.plan(query, values, Limits())


def test_an_interrupted_statement_is_no_timeout(fresh_sqlite: str) -> None:
    """What Ctrl-C does reaches SQLite as an interruption, as the clock does."""
    Archive(fresh_sqlite).close()
    with open_asker(fresh_sqlite) as asker:
        timer = threading.Timer(0.2, asker._backend._database.interrupt)  # type: ignore[attr-defined]  # as a signal would
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            list(asker.ask(FOREVER, {}, Limits(seconds=60)))
        timer.join()
        assert list(asker.ask("select 1", {}, Limits())) == [(1,)]
